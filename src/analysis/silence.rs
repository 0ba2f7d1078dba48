//! Where reports stay away: places that report less than their own history and their neighbours predict.
//!
//! Absence of reports is not safety. What a place is expected to report comes from its own earlier periods, with the
//! variance that reporting has beyond chance estimated from all places together (negative binomial, by moments: Clark
//! and Perry 1989) and with what so few periods leave unknown of its mean. A place below that is compared once more
//! with its expectation times the change that its neighbours went through, so that a place that fell silent alone is
//! told from an area that did. Seasons are not modelled: give the same months of earlier years where they matter.

use super::AnalysisError;
use super::benjamini_hochberg;
use super::distributions::negative_binomial_cdf;
use super::error::{need, same_length};
use crate::domain::named_enum;
use crate::domain::number::{count_to_f64, to_index};

/// Fewest earlier periods from which a mean is taken.
pub const FEWEST_SILENCE_PERIODS: usize = 6;
/// Fewest places from which the variance of reporting is estimated.
pub const FEWEST_SILENCE_PLACES: usize = 5;
/// How well it is known, before neighbours are asked, that nothing changed for all: as if by so many reports. Changes by
/// half, up or down, are then usual (the deviation of a gamma variable of mean 1 and this shape).
const COMMON_SHAPE: f64 = 4.0;

named_enum! {
    /// What the reporting of a place is, with the false discovery rate held.
    SilenceClass, "class of silence" {
        /// Less than its own history and its neighbours predict.
        Silent = "silent",
        /// Less than its own history predicts, and its neighbours went the same way.
        AreaQuiet = "area_quiet",
        /// Nothing out of the usual.
        Usual = "usual",
        /// So few are expected that even none would be no surprise.
        CannotTell = "cannot_tell",
    }
}

/// What is known of the reporting of some places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reporting<'a> {
    /// Reports of each place in earlier periods of equal length; for each place as many.
    pub history: &'a [Vec<u32>],
    /// Reports of each place in the present period.
    pub present: &'a [u32],
    /// For each place, the positions of the others near it.
    pub neighbours: &'a [Vec<usize>],
    /// What share of the present period is over, above 0 and up to 1.
    pub elapsed: f64,
}

/// What one place was expected to report, and whether it did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silence {
    /// How many reports its own history predicts.
    pub expected: f64,
    /// The fewest that are no surprise at the rate asked for, on their own.
    pub usual_from: u32,
    /// How likely as few are by its own history.
    pub p: f64,
    /// How many reports its history predicts after the change that its neighbours went through.
    pub expected_as_neighbours: f64,
    /// How likely as few are after that change.
    pub p_as_neighbours: f64,
    /// What it is.
    pub class: SilenceClass,
}

/// Finds the places that report less than predicted, at a false discovery rate of `alpha` among the places whose
/// silence would be seen.
///
/// # Errors
/// When there are fewer than [`FEWEST_SILENCE_PLACES`] or [`FEWEST_SILENCE_PERIODS`], lists are not equally long, or the elapsed share
/// or the rate is not above 0 and up to 1.
pub fn silence(reporting: Reporting<'_>, alpha: f64) -> Result<Vec<Silence>, AnalysisError> {
    let Reporting { history, present, neighbours, elapsed } = reporting;
    need("places", FEWEST_SILENCE_PLACES, history.len())?;
    same_length("places with reports", history.len(), present.len())?;
    same_length("lists of neighbours", history.len(), neighbours.len())?;
    let periods = history[0].len();
    need("earlier periods", FEWEST_SILENCE_PERIODS, periods)?;
    for place in history {
        same_length("earlier periods of a place", periods, place.len())?;
    }
    for value in [elapsed, alpha] {
        if !(value > 0.0 && value <= 1.0) {
            return Err(AnalysisError::BadNumber { what: "share above 0 and up to 1", value });
        }
    }
    let means: Vec<f64> = history.iter().map(|place| mean(place)).collect();
    let excess = excess(history, &means);
    let mut found: Vec<Silence> = (0..history.len())
        .map(|place| {
            let own = Prediction::of(means[place], periods, elapsed, excess);
            let near = neighbours[place].iter();
            let came: f64 = near.clone().map(|&j| f64::from(present[j])).sum();
            let awaited: f64 = near.map(|&j| means[j] * elapsed).sum();
            let changed = own.changed(came, awaited);
            let p = own.at_most(present[place]);
            Silence {
                expected: own.mean,
                usual_from: own.usual_from(alpha),
                p,
                expected_as_neighbours: changed.mean,
                p_as_neighbours: changed.at_most(present[place]),
                class: if own.at_most(0) > alpha { SilenceClass::CannotTell } else { SilenceClass::Usual },
            }
        })
        .collect();
    let tested = found.iter().filter(|s| s.class != SilenceClass::CannotTell).map(|s| s.p);
    let Some(line) = benjamini_hochberg(&tested.collect::<Vec<f64>>(), alpha) else { return Ok(found) };
    for place in found.iter_mut().filter(|s| s.class != SilenceClass::CannotTell && s.p <= line) {
        let is_alone = place.p_as_neighbours <= alpha;
        place.class = if is_alone { SilenceClass::Silent } else { SilenceClass::AreaQuiet };
    }
    Ok(found)
}

/// A count that is to come: its mean and variance.
#[derive(Debug, Clone, Copy)]
struct Prediction {
    mean: f64,
    variance: f64,
    excess: f64,
}

impl Prediction {
    /// Predicts a part of a period from the mean of some earlier ones.
    fn of(mean: f64, periods: usize, elapsed: f64, excess: f64) -> Self {
        let a_period = mean + excess * mean * mean;
        let unknown = elapsed * elapsed * a_period / count_to_f64(periods);
        let expected = mean * elapsed;
        Self { mean: expected, variance: expected + excess * expected * expected + unknown, excess }
    }

    /// Predicts the same after the change that neighbours went through, of which so many reports came and so many were
    /// awaited.
    fn changed(&self, came: f64, awaited: f64) -> Self {
        let factor = (COMMON_SHAPE + came) / (COMMON_SHAPE + awaited);
        let doubt = factor / (COMMON_SHAPE + awaited);
        let unknown = self.variance - self.mean - self.excess * self.mean * self.mean;
        let mean = self.mean * factor;
        let variance =
            mean + self.excess * mean * mean + factor * factor * unknown + doubt * self.mean * self.mean;
        Self { mean, variance, excess: self.excess }
    }

    /// Returns how likely at most so many are.
    fn at_most(&self, count: u32) -> f64 {
        let beyond = self.variance - self.mean;
        let size = if beyond > 0.0 { self.mean * self.mean / beyond } else { f64::INFINITY };
        negative_binomial_cdf(self.mean, size, f64::from(count))
    }

    /// Returns the smallest count that is likelier than `alpha` not to be exceeded.
    fn usual_from(&self, alpha: f64) -> u32 {
        let (mut low, mut high) = (0, 1);
        while self.at_most(high) <= alpha && high < u32::MAX / 2 {
            high *= 2;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at_most(middle) > alpha {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

fn mean(counts: &[u32]) -> f64 {
    let sum: usize = counts.iter().map(|n| to_index(*n)).sum();
    count_to_f64(sum) / count_to_f64(counts.len())
}

/// Estimates by what share of its square a mean adds to the variance of reporting beyond chance, from all places.
fn excess(history: &[Vec<u32>], means: &[f64]) -> f64 {
    let (mut beyond, mut squares) = (0.0, 0.0);
    for (place, mean) in history.iter().zip(means) {
        let n = count_to_f64(place.len());
        let variance = place.iter().map(|c| (f64::from(*c) - mean).powi(2)).sum::<f64>() / (n - 1.0);
        beyond += variance - mean;
        // The square of a mean from few periods is too large by the variance of that mean.
        squares += mean * mean - variance / n;
    }
    if squares > 0.0 { (beyond / squares).max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Dice;
    use super::*;

    /// Draws a count of a mean: of 64 chances as many as come true, close enough to Poisson.
    fn draw(dice: &mut Dice, mean: f64) -> u32 {
        (0..64).map(|_| u32::from(dice.unit() < mean / 64.0)).sum()
    }

    fn ring(places: usize) -> Vec<Vec<usize>> {
        (0..places).map(|i| vec![(i + places - 1) % places, (i + 1) % places, (i + 2) % places]).collect()
    }

    fn history(dice: &mut Dice, means: &[f64]) -> Vec<Vec<u32>> {
        means.iter().map(|mean| (0..12).map(|_| draw(dice, *mean)).collect()).collect()
    }

    fn classes(history: &[Vec<u32>], present: &[u32]) -> Vec<SilenceClass> {
        let neighbours = ring(history.len());
        let reporting = Reporting { history, present, neighbours: &neighbours, elapsed: 1.0 };
        silence(reporting, 0.05).unwrap().iter().map(|s| s.class).collect()
    }

    #[test]
    fn a_place_that_fell_silent_is_told_from_an_area_and_from_a_place_that_never_said_much() {
        let mut means = vec![15.0; 30];
        means[3] = 0.8;
        let history = history(&mut Dice::new(1, "silence", 0), &means);
        let mut present: Vec<u32> = vec![15; 30];
        (present[3], present[10]) = (0, 2);
        for quiet in &mut present[20..26] {
            *quiet = 2;
        }
        let found = classes(&history, &present);
        assert_eq!(found[10], SilenceClass::Silent);
        assert_eq!(found[3], SilenceClass::CannotTell);
        assert_eq!(found[22], SilenceClass::AreaQuiet);
        assert_eq!(found[15], SilenceClass::Usual);
    }

    #[test]
    fn half_a_month_needs_half_the_reports() {
        let history = vec![vec![20; 12]; 6];
        let neighbours = ring(6);
        let at = |elapsed: f64, present: &[u32]| {
            let reporting = Reporting { history: &history, present, neighbours: &neighbours, elapsed };
            silence(reporting, 0.05).unwrap()[0]
        };
        let half = at(0.5, &[10; 6]);
        assert!((half.expected - 10.0).abs() < 1e-12);
        assert_eq!(half.class, SilenceClass::Usual);
        assert!(at(1.0, &[10; 6]).p < 0.05 && half.p > 0.4);
        // Poisson with a mean of 20 and of 10 and a little more variance: the first counts above 5 %.
        assert_eq!((at(1.0, &[20; 6]).usual_from, half.usual_from), (13, 5));
    }

    #[test]
    fn false_alarms_are_rare_where_nothing_changed() {
        let mut dice = Dice::new(2, "silence", 0);
        let means: Vec<f64> = (0..40).map(|i| 2.0 + f64::from(i) / 2.0).collect();
        let mut alarms = 0;
        for _ in 0..100 {
            let history = history(&mut dice, &means);
            let present: Vec<u32> = means.iter().map(|mean| draw(&mut dice, *mean)).collect();
            let found = classes(&history, &present);
            let is_alarm = |c: &SilenceClass| matches!(c, SilenceClass::Silent | SilenceClass::AreaQuiet);
            alarms += usize::from(found.iter().any(is_alarm));
        }
        // At 5 % five are expected at most, with a deviation of 2.2; counts are discrete, so there are fewer.
        assert!(alarms <= 11, "{alarms} of 100");
    }

    #[test]
    fn bad_input_is_refused() {
        let (history, neighbours) = (vec![vec![1; 6]; 5], ring(5));
        let of = |history: &[Vec<u32>], present: &[u32], elapsed| {
            silence(Reporting { history, present, neighbours: &neighbours, elapsed }, 0.05)
        };
        let few = of(&vec![vec![1; 5]; 5], &[1; 5], 1.0).unwrap_err();
        assert_eq!(few, AnalysisError::NotEnough { what: "earlier periods", needed: 6, given: 5 });
        let few = of(&history[..4], &[1; 4], 1.0).unwrap_err();
        assert_eq!(few, AnalysisError::NotEnough { what: "places", needed: 5, given: 4 });
        assert!(of(&history, &[1; 4], 1.0).is_err());
        assert!(of(&history, &[1; 5], 0.0).is_err());
        assert!(of(&history, &[1; 5], 1.0).is_ok());
        assert!(
            of(&vec![vec![0; 6]; 5], &[0; 5], 1.0)
                .unwrap()
                .iter()
                .all(|s| s.class == SilenceClass::CannotTell)
        );
    }

    proptest! {
        #[test]
        fn fewer_reports_are_never_less_of_a_surprise(
            counts in prop::collection::vec(prop::collection::vec(0..30_u32, 8), 6), shift in 1..6_usize
        ) {
            let neighbours = ring(6);
            let of = |history: &[Vec<u32>], present: &[u32], neighbours: &[Vec<usize>]| {
                silence(Reporting { history, present, neighbours, elapsed: 1.0 }, 0.1).unwrap()
            };
            let mut last = 0.0;
            for present in 0..30 {
                let found = of(&counts, &[present; 6], &neighbours)[0];
                prop_assert!(found.p >= last);
                prop_assert_eq!(present >= found.usual_from, found.p > 0.1);
                last = found.p;
            }
            // The order of places makes no difference but for the last digits of sums.
            let mut turned = counts.clone();
            turned.rotate_left(shift);
            let (a, b) = (of(&counts, &[4; 6], &neighbours), of(&turned, &[4; 6], &neighbours));
            for i in 0..6 {
                prop_assert!((a[(i + shift) % 6].p - b[i].p).abs() < 1e-9);
                prop_assert!((a[(i + shift) % 6].p_as_neighbours - b[i].p_as_neighbours).abs() < 1e-9);
            }
        }
    }
}
