// What the map itself says: hotspots named, cells, risk points, the grid and positions, paper, and how little it fetches.
import assert from "node:assert/strict";
import { createServer, get } from "node:http";
import { after, before, test } from "node:test";
import { BASE, api, launch, mapIdle, matched, open, screenPoint } from "./harness.mjs";

/** What the first view may load, in bytes as sent: page, code, styles, fonts, worker, tiles and answers. */
const FIRST_VIEW_BYTES = 900_000;

/** A way to the server that counts what goes through it, headers too: page, worker and fonts alike. */
async function counted() {
  const asked = [];
  const target = new URL(BASE);
  const proxy = createServer((request, response) => {
    const entry = [0, request.url];
    asked.push(entry);
    const onward = get({ host: target.hostname, port: target.port, path: request.url, headers: { ...request.headers, host: target.host } }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      entry[0] += answer.rawHeaders.join("").length;
      answer.on("data", (bytes) => (entry[0] += bytes.length));
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const close = () => {
    proxy.close();
    proxy.closeAllConnections();
  };
  return { asked, url: `http://127.0.0.1:${proxy.address().port}`, close };
}

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("the first view comes to no more than 0.9 MB, everything once, all from this server", async () => {
  const wire = await counted();
  const page = await open(browser, "/", {}, wire.url);
  await mapIdle(page);
  await matched(page);
  await page.waitForSelector("[data-testid=hotspot-sentence]");
  await page.waitForSelector("[data-testid=readout]");
  const asked = [...wire.asked];
  const total = asked.reduce((sum, [bytes]) => sum + bytes, 0);
  const urls = asked.map(([, url]) => url);
  assert.ok(urls.some((url) => url.includes("/tiles/ground/")) && urls.some((url) => url.includes("worker")), "tiles and worker were counted");
  assert.ok(total > 400_000, `${total} bytes is not all of it`);
  assert.ok(total <= FIRST_VIEW_BYTES, `${total} bytes: ${JSON.stringify(asked.toSorted((a, b) => b[0] - a[0]).slice(0, 12))}`);
  assert.deepEqual(page.trouble, []);
  assert.deepEqual(urls.filter((url) => /boundaries|backdrop|neighbours|\/places/.test(url)), [], "no large GeoJSON");
  // Counts are small, and two parts of the page may want the same one.
  const paths = urls.filter((url) => url.includes("/api/v1/") && !/\/(status|count)/.test(url));
  assert.deepEqual(paths.filter((url, i) => paths.indexOf(url) !== i), [], "nothing is asked twice");
  await page.context().close();
  wire.close();
});

test("the commander reads which districts stand out, and a click goes there", async () => {
  const data = await api("hotspots?method=gi-star");
  const names = new Map((await api("districts")).districts.map((d) => [d.code, d.names.th]));
  const hot = data.districts.filter((d) => d.class.startsWith("hot")).toSorted((a, b) => b.z - a.z).slice(0, 3);
  const page = await open(browser);
  await mapIdle(page);
  const legend = page.locator(".legend-box");
  assert.match(await legend.locator("[data-testid=hotspot-sentence]").textContent(), new RegExp(`^${data.mask.n} เหตุ.*FDR`));
  const named = legend.locator("[data-testid=hottest] button");
  assert.deepEqual((await named.allTextContents()).map((s) => s.trim()), hot.map((d) => names.get(d.district)));
  if (hot.length > 0) {
    await named.first().click();
    await page.waitForURL(new RegExp(`area=district:${hot[0].district}`));
    const { counts } = await api(`count?area=district:${hot[0].district}`);
    assert.equal(await matched(page, counts.matched), counts.matched);
  } else {
    assert.match(await legend.textContent(), /ไม่มีอำเภอใดเด่น/);
  }
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("cells say that there is not enough data, take the other hotspot map's place, and export what they show", async () => {
  const data = await api("hotspots?method=gi-star&cell_m=5000");
  const page = await open(browser, "/?lang=en&tab=hotspots");
  await mapIdle(page);
  await page.getByRole("button", { name: "By cell", exact: true }).click();
  await page.waitForURL(/on=cells,/);
  assert.equal(await page.isChecked("input[name=layer][value=hotspots]"), false);
  assert.equal(await page.isChecked("input[name=layer][value=cells]"), true);
  const said = page.locator(".legend-box [data-testid=cell-sentence]");
  await said.waitFor();
  const sentence = await said.textContent();
  if (data.enough) assert.match(sentence, new RegExp(`${data.mask.n.toLocaleString("en")} incidents.*5 km cells.*FDR`));
  else assert.match(sentence, data.mask.n === 0 ? /^no incident with coordinates/ : new RegExp(`^${data.mask.n} incidents? with coordinates, .*: not enough data \\(at least 30 needed\\)`));
  assert.equal(await page.textContent("#tab-panel [data-testid=cell-sentence]"), sentence, "legend and table say the same");
  assert.equal(await page.locator("[data-testid=cell-table] tbody tr").count(), Math.min(200, data.cells.length));
  await page.locator("#tab-panel select[name=res]").selectOption("2000");
  await page.waitForURL(/res=2000/);
  const href = await page.getAttribute("[data-export=hotspots-geojson]", "href");
  const exported = await (await fetch(BASE + href)).json();
  const smaller = await api("hotspots?method=gi-star&cell_m=2000");
  assert.equal(exported.features.length, smaller.cells.length);
  assert.ok(exported.features.every((f) => JSON.stringify(f).includes("2000:")));
  await page.click("input[name=layer][value=hotspots]");
  await page.waitForURL((url) => !url.search.includes("cells"));
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("the planner opens risk points, narrows them, sees which are made up, and takes exactly those along", async () => {
  const all = await api("risk-points?limit=1000");
  const page = await open(browser, "/?lang=en");
  await mapIdle(page);
  assert.equal(await page.isChecked("input[name=layer][value=risk]"), false);
  await page.getByRole("tab", { name: "Risk points" }).click();
  await page.waitForSelector("[data-testid=risk-table]");
  assert.equal(await page.isChecked("input[name=layer][value=risk]"), true, "table and map show the same");
  assert.equal(await page.locator("[data-testid=risk-table] tbody tr").count(), Math.min(200, all.counts.matched));
  if (all.features.some((f) => f.properties.synthetic)) {
    assert.match(await page.textContent("#tab-panel"), /synthetic examples/);
    assert.match(await page.textContent(".legend-box [data-testid=risk-synthetic]"), /synthetic examples/);
  }
  const { kind } = all.features[0].properties;
  await page.selectOption("select[name=kind]", kind);
  await page.selectOption("select[name=severity]", "4,5");
  await page.waitForURL(new RegExp(`kind=${kind}&severity=4,5`));
  const some = await api(`risk-points?kind=${kind}&severity=4,5&limit=1000`);
  await page.waitForSelector(`[data-testid=risk-table] tbody:has(tr:nth-child(${some.counts.matched})):not(:has(tr:nth-child(${some.counts.matched + 1})))`);
  for (const format of ["geojson", "csv", "kml", "gpx"]) assert.equal(await page.locator(`[data-export=risk-points-${format}]`).count(), 1);
  const href = await page.getAttribute("[data-export=risk-points-geojson]", "href");
  const exported = await (await fetch(BASE + href)).json();
  assert.deepEqual(exported.features.map((f) => f.id).toSorted(), some.features.map((f) => f.id).toSorted());
  const [worst] = some.features;
  await page.locator(`#risk-${worst.id} .row-button`).click();
  await page.waitForURL(new RegExp(`sel=risk:${worst.id}`));
  const card = await page.textContent("[data-testid=risk-card]");
  assert.ok(card.includes(worst.properties.mgrs) && card.includes(worst.properties.external_id), card);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a click on a risk point opens it, and risk points follow the area of the question", async () => {
  const all = await api("risk-points?limit=1000");
  const point = all.features.find((f) => f.properties.district);
  const [lon, lat] = point.geometry.coordinates;
  const page = await open(browser, `/?on=risk&c=12.00/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, lon, lat);
  await page.mouse.click(at.x, at.y);
  await page.waitForURL(new RegExp(`sel=risk:${point.id}`));
  await page.waitForSelector("[data-testid=risk-card]");
  await page.goto(`${BASE}/?tab=risk&on=risk&area=district:${point.properties.district}`);
  const inside = await api(`risk-points?area=district:${point.properties.district}`);
  await page.waitForSelector("[data-testid=risk-table]");
  assert.equal(await page.locator("[data-testid=risk-table] tbody tr").count(), inside.counts.matched);
  await page.context().close();
});

test("the grid is drawn, and the readout names the place under the cursor as the server does", async () => {
  const page = await open(browser, "/?on=grid&lang=en&c=12.00/14.4350/103.7000");
  const grid = page.waitForResponse((r) => r.url().includes("/tiles/mgrs/") && r.ok());
  await grid;
  await mapIdle(page);
  await page.waitForSelector("[data-testid=readout]");
  const at = await screenPoint(page, 103.71, 14.44);
  await page.mouse.move(at.x, at.y);
  await page.locator("[data-testid=readout]", { hasText: "cursor" }).waitFor();
  await page.locator("[data-testid=readout] select").selectOption("degrees");
  await page.mouse.move(at.x, at.y);
  await page.locator("[data-testid=readout]", { hasText: "cursor" }).waitFor();
  const [lat, lon] = (await page.textContent("[data-testid=readout] .position")).split(", ").map(Number);
  assert.ok(Math.abs(lon - 103.71) < 0.001 && Math.abs(lat - 14.44) < 0.001, `${lat}, ${lon}`);
  await page.mouse.click(at.x, at.y);
  await page.waitForURL(/sel=place/);
  const [pickedLon, pickedLat] = new URL(page.url()).searchParams.get("sel").slice("place:".length).split(",").map(Number);
  const place = await api(`place?lon=${pickedLon}&lat=${pickedLat}`);
  await page.locator("[data-testid=readout] select").selectOption("mgrs");
  await page.locator("[data-testid=readout] select").hover();
  await page.locator("[data-testid=readout]", { hasText: "chosen point" }).waitFor();
  assert.equal((await page.textContent("[data-testid=readout] .position")).replaceAll(" ", ""), place.mgrs);
  await page.reload();
  await page.waitForSelector("[data-testid=readout]");
  assert.equal(await page.inputValue("[data-testid=readout] select"), "mgrs", "the format is remembered");
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test("a click copies the position, and says so", async () => {
  const page = await open(browser, "/?lang=en&sel=place:103.7,14.435", { permissions: ["clipboard-read", "clipboard-write"] });
  await mapIdle(page);
  await page.getByRole("button", { name: /Copy the position/ }).click();
  await page.locator("[data-testid=readout] [role=status]", { hasText: "Copied" }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(text.replaceAll(" ", ""), (await api("place?lon=103.7&lat=14.435")).mgrs);
  assert.match(await page.textContent("[data-testid=readout] [role=status]"), /WGS 84/);
  await page.context().close();
});

test("a pasted position flies there; a datum is asked for, and what was shifted is said", async () => {
  const page = await open(browser, "/?lang=en");
  await mapIdle(page);
  const box = page.getByRole("searchbox");
  await box.fill("Kap Choeng");
  assert.equal(await page.locator("input[name=datum]").count(), 0, "a name has no datum");
  await box.fill("47QPB502763");
  await page.locator("input[name=datum]").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sel=place/);
  const picked = () => new URL(page.url()).searchParams.get("sel").slice("place:".length).split(",").map(Number);
  const [lon, lat] = picked();
  assert.ok(Math.abs(lon - 100.4333) < 0.0005 && Math.abs(lat - 19.6768) < 0.0005, `${lon}, ${lat}`);
  await box.fill("47Q 650200 2176300");
  await page.getByLabel(/Indian 1975/).check();
  await page.keyboard.press("Enter");
  await page.locator(".search-message", { hasText: "Indian 1975" }).waitFor();
  const [shiftedLon, shiftedLat] = picked();
  const metres = Math.hypot((shiftedLon - lon) * 104_800, (shiftedLat - lat) * 110_700);
  assert.ok(metres > 350 && metres < 650, `${metres} m`);
  assert.match(await page.textContent(".search-message"), /moved by \d+ m/);
  await page.context().close();
});

test("on paper the whole map stands on the sheet, with what was asked, north, scale and source", async () => {
  const page = await open(browser, "/?lang=en&theme=dark");
  await mapIdle(page);
  await page.evaluate(() => {
    globalThis.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await page.getByRole("button", { name: "Print A4 landscape" }).click();
  await page.waitForSelector("html[data-printed]");
  await page.emulateMedia({ media: "print" });
  const map = await page.locator(".map-region").boundingBox();
  const canvas = await page.locator(".map canvas").boundingBox();
  // 277 by 158 mm at 96 dots an inch.
  assert.ok(Math.abs(map.width - 1047) < 4 && Math.abs(map.height - 597) < 4, JSON.stringify(map));
  assert.ok(Math.abs(canvas.width - map.width) < 4 && Math.abs(canvas.height - map.height) < 4, "the map has the sheet's own shape");
  const notes = await page.textContent(".sheet-notes");
  assert.match(notes, /Whole border area.*incidents.*all time.*Source: .*geoBoundaries/s);
  assert.ok(await page.locator(".maplibregl-ctrl-scale").isVisible());
  assert.ok(await page.locator(".sheet-notes svg").isVisible());
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await mapIdle(page);
  assert.equal(await page.getAttribute("html", "data-sheet"), null);
  assert.ok((await page.locator(".map canvas").boundingBox()).width < 1000, "the map is back in its place");
  await page.context().close();
});

test("when tiles cannot be fetched the legend says so once, and they come back with the server", async () => {
  const page = await open(browser, "/?lang=en&on=points,grid");
  await mapIdle(page);
  await page.route("**/api/v1/tiles/reports/**", (route) => route.abort());
  await page.getByRole("button", { name: "Zoom in" }).click();
  const said = page.locator(".legend-box .problem");
  await said.waitFor();
  assert.equal(await said.count(), 1);
  assert.match(await said.textContent(), /could not be loaded/);
  assert.equal(page.trouble.filter((t) => t.startsWith("error:")).length, 0);
  await page.unroute("**/api/v1/tiles/reports/**");
  await page.evaluate(() => globalThis.dispatchEvent(new Event("offline")));
  await page.getByRole("button", { name: "Try again" }).first().click();
  await said.waitFor({ state: "detached" });
  await page.context().close();
});

test("without WebGL risk points are drawn and listed, and cells have their table", async () => {
  const page = await open(browser);
  await page.context().addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return /webgl/.test(kind) ? null : original.call(this, kind, ...rest);
    };
  });
  const { counts } = await api("risk-points");
  await page.goto(`${BASE}/?lang=en&tab=risk&on=risk,cells`);
  await page.waitForSelector("[data-testid=svg-map] path[data-code]", { state: "attached" });
  await page.waitForSelector("[data-testid=risk-table]");
  assert.equal(await page.locator("[data-testid=svg-map] path[data-risk]").count(), counts.matched);
  await page.getByRole("tab", { name: "Hotspots" }).click();
  await page.waitForSelector("[data-testid=cell-sentence]");
  await page.context().close();
});
