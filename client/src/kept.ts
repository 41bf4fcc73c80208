// What somebody typed outlives a session that ended meanwhile. It stays in this tab alone, for an hour at most, never with a password,
// and comes back into its form once its reader is back at the page. Without script the page that turns a form away carries it instead.

/** The path the program is served below, with a slash at its end. */
export const base = new URL("..", import.meta.url).pathname;

const key = "insights.kept", hour = 3_600_000;

interface Field { name: string; at: number; value: string; checked: boolean }
interface Kept { page: string; action: string; at: number; opener: string; fields: Field[]; since: number; turnedAway: boolean }

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Watches forms being sent, and gives back what a turned-away one held. */
export function keepForms(): void {
  const kept = read(), signIn = [...document.querySelectorAll<HTMLFormElement>(`form[action="${base}sign-in"]`)];
  if (signIn.length > 0) waitAtSignIn(kept, signIn);
  else if (kept?.turnedAway && kept.page.split("#")[0] === location.pathname + location.search) void putBack(kept);
  // Any other page is the answer to the form: it was taken, or it is drawn there again.
  else if (kept && !kept.turnedAway) forget();

  document.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    if ((event.submitter as HTMLButtonElement | null)?.formMethod === "dialog") return;
    if (form.action.endsWith("/sign-out")) forget();
    else if (!event.defaultPrevented && form.method === "post" && !signIn.includes(form)) write(form, "", false);
  });
}

/** Keeps a form that was sent without leaving the page and turned away, and leads to the sign-in, from where one comes back here. */
export function turnedAway(form: HTMLFormElement, opener: string): void {
  write(form, opener, true);
  location.reload();
}

function waitAtSignIn(kept: Kept | null, forms: HTMLFormElement[]): void {
  if (!kept) return;
  write(kept);
  for (const form of forms) {
    const back = form.querySelector<HTMLInputElement>("input[name=return]");
    if (back) back.value = "/" + kept.page.slice(base.length);
  }
  // Who signed in in another tab need not do it here.
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(kept.page, { method: "HEAD", redirect: "manual" }).catch(() => undefined);
    if (!answer?.ok) return;
    if (kept.page.split("#")[0] === location.pathname + location.search) location.reload();
    else location.assign(kept.page);
  });
}

async function putBack(kept: Kept): Promise<void> {
  forget();
  if (kept.opener) document.querySelector<HTMLElement>(kept.opener)?.click();
  const form = await found(() => same(kept.action)[kept.at]);
  if (!form) return;
  let last: Control | undefined;
  for (const { name, at, value, checked } of kept.fields) {
    const control = controls(form).filter(c => c.name === name)[at];
    if (!control) continue;
    if (control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type)) control.checked = checked;
    else if (control.value !== value) (last = control).value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const said = document.createElement("p");
  said.className = "small";
  said.setAttribute("role", "status");
  form.prepend(said);
  said.textContent = document.body.dataset["kept"] ?? "";
  last?.focus();
}

function write(kept: Kept): void;
function write(form: HTMLFormElement, opener: string, away: boolean): void;
function write(what: HTMLFormElement | Kept, opener = "", away = true): void {
  let kept: Kept;
  if (what instanceof HTMLFormElement) {
    const action = what.getAttribute("action") ?? "", own = what.querySelector<HTMLInputElement>("input[name=at]")?.value;
    const names = new Map<string, number>();
    const fields = controls(what).map(c => {
      const at = names.get(c.name) ?? 0;
      names.set(c.name, at + 1);
      return { name: c.name, at, value: c.value, checked: c instanceof HTMLInputElement && c.checked };
    });
    // Below these two a page is only ever the answer to a form, and cannot be opened; the form knows where it was filled in.
    const answered = own && [`${base}settings/`, `${base}access/`].some(path => location.pathname.startsWith(path));
    const page = answered ? base + own.slice(1) : location.pathname + location.search + location.hash;
    kept = { page, action, at: same(action).indexOf(what), opener, fields, since: Date.now(), turnedAway: away };
  } else kept = { ...what, turnedAway: true };
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing, or no more: the form is sent all the same.
  }
}

function read(): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
    return kept && Date.now() - kept.since < hour ? kept : null;
  } catch {
    return null;
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

const same = (action: string) => [...document.querySelectorAll("form")].filter(form => form.getAttribute("action") === action);

const controls = (form: HTMLFormElement) => ([...form.elements] as Control[])
  .filter(c => c.name && /^(INPUT|TEXTAREA|SELECT)$/.test(c.tagName) && !/^(hidden|password|file|submit|button|image)$/.test(c.type));

/** A dialog may have to be fetched first. */
async function found<T>(look: () => T | undefined): Promise<T | undefined> {
  for (let i = 0; i < 100; i++) {
    const there = look();
    if (there) return there;
    await new Promise(soon => setTimeout(soon, 100));
  }
  return undefined;
}
