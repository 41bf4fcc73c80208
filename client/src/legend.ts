/** Turns each entry of a chart's legend into a switch for its series. The last one shown stays. */
export function switchSeries(chart: HTMLElement): void {
  const entries = [...chart.querySelectorAll<HTMLLIElement>(".legend > li[data-series]")];
  if (entries.length < 2) return;
  const hidden = new Set<string>();
  for (const entry of entries) {
    const key = entry.dataset["series"] ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.append(...entry.childNodes);
    entry.append(button);
    button.addEventListener("click", () => {
      if (hidden.has(key)) hidden.delete(key);
      else if (hidden.size < entries.length - 1) hidden.add(key);
      button.setAttribute("aria-pressed", String(!hidden.has(key)));
      for (const series of chart.querySelectorAll<SVGElement>(".marks .series, a[data-series]"))
        series.classList.toggle("off", hidden.has(series.dataset["series"] ?? ""));
    });
  }
}
