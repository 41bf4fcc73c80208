// A field that suggests what there is while one types; without script it is a field. The list is the browser's own, so keys and screen readers know it.
export function suggest(field: HTMLInputElement): void {
  let list: HTMLDataListElement | undefined, wait = 0, asked = "";
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(ask, 150);
  });

  async function ask(): Promise<void> {
    const text = field.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => undefined);
    // An older answer must not come over a newer one; without one, the field stays a field.
    if (!answer?.ok || asked !== text) return;
    const names = (await answer.json()) as string[];
    if (!list) {
      list = document.createElement("datalist");
      list.id = `suggest-${Math.random().toString(36).slice(2)}`;
      field.after(list);
      field.setAttribute("list", list.id);
    }
    list.replaceChildren(...names.map(name => new Option(name, name)));
  }
}
