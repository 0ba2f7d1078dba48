// A second program brings reports beside the server: the open page shows them by itself.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, matched, open, ownServer } from "./harness.mjs";

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), ownServer()]);
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

test("an import beside the server appears on an open page, and other boundaries are drawn", async () => {
  const page = await open(browser, "/", {}, server.base);
  assert.equal(await matched(page, 0), 0);
  const file = join(server.folder, "synthetic.csv");
  await writeFile(file, "id,category,lat,lon,synthetic\nSYN-1,drugs,14.6,103.6,true\nSYN-2,drugs,13.66,102.55,true\n");
  await server.run("import", "reports", file);
  assert.equal(await matched(page, 2), 2);

  const shape = { type: "Polygon", coordinates: [[[103.5, 14.5], [103.7, 14.5], [103.7, 14.7], [103.5, 14.7], [103.5, 14.5]]] };
  const boundaries = join(server.folder, "boundaries.geojson");
  await writeFile(boundaries, JSON.stringify({
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: { code: "3210" }, geometry: shape }],
  }));
  const asked = page.waitForRequest(/\/api\/v1\/tiles\/districts\//);
  const how = ["--level", "district", "--generation", "test-edition", "--valid-from", "2026-01-01"];
  await server.run("import", "boundaries", boundaries, ...how);
  await asked;
  await page.context().close();
});
