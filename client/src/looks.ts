/** A page on which something moves by itself looks every few seconds: what moves is taken in place, and the page comes anew when it has
 * come to rest. Who has no script is sent by the page's own head. */
export function lookAgain(every: number): void {
  window.setTimeout(() => void look(), every * 1000);

  async function look(): Promise<void> {
    const answer = await fetch(location.href).catch(() => undefined);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
    if (page && page.body.dataset["looks"] === undefined) return location.reload();
    for (const now of document.querySelectorAll<HTMLElement>("[data-moves]")) {
      const then = page?.getElementById(now.id);
      if (then && then.innerHTML !== now.innerHTML && !now.contains(document.activeElement)) now.replaceChildren(...then.childNodes);
    }
    lookAgain(every);
  }
}
