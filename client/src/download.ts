/**
 * Fetches a file while the page stays usable: the menu's button says what is being made, and the file is saved when it is there.
 * What goes wrong is said in words, the server's where it has them. Without script the link does the same, less kindly.
 */
export function downloads(menu: HTMLDetailsElement): void {
  const button = menu.querySelector<HTMLElement>("summary");
  if (!button) return;
  const say = document.createElement("span");
  say.className = "download-state";
  say.setAttribute("role", "status");
  menu.after(say);

  menu.addEventListener("click", async event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-download]");
    // A new tab or a saved link stays the reader's own way.
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    menu.open = false;
    button.focus();
    button.setAttribute("aria-busy", "true");
    say.classList.remove("failed");
    say.textContent = link.dataset["download"] ?? "";
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(await reason(answer));
      save(await answer.blob(), name(answer) ?? "insights");
      say.textContent = "";
    } catch (error) {
      say.classList.add("failed");
      say.textContent = [link.dataset["failed"], error instanceof TypeError ? "" : (error as Error).message].join(" ").trim();
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

async function reason(answer: Response): Promise<string> {
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return "";
  const problem = (await answer.json()) as { detail?: string };
  return problem.detail ?? "";
}

function name(answer: Response): string | undefined {
  return /filename="?([\w.-]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
}

export function save(file: Blob, called: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = called;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
