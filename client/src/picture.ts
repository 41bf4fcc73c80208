// A picture of a part of the page, made here in the browser. Loaded on its own, when somebody gives feedback or shares.
import { domToCanvas } from "modern-screenshot";

const largestInBytes = 2 * 1024 * 1024;
const largestSide = 4096;

/** What our style sheets set. Copying every property there is takes several times as long. */
const drawn = [
  "display", "position", "top", "right", "bottom", "left", "width", "height", "min-width", "min-height", "max-width", "max-height", "box-sizing",
  "margin-top", "margin-right", "margin-bottom", "margin-left", "padding-top", "padding-right", "padding-bottom", "padding-left", "overflow-x", "overflow-y",
  "border-top-width", "border-right-width", "border-bottom-width", "border-left-width", "border-top-style", "border-right-style", "border-bottom-style", "border-left-style",
  "border-top-color", "border-right-color", "border-bottom-color", "border-left-color", "border-top-left-radius", "border-top-right-radius", "border-bottom-right-radius", "border-bottom-left-radius",
  "border-collapse", "border-spacing", "background-color", "box-shadow", "opacity", "color", "z-index", "visibility",
  "flex-grow", "flex-shrink", "flex-basis", "flex-direction", "flex-wrap", "justify-content", "justify-items", "justify-self", "align-items", "align-content", "align-self", "row-gap", "column-gap",
  "grid-template-columns", "grid-template-rows", "grid-column-start", "grid-column-end", "grid-row-start", "grid-row-end",
  "font-family", "font-size", "font-weight", "font-style", "font-variant-numeric", "line-height", "letter-spacing", "text-align", "text-decoration-line", "text-transform", "text-anchor", "dominant-baseline",
  "vertical-align", "white-space", "overflow-wrap", "list-style-type", "rotate", "translate", "transform", "transform-origin", "clip-path",
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "vector-effect",
];

/** A PNG the server takes, made smaller until it is small enough; null when it cannot be made. */
export async function take(part: HTMLElement, hide: boolean): Promise<Blob | null> {
  const { width, height } = part.getBoundingClientRect();
  const canvas = await domToCanvas(part, {
    scale: Math.min(1, largestSide / width, largestSide / height),
    backgroundColor: getComputedStyle(document.documentElement).backgroundColor,
    // Fonts are the system's: there is none to embed, and the page's policy would not let the library look.
    font: false,
    includeStyleProperties: drawn,
    // What nobody sees is left out: closed tables are most of the page.
    filter: node => !(node instanceof HTMLElement) || node === part || (!node.matches("dialog, [popover], script, .unseen, .tip, details.menu > .panel") && node.checkVisibility()),
    onCloneNode: cloned => {
      if (hide) mask(cloned);
      // Tests read from this what the picture is made of.
      document.dispatchEvent(new CustomEvent("insights:picture", { detail: cloned.textContent }));
    },
  });
  for (let size = 1; size > 0.2; size *= 0.75) {
    const blob = await asPng(size === 1 ? canvas : smaller(canvas, size));
    if (blob && blob.size <= largestInBytes) return blob;
  }
  return null;
}

/** Names become blocks, amounts too; what only counts stays. */
export function mask(cloned: Node): void {
  if (!(cloned instanceof Element)) return;
  const parts = [...cloned.querySelectorAll("[data-sensitive]")];
  if (cloned.matches("[data-sensitive]")) parts.push(cloned);
  for (const part of parts) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode())
      text.nodeValue = part.getAttribute("data-sensitive") === "amounts"
        ? (text.nodeValue ?? "").replace(/\d[\d.,\u00a0\u202f]*[KMB]?/g, "███")
        : (text.nodeValue ?? "").replace(/\S/g, "█");
  }
}

function smaller(canvas: HTMLCanvasElement, size: number): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = Math.max(1, Math.round(canvas.width * size));
  copy.height = Math.max(1, Math.round(canvas.height * size));
  copy.getContext("2d")!.drawImage(canvas, 0, 0, copy.width, copy.height);
  return copy;
}

function asPng(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise(made => canvas.toBlob(made, "image/png"));
}
