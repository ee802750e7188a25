// Finding as one types: the part of the page that changes is fetched and put in place, and the address follows.
import { numberLines } from "./copying.js";
import { tell } from "./telling.js";

const PAUSE = 40; // milliseconds without a key before asking
const PARTS = ["kept", "chips", "main"];

let asked = new AbortController();
let waiting = 0;
// One time of typing is one entry in the log of searches, under this key; opening a result does not end it.
let typing = null;
// Whether the browser's history has an entry for what is being typed.
let hasEntry = false;
// Whether what was asked for last is on the page yet.
let arriving = Promise.resolve();

// Resolves when the page shows what was asked for last.
export function arrived() {
  return arriving;
}

export function startFinding() {
  if (!document.getElementById("main")?.matches(".find")) return;
  const form = document.getElementById("search");
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => type(form), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    type(form).then(() => document.querySelector("[data-hit]")?.focus());
  });
  document.addEventListener("click", follow);
  addEventListener("popstate", goBack);
}

async function type(form) {
  const parameters = new URLSearchParams(new FormData(form));
  const address = `${form.getAttribute("action")}?${parameters}`;
  typing ??= newKey();
  if (hasEntry) {
    history.replaceState({}, "", address);
  } else {
    keepPlace();
    history.pushState({}, "", address);
    hasEntry = true;
  }
  await show(address);
}

async function follow(event) {
  const link = event.target.closest("a[data-find]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (!link || elsewhere || event.defaultPrevented) return;
  event.preventDefault();
  clearTimeout(waiting);
  const opens = link.matches("[data-hit]");
  hasEntry = false;
  keepPlace();
  history.pushState({}, "", link.href);
  // Before the answer comes: whoever types on meanwhile must not find the old words put back.
  document.getElementById("q").value = new URL(link.href).searchParams.get("q") ?? "";
  const shown = await show(link.href);
  if (!shown) return;
  document.getElementById("reading").scrollTop = 0;
  if (opens) {
    if (isNarrow()) scrollTo(0, 0);
  } else {
    typing = null;
  }
}

async function goBack(event) {
  typing = null;
  hasEntry = false;
  if (location.pathname !== "/") {
    location.reload();
    return;
  }
  document.getElementById("q").value = new URLSearchParams(location.search).get("q") ?? "";
  if (await show(location.href)) scrollTo(0, event.state?.place ?? 0);
}

// Fetches the state of ``address`` and puts it in place; false when another one was wanted meanwhile.
function show(address) {
  const shown = fetchInto(address);
  arriving = shown;
  return shown;
}

async function fetchInto(address) {
  asked.abort();
  asked = new AbortController();
  const wanted = new URL(address, location.href);
  wanted.pathname = "/find";
  if (typing !== null) wanted.searchParams.set("key", typing);
  try {
    const answer = await fetch(wanted, { signal: asked.signal });
    // Signed out meanwhile, or something broke: the whole page says it better.
    if (!answer.ok || answer.redirected) {
      location.assign(address);
      return false;
    }
    place(await answer.text());
    return true;
  } catch (problem) {
    if (problem.name !== "AbortError") tell("No connection. What you see may be out of date.");
    return false;
  }
}

function place(html) {
  const fetched = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.dataset?.key;
  const closed = [...document.querySelectorAll("details[data-key]")].map((each) => [each.dataset.key, each.open]);
  const railToggled = document.getElementById("rail-toggle").checked;
  const list = document.querySelector(".list").scrollTop;
  for (const part of PARTS) document.getElementById(part).replaceWith(fetched.getElementById(part));
  for (const [key, open] of closed) {
    const details = document.querySelector(`details[data-key="${CSS.escape(key)}"]`);
    if (details) details.open = open;
  }
  document.getElementById("rail-toggle").checked = railToggled;
  document.querySelector(".list").scrollTop = list;
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const main = document.getElementById("main");
  document.title = main.dataset.title;
  tell(main.dataset.told);
  numberLines();
  document.dispatchEvent(new Event("placed"));
}

function keepPlace() {
  history.replaceState({ place: scrollY }, "");
}

function isNarrow() {
  return !matchMedia("(min-width: 60rem)").matches;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
