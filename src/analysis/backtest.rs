//! How zones of a recipe would have done: each step is foretold from those before it, and measured by what came.
//!
//! A rolling backtest (Hyndman and Athanasopoulos 2021, Forecasting: Principles and Practice, 5.10) measured as
//! Chainey, Tompson and Uhlig (2008) and Joshi et al. (2021) measure zones, beside naive recipes that anybody could have
//! used. Each naive recipe gets the area that the tested one took in the step: where it finds nothing more to choose, such as
//! where nothing was reported last month, the rest is filled with squares where there was anything earlier, and then by
//! chance. Differences of hit rates are ratios of sums over steps, with the interval of a ratio (Cochran 1977, Sampling
//! Techniques, 6.4) by Student's t: in simulations with 3 to 12 steps it holds the truth 90 to 95 % of the time, where
//! drawing 3 steps with replacement holds it 71 to 76 %.

use std::num::NonZero;
use std::ops::ControlFlow;

use super::distributions::student_t;
use super::error::{need, same_length};
use super::zones::caught;
use super::{
    AnalysisError, Dice, Effort, KernelMask, Raster, WeighedPoint, Zone, ZoneQuality, ZoneSettings,
    grow_zones, zone_quality,
};
use crate::domain::Square;
use crate::domain::number::{count_to_f64, count_to_u64, to_index};
use crate::spatial::PlanePoint;

/// Fewest steps that are foretold.
pub const FEWEST_BACKTEST_STEPS: usize = 3;
/// Fewest events in all steps that are foretold.
pub const FEWEST_BACKTEST_EVENTS: usize = 10;
/// Most squares of the box around a grid that is smoothed.
const MOST_SQUARES: usize = 20_000_000;
/// What lies beyond both ends of an interval.
const BEYOND: f64 = 0.05;
/// Fewest steps with events from which an interval is made.
pub const FEWEST_GAIN_STEPS: usize = 3;

/// Makes a score a square of the counts of earlier steps, oldest first; there is always one.
pub type Recipe<'r> = dyn Fn(&[Vec<u32>]) -> Result<Vec<f64>, AnalysisError> + Sync + 'r;

/// What is foretold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestSettings {
    /// How large zones may be, the same for every recipe.
    pub zones: ZoneSettings,
    /// How many of the last steps are foretold, each from all before it.
    pub tested: usize,
    /// From what chance begins that fills up naive zones.
    pub seed: u64,
}

/// What became of one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestedStep {
    /// Its place among all steps.
    pub step: usize,
    /// Events in the zones.
    pub hits: usize,
    /// Events of the step.
    pub events: usize,
    /// Squares of the zones.
    pub zone_squares: usize,
    /// How good the zones were; nothing when there were no events or no zones.
    pub quality: Option<ZoneQuality>,
}

/// How a recipe did.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// Each step.
    pub steps: Vec<TestedStep>,
    /// All steps as if they were one: sums of hits, events and squares, and their ratios. Nothing when no zone was drawn.
    pub pooled: Option<ZoneQuality>,
}

/// By how much one hit rate is above another, over all steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitRateGain {
    /// The difference.
    pub gain: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A naive recipe, and what the tested one has over it.
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveTested {
    /// How the naive recipe did.
    pub tested: Tested,
    /// The hit rate of the tested recipe less that of the naive one, on the same area. Nothing where fewer than
    /// [`FEWEST_GAIN_STEPS`] had events, or where all of them say exactly the same: how far such a number may be off cannot
    /// be told.
    pub gain: Option<HitRateGain>,
}

/// How recipes did.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The recipe in question.
    pub recipe: Tested,
    /// The naive ones, in their order.
    pub naive: Vec<NaiveTested>,
}

/// Foretells each of the last steps from those before it with a recipe and with naive ones.
///
/// `steps` are counts of the squares step by step, oldest first. A step in which the recipe finds no square worth a score
/// has no zones and no hits, and naive recipes get none either; one without events counts with its area. Whoever listens
/// hears of two rounds: the recipe, and the naive ones.
///
/// # Errors
/// When there are fewer than [`FEWEST_BACKTEST_STEPS`] to test or as many before them as one, or fewer events than
/// [`FEWEST_BACKTEST_EVENTS`] in those tested; when lists are not equally long; when a recipe fails; or
/// nobody wants the answer any more.
pub fn backtest(
    steps: &[Vec<u32>],
    squares: &[Square],
    recipe: &Recipe<'_>,
    naive: &[&Recipe<'_>],
    settings: BacktestSettings,
    effort: &mut Effort<'_>,
) -> Result<Backtest, AnalysisError> {
    need("steps to test", FEWEST_BACKTEST_STEPS, settings.tested)?;
    need("steps", settings.tested.saturating_add(1), steps.len())?;
    need("squares", 1, squares.len())?;
    for step in steps {
        same_length("counts of a step", squares.len(), step.len())?;
    }
    let first = steps.len() - settings.tested;
    let events = steps[first..].iter().flatten().map(|count| to_index(*count)).sum();
    need("events in the steps to test", FEWEST_BACKTEST_EVENTS, events)?;
    let of_recipe = effort.each(
        settings.tested,
        || (),
        |(), job| foretell(steps, first + job, squares, (recipe, None), settings),
    )?;
    let of_recipe = of_recipe.into_iter().collect::<Result<Vec<_>, _>>()?;
    let of_naive = effort.each(
        naive.len() * settings.tested,
        || (),
        |(), job| {
            let own = &of_recipe[job % settings.tested];
            let asked = (naive[job / settings.tested], Some(own.zone_squares));
            foretell(steps, own.step, squares, asked, settings)
        },
    )?;
    let of_naive = of_naive.into_iter().collect::<Result<Vec<_>, _>>()?;
    let versus = |outcomes: &[TestedStep]| NaiveTested {
        tested: tested(outcomes, squares.len()),
        gain: gain(&of_recipe, outcomes),
    };
    let naive = of_naive.chunks(settings.tested).map(versus).collect();
    Ok(Backtest { recipe: tested(&of_recipe, squares.len()), naive })
}

/// Draws zones from the steps before one and counts what they caught in it. A naive recipe is given with the squares that
/// its zones have to have.
fn foretell(
    steps: &[Vec<u32>],
    step: usize,
    squares: &[Square],
    (recipe, area): (&Recipe<'_>, Option<usize>),
    settings: BacktestSettings,
) -> Result<TestedStep, AnalysisError> {
    let earlier = &steps[..step];
    let scores = recipe(earlier)?;
    same_length("scores of a recipe", squares.len(), scores.len())?;
    let most = area.unwrap_or(settings.zones.budget_squares);
    let grown = |scores: &[f64], most: usize| {
        let has_score = scores.iter().any(|score| *score > 0.0);
        let can = has_score && most >= settings.zones.least_squares.max(1);
        let limits = ZoneSettings { budget_squares: most, ..settings.zones };
        if can { grow_zones(scores, squares, limits) } else { Ok(Vec::new()) }
    };
    let mut zones = grown(&scores, most)?;
    let taken = |zones: &[Zone]| zones.iter().map(|zone| zone.squares.len()).sum::<usize>();
    if area.is_some() && taken(&zones) < most {
        let rest = filling(earlier, &zones, Dice::new(settings.seed, "backtest", count_to_u64(step)));
        let filled = grown(&rest, most - taken(&zones))?;
        zones.extend(filled);
    }
    let came = &steps[step];
    let events = came.iter().map(|count| to_index(*count)).sum();
    let zone_squares = taken(&zones);
    let quality = if events > 0 && zone_squares > 0 {
        Some(zone_quality(&zones, came, squares, settings.zones)?)
    } else {
        None
    };
    Ok(TestedStep { step, hits: caught(&zones, came), events, zone_squares, quality })
}

/// Scores the squares that zones left: by all that was counted there, and of equal ones by chance.
fn filling(earlier: &[Vec<u32>], zones: &[Zone], mut dice: Dice) -> Vec<f64> {
    let squares = earlier.first().map_or(0, Vec::len);
    let count = |square: usize| earlier.iter().map(|step| f64::from(step[square])).sum::<f64>();
    // From above 0 to a half: chance never comes before a count.
    let mut scores: Vec<f64> = (0..squares).map(|square| count(square) + (1.0 - dice.unit()) / 2.0).collect();
    zones.iter().flat_map(|zone| &zone.squares).for_each(|square| scores[*square] = 0.0);
    scores
}

/// Sums steps up.
fn tested(steps: &[TestedStep], squares: usize) -> Tested {
    let sum = |of: fn(&TestedStep) -> usize| steps.iter().map(of).sum::<usize>();
    let area = (sum(|step| step.zone_squares), squares * steps.len());
    let best = sum(|step| step.quality.map_or(0, |quality| quality.best_hits));
    // Where zones were drawn only in steps without events, nobody could have caught anything.
    let pooled = (area.0 > 0 && best > 0)
        .then(|| ZoneQuality::of((sum(|step| step.hits), best, sum(|step| step.events)), area));
    Tested { steps: steps.to_vec(), pooled }
}

/// Compares hit rates over the same steps: a ratio of sums, of which steps are the sample.
fn gain(ours: &[TestedStep], theirs: &[TestedStep]) -> Option<HitRateGain> {
    let more_of = |(our, their): (&TestedStep, &TestedStep)| {
        (count_to_f64(our.hits) - count_to_f64(their.hits), count_to_f64(our.events))
    };
    // Steps without events say nothing of either.
    let steps = ours.iter().zip(theirs).filter(|(our, _)| our.events > 0);
    let steps: Vec<(f64, f64)> = steps.map(more_of).collect();
    if steps.len() < FEWEST_GAIN_STEPS {
        return None;
    }
    let (n, events) = (count_to_f64(steps.len()), steps.iter().map(|step| step.1).sum::<f64>());
    let gain = steps.iter().map(|step| step.0).sum::<f64>() / events;
    let left: f64 = steps.iter().map(|(more, events)| (more - gain * events).powi(2)).sum();
    if left <= 0.0 {
        return None;
    }
    let half = student_t(BEYOND, n - 1.0) * (left * n / (n - 1.0)).sqrt() / events;
    Some(HitRateGain { gain, low: (gain - half).max(-1.0), high: (gain + half).min(1.0) })
}

/// Scores squares by the counts of the last step: where it was is where it will be.
///
/// # Errors
/// When there is no step.
pub fn last_counts(steps: &[Vec<u32>]) -> Result<Vec<f64>, AnalysisError> {
    let last = steps.last().ok_or(AnalysisError::NotEnough { what: "earlier steps", needed: 1, given: 0 })?;
    Ok(last.iter().map(|count| f64::from(*count)).collect())
}

/// Smooths counts over the squares of a grid, corrected at the edge of what is observed: a kernel density.
#[derive(Debug, Clone)]
pub struct SquareSmoother {
    raster: Raster,
    kernel: KernelMask,
    /// Where each square lies in the raster.
    cells: Vec<usize>,
}

impl SquareSmoother {
    /// Prepares a Gaussian kernel of a standard deviation of so many sides of a square, 1 at least.
    ///
    /// # Errors
    /// When there are no squares, the box around them holds too many, the deviation is less than 1, or nobody wants the
    /// answer any more.
    pub fn new(
        squares: &[Square],
        deviation_sides: f64,
        effort: &mut Effort<'_>,
    ) -> Result<Self, AnalysisError> {
        need("squares", 1, squares.len())?;
        let ends = |of: fn(&Square) -> i32| {
            let values = || squares.iter().map(of);
            (values().min().unwrap_or_default(), values().max().unwrap_or_default())
        };
        let (rows, columns) = (ends(|s| s.row), ends(|s| s.column));
        let length = |(from, to): (i32, i32)| to_index(to.abs_diff(from)).saturating_add(1);
        let all = length(rows).saturating_mul(length(columns));
        if all > MOST_SQUARES {
            let what = "number of squares of a box that can be smoothed";
            return Err(AnalysisError::BadNumber { what, value: count_to_f64(all) });
        }
        let corner = PlanePoint { east_m: 0.0, north_m: 0.0 };
        let raster = Raster { corner, cell_m: 1.0, columns: length(columns), rows: length(rows) };
        let cell = |s: &Square| {
            to_index(s.row.abs_diff(rows.0)) * raster.columns + to_index(s.column.abs_diff(columns.0))
        };
        let cells: Vec<usize> = squares.iter().map(cell).collect();
        let mut is_observed = vec![false; all];
        for cell in &cells {
            is_observed[*cell] = true;
        }
        let kernel = KernelMask::new(raster, &is_observed, deviation_sides, effort)?;
        Ok(Self { raster, kernel, cells })
    }

    /// Scores squares by the smoothed sum of all steps; 0 everywhere where nothing happened.
    ///
    /// # Errors
    /// When a step has not one count a square.
    pub fn scores(&self, steps: &[Vec<u32>]) -> Result<Vec<f64>, AnalysisError> {
        let mut sums = vec![0.0; self.cells.len()];
        for step in steps {
            same_length("counts of a step", sums.len(), step.len())?;
            sums.iter_mut().zip(step).for_each(|(sum, count)| *sum += f64::from(*count));
        }
        let middle = |cell: usize| PlanePoint {
            east_m: count_to_f64(cell % self.raster.columns) + 0.5,
            north_m: count_to_f64(cell / self.raster.columns) + 0.5,
        };
        let points: Vec<WeighedPoint> = sums
            .iter()
            .zip(&self.cells)
            .filter(|(sum, _)| **sum > 0.0)
            .map(|(sum, cell)| WeighedPoint { at: middle(*cell), weight: *sum })
            .collect();
        if points.is_empty() {
            return Ok(sums);
        }
        // One picture of a grid is quick; recipes run side by side as it is.
        let mut progress = |_, _| ControlFlow::Continue(());
        let mut effort = Effort { threads: NonZero::<usize>::MIN, progress: &mut progress };
        let density = self.kernel.density(&points, &mut effort)?;
        Ok(self.cells.iter().map(|cell| f64::from(density.per_km2[*cell])).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::effort::tests::with_threads;
    use super::*;

    const ZONES: ZoneSettings = ZoneSettings { zone_squares: 2, least_squares: 1, budget_squares: 2 };
    const SETTINGS: BacktestSettings = BacktestSettings { zones: ZONES, tested: 3, seed: 9 };

    fn row(columns: i32) -> Vec<Square> {
        (0..columns).map(|column| Square { row: 0, column }).collect()
    }

    #[test]
    fn a_recipe_is_measured_by_what_came_and_beside_a_naive_one() {
        let squares = row(8);
        // Four months; the west is always busy, the east was so once.
        let steps: Vec<Vec<u32>> = vec![
            vec![4, 3, 0, 0, 0, 0, 0, 0],
            vec![5, 1, 0, 0, 0, 0, 0, 4],
            vec![2, 2, 1, 0, 0, 0, 5, 5],
            vec![6, 2, 0, 0, 0, 0, 0, 2],
        ];
        let west = |earlier: &[Vec<u32>]| {
            assert!((1..=3).contains(&earlier.len()), "what is foretold is not shown");
            Ok((0..8).map(|i| f64::from(8 - i)).collect())
        };
        let found =
            with_threads(2, |e| backtest(&steps, &squares, &west, &[&last_counts], SETTINGS, e)).unwrap();
        let hits: Vec<_> =
            found.recipe.steps.iter().map(|s| (s.step, s.hits, s.events, s.zone_squares)).collect();
        assert_eq!(hits, [(1, 6, 10, 2), (2, 4, 15, 2), (3, 8, 10, 2)]);
        let pooled = found.recipe.pooled.unwrap();
        // The best two squares side by side held 6, 10 and 8.
        assert_eq!((pooled.hits, pooled.events, pooled.best_hits), (18, 35, 24));
        assert_eq!((pooled.zone_squares, pooled.squares), (6, 24));
        assert!((pooled.pai - 18.0 / 35.0 / 0.25).abs() < 1e-12 && (pooled.pei_star - 0.75).abs() < 1e-12);
        let naive = &found.naive[0];
        let hits: Vec<_> = naive.tested.steps.iter().map(|s| s.hits).collect();
        assert_eq!(hits, [6, 4, 2], "the last month draws the zones in the west twice, then in the east");
        // Gains of 0, 0 and 6 among 10, 15 and 10 events: what is left of each is -12/7, -18/7 and 30/7, and t with two
        // degrees of freedom is 4.3026527.
        let left: f64 = [12.0, 18.0, 30.0].map(|left: f64| (left / 7.0).powi(2)).iter().sum();
        let half = 4.302_652_73 * (left * 1.5).sqrt() / 35.0;
        let gain = naive.gain.unwrap();
        assert!((gain.gain - 6.0 / 35.0).abs() < 1e-12, "{gain:?}");
        assert!((gain.low - (gain.gain - half)).abs() < 1e-8, "{gain:?} {half}");
        assert!((gain.high - (gain.gain + half)).abs() < 1e-8, "{gain:?} {half}");
        let again = with_threads(1, |e| backtest(&steps, &squares, &west, &[&last_counts], SETTINGS, e));
        assert_eq!(again.unwrap(), found, "on however many threads");
    }

    /// Of a budget of five squares a naive recipe knows one a step; the recipe takes all five.
    #[test]
    fn a_naive_recipe_gets_the_same_area() {
        let squares = row(40);
        let mut steps = vec![vec![0; 40]; 6];
        for (step, counts) in steps.iter_mut().enumerate() {
            counts[20 + 2 * step] = 5;
            counts[3] = u32::from(step < 3);
        }
        let zones = ZoneSettings { zone_squares: 5, least_squares: 1, budget_squares: 5 };
        let settings = BacktestSettings { zones, ..SETTINGS };
        let own = |_: &[Vec<u32>]| Ok((0..40).map(|i| 1.0 / f64::from(i + 1)).collect());
        let run = |threads| {
            with_threads(threads, |e| backtest(&steps, &squares, &own, &[&last_counts], settings, e))
        };
        let found = run(2).unwrap();
        let of = |tested: &Tested| tested.steps.iter().map(|step| step.zone_squares).collect::<Vec<_>>();
        assert_eq!(of(&found.recipe), [5, 5, 5]);
        assert_eq!(of(&found.naive[0].tested), [5, 5, 5], "the same area");
        assert_eq!(run(1).unwrap(), found, "filled alike on however many threads");
        // The square of last month is first, those with most reports before it next, and chance comes last.
        let last = Zone { squares: vec![24], score: 5.0 };
        let rest = filling(&steps[..3], &[last], Dice::new(9, "backtest", 3));
        assert_eq!(rest[24].to_bits(), 0);
        assert!(rest[20] > 5.0 && rest[22] > 5.0 && rest[3] > 3.0, "{rest:?}");
        assert!(
            rest.iter().enumerate().all(|(i, s)| [3, 20, 22, 24].contains(&i) || (*s > 0.0 && *s <= 0.5))
        );
    }

    #[test]
    fn where_a_recipe_takes_less_so_do_naive_ones() {
        let steps = vec![vec![4, 3, 2], vec![4, 1, 2], vec![5, 3, 0], vec![2, 1, 1]];
        let squares: Vec<Square> = (0..3).map(|column| Square { row: 0, column: 2 * column }).collect();
        let zones = ZoneSettings { zone_squares: 1, least_squares: 1, budget_squares: 3 };
        let settings = BacktestSettings { zones, ..SETTINGS };
        let own = |_: &[Vec<u32>]| Ok(vec![0.0, 1.0, 0.0]);
        let found =
            with_threads(1, |e| backtest(&steps, &squares, &own, &[&last_counts], settings, e)).unwrap();
        let pooled = found.naive[0].tested.pooled.unwrap();
        assert_eq!((pooled.zone_squares, pooled.hits), (3, 11), "its best square each time");
    }

    #[test]
    fn no_interval_where_it_cannot_be_told() {
        let step = |hits, events| TestedStep { step: 0, hits, events, zone_squares: 1, quality: None };
        let none = [step(0, 4), step(0, 5), step(0, 6), step(0, 0)];
        assert_eq!(gain(&[step(4, 4), step(5, 5), step(6, 6), step(0, 0)], &none), None, "all say the same");
        assert_eq!(gain(&[step(4, 4), step(3, 5)], &none[..2]), None, "two steps");
        assert_eq!(gain(&[step(4, 4), step(3, 5), step(0, 0)], &[none[0], none[1], none[3]]), None);
        let found = gain(&[step(4, 4), step(3, 5), step(6, 6)], &none[..3]).unwrap();
        assert!(found.high <= 1.0 && found.low < found.gain, "{found:?}");
    }

    /// Three and six steps in which the share that either recipe catches varies: of 1,000 intervals some 940 hold the
    /// truth; drawing three steps with replacement holds it some 750 times.
    #[test]
    fn intervals_of_few_steps_hold_the_truth_nearly_as_often_as_they_say() {
        for (number, steps) in [(0_u64, 3), (1, 6)] {
            let dice = &mut Dice::new(4, "gain coverage", number);
            let mut held = 0;
            for _ in 0..1_000 {
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                for _ in 0..steps {
                    let events = 10 + dice.index(41);
                    let (own, other) = (0.2 + 0.05 * dice.bell(), 0.1 + 0.02 * dice.bell());
                    let mut hits = [0, 0];
                    for _ in 0..events {
                        let drawn = dice.unit();
                        if drawn < own {
                            hits[0] += 1;
                        } else if drawn < own + other {
                            hits[1] += 1;
                        }
                    }
                    let step = |hits| TestedStep { step: 0, hits, events, zone_squares: 1, quality: None };
                    ours.push(step(hits[0]));
                    theirs.push(step(hits[1]));
                }
                held +=
                    u32::from(gain(&ours, &theirs).is_none_or(|found| found.low <= 0.1 && found.high >= 0.1));
            }
            assert!((910..=980).contains(&held), "{held} of {steps} steps");
        }
    }

    #[test]
    fn steps_without_events_or_zones_count_with_what_they_have() {
        let steps = vec![vec![0, 3], vec![0, 0], vec![9, 0], vec![8, 1]];
        let found = with_threads(1, |e| backtest(&steps, &row(2), &last_counts, &[], SETTINGS, e)).unwrap();
        let seen: Vec<_> = found.recipe.steps.iter().map(|s| (s.zone_squares, s.quality.is_some())).collect();
        assert_eq!(seen, [(1, false), (0, false), (1, true)]);
        let pooled = found.recipe.pooled.unwrap();
        assert_eq!((pooled.hits, pooled.events, pooled.zone_squares, pooled.squares), (8, 18, 2, 6));
    }

    #[test]
    fn too_little_is_told_with_what_is_needed() {
        let ask = |steps: &[Vec<u32>], tested| {
            let settings = BacktestSettings { tested, ..SETTINGS };
            with_threads(1, |e| backtest(steps, &row(2), &last_counts, &[], settings, e)).unwrap_err()
        };
        let few = AnalysisError::NotEnough { what: "steps to test", needed: 3, given: 2 };
        assert_eq!(ask(&vec![vec![9, 9]; 9], 2), few);
        let few = AnalysisError::NotEnough { what: "steps", needed: 4, given: 3 };
        assert_eq!(ask(&vec![vec![9, 9]; 3], 3), few);
        let few = AnalysisError::NotEnough { what: "events in the steps to test", needed: 10, given: 9 };
        assert_eq!(ask(&vec![vec![1, 2]; 5], 3), few);
        assert!(matches!(ask(&vec![vec![9]; 5], 3), AnalysisError::WrongLength { .. }));
    }

    #[test]
    fn smoothing_is_a_kernel_over_the_squares_that_there_are() {
        // An L of squares with a gap, off the origin.
        let mut squares: Vec<Square> = (0..7).map(|row| Square { row: row - 3, column: 40 }).collect();
        squares.extend((1..6).filter(|i| *i != 3).map(|i| Square { row: -3, column: 40 + i }));
        squares.sort_unstable();
        let steps: [Vec<u32>; 2] =
            [1, 2].map(|n| (0..squares.len()).map(|i| u32::from(i % 4 == 1) * n).collect());
        let smoother = with_threads(1, |e| SquareSmoother::new(&squares, 1.5, e)).unwrap();
        let found = smoother.scores(&steps).unwrap();
        let kernel = |a: &Square, b: &Square| {
            let (x, y) = (f64::from(a.column - b.column), f64::from(a.row - b.row));
            // Cut at four deviations along each axis.
            if x.abs() > 6.0 || y.abs() > 6.0 { 0.0 } else { (-0.5 * (x * x + y * y) / 2.25).exp() }
        };
        let expected: Vec<f64> = squares
            .iter()
            .map(|at| {
                let mass: f64 = squares.iter().map(|other| kernel(at, other)).sum();
                let of =
                    |(i, other): (usize, &Square)| f64::from(steps[0][i] + steps[1][i]) * kernel(at, other);
                squares.iter().enumerate().map(of).sum::<f64>() / mass
            })
            .collect();
        for (found, expected) in found.iter().zip(&expected) {
            // Weight to a square of 1 m, told to a square kilometre.
            assert!((found / 1e6 / expected - 1.0).abs() < 1e-5, "{found} is not {expected}");
        }
        assert_eq!(smoother.scores(&[vec![0; squares.len()]]).unwrap(), vec![0.0; squares.len()]);
    }
}
