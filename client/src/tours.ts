// Starting a tour. The tour itself (driver.js) is loaded when somebody starts one.
import { focusOn } from "./panels";

export interface TourWords { next: string; back: string; done: string; close: string; progress: string }
export interface TourStep { element: string; title: string; text: string }
export type RunTour = (steps: TourStep[], from: number, words: TourWords, at: (step: number) => void, end: (finished: boolean) => void) => void;

const key = (name: string) => `insights.tour.${name}`;

const stored = (name: string) => {
  const step = Number(localStorage.getItem(key(name)));
  return Number.isInteger(step) && step > 0 ? step : 0;
};

export function offerTours(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-tour]")) {
    const name = button.dataset["tour"]!;
    const start = button.textContent ?? "";
    const label = () => {
      const step = stored(name);
      button.textContent = step > 0 ? button.dataset["resume"]!.replace("{0}", String(step + 1)) : start;
    };
    label();
    button.addEventListener("click", async () => {
      const panel = button.closest<HTMLElement>("[popover]");
      const steps = [...document.querySelectorAll<HTMLLIElement>(`[data-steps="${name}"] > li`)]
        .map(li => ({ element: li.dataset["element"]!, title: li.querySelector("strong")?.textContent ?? "", text: li.querySelector("span")?.textContent ?? "" }))
        .filter(step => document.querySelector(step.element) !== null);
      await loadStyle(button.dataset["style"]!);
      const { run } = await import(button.dataset["script"]!) as { run: RunTour };
      panel?.hidePopover();
      const words = { next: button.dataset["next"]!, back: button.dataset["back"]!, done: button.dataset["done"]!, close: button.dataset["close"]!, progress: button.dataset["progress"]! };
      const from = stored(name);
      run(steps, from < steps.length ? from : 0, words, step => localStorage.setItem(key(name), String(step)), finished => {
        if (finished) localStorage.removeItem(key(name));
        label();
        focusOn(document.getElementById("news-button"));
      });
    });
  }
}

function loadStyle(address: string): Promise<void> {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise(loaded => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = () => loaded();
    document.head.append(link);
  });
}
