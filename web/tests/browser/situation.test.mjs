// The situation page as a commander uses it: see, ask by district, box and crossing, read, export, share.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { declarations } from "../../scripts/api-types.mjs";
import { BASE, api, launch, mapIdle, matched, open, screenPoint } from "./harness.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const districts = async () => (await api("districts")).districts;
/** A district with reports, and some room around its inside point. */
async function busyDistrict() {
  const { groups } = await api("count?group_by=district");
  const known = new Map((await districts()).map((d) => [d.code, d]));
  const busy = groups.filter((g) => known.get(g.key)?.border_district).toSorted((a, b) => b.count - a.count)[0];
  return { ...known.get(busy.key), count: busy.count };
}
const view = (d, zoom = 9.5) => `c=${zoom.toFixed(2)}/${d.lat.toFixed(4)}/${d.lon.toFixed(4)}`;

test("the page opens in Thai with every report counted, and says where the data come from", async () => {
  const page = await open(browser);
  await mapIdle(page);
  const { counts } = await api("count");
  assert.equal(await matched(page), counts.matched);
  assert.equal(await page.getAttribute("html", "lang"), "th");
  assert.match(await page.textContent("header"), /ข้อมูล ณ \d\d:\d\d น\./);
  assert.match(await page.textContent("[data-testid=matched]"), /เหตุ.*ทุกประเภท · ทุกช่วงเวลา/);
  assert.match(await page.textContent(".border-note"), /โดยประมาณ/);
  assert.match(await page.textContent(".emergency"), /191/);
  if ((await api("status")).samples) assert.match(await page.textContent("[data-testid=sample-note]"), /ข่าว/);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("the map shows the incidents, districts, crossings and hotspot classes it has data for", async () => {
  const d = await busyDistrict();
  const page = await open(browser, `/?${view(d)}`);
  await mapIdle(page);
  const full = await page.locator("[data-testid=map]").screenshot();
  for (const overlay of ["counts", "crossings", "points", "hotspots"]) await page.click(`input[name=layer][value=${overlay}]`);
  await mapIdle(page);
  const bare = await page.locator("[data-testid=map]").screenshot();
  assert.notDeepEqual(full, bare, "switching the data layers off changes the map");
  assert.match(page.url(), /on=km/);
  await page.context().close();
});

test("English has English labels, words, dates and era", async () => {
  const page = await open(browser, "/?lang=en");
  await mapIdle(page);
  await matched(page);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.match(await page.textContent("[data-testid=matched]"), /incidents?\s+(\(\d+ confirmed\)\s+)?all categories · all time/);
  assert.match(await page.textContent("header"), /Data as of \d\d:\d\d/);
  await page.click("#tab-reports");
  await page.waitForSelector("[data-testid=report-table]");
  assert.match(await page.textContent("[data-testid=report-table] thead"), /Date \(CE\)/);
  await page.click("#tab-hotspots");
  await page.waitForSelector("[data-testid=hotspot-table]");
  assert.doesNotMatch(await page.textContent("[data-testid=hotspot-table]"), /[\u0e00-\u0e7f]/);
  assert.doesNotMatch(await page.textContent(".legend-box"), /[\u0e00-\u0e7f]/);
  await page.selectOption(".settings label:nth-child(2) select", "be");
  await page.click("#tab-reports");
  await page.waitForSelector("[data-testid=report-table]");
  assert.match(await page.textContent("[data-testid=report-table] thead"), /Date \(BE\)/);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a click on a district opens it, with the API's own count, table, bars and export", async () => {
  const d = await busyDistrict();
  const page = await open(browser, `/?${view(d)}`);
  await mapIdle(page);
  const at = await screenPoint(page, d.lon, d.lat);
  await page.mouse.click(at.x, at.y);
  await page.waitForURL(/area=district/);
  const { counts } = await api(`count?area=district:${d.code}`);
  assert.equal(counts.matched, d.count);
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.match(await page.textContent(".question h2"), new RegExp(d.names.th));
  for (const caption of ["ตามประเภท", "ตามสถานะ", "ตามช่องทาง", "ตามอำเภอ"]) {
    const table = page.locator(".bar-rows", { hasText: caption });
    await table.waitFor();
    const bars = await table.locator("td.number").allTextContents();
    assert.equal(bars.map(Number).reduce((a, b) => a + b, 0), counts.matched, caption);
  }
  const href = await page.getAttribute("[data-export=reports-geojson]", "href");
  assert.equal(href, `/api/v1/export?what=reports&format=geojson&area=district:${d.code}`);
  const exported = await (await fetch(BASE + href)).json();
  assert.equal(exported.features.length, counts.matched);
  await page.click("#tab-reports");
  await page.waitForSelector("[data-testid=report-table]");
  assert.equal(await page.locator("[data-testid=report-table] tbody tr").count(), Math.min(100, counts.matched));
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a drawn box asks the API for that box, and says what it cannot place", async () => {
  const point = (await api("reports?precision=exact,village&limit=50")).features.find((f) => f.geometry);
  const [lon, lat] = point.geometry.coordinates;
  const page = await open(browser, `/?c=9.00/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, lon, lat);
  await page.click(".tools [aria-pressed]");
  await page.mouse.move(at.x - 60, at.y - 50);
  await page.mouse.down();
  await page.mouse.move(at.x, at.y, { steps: 4 });
  await page.mouse.move(at.x + 70, at.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/area=bbox/);
  const area = new URL(page.url()).searchParams.get("area");
  const { counts } = await api(`count?area=${area}`);
  assert.ok(counts.matched >= 1);
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.match(await page.textContent("#tab-panel .left-out"), new RegExp(String(counts.unlocated)));
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes("area="));
  const all = await api("count");
  assert.equal(await matched(page, all.counts.matched), all.counts.matched);
  await page.context().close();
});

test("a crossing opens with its dated status and asks around it", async () => {
  const { crossings, total, located } = await api("crossings");
  const crossing = crossings.find((c) => c.position && c.status.as_of);
  const page = await open(browser, "/?tab=crossings");
  await page.waitForSelector("[data-testid=crossing-table]");
  assert.equal(await page.locator("[data-testid=crossing-table] tbody tr").count(), total);
  assert.equal(await page.getByText("ไม่ทราบตำแหน่ง").count(), total - located);
  await page.locator("[data-testid=crossing-table] tbody button", { hasText: crossing.names.th }).first().click();
  await page.waitForURL(/sel=crossing/);
  const area = new URL(page.url()).searchParams.get("area");
  assert.equal(area, `crossing:${crossing.id},5000`);
  const { counts } = await api(`count?area=${area}`);
  assert.equal(await matched(page, counts.matched), counts.matched);
  const year = Number(crossing.status.as_of.slice(0, 4)) + 543;
  assert.match(await page.textContent("[data-testid=crossing-card]"), new RegExp(`ณ .*พ\\.ศ\\. ${year}`));
  assert.match(await page.textContent("[data-testid=crossing-card]"), /ไม่ใช่สถานะวันนี้/);
  await page.keyboard.press("Escape");
  await page.waitForSelector("[data-testid=crossing-card]", { state: "detached" });
  await page.context().close();
});

test("a click off the districts says what is known of the place", async () => {
  const page = await open(browser, "/?c=9.00/13.9000/104.2000");
  await mapIdle(page);
  const box = await page.locator("[data-testid=map]").boundingBox();
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.waitForSelector("[data-testid=place-card] dl");
  const text = await page.textContent("[data-testid=place-card]");
  const { located } = await api("crossings");
  assert.match(text, new RegExp(`จาก ${located} จุดที่ทราบตำแหน่ง`));
  assert.match(text, /MGRS/);
  await page.context().close();
});

test("filters combine, stand in words and in the address, and one click clears them", async () => {
  const page = await open(browser);
  const all = await matched(page);
  await page.click("#filters > summary");
  await page.check("input[name=category][value=drugs]");
  await page.waitForURL(/category=drugs/);
  const drugs = (await api("count?category=drugs")).counts.matched;
  assert.equal(await matched(page, drugs), drugs);
  await page.click("[data-preset=last_fiscal]");
  await page.waitForURL(/from=/);
  const params = new URL(page.url()).searchParams;
  assert.match(params.get("from"), /-10-01$/);
  const { counts } = await api(`count?category=drugs&from=${params.get("from")}&to=${params.get("to")}`);
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.match(await page.textContent("[data-testid=matched]"), /1 ต\.ค\. \d{4} – 30 ก\.ย\. พ\.ศ\. \d{4}/);
  await page.click("[data-testid=clear]");
  assert.equal(await matched(page, all), all);
  assert.equal(new URL(page.url()).searchParams.get("category"), null);
  await page.context().close();
});

test("a typed Buddhist date asks for that day, and a Common Era year is refused", async () => {
  const page = await open(browser);
  await matched(page);
  await page.click("#filters > summary");
  await page.fill("#from-day", "1");
  await page.selectOption("#from-month", "7");
  await page.fill("#from-year", "2025");
  assert.match(await page.textContent("#from-error"), /ค\.ศ\./);
  assert.ok(await page.isDisabled(".period button[type=submit]"));
  await page.fill("#from-year", "๒๕๖๘");
  await page.click(".period button[type=submit]");
  await page.waitForURL(/from=2025-07-01/);
  const { counts } = await api("count?from=2025-07-01");
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.match(await page.textContent("#tab-panel .left-out"), new RegExp(`${counts.undated} เหตุไม่มีวันที่`));
  await page.context().close();
});

test("the hotspot table is the layer's twin: every border district, z falling, n and FDR in the sentence", async () => {
  const data = await api("hotspots?method=gi-star");
  const page = await open(browser, "/?tab=hotspots");
  await page.waitForSelector("[data-testid=hotspot-table]");
  const z = (await page.locator("[data-testid=hotspot-table] tbody td:nth-child(3)").allTextContents()).map((t) => Number(t.replace("−", "-")));
  assert.equal(z.length, data.districts.length);
  assert.ok(z.every((value, i) => i === 0 || value <= z[i - 1]));
  const sentence = await page.textContent("#tab-panel [data-testid=hotspot-sentence]");
  assert.match(sentence, new RegExp(`^${data.mask.n} เหตุ`));
  assert.match(sentence, /FDR/);
  const legend = await page.textContent(".legend-box [data-testid=hotspot-sentence]");
  assert.equal(legend, sentence, "legend and table say the same");
  await page.context().close();
});

test("the page's types are those of the server's own description", async () => {
  const live = declarations(await (await fetch(`${BASE}/api/openapi.json`)).json());
  const committed = readFileSync(new URL("../../src/api/schema.d.ts", import.meta.url), "utf8");
  assert.equal(committed, live, "run `npm run api:types` with the server running");
});

test("a permalink opens the same view", async () => {
  const d = await busyDistrict();
  const link = `/?area=district:${d.code}&category=drugs&tab=reports&lang=en&cal=be&theme=dark&${view(d)}`;
  const page = await open(browser, link);
  await mapIdle(page);
  const { counts } = await api(`count?area=district:${d.code}&category=drugs`);
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.equal(await page.getAttribute("html", "data-theme"), "dark");
  assert.equal(await page.getAttribute("#tab-reports", "aria-selected"), "true");
  assert.equal(new URL(page.url()).search, link.slice(1));
  await page.context().close();
});

test("the search finds a district by part of its name and a point by its grid reference", async () => {
  const page = await open(browser);
  await mapIdle(page);
  await page.fill("input[name=place]", "กาบเชิ");
  await page.locator(".hits button").first().click();
  await page.waitForURL(/area=district:3206/);
  await page.fill("input[name=place]", "47QPB502763");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sel=place/);
  const [lon, lat] = new URL(page.url()).searchParams.get("sel").slice("place:".length).split(",").map(Number);
  // The centre of the 100 m square, as the domain's test vector has it.
  assert.ok(Math.abs(lon - 100.4333) < 0.0005 && Math.abs(lat - 19.6768) < 0.0005, `${lon}, ${lat}`);
  await page.fill("input[name=place]", "zzzzzz");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".search-message");
  assert.match(await page.textContent(".search-message"), /ไม่พบ/);
  await page.context().close();
});

test("a click on an incident's symbol opens that report", async () => {
  const point = (await api("reports?precision=exact,village&limit=50")).features.find((f) => f.geometry);
  const [lon, lat] = point.geometry.coordinates;
  const page = await open(browser, `/?on=points&c=11.00/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, lon, lat);
  await page.mouse.click(at.x, at.y);
  await page.waitForSelector(".detail");
  assert.match(page.url(), /sel=report/);
  const id = new URL(page.url()).searchParams.get("sel").slice("report:".length);
  const source = (await api("reports?precision=exact,village&limit=50")).features.find((f) => f.id === id);
  assert.match(await page.textContent(".detail"), new RegExp(source.properties.source_id));
  await page.context().close();
});
