// What a backtest lets one say: a comparison only over the same area, and only where the interval of the gain holds it. Pure.
import type { BacktestFields, RecipeFields } from "../api/schema";

/** Shares of area that differ by more than this part of the larger are not the same area. */
const SAME_AREA = 0.02;
/** Fewer steps than this are few: the interval is wide, and another season may say otherwise. */
const FEW_STEPS = 12;

export const isOwn = ({ recipe }: RecipeFields) => recipe === "own";

/** Which way a difference of hit rates goes, where its interval does not hold 0. */
export function gainOf([, low = 0, high = 0]: readonly number[]): "more" | "fewer" | "unclear" {
  if (low > 0) return "more";
  return high < 0 ? "fewer" : "unclear";
}

/** Whether a recipe's zones covered as much as those of the own one; unknown shares are not the same. */
export function sameArea(recipe: RecipeFields, own: RecipeFields | undefined): boolean {
  const [a, b] = [recipe.area_share, own?.area_share ?? null];
  return a !== null && b !== null && Math.abs(a - b) <= SAME_AREA * Math.max(a, b);
}

export interface Said {
  /** `worse` names the recipes that found more; `areas` and `withheld` compare nothing. */
  verdict: "better" | "worse" | "unclear" | "areas" | "withheld";
  worse: string[];
  few: boolean;
}
export function backtestSays({ recipes, steps }: BacktestFields): Said {
  const own = recipes.find(isOwn);
  const others = recipes.filter((r) => !isOwn(r));
  const few = steps < FEW_STEPS;
  const says = (verdict: Said["verdict"], worse: string[] = []): Said => ({ verdict, worse, few });
  if (others.some((r) => !sameArea(r, own))) return says("areas");
  const gains = others.map((r) => ({ recipe: r.recipe, way: r.own_gains && gainOf(r.own_gains) }));
  const worse = gains.filter((g) => g.way === "fewer").map((g) => g.recipe);
  if (worse.length > 0) return says("worse", worse);
  if (gains.length === 0 || gains.some((g) => g.way === null)) return says("withheld");
  return says(gains.every((g) => g.way === "more") ? "better" : "unclear");
}
