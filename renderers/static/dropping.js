// Dropping files onto the place to upload them, as if they had been chosen there.
document.addEventListener("dragover", (event) => {
  const zone = event.target.closest?.("form[data-upload]");
  mark(zone);
  if (zone) event.preventDefault();
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});

document.addEventListener("drop", (event) => {
  const zone = event.target.closest?.("form[data-upload]");
  mark(null);
  if (!zone || !event.dataTransfer.files.length) return;
  event.preventDefault();
  zone.elements.file.files = event.dataTransfer.files;
  zone.requestSubmit();
});

function mark(zone) {
  for (const each of document.querySelectorAll("form[data-upload]")) each.classList.toggle("dropping", each === zone);
}
