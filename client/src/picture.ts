// A picture of a part of the page, made here in the browser. Loaded on its own, when somebody gives feedback.
import { domToCanvas } from "modern-screenshot";

const largestInBytes = 2 * 1024 * 1024;
const largestSide = 4096;

/** A PNG the server takes, made smaller until it is small enough; null when it cannot be made. */
export async function take(part: HTMLElement, hide: boolean): Promise<Blob | null> {
  const { width, height } = part.getBoundingClientRect();
  const canvas = await domToCanvas(part, {
    scale: Math.min(1, largestSide / width, largestSide / height),
    backgroundColor: getComputedStyle(document.documentElement).backgroundColor,
    // Fonts are the system's: there is none to embed, and the page's policy would not let the library look.
    font: false,
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
