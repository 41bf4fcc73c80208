/**
 * Shows every series at one point of a chart, on hover and on the arrow keys, highest first, with the total where the chart's
 * table has one. The words and numbers are the table's: nothing is formatted or computed here.
 */
export function pointAt(chart: HTMLElement): void {
  const table = document.querySelector<HTMLTableElement>(`table[data-table="${chart.dataset["chart"]}"]`);
  const area = chart.querySelector<HTMLElement>(".area");
  const rows = [...(table?.tBodies[0]?.rows ?? [])];
  if (!table || !area || rows.length === 0) return;
  const heads = [...table.tHead!.rows[0]!.cells];

  const box = document.createElement("div");
  box.className = "tooltip";
  box.setAttribute("role", "status");
  box.hidden = true;
  const guide = document.createElement("div");
  guide.className = "guide";
  guide.hidden = true;
  area.append(guide, box);
  area.tabIndex = 0;
  area.setAttribute("role", "group");
  area.setAttribute("aria-label", table.caption?.textContent ?? "");
  let at = -1;

  const size = (text: string | null) => Number((text ?? "").replace(/\D/g, ""));
  const show = (index: number) => {
    if (index === at) return;
    at = index;
    const cells = [...rows[index]!.cells];
    const lines = heads.slice(1)
      .map((head, i) => ({ head, text: cells[i + 1]?.textContent?.trim() ?? "" }))
      .sort((a, b) => Number("total" in a.head.dataset) - Number("total" in b.head.dataset) || size(b.text) - size(a.text));
    const title = document.createElement("p");
    title.textContent = cells[0]?.textContent?.trim() ?? "";
    const list = document.createElement("ul");
    for (const { head, text } of lines) {
      const line = document.createElement("li");
      const name = document.createElement("span");
      const key = head.dataset["series"];
      if (key === undefined) line.className = "sum";
      else {
        const dot = document.createElement("i");
        line.className = chart.querySelector(`.legend > li[data-series="${key}"]`)?.className ?? "";
        name.append(dot);
      }
      name.append(head.textContent?.trim() ?? "");
      const value = document.createElement("b");
      value.textContent = text;
      line.append(name, value);
      list.append(line);
    }
    box.replaceChildren(title, list);
    const middle = (index + 0.5) / rows.length;
    guide.style.setProperty("--x", `${100 * middle}%`);
    box.style.left = middle < 0.5 ? `calc(${100 * middle}% + 12px)` : "auto";
    box.style.right = middle < 0.5 ? "auto" : `calc(${100 - 100 * middle}% + 12px)`;
    box.hidden = guide.hidden = false;
  };
  const hide = () => {
    box.hidden = guide.hidden = true;
    at = -1;
  };
  const clamp = (index: number) => Math.min(rows.length - 1, Math.max(0, index));

  area.addEventListener("pointermove", event => {
    const { left, width } = area.getBoundingClientRect();
    show(clamp(Math.floor(((event.clientX - left) / width) * rows.length)));
  });
  area.addEventListener("pointerleave", hide);
  area.addEventListener("blur", hide);
  area.addEventListener("focus", () => { if (area.matches(":focus-visible")) show(rows.length - 1); });
  area.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -rows.length, End: rows.length }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      show(clamp((at < 0 ? rows.length - 1 : at) + step));
    } else if (event.key === "Enter" && at >= 0 && event.target === area) {
      // The point's numbers stand in the table, each a link to its list.
      const link = rows[at]!.querySelector("a");
      const folded = table.closest("details");
      if (!link) return;
      if (folded) folded.open = true;
      link.focus();
    } else if (event.key === "Escape") hide();
  });
}
