// Keeps the plan current while somebody looks at it: asks again about every half minute, never all pages at once, and not
// while the tab is hidden, while a request is under way or while something is being filled in.
const SECONDS = 30;
let waiting = null;

function later() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(look, SECONDS * 1000 * (0.8 + Math.random() * 0.4));
}

function ask(plan) {
  const chosen = plan.querySelector("[name=manner]:checked");
  const values = { where: plan.dataset.where, manner: chosen ? chosen.value : "" };
  window.htmx.ajax("GET", plan.dataset.url, { target: "#plan", swap: "outerHTML", values });
}

function look() {
  const plan = document.getElementById("plan");
  const busy = document.hidden || !plan || plan.querySelector(".htmx-request") || document.activeElement.matches("input:not([type=radio]), select");
  if (!busy) ask(plan);
  later();
}

document.addEventListener("visibilitychange", () => (document.hidden ? window.clearTimeout(waiting) : later()));
// Beside the list: what the list now holds changes what of the plan would be taken.
document.addEventListener("htmx:afterSettle", (event) => {
  const plan = document.getElementById("plan");
  if (event.detail.target.id === "registration" && plan) ask(plan);
});
// What became of an edit is read out; where nothing is said, the focus stays where it is, or in the plan if that is gone.
let inside = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  inside = event.detail.target.id === "plan" && event.detail.target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const answer = document.getElementById("plan-answer");
  if (event.detail.target.id !== "plan" || !answer) return;
  if (answer.textContent.trim() || (inside && document.activeElement === document.body)) answer.focus();
});
const answer = document.getElementById("plan-answer");
if (answer && answer.textContent.trim()) answer.focus();
later();
