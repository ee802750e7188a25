// Uploading with a bar that moves, several files one after the other; without this the form sends one.
import { tell } from "./telling.js";

export function startFiles() {
  for (const form of document.querySelectorAll("form[data-upload]")) form.elements.file.multiple = true;
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    if (!form.dataset.sending) uploadAll(form);
  });
}

async function uploadAll(form) {
  const bar = form.querySelector(".progress");
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  form.dataset.sending = "";
  bar.hidden = false;
  let sent = 0;
  try {
    for (const file of form.elements.file.files) {
      await upload(form, file, bar);
      sent += 1;
    }
    tell(sent === 1 ? "Uploaded." : `${sent} files uploaded.`);
  } catch (error) {
    problem.textContent = error.message;
  }
  delete form.dataset.sending;
  bar.hidden = true;
  if (sent) await showFiles(form, problem.textContent);
}

function upload(form, file, bar) {
  return new Promise((resolve, reject) => {
    const refuse = (words) => reject(new Error(`${file.name}: ${words}.`));
    if (file.size > Number(form.dataset.most)) {
      refuse("it is too large");
      return;
    }
    const request = new XMLHttpRequest();
    const cancel = bar.querySelector("[data-cancel]");
    const stop = () => request.abort();
    cancel.addEventListener("click", stop);
    request.upload.addEventListener("progress", (event) => show(bar, file, event));
    request.addEventListener("load", () => (request.status === 201 ? resolve() : refuse(reason(request))));
    request.addEventListener("error", () => refuse("it could not be sent; nothing was kept, try again"));
    request.addEventListener("abort", () => refuse("not uploaded, as you wished"));
    request.addEventListener("loadend", () => cancel.removeEventListener("click", stop));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    const sent = new FormData();
    sent.append("file", file);
    request.send(sent);
  });
}

function show(bar, file, event) {
  const share = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
  bar.querySelector("progress").value = share;
  bar.querySelector("span").textContent = share < 100 ? `${file.name}, ${share} %` : `${file.name}, being checked`;
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).error.message;
  } catch {
    return "the server did not take it";
  }
}

// The same page with the new files, where the old list was.
async function showFiles(form, problem) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("files");
  const old = form.closest("#files");
  if (!fresh || !old) {
    location.reload();
    return;
  }
  old.replaceWith(fresh);
  const next = fresh.querySelector("form[data-upload]");
  next.elements.file.multiple = true;
  next.querySelector(".problem").textContent = problem;
  next.elements.file.focus();
}
