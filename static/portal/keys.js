// Single keys for the pages that say so: [data-key] is pressed or focused, [data-step] are the lines that j and k walk.
// Nothing here is the only way to do anything, and all of it can be switched off (kept in this browser).
const KEPT = "keys";
const dialog = document.getElementById("keys");
const choice = document.getElementById("keys-on");
const opener = document.getElementById("keys-open");
const stored = () => { try { return window.localStorage.getItem(KEPT); } catch { return null; } };
let on = stored() !== "off";

const marked = () => [...document.querySelectorAll("[data-key]")];
const lines = () => [...document.querySelectorAll("[data-step]")].filter((line) => line.getClientRects().length);
const writes = (element) =>
  element.closest("textarea, select, [contenteditable]") || (element.matches("input") && element.type !== "checkbox");

function show() {
  for (const element of marked()) {
    element.querySelector("kbd")?.remove();
    element.removeAttribute("aria-keyshortcuts");
    if (!on) continue;
    element.setAttribute("aria-keyshortcuts", element.dataset.key);
    if (element.matches("input")) continue;
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    key.setAttribute("aria-hidden", "true"); // said by aria-keyshortcuts
    element.append(key);
  }
}

function press(element) {
  if (element.matches("input")) return element.focus();
  if (element.matches("summary")) element.parentElement.open = true;
  else element.click();
  if (element.dataset.focus) document.getElementById(element.dataset.focus).focus();
}

function step(by) {
  const all = lines();
  if (!all.length) return;
  const here = all.findIndex((line) => line.contains(document.activeElement));
  const target = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  target.querySelector("a").focus();
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement.closest("[data-step]")?.querySelector("a").click(),
  x: () => document.activeElement.closest("[data-step]")?.querySelector("input[type=checkbox]")?.click(),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!on || dialog.open || event.ctrlKey || event.altKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
  if (writes(event.target)) return;
  const element = marked().find((one) => one.dataset.key === event.key && !one.disabled);
  const act = element ? () => press(element) : ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A note is left by Escape, back to the button that opened it.
document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && event.target.closest("details.opens-up[open]");
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});

choice.checked = on;
choice.addEventListener("change", () => {
  on = choice.checked;
  try { window.localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* a browser that keeps nothing */ }
  const said = document.getElementById("keys-said");
  said.textContent = on ? said.dataset.on : said.dataset.off;
  show();
});
opener.addEventListener("click", () => dialog.showModal());
opener.parentElement.hidden = false;
show();
