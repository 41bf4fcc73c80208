// The feedback form over the page: its picture, and sending it without leaving the page. Without script it is a page of its own.
import { focusOn } from "./panels";

export function takeFeedback(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#feedback");
  const form = dialog?.querySelector<HTMLFormElement>("form.feedback");
  if (!dialog || !form) return;
  const heading = dialog.querySelector("h2")!, thanks = dialog.querySelector<HTMLElement>(".thanks")!, problem = form.querySelector<HTMLElement>("[data-problem]")!;
  const file = form.querySelector<HTMLInputElement>("input[type=file]")!, preview = form.querySelector<HTMLElement>(".preview")!;
  const status = preview.querySelector<HTMLElement>("[role=status]")!, image = preview.querySelector("img")!;
  const wanted = form.querySelector<HTMLInputElement>("[data-picture]")!, hide = form.querySelector<HTMLInputElement>("[data-hide]")!;
  let opener: HTMLElement | null = null;
  let part = document.querySelector<HTMLElement>("main")!;
  let turn = 0;

  const picture = async () => {
    const mine = ++turn;
    file.value = "";
    image.hidden = true;
    hide.disabled = !wanted.checked;
    preview.hidden = !wanted.checked;
    if (!wanted.checked) return;
    status.textContent = status.dataset["busy"]!;
    try {
      const { take } = await import(form.dataset["script"]!) as typeof import("./picture");
      const png = await take(part, hide.checked);
      if (mine !== turn) return;
      if (!png) throw new Error("too large");
      const kept = new DataTransfer();
      kept.items.add(new File([png], "page.png", { type: "image/png" }));
      file.files = kept.files;
      image.src = await asAddress(png);
      image.hidden = false;
      status.textContent = status.dataset["ready"]!;
    } catch {
      if (mine === turn) status.textContent = status.dataset["failed"]!;
    }
  };

  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLElement>("[data-feedback]");
    if (!link) return;
    event.preventDefault();
    opener = link;
    link.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
    const widget = link.dataset["feedback"] === "page" ? "" : link.dataset["feedback"]!;
    form.reset();
    (form.elements.namedItem("widget") as HTMLInputElement).value = widget;
    (form.elements.namedItem("at") as HTMLInputElement).value = location.pathname + location.search + (widget ? `#${widget}` : location.hash);
    form.querySelector<HTMLElement>(".thumb")!.hidden = !widget;
    form.querySelector<HTMLElement>(".reasons")!.hidden = !!widget;
    for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=thumb]")) radio.checked = radio.value === link.dataset["thumb"];
    heading.textContent = widget ? dialog.dataset["cardTitle"]!.replace("{0}", link.dataset["title"] ?? "") : dialog.dataset["pageTitle"]!;
    part = (widget && document.getElementById(widget)) || document.querySelector<HTMLElement>("main")!;
    form.hidden = false;
    thanks.hidden = problem.hidden = true;
    dialog.showModal();
    // On the form, not on the first box: a screen reader reads the heading first.
    form.querySelector<HTMLElement>(widget ? "input[name=thumb]" : "input[name=reason]")?.focus();
    void picture();
  });
  wanted.addEventListener("change", picture);
  hide.addEventListener("change", picture);
  dialog.addEventListener("close", () => { turn++; focusOn(opener); });

  form.addEventListener("submit", async event => {
    if ((event.submitter as HTMLButtonElement | null)?.formMethod === "dialog") return;
    event.preventDefault();
    const submit = event.submitter as HTMLButtonElement | null;
    if (submit) submit.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (answer.ok) {
        form.hidden = true;
        thanks.hidden = false;
        thanks.querySelector<HTMLElement>("[role=status]")!.focus();
      } else {
        problem.textContent = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form .error[role=alert]")?.textContent?.trim() || answer.statusText;
        problem.hidden = false;
      }
    } catch (error) {
      problem.textContent = String(error);
      problem.hidden = false;
    }
    if (submit) submit.disabled = false;
  });
}

function asAddress(blob: Blob): Promise<string> {
  return new Promise((read, failed) => {
    const reader = new FileReader();
    reader.onload = () => read(reader.result as string);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
