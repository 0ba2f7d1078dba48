//! Which places are like their neighbours and which stand out: Moran's statistic of each place.
//!
//! Anselin (1995), Local Indicators of Spatial Association, equation 12, with weights that sum to 1 over the
//! neighbours of a place and scaled by `n - 1`, as esda and spdep do; p-values by conditional permutation as in its
//! section on inference.

use super::error::{finite, need, same_length};
use super::{AnalysisError, Dice, Effort, benjamini_hochberg};
use crate::domain::named_enum;
use crate::domain::number::count_to_f64;

/// Fewest places between which anything can be permuted.
pub const FEWEST_MORAN_PLACES: usize = 3;

named_enum! {
    /// What a place and its neighbours are together, with the false discovery rate held.
    MoranClass, "class of local Moran" {
        /// High among high ones.
        HighHigh = "hh",
        /// Low among low ones.
        LowLow = "ll",
        /// High among low ones.
        HighLow = "hl",
        /// Low among high ones.
        LowHigh = "lh",
        /// Not significant.
        None = "none",
    }
}

/// How p-values are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoranSettings {
    /// How often the other values are permuted.
    pub replicates: usize,
    /// What the permutations begin from.
    pub seed: u64,
}

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// Above 0 where a place is like its neighbours, below 0 where it differs; 0 where it is not defined.
    pub i: f64,
    /// Two-sided p-value: twice the smaller of the two shares `(1 + count) / (replicates + 1)` of permutations whose
    /// neighbours sum to as much, or to as little, as the real ones; 1 where the statistic is not defined.
    pub p: f64,
    /// What the place and its neighbours are, sure or not.
    pub quadrant: MoranClass,
}

/// Computes local Moran for each place.
///
/// `values` has one number a place; `neighbours` lists, for each, the positions of the others near it. All places are
/// tested against the same draws from the sorted values (as esda does), so that the order of the places makes no
/// difference; a place's own value is never drawn for it.
///
/// # Errors
/// When there are fewer than [`FEWEST_MORAN_PLACES`] or no replicates, the lists are not equally long, a value is not
/// finite, or nobody wants the answer any more.
pub fn local_moran(
    values: &[f64],
    neighbours: &[Vec<usize>],
    settings: MoranSettings,
    effort: &mut Effort<'_>,
) -> Result<Vec<LocalMoran>, AnalysisError> {
    need("places", FEWEST_MORAN_PLACES, values.len())?;
    need("replicates", 1, settings.replicates)?;
    same_length("lists of neighbours", values.len(), neighbours.len())?;
    finite("value of a place", values)?;
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = count_to_f64(values.len());
    let mean = sorted.iter().sum::<f64>() / n;
    let squares: f64 = sorted.iter().map(|v| (v - mean).powi(2)).sum();
    let most = neighbours.iter().map(Vec::len).max().unwrap_or_default();
    let draws = draws(values.len() - 1, most, settings);
    // Sums of the same values in another order may differ in their last digits; as much is a tie.
    let slack = 1e-12 * sorted.iter().map(|v| v.abs()).sum::<f64>();
    let job = |(): &mut (), place: usize| {
        let (own, near) = (values[place], &neighbours[place]);
        let (sum, k) = (near.iter().map(|&j| values[j]).sum::<f64>(), count_to_f64(near.len()));
        let lag = sum / k - mean;
        if near.is_empty() || sorted.first() == sorted.last() || own - mean == 0.0 {
            return LocalMoran { i: 0.0, p: 1.0, quadrant: MoranClass::None };
        }
        let rank = sorted.partition_point(|v| v.total_cmp(&own).is_lt());
        let (mut as_much, mut as_little) = (1, 1);
        for drawn in draws.chunks_exact(most) {
            let values = drawn[..near.len()].iter().map(|&d| sorted[d + usize::from(d >= rank)]);
            let other: f64 = values.sum();
            as_much += usize::from(other >= sum - slack);
            as_little += usize::from(other <= sum + slack);
        }
        let p = 2.0 * count_to_f64(as_much.min(as_little)) / count_to_f64(settings.replicates + 1);
        let quadrant = match (own > mean, lag > 0.0) {
            (true, true) => MoranClass::HighHigh,
            (true, false) => MoranClass::HighLow,
            (false, true) => MoranClass::LowHigh,
            (false, false) => MoranClass::LowLow,
        };
        LocalMoran { i: (n - 1.0) * (own - mean) * lag / squares, p: p.min(1.0), quadrant }
    };
    effort.each(values.len(), || (), job)
}

/// Classifies places by quadrant where they pass a false discovery rate of `alpha`.
///
/// Returns the classes and the line that p-values must not exceed.
pub fn moran_classes(statistics: &[LocalMoran], alpha: f64) -> (Vec<MoranClass>, Option<f64>) {
    let p: Vec<f64> = statistics.iter().map(|s| s.p).collect();
    let line = benjamini_hochberg(&p, alpha);
    let passes = |s: &LocalMoran| line.is_some_and(|line| s.p <= line);
    let classes = statistics.iter().map(|s| if passes(s) { s.quadrant } else { MoranClass::None });
    (classes.collect(), line)
}

/// Draws, for each replicate, as many different ones of `others` places as the largest neighbourhood has.
fn draws(others: usize, most: usize, settings: MoranSettings) -> Vec<usize> {
    let mut dice = Dice::new(settings.seed, "local moran", 0);
    let mut places: Vec<usize> = (0..others).collect();
    let mut draws = Vec::with_capacity(settings.replicates * most);
    for _ in 0..settings.replicates {
        dice.shuffle_first(&mut places, most);
        draws.extend_from_slice(&places[..most]);
    }
    draws
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::*;

    const SETTINGS: MoranSettings = MoranSettings { replicates: 199, seed: 42 };

    fn near(points: &[(f64, f64)], within: f64) -> Vec<Vec<usize>> {
        let is_near = |a: &(f64, f64), b: &(f64, f64)| {
            let d = (a.0 - b.0).hypot(a.1 - b.1);
            d > 0.0 && d <= within
        };
        points.iter().map(|a| (0..points.len()).filter(|&j| is_near(a, &points[j])).collect()).collect()
    }

    fn moran(values: &[f64], neighbours: &[Vec<usize>]) -> Vec<LocalMoran> {
        with_threads(2, |effort| local_moran(values, neighbours, SETTINGS, effort)).unwrap()
    }

    #[test]
    fn local_moran_equals_esda_and_spdep() {
        let points = [(10., 10.), (20., 10.), (40., 10.), (15., 20.), (30., 20.), (30., 30.)];
        let found = moran(&[2.0, 3.0, 3.2, 5.0, 8.0, 7.0], &near(&points, 15.0));
        let expected =
            [0.329_268_29, -0.088_850_17, -0.862_369_34, -0.019_163_76, -0.086_236_93, 1.322_299_65];
        for (place, i) in found.iter().zip(expected) {
            assert!((place.i - i).abs() < 1e-8, "{place:?} is not {i}");
        }
        assert_eq!(found[0].quadrant, MoranClass::LowLow);
        assert_eq!(found[2].quadrant, MoranClass::LowHigh);
        assert_eq!(found[5].quadrant, MoranClass::HighHigh);
    }

    fn grid(side: i32) -> Vec<(f64, f64)> {
        (0..side).flat_map(|y| (0..side).map(move |x| (f64::from(x), f64::from(y)))).collect()
    }

    #[test]
    fn a_high_block_a_low_block_and_two_that_stand_out_are_found() {
        let points = grid(12);
        let values: Vec<f64> = points
            .iter()
            .enumerate()
            .map(|(i, &(x, y))| {
                let noise = count_to_f64(i * 7 % 5) / 10.0;
                match (x, y) {
                    (2.0, 2.0) => 0.0,
                    (9.0, 9.0) => 30.0,
                    (0.0..4.0, 0.0..4.0) => 20.0 + noise,
                    (7.0..12.0, 7.0..12.0) => noise,
                    _ => 8.0 + noise * 4.0,
                }
            })
            .collect();
        let settings = MoranSettings { replicates: 999, seed: 1 };
        let found =
            with_threads(2, |effort| local_moran(&values, &near(&points, 1.5), settings, effort)).unwrap();
        let (classes, line) = moran_classes(&found, 0.05);
        assert!(line.is_some());
        let at = |x: usize, y: usize| classes[12 * y + x];
        assert_eq!(at(1, 1), MoranClass::HighHigh);
        assert_eq!(at(10, 11), MoranClass::LowLow);
        assert_eq!(at(2, 2), MoranClass::LowHigh);
        assert_eq!(at(9, 9), MoranClass::HighLow);
        assert_eq!(at(1, 10), MoranClass::None);
    }

    /// With 3 of 19 others drawn there are 969 sums, which can be gone through one by one.
    #[test]
    fn p_values_come_near_those_of_all_permutations() {
        let values: Vec<f64> = (0..20).map(|i| f64::from(i * i % 23)).collect();
        let neighbours: Vec<Vec<usize>> =
            (0..20).map(|i| vec![(i + 1) % 20, (i + 2) % 20, (i + 7) % 20]).collect();
        let settings = MoranSettings { replicates: 9_999, seed: 3 };
        let found = with_threads(2, |effort| local_moran(&values, &neighbours, settings, effort)).unwrap();
        for (i, place) in found.iter().enumerate() {
            let sum: f64 = neighbours[i].iter().map(|&j| values[j]).sum();
            let others: Vec<f64> = (0..20).filter(|j| *j != i).map(|j| values[j]).collect();
            let (mut all, mut much, mut little) = (0.0, 0.0, 0.0);
            for a in 0..19 {
                for b in a + 1..19 {
                    for c in b + 1..19 {
                        let drawn = others[a] + others[b] + others[c];
                        all += 1.0;
                        much += f64::from(u8::from(drawn >= sum));
                        little += f64::from(u8::from(drawn <= sum));
                    }
                }
            }
            let exact = f64::min(1.0, 2.0 * f64::min(much, little) / all);
            // Five deviations of the share that 9,999 draws give, and twice that for both sides.
            let allowed = 10.0 * (exact.max(0.001) / 2.0 / 9_999.0).sqrt();
            assert!((place.p - exact).abs() < allowed, "{place:?} is not {exact}");
        }
    }

    #[test]
    fn two_places_are_not_enough_and_equal_values_say_nothing() {
        let short = with_threads(1, |effort| local_moran(&[1.0, 2.0], &[vec![1], vec![0]], SETTINGS, effort));
        assert_eq!(short, Err(AnalysisError::NotEnough { what: "places", needed: 3, given: 2 }));
        let points = grid(4);
        for place in moran(&[7.0; 16], &near(&points, 1.0)) {
            assert_eq!(place, LocalMoran { i: 0.0, p: 1.0, quadrant: MoranClass::None });
        }
    }

    proptest! {
        #[test]
        fn the_order_of_places_and_the_threads_change_nothing(
            values in prop::collection::vec(0..9_u8, 16), shift in 1..16_usize
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let points = grid(4);
            let found = moran(&values, &near(&points, 1.5));
            let alone = with_threads(1, |e| local_moran(&values, &near(&points, 1.5), SETTINGS, e)).unwrap();
            prop_assert_eq!(&found, &alone);
            let turned = |i: usize| (i + shift) % 16;
            let turned_values: Vec<f64> = (0..16).map(|i| values[turned(i)]).collect();
            let turned_points: Vec<(f64, f64)> = (0..16).map(|i| points[turned(i)]).collect();
            for (i, place) in moran(&turned_values, &near(&turned_points, 1.5)).iter().enumerate() {
                prop_assert!((place.i - found[turned(i)].i).abs() < 1e-12);
                prop_assert_eq!(place.p.to_bits(), found[turned(i)].p.to_bits());
            }
        }

        #[test]
        fn values_turned_over_swap_high_and_low(values in prop::collection::vec(0..9_u8, 16)) {
            let points = grid(4);
            let score = |turn: fn(u8) -> u8| {
                let values: Vec<f64> = values.iter().map(|v| f64::from(turn(*v))).collect();
                moran(&values, &near(&points, 1.5))
            };
            for (up, down) in score(|v| v).iter().zip(score(|v| 8 - v)) {
                prop_assert!((up.i - down.i).abs() < 1e-12);
                let swapped = match up.quadrant {
                    MoranClass::HighHigh => MoranClass::LowLow,
                    MoranClass::LowLow => MoranClass::HighHigh,
                    MoranClass::HighLow => MoranClass::LowHigh,
                    MoranClass::LowHigh => MoranClass::HighLow,
                    MoranClass::None => MoranClass::None,
                };
                // A lag that is just the mean is called low both times.
                if up.i.abs() > 1e-9 {
                    prop_assert_eq!(swapped, down.quadrant);
                }
            }
        }
    }
}
