// The page can be printed by the browser's own command as well; the button is for who does not know it.
document.querySelector("[data-print]").addEventListener("click", () => window.print());
