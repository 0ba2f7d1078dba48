// What the analysis view keeps: alerts that somebody takes note of, jobs in the background, results that are opened and asked again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { api, launch, open, ownServer } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DAY = 86_400_000;
const PLACES = [
  [17.86, 102.74], [18.3, 103.5], [17.4, 104.75], [16.5, 104.7], [14.44, 103.69], [13.68, 102.52], [12.9, 102.4], [20.2, 100.4], [17.9, 101.6], [15.2, 105.4],
];

let browser, server;
before(async () => {
  // A year of a few synthetic reports along the border, and many in one district in the last days.
  const rows = ["id,category,status,lat,lon,observed,synthetic"];
  const row = (id, lat, lon, daysAgo) => rows.push(`${id},drugs,unverified,${lat.toFixed(4)},${lon.toFixed(4)},${new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 10)},true`);
  for (let week = 1; week <= 52; week++) PLACES.forEach(([lat, lon], i) => row(`SYN-BASE-${week}-${i}`, lat, lon, 7 * week + (i % 7)));
  for (let i = 0; i < 40; i++) row(`SYN-BURST-${i}`, 17.86 + 0.002 * (i % 10), 102.74, 2 + (i % 9));
  [browser, server] = await Promise.all([launch(), ownServer(rows.join("\n"))]);
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

async function until(what) {
  for (let i = 0; i < 120; i++) {
    const found = await what();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 250));
  }
  throw new Error("it did not come to that");
}
async function axeClean(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag22aa"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
}

test("the night finds the burst; its alert says what and where, leads to its reports, and is taken note of by keys", async () => {
  const { alerts } = await until(async () => {
    const found = await api("alerts", server.base);
    return found.alerts.length > 0 && found;
  });
  const page = await open(browser, "/?lang=en&method=choose", {}, server.base);
  await page.getByText(`${alerts.length} not acknowledged`).click();
  await page.waitForSelector(`[data-testid=study-table][data-rows="${alerts.length}"]`);
  assert.match(await page.locator("[data-testid=study-table] li strong").first().textContent(), /^Drugs · .*Nong Khai/);
  await axeClean(page);
  await page.getByRole("button", { name: /^Show its reports/ }).first().click();
  await page.waitForSelector(`[data-matched="${alerts[0].observed}"]`);
  await page.goBack();
  await page.locator(".alert-note input").first().fill("seen");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-testid=noted]:focus");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Acknowledged: Drugs/);
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByText("seen", { exact: true }).waitFor();
  const { alerts: noted } = await api("alerts?state=acknowledged", server.base);
  assert.deepEqual(noted.map((a) => a.note), ["seen"]);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a result is kept, listed, opened as it was, left when the question changes, asked again, and deleted after one question", async () => {
  const page = await open(browser, "/?lang=en&method=rates&base=area", {}, server.base);
  await page.locator("[data-testid=keep] > summary").click();
  await page.fill("#keep-name", "For the briefing");
  await page.getByRole("button", { name: "Keep this result", exact: true }).click();
  await page.waitForSelector("[data-testid=kept-now]");
  await page.getByRole("button", { name: "Background jobs and kept results" }).click();
  const listed = page.locator("[data-result]").filter({ hasText: "For the briefing" });
  await listed.first().waitFor();
  const { results } = await api("results", server.base);
  const kept = results.find((r) => r.name === "For the briefing");
  assert.match(await listed.first().textContent(), new RegExp(`SHA-256 of the kept answer.s bytes ${kept.hash.slice(0, 8)}`));
  await axeClean(page);
  await listed.first().getByRole("button", { name: /^Open/ }).click();
  await page.waitForURL(new RegExp(`base=area&kept=${kept.id}`));
  await page.waitForSelector("[data-testid=kept-shown]");
  const rows = await page.getAttribute("[data-testid=study-table]", "data-rows");
  // Another question is no longer what was kept.
  await page.locator("#filters > summary").click();
  await page.getByText("Drugs", { exact: true }).first().click();
  await page.waitForURL((url) => url.search.includes("category=drugs") && !url.search.includes("kept="));
  assert.equal(await page.locator("[data-testid=kept-shown]").count(), 0);
  assert.ok(Number(rows) > 0);
  await page.goto(`${server.base}/?lang=en&method=kept`);
  await listed.first().getByRole("button", { name: /^Ask again/ }).click();
  await page.waitForSelector("[data-testid=changes]");
  assert.match(await page.textContent("[data-testid=changes]"), /nothing changed/);
  await until(async () => (await listed.count()) === 2);
  await listed.last().getByRole("button", { name: /^Delete/ }).click();
  await until(() => page.evaluate(() => document.activeElement.textContent === "Do not delete"));
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("button", { name: "Delete for good" }).count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Delete");
  const { paths } = await (await fetch(`${server.base}/api/openapi.json`)).json();
  if (paths["/api/v1/results/{id}"].delete) {
    await listed.last().getByRole("button", { name: /^Delete/ }).click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await until(async () => (await listed.count()) === 1);
    assert.equal(await page.evaluate(() => document.activeElement.id), "results");
    // Its link then says that it is gone, and offers the question.
    await page.goto(`${server.base}/?lang=en&method=rates&base=area&kept=${kept.id}`);
    await page.getByRole("button", { name: "Compute from today's data" }).click();
    await page.waitForSelector("[data-testid=study-table]");
    page.trouble = page.trouble.filter((said) => !/404/.test(said));
  }
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a question goes to the background and its result comes back from there; a job is cancelled", async () => {
  const page = await open(browser, "/?lang=en&method=near-repeat&category=drugs", {}, server.base);
  await page.locator("[data-testid=keep] > summary").click();
  await page.locator("[data-testid=keep] [data-testid=background]").click();
  await page.waitForURL(/method=kept/);
  const job = page.locator("[data-job]").first();
  await page.waitForSelector('[data-job][data-state="done"]:first-child', { timeout: 30_000 });
  assert.match(await job.textContent(), /Near repeat.*Drugs/);
  await job.getByRole("button", { name: /^Open/ }).click();
  await page.waitForSelector("[data-testid=kept-shown]");
  await page.waitForSelector("[data-testid=study-table]");
  // One that takes long is cancelled.
  const asked = await fetch(`${server.base}/api/v1/jobs`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ question: "method=zones&replicates=999" }) });
  const { id } = await asked.json();
  await page.goto(`${server.base}/?lang=en&method=kept`);
  await page.locator(`[data-job="${id}"]`).getByRole("button", { name: /^Cancel/ }).click();
  await page.waitForSelector(`[data-job="${id}"][data-state=cancelled]`);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});
