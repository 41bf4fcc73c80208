// A tour: one step at a time, by arrow keys, Tab and Esc. Loaded on its own, when it begins.
import { driver } from "driver.js";
import type { RunTour } from "./tours";

export const run: RunTour = (steps, from, words, at, end) => {
  let finished = false;
  const tour = driver({
    steps: steps.map(step => ({ element: step.element, popover: { title: encode(step.title), description: encode(step.text) } })),
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    duration: 180,
    // Its own keys are deaf while it moves; ours are below.
    allowKeyboardControl: false,
    smoothScroll: false,
    overlayOpacity: 0.45,
    stagePadding: 6,
    stageRadius: 8,
    showProgress: true,
    progressText: words.progress,
    nextBtnText: words.next,
    prevBtnText: words.back,
    doneBtnText: words.done,
    disableActiveInteraction: true,
    onHighlightStarted: (_element, _step, { driver }) => at(driver.getActiveIndex() ?? 0),
    // The library says of the card it points at that it expands, which cards do not.
    onHighlighted: element => element && plain(element),
    onPopoverRender: (popover, { driver }) => {
      const element = driver.getActiveElement();
      if (element) plain(element);
      popover.closeButton.setAttribute("aria-label", words.close);
      // Its foot is no foot of the page.
      popover.footer.setAttribute("role", "group");
      popover.progress.setAttribute("role", "status");
    },
    onNextClick: (_element, _step, { driver }) => {
      if (driver.isLastStep()) finished = true;
      if (finished) driver.destroy();
      else driver.moveNext();
    },
    onDestroyed: () => {
      window.removeEventListener("keydown", keys);
      end(finished);
    },
  });
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") tour.destroy();
    else if (event.key === "ArrowRight" && !tour.isLastStep()) tour.moveNext();
    else if (event.key === "ArrowLeft" && !tour.isFirstStep()) tour.movePrevious();
  };
  window.addEventListener("keydown", keys);
  tour.drive(from);
};

function plain(element: Element): void {
  for (const name of ["aria-haspopup", "aria-expanded", "aria-controls"]) if (!element.matches("summary, button")) element.removeAttribute(name);
}

/** The library takes HTML; ours is text. */
function encode(text: string): string {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}
