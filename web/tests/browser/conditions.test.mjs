// The page under other conditions: assistive technology, a keyboard, a phone, no WebGL, a server that is down.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { api, launch, mapIdle, matched, open } from "./harness.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function violations(page) {
  await page.addScriptTag({ path: AXE }).catch(() => undefined);
  const found = await page.evaluate(async (rules) => {
    const result = await globalThis.axe.run(document, rules);
    const list = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
    return { list, passed: result.passes.map((p) => p.id) };
  }, RULES);
  assert.ok(found.passed.includes("color-contrast") && found.passed.length >= 15, "the checker really ran");
  return found.list;
}
async function checkAxe(path, prepare = async () => undefined, options = {}) {
  // The checker is injected as a script; only its own context goes without the policy.
  const page = await open(browser, path, { bypassCSP: true, ...options });
  await matched(page);
  await prepare(page);
  assert.deepEqual(await violations(page), []);
  await page.context().close();
}

test("axe finds nothing on the summary, light", () => checkAxe("/?theme=light", (page) => page.click("#filters > summary")));
test("axe finds nothing on the hotspot table, dark", () =>
  checkAxe("/?theme=dark&tab=hotspots&lang=en", (page) => page.waitForSelector("[data-testid=hotspot-table]").then(() => undefined)));
test("axe finds nothing on the crossings and an open report", async () => {
  await checkAxe("/?tab=crossings&theme=light", (page) => page.waitForSelector("[data-testid=crossing-table]").then(() => undefined));
  await checkAxe("/?tab=reports", async (page) => {
    await page.locator("[data-testid=report-table] .row-button").first().click();
    await page.waitForSelector(".detail");
  });
});
test("axe finds nothing on a phone", () => checkAxe("/", undefined, PHONE));

test("the keyboard reaches panel, tabs and table rows, and Escape closes", async () => {
  const page = await open(browser);
  await matched(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "panel");
  await page.focus("#tab-summary");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-reports", "aria-selected"), "true");
  await page.waitForSelector("[data-testid=report-table]");
  await page.locator("[data-testid=report-table] .row-button").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".detail");
  assert.match(page.url(), /sel=report/);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".detail", { state: "detached" });
  await page.context().close();
});

test("a phone has the map above a sheet, nothing wider than the screen, and targets big enough", async () => {
  const page = await open(browser, "/", PHONE);
  await mapIdle(page);
  await matched(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `page is ${width} px wide`);
  const sheet = await page.locator("#panel").boundingBox();
  assert.ok(sheet.y > 300 && sheet.width === 390);
  const small = await page.locator(".tools button, .tabs button, .settings select, .exports a, .dock summary, .legend-box > summary").evaluateAll((all) =>
    all.filter((e) => e.checkVisibility()).map((e) => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, h]) => h < 44),
  );
  assert.deepEqual(small, []);
  await page.click(".sheet-handle");
  await page.waitForSelector(".sheet-full");
  await page.context().close();
});

test("without WebGL a simple map and the tables still answer", async () => {
  const page = await open(browser);
  await page.close();
  const context = page.context();
  const blind = await context.newPage();
  await blind.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return /webgl/.test(kind) ? null : original.call(this, kind, ...rest);
    };
  });
  await blind.goto(page.url() === "about:blank" ? process.env.MEKONG_WATCH_URL : page.url());
  await blind.waitForSelector("[data-testid=svg-map] path[data-code]", { state: "attached" });
  assert.match(await blind.textContent(".svg-map"), /WebGL2/);
  const { groups } = await api("count?group_by=district");
  const code = groups.find((g) => g.key)?.key;
  await blind.locator(`path[data-code="${code}"]`).dispatchEvent("click");
  await blind.waitForURL(new RegExp(`area=district:${code}`));
  const { counts } = await api(`count?area=district:${code}`);
  assert.equal(await matched(blind, counts.matched), counts.matched);
  await context.close();
});

test("when the server stops answering the page says so in words and recovers on its own button", async () => {
  const page = await open(browser);
  await matched(page);
  await page.route("**/api/v1/**", (route) => route.abort());
  await page.click("#filters > summary");
  await page.check("input[name=category][value=drugs]");
  // The map's own layers say that something is missing too, in words of their own.
  await page.locator(".problem", { hasText: "ติดต่อเซิร์ฟเวอร์ไม่ได้" }).first().waitFor();
  await page.evaluate(() => globalThis.dispatchEvent(new Event("offline")));
  await page.waitForSelector("[data-freshness=offline]");
  await page.unroute("**/api/v1/**");
  await page.locator(".problem button").first().click();
  await page.waitForSelector("[data-freshness=fresh]");
  const { counts } = await api("count?category=drugs");
  assert.equal(await matched(page, counts.matched), counts.matched);
  await page.waitForSelector(".problem", { state: "detached" });
  await page.context().close();
});

test("an error of the server is said in the page's language, not the server's", async () => {
  const page = await open(browser, "/?lang=en");
  await matched(page);
  const problem = { type: "about:blank", title: "Service Unavailable", status: 503, code: "database_unavailable", detail: "x" };
  await page.route("**/api/v1/reports*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) }));
  await page.click("#filters > summary");
  await page.check("input[name=category][value=drugs]");
  await page.locator(".problem", { hasText: "The database is not available" }).first().waitFor();
  await page.context().close();
});
