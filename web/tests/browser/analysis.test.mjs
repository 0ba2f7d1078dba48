// The analysis view: a question chosen, an answer with its table and its words, a link that brings it back, by hand and by key.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { api, launch, mapIdle, open, ownServer } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MONTHS = 14;

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), ownServer()]);
  // Synthetic reports around one place, more each month, and some along the border all the time.
  const now = new Date();
  const rows = ["id,category,lat,lon,observed,synthetic"];
  for (let back = MONTHS; back >= 1; back--) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 10)).toISOString().slice(0, 8);
    for (let i = 0; i < 8 + 2 * (MONTHS - back); i++) {
      rows.push(`SYN-A${back}-${i},drugs,${(14.44 + (i % 5) * 0.004).toFixed(4)},${(103.69 + (i % 3) * 0.004).toFixed(4)},${month}${10 + (i % 15)},true`);
    }
    for (let i = 0; i < 20; i++) rows.push(`SYN-B${back}-${i},${i % 2 ? "drugs" : "illegal_entry"},${(13.4 + i * 0.02).toFixed(4)},102.5,${month}${10 + (i % 15)},true`);
  }
  const file = join(server.folder, "synthetic.csv");
  await writeFile(file, rows.join("\n"));
  await server.run("import", "reports", file);
  while ((await api("status", server.base)).reports < rows.length - 1) await new Promise((later) => setTimeout(later, 200));
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

const found = (page) => page.waitForSelector("[data-testid=study-table], [data-testid=not-enough]", { timeout: 30_000 });
async function axeClean(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag22aa"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
}

test("a commander asks what is new: cells on the map, the same number in the table, and the sentence with its n", async () => {
  const answer = await api("hotspots?method=emerging&steps=12", server.base);
  const labelled = answer.result.cells.filter((c) => c.label !== "no_pattern");
  assert.ok(labelled.length > 0, "the made-up reports have a pattern");
  const page = await open(browser, "/?lang=en", {}, server.base);
  await mapIdle(page);
  await page.getByRole("button", { name: "Analysis" }).click();
  await page.waitForURL(/method=choose/);
  await page.getByRole("button", { name: /What is new/ }).click();
  await page.waitForURL(/method=emerging/);
  await page.waitForSelector("[data-testid=not-enough], [data-testid=study-table]");
  await page.locator("[data-testid=settings] > summary").click();
  await page.fill("#set-steps", "12");
  await page.getByRole("button", { name: "Compute", exact: true }).click();
  await page.waitForURL(/steps=12/);
  await page.waitForSelector(`[data-testid=study-table][data-rows="${labelled.length}"]`);
  assert.equal(await page.locator("[data-testid=study-table] tbody tr").count(), labelled.length);
  assert.match(await page.textContent("[data-testid=study-finding]"), new RegExp(`^${labelled.length} of `));
  const sentences = await page.locator("[data-testid=study-sentence]").allTextContents();
  assert.equal(new Set(sentences).size, 1, "legend and panel say the same");
  assert.match(sentences[0], new RegExp(`^${answer.mask.n} reports · .*\\(12 months\\).*cells of 5 km.*FDR 5 %`));
  await mapIdle(page);
  // A row is a way to its cell, and the map then shows it chosen.
  await page.locator("[data-testid=study-table] .row-button").first().click();
  await page.waitForURL(/sel=study:5000:/);
  assert.equal(await page.locator("[data-testid=study-table] tr[aria-current]").count(), 1);
  await page.locator("[data-testid=cite] > summary").click();
  const cited = await api("hotspots?method=emerging&steps=12", server.base);
  assert.equal(await page.textContent("[data-testid=hash]"), cited.run.hash);
  assert.deepEqual(page.trouble, []);
  // The link alone brings the same answer back, for somebody else.
  const other = await open(browser, new URL(page.url()).search, {}, server.base);
  await other.waitForSelector(`[data-testid=study-table][data-rows="${labelled.length}"]`);
  await mapIdle(other);
  assert.equal(await other.locator("[data-testid=study-table] tr[aria-current]").count(), 1);
  await page.getByRole("button", { name: "Situation" }).click();
  await page.waitForURL((url) => !url.search.includes("method="));
  assert.ok(await page.isChecked("input[name=layer][value=counts]"), "the situation is as it was at first");
  await other.context().close();
  await page.context().close();
});

test("too few is said in words, in Thai, with how many are needed", async () => {
  const from = new Date(Date.now() - 70 * 86_400_000).toISOString().slice(0, 10);
  const page = await open(browser, `/?method=emerging&from=${from}`, {}, server.base);
  await page.waitForSelector("[data-testid=not-enough]");
  assert.match(await page.textContent("[data-testid=not-enough]"), /ต้องมี.+อย่างน้อย \d+ แต่มี \d+/);
  assert.equal(await page.locator("[data-testid=study-table]").count(), 0);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("keys alone reach an answer and its places", async () => {
  const page = await open(browser, "/?lang=en&method=choose", {}, server.base);
  await page.waitForSelector("[data-testid=chooser]");
  // The skip link, then down the panel to the question.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.getAttribute("data-method") === "silence")) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/method=silence/);
  await found(page);
  assert.match(await page.textContent("[data-testid=not-safe]"), /not safety/);
  const row = page.locator("[data-testid=study-table] .row-button").first();
  await row.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sel=study:\d{4}/);
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("sel="));
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("axe finds nothing, in the light and in the dark, and the dark ramp is the dark one", async () => {
  const page = await open(browser, "/?method=emerging&steps=12&theme=dark", {}, server.base);
  await found(page);
  await mapIdle(page);
  const fills = await page.locator("[data-testid=label-key] rect").evaluateAll((all) => all.map((r) => r.getAttribute("fill")));
  const ramp = new Set(["#ffb199", "#e8604c", "#8f3a36", "#a9d8ff", "#4f97cf", "#2f5673"]);
  assert.ok(fills.some((fill) => ramp.has(fill)), fills.join());
  await axeClean(page);
  await page.goto(`${server.base}/?method=rates&category=drugs`);
  await found(page);
  await page.locator("[data-testid=settings] > summary").click();
  await axeClean(page);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("on a phone the answer stands above the filters", async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const page = await open(browser, "/?method=scan&lang=en&steps=20", phone, server.base);
  await found(page);
  const [study, filters] = await Promise.all([page.locator("[data-testid=study]").boundingBox(), page.locator("#filters").boundingBox()]);
  assert.ok(study.y < filters.y);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, "nothing reaches over the edge");
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});
