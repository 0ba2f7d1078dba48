// Runs the unit tests without a browser: Vite turns each into plain JavaScript, Node's own test runner runs them.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}.test-build`;
const tests = readdirSync(`${root}tests/unit`).filter((name) => name.endsWith(".test.ts"));

rmSync(out, { recursive: true, force: true });
await build({
  root,
  logLevel: "warn",
  publicDir: false,
  build: {
    ssr: true,
    outDir: out,
    rollupOptions: { input: Object.fromEntries(tests.map((name) => [name.replace(/\.ts$/, ""), `${root}tests/unit/${name}`])) },
  },
});
const files = tests.map((name) => `${out}/${name.replace(/\.ts$/, ".js")}`);
const run = spawnSync(process.execPath, ["--test", "--test-reporter=spec", ...files], { stdio: "inherit" });
process.exitCode = run.status ?? 1;
