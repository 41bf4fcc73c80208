// Bundles src/page.ts and styles/page.css into src/Insights/wwwroot/build, or the folder that is named, with the Fluent tokens the style
// sheets name (and only those) written in front, for light and dark. What only some readers need, a tour or a picture, is a file of its own.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { webDarkTheme, webLightTheme } from "@fluentui/tokens";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../src/Insights/wwwroot/build");

const sheets = (await readdir(join(here, "styles"))).filter(name => name.endsWith(".css"));
const text = (await Promise.all(sheets.map(name => readFile(join(here, "styles", name), "utf8")))).join("\n");
const declared = new Set([...text.matchAll(/(--[\w-]+)\s*:/g)].map(match => match[1].slice(2)));
const named = [...new Set([...text.matchAll(/var\(--([\w-]+)/g)].map(match => match[1]))];
// Set by the server in style attributes: positions in a chart.
const placed = new Set(["w", "h", "x", "y", "share"]);
const used = named.filter(name => name in webLightTheme).sort();
const unknown = named.filter(name => !(name in webLightTheme) && !declared.has(name) && !placed.has(name));
if (unknown.length > 0) {
  console.error(`client: neither a Fluent token nor declared here: ${unknown.join(", ")}`);
  process.exit(1);
}

const differs = used.filter(name => webLightTheme[name] !== webDarkTheme[name]);
const rule = (theme, names) => names.map(name => `--${name}:${theme[name]};`).join("");
const tokens = `:root{${rule(webLightTheme, used)}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${rule(webDarkTheme, differs)}}}
@media screen{:root[data-theme=dark]{${rule(webDarkTheme, differs)}}}`;

await build({
  absWorkingDir: here,
  entryPoints: { page: "src/page.ts", tour: "src/tour.ts", picture: "src/picture.ts" },
  bundle: true, minify: true, format: "esm", target: "es2022", outdir: out, legalComments: "none", logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { tour: "styles/tour.css" },
  bundle: true, minify: true, target: ["chrome120", "firefox121", "safari17"], outdir: out, legalComments: "none", logLevel: "warning",
});
await build({
  absWorkingDir: here,
  stdin: { contents: `@import "./page.css";\n${tokens}`, loader: "css", resolveDir: join(here, "styles") },
  bundle: true, minify: true, target: ["chrome120", "firefox121", "safari17"], outfile: join(out, "page.css"), legalComments: "none", logLevel: "warning",
});
