// A form over the page with a picture of it: taking the picture, and sending without leaving the page.
import { turnedAway } from "./kept";

/** The picture of one form. Nothing of it leaves the browser before the form is sent. */
export class PagePicture {
  private turn = 0;
  private wanted = true;
  private taken: Promise<Blob | null> = Promise.resolve(null);
  private readonly status: HTMLElement;
  private readonly image: HTMLImageElement;

  constructor(private readonly form: HTMLFormElement, private readonly file: HTMLInputElement) {
    const preview = form.querySelector<HTMLElement>(".preview")!;
    this.status = preview.querySelector<HTMLElement>("[role=status]")!;
    this.image = preview.querySelector("img")!;
  }

  /** The last picture asked for, or null when it could not be made. */
  get png(): Promise<Blob | null> { return this.taken; }

  /** Takes one of a part of the page, shows it and puts it into the form. */
  take(part: HTMLElement, hide: boolean): void {
    this.taken = this.make(part, hide);
  }

  /** Leaves the form without a picture; one still being made goes nowhere. */
  forget(): void {
    this.turn++;
    this.file.value = "";
    this.image.hidden = true;
  }

  /** Says whether the picture goes with the form; done when it does, one still being made included. */
  async include(wanted: boolean): Promise<void> {
    this.wanted = wanted;
    this.put(await this.taken);
  }

  private put(png: Blob | null): void {
    const kept = new DataTransfer();
    if (this.wanted && png) kept.items.add(new File([png], "page.png", { type: "image/png" }));
    this.file.files = kept.files;
  }

  private async make(part: HTMLElement, hide: boolean): Promise<Blob | null> {
    this.forget();
    const mine = this.turn;
    this.status.textContent = this.status.dataset["busy"]!;
    try {
      const { take } = await import(this.form.dataset["script"]!) as typeof import("./picture");
      const png = await take(part, hide);
      if (mine !== this.turn) return null;
      if (!png) throw new Error("too large");
      this.put(png);
      this.image.src = await asAddress(png);
      this.image.hidden = false;
      this.status.textContent = this.status.dataset["ready"]!;
      return png;
    } catch {
      if (mine === this.turn) this.status.textContent = this.status.dataset["failed"]!;
      return null;
    }
  }
}

/**
 * Sends the form without leaving the page, once everything that goes with it is ready; what the server finds wrong with it is said in
 * the form. When the session is over, what was typed is kept, and `opener` is what is pressed to have the form open again. True when
 * it was taken. A second press while it is being sent does nothing.
 */
export async function send(form: HTMLFormElement, submit: HTMLElement | null, opener: string, ready?: Promise<void>): Promise<boolean> {
  const problem = form.querySelector<HTMLElement>("[data-problem]")!;
  if (form.getAttribute("aria-busy") === "true") return false;
  problem.hidden = true;
  // Not disabled: a disabled button's value is not sent.
  for (const busy of [form, submit]) busy?.setAttribute("aria-busy", "true");
  try {
    await ready;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submit) });
    if (answer.ok) return true;
    if (answer.status === 401) {
      turnedAway(form, opener);
      return false;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("form .error[role=alert], main [role=alert]");
    problem.textContent = said?.textContent?.trim() || answer.statusText;
  } catch (error) {
    problem.textContent = String(error);
  } finally {
    for (const busy of [form, submit]) busy?.removeAttribute("aria-busy");
  }
  problem.hidden = false;
  return false;
}

function asAddress(blob: Blob): Promise<string> {
  return new Promise((read, failed) => {
    const reader = new FileReader();
    reader.onload = () => read(reader.result as string);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
