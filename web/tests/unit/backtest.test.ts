// What may be said of a backtest: compared over the same area alone, withheld where the server withholds, few steps told.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecipeFields } from "../../src/api/schema";
import { backtestSays } from "../../src/state/backtest";

const recipe = (name: string, own_gains: RecipeFields["own_gains"], area_share: number | null = 0.01): RecipeFields => ({
  recipe: name, n: 100, hits: 20, hit_rate: 0.2, area_share, pai: 20, pei_star: 0.3, own_gains,
});
const own = recipe("own", null);
const says = (steps: number, ...others: RecipeFields[]) => backtestSays({ steps, recipes: [own, ...others] });

test("better only where every interval lies above 0, over the same area", () => {
  assert.equal(says(24, recipe("kde", [0.1, 0.02, 0.2]), recipe("last_counts", [0.1, 0.01, 0.2])).verdict, "better");
  assert.equal(says(24, recipe("kde", [0.1, 0.02, 0.2]), recipe("last_counts", [0.1, -0.01, 0.2])).verdict, "unclear");
  assert.deepEqual(says(24, recipe("kde", [-0.1, -0.2, -0.02]), recipe("last_counts", null)), { verdict: "worse", worse: ["kde"], few: false });
});
test("over different areas, or unknown ones, nothing is compared, whatever the gains are", () => {
  for (const share of [0.004, 0.02, null]) assert.equal(says(24, recipe("kde", [0.1, 0.02, 0.2], share)).verdict, "areas", String(share));
  assert.equal(says(24, recipe("kde", [0.1, 0.02, 0.2], 0.0101)).verdict, "better", "a square more or less is the same area");
});
test("a gain that the server withholds is no gain, and few steps are told", () => {
  assert.equal(says(24, recipe("kde", null)).verdict, "withheld");
  assert.equal(says(24).verdict, "withheld");
  assert.equal(says(6, recipe("kde", [0.1, 0.02, 0.2])).few, true);
});
