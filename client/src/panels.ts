/** What the native popovers leave to do: menus give way, focus comes back, a panel opens at the right place. */
export function tendPanels(): void {
  let opener: HTMLElement | null = null;
  document.addEventListener("click", event => {
    const button = (event.target as Element).closest<HTMLElement>("[popovertarget]");
    if (!button || button.getAttribute("popovertargetaction") === "hide") return;
    opener = button;
    const menu = button.closest<HTMLDetailsElement>("details.menu");
    if (menu) menu.open = false;
    const goal = button.dataset["go"] && document.getElementById(button.dataset["go"]);
    if (goal) requestAnimationFrame(() => { goal.scrollIntoView({ block: "start" }); goal.focus(); });
  });
  for (const panel of document.querySelectorAll<HTMLElement>(".side-panel"))
    panel.addEventListener("toggle", event => {
      if ((event as ToggleEvent).newState === "open") return;
      // The browser gives focus back to the opener; one inside a closed menu cannot take it.
      const now = document.activeElement;
      if (now && now !== document.body && !panel.contains(now) && now.checkVisibility()) return;
      focusOn(opener);
    });
  rememberNews();
}

/** Focus on an element, or on the menu it is folded away in. */
export function focusOn(element: HTMLElement | null): void {
  const menu = element?.closest<HTMLDetailsElement>("details.menu:not([open])");
  (menu?.querySelector("summary") ?? element)?.focus();
}

/** Focus on a part of the page that is no control, while it stays there: at no other time may a mouse pressed within take it. */
export function stayOn(part: HTMLElement): void {
  part.tabIndex = -1;
  part.addEventListener("blur", () => part.removeAttribute("tabindex"), { once: true });
  part.focus();
}

/** Who opens the news has seen it: the dot goes, and the form for who has no script says so. */
function rememberNews(): void {
  const news = document.getElementById("news");
  news?.addEventListener("toggle", event => {
    const dot = document.querySelector("#news-button .dot"), form = news.querySelector<HTMLFormElement>("form.unscripted");
    if ((event as ToggleEvent).newState !== "open" || !dot || !form) return;
    dot.remove();
    void fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }).catch(() => undefined);
  });
}
