// An analyst asks: every form of area, the time line, the numbers of an earlier moment, in Thai and in English.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BASE, api, launch, mapIdle, matched, open, ownServer, screenPoint } from "./harness.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const parameter = (page, name) => new URL(page.url()).searchParams.get(name);
/** The panel's number, table and export are the API's for the question in the address. */
async function checkSameNumbers(page, query) {
  const { counts } = await api(`count?${query}`);
  assert.equal(await matched(page, counts.matched), counts.matched);
  const href = await page.getAttribute("[data-export=reports-csv]", "href");
  assert.equal(href, `/api/v1/export?what=reports&format=csv&${query}`);
  const exported = await (await fetch(BASE + href.replace("format=csv", "format=geojson"))).json();
  assert.equal(exported.features.length, counts.matched);
  await page.click("#tab-reports");
  const rows = page.locator("[data-testid=report-table] tbody tr");
  if (counts.matched > 0) await rows.first().waitFor();
  assert.equal(await rows.count(), Math.min(100, counts.matched));
  await page.click("#tab-summary");
  await page.waitForSelector("[data-export=reports-csv]");
  return counts;
}
/** A report with a point, for areas that hold something. */
async function placed() {
  const point = (await api("reports?precision=exact,village&limit=50")).features.find((f) => f.geometry);
  return point.geometry.coordinates;
}
async function chooseForm(page, form) {
  if (!(await page.isVisible("#area-form"))) await page.click("#area > summary");
  await page.selectOption("#area-form", form);
}

test("a polygon drawn on the map asks in it; table, count and export agree, and its link draws it again", async () => {
  const [lon, lat] = await placed();
  const page = await open(browser, `/?c=9.00/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, lon, lat);
  await page.getByRole("button", { name: "วาดรูปหลายเหลี่ยมบนแผนที่" }).click();
  await page.waitForSelector("[data-drawing=polygon]");
  assert.match(await page.textContent(".draw-help"), /กดทีละมุม/);
  for (const [dx, dy] of [[-70, -60], [80, -50], [60, 70], [-60, 60]]) {
    await page.mouse.move(at.x + dx, at.y + dy, { steps: 3 });
    await page.mouse.click(at.x + dx, at.y + dy);
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/area=saved/);
  await page.waitForSelector("[data-drawing]", { state: "detached" });
  const area = parameter(page, "area");
  const counts = await checkSameNumbers(page, `area=${area}`);
  assert.ok(counts.matched >= 1, "the report within is found");
  assert.match(await page.textContent("#tab-panel .left-out"), new RegExp(String(counts.unlocated)));
  const kept = await api(`areas/${area.slice("saved:".length)}`);
  const km2 = String(Math.round(kept.properties.area_km2)).replace(/\B(?=(\d{3})+$)/, ",");
  assert.match(await page.textContent(".question h2"), new RegExp(`ในพื้นที่ที่วาด ${km2} ตร\\.กม\\.`));
  const corner = kept.geometry.coordinates[0][0];
  const wanted = await screenPoint(page, corner[0], corner[1]);
  assert.ok(Math.hypot(wanted.x - at.x + 70, wanted.y - at.y + 60) < 3, "the corner kept is the one clicked");
  assert.deepEqual(page.trouble, []);

  // Its link draws it again, for somebody who never drew it.
  const asked = [];
  const other = await open(browser);
  other.on("request", (r) => asked.push(r.url()));
  await other.goto(page.url());
  await mapIdle(other);
  assert.equal(await matched(other, counts.matched), counts.matched);
  assert.ok(asked.some((url) => url.endsWith(`/api/v1/areas/${kept.id}`)));
  const clip = { x: wanted.x - 8, y: wanted.y - 8, width: 70, height: 70 };
  const drawn = await other.screenshot({ clip });
  await other.getByRole("button", { name: "เลิกเลือกพื้นที่" }).click();
  await other.waitForURL((url) => !url.search.includes("area="));
  await mapIdle(other);
  assert.notDeepEqual(await other.screenshot({ clip }), drawn, "the outline was on the map");
  await page.context().close();
  await other.context().close();
});

test("a polygon whose edges cross is refused in words and stays to be mended", async () => {
  const page = await open(browser, "/?lang=en&c=9.00/14.4000/103.7000");
  await mapIdle(page);
  await page.getByRole("button", { name: "Draw a polygon on the map" }).click();
  await page.waitForSelector("[data-drawing=polygon]");
  const at = await screenPoint(page, 103.7, 14.4);
  for (const [dx, dy] of [[-70, -60], [80, 60], [80, -60], [-70, 60]]) {
    await page.mouse.move(at.x + dx, at.y + dy, { steps: 3 });
    await page.mouse.click(at.x + dx, at.y + dy);
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector(".draw-help [role=alert]");
  assert.match(await page.textContent(".draw-help [role=alert]"), /edges may cross/);
  assert.equal(parameter(page, "area"), null);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".draw-help", { state: "detached" });
  await page.context().close();
});

test("a finger draws a polygon on a phone: the sheet makes room, and the tool pressed again gives up", async () => {
  const page = await open(browser, "/?lang=en&c=9.00/14.4000/103.7000", PHONE);
  await mapIdle(page);
  await page.tap("#area > summary");
  await page.selectOption("#area-form", "saved");
  const start = page.locator("#area").getByRole("button", { name: "Draw a polygon on the map" });
  const tool = page.locator(".tools").getByRole("button", { name: "Draw a polygon on the map" });
  await start.tap();
  await page.waitForSelector("[data-drawing=polygon]");
  await page.waitForSelector(".sheet-low");
  await tool.tap();
  await page.waitForSelector("[data-drawing]", { state: "detached" });
  await page.tap(".sheet-handle");
  await start.tap();
  await page.waitForSelector("[data-drawing=polygon]");
  // The second corner lies under the help.
  const help = await page.locator(".draw-help").boundingBox();
  const corners = [[90, 300], [help.x + 150, help.y + 20], [200, 520]];
  for (const [x, y] of [...corners, corners[0]]) await page.touchscreen.tap(x, y);
  await page.waitForURL(/area=saved/);
  const { geometry } = await api(`areas/${parameter(page, "area").slice("saved:".length)}`);
  assert.equal(geometry.coordinates.flat().length, 4, "three corners and the first again");
  await page.context().close();
});

test("Escape leaves the drawing, and a circle is dragged from its centre", async () => {
  const [lon, lat] = await placed();
  const page = await open(browser, `/?lang=en&c=9.00/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, lon, lat);
  await page.getByRole("button", { name: "Draw a polygon on the map" }).click();
  await page.waitForSelector("[data-drawing=polygon]");
  await page.mouse.click(at.x - 60, at.y);
  await page.keyboard.press("Escape");
  await page.waitForSelector("[data-drawing]", { state: "detached" });
  assert.equal(parameter(page, "area"), null);
  await page.getByRole("button", { name: "Drag a circle on the map" }).click();
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 30, at.y + 40, { steps: 4 });
  assert.match(await page.textContent(".draw-help strong"), /km/);
  await page.mouse.up();
  await page.waitForURL(/area=circle/);
  const area = parameter(page, "area");
  const [x, y, radius] = area.slice("circle:".length).split(",").map(Number);
  assert.ok(Math.abs(x - lon) < 0.01 && Math.abs(y - lat) < 0.01);
  // 50 pixels at zoom 9 and this latitude.
  const metres = (50 * 78_271.517 * Math.cos((lat * Math.PI) / 180)) / 2 ** 9;
  assert.ok(Math.abs(radius - metres) < metres * 0.05, `${radius} m, expected ${metres}`);
  assert.ok((await checkSameNumbers(page, `area=${area}`)).matched >= 1);
  await page.context().close();
});

test("without a mouse an area is typed: corners, and what is no polygon is said", async () => {
  const [lon, lat] = await placed();
  const page = await open(browser, "/?lang=en");
  await matched(page);
  await chooseForm(page, "saved");
  await page.fill("#area-text", "14.40, 103.60\nnowhere");
  assert.match(await page.textContent("#area-text-help"), /no polygon/);
  assert.ok(await page.getByRole("button", { name: "Ask in this area" }).isDisabled());
  // The server says what is wrong with a shape whose edges cross.
  await page.fill("#area-text", "15, 102\n16, 103\n15, 103\n16, 102");
  await page.getByRole("button", { name: "Ask in this area" }).click();
  await page.waitForSelector("#area [role=alert]");
  assert.match(await page.textContent("#area [role=alert]"), /edges may cross/);
  const [w, e, s, n] = [lon - 0.1, lon + 0.1, lat - 0.1, lat + 0.1].map((v) => v.toFixed(4));
  await page.fill("#area-text", `POLYGON ((${w} ${s}, ${e} ${s}, ${e} ${n}, ${w} ${n}, ${w} ${s}))`);
  await page.focus("#area-text");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/area=saved/);
  assert.ok((await checkSameNumbers(page, `area=${parameter(page, "area")}`)).matched >= 1);
  assert.match(await page.textContent(".question h2"), /In the area drawn, \d+ km²/);
  await page.context().close();
});

test("around a crossing the distance is a button or is typed, and the crossing stands in the question", async () => {
  const { crossings } = await api("crossings");
  const crossing = crossings.find((c) => c.id === "C04");
  const page = await open(browser);
  await matched(page);
  await chooseForm(page, "crossing");
  await page.selectOption("#area-crossing", crossing.id);
  await page.locator("#area [data-km='20']").click();
  await page.waitForURL(/area=crossing:C04,20000/);
  await checkSameNumbers(page, "area=crossing:C04,20000");
  assert.equal((await page.textContent(".question h2")).trim(), `ในระยะ 20 กม. จาก${crossing.names.th}`);
  await page.fill("#crossing-km", "๓๕.๕");
  await page.keyboard.press("Enter");
  await page.waitForURL(/area=crossing:C04,35500/);
  await page.goBack();
  await page.waitForURL(/area=crossing:C04,20000/);
  await page.goForward();
  await checkSameNumbers(page, "area=crossing:C04,35500");
  await page.context().close();
});

test("kilometres of the border are typed, and a place on it offers its stretch", async () => {
  const [lon, lat] = await placed();
  const { border } = await api(`place?lon=${lon}&lat=${lat}`);
  const page = await open(browser, "/?lang=en");
  await matched(page);
  await chooseForm(page, "border");
  await page.locator("[data-testid=border-form]", { hasText: /Thai-Lao km 0–\d+ · Thai-Cambodian km \d+–\d+/ }).waitFor();
  const [from, to] = [Math.floor(border.km) - 3, Math.floor(border.km) + 4];
  await page.fill("#border-from", String(to));
  await page.fill("#border-to", String(from));
  assert.match(await page.textContent("#area [role=alert]"), /below the last/);
  await page.fill("#border-from", String(from));
  await page.fill("#border-to", String(to));
  const within = Math.ceil(border.distance_m / 1000) + 1;
  await page.fill("#border-within", String(within));
  await page.keyboard.press("Enter");
  await page.waitForURL(/area=border/);
  const area = `border:${from},${to}${within === 5 ? "" : `,${within * 1000}`}`;
  assert.equal(parameter(page, "area"), area);
  assert.ok((await checkSameNumbers(page, `area=${area}`)).matched >= 1);
  assert.match(await page.textContent(".question h2"), new RegExp(`Border km ${from}–${to}, ${within} km to each side`));
  await page.goto(`${BASE}/?lang=en&sel=place:${lon},${lat}`);
  await page.getByRole("button", { name: /This stretch, border km/ }).click();
  await page.waitForURL(/area=border/);
  const [a, b] = parameter(page, "area").slice("border:".length).split(",").map(Number);
  assert.ok(Math.abs((a + b) / 2 - border.km) < 0.11 && Math.abs(b - a - 10) < 0.11);
  const marks = (await api("border")).features.filter((f) => f.properties.kind === "mark" && f.properties.km % 100 === 0 && !f.properties.maritime);
  const mark = marks[Math.floor(marks.length / 2)];
  const [x, y] = mark.geometry.coordinates;
  await page.goto(`${BASE}/?on=km&c=10.00/${y.toFixed(4)}/${x.toFixed(4)}`);
  await mapIdle(page);
  const at = await screenPoint(page, x, y);
  await page.mouse.click(at.x, at.y);
  await page.waitForURL(/area=border/);
  assert.equal(parameter(page, "area"), `border:${mark.properties.km - 5},${mark.properties.km + 5}`);
  await page.context().close();
});

test("the period moves along the time line by keyboard, keeps its surroundings, and says its bounds in words", async () => {
  const page = await open(browser, "/?from=2025-07-01&to=2025-10-01");
  await matched(page);
  const bars = await page.getAttribute("[data-testid=time-bar] svg", "aria-label");
  const { groups } = await api("count?group_by=month");
  const july = groups.find((g) => g.key === "2025-07");
  assert.ok(bars.includes(`ก.ค. 2568: ${july.count}`), "counts are those without the period");
  const from = page.getByRole("slider", { name: "วันเริ่มของช่วงเวลา" });
  assert.equal(await from.getAttribute("aria-valuetext"), "ตั้งแต่ 1 ก.ค. พ.ศ. 2568");
  await from.focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/from=2025-06-01/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/from=2025-08-01/);
  assert.equal(await from.getAttribute("aria-valuetext"), "ตั้งแต่ 1 ส.ค. พ.ศ. 2568");
  const to = page.getByRole("slider", { name: "วันสิ้นสุดของช่วงเวลา" });
  await to.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/to=2025-11-01/);
  assert.equal(await to.getAttribute("aria-valuetext"), "ถึง 31 ต.ค. พ.ศ. 2568");
  const { counts } = await api("count?from=2025-08-01&to=2025-11-01");
  assert.equal(await matched(page, counts.matched), counts.matched);
  assert.equal(await page.getAttribute("[data-testid=time-bar] svg", "aria-label"), bars);
  await page.keyboard.press("End");
  await page.waitForURL((url) => !url.search.includes("to="));
  // A run of keys is one step back.
  await page.goBack();
  await page.waitForURL(/from=2025-08-01&to=2025-10-01/);
  await page.goBack();
  await page.waitForURL(/from=2025-07-01&to=2025-10-01/);
  await page.context().close();
});

test("the period is dragged on the time line, by day where it is short, and quarters are one click", async () => {
  const page = await open(browser, "/?lang=en");
  await matched(page);
  const box = await page.locator(".brush").boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  const { counts } = await api(`count?from=${parameter(page, "from")}&to=${parameter(page, "to")}`);
  assert.equal(await matched(page, counts.matched), counts.matched);
  await page.click("#filters > summary");
  await page.click("[data-preset=last_fiscal]");
  await page.waitForURL(/-10-01&to=/);
  const year = Number(parameter(page, "to").slice(0, 4));
  await page.click("[data-quarter='2']");
  await page.waitForURL(new RegExp(`from=${year}-01-01&to=${year}-04-01`));
  assert.equal(await page.getAttribute("[data-quarter='2']", "aria-pressed"), "true");
  await page.getByRole("button", { name: "Year before" }).click();
  await page.click("[data-quarter='1']");
  await page.waitForURL(new RegExp(`from=${year - 2}-10-01&to=${year - 1}-01-01`));
  await page.getByRole("button", { name: "By day" }).click();
  await page.waitForURL(/bars=day/);
  await page.waitForSelector(`[data-testid=time-bar] svg[aria-label*="1 Oct ${year - 2}:"]`);
  await page.getByRole("slider", { name: "Start of the period" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(new RegExp(`from=${year - 2}-10-02`));
  await page.context().close();
});

test("rows of the breakdowns narrow the question, and precision is a filter", async () => {
  const { groups } = await api("count?group_by=district");
  const busiest = groups.find((g) => g.key);
  const name = (await api("districts")).districts.find((d) => d.code === busiest.key).names.en;
  const page = await open(browser, "/?lang=en");
  await matched(page);
  await page.locator(".bar-rows", { hasText: "By district" }).getByRole("button", { name }).first().click();
  await page.waitForURL(new RegExp(`area=district:${busiest.key}`));
  assert.equal(await matched(page, busiest.count), busiest.count);
  await page.locator(".bar-rows", { hasText: "By category" }).getByRole("button").first().click();
  await page.waitForURL(/category=/);
  await page.click("#filters > summary");
  await page.check("input[name=precision][value=district]");
  await page.waitForURL(/precision=district/);
  const query = `area=district:${busiest.key}&category=${parameter(page, "category")}&precision=district`;
  await checkSameNumbers(page, query);
  await page.context().close();
});

test("a link that names what this server does not know says so and has a way out", async () => {
  const { counts } = await api("count");
  for (const [link, words, way] of [
    [`/?area=saved:${"0".repeat(32)}`, /ไม่พบพื้นที่ที่วาดไว้/, "เลิกเลือกพื้นที่"],
    ["/?area=crossing:C99,500", /ไม่มีจุดผ่านแดนนี้/, "เลิกเลือกพื้นที่"],
    ["/?asof=epoch:999999", /ไม่มีข้อมูลย้อนหลัง/, "แสดงข้อมูลปัจจุบัน"],
  ]) {
    const page = await open(browser, link);
    await page.waitForSelector(".notice[role=alert]");
    assert.match(await page.textContent(".notice"), words);
    await page.locator(".notice").getByRole("button", { name: way }).click();
    assert.equal(await matched(page, counts.matched), counts.matched);
    await page.waitForSelector(".notice", { state: "detached" });
    await page.context().close();
  }
});

test("axe finds nothing on the area chooser, the time line and the filters", async () => {
  for (const [link, options] of [["/?theme=light&from=2025-07-01&to=2025-09-01", {}], ["/?theme=dark&lang=en&asof=epoch:1", {}], ["/?lang=en", PHONE]]) {
    const page = await open(browser, link, { bypassCSP: true, ...options });
    await matched(page);
    if (options === PHONE) await page.click(".sheet-handle");
    await page.click("#filters > summary");
    for (const form of ["border", "crossing", "circle", "saved", "district"]) {
      await chooseForm(page, form);
      await page.waitForSelector("#area-form + *, .area-chooser > *");
      await page.addScriptTag({ path: AXE });
      const found = await page.evaluate(async (rules) => (await globalThis.axe.run(document, rules)).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`), RULES);
      assert.deepEqual(found, [], `${link} ${form}`);
    }
    if (options === PHONE) {
      const small = await page.locator("#panel button, #panel input:not([type=checkbox]), #panel select, #panel summary, .handle").evaluateAll((all) =>
        all.filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(([, h]) => h < 44),
      );
      assert.deepEqual(small, []);
    }
    await page.context().close();
  }
});

test("a link to the numbers shows them after an import too, says how old they are, and leads back to now", async () => {
  const columns = "id,category,lat,lon,date,synthetic\n";
  const server = await ownServer(`${columns}SYN-1,drugs,14.6,103.6,2025-07-01,true\nSYN-2,drugs,13.66,102.55,2025-07-02,true\n`);
  const bring = async (name, rows) => {
    const file = join(server.folder, name);
    await writeFile(file, columns + rows);
    await server.run("import", "reports", file);
  };
  try {
    const page = await open(browser, "/?category=drugs&lang=en", {}, server.base);
    assert.equal(await matched(page, 2), 2);
    await page.click("[data-testid=copy-link]");
    const link = await page.inputValue("[data-testid=link]");
    assert.match(link, /category=drugs&asof=epoch:\d+/);
    await bring("synthetic-2.csv", "SYN-3,drugs,14.61,103.61,2025-07-03,true\n");
    assert.equal(await matched(page, 3), 3);

    await page.goto(link);
    assert.equal(await matched(page, 2), 2);
    const epoch = new URL(link).searchParams.get("asof").slice("epoch:".length);
    await page.waitForSelector(`[data-testid=earlier][data-epoch="${epoch}"]`);
    assert.match(await page.textContent("[data-testid=earlier]"), /Earlier data: as recorded up to change \d+ \(\d+ \w{3} \d{4} CE \d\d:\d\d\)/);
    const href = await page.getAttribute("[data-export=reports-csv]", "href");
    assert.match(href, new RegExp(`asof=epoch:${epoch}`));
    const csv = await (await fetch(server.base + href)).text();
    assert.ok(csv.includes("SYN-2") && !csv.includes("SYN-3"));
    await page.click("#tab-reports");
    await page.waitForSelector("[data-testid=report-table]");
    assert.equal(await page.locator("[data-testid=report-table] tbody tr").count(), 2);
    await page.getByRole("button", { name: "Show current data" }).click();
    assert.equal(await matched(page, 3), 3);
    await page.waitForSelector("[data-testid=earlier]", { state: "detached" });
    await page.goBack();
    assert.equal(await matched(page, 2), 2);
    await page.context().close();
  } finally {
    await server.stop();
  }
});

test("a link that cannot be read says which part, until it is understood", async () => {
  const page = await open(browser, "/?area=saved:deadbeef&from=2026-05&to=2025-01&lang=en");
  await page.waitForSelector("[data-testid=broken]");
  assert.match(await page.textContent("[data-testid=broken]"), /cannot be read \(area, to\)/);
  await page.locator("[data-testid=broken] button").click();
  await page.waitForSelector("[data-testid=broken]", { state: "detached" });
  await page.context().close();
});
