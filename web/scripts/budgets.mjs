// Fails the build when what a user downloads grows past its budget; sizes are gzip, in kB of 1,000 bytes.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const MANIFEST = new URL(".vite/", DIST);
/** The page before the map, and everything that the map and what lies on it add (library, worker, layers, legend). */
const BUDGETS = { shell: 35, map: 465 };

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

const shell = filesOf("index.html");
const languages = new Set(Object.entries(manifest).filter(([key]) => key.startsWith("src/i18n/")).map(([, chunk]) => chunk.file));
const map = readdirSync(new URL("assets/", DIST))
  .map((name) => `assets/${name}`)
  .filter((file) => /\.(js|mjs|css)$/.test(file) && !shell.has(file) && !languages.has(file));

const sizes = { shell: [...shell], map };
let over = false;
for (const [part, budget] of Object.entries(BUDGETS)) {
  const total = sizes[part].reduce((sum, file) => sum + size(file), 0);
  over ||= total > budget;
  process.stdout.write(`${part}: ${total.toFixed(1)} kB gzip of ${budget}${total > budget ? " OVER BUDGET" : ""}\n`);
}
rmSync(MANIFEST, { recursive: true });
process.exitCode = over ? 1 : 0;
