// A form whose answer is shown below it follows every choice: what is sent comes back as a page, of which only what belongs is taken.
// Who chooses keeps their place; without script the form has a button for it.

export function follow(form: HTMLFormElement): void {
  const place = form.dataset["follow"] ?? "";
  let asked = 0, waiting: number | undefined;
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), 250);
  });

  async function ask(): Promise<void> {
    const mine = ++asked;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => undefined);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of [place, ...(form.dataset["parts"] ?? "").split(" ").filter(Boolean)]) {
      const now = document.querySelector(id), then = page.querySelector(id);
      if (now && then && !now.contains(document.activeElement)) now.replaceChildren(...then.childNodes);
    }
  }
}
