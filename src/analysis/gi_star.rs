//! Where values are higher or lower together than chance would have it: the Getis-Ord statistic.

use super::benjamini_hochberg;
use super::thrown::Thrown;
use super::windows::Windows;
use crate::domain::number::count_to_f64;
use crate::domain::{Square, named_enum};

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GiStar {
    /// Standard score; 0 where it is not defined.
    pub z: f64,
    /// Two-sided p-value: under the normal distribution; of counts the larger of that and of what chance makes of so few.
    pub p: f64,
}

named_enum! {
    /// How sure it is that a place is hot or cold, with the false discovery rate held at 1, 5 or 10 %.
    HotspotClass, "hotspot class" {
        /// Hot at 99 %.
        Hot99 = "hot99",
        /// Hot at 95 %.
        Hot95 = "hot95",
        /// Hot at 90 %.
        Hot90 = "hot90",
        /// Not significant.
        None = "none",
        /// Not computed: there were not enough reports.
        NotTested = "not_tested",
        /// Cold at 90 %.
        Cold90 = "cold90",
        /// Cold at 95 %.
        Cold95 = "cold95",
        /// Cold at 99 %.
        Cold99 = "cold99",
    }
}

/// Computes Gi* for each place, with binary weights over its neighbours and itself.
///
/// `values` has one number a place; `neighbours` lists, for each place, the positions of the others near
/// it. Getis and Ord (1995), equation 14, with the standard deviation over `n`, as esda and spdep do.
/// Where all values are equal, or a place neighbours all others, the statistic is not defined: z = 0, p = 1.
pub fn gi_star(values: &[f64], neighbours: &[Vec<usize>]) -> Vec<GiStar> {
    let all = Moments::of(values);
    values
        .iter()
        .zip(neighbours)
        .map(|(own, near)| {
            let sum = own + near.iter().map(|&j| values[j]).sum::<f64>();
            all.gi_star(sum, near.len() + 1)
        })
        .collect()
}

/// Computes Gi for each place, with binary weights over its neighbours and without itself.
///
/// Getis and Ord (1995), equation 14: mean and deviation of each place are those of all others. Where it is not
/// defined, z = 0 and p = 1.
pub fn gi(values: &[f64], neighbours: &[Vec<usize>]) -> Vec<GiStar> {
    let all = Moments::of(values);
    let sum = all.mean * all.n;
    // The sum of squared differences from the mean over all, less what the place itself brings to it.
    let squares = all.variance * all.n;
    let statistic = |((place, own), near): ((usize, &f64), &Vec<usize>)| {
        let others = all.n - 1.0;
        let mean = (sum - own) / others;
        let less = (own - all.mean).powi(2) * all.n / others;
        let rest = squares - less;
        // Where a place brings nearly all of it, the difference has no digits left.
        let others = if rest > squares * 1e-6 {
            Moments::new(others, mean, rest)
        } else {
            let others = values.iter().enumerate().filter(|(j, _)| *j != place).map(|(_, v)| *v);
            Moments::of(&others.collect::<Vec<f64>>())
        };
        others.gi_star(near.iter().map(|&j| values[j]).sum(), near.len())
    };
    values.iter().enumerate().zip(neighbours).map(statistic).collect()
}

/// Computes Gi* of counts of reports for each place, with p-values that hold however few the reports are: see
/// `thrown.rs`. The scores are those of [`gi_star`].
pub fn gi_star_of_counts(counts: &[u32], neighbours: &[Vec<usize>]) -> Vec<GiStar> {
    let values = numbers(counts);
    let mut thrown = Thrown::new(values.iter().sum(), counts.len());
    let scores = gi_star(&values, neighbours).into_iter().enumerate();
    scores
        .map(|(i, GiStar { z, .. })| {
            let around = values[i] + neighbours[i].iter().map(|&j| values[j]).sum::<f64>();
            GiStar { z, p: thrown.p(z, around, neighbours[i].len() + 1) }
        })
        .collect()
}

/// Computes Gi* of counts of reports for each square of a grid, with binary weights over the window of three by three
/// squares around it; also returns how many neighbours each has.
///
/// `squares` are sorted and each is there once; a square that is not there is not observed: it is no
/// neighbour and counts in no mean. `counts` has one number a square. The same as [`gi_star_of_counts`] with the
/// neighbours listed, in time proportional to the number of squares.
pub fn gi_star_window(counts: &[u32], squares: &[Square]) -> Vec<(GiStar, usize)> {
    let values = numbers(counts);
    let all = Moments::of(&values);
    let mut thrown = Thrown::new(values.iter().sum(), counts.len());
    let windows = Windows::of(squares);
    let sums = windows.sums(&values).into_iter().zip(windows.members());
    sums.map(|(sum, members)| {
        let z = all.gi_star(sum, members).z;
        (GiStar { z, p: thrown.p(z, sum, members) }, members - 1)
    })
    .collect()
}

fn numbers(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|count| f64::from(*count)).collect()
}

/// What Gi* needs to know of all values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    n: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Self {
        let n = count_to_f64(values.len());
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        Self::new(n, mean, squares)
    }

    /// Takes a spread that is less than what rounding makes of equal values for none.
    fn new(n: f64, mean: f64, squares: f64) -> Self {
        let rounding = (n * f64::EPSILON * mean).powi(2);
        Self { n, mean, variance: if squares / n > rounding { squares / n } else { 0.0 } }
    }

    /// The same over lists of values, as if they were one.
    pub(super) fn of_all(lists: &[Vec<f64>]) -> Self {
        let n = count_to_f64(lists.iter().map(Vec::len).sum());
        let mean = lists.iter().map(|list| list.iter().sum::<f64>()).sum::<f64>() / n;
        let squares = lists.iter().map(|list| list.iter().map(|v| (v - mean).powi(2)).sum::<f64>());
        Self::new(n, mean, squares.sum())
    }

    /// Returns what to take off the sum over so many places, and what to multiply the rest with, for its score; a
    /// score that is not defined becomes 0.
    pub(super) fn mean_and_scale(self, members: usize) -> (f64, f64) {
        let spread = self.spread(members);
        (self.mean * count_to_f64(members), if spread > 0.0 { spread.sqrt().recip() } else { 0.0 })
    }

    /// Returns the variance of the sum over so many places.
    fn spread(self, members: usize) -> f64 {
        let weight = count_to_f64(members);
        self.variance * (self.n * weight - weight * weight) / (self.n - 1.0)
    }

    /// Returns the statistic of a place from the sum over it and its neighbours, and how many these are.
    fn gi_star(self, sum: f64, members: usize) -> GiStar {
        let weight = count_to_f64(members);
        let spread = self.spread(members);
        if spread > 0.0 {
            let z = (sum - self.mean * weight) / spread.sqrt();
            GiStar { z, p: two_sided_p(z) }
        } else {
            GiStar { z: 0.0, p: 1.0 }
        }
    }
}

/// Classifies places by sign and by the false discovery rate they pass: 1, 5 or 10 %.
///
/// Returns the classes and, for 1, 5 and 10 %, the line that p-values must not exceed.
pub fn classify(statistics: &[GiStar]) -> (Vec<HotspotClass>, [Option<f64>; 3]) {
    let p: Vec<f64> = statistics.iter().map(|s| s.p).collect();
    let thresholds = [0.01, 0.05, 0.10].map(|alpha| benjamini_hochberg(&p, alpha));
    let passes = |s: &GiStar, i: usize| thresholds[i].is_some_and(|t| s.p <= t);
    let classes = statistics
        .iter()
        .map(|s| match (s.z > 0.0, passes(s, 0), passes(s, 1), passes(s, 2)) {
            (true, true, ..) => HotspotClass::Hot99,
            (true, _, true, _) => HotspotClass::Hot95,
            (true, _, _, true) => HotspotClass::Hot90,
            (false, true, ..) => HotspotClass::Cold99,
            (false, _, true, _) => HotspotClass::Cold95,
            (false, _, _, true) => HotspotClass::Cold90,
            (_, false, false, false) => HotspotClass::None,
        })
        .collect();
    (classes, thresholds)
}

/// Returns the two-sided p-value of a standard score.
pub(super) fn two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Returns the standard score of a two-sided p-value; its own p-value is equal to `p` or, by a hair, above.
pub(super) fn z_at(p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if two_sided_p(middle) > p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Dice;

    /// Six points with values, and who lies within 15 units: the worked example of esda and spdep.
    fn golden() -> (Vec<f64>, Vec<Vec<usize>>) {
        let points: [(f64, f64); 6] =
            [(10., 10.), (20., 10.), (40., 10.), (15., 20.), (30., 20.), (30., 30.)];
        let near = points.map(|a| {
            let within = |(j, b): (usize, &(f64, f64))| {
                let d = (a.0 - b.0).hypot(a.1 - b.1);
                (d > 0.0 && d <= 15.0).then_some(j)
            };
            points.iter().enumerate().filter_map(within).collect()
        });
        (vec![2.0, 3.0, 3.2, 5.0, 8.0, 7.0], near.to_vec())
    }

    #[test]
    fn gi_star_equals_esda_and_spdep() {
        let (values, near) = golden();
        let expected = [
            -1.397_276_262,
            -0.289_177_615_6,
            0.650_649_635_2,
            -0.289_177_615_6,
            1.234_520_884,
            2.024_243_309,
        ];
        for (s, z) in gi_star(&values, &near).iter().zip(expected) {
            assert!((s.z - z).abs() < 1e-8, "{} is not {z}", s.z);
        }
    }

    #[test]
    fn equal_values_and_one_that_stands_out_have_the_scores_they_should() {
        for value in [0.1, 2.7, 3.0, 1e9 + 0.1] {
            let values = vec![value; 100];
            let near: Vec<Vec<usize>> =
                (0..100).map(|i| (0..100).filter(|j| *j != i).take(24).collect()).collect();
            for s in gi_star(&values, &near).iter().chain(&gi(&values, &near)) {
                assert_eq!((s.z, s.p), (0.0, 1.0), "all are {value}");
            }
        }
        // By hand: the others are 1, 2, 3, 4 with mean 2.5 and variance 1.25; of these 3 and 4 are near.
        let near = [vec![1], vec![0], vec![3], vec![2], vec![2, 3]];
        let z = gi(&[1.0, 2.0, 3.0, 4.0, 1e9], &near)[4].z;
        assert!((z - 2.0 / (1.25 * 4.0 / 3.0_f64).sqrt()).abs() < 1e-12, "{z}");
    }

    #[test]
    fn gi_equals_esda_and_spdep() {
        let (values, near) = golden();
        let expected =
            [-1.013_672_899, -0.043_615_894_2, 1.315_587_029, -0.314_126_757_8, 1.153_739_858, 1.778_339_409];
        for (s, z) in gi(&values, &near).iter().zip(expected) {
            assert!((s.z - z).abs() < 1e-8, "{} is not {z}", s.z);
        }
    }

    /// Rows from the south, squares that are not observed left out: counts, with Gi* and neighbours by
    /// `esda.G_Local(y, w, transform="B", star=True, permutations=0).Zs` of esda 2.9.0, where `w` holds the
    /// squares that touch each of the observed ones.
    const MASKED: [(i32, i32, u32, f64, usize); 17] = [
        (0, 0, 0, -0.575_854_152_995, 2),
        (0, 1, 0, -0.979_130_048_652, 4),
        (0, 2, 0, -0.979_130_048_652, 4),
        (0, 4, 7, 2.897_846_705_392, 2),
        (1, 1, 1, -1.092_445_881_140, 7),
        (1, 2, 0, -1.092_445_881_140, 7),
        (1, 3, 0, 1.078_258_272_294, 7),
        (1, 4, 5, 1.927_176_603_697, 4),
        (2, 0, 0, -0.450_710_657_316, 4),
        (2, 1, 2, -0.877_720_556_180, 6),
        (2, 2, 0, -0.851_256_530_759, 7),
        (2, 3, 0, -0.368_877_829_995, 7),
        (2, 4, 0, 0.088_910_844_895, 5),
        (3, 0, 0, -0.500_835_422_471, 3),
        (3, 1, 0, -0.714_920_352_984, 4),
        (3, 3, 1, -0.979_130_048_652, 4),
        (3, 4, 0, -0.784_642_161_871, 3),
    ];

    #[test]
    fn squares_with_gaps_score_as_esda_scores_them() {
        let squares = MASKED.map(|(row, column, ..)| Square { row, column });
        let scores = gi_star_window(&MASKED.map(|(_, _, value, ..)| value), &squares);
        for ((score, near), (row, column, _, z, neighbours)) in scores.iter().zip(MASKED) {
            assert!((score.z - z).abs() < 1e-9, "row {row}, column {column}: {} is not {z}", score.z);
            assert_eq!(*near, neighbours, "row {row}, column {column}");
        }
    }

    proptest! {
        #[test]
        fn a_window_is_a_list_of_touching_squares(
            grid in prop::collection::btree_map((-6..6_i32, -6..6_i32), 0..9_u8, 2..90)
        ) {
            let cells: BTreeMap<Square, u32> = grid
                .into_iter()
                .map(|((row, column), count)| (Square { row, column }, u32::from(count)))
                .collect();
            let squares: Vec<Square> = cells.keys().copied().collect();
            let counts: Vec<u32> = cells.values().copied().collect();
            let touching = |a: &Square| {
                let near = |b: &Square| a != b && a.row.abs_diff(b.row).max(a.column.abs_diff(b.column)) == 1;
                (0..squares.len()).filter(|&j| near(&squares[j])).collect::<Vec<_>>()
            };
            let neighbours: Vec<Vec<usize>> = squares.iter().map(touching).collect();
            let listed = gi_star_of_counts(&counts, &neighbours);
            for (i, (score, near)) in gi_star_window(&counts, &squares).into_iter().enumerate() {
                // Sums of small whole numbers are exact in any order.
                prop_assert_eq!(score, listed[i]);
                prop_assert_eq!(near, neighbours[i].len());
            }
        }
    }

    /// Of 200 maps of reports thrown at random on squares, counts those with a hot or cold one at 95 %.
    fn false_alarms(reports: u32, p_of: impl Fn(&[u32], &[Square]) -> Vec<GiStar>) -> usize {
        let squares: Vec<Square> =
            (0..12).flat_map(|row| (0..40).map(move |column| Square { row, column })).collect();
        let map = |number: u64| {
            let mut dice = Dice::new(20_261_122, "false alarms", number);
            let mut counts = vec![0; squares.len()];
            (0..reports).for_each(|_| counts[dice.index(squares.len())] += 1);
            let (classes, _) = classify(&p_of(&counts, &squares));
            let sure = |class: &HotspotClass| {
                matches!(
                    class,
                    HotspotClass::Hot95 | HotspotClass::Hot99 | HotspotClass::Cold95 | HotspotClass::Cold99
                )
            };
            classes.iter().any(sure)
        };
        (0..200).filter(|number| map(*number)).count()
    }

    #[test]
    fn with_no_signal_maps_alarm_as_seldom_as_they_say() {
        let exact = |counts: &[u32], squares: &[Square]| {
            gi_star_window(counts, squares).into_iter().map(|(score, _)| score).collect()
        };
        for reports in [40, 300, 3_000] {
            let alarms = false_alarms(reports, exact);
            // 5 % of 200 are 10; 18 or more come up by chance once in a hundred times.
            assert!(alarms < 18, "{alarms} of 200 maps of {reports} reports");
        }
        // Normal p-values are the control that fails: with few reports most maps have a hot spot.
        let normal = |counts: &[u32], squares: &[Square]| {
            let scores = exact(counts, squares).into_iter();
            scores.map(|score: GiStar| GiStar { p: two_sided_p(score.z), ..score }).collect()
        };
        let alarms = false_alarms(40, normal);
        assert!(alarms > 100, "{alarms} of 200 maps by normal p-values");
    }

    #[test]
    fn equal_values_are_neither_hot_nor_cold() {
        let (_, near) = golden();
        let statistics = gi_star(&[3.0; 6], &near);
        assert!(statistics.iter().all(|s| *s == GiStar { z: 0.0, p: 1.0 }));
        assert!(classify(&statistics).0.iter().all(|c| *c == HotspotClass::None));
    }

    #[test]
    fn a_score_of_1_96_has_a_p_value_of_5_percent() {
        assert!((two_sided_p(1.959_963_984_540_054) - 0.05).abs() < 1e-12);
        assert!((z_at(0.05) - 1.959_963_984_540_054).abs() < 1e-12);
    }

    #[test]
    fn classes_follow_sign_and_false_discovery_rate() {
        let score = |z: f64| GiStar { z, p: two_sided_p(z) };
        let (classes, thresholds) = classify(&[score(5.0), score(-4.5), score(2.6), score(0.3), score(-0.2)]);
        assert_eq!(
            classes,
            [
                HotspotClass::Hot99,
                HotspotClass::Cold99,
                HotspotClass::Hot95,
                HotspotClass::None,
                HotspotClass::None
            ]
        );
        assert_eq!(thresholds[2], Some(3.0 / 5.0 * 0.10));
    }
}
