//! Whether a series rises or falls: the test of Mann and Kendall, and the slope of Theil and Sen.
//!
//! Mann (1945), Kendall (1975); the variance with ties as in Gilbert (1987), Statistical Methods for Environmental
//! Pollution Monitoring, 16.4; the slope by Sen (1968). The same numbers as `pymannkendall.original_test`.

use super::AnalysisError;
use super::error::{finite, need, same_length};
use super::gi_star::two_sided_p;
use crate::domain::number::{count_to_f64, i64_to_f64};

/// Fewest values for which the normal distribution stands in for the exact one (Hamed and Rao 1998, section 2).
pub const FEWEST_TREND_STEPS: usize = 8;

/// Places that are compared side by side, so that the compiler can use wide registers.
const LANES: usize = 8;

/// How many places are gone through between two questions whether to go on.
const PLACES_BETWEEN: usize = 64 * LANES;

/// Says whether a series rises or falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs in which the later value is larger, less those in which it is smaller.
    pub s: i64,
    /// The variance of `s` in a series without trend.
    pub var: f64,
    /// Standard score, with the correction for continuity; 0 where all values are equal.
    pub z: f64,
    /// Two-sided p-value under the normal distribution.
    pub p: f64,
}

/// Says whether a series rises or falls, how surely and how fast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// The test.
    pub trend: Trend,
    /// `s` as a share of all pairs, from -1 to 1 (Kendall's tau a).
    pub tau: f64,
    /// The median slope of all pairs, in units of the values a step.
    pub sen_slope: f64,
}

/// Tests one series of values at equal steps of time, oldest first.
///
/// # Errors
/// When there are fewer than [`FEWEST_TREND_STEPS`], or one is not finite.
pub fn mann_kendall(series: &[f64]) -> Result<MannKendall, AnalysisError> {
    let steps: Vec<[f64; 1]> = series.iter().map(|v| [*v]).collect();
    let trend = trends(&steps, &mut || Ok(()))?[0];
    let tau = i64_to_f64(trend.s) / pairs_of(series.len());
    Ok(MannKendall { trend, tau, sen_slope: sen_slope(series) })
}

/// Tests the series of many places; `steps` holds, oldest first, one value a place for each step of time.
///
/// # Errors
/// When there are fewer than [`FEWEST_TREND_STEPS`] steps, they are not equally long, or a value is not finite; or when
/// `goes_on`, which is asked now and then, has one.
pub fn trends<S: AsRef<[f64]>>(
    steps: &[S],
    goes_on: &mut dyn FnMut() -> Result<(), AnalysisError>,
) -> Result<Vec<Trend>, AnalysisError> {
    need("steps of time", FEWEST_TREND_STEPS, steps.len())?;
    let places = steps[0].as_ref().len();
    for step in steps {
        same_length("values in a step of time", places, step.as_ref().len())?;
        finite("value of a series", step.as_ref())?;
    }
    let mut trends = Vec::with_capacity(places);
    let mut block = vec![[0.0; LANES]; steps.len()];
    let mut series = vec![0.0; steps.len()];
    for first in (0..places).step_by(LANES) {
        if first % PLACES_BETWEEN == 0 {
            goes_on()?;
        }
        let last = (first + LANES).min(places);
        for (row, step) in block.iter_mut().zip(steps) {
            row[..last - first].copy_from_slice(&step.as_ref()[first..last]);
        }
        let (up, down) = compare(&block);
        for lane in 0..last - first {
            // Values that are equal are rare, and only then has a series to be sorted.
            let untied = up[lane] + down[lane];
            let ties = if i64_to_f64(untied) < pairs_of(steps.len()) {
                for (value, row) in series.iter_mut().zip(&block) {
                    *value = row[lane];
                }
                tie_term(&mut series)
            } else {
                0.0
            };
            trends.push(Trend::of(steps.len(), up[lane] - down[lane], ties));
        }
    }
    Ok(trends)
}

/// Returns the median slope of all pairs of values at equal steps of time; 0 for fewer than two.
pub fn sen_slope(series: &[f64]) -> f64 {
    let mut slopes = Vec::with_capacity(series.len() * series.len() / 2);
    for (i, early) in series.iter().enumerate() {
        slopes.extend(series[i + 1..].iter().zip(1..).map(|(late, steps)| (late - early) / f64::from(steps)));
    }
    median(&mut slopes)
}

impl Trend {
    /// Scores the sum of signs of a series of `n` values with such ties.
    fn of(n: usize, s: i64, ties: f64) -> Self {
        let n = count_to_f64(n);
        let var = (n * (n - 1.0) * (2.0 * n + 5.0) - ties) / 18.0;
        let z = if s == 0 { 0.0 } else { i64_to_f64(s - s.signum()) / var.sqrt() };
        Self { s, var, z, p: two_sided_p(z) }
    }
}

/// Counts for each lane the pairs in which the later value is larger, and in which it is smaller.
fn compare(block: &[[f64; LANES]]) -> ([i64; LANES], [i64; LANES]) {
    let (mut up, mut down) = ([0; LANES], [0; LANES]);
    for (i, early) in block.iter().enumerate() {
        for late in &block[i + 1..] {
            for lane in 0..LANES {
                up[lane] += i64::from(late[lane] > early[lane]);
                down[lane] += i64::from(late[lane] < early[lane]);
            }
        }
    }
    (up, down)
}

/// Sums `t (t - 1) (2 t + 5)` over the groups of `t` equal values, sorting them.
fn tie_term(values: &mut [f64]) -> f64 {
    // Not by `total_cmp`, for which 0 and -0 differ.
    values.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values
        .chunk_by(|a, b| a >= b)
        .map(|group| count_to_f64(group.len()))
        .map(|t| t * (t - 1.0) * (2.0 * t + 5.0))
        .sum()
}

fn pairs_of(n: usize) -> f64 {
    let n = count_to_f64(n);
    n * (n - 1.0) / 2.0
}

/// Returns the middle value, or the mean of the two middle ones; 0 when there is none.
fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    let is_odd = values.len() % 2 == 1;
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if is_odd {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    f64::midpoint(lower, upper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(series: &[f64], s: i64, var: f64, z: f64, p: f64, slope: f64) {
        let found = mann_kendall(series).unwrap();
        assert_eq!(found.trend.s, s);
        assert!((found.trend.var - var).abs() < 1e-4, "{found:?}");
        assert!((found.trend.z - z).abs() < 1e-8, "{found:?}");
        assert!((found.trend.p - p).abs() < 1e-8, "{found:?}");
        assert!((found.sen_slope - slope).abs() < 1e-8, "{found:?}");
    }

    #[test]
    fn a_series_scores_as_pymannkendall_scores_it() {
        let plain = [2., 3., 5., 4., 6., 7., 9., 8., 10., 12.];
        check(&plain, 41, 125.0, 3.577_708_76, 0.000_346_62, 1.0);
        let tied = [1., 1., 2., 2., 3., 1., 4., 4., 4., 5., 0., 6.];
        check(&tied, 33, 204.333_3, 2.238_619_943_1, 0.025_180_655_5, 0.428_571_43);
    }

    #[test]
    fn equal_values_have_no_trend() {
        let found = mann_kendall(&[3.0; 12]).unwrap();
        assert_eq!((found.trend.s, found.trend.z, found.trend.p, found.sen_slope), (0, 0.0, 1.0, 0.0));
    }

    #[test]
    fn seven_values_are_not_enough() {
        let error = mann_kendall(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).unwrap_err();
        assert_eq!(error, AnalysisError::NotEnough { what: "steps of time", needed: 8, given: 7 });
        assert!(matches!(mann_kendall(&[f64::NAN; 9]), Err(AnalysisError::BadNumber { .. })));
        let uneven: Vec<Vec<f64>> = (0..8).map(|t| vec![0.0; 1 + t % 2]).collect();
        assert!(matches!(
            trends(&uneven, &mut || Ok(())),
            Err(AnalysisError::WrongLength { needed: 1, given: 2, .. })
        ));
    }

    proptest! {
        #[test]
        fn many_places_score_as_each_alone(
            places in prop::collection::vec(prop::collection::vec(0..9_i8, 11), 1..20)
        ) {
            let steps: Vec<Vec<f64>> =
                (0..11).map(|t| places.iter().map(|p| f64::from(p[t])).collect()).collect();
            for (place, trend) in places.iter().zip(trends(&steps, &mut || Ok(())).unwrap()) {
                let series: Vec<f64> = place.iter().copied().map(f64::from).collect();
                prop_assert_eq!(mann_kendall(&series).unwrap().trend, trend);
                let s: i64 = (0..11)
                    .flat_map(|i| (i + 1..11).map(move |j| (i, j)))
                    .map(|(i, j)| i64::from((place[j] - place[i]).signum()))
                    .sum();
                prop_assert_eq!(trend.s, s);
            }
        }

        #[test]
        fn time_that_runs_backwards_turns_the_trend(
            series in prop::collection::vec(-50..50_i8, 8..30)
        ) {
            let forwards: Vec<f64> = series.iter().copied().map(f64::from).collect();
            let backwards: Vec<f64> = forwards.iter().copied().rev().collect();
            let (a, b) = (mann_kendall(&forwards).unwrap(), mann_kendall(&backwards).unwrap());
            prop_assert_eq!(a.trend.s, -b.trend.s);
            prop_assert_eq!(a.trend.p.to_bits(), b.trend.p.to_bits());
            prop_assert!((a.sen_slope + b.sen_slope).abs() < 1e-12);
            // Only the order of the values counts, not how far apart they are.
            let cubes: Vec<f64> = forwards.iter().map(|v| v.powi(3)).collect();
            prop_assert_eq!(a.trend, mann_kendall(&cubes).unwrap().trend);
        }
    }
}
