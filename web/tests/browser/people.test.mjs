// People: signing in and out, a password of one's own, the second factor, what a role is shown, accounts, screens.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, mapIdle, matched, open, ownServer } from "./harness.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const OWN = "ฝนตกที่ริมโขงทุกวัน";
const REPORTS = "id,category,lat,lon,date,synthetic\nSYN-1,drugs,14.44,103.6,2025-07-01,true\nSYN-2,drugs,13.69,102.5,2025-07-02,true\nSYN-3,human_trafficking,13.69,102.5,2025-07-03,true\n";
/** Kap Choeng, where one of the three reports lies. */
const DISTRICT = "3206";

let browser, server;
const given = {};
before(async () => {
  server = await ownServer(REPORTS);
  browser = await launch();
  const add = async (name, role, remit) => {
    const { stderr } = await server.run("user", "add", name, "--shown-name", `คุณ ${name}`, "--role", role, "--remit", remit);
    given[name] = /password:\s+(\S+)/.exec(stderr)[1];
  };
  for (const [name, role, remit] of [
    ["chief", "district_chief", DISTRICT], ["officer", "district_officer", "everywhere"], ["commander", "commander", "everywhere"], ["local", "local_government", DISTRICT],
    ["kamnan", "coordinator", DISTRICT], ["keeper", "administrator", "everywhere"], ["idler", "commander", "everywhere"], ["two", "commander", "everywhere"],
  ]) await add(name, role, remit);
  await server.run("user", "give", "two", "--role", "local_government", "--remit", DISTRICT);
});
after(async () => {
  await server?.stop();
  await browser?.close();
});

/** A page on which nobody is signed in. */
const enter = (path, options = {}) => open(browser, path, { extraHTTPHeaders: {}, ...options }, server.base);
/** The number that a telephone shows (RFC 6238); `later` steps of 30 s ahead, since none is taken twice. */
function numberOf(secret, later = 0) {
  const bits = [...secret.replace(/\s/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
}
const own = new Set();
async function give(page, name, password) {
  await page.waitForSelector("[data-testid=sign-in]");
  await page.fill("[name=username]", name);
  await page.fill("[name=password]", password);
  await page.click("[data-testid=sign-in] [type=submit]");
}
/** Signs somebody in; the first time he replaces the password that he was given. */
async function signIn(page, name) {
  await give(page, name, own.has(name) ? OWN : given[name]);
  if (!own.has(name)) {
    await page.waitForSelector("[data-testid=first-password]");
    await page.fill("[name=old]", given[name]);
    await page.fill("[name=new]", OWN);
    await page.fill("[name=again]", OWN);
    await page.click("[data-testid=own-password] [type=submit]");
    await page.waitForSelector("[data-testid=first-password]", { state: "detached" });
    own.add(name);
  }
  await page.waitForSelector("[data-testid=account]");
}
async function openMenu(page) {
  await page.click("[data-testid=account]");
  await page.waitForSelector("[data-testid=menu]");
}
async function setUpFactor(page) {
  await page.click(".second-factor button");
  const secret = await page.textContent("[data-testid=factor-secret]");
  await page.fill("[name=code]", "000000");
  await page.click(".second-factor [type=submit]");
  await page.waitForSelector(".second-factor [data-testid=refused]");
  await page.fill("[name=code]", numberOf(secret));
  await page.click(".second-factor [type=submit]");
  return secret;
}

test("nothing is loaded before signing in, and a link then opens what it says", async () => {
  const page = await open(browser, "/livez", { extraHTTPHeaders: {} }, server.base);
  const asked = [];
  page.on("request", (r) => asked.push(new URL(r.url()).pathname));
  await page.goto(`${server.base}/?category=drugs&tab=reports&lang=en`);
  await page.waitForSelector("[data-testid=sign-in]");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "username");
  assert.equal(await page.getAttribute("[name=username]", "autocomplete"), "username");
  assert.equal(await page.getAttribute("[name=password]", "autocomplete"), "current-password");
  assert.deepEqual(asked.filter((path) => path.startsWith("/api/")), ["/api/v1/session"]);
  assert.deepEqual(asked.filter((path) => /mount|maplibre/.test(path)), []);

  await page.keyboard.type("officer");
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-testid=refused]");
  assert.match(await page.textContent("[data-testid=refused]"), /do not fit/);

  await give(page, "officer", given.officer);
  await page.waitForSelector("[data-testid=first-password]");
  const change = async (next, again) => {
    await page.fill("[name=old]", given.officer);
    await page.fill("[name=new]", next);
    await page.fill("[name=again]", again);
    await page.click("[data-testid=own-password] [type=submit]");
  };
  await change("short", "short");
  await page.getByText("at least 12 characters; a sentence").waitFor();
  await change(OWN, `${OWN}!`);
  await page.getByText("not the same").waitFor();
  await change("officer-officer-1", "officer-officer-1");
  await page.getByText("must not hold the name").waitFor();
  await change(OWN, OWN);
  own.add("officer");
  assert.equal(await matched(page, 2), 2);
  await page.waitForSelector("[data-testid=report-table]");
  assert.match(page.url(), /category=drugs&tab=reports&lang=en/);
  await page.context().close();
});

test("exports need the second factor, which the menu sets up; it is asked for at the next sign-in", async () => {
  const page = await enter("/?lang=en");
  await signIn(page, "chief");
  assert.equal(await matched(page, 1), 1);
  assert.match(await page.textContent(".question .where"), /Kap Choeng/);
  assert.equal(await page.locator("[data-export]").count(), 0);
  await page.click("[data-testid=factor-first] button");
  await page.waitForSelector("[data-testid=menu]");
  assert.match(await page.textContent("[data-testid=acts-in]"), /District chief · Kap Choeng/);
  const secret = await setUpFactor(page);
  await page.waitForSelector("[data-testid=factor-done]");
  const href = await page.getAttribute("[data-export=reports-csv]", "href");
  assert.equal(await page.evaluate((url) => fetch(url).then((r) => r.status), href), 200);

  await page.click("#menu-passes > summary");
  await page.waitForSelector("[data-testid=passes] li");
  await page.click(".passes details > summary");
  await page.fill("[name=label]", "night run");
  await page.click("[data-testid=new-token] [type=submit]");
  const token = await page.textContent("[data-testid=secret]");
  const counts = (url) => fetch(`${url}/api/v1/count`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await counts(server.base)).status, 200);
  await page.getByRole("button", { name: "End night run" }).click();
  await page.waitForSelector("[data-kind=token]", { state: "detached" });
  assert.equal((await counts(server.base)).status, 401);

  await page.click("[data-testid=sign-out]");
  await give(page, "chief", OWN);
  await page.waitForSelector("[name=code]");
  await page.fill("[name=code]", numberOf(secret, 1));
  await page.click("[data-testid=sign-in] [type=submit]");
  await page.waitForSelector("[data-export=reports-csv]");
  await page.context().close();
});

test("after signing out nothing is left in the browser, and the way back leads to the door", async () => {
  const page = await enter("/?category=drugs&lang=en");
  await signIn(page, "officer");
  await matched(page, 2);
  await page.evaluate(async () => {
    localStorage.setItem("kept", "1");
    sessionStorage.setItem("kept", "1");
    await (await caches.open("kept")).put("/kept", new Response("kept"));
    await new Promise((resolve) => (indexedDB.open("kept").onsuccess = ({ target }) => resolve(target.result.close())));
  });
  // A step to come back to.
  await page.click("#tab-crossings");
  await openMenu(page);
  await page.click("[data-testid=sign-out]");
  await page.waitForSelector("[data-testid=sign-in] [data-testid=why]");
  const left = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length, (await indexedDB.databases()).length]);
  assert.deepEqual(left, [0, 0, 0, 0]);
  assert.equal(new URL(page.url()).search, "?lang=en");
  assert.equal(await page.locator("[data-testid=behind]").count(), 0);
  assert.deepEqual((await page.context().cookies()).filter((c) => c.value), []);
  await page.goBack();
  await page.waitForSelector("[data-testid=sign-in]");
  assert.equal(await page.locator("[data-matched]").count(), 0);
  await page.context().close();
});

test("who signs out while the server cannot be reached is out as soon as it can", async () => {
  const page = await enter("/?lang=en");
  await signIn(page, "officer");
  await matched(page, 3);
  await openMenu(page);
  await page.route(/\/api\//, (route) => route.abort());
  await page.click("[data-testid=sign-out]");
  await page.getByRole("button", { name: "Try again" }).waitFor();
  assert.equal(await page.locator("[data-matched]").count(), 0);
  await page.unroute(/\/api\//);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForSelector("[data-testid=sign-in] [data-testid=why]");
  await page.reload();
  await page.waitForSelector("[data-testid=sign-in]");
  await page.context().close();
});

test("a session that ended elsewhere brings the sign-in view over what is there, and then it goes on", async () => {
  const page = await enter("/?category=drugs&lang=en");
  await signIn(page, "officer");
  await matched(page, 2);
  await page.context().clearCookies();
  await page.click("#tab-hotspots");
  await page.waitForSelector("[data-testid=sign-in]", { timeout: 30_000 });
  assert.ok(await page.locator("[data-testid=behind]").evaluate((e) => e.inert && getComputedStyle(e.querySelector(".dock")).visibility === "hidden"));
  assert.match(page.url(), /category=drugs/);
  await signIn(page, "officer");
  await page.waitForSelector("[data-testid=sign-in]", { state: "detached" });
  await page.waitForSelector("[data-testid=hotspot-table], #tab-panel .note, #tab-panel .nothing");
  assert.equal(await matched(page, 2), 2);
  await page.context().close();
});

test("who does nothing is warned, may stay, and is signed out after 15 minutes with his question kept", async () => {
  const context = { extraHTTPHeaders: {} };
  const page = await open(browser, "/livez", context, server.base);
  await page.clock.install();
  await page.goto(`${server.base}/?category=drugs&lang=en`);
  await signIn(page, "idler");
  await matched(page, 2);
  await page.clock.fastForward("13:10");
  await page.waitForSelector("[data-testid=session-warning]");
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await page.clock.fastForward("00:10");
  await page.waitForSelector("[data-testid=session-warning]", { state: "detached" });
  await page.clock.fastForward("15:00");
  await page.waitForSelector("[data-testid=sign-in] [data-testid=why]");
  assert.match(await page.textContent("[data-testid=why]"), /15 minutes/);
  assert.match(page.url(), /category=drugs/);
  await page.context().close();
});

test("each role is offered its own parts", async () => {
  const look = async (name, path, see) => {
    const page = await enter(path);
    const refused = [];
    page.on("response", (r) => r.status() === 403 && refused.push(r.url()));
    await signIn(page, name);
    await see(page);
    assert.deepEqual(refused, [], name);
    await page.context().close();
  };
  await look("commander", "/?lang=en&tab=reports", async (page) => {
    await page.waitForSelector("[data-testid=report-table]");
    await page.locator("[data-testid=report-table] .row-button").first().click();
    await page.waitForSelector(".detail");
    assert.equal(await page.locator("[data-export], [data-testid=factor-first]").count(), 0);
    await page.click("[data-mode='1']");
    await page.waitForSelector("[data-testid=chooser]");
  });
  await look("local", "/?lang=en&tab=reports&method=scan", async (page) => {
    await page.waitForSelector("#tab-risk[aria-selected=true]");
    await mapIdle(page);
    assert.deepEqual(await page.locator(".tabs [role=tab]").evaluateAll((all) => all.map((e) => e.id)), ["tab-risk", "tab-crossings"]);
    assert.equal(await page.locator("[data-mode], [data-testid=matched], .time-bar, [data-testid=study]").count(), 0);
    assert.deepEqual(await page.locator(".legend [name=layer]").evaluateAll((all) => all.map((e) => e.value)), ["risk", "crossings", "km", "grid"]);
  });
  await look("kamnan", "/", async (page) => {
    await page.waitForSelector("[data-testid=nothing]");
    assert.equal(await page.locator("[data-testid=map]").count(), 0);
  });
});

test("another duty is another page, by the names of its role and area", async () => {
  const page = await enter("/?lang=en");
  await signIn(page, "two");
  await matched(page, 3);
  const beside = await page.context().newPage();
  await beside.goto(`${server.base}/?lang=en`);
  await matched(beside, 3);
  await openMenu(page);
  await page.getByLabel("Local government · Kap Choeng district").click();
  await page.waitForSelector("#tab-risk[aria-selected=true]");
  // Tabs of one browser share the session, so the other one acts as the same.
  await beside.waitForSelector("#tab-risk[aria-selected=true]");
  await openMenu(page);
  assert.match(await page.textContent("[data-testid=acts-in]"), /Local government · Kap Choeng/);
  await page.context().close();
});

test("an administrator sets his factor up, adds somebody, who signs in, and closes the account", async () => {
  const page = await enter("/?lang=en");
  await signIn(page, "keeper");
  await page.waitForSelector("[data-testid=accounts]");
  await setUpFactor(page);
  await page.waitForSelector("[data-account=keeper]");
  await page.click(".new-account > summary");
  await page.fill("[name=shown_name]", "สมหญิง");
  await page.fill("[name=name]", "somying");
  await page.click("[data-testid=new-account] [type=submit]");
  await page.getByText("Choose at least one area.").waitFor();
  await page.selectOption("[name=place]", DISTRICT);
  await page.selectOption("[name=tlp]", "amber");
  await page.click("[data-testid=new-account] [type=submit]");
  given.somying = await page.textContent("[data-testid=secret]");
  await page.getByRole("button", { name: "Done" }).click();
  await page.waitForSelector("[data-testid=once]", { state: "detached" });
  assert.match(await page.textContent("[data-testid=account-detail]"), /District officer · Kap Choeng district.*TLP:AMBER/s);

  const other = await enter("/?lang=en");
  await signIn(other, "somying");
  // The report of her district is for the organisation alone, above what she was narrowed to.
  await matched(other, 0);
  await page.getByRole("button", { name: "Close the account" }).click();
  await page.getByRole("button", { name: "Close this account" }).click();
  await page.waitForSelector("[data-account=somying]", { state: "detached" });
  await other.waitForSelector("[data-testid=sign-in]", { timeout: 30_000 });
  await Promise.all([page.context().close(), other.context().close()]);
});

test("a screen opens its link once, shows counts by district alone, and follows by itself", async () => {
  const { stdout } = await server.run("user", "program", "wall", "--role", "kiosk", "--remit", "everywhere");
  const page = await enter(`/?screen=${stdout.trim()}&lang=en`);
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.waitForSelector("[data-testid=screen][data-total='3']");
  assert.ok(!page.url().includes("screen="));
  assert.equal(await page.locator("button, a, input, select").count(), 0);
  assert.deepEqual(asked.filter((url) => /\/(reports|risk-points|export)/.test(new URL(url).pathname)), []);
  await page.reload();
  await page.waitForSelector("[data-testid=screen][data-total='3']");
  await server.run("user", "close", "wall");
  await page.waitForSelector("[data-testid=sign-in]", { timeout: 30_000 });
  assert.match(await page.textContent("[data-testid=why]"), /screen has ended/);
  await page.context().close();
});

test("axe finds nothing on the sign-in view, the menu and the accounts, and a finger hits everything", async () => {
  const found = (page) => page.evaluate(async (rules) => (await globalThis.axe.run(document, rules)).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`), RULES);
  for (const [path, options] of [["/?theme=light", {}], ["/?theme=dark&lang=en", PHONE]]) {
    const page = await enter(path, { bypassCSP: true, ...options });
    await page.waitForSelector("[data-testid=sign-in]");
    await page.addScriptTag({ path: AXE });
    assert.deepEqual(await found(page), [], `${path} sign-in`);
    await signIn(page, "officer");
    await matched(page, 3);
    await openMenu(page);
    await page.click("#menu-password > summary");
    await page.click("#menu-passes > summary");
    await page.waitForSelector("[data-testid=passes] li");
    await page.addScriptTag({ path: AXE });
    assert.deepEqual(await found(page), [], `${path} menu`);
    if (options === PHONE) {
      const small = await page.locator(".account, .account-menu button, .account-menu input:not([type=checkbox]), .account-menu select, .account-menu summary").evaluateAll((all) =>
        all.filter((e) => e.checkVisibility() && !e.classList.contains("hidden")).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(([, h]) => h < 44),
      );
      assert.deepEqual(small, []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    }
    await page.context().close();
  }
});
