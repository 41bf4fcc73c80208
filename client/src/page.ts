// What HTML cannot do alone. The page reads and works without any of it.
import { downloads } from "./download";
import { takeDrops } from "./drop";
import { closeMenus } from "./menus";
import { follow } from "./follow";
import { takeFeedback } from "./feedback";
import { listenForNewer } from "./newer";
import { keepForms } from "./kept";
import { lookAgain } from "./looks";
import { switchSeries } from "./legend";
import { stayOn, tendPanels } from "./panels";
import { offerShare } from "./share";
import { listenForShortcuts } from "./shortcuts";
import { suggest } from "./suggest";
import { pointAt } from "./tooltip";
import { offerTours } from "./tours";

document.documentElement.classList.add("scripting");
// A page a browser put aside whole is asked for anew: the session may be over, and its names are nobody's then.
addEventListener("pageshow", event => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.reload();
});
closeMenus();
tendPanels();
offerTours();
takeFeedback();
offerShare();
listenForShortcuts();
keepForms();
for (const line of document.querySelectorAll<HTMLElement>("[data-newer]")) listenForNewer(line);
for (const chart of document.querySelectorAll<HTMLElement>("[data-chart][data-kind]")) {
  switchSeries(chart);
  pointAt(chart);
}
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu:has(a[data-download])")) downloads(menu);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-submit-on-change]")) form.addEventListener("change", () => form.requestSubmit());
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) takeDrops(form);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-follow]")) follow(form);
if (document.body.dataset["looks"]) lookAgain(Number(document.body.dataset["looks"]));
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) suggest(field);
document.querySelector("a.skip")?.addEventListener("click", () => stayOn(document.querySelector("main")!));
// A date typed means a custom range.
for (const day of document.querySelectorAll<HTMLInputElement>("input[type=date]"))
  day.addEventListener("change", () => {
    const custom = day.form?.querySelector<HTMLInputElement>("input[name=range][value=custom]");
    if (custom) custom.checked = true;
  });
