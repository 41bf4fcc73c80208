// One key each. Never while somebody types, never with a modifier, and off when switched off (WCAG 2.1.4).
import { stayOn } from "./panels";

const off = "insights.shortcuts.off";

export function listenForShortcuts(): void {
  const sheet = document.getElementById("shortcuts");
  const box = document.querySelector<HTMLInputElement>("#shortcuts-on");
  if (!sheet || !box) return;
  box.checked = localStorage.getItem(off) === null;
  box.addEventListener("change", () => box.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "1"));

  const cards = () => [...document.querySelectorAll<HTMLElement>(".cards > .card")];
  const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
  const menu = (selector: string) => {
    const summary = document.querySelector<HTMLElement>(selector);
    if (summary?.parentElement instanceof HTMLDetailsElement) summary.parentElement.open = true;
    summary?.focus();
  };
  const actions: Record<string, () => void> = {
    "?": () => sheet.togglePopover(),
    t: () => menu(".range > summary"),
    d: () => menu(".commands > .menu > summary"),
    s: () => press("#share-button"),
    n: () => press("#news-button"),
    r: () => document.getElementById("refresh")?.togglePopover(),
    f: () => press("#more-menu [data-feedback=page]"),
    g: () => press("button[data-tour=guide]"),
  };
  document.addEventListener("keydown", event => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const target = event.target as HTMLElement;
    if (target.isContentEditable || target.matches("input, select, textarea") || document.querySelector("dialog[open], .driver-popover")) return;
    const card = /^[1-9]$/.test(event.key) ? cards()[Number(event.key) - 1] : undefined;
    if (card) {
      stayOn(card);
      card.scrollIntoView({ block: "start" });
    } else if (actions[event.key]) actions[event.key]!();
    else return;
    event.preventDefault();
  });
}
