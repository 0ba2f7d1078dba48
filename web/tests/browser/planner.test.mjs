// A patrol planner takes risk points and hotspot cells along: the files that the page hands out, read by GDAL and GPSBabel.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, mapIdle, matched, open, ownServer } from "./harness.mjs";

const run = promisify(execFile);

let browser, server, page;
before(async () => {
  [browser, server] = await Promise.all([launch(), ownServer()]);
  await server.run("import", "samples");
  // Forty synthetic reports within four kilometres of each other, and forty far apart.
  const rows = ["id,category,lat,lon,synthetic"];
  for (let i = 0; i < 40; i++) {
    rows.push(`SYN-A${i},drugs,${(14.5 + (i % 7) * 0.004).toFixed(4)},${(103.66 + (i % 5) * 0.006).toFixed(4)},true`);
    rows.push(`SYN-B${i},drugs,${(13.4 + i * 0.01).toFixed(4)},102.51,true`);
  }
  const reports = join(server.folder, "synthetic.csv");
  await writeFile(reports, rows.join("\n"));
  await server.run("import", "reports", reports);
  page = await open(browser, "/?lang=en", { acceptDownloads: true }, server.base);
  await mapIdle(page);
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

/** Clicks a download link and returns where the file is kept. */
async function taken(what, format) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-export=${what}-${format}]`).click()]);
  const path = join(server.folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}
/** Reads a file with GDAL. */
async function throughGdal(path, ...layer) {
  const { stdout } = await run("ogr2ogr", ["-f", "GeoJSON", "/vsistdout/", path, ...layer], { maxBuffer: 64 << 20 });
  return stdout === "" ? [] : JSON.parse(stdout).features;
}
/** Takes a GPX file through GPSBabel and returns the waypoints that come out. */
async function throughGpsbabel(path) {
  const out = `${path}.again.gpx`;
  await run("gpsbabel", ["-i", "gpx", "-f", path, "-o", "gpx", "-F", out]);
  return throughGdal(out, "waypoints");
}
const names = (features) => features.map((f) => f.properties.name).toSorted();

test("risk points of a kind go to GIS and to a receiver, made-up ones named so", async () => {
  await page.getByRole("tab", { name: "Risk points" }).click();
  await page.selectOption("select[name=severity]", "4,5");
  await page.waitForURL(/severity=4,5/);
  await page.waitForSelector("[data-export=risk-points-gpx][href*='severity=4,5']");
  const geojson = await taken("risk-points", "geojson");
  const wanted = await throughGdal(geojson);
  assert.ok(wanted.length > 5 && wanted.every((f) => [4, 5].includes(f.properties.severity)));
  assert.match(geojson, /synthetic/);
  assert.equal((await throughGdal(await taken("risk-points", "csv"))).length, wanted.length);
  assert.equal((await throughGdal(await taken("risk-points", "kml"))).length, wanted.length);
  const receiver = names(await throughGpsbabel(await taken("risk-points", "gpx")));
  assert.deepEqual(receiver, wanted.map((f) => `R${f.properties.severity} ${f.properties.name}`).toSorted());
});

test("hotspot cells go to GIS and the significant ones to a receiver", async () => {
  await page.getByRole("tab", { name: "Hotspots" }).click();
  await page.locator("input[name=layer][value=cells]").check();
  await matched(page);
  await page.waitForSelector("[data-export=hotspots-gpx][href*='cell_m=5000']");
  const cells = await throughGdal(await taken("hotspots", "geojson"));
  const significant = cells.filter((f) => !["none", "not_tested"].includes(f.properties.class));
  assert.ok(significant.some((f) => f.properties.class === "hot99") && significant.length < cells.length, `${significant.length} of ${cells.length}`);
  assert.equal((await throughGdal(await taken("hotspots", "csv"))).length, cells.length);
  assert.equal((await throughGdal(await taken("hotspots", "kml"))).length, cells.length);
  const gpx = await taken("hotspots", "gpx");
  assert.equal((await throughGpsbabel(gpx)).length, significant.length);
  assert.equal((await throughGdal(gpx, "tracks")).length, significant.length, "each with its outline");
  assert.deepEqual(page.trouble, []);
});
