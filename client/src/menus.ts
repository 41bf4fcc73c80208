/** A menu is a <details>: it closes on Escape, on a click elsewhere, and when focus goes elsewhere. */
export function closeMenus(): void {
  const menus = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  // Text marked from within a menu to beyond its edge is no click elsewhere.
  let pressed: Node | null = null;
  document.addEventListener("pointerdown", event => { pressed = event.target as Node; });
  document.addEventListener("click", event => {
    const began = event.detail > 0 ? pressed : null;
    for (const menu of menus()) if (!menu.contains(event.target as Node) && !menu.contains(began)) menu.open = false;
  });
  // A mouse pressed on a label or on padding gives the focus to the nearest part around it that takes one. If that part holds the menu,
  // focus went nowhere else; and to close now would take away what is under the pointer, which loses the choice and ends a tab of Chromium.
  document.addEventListener("focusin", event => {
    const now = event.target as Node;
    for (const menu of menus()) if (!menu.contains(now) && !now.contains(menu)) menu.open = false;
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
