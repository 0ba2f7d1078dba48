// One browser for a test file, pages that count what went wrong, and the few waits all tests share.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const BASE = process.env.MEKONG_WATCH_URL ?? "http://127.0.0.1:8080";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const DESKTOP = { width: 1280, height: 800 };

/** The token with which each server is asked: the shared one's comes with its address, a test's own makes one. */
const tokens = new Map([[new URL(BASE).origin, process.env.MEKONG_WATCH_TOKEN ?? ""]]);
const pass = (url) => {
  const token = tokens.get(new URL(url).origin);
  return token ? { authorization: `Bearer ${token}` } : {};
};
// What a test asks by itself, it asks as the program that may do everything.
const bare = globalThis.fetch;
globalThis.fetch = (url, init = {}) => bare(url, { ...init, headers: { ...pass(url), ...init.headers } });

export function launch(extraFlags = []) {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...extraFlags] });
}

/**
 * A server of the test's own, with a folder for its files: others count what the shared one holds. Its database is empty,
 * or holds a file of reports from before its start, so that the run of last night sees them.
 */
export async function ownServer(csv = null) {
  const program = process.env.MEKONG_WATCH_PROGRAM;
  assert.ok(program, "MEKONG_WATCH_PROGRAM names the built program");
  const folder = await mkdtemp(join(tmpdir(), "mekong-watch-test-"));
  const database = ["--database", `sqlite://${folder}/own.db`];
  const run = (...words) => promisify(execFile)(program, [...words, ...database]);
  if (csv !== null) {
    const file = join(folder, "reports.csv");
    await writeFile(file, csv);
    await run("import", "reports", file);
  }
  const { stdout } = await run("user", "program", "browser-tests", "--role", "central_centre", "--remit", "everywhere");
  const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...database], { stdio: ["ignore", "ignore", "pipe"] });
  const base = await new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /Mekong Watch: (http\S*)\//.exec(said);
      if (found) resolve(found[1]);
    });
    server.on("exit", () => reject(new Error(said)));
  });
  tokens.set(new URL(base).origin, stdout.trim());
  return {
    base,
    folder,
    /** Runs another command of the program on the same database. */
    run,
    stop: async () => {
      server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh page at `path`, as the program that may do everything unless `options` say otherwise; `page.trouble` collects console errors, page errors and requests to foreign hosts. */
export async function open(browser, path = "/", options = {}, base = BASE) {
  const context = await browser.newContext({
    viewport: DESKTOP, locale: "th-TH", timezoneId: "Asia/Bangkok", reducedMotion: "reduce",
    extraHTTPHeaders: pass(base), ...options,
  });
  const page = await context.newPage();
  page.trouble = [];
  page.on("console", (m) => m.type() === "error" && page.trouble.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => page.trouble.push(`error: ${e.message}`));
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== new URL(base).origin) page.trouble.push(`foreign host: ${r.url()}`);
  });
  await page.goto(base + path);
  return page;
}

/** The map has drawn everything it has; waiting for a function would need unsafe-eval, which the policy forbids. */
export async function mapIdle(page) {
  await page.waitForSelector("[data-map-idle]", { timeout: 60_000 });
}
/** The panel's number, once it answers the query in the address. */
export async function matched(page, expected) {
  const selector = expected === undefined ? "[data-matched]" : `[data-matched="${expected}"]`;
  await page.waitForSelector(selector, { timeout: 20_000 });
  return Number(await page.getAttribute("[data-matched]", "data-matched"));
}
export async function api(path, base = BASE) {
  const response = await fetch(`${base}/api/v1/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
/** Where a place is on the screen, from the address's own centre and zoom. */
export async function screenPoint(page, lon, lat) {
  const c = new URL(page.url()).searchParams.get("c").split("/").map(Number);
  const box = await page.locator("[data-testid=map]").boundingBox();
  const size = 512 * 2 ** c[0];
  const x = (l) => ((l + 180) / 360) * size;
  const y = (l) => ((1 - Math.log(Math.tan(Math.PI / 4 + (l * Math.PI) / 360)) / Math.PI) / 2) * size;
  return { x: box.x + box.width / 2 + x(lon) - x(c[2]), y: box.y + box.height / 2 + y(lat) - y(c[1]) };
}
