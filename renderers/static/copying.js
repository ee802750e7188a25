// Copy buttons: one press, one line on the clipboard, and a sign that it worked.
import { record, situation } from "./recording.js";
import { tell } from "./telling.js";

const LINES = 9;
const SHOWN_FOR = 1400; // milliseconds

export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-address]");
    if (button) copyFrom(button);
  });
  numberLines();
}

// The first nine lines answer to their number; their buttons show it.
export function numberLines() {
  lines().forEach((button, place) => {
    const key = button.querySelector("kbd");
    if (key) key.textContent = place < LINES ? String(place + 1) : "";
  });
}

export function copyLine(number) {
  const button = lines()[number - 1];
  if (button) copyFrom(button);
}

export function copyOpener() {
  const button = document.querySelector("#reading [data-opener]");
  if (button) copyFrom(button);
}

function lines() {
  return [...document.querySelectorAll("#reading [data-line]")];
}

async function copyFrom(button) {
  const address = button.dataset.copyAddress;
  const copied = await write(address ? new URL(address, location.href).href : button.dataset.copy);
  if (copied && !address) noteCopy(button);
  button.dataset.copied = copied ? "yes" : "no";
  tell(copied ? "Copied" : "Could not copy");
  setTimeout(() => delete button.dataset.copied, SHOWN_FOR);
}

// A line of what proves the asset that is read is a copy of the proof.
function noteCopy(button) {
  const slug = button.closest("[data-slug]")?.dataset.slug;
  if (slug) record({ kind: "COPY", assetSlug: slug, ...situation() });
}

async function write(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed; the older way may be.
    }
  }
  return writeByHand(text);
}

// Without https a browser has no clipboard for us, but it can still copy what is selected.
function writeByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
