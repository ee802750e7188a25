// Says something to those who cannot see it happen.
export function tell(text) {
  const told = document.getElementById("told");
  if (told) told.textContent = text;
}
