//! What is expected where nothing happens: the three models, how unlikely a count is under each, and how to draw counts.

use super::super::error::{need, same_length};
use super::super::{AnalysisError, Dice};
use super::ScanModel;
use crate::domain::number::{count_to_f64, count_to_u32, to_index};

/// A model with what does not change when counts are drawn anew: the measure of each place and step, in the order of
/// the places.
///
/// Measures add up over places and steps. They are whole numbers wherever the input is, so that their sums are exact
/// and do not depend on an order.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The measure of each place and step.
    pub(super) measure: Vec<f64>,
    /// What a measure is to be multiplied with to become an expected count.
    scale: f64,
    /// All cases.
    cases: f64,
    /// All cases and controls, in the Bernoulli model.
    everybody: Option<f64>,
    source: Source,
}

/// What counts are drawn from.
#[derive(Debug)]
enum Source {
    /// The place and the step of each case; steps are dealt out anew.
    Steps { places: Vec<u32>, steps: Vec<u32> },
    /// A chance for each place and step (Walker 1977, in the form of Vose 1991): go to a cell, stay with this chance,
    /// or go to the other one.
    Chances { stay: Vec<f64>, other: Vec<u32>, cases: usize },
    /// The place and step of everybody; some become cases.
    Everybody { cells: Vec<u32>, cases: usize },
}

impl Prepared {
    /// Prepares a model for counts of cases by place and step.
    pub(super) fn new(cases: &[u32], steps: usize, model: &ScanModel<'_>) -> Result<Self, AnalysisError> {
        let total: usize = cases.iter().map(|n| to_index(*n)).sum();
        let all = count_to_f64(total);
        match model {
            ScanModel::Permutation => {
                let of_place: Vec<f64> = cases.chunks(steps).map(sum).collect();
                let of_step: Vec<f64> = (0..steps)
                    .map(|t| cases.iter().skip(t).step_by(steps).map(|n| f64::from(*n)).sum())
                    .collect();
                let measure = of_place.iter().flat_map(|p| of_step.iter().map(move |s| p * s)).collect();
                let (mut places, mut at_steps) = (Vec::with_capacity(total), Vec::with_capacity(total));
                for cell in cells(cases) {
                    places.push(count_to_u32(cell / steps));
                    at_steps.push(count_to_u32(cell % steps));
                }
                let source = Source::Steps { places, steps: at_steps };
                Ok(Self { measure, scale: all.recip(), cases: all, everybody: None, source })
            }
            ScanModel::Poisson { population } => {
                same_length("populations by place and step", cases.len(), population.len())?;
                if let Some(&value) = population.iter().find(|v| !(v.is_finite() && **v >= 0.0)) {
                    return Err(AnalysisError::BadNumber { what: "population", value });
                }
                let people: f64 = population.iter().sum();
                for (&n, &value) in cases.iter().zip(*population) {
                    if people <= 0.0 || (n > 0 && value <= 0.0) {
                        return Err(AnalysisError::BadNumber {
                            what: "population where there are cases",
                            value,
                        });
                    }
                }
                let (stay, other) = alias_table(population, people);
                let source = Source::Chances { stay, other, cases: total };
                Ok(Self {
                    measure: population.to_vec(),
                    scale: all / people,
                    cases: all,
                    everybody: None,
                    source,
                })
            }
            ScanModel::Bernoulli { controls } => {
                same_length("controls by place and step", cases.len(), controls.len())?;
                need("controls", 1, controls.iter().map(|n| to_index(*n)).sum())?;
                let both: Vec<u32> = cases.iter().zip(*controls).map(|(a, b)| a.saturating_add(*b)).collect();
                let cells: Vec<u32> = cells(&both).map(count_to_u32).collect();
                let everybody = count_to_f64(cells.len());
                Ok(Self {
                    measure: both.iter().map(|n| f64::from(*n)).collect(),
                    scale: all / everybody,
                    cases: all,
                    everybody: Some(everybody),
                    source: Source::Everybody { cells, cases: total },
                })
            }
        }
    }

    /// Returns the weight of each place: what the largest circles may hold a share of.
    pub(super) fn weights(&self, steps: usize) -> Vec<f64> {
        self.measure.chunks(steps).map(|place| place.iter().sum()).collect()
    }

    /// Returns how many cases are expected for a measure.
    pub(super) fn expected(&self, measure: f64) -> f64 {
        measure * self.scale
    }

    /// Returns the logarithm of the likelihood ratio of a count of cases in a cylinder; 0 unless there are more than
    /// expected. For one count it grows as the measure shrinks.
    pub(super) fn statistic(&self, cases: f64, measure: f64) -> f64 {
        let expected = self.expected(measure);
        if cases <= expected {
            return 0.0;
        }
        let rest = self.cases - cases;
        match self.everybody {
            // Kulldorff (1997), A spatial scan statistic, Poisson; Kulldorff et al. (2005) take the same for the
            // permutation model.
            None => n_ln(cases, cases / expected) + n_ln(rest, rest / (self.cases - expected)),
            // The same, Bernoulli.
            Some(everybody) => {
                let others = everybody - measure;
                n_ln(cases, cases / measure)
                    + n_ln(measure - cases, (measure - cases) / measure)
                    + n_ln(rest, rest / others)
                    + n_ln(others - rest, (others - rest) / others)
                    - n_ln(self.cases, self.cases / everybody)
                    - n_ln(everybody - self.cases, (everybody - self.cases) / everybody)
            }
        }
    }

    /// Draws counts as they would be if nothing happened anywhere, with all totals that the model holds fixed.
    pub(super) fn draw(&self, dice: &mut Dice, scratch: &mut Vec<u32>, steps: usize, counts: &mut [u32]) {
        counts.fill(0);
        match &self.source {
            Source::Steps { places, steps: dealt } => {
                scratch.clone_from(dealt);
                dice.shuffle(scratch);
                for (place, step) in places.iter().zip(&*scratch) {
                    counts[to_index(*place) * steps + to_index(*step)] += 1;
                }
            }
            Source::Chances { stay, other, cases } => {
                for _ in 0..*cases {
                    let cell = dice.index(stay.len());
                    let stays = dice.unit() < stay[cell];
                    counts[if stays { cell } else { to_index(other[cell]) }] += 1;
                }
            }
            Source::Everybody { cells, cases } => {
                scratch.clone_from(cells);
                dice.shuffle_first(scratch, *cases);
                for cell in &scratch[..*cases] {
                    counts[to_index(*cell)] += 1;
                }
            }
        }
    }
}

/// Returns `n ln(share)`; 0 where `n` is 0.
fn n_ln(n: f64, share: f64) -> f64 {
    if n > 0.0 { n * share.ln() } else { 0.0 }
}

fn sum(counts: &[u32]) -> f64 {
    counts.iter().map(|n| f64::from(*n)).sum()
}

/// Lists the cell of each counted thing.
fn cells(counts: &[u32]) -> impl Iterator<Item = usize> {
    counts.iter().enumerate().flat_map(|(cell, n)| std::iter::repeat_n(cell, to_index(*n)))
}

/// Prepares drawing cells by their weights (Vose 1991).
fn alias_table(weights: &[f64], total: f64) -> (Vec<f64>, Vec<u32>) {
    let cells = count_to_f64(weights.len());
    let mut stay: Vec<f64> = weights.iter().map(|w| w / total * cells).collect();
    let mut other: Vec<u32> = (0..weights.len()).map(count_to_u32).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..weights.len()).partition(|&i| stay[i] < 1.0);
    while let (Some(&little), Some(&much)) = (small.last(), large.last()) {
        small.pop();
        other[little] = count_to_u32(much);
        stay[much] -= 1.0 - stay[little];
        if stay[much] < 1.0 {
            large.pop();
            small.push(much);
        }
    }
    // What is left is 1 but for rounding; a cell of no weight must not be drawn for that.
    let heaviest = (0..weights.len()).max_by(|&a, &b| weights[a].total_cmp(&weights[b])).unwrap_or_default();
    for i in small.into_iter().chain(large) {
        (stay[i], other[i]) = (if weights[i] > 0.0 { 1.0 } else { 0.0 }, count_to_u32(heaviest));
    }
    (stay, other)
}
