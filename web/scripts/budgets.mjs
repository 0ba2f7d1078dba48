// Fails the build when what a user downloads grows past its budget; sizes are gzip, in kB of 1,000 bytes.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const ASSETS = new URL("../dist/assets/", import.meta.url);
/** The page before the map (script and style), and everything the map adds (library, worker, style). */
const BUDGETS = { shell: 35, map: 465 };

const sizes = { shell: 0, map: 0 };
for (const name of readdirSync(ASSETS)) {
  if (!/\.(js|mjs|css)$/.test(name)) continue;
  const part = name.startsWith("index-") ? "shell" : "map";
  sizes[part] += gzipSync(readFileSync(new URL(name, ASSETS)), { level: 9 }).length / 1000;
}
let over = false;
for (const [part, budget] of Object.entries(BUDGETS)) {
  const fits = sizes[part] <= budget;
  over ||= !fits;
  process.stdout.write(`${part}: ${sizes[part].toFixed(1)} kB gzip of ${budget} ${fits ? "" : "OVER BUDGET"}\n`);
}
process.exitCode = over ? 1 : 0;
