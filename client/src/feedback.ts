// The feedback form over the page. Without script it is a page of its own.
import { PagePicture, send } from "./form";
import { base } from "./kept";
import { focusOn } from "./panels";

export function takeFeedback(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#feedback");
  const form = dialog?.querySelector<HTMLFormElement>("form.feedback");
  if (!dialog || !form) return;
  const heading = dialog.querySelector("h2")!, thanks = dialog.querySelector<HTMLElement>(".thanks")!, problem = form.querySelector<HTMLElement>("[data-problem]")!;
  const preview = form.querySelector<HTMLElement>(".preview")!;
  const wanted = form.querySelector<HTMLInputElement>("[data-picture]")!, hide = form.querySelector<HTMLInputElement>("[data-hide]")!;
  const picture = new PagePicture(form, form.querySelector<HTMLInputElement>("input[type=file]")!);
  let opener: HTMLElement | null = null;
  let part = document.querySelector<HTMLElement>("main")!;

  const take = () => {
    hide.disabled = !wanted.checked;
    preview.hidden = !wanted.checked;
    if (wanted.checked) picture.take(part, hide.checked);
    else picture.forget();
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
    const here = "/" + location.pathname.slice(base.length) + location.search;
    (form.elements.namedItem("at") as HTMLInputElement).value = here + (widget ? `#${widget}` : location.hash);
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
    take();
  });
  wanted.addEventListener("change", take);
  hide.addEventListener("change", take);
  dialog.addEventListener("close", () => { picture.forget(); focusOn(opener); });

  form.addEventListener("submit", async event => {
    if ((event.submitter as HTMLButtonElement | null)?.formMethod === "dialog") return;
    event.preventDefault();
    const widget = (form.elements.namedItem("widget") as HTMLInputElement).value;
    if (!await send(form, event.submitter, `[data-feedback="${widget || "page"}"]`)) return;
    form.hidden = true;
    thanks.hidden = false;
    thanks.querySelector<HTMLElement>("[role=status]")!.focus();
  });
}
