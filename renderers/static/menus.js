// Menus are <details>; here they learn to close when one looks elsewhere.
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.closest("[data-keys]")) showKeys();
  });
}

// True when there was something to close.
export function closeMenus() {
  const open = openMenus();
  for (const menu of open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  return open.length > 0;
}

export function showKeys() {
  closeMenus();
  document.getElementById("keys").showModal();
}

function openMenus() {
  return [...document.querySelectorAll("details.menu[open]")];
}
