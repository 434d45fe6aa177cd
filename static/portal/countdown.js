// Counts down to a moment by the server's clock, in words of the page's language; then asks for the page as it is by then.
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
let ticking = null;

function inWords(seconds, language) {
  const told = [];
  let rest = seconds;
  for (const [unit, length] of units) {
    const n = Math.floor(rest / length);
    rest -= n * length;
    if (n) told.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(n));
  }
  return told.slice(0, 2).join(" ");
}

function count() {
  window.clearInterval(ticking);
  const notes = [...document.querySelectorAll("[data-until]")].map((note) => ({
    left: note.querySelector(".left"),
    url: note.dataset.url,
    ends: Date.parse(note.dataset.until) - Date.parse(note.dataset.now) + Date.now(),
  }));
  if (!notes.length) return;
  const tick = () => {
    for (const { left, url, ends } of notes) {
      const seconds = Math.ceil((ends - Date.now()) / 1000);
      if (seconds <= 0) {
        window.clearInterval(ticking);
        window.location.assign(url);
        return;
      }
      left.textContent = inWords(seconds, document.documentElement.lang);
    }
  };
  tick();
  ticking = window.setInterval(tick, 1000);
}

// After a step was taken: read out what became of it, and count anew.
document.addEventListener("htmx:afterSettle", () => {
  count();
  const answer = document.getElementById("answer");
  if (answer && answer.textContent.trim()) answer.focus();
});
document.addEventListener("DOMContentLoaded", count);
if (document.readyState !== "loading") count();
