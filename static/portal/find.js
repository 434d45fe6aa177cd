// The key "/" leads to the box, unless something is being typed or its owner switched it off on the page of the box.
const OFF = "find-key-off";

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

document.addEventListener("keydown", (event) => {
  const box = document.getElementById("find");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || typing || !box || isOff()) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const tick = document.getElementById("find-key");
if (tick) {
  tick.checked = !isOff();
  tick.closest("p").hidden = false;
  tick.addEventListener("change", () => {
    try { localStorage.setItem(OFF, tick.checked ? "" : "1"); } catch { /* then it stays as it is */ }
  });
}
