// Writing an asset: what is typed is kept on the server, and the preview and the findings follow it. Every button works
// without this; here they answer without leaving the page.
import { startPicking } from "./picking.js";
import { tell } from "./telling.js";

const PAUSE = 600; // milliseconds without a key before what was typed is kept
const LONGEST = 4000; // milliseconds that typing may go on unkept
const RETRY = 5000; // milliseconds until the next try where the server did not answer
const TICK = 1000;

const form = document.getElementById("write");
let typedAt = 0; // when something was typed that is not kept yet; 0 when all is
let keptAt = 0;
let problem = "";
let waiting = 0;
let leaving = false;
let sending = null;

showClocks();
if (form) start();

function start() {
  form.addEventListener("input", (event) => {
    count(event.target);
    if (!event.target.dataset.pick || !event.target.name.startsWith("adding.")) touch();
  });
  form.addEventListener("change", touch);
  form.addEventListener("submit", submit);
  startPicking(form, { changed: touch, press });
  addEventListener("beforeunload", (event) => {
    if (typedAt && !leaving) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && typedAt && !leaving) keep(true);
  });
  addEventListener("online", () => typedAt && keep());
  setInterval(showKept, TICK);
  document.querySelector(".problem, .clashes")?.focus();
}

// Something was typed: keep it soon, and while somebody types without a pause every few seconds.
function touch() {
  typedAt ||= Date.now();
  problem = "";
  schedule(Math.max(0, Math.min(PAUSE, typedAt + LONGEST - Date.now())));
}

function schedule(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(keep, pause);
}

async function keep(isLast = false) {
  clearTimeout(waiting);
  sending?.abort();
  const stop = (sending = new AbortController());
  const began = typedAt;
  typedAt = 0;
  const sent = new FormData(form);
  if (isShown(document.getElementById("preview"))) sent.append("show", "preview");
  try {
    const small = isLast === true && (await tooSmallToMatter(sent));
    const answer = await fetch(form.dataset.live, { method: "POST", body: sent, signal: stop.signal, keepalive: small, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Error("signed out");
    if (!answer.ok) throw new Error(String(answer.status));
    take(await answer.json());
  } catch (error) {
    typedAt ||= began || Date.now();
    if (error.name === "AbortError") return;
    problem = navigator.onLine
      ? error.message === "signed out"
        ? "Not kept: you are signed out. Sign in in another tab; this page keeps what you type."
        : "Not kept: the server did not answer. Trying again."
      : "Offline: what you type stays on this page only, until you are connected again.";
    schedule(RETRY);
  }
  if (sending === stop) sending = null;
  showKept();
}

// A browser sends at most so much of what a page leaves behind.
async function tooSmallToMatter(sent) {
  let size = 0;
  for (const [name, value] of sent) size += name.length + value.length + 120;
  return size < 60000;
}

function take(told) {
  problem = told.problem ? `Not kept: ${told.problem}.` : "";
  if (told.kept) {
    keptAt = Date.now();
    nameUnsaved();
  }
  for (const place of form.querySelectorAll("[data-findings]")) {
    const html = told.findings[place.dataset.findings] ?? "";
    if (place.innerHTML !== html) place.innerHTML = html;
  }
  if (told.preview !== undefined) document.getElementById("preview-body").innerHTML = told.preview;
}

// A new asset's unsaved work has an address, so that reloading the page finds it.
function nameUnsaved() {
  const key = form.elements.key.value;
  const isNew = form.elements.base.value === "0";
  if (isNew && key && !location.search.includes(key)) history.replaceState(null, "", `?copy=${key}`);
}

function showKept() {
  const told = document.getElementById("saving");
  if (!told) return;
  const seconds = Math.round((Date.now() - keptAt) / 1000);
  const ago = seconds < 2 ? "just now" : seconds < 60 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
  const words = problem || (typedAt ? "Not kept yet." : keptAt ? `Draft kept ${ago}.` : "");
  if (told.textContent !== words) told.textContent = words;
  told.className = problem ? "trouble" : "";
}

function submit(event) {
  const button = event.submitter;
  if (!button || button.value === "save") {
    leaving = true;
    sending?.abort();
    clearTimeout(waiting);
    return;
  }
  event.preventDefault();
  press(button.value);
}

// What a button does, without leaving the page: the server draws the form anew, and typing goes on where it should.
async function press(what) {
  clearTimeout(waiting);
  sending?.abort();
  const sent = new FormData(form);
  sent.append("do", what);
  form.inert = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("write");
    if (!fresh) throw new Error(String(answer.status));
    draw(page, fresh);
    typedAt = 0;
    keptAt = Date.now();
    nameUnsaved();
  } catch {
    tell("That did not work; nothing was lost. Try again.");
    problem = "That did not work; nothing was lost. Try again.";
  }
  form.inert = false;
  goOn(what);
  showKept();
}

function draw(page, fresh) {
  form.dataset.focus = fresh.dataset.focus ?? "";
  form.replaceChildren(...fresh.childNodes);
  for (const id of ["messages", "preview-body"]) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
}

function goOn(what) {
  if (what === "preview") {
    document.getElementById("preview").focus();
    document.getElementById("preview").scrollIntoView();
    return;
  }
  const path = form.dataset.focus;
  if (!path) return;
  const place = document.getElementById(`${path}-row`) ?? document.getElementById(path);
  const entry = place?.matches("input, textarea, select") ? place : place?.querySelector("input, textarea, select");
  (entry ?? place)?.focus();
}

function count(entry) {
  const told = form.querySelector(`[data-count="${CSS.escape(entry.id)}"]`);
  if (!told) return;
  const limit = Number(told.dataset.limit);
  const number = [...entry.value].length;
  told.textContent = `${number.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
  told.classList.toggle("over", number > limit);
}

function isShown(element) {
  return element !== null && getComputedStyle(element).display !== "none";
}

// Times of the day as the reader's own clock has them.
function showClocks() {
  for (const time of document.querySelectorAll("time[data-clock]")) {
    const at = new Date(time.dateTime);
    const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const isToday = at.toDateString() === new Date().toDateString();
    time.textContent = isToday ? clock : `${at.toLocaleDateString([], { day: "numeric", month: "long" })}, ${clock}`;
  }
}
