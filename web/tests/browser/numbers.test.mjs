// One question, one number: the page, the API, the table, the tiles and the files count alike, whatever is asked.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { api, launch, matched, open, ownServer } from "./harness.mjs";

const REPORTS = 600;
const FILTERS = 30;
/** The land and water of both borders, and then some. */
const AROUND = { west: 98, south: 10, east: 107, north: 22 };

/** Numbers that look random and are the same in every run (mulberry32, Tommy Ettinger). */
function dice(seed) {
  let a = seed;
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    next,
    below,
    one: (list) => list[below(list.length)],
    some: (list) => list.filter(() => next() < 0.4),
    between: (low, high) => low + next() * (high - low),
  };
}

const CATEGORIES = ["drugs", "human_trafficking", "illegal_entry", "goods_smuggling", "other"];
const STATUSES = ["unverified", "confirmed", "rejected"];
const CHANNELS = ["online", "coordinator", "hotline", "patrol"];
const DISTRICTS = ["5703", "5703", "4204", "4301", "4801", "3409", "3206", "2706", "2302"];
const CROSSINGS = ["L01", "L10", "L20", "C04", "C06"];

/** Synthetic reports: some with a point, some with a district, some with nothing, some without a time. */
function synthetic(random) {
  const rows = ["id,category,status,channel,amphoe_code,lat,lon,observed,synthetic"];
  for (let i = 0; i < REPORTS; i++) {
    const kind = random.next();
    const [lat, lon] = random.one([[19.6, 100.5], [17.9, 102.7], [15.3, 105.5], [14.4, 103.6], [13.7, 102.5], [11.8, 102.8]]);
    const point = kind < 0.6 ? [(lat + random.between(-0.4, 0.4)).toFixed(5), (lon + random.between(-0.4, 0.4)).toFixed(5)] : ["", ""];
    const district = kind >= 0.6 && kind < 0.9 ? random.one(DISTRICTS) : "";
    const month = String(1 + random.below(12)).padStart(2, "0");
    const day = random.next() < 0.9 ? `202${3 + random.below(3)}-${month}-${String(1 + random.below(28)).padStart(2, "0")}` : "";
    rows.push([`SYN-${i}`, random.one(CATEGORIES), random.one(STATUSES), random.one(CHANNELS), district, ...point, day, "true"].join(","));
  }
  return rows.join("\n") + "\n";
}

/** One of every form of area in turn, with other conditions at random, in the API's own names and values. */
function question(random, i, saved) {
  const [lon, lat] = [random.between(99.5, 105), random.between(12, 20)].map((x) => x.toFixed(3));
  const area = [
    () => null,
    () => `district:${[...new Set([random.one(DISTRICTS), random.one(DISTRICTS)])].join(",")}`,
    () => `province:${random.one(["57", "42", "32", "27"])}`,
    () => `bbox:${lon},${lat},${(Number(lon) + random.between(0.5, 4)).toFixed(3)},${(Number(lat) + random.between(0.5, 6)).toFixed(3)}`,
    () => `circle:${lon},${lat},${1000 * (20 + random.below(400))}`,
    () => `crossing:${random.one(CROSSINGS)},${1000 * (5 + random.below(80))}`,
    () => `border:${random.below(1000)},${1000 + random.below(1700)},${1000 * (2 + random.below(40))}`,
    () => saved,
  ][i % 8]();
  const parts = area ? [`area=${area}`] : [];
  const list = (name, values) => values.length > 0 && parts.push(`${name}=${values.join(",")}`);
  list("category", random.some(CATEGORIES));
  list("status", random.some(STATUSES));
  list("channel", random.some(CHANNELS));
  if (random.next() < 0.5) parts.push(`from=2023-${String(1 + random.below(12)).padStart(2, "0")}-01`);
  if (random.next() < 0.5) parts.push(`to=2025-${String(1 + random.below(12)).padStart(2, "0")}-01`);
  return parts.join("&");
}

/** The tiles of one zoom over both borders. */
function tilesAround(zoom) {
  const x = (lon) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
  const y = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom);
  const tiles = [];
  for (let column = x(AROUND.west); column <= x(AROUND.east); column++) {
    for (let row = y(AROUND.north); row <= y(AROUND.south); row++) tiles.push(`${zoom}/${column}/${row}`);
  }
  return tiles;
}

/** Adds up what all tiles of a zoom hold: a feature counts as many as its `count` says, or one. */
async function sumOfTiles(base, name, layer, query, zoom) {
  const sums = await Promise.all(tilesAround(zoom).map(async (tile) => {
    const response = await fetch(`${base}/api/v1/tiles/${name}/${tile}?${query}`);
    assert.ok(response.ok, `${tile}: ${response.status}`);
    const held = new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer()))).layers[layer];
    let sum = 0;
    for (let i = 0; i < (held?.length ?? 0); i++) sum += held.feature(i).properties.count ?? 1;
    return sum;
  }));
  return sums.reduce((a, b) => a + b, 0);
}

async function file(base, query, what) {
  const response = await fetch(`${base}/api/v1/export?what=${what}&${query}`);
  assert.ok(response.ok, `${response.status}`);
  return response.text();
}

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), ownServer()]);
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

test("page, table, API, tiles and files agree on 30 random questions", async () => {
  const random = dice(20261122);
  const reports = join(server.folder, "synthetic.csv");
  await writeFile(reports, synthetic(random));
  await server.run("import", "reports", reports);
  const { base } = server;
  const polygon = { type: "Polygon", coordinates: [[[101, 12], [105.8, 14], [104, 18.5], [99.8, 20.4], [101, 12]]] };
  const posted = await fetch(`${base}/api/v1/areas`, {
    method: "POST", headers: { "content-type": "application/geo+json" }, body: JSON.stringify(polygon),
  });
  const saved = (await posted.json()).area;

  const page = await open(browser, "/?tab=reports", {}, base);
  await matched(page, REPORTS);
  const seen = new Set();
  for (let i = 0; i < FILTERS; i++) {
    const query = question(random, i, saved);
    const { counts } = await api(`count?${query}`, base);
    const { groups } = await api(`count?${query}&group_by=district`, base);

    await page.evaluate((search) => {
      history.pushState(null, "", search);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/?${query}&tab=reports`);
    // The panel answers the question in its own words before its number is read.
    await page.waitForSelector(`#tab-panel[data-query]:not([aria-busy=true])`);
    assert.equal(await matched(page, counts.matched), counts.matched, query);
    const rows = page.locator("[data-testid=report-table] tbody tr");
    for (let shown = 100; shown < counts.matched; shown += 100) {
      await page.getByTestId("load-more").click();
      await rows.nth(Math.min(shown + 100, counts.matched) - 1).waitFor();
    }
    if (counts.matched > 0) await rows.nth(counts.matched - 1).waitFor();
    assert.equal(await rows.count(), counts.matched, `table: ${query}`);

    assert.equal(JSON.parse(await file(base, query, "reports&format=geojson")).features.length, counts.matched, `GeoJSON: ${query}`);
    assert.equal((await file(base, query, "reports&format=csv")).trimEnd().split("\n").length - 1, counts.matched, `CSV: ${query}`);
    assert.equal((await file(base, query, "reports&format=gpx")).split("<wpt ").length - 1, counts.points, `GPX: ${query}`);

    const zoom = 5 + (i % 5);
    const points = await sumOfTiles(base, "reports", "reports", query, zoom);
    const nowhere = query.includes("area=") ? 0 : counts.unlocated;
    assert.equal(points + counts.area_only + nowhere, counts.matched, `tiles at ${zoom}: ${query}`);
    const inDistricts = groups.filter((g) => g.key !== null).reduce((sum, g) => sum + g.count, 0);
    assert.equal(await sumOfTiles(base, "districts", "centres", query, zoom), inDistricts, `centres at ${zoom}: ${query}`);
    seen.add(counts.matched);
  }
  assert.ok(seen.size > FILTERS / 2, `the questions have different answers: ${[...seen].join(" ")}`);
  assert.deepEqual(page.trouble, []);
});
