// Feedback without leaving what one reads, and what others asked for while one types.
import { tell } from "./telling.js";

const PAUSE = 250; // milliseconds without a key before asking

let waiting = 0;
let asked = new AbortController();

export function startFeedback() {
  document.addEventListener("submit", giveFeedback);
  document.querySelector("[data-similar]")?.addEventListener("input", (event) => showSimilar(event.currentTarget));
  document.querySelector("[data-narrow]")?.addEventListener("change", (event) => event.currentTarget.submit());
  noteSeen();
}

async function giveFeedback(event) {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(form, event.submitter));
  const menu = form.closest("details");
  if (menu.dataset.sending) return;
  menu.dataset.sending = "";
  if (await send(form.action, sent)) {
    thank(menu);
  } else {
    delete menu.dataset.sending;
    tell("Not sent. Try again.");
  }
}

// Our own answer to a form is a redirect, which need not be followed.
async function send(address, sent) {
  try {
    const answer = await fetch(address, { method: "POST", body: sent, redirect: "manual" });
    return answer.type === "opaqueredirect";
  } catch {
    return false;
  }
}

function thank(menu) {
  const words = document.createElement("p");
  words.className = "thanks";
  words.append("Marketing has been told. ");
  const link = document.createElement("a");
  link.href = "/feedback";
  link.textContent = "See what becomes of it";
  words.append(link);
  menu.replaceWith(words);
  link.focus();
  tell("Marketing has been told.");
}

function showSimilar(form) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const wanted = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${form.dataset.similar}?${wanted}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      document.getElementById("similar").innerHTML = await answer.text();
      const found = document.querySelector("#similar [name=anyway]");
      form.querySelector("button.strong").textContent = found ? "Ask anyway" : "Ask marketing";
    } catch {
      // It is only a hint; asking works without it.
    }
  }, PAUSE);
}

// Whoever has the page before them has seen it; the next page no longer counts them as new.
function noteSeen() {
  const form = document.querySelector("[data-seen]");
  if (!form) return;
  fetch(form.action, { method: "POST", redirect: "manual" }).catch(() => {});
  form.hidden = true;
}
