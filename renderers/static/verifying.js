// The queue by keyboard: each key presses what the page shows beside it. Before all others, for z means this undo here.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]") || event.target.matches("input, textarea, select")) return;
    const pressed = event.key === "z" ? document.querySelector("[data-undo] button") : pressable(event.key);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  },
  true,
);

function pressable(key) {
  return /^[a-z]$/.test(key) ? document.querySelector(`[data-press="${key}"]`) : null;
}
