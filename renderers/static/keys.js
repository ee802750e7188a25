// The keyboard: what the page's list of keys says.
import { copyLine, copyOpener } from "./copying.js";
import { arrived } from "./finding.js";
import { closeMenus, showKeys } from "./menus.js";
import { judge, markUsed, undo } from "./using.js";

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const handled = isTyping(event.target) ? whileTyping(event) : whileReading(event);
    if (handled) event.preventDefault();
  });
}

function whileTyping(event) {
  if (event.key === "ArrowDown") return move(1);
  if (event.key !== "Escape") return false;
  event.target.blur();
  return true;
}

function whileReading(event) {
  if (/^[1-9]$/.test(event.key)) {
    arrived().then(() => copyLine(Number(event.key)));
    return true;
  }
  switch (event.key) {
    case "/":
      focusSearch();
      return true;
    case "?":
      showKeys();
      return true;
    case "b":
      location.assign("/brief");
      return true;
    case "c":
      // What was just opened may still be on its way; the line before it is not the one wanted.
      arrived().then(copyOpener);
      return true;
    case "u":
    case "l":
    case "f":
    case "z":
      arrived().then(USING[event.key]);
      return true;
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "ArrowDown":
    case "ArrowUp":
      // Arrows scroll the page, unless one is in the list already.
      return isInList() && move(event.key === "ArrowDown" ? 1 : -1);
    case "Escape":
      return closeMenus();
    default:
      return false;
  }
}

const USING = { u: markUsed, l: () => judge("landed"), f: () => judge("fell_flat"), z: undo };

function focusSearch() {
  const field = document.getElementById("q");
  field.focus();
  field.select();
}

// To the next or the previous result, from where one is; from the first one up, back to the search field.
function move(step) {
  const hits = [...document.querySelectorAll("[data-hit]")];
  if (hits.length === 0) return false;
  const focused = hits.indexOf(document.activeElement);
  const selected = hits.findIndex((hit) => hit.matches("[aria-current]"));
  const next = (focused >= 0 ? focused : selected) + step;
  if (next < 0 && step < 0) focusSearch();
  else hits[Math.min(Math.max(next, 0), hits.length - 1)].focus();
  return true;
}

function isInList() {
  return Boolean(document.activeElement?.closest(".list"));
}

function isTyping(element) {
  return element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}
