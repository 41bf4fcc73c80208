using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Opens whatever opens on a page and presses the real mouse on every control in it: on its words, its icon, and one pixel inside
/// each edge of its box, where there is no control but its label or its padding.</summary>
internal sealed class MouseWalk(IPage page, string address)
{
    private readonly List<string> faults = [];

    /// <summary>How often the mouse was pressed within something open.</summary>
    public int Presses { get; private set; }

    public IReadOnlyList<string> Faults => faults;

    public async Task GoAsync()
    {
        await ComeAsync();
        int ways = await page.EvaluateAsync<int>("walk.ways()");
        for (int way = 0; way < ways; way++)
        {
            await WithinAsync(way, null);
            int further = await page.EvaluateAsync<int>("walk.further()");
            for (int step = 0; step < further; step++)
            {
                await ComeAsync();
                await WithinAsync(way, step);
            }
            await ComeAsync();
        }
    }

    private async Task ComeAsync()
    {
        await page.GotoAsync(address);
        await page.Locator("html.scripting").WaitForAsync();
        await page.EvaluateAsync(Script);
        await page.EvaluateAsync("walk.ways()");
    }

    private async Task WithinAsync(int way, int? step)
    {
        string place = await OpenAsync(way, step);
        int controls = await page.EvaluateAsync<int>("walk.controls().length");
        // The last is the box itself: its padding is nobody's, and a press there does nothing.
        for (int control = 0; control <= controls; control++)
            for (int point = 0; await AimAsync(control, point) is { } aim; point++)
            {
                if (aim.Length == 0) continue;
                await PressAsync(aim, place);
                if (!await page.EvaluateAsync<bool>("walk.open()")) await OpenAsync(way, step);
            }
    }

    /// <summary>Opens by the mouse; says what was opened.</summary>
    private async Task<string> OpenAsync(int way, int? step)
    {
        await page.EvaluateAsync("walk.shut()");
        await ThroughAsync($"walk.to({way})");
        if (step is { } then)
        {
            await page.EvaluateAsync("walk.further()");
            await ThroughAsync($"walk.on({then})");
        }
        return await page.EvaluateAsync<string>("walk.place()");
    }

    private async Task ThroughAsync(string opener)
    {
        if (!await page.EvaluateAsync<bool>(opener)) await page.Locator("[data-walk]").ClickAsync();
        // The form to share comes from the server. The page forbids to evaluate what Playwright's own way to wait would.
        for (int wait = 0; wait < 300 && !await page.EvaluateAsync<bool>("walk.open()"); wait++) await Task.Delay(50);
    }

    /// <summary>Null behind the last point; empty for one that is not to be seen.</summary>
    private Task<string?> AimAsync(int control, int point) => page.EvaluateAsync<string?>($"walk.aim({control}, {point})");

    private async Task PressAsync(string aim, string place)
    {
        string[] parts = aim.Split('|', 3);
        string what = $"{place}: {parts[2]}";
        try
        {
            await page.Mouse.ClickAsync(Number(parts[0]), Number(parts[1]));
            if (await page.EvaluateAsync<string?>("walk.wrong()") is { } wrong) faults.Add($"{what}: {wrong}");
        }
        catch (PlaywrightException gone) when (gone.Message.Contains("crash", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail($"{address}: {what}: the press ended the page.");
        }
        Presses++;
    }

    private static float Number(string text) => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private const string Script = """
        (() => {
          const acts = "a[href], button, summary, input, select, textarea";
          const shown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0 && !e.disabled;
          // At most so many of a kind: a hundred boxes of one list are one case.
          const few = (all, most, kind) => {
            const seen = new Map();
            return all.filter(e => { const k = kind(e), n = (seen.get(k) ?? 0) + 1; seen.set(k, n); return n <= most(e); });
          };
          const opens = "summary, button[popovertarget]:not([popovertargetaction]), [data-feedback], a[data-share]";
          const kindOf = o => [o.tagName, o.className, o.parentElement.className, o.parentElement.id, o.dataset.thumb,
            o.getAttribute("popovertarget")?.replace(/.*-about$/, "about"), o.dataset.feedback === "page"].join(" ");
          const openers = root => few([...root.querySelectorAll(opens)].filter(shown), () => 1, kindOf);
          const of = o => o.matches("summary") ? o.parentElement : o.popoverTargetElement
            ?? document.getElementById(o.hasAttribute("data-share") ? "share" : "feedback");
          const isOpen = c => !!c?.matches(":popover-open, dialog[open], details[open]");
          const inner = c => c.querySelector(":scope > .panel") ?? c;
          const name = e => e.outerHTML.replace(/<svg.*?<\/svg>/gs, "").replace(/\s+/g, " ").slice(0, 160);
          const leave = "[popovertarget], [data-feedback], a[data-download], [data-close]";
          let ways = [], next = [], opener = null, taken = null, before = null, target = null;
          addEventListener("click", e => taken = e.target.closest(acts) ?? taken, true);
          // What would lead away from the page is noted and goes no further.
          addEventListener("click", e => {
            const to = e.target.closest("a[href], button, input[type=file]");
            if (to && (to.tagName !== "BUTTON" || to.type === "submit")) e.preventDefault();
          });
          window.print = () => undefined;
          const mark = o => {
            document.querySelector("[data-walk]")?.removeAttribute("data-walk");
            (opener = o).dataset.walk = "";
            return isOpen(of(o));
          };
          const controls = () => {
            const c = of(opener), own = c.querySelector(":scope > summary");
            const all = [...inner(c).querySelectorAll("label, " + acts)].filter(e =>
              shown(e) && !e.control?.disabled && e !== own && !e.hasAttribute("data-tour"));
            return few(all, e => e.closest("table") ? 1 : (e.control ?? e).name ? 5 : 3,
              e => [e.tagName, e.className, e.type, (e.control ?? e).name, ...Object.keys(e.dataset), !!e.closest("ul")].join(" "));
          };
          const points = e => {
            const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2;
            const all = [["the left edge", r.left + 1, y], ["the right edge", r.right - 1, y], ["the top edge", x, r.top + 1],
              ["the bottom edge", x, r.bottom - 1]];
            for (const node of e.childNodes) {
              if (node.nodeType !== 3 && !/^(SPAN|B)$/.test(node.tagName) || !node.textContent.trim()) continue;
              const range = new Range();
              range.selectNodeContents(node);
              const t = [...range.getClientRects()].find(t => t.width > 2);
              if (t) { all.push(["the words", t.left + t.width / 2, t.top + t.height / 2]); break; }
            }
            for (const icon of e.querySelectorAll("svg")) {
              const i = icon.getBoundingClientRect();
              all.push(["the icon", i.left + i.width / 2, i.top + i.height / 2]);
            }
            return all;
          };
          // What was just opened may still scroll, and say that it makes a picture.
          const rest = async () => {
            for (let was = "", i = 0; i < 600; i++) {
              await new Promise(requestAnimationFrame);
              const busy = [...document.querySelectorAll("dialog [data-busy]")].some(e => shown(e) && e.textContent === e.dataset.busy);
              const r = inner(of(opener)).getBoundingClientRect(), now = [r.left, r.top, r.height, inner(of(opener)).scrollTop].join();
              if (now === was && !busy) return;
              was = now;
            }
          };
          window.walk = {
            controls,
            ways: () => (ways = openers(document)).length,
            further: () => (next = opener.matches("details.menu > summary") ? openers(inner(of(opener))) : []).length,
            to: i => mark(ways[i]),
            on: i => mark(next[i]),
            open: () => isOpen(of(opener)),
            place: () => name(opener),
            shut: () => {
              for (const d of document.querySelectorAll("dialog[open]")) d.close();
              for (const p of document.querySelectorAll(":popover-open")) p.hidePopover();
              for (const m of document.querySelectorAll("details.menu[open]")) m.open = false;
            },
            aim: async (i, j) => {
              await rest();
              const all = controls(), box = inner(of(opener)), e = all[i] ?? box;
              if (e === box && (j > 3 || box.matches("details"))) return null;
              if (e !== box) e.scrollIntoView({ block: "nearest" });
              const point = points(e)[j];
              if (!point) return null;
              const [what, x, y] = point, hit = document.elementFromPoint(x, y);
              // Behind the edge of the window, or of a list that scrolls.
              if (!hit || !e.contains(hit)) return "";
              const near = hit.closest("label, " + acts);
              target = box.contains(near) ? near.matches("label") ? near.control : near : null;
              before = target && { checked: target.checked, open: target.parentElement.open };
              taken = null;
              return [x, y, `${what} of ${e === box ? "the box" : name(e)}`].join("|");
            },
            wrong: () => {
              const stays = !target?.matches(leave);
              if (isOpen(of(opener)) !== stays) return stays ? "it closed" : "it stayed open";
              if (!target) return null;
              if (target.type === "checkbox") return target.checked !== before.checked ? null : "the box was not ticked";
              if (target.type === "radio") return target.checked ? null : "the choice was not taken";
              if (target.matches("summary")) return target.parentElement.open !== before.open ? null : "it did not unfold";
              if (target.matches("a, button, [type=file]")) return taken === target ? null : "the press did not arrive";
              return document.activeElement === target ? null : "the field did not take the focus";
            },
          };
        })();
        """;
}
