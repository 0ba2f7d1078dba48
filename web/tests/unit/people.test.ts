// Signing in and accounts: when a session is about to end, what a role may be given, and why something was refused.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import roles from "../../../src/domain/role.rs?raw";
import { peopleTh, refusalWords } from "../../src/i18n/people";
import { ROLES, narrowerTlps, tlpName, withPlace } from "../../src/panels/accounts/roles";
import { idleState } from "../../src/panels/people/idle";
import type { Session } from "../../src/api/types";
import { door, may, mayLater, session, signedIn } from "../../src/state/session";
import { formatView, parseView } from "../../src/state/url";
import { overlays, study, tab, view } from "../../src/state/view";

const MINUTE = 60_000;
test("a session warns two minutes before it is idle or over, and ends a moment before the server's", () => {
  const at = (now: number, moved = 0, endsAt = 480) => idleState({ now: now * MINUTE, moved: moved * MINUTE, idleMs: 15 * MINUTE, endsAt: endsAt * MINUTE });
  assert.equal(at(0), "busy");
  assert.equal(at(12.9), "busy");
  assert.equal(at(13), "soon_idle");
  assert.equal(at(14.9), "soon_idle");
  assert.equal(at(14.95), "idle");
  assert.equal(at(60, 59), "busy");
  assert.equal(at(478, 477), "soon_over");
  // Nobody is told that a day's work is over when he is not there.
  assert.equal(at(479, 465.5), "soon_idle");
  assert.equal(at(2000), "idle");
});

test("areas hold no part twice: everywhere stands alone, a province for its districts", () => {
  assert.deepEqual(withPlace([], "3206"), ["3206"]);
  assert.deepEqual(withPlace(["3206"], "3206"), ["3206"]);
  assert.deepEqual(withPlace(["3206", "3405"], "32"), ["3405", "32"]);
  assert.deepEqual(withPlace(["32"], "3206"), ["32"]);
  assert.deepEqual(withPlace(["3206", "34"], "everywhere"), ["everywhere"]);
  assert.deepEqual(withPlace(["everywhere"], "none"), ["none"]);
});

test("roles are the server's, with the server's limits", () => {
  const names = [...roles.matchAll(/(\w+) = "(\w+)"/g)].map((m) => [m[1] ?? "", m[2] ?? ""] as const);
  const known = names.slice(0, names.findIndex(([, code]) => code === "see_counts"));
  assert.deepEqual(Object.keys(ROLES).toSorted(), known.map(([, code]) => code).toSorted());
  for (const [, code] of known) assert.ok(peopleTh.roles[code], code);
});

test("TLP is only ever narrowed", () => {
  assert.deepEqual(narrowerTlps("analyst"), ["amber", "green", "clear"]);
  assert.deepEqual(narrowerTlps("local_government"), ["clear"]);
  assert.equal(tlpName("amber_strict"), "TLP:AMBER+STRICT");
});

test("a refusal is said in words: of its reason, of its code, and when one may try again", () => {
  const said = (code: string, detail?: string, retry_after_s?: number) => refusalWords({ status: 400, code, ...(detail && { detail }), ...(retry_after_s && { retry_after_s }) });
  assert.equal(said("invalid_body", "the old password does not fit"), peopleTh.reasons["password_wrong"]);
  assert.equal(said("invalid_body", "a password has at least 12 characters, this one 5; a sentence is good"), peopleTh.reasons["password_short"]);
  assert.equal(said("invalid_body", "there is, or was, an account with the name somchai; names are never given twice"), peopleTh.reasons["name_taken"]);
  assert.equal(said("sign_in_refused", "name, password or number do not fit"), peopleTh.refused["sign_in_refused"]);
  assert.ok(said("too_many_requests", "too many attempts; try again in 61 s", 61).includes("2 นาที"));
  assert.ok(said("something_new").length > 0);
});

const signIn = (rights: string, later = "") => {
  const who = { must_change_password: false, rights: rights.split(" "), rights_with_second_factor: later.split(" ") };
  session.value = who as unknown as Session;
  door.value = "in";
};
test("what the role may not do is not shown, whatever the address asks for", () => {
  assert.ok(!signedIn.value && !may("see_reports"));
  view.value = parseView("?tab=reports&method=scan&on=hotspots,points,risk");
  signIn("see_risk_points");
  assert.ok(signedIn.value);
  assert.equal(tab.value, "risk");
  assert.equal(study.value, null);
  assert.deepEqual(overlays.value, ["risk"]);
  signIn("see_counts see_reports analyse", "export");
  assert.equal(tab.value, "reports");
  assert.equal(study.value?.method, "scan");
  assert.deepEqual(overlays.value, ["hotspots", "points"]);
  assert.ok(mayLater("export") && !may("export"));
  view.value = parseView("");
  signIn("see_risk_points");
  assert.ok(overlays.value.includes("risk"), "who sees risk points alone came for them");
});

test("the accounts have an address of their own", () => {
  assert.equal(formatView(parseView("?view=accounts&lang=en"), null), "?view=accounts&lang=en");
  assert.equal(parseView("?view=other").accounts, false);
});
