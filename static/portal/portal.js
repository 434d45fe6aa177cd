// The countdown to this student's opening, by the server's clock: the page unlocks itself by asking the server again.
let ticking = null;

function count() {
  window.clearInterval(ticking);
  const note = document.getElementById("countdown");
  if (!note) return;
  const skew = Date.parse(note.dataset.now) - Date.now();
  const opens = Date.parse(note.dataset.opens);
  const left = note.querySelector(".left");
  const tick = () => {
    const seconds = Math.ceil((opens - Date.now() - skew) / 1000);
    if (seconds > 0) {
      const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      left.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
      return;
    }
    window.clearInterval(ticking);
    window.htmx.ajax("GET", note.dataset.url, { target: "#registration", swap: "outerHTML" });
  };
  tick();
  ticking = window.setInterval(tick, 1000);
}

// After an answer: read it out, start the countdown anew, and ask again what the search now says.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "registration") return;
  count();
  const answer = document.getElementById("answer");
  if (answer && answer.textContent.trim()) answer.focus();
  const found = document.getElementById("found");
  if (found && found.firstElementChild) window.htmx.trigger(document.getElementById("q"), "search");
});
document.addEventListener("DOMContentLoaded", count);
if (document.readyState !== "loading") count();
