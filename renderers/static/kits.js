// Learning by keyboard, and a question before what was typed into the form of a kit is left behind.
function learning(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const pressed = { d: "[data-done]", n: "[data-next]", z: "[data-undo]" }[event.key];
  const found = pressed && document.querySelector(pressed);
  if (!found) return;
  event.preventDefault();
  found.click();
}

function guard(form) {
  let typed = false;
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

// On a wide screen the list of steps stands beside what is read; on a small one it is folded away.
function unfold(steps) {
  const wide = matchMedia("(min-width: 64rem)");
  const follow = () => (steps.open = wide.matches);
  wide.addEventListener("change", follow);
  follow();
}

// Before the keys of every page, of which z is one.
document.addEventListener("keydown", learning, true);
const form = document.querySelector("[data-unsaved]");
if (form) guard(form);
const steps = document.querySelector(".all-steps");
if (steps) unfold(steps);
