//! Which features of the terrain go with reports, and where that would let one expect more of them.
//!
//! Risk terrain modelling (Caplan and Kennedy 2011; Kennedy, Caplan and Piza 2011, Risk clusters, hotspots, and spatial
//! intelligence) as a Poisson regression of counts a square on layers, held back by an elastic net whose strength is
//! chosen by cross-validation. Squares near each other are alike, so whole blocks of squares are left out together
//! (Roberts et al. 2017, Cross-validation strategies for data with temporal, spatial, or hierarchical structure).
//! A factor that goes with reports need not be their cause.
//!
//! What chance makes of it, over 200 terrains of 60 by 60 squares with about 600 reports and ten layers, each the closeness
//! to five random points, under [`PenaltyChoice::Best`] (`tests/it/risk_terrain.rs`): of layers that have nothing to do with
//! reports 11 % are kept where no layer has, and 23 % where one doubles them; kept in 90 % of the refits as well
//! ([`STEADY_FACTOR`]) are 2 and 4 %. The layer that doubles reports is kept in 88 % of the terrains, and steadily in 65 %.
//! Under [`PenaltyChoice::OneError`] 1 % of the others are kept, but that layer in 7 % only: it wants more reports. As
//! coefficients are held back, relative risks are drawn towards 1: a doubling is told as 1.6 on average.

use super::blocks::{Blocks, even};
use super::error::{finite, need, positive, same_length};
use super::poisson::{Design, Penalty, deviance};
use super::{AnalysisError, Effort};
use crate::domain::number::{count_to_f64, to_index};

/// Fewest squares of a model.
pub const FEWEST_RISK_SQUARES: usize = 30;
/// Fewest reports of a model: with fewer, which layers are kept is chance.
pub const FEWEST_RISK_REPORTS: usize = 20;
/// From which stability on a factor is worth naming: of layers that have nothing to do with reports few reach it.
pub const STEADY_FACTOR: f64 = 0.9;
/// Penalties that are tried.
const PENALTIES: usize = 50;
/// The least penalty that is tried, to the largest.
const LEAST_PENALTY: f64 = 1e-3;
/// How exact coefficients are on the way, and in the end, in deviations of their layers.
const ROUGH: f64 = 1e-6;
const EXACT: f64 = 1e-10;

/// One number a square: how near something is, whether it is within a distance, how much of it there is.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskLayer {
    /// The number of each square.
    pub values: Vec<f64>,
    /// Over which difference of the layer the relative risk is told: 1 for a closeness or an indicator.
    pub step: f64,
}

impl RiskLayer {
    /// Returns how near the nearest thing is: 1 beside it, 0.37 at the scale, and nearly 0 at four times that.
    ///
    /// # Errors
    /// When the scale is not above 0, or a distance is not a number from 0 on.
    pub fn closeness(distances_m: &[f64], scale_m: f64) -> Result<Self, AnalysisError> {
        positive("scale in metres", scale_m)?;
        Self::of(distances_m, |distance_m| (-distance_m / scale_m).exp())
    }

    /// Returns 1 where the nearest thing is at most so far away, and 0 elsewhere.
    ///
    /// # Errors
    /// When the reach is not above 0, or a distance is not a number from 0 on.
    pub fn within(distances_m: &[f64], reach_m: f64) -> Result<Self, AnalysisError> {
        positive("reach in metres", reach_m)?;
        Self::of(distances_m, |distance_m| if distance_m <= reach_m { 1.0 } else { 0.0 })
    }

    fn of(distances_m: &[f64], value: impl Fn(f64) -> f64) -> Result<Self, AnalysisError> {
        match distances_m.iter().find(|d| !(d.is_finite() && **d >= 0.0)) {
            Some(&value) => Err(AnalysisError::BadNumber { what: "distance from 0 on", value }),
            None => Ok(Self { values: distances_m.iter().map(|d| value(*d)).collect(), step: 1.0 }),
        }
    }
}

/// How the penalty is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PenaltyChoice {
    /// The one under which the blocks left out are foretold best.
    Best,
    /// The largest that is not worse than the best by more than its standard error: fewer factors, and surer ones.
    OneError,
    /// This one; nothing is left out.
    Given(f64),
}

/// How a model is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskTerrainSettings {
    /// 1 drops layers (lasso), 0 keeps all (ridge), between them a mixture.
    pub alpha: f64,
    /// How the penalty is chosen.
    pub choice: PenaltyChoice,
    /// Into how many parts the blocks are laid, one of which is left out at a time.
    pub folds: usize,
    /// How often the model is made anew of blocks drawn with replacement, to see which factors stay.
    pub refits: usize,
    /// From what chance begins.
    pub seed: u64,
}

/// A penalty and how well it foretold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PenaltyTried {
    /// The penalty.
    pub penalty: f64,
    /// How many layers it keeps.
    pub kept: usize,
    /// The mean Poisson deviance of squares left out.
    pub deviance: f64,
    /// The standard error of that over the parts.
    pub error: f64,
}

/// What a layer has to do with reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskFactor {
    /// By how much the logarithm of the expected count rises with one unit of the layer.
    pub coefficient: f64,
    /// How many times as many reports one step of the layer goes with.
    pub relative_risk: f64,
    /// The same over one standard deviation of the layer, by which layers compare.
    pub relative_risk_deviation: f64,
    /// Whether the model kept it.
    pub is_kept: bool,
    /// In which share of the refits it was kept, with the same sign; nothing when there were no refits.
    pub stability: Option<f64>,
}

/// A model.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTerrain {
    /// The penalty chosen.
    pub penalty: f64,
    /// The penalties tried, from the largest; none when it was given.
    pub tried: Vec<PenaltyTried>,
    /// The logarithm of the count that is expected where all layers are 0.
    pub constant: f64,
    /// One a layer, in their order.
    pub factors: Vec<RiskFactor>,
    /// How many reports are expected in each square.
    pub expected: Vec<f64>,
    /// The same to the mean over all squares.
    pub relative_risk: Vec<f64>,
    /// How much less than the mean alone the model leaves unexplained, of 1; of the squares it was made from.
    pub explained: f64,
    /// The same of squares that were left out; below 0 when the mean foretells them better, and nothing when no square
    /// was left out.
    pub foretold: Option<f64>,
}

/// Makes a model of the counts of squares; `layers` have one number a square, and so have `blocks`: squares of the same
/// number, such as those of a 20 km tile or a district, are left out and drawn together.
///
/// A layer that is the same in all squares explains nothing and is not kept. Whoever listens hears of two rounds: one
/// for the parts left out, one for the refits.
///
/// # Errors
/// When there are fewer than [`FEWEST_RISK_SQUARES`], [`FEWEST_RISK_REPORTS`], a layer, or blocks than parts; when fewer
/// than two parts have reports; when lists are not equally long, a number is not finite, or a setting is not one; or
/// nobody wants the answer any more.
pub fn risk_terrain(
    counts: &[u32],
    layers: &[RiskLayer],
    blocks: &[u32],
    settings: RiskTerrainSettings,
    effort: &mut Effort<'_>,
) -> Result<RiskTerrain, AnalysisError> {
    check(counts, layers, blocks, settings)?;
    let values: Vec<&[f64]> = layers.iter().map(|layer| layer.values.as_slice()).collect();
    let design = Design::new(&values, counts.len());
    let counts: Vec<f64> = counts.iter().map(|n| f64::from(*n)).collect();
    let blocks = Blocks::of(blocks);
    let model = Model { design: &design, counts: &counts, alpha: settings.alpha };
    let everywhere = even(&vec![true; counts.len()]);
    let mean: f64 = counts.iter().zip(&everywhere).map(|(y, w)| y * w).sum();
    let (penalty, tried, foretold) = match settings.choice {
        PenaltyChoice::Given(penalty) => (penalty, Vec::new(), None),
        PenaltyChoice::Best | PenaltyChoice::OneError => {
            let folds = blocks.folds(settings.folds, settings.seed);
            let with = (0..settings.folds).filter(|fold| {
                let mut squares = folds.iter().zip(&counts);
                squares.any(|(own, count)| own == fold && *count > 0.0)
            });
            need("parts with reports", 2, with.count())?;
            let (tried, best, alone) = model.tried(&everywhere, &folds, settings.folds, effort)?;
            let chosen = if settings.choice == PenaltyChoice::Best {
                best
            } else {
                let most = tried[best].deviance + tried[best].error;
                tried.iter().position(|one| one.deviance <= most).unwrap_or(best)
            };
            let foretold = 1.0 - tried[chosen].deviance / alone;
            (tried[chosen].penalty, tried, Some(foretold))
        }
    };
    let rule = Penalty { alpha: settings.alpha, lambda: penalty };
    let nothing = AnalysisError::NotEnough { what: "reports", needed: FEWEST_RISK_REPORTS, given: 0 };
    let from = design.constant(&counts, &everywhere).ok_or(nothing)?;
    effort.tell(0, settings.refits.max(1))?;
    let found = design.fit(&counts, &everywhere, rule, EXACT, &from);
    let stability = model.stability(&blocks, rule, &found, settings, effort)?;
    let (constant, slopes) = design.as_given(&found);
    let factor = |((layer, coefficient), j): ((&RiskLayer, f64), usize)| RiskFactor {
        coefficient,
        relative_risk: (coefficient * layer.step).exp(),
        relative_risk_deviation: (coefficient * design.deviations[j]).exp(),
        is_kept: coefficient != 0.0,
        stability: stability.as_ref().map(|shares| shares[j]),
    };
    let factors = layers.iter().zip(slopes).zip(0..).map(factor).collect();
    let expected = design.expected(&found);
    let left = |of: &dyn Fn(usize) -> f64| (0..counts.len()).map(|i| deviance(counts[i], of(i))).sum::<f64>();
    let alone = left(&|_| mean);
    Ok(RiskTerrain {
        penalty,
        tried,
        constant,
        factors,
        relative_risk: expected.iter().map(|mu| mu / mean).collect(),
        // Where all squares have the same count there is nothing to explain.
        explained: if alone > 0.0 { 1.0 - left(&|i| expected[i]) / alone } else { 0.0 },
        expected,
        foretold,
    })
}

fn check(
    counts: &[u32],
    layers: &[RiskLayer],
    blocks: &[u32],
    settings: RiskTerrainSettings,
) -> Result<(), AnalysisError> {
    need("squares", FEWEST_RISK_SQUARES, counts.len())?;
    need("reports", FEWEST_RISK_REPORTS, counts.iter().map(|n| to_index(*n)).sum())?;
    need("layers", 1, layers.len())?;
    same_length("blocks of squares", counts.len(), blocks.len())?;
    for layer in layers {
        same_length("values of a layer", counts.len(), layer.values.len())?;
        finite("value of a layer", &layer.values)?;
        positive("step of a layer", layer.step)?;
    }
    if !(0.0..=1.0).contains(&settings.alpha) {
        return Err(AnalysisError::BadNumber {
            what: "share of the lasso from 0 to 1",
            value: settings.alpha,
        });
    }
    match settings.choice {
        PenaltyChoice::Given(penalty) => positive("penalty", penalty),
        PenaltyChoice::Best | PenaltyChoice::OneError => {
            need("parts", 2, settings.folds)?;
            need("blocks", settings.folds, Blocks::of(blocks).all)
        }
    }
}

/// What does not change from fit to fit.
struct Model<'m> {
    design: &'m Design,
    counts: &'m [f64],
    alpha: f64,
}

impl Model<'_> {
    /// Tries penalties on the parts left out; returns them, which was best, and the mean deviance when the mean of the
    /// others foretells.
    fn tried(
        &self,
        everywhere: &[f64],
        folds: &[usize],
        parts: usize,
        effort: &mut Effort<'_>,
    ) -> Result<(Vec<PenaltyTried>, usize, f64), AnalysisError> {
        let most = self.design.least_that_drops_all(self.counts, everywhere, self.alpha);
        let step = LEAST_PENALTY.powf(count_to_f64(PENALTIES - 1).recip());
        let penalties: Vec<f64> = (0..PENALTIES).map(|i| most * step.powf(count_to_f64(i))).collect();
        let mut scored = effort.each_asking(
            parts + 1,
            || (),
            |(), part, goes_on| {
                // The last job leaves nothing out: it counts what each penalty keeps.
                let is_out = |square: usize| folds[square] == part;
                let weights = even(&(0..folds.len()).map(|square| !is_out(square)).collect::<Vec<_>>());
                let out: Vec<usize> = (0..folds.len()).filter(|square| is_out(*square)).collect();
                self.along(&penalties, &weights, &out, goes_on)
            },
        )?;
        let kept = scored.pop().map(|whole| whole.kept).unwrap_or_default();
        let sizes: Vec<f64> =
            (0..parts).map(|part| count_to_f64(folds.iter().filter(|fold| **fold == part).count())).collect();
        // Means over squares; the error is that of a mean over the parts, as `cv.glmnet` has it.
        let all: f64 = sizes.iter().sum();
        let mean = |of: &dyn Fn(&Along) -> f64| {
            scored.iter().zip(&sizes).map(|(part, size)| of(part) * size).sum::<f64>() / all
        };
        let tried: Vec<PenaltyTried> = (0..PENALTIES)
            .map(|i| {
                let deviance = mean(&|part| part.deviance[i]);
                let spread = mean(&|part| (part.deviance[i] - deviance).powi(2));
                let error = (spread / count_to_f64(parts - 1)).sqrt();
                PenaltyTried { penalty: penalties[i], kept: kept[i], deviance, error }
            })
            .collect();
        let mut best = 0;
        for (i, one) in tried.iter().enumerate() {
            if one.deviance < tried[best].deviance {
                best = i;
            }
        }
        Ok((tried, best, mean(&|part| part.alone)))
    }

    /// Fits under each penalty, and measures the squares that are left out; where it is not to go on, the rest is left
    /// unfitted.
    fn along(
        &self,
        penalties: &[f64],
        weights: &[f64],
        out: &[usize],
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Along {
        let Some(mut now) = self.design.constant(self.counts, weights) else {
            // Nothing happened in what is left: it foretells nothing.
            let nothing = vec![f64::INFINITY; penalties.len()];
            return Along { kept: vec![0; penalties.len()], deviance: nothing, alone: f64::INFINITY };
        };
        let left = |coefficients: &[f64]| {
            let expected = self.design.expected(coefficients);
            let sum: f64 = out.iter().map(|&i| deviance(self.counts[i], expected[i])).sum();
            sum / count_to_f64(out.len().max(1))
        };
        let alone = left(&now);
        let (kept, deviance) = penalties
            .iter()
            .map(|&lambda| {
                if !goes_on() {
                    return (0, f64::INFINITY);
                }
                let penalty = Penalty { alpha: self.alpha, lambda };
                now = self.design.fit(self.counts, weights, penalty, ROUGH, &now);
                (now[1..].iter().filter(|b| **b != 0.0).count(), left(&now))
            })
            .unzip();
        Along { kept, deviance, alone }
    }

    /// Returns, for each layer, the share of refits that kept it with the sign it has in `found`, or with any where it
    /// was not kept there.
    fn stability(
        &self,
        blocks: &Blocks,
        penalty: Penalty,
        found: &[f64],
        settings: RiskTerrainSettings,
        effort: &mut Effort<'_>,
    ) -> Result<Option<Vec<f64>>, AnalysisError> {
        if settings.refits == 0 {
            return Ok(None);
        }
        let refits = effort.each(
            settings.refits,
            || (),
            |(), number| {
                let weights = blocks.drawn(settings.seed, number);
                let from = self.design.constant(self.counts, &weights)?;
                let from: Vec<f64> = from[..1].iter().chain(&found[1..]).copied().collect();
                Some(self.design.fit(self.counts, &weights, penalty, ROUGH, &from))
            },
        )?;
        let share = |j: usize| {
            let stays = |refit: &Option<Vec<f64>>| {
                refit.as_ref().is_some_and(|b| b[j] != 0.0 && b[j] * found[j] >= 0.0)
            };
            count_to_f64(refits.iter().filter(|refit| stays(refit)).count()) / count_to_f64(settings.refits)
        };
        Ok(Some((1..found.len()).map(share).collect()))
    }
}

/// What a path of penalties came to.
struct Along {
    /// How many layers each keeps.
    kept: Vec<usize>,
    /// The mean deviance of the squares left out, under each.
    deviance: Vec<f64>,
    /// The same when the mean alone foretells.
    alone: f64,
}

#[cfg(test)]
mod tests {
    use super::super::Dice;
    use super::super::effort::tests::with_threads;
    use super::*;

    const SETTINGS: RiskTerrainSettings =
        RiskTerrainSettings { alpha: 1.0, choice: PenaltyChoice::Best, folds: 5, refits: 20, seed: 7 };

    /// A terrain of 20 by 20 squares in 25 blocks: reports go with the first layer, threefold from its 0 to its 1; the
    /// second and third are noise, the fourth is the same everywhere.
    fn planted() -> (Vec<u32>, Vec<RiskLayer>, Vec<u32>) {
        let mut dice = Dice::new(3, "terrain", 0);
        let near: Vec<f64> = (0..400).map(|i| (-f64::from(i % 20) / 6.0).exp()).collect();
        let noise: Vec<Vec<f64>> = (0..2).map(|_| (0..400).map(|_| dice.unit()).collect()).collect();
        let counts = near.iter().map(|x| {
            let expected = 0.4 * 3.0_f64.powf(*x);
            // Poisson by Knuth's product of even numbers.
            let (mut n, mut left) = (0, dice.unit());
            while left > (-expected).exp() {
                left *= dice.unit();
                n += 1;
            }
            n
        });
        let counts = counts.collect();
        let layers = [near.clone(), noise[0].clone(), noise[1].clone(), vec![2.5; 400]];
        let layers = layers.map(|values| RiskLayer { values, step: 1.0 }).to_vec();
        (counts, layers, (0..400).map(|i| i / 80 * 5 + i % 20 / 4).collect())
    }

    #[test]
    fn what_was_planted_is_found_and_stays() {
        let (counts, layers, blocks) = planted();
        let found = with_threads(2, |e| risk_terrain(&counts, &layers, &blocks, SETTINGS, e)).unwrap();
        let risk = found.factors[0].relative_risk;
        assert!(found.factors[0].is_kept && (2.0..4.5).contains(&risk), "threefold was planted, not {risk}");
        assert_eq!(found.factors[0].stability, Some(1.0));
        assert!(!found.factors[3].is_kept && found.factors[3].stability == Some(0.0));
        assert!(found.foretold.unwrap() > 0.0 && found.explained > found.foretold.unwrap());
        let mean = found.relative_risk.iter().sum::<f64>() / 400.0;
        assert!((mean - 1.0).abs() < 1e-9, "the model expects as many as there are");
        assert_eq!((found.tried.len(), found.tried[0].kept), (PENALTIES, 0));
        let fewer = RiskTerrainSettings { choice: PenaltyChoice::OneError, ..SETTINGS };
        let fewer = with_threads(1, |e| risk_terrain(&counts, &layers, &blocks, fewer, e)).unwrap();
        assert!(fewer.penalty >= found.penalty);
        let again = with_threads(1, |e| risk_terrain(&counts, &layers, &blocks, SETTINGS, e)).unwrap();
        assert_eq!(again, found, "on however many threads");
    }

    #[test]
    fn layers_are_made_of_distances() {
        let near = RiskLayer::closeness(&[0.0, 1_000.0, 4_000.0], 1_000.0).unwrap();
        assert!((near.values[1] - 0.367_879).abs() < 1e-6 && (0.018..0.019).contains(&near.values[2]));
        let within = RiskLayer::within(&[0.0, 1_000.0, 1_000.1], 1_000.0).unwrap();
        assert_eq!((within.values, within.step), (vec![1.0, 1.0, 0.0], 1.0));
        assert!(RiskLayer::within(&[-1.0], 5.0).is_err() && RiskLayer::closeness(&[1.0], 0.0).is_err());
    }

    #[test]
    fn layers_that_swap_swap_their_factors() {
        let (counts, mut layers, blocks) = planted();
        let one = with_threads(1, |e| risk_terrain(&counts, &layers, &blocks, SETTINGS, e)).unwrap();
        layers.swap(0, 2);
        let other = with_threads(1, |e| risk_terrain(&counts, &layers, &blocks, SETTINGS, e)).unwrap();
        for (a, b) in [(0, 2), (1, 1), (2, 0)] {
            let off = one.factors[a].coefficient - other.factors[b].coefficient;
            assert!(off.abs() < 1e-7, "{off}");
        }
    }

    #[test]
    fn too_little_is_told_with_what_is_needed() {
        let (counts, layers, blocks) = planted();
        let ask = |counts: &[u32], blocks: &[u32], settings| {
            with_threads(1, |e| risk_terrain(counts, &layers, blocks, settings, e)).unwrap_err()
        };
        let few: Vec<u32> = (0..400).map(|i| u32::from(i < 19)).collect();
        let needed = AnalysisError::NotEnough { what: "reports", needed: 20, given: 19 };
        assert_eq!(ask(&few, &blocks, SETTINGS), needed);
        let needed = AnalysisError::NotEnough { what: "blocks", needed: 5, given: 1 };
        assert_eq!(ask(&counts, &[4; 400], SETTINGS), needed);
        let together: Vec<u32> = (0..400).map(|i| if i == 0 { 50 } else { 0 }).collect();
        let needed = AnalysisError::NotEnough { what: "parts with reports", needed: 2, given: 1 };
        assert_eq!(ask(&together, &blocks, SETTINGS), needed);
        let bad = ask(&counts, &blocks, RiskTerrainSettings { alpha: 1.5, ..SETTINGS });
        assert!(matches!(bad, AnalysisError::BadNumber { value: 1.5, .. }));
        assert!(matches!(ask(&counts, &blocks[1..], SETTINGS), AnalysisError::WrongLength { .. }));
    }
}
