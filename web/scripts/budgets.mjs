// Fails the build when what a user downloads grows past its budget; sizes are gzip, in kB of 1,000 bytes.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const MANIFEST = new URL(".vite/", DIST);
/**
 * The page before the map; what the first view then loads (library, worker, layers, what lies on the map and in the
 * panel); what is fetched only when somebody asks for it, by a click or a link; the analysis view; and signing in, the
 * account menu, accounts and screens.
 */
const BUDGETS = { shell: 35, map: 465, tools: 60, analysis: 40, people: 25 };
/** What is fetched only when asked for; whatever is not named here counts as loaded at once. */
const ASKED_FOR = [
  "src/fallback/svg-map.tsx", "src/map/polygon.ts", "src/panels/area/chooser.tsx", "src/panels/basemap-switch.tsx", "src/panels/chosen.tsx", "src/panels/crossing-table.tsx",
  "src/panels/filters.tsx", "src/panels/hotspot-table.tsx", "src/panels/notices.tsx", "src/panels/report-table.tsx",
  "src/panels/risk-table.tsx", "src/panels/symbols.tsx",
];
/** The analysis view: fetched whole when it is first opened. */
const ANALYSIS = ["src/panels/study/panel.tsx", "src/panels/study/legend.tsx", "src/map/study/layers.ts", "src/fallback/study-shapes.tsx"];
/** Who is here: none of it comes with the map, and the sign-in view comes without the map. */
const PEOPLE = ["sign-in", "own-password", "watch", "nothing", "menu"].map((name) => `src/panels/people/${name}.tsx`).concat("src/panels/accounts/view.tsx", "src/panels/screen/view.tsx");

const manifest = JSON.parse(readFileSync(new URL("manifest.json", MANIFEST), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length / 1000;

/** The files that come with an entry before any lazy part is asked for. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const other of chunk.imports ?? []) if (!seen.has(manifest[other].file)) filesOf(other, seen);
  return seen;
}

const LATER = [...ASKED_FOR, ...ANALYSIS, ...PEOPLE];
const shell = filesOf("index.html");
const languages = new Set(Object.entries(manifest).filter(([key]) => key.startsWith("src/i18n/")).map(([, chunk]) => chunk.file));
const others = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && !LATER.includes(key) && !key.startsWith("src/i18n/"));
const missing = LATER.filter((key) => !manifest[key]);
if (missing.length) throw new Error(`no chunk is made of ${missing.join(", ")}`);
const first = new Set(others.flatMap((key) => [...filesOf(key)]));
const all = readdirSync(new URL("assets/", DIST))
  .map((name) => `assets/${name}`)
  .filter((file) => /\.(js|mjs|css)$/.test(file) && !shell.has(file) && !languages.has(file));
/** A file that no entry names (the map's worker) is loaded with the map. */
const laterFiles = (keys) => new Set(keys.flatMap((key) => [...filesOf(key)]).filter((file) => !first.has(file)));
const asked = laterFiles(ASKED_FOR);
const studied = laterFiles(ANALYSIS);
const met = laterFiles(PEOPLE);
const map = all.filter((file) => !asked.has(file) && !studied.has(file) && !met.has(file));
const tools = all.filter((file) => asked.has(file));
const analysis = all.filter((file) => studied.has(file) && !asked.has(file));
const people = all.filter((file) => met.has(file) && !asked.has(file) && !studied.has(file));

const sizes = { shell: [...shell], map, tools, analysis, people };
let over = false;
for (const [part, budget] of Object.entries(BUDGETS)) {
  const total = sizes[part].reduce((sum, file) => sum + size(file), 0);
  over ||= total > budget;
  process.stdout.write(`${part}: ${total.toFixed(1)} kB gzip of ${budget}${total > budget ? " OVER BUDGET" : ""}\n`);
}
rmSync(MANIFEST, { recursive: true });
process.exitCode = over ? 1 : 0;
