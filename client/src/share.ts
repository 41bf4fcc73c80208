// Sharing over the page: the form of /share, fetched when somebody wants it, in a dialog. Without script the link leads to that page.
import { save } from "./download";
import { PagePicture, send } from "./form";
import { focusOn } from "./panels";

export function offerShare(): void {
  document.addEventListener("click", async event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-share]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") === "true" || document.querySelector("dialog[open]")) return;
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      const section = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("section.share");
      if (!answer.ok || !section) throw new Error(answer.statusText);
      open(link, section);
    } catch {
      // The page says better than we could what is wrong.
      location.assign(link.href);
    } finally {
      link.removeAttribute("aria-busy");
    }
  });
  // On the form's own page the buttons that copy work as well.
  for (const section of document.querySelectorAll<HTMLElement>("main > section.share")) copying(section, null);
}

function open(opener: HTMLElement, section: HTMLElement): void {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  dialog.id = "share";
  heading.id = "share-title";
  heading.textContent = section.dataset["title"] ?? "";
  dialog.setAttribute("aria-labelledby", heading.id);
  section.className = "share";
  dialog.append(heading, document.adoptNode(section));
  document.body.append(dialog);

  const form = section.querySelector("form")!, part = document.querySelector<HTMLElement>("main")!;
  const taking = form.querySelector<HTMLElement>(".picture")!, wanted = form.querySelector<HTMLInputElement>("[data-picture]");
  const picture = new PagePicture(form, form.querySelector<HTMLInputElement>("input[type=file]")!);
  taking.hidden = false;
  wanted?.addEventListener("change", () => void picture.include(wanted.checked));
  copying(section, picture);

  for (const close of section.querySelectorAll<HTMLElement>("[data-close]"))
    close.addEventListener("click", event => { event.preventDefault(); dialog.close(); });
  dialog.addEventListener("close", () => { picture.forget(); dialog.remove(); focusOn(opener); });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (!await send(form, event.submitter, "a[data-share]", picture.include(wanted?.checked ?? false))) return;
    const sent = section.querySelector<HTMLElement>(".sent")!;
    form.hidden = section.querySelector<HTMLElement>(".otherwise")!.hidden = true;
    sent.hidden = false;
    sent.querySelector<HTMLElement>("[role=status]")!.focus();
  });

  dialog.showModal();
  form.querySelector<HTMLElement>("textarea")?.focus();
  picture.take(part, false);
  void picture.include(wanted?.checked ?? false);
}

/** Copy link, copy as image, and the words that go along to Teams and to the reader's own mail program. */
function copying(section: HTMLElement, picture: PagePicture | null): void {
  const done = section.querySelector<HTMLElement>("[data-done]")!, link = section.querySelector<HTMLInputElement>("input[readonly]")!;
  link.addEventListener("focus", () => link.select());
  section.querySelector("[data-copy=link]")!.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      done.textContent = link.dataset["copied"]!;
    } catch {
      link.select();
      done.textContent = link.dataset["marked"]!;
    }
  });
  const image = section.querySelector<HTMLButtonElement>("[data-copy=image]")!;
  image.hidden = picture === null;
  image.addEventListener("click", async () => {
    const png = await picture!.png;
    if (!png) return void (done.textContent = image.dataset["failed"]!);
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
      done.textContent = image.dataset["copied"]!;
    } catch {
      save(png, section.dataset["file"]!);
      done.textContent = image.dataset["saved"]!;
    }
  });

  const to = section.querySelector<HTMLTextAreaElement>("[name=to]"), message = section.querySelector<HTMLTextAreaElement>("[name=message]")!;
  const teams = section.querySelector<HTMLAnchorElement>("[data-way=teams]")!, mail = section.querySelector<HTMLAnchorElement>("[data-way=mail]")!;
  const words = (text: string) => [message.value.trim(), text].filter(Boolean).join("\n\n");
  section.addEventListener("input", () => {
    teams.search = `?href=${encodeURIComponent(link.value)}&msgText=${encodeURIComponent(words(section.dataset["subject"]!))}`;
    mail.href = `mailto:${(to?.value ?? "").split(/[,;\n]/).map(address => encodeURIComponent(address.trim())).filter(Boolean).join(",")}`
      + `?subject=${encodeURIComponent(section.dataset["subject"]!)}&body=${encodeURIComponent(words(section.dataset["words"]!).replace(/\r?\n/g, "\r\n"))}`;
  });
}
