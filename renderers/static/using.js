// “Used it”, then “landed” or “fell flat”: one tap each, shown at once and sent beside everything else.
import { record, situation } from "./recording.js";
import { tell } from "./telling.js";

const UNDO = 10_000; // milliseconds
const YEAR = 365 * 24 * 3600; // seconds

// What was marked since this page was opened, by the asset's slug; the page around it may be replaced meanwhile.
const marked = new Map();
let ticking = 0;

export function startUsing() {
  document.addEventListener("submit", submit);
  document.addEventListener("change", choosePurpose);
  document.addEventListener("placed", () => {
    // What the server knows to be marked stays as it wrote it.
    if (marked.has(document.querySelector("#reading [data-use]")?.dataset.use)) showMarked();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-again]")) again();
  });
}

// Each of these answers a key, and is true when there was something to do.
export function markUsed() {
  return press("[data-mark] [value=used]");
}

export function judge(verdict) {
  return press(`[data-judge] [value=${verdict}]`) || tellToMark();
}

export function undo() {
  return press("[data-undo] [value=retracted]");
}

function press(selector) {
  const button = document.querySelector(`#reading ${selector}`);
  if (!button || button.closest("[hidden]")) return false;
  button.click();
  return true;
}

function tellToMark() {
  if (!document.querySelector("#reading [data-use]")) return false;
  tell("First say that you used it: u");
  return true;
}

function submit(event) {
  const form = event.target.closest("[data-use] form");
  // Without a script that knows of it, a conversation that the server marked is judged by the form.
  if (!form || (!form.matches("[data-mark]") && !marked.has(slugOf(form)))) return;
  event.preventDefault();
  if (form.matches("[data-mark]")) mark(form);
  else if (form.matches("[data-undo]")) takeBack(slugOf(form));
  else say(slugOf(form), event.submitter.value);
}

function mark(form) {
  const slug = slugOf(form);
  const purpose = form.elements.purpose.value;
  const key = record({
    kind: "USED",
    assetSlug: slug,
    purpose: purpose.toUpperCase(),
    account: form.elements.account.value.trim(),
    deal: form.elements.deal.value.trim(),
    ...situation(),
  });
  marked.set(slug, { key, purpose: nameOf(form, purpose), undoUntil: Date.now() + UNDO });
  form.querySelector("details").open = false;
  form.elements.deal.value = "";
  const hadFocus = form.contains(document.activeElement);
  showMarked();
  if (hadFocus) document.querySelector("#reading [data-judge] [value=landed]")?.focus();
  tell(`Marked as used: ${nameOf(form, purpose)}. Landed: l, fell flat: f, undo: z`);
}

function say(slug, verdict) {
  const use = marked.get(slug);
  use.verdict = verdict;
  use.verdictKey = record({ kind: verdict.toUpperCase(), eventKey: use.key });
  use.undoUntil = Date.now() + UNDO;
  showMarked();
  tell(verdict === "landed" ? "Landed" : "Fell flat");
}

// The verdict first, where there is one, then the use itself.
function takeBack(slug) {
  const use = marked.get(slug);
  record({ kind: "RETRACTED", eventKey: use.verdictKey ?? use.key });
  if (use.verdictKey) {
    use.verdict = use.verdictKey = undefined;
    use.undoUntil = Date.now() + UNDO;
  } else {
    marked.delete(slug);
  }
  showMarked();
  document.querySelector("#reading [data-use] :is([data-mark]:not([hidden]) .used-it, [value=landed])")?.focus();
  tell("Taken back");
}

function again() {
  const use = document.querySelector("#reading [data-use]");
  marked.delete(use.dataset.use);
  showMarked();
  use.querySelector(".used-it").focus();
}

// Makes what is on the page say what was marked.
function showMarked() {
  clearInterval(ticking);
  const shown = document.querySelector("#reading [data-use]");
  if (!shown) return;
  const use = marked.get(shown.dataset.use);
  shown.querySelector("[data-mark]").hidden = Boolean(use);
  shown.querySelector("[data-judge]").hidden = !use;
  if (!use) return;
  shown.querySelector("[data-done]").textContent = `Used: ${use.purpose.toLowerCase()}`;
  for (const button of shown.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.value === use.verdict));
  }
  countDown(shown, use);
}

function countDown(shown, use) {
  const button = shown.querySelector(".undo");
  // The bar begins where it was, however often the page around it was replaced.
  const bar = button.querySelector(".left");
  bar.style.animationDelay = `${use.undoUntil - Date.now() - UNDO}ms`;
  bar.replaceWith(bar.cloneNode());
  const tick = () => {
    const left = Math.ceil((use.undoUntil - Date.now()) / 1000);
    const over = left <= 0;
    button.querySelector("[data-left]").textContent = over ? "" : ` ${left}`;
    button.form.hidden = over;
    shown.querySelector("[data-again]").hidden = !over;
    if (over) clearInterval(ticking);
  };
  tick();
  ticking = setInterval(tick, 250);
}

function choosePurpose(event) {
  if (!event.target.matches("[data-mark] [name=purpose]")) return;
  const { value, form } = event.target;
  form.querySelector("[data-purpose]").textContent = nameOf(form, value);
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `kindling_purpose=${value}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

function nameOf(form, purpose) {
  return form.querySelector(`[name=purpose][value=${purpose}] + span`).textContent;
}

function slugOf(form) {
  return form.closest("[data-use]").dataset.use;
}
