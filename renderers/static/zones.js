// Times are typed in the zone of whoever types; the server is told how far that lies from UTC at that time.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const field of document.querySelectorAll("[data-local-time]")) {
  const offset = field.form.elements[`${field.name}_offset`];
  const tell = () => {
    const moment = field.value ? new Date(field.value) : new Date();
    offset.value = String(moment.getTimezoneOffset());
  };
  field.addEventListener("input", tell);
  field.form.addEventListener("submit", tell);
  tell();
  const said = document.getElementById(`${field.name}-help`)?.querySelector("[data-zone]");
  if (said) said.textContent = `In your time (${zone}).`;
}
