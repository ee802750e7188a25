// Choosing tags and assets by typing a part of their name: a combobox over what the server finds.
const PAUSE = 120; // milliseconds without a key before asking
const ADDRESS = "/work/assets/new/pick";

let hooks = null;
let waiting = 0;
let asked = new AbortController();
let open = null; // the input whose list is shown

export function startPicking(form, { changed, press }) {
  hooks = { changed, press };
  form.addEventListener("focusin", (event) => {
    if (event.target.dataset.pick) prepare(event.target);
  });
  form.addEventListener("input", (event) => {
    if (event.target.dataset.pick) ask(event.target);
  });
  form.addEventListener("keydown", (event) => {
    if (event.target.dataset.pick) onKey(event);
  });
  form.addEventListener("focusout", (event) => {
    if (event.target === open) setTimeout(close, 150);
  });
  form.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || !open) return;
    event.preventDefault();
    choose(open, option);
  });
}

function prepare(input) {
  if (input.getAttribute("role") === "combobox") return;
  input.removeAttribute("list");
  const list = document.createElement("ul");
  list.id = `list-${input.id}`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
}

function ask(input) {
  prepare(input);
  clearTimeout(waiting);
  asked.abort();
  if (!input.value.trim()) return close();
  waiting = setTimeout(async () => {
    asked = new AbortController();
    const wanted = new URLSearchParams({ path: input.dataset.pick, q: input.value });
    try {
      const answer = await fetch(`${ADDRESS}?${wanted}`, { signal: asked.signal });
      if (answer.ok && !answer.redirected) show(input, (await answer.json()).found);
    } catch {
      // It is only a help; the whole name can be typed and added.
    }
  }, PAUSE);
}

function show(input, found) {
  const list = listOf(input);
  const taken = new Set([...(pickerOf(input)?.querySelectorAll("input[type=hidden]") ?? [])].map((each) => each.value));
  const typed = input.value.trim();
  const options = found.filter((each) => !taken.has(each.value)).map((each) => option(each.name, each.note, { value: each.value }));
  const creates = pickerOf(input)?.hasAttribute("data-creates");
  if (creates && !found.some((each) => each.name.toLowerCase() === typed.toLowerCase())) {
    options.push(option(`Create “${typed}”`, "", { create: "yes" }));
  }
  if (!options.length) options.push(option("Nothing is called that", "", { nothing: "yes" }));
  list.replaceChildren(...options);
  options.forEach((each, place) => (each.id = `${list.id}-${place}`));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  open = input;
  mark(input, -1);
}

function option(name, note, data) {
  const made = document.createElement("li");
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  Object.assign(made.dataset, data, { name });
  made.append(name);
  if (note) {
    const small = document.createElement("small");
    small.textContent = ` ${note}`;
    made.append(small);
  }
  return made;
}

function onKey(event) {
  const input = event.target;
  const options = open === input ? [...listOf(input).children] : [];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!options.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(input, at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length);
  } else if (event.key === "Enter" && (options[at] ?? options[0])?.dataset.value) {
    // Enter alone takes the first that was found; nothing is created unless it was chosen.
    event.preventDefault();
    choose(input, options[at] ?? options[0]);
  } else if (event.key === "Enter" && options[at]) {
    event.preventDefault();
    choose(input, options[at]);
  } else if (event.key === "Escape" && open) {
    event.stopPropagation();
    close();
  }
}

function mark(input, place) {
  const options = [...listOf(input).children];
  options.forEach((each, number) => each.setAttribute("aria-selected", String(number === place)));
  if (options[place]) {
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function choose(input, chosen) {
  if (chosen.dataset.nothing) return;
  close();
  const picker = pickerOf(input);
  if (chosen.dataset.create) {
    hooks.press(`create:${picker.dataset.picker}`);
  } else if (picker) {
    add(picker, chosen.dataset.value, chosen.dataset.name);
    input.value = "";
    hooks.changed();
  } else {
    input.value = chosen.dataset.value;
    hooks.changed();
  }
}

function add(picker, value, name) {
  const path = picker.dataset.picker;
  const places = [...picker.querySelectorAll("input[type=hidden]")].map((each) => Number(each.name.split(".").pop()));
  const place = Math.max(-1, ...places) + 1;
  const made = document.createElement("li");
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: `${path}.${place}`, value });
  const words = Object.assign(document.createElement("span"), { textContent: name });
  const remove = Object.assign(document.createElement("button"), { name: "do", value: `remove:${path}.${picker.querySelectorAll(".picked li").length}`, title: "Remove" });
  remove.innerHTML = '<span aria-hidden="true">×</span><span class="unseen"></span>';
  remove.querySelector(".unseen").textContent = `Remove ${name}`;
  made.append(hidden, words, remove);
  picker.querySelector(".picked").append(made);
}

function close() {
  if (!open) return;
  listOf(open).hidden = true;
  open.setAttribute("aria-expanded", "false");
  open.removeAttribute("aria-activedescendant");
  open = null;
}

function listOf(input) {
  return document.getElementById(`list-${input.id}`);
}

function pickerOf(input) {
  return input.closest("[data-picker]");
}
