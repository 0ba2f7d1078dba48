// A second program brings reports beside the server: the open page shows them by itself.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, matched } from "./harness.mjs";

const run = promisify(execFile);
const program = process.env.MEKONG_WATCH_PROGRAM;

let browser, folder, database, server, url;
before(async () => {
  assert.ok(program, "MEKONG_WATCH_PROGRAM names the built program");
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "mekong-watch-news-"));
  database = `sqlite://${folder}/news.db`;
  server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--database", database], { stdio: ["ignore", "ignore", "pipe"] });
  url = await new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /Mekong Watch: (http\S*)\//.exec(said);
      if (found) resolve(found[1]);
    });
    server.on("exit", () => reject(new Error(said)));
  });
});
after(async () => {
  server?.kill();
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("an import beside the server appears on an open page, and other boundaries are drawn", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}/`);
  assert.equal(await matched(page, 0), 0);
  const file = join(folder, "synthetic.csv");
  await writeFile(file, "id,category,lat,lon,synthetic\nSYN-1,drugs,14.6,103.6,true\nSYN-2,drugs,13.66,102.55,true\n");
  await run(program, ["import", "reports", file, "--database", database]);
  assert.equal(await matched(page, 2), 2);

  const shape = { type: "Polygon", coordinates: [[[103.5, 14.5], [103.7, 14.5], [103.7, 14.7], [103.5, 14.7], [103.5, 14.5]]] };
  const boundaries = join(folder, "boundaries.geojson");
  await writeFile(boundaries, JSON.stringify({
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: { code: "3210" }, geometry: shape }],
  }));
  const asked = page.waitForRequest(/\/api\/v1\/tiles\/districts\//);
  const how = ["--level", "district", "--generation", "test-edition", "--valid-from", "2026-01-01", "--database", database];
  await run(program, ["import", "boundaries", boundaries, ...how]);
  await asked;
  await page.context().close();
});
