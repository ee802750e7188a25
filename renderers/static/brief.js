// The brief on a phone: the buyer's words stand alone until they are said, so that all of it is one screen.
const narrow = matchMedia("screen and (max-width: 59.99rem)");

function fold() {
  for (const reply of replies()) reply.open = !narrow.matches;
}

function replies() {
  return document.querySelectorAll("[data-reply]");
}

fold();
narrow.addEventListener("change", fold);
// Paper has room for the answers.
addEventListener("beforeprint", () => replies().forEach((reply) => (reply.open = true)));
addEventListener("afterprint", fold);
