//! Where values are higher or lower together than chance would have it: the Getis-Ord statistic.

use super::benjamini_hochberg;
use crate::domain::named_enum;
use crate::domain::number::count_to_f64;

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GiStar {
    /// Standard score; 0 where it is not defined.
    pub z: f64,
    /// Two-sided p-value under the normal distribution.
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
    let n = count_to_f64(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    values
        .iter()
        .zip(neighbours)
        .map(|(own, near)| {
            let sum = own + near.iter().map(|&j| values[j]).sum::<f64>();
            let weight = count_to_f64(near.len() + 1);
            let spread = variance * (n * weight - weight * weight) / (n - 1.0);
            if spread > 0.0 {
                let z = (sum - mean * weight) / spread.sqrt();
                GiStar { z, p: two_sided_p(z) }
            } else {
                GiStar { z: 0.0, p: 1.0 }
            }
        })
        .collect()
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
fn two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn equal_values_are_neither_hot_nor_cold() {
        let (_, near) = golden();
        let statistics = gi_star(&[3.0; 6], &near);
        assert!(statistics.iter().all(|s| *s == GiStar { z: 0.0, p: 1.0 }));
        assert!(classify(&statistics).0.iter().all(|c| *c == HotspotClass::None));
    }

    #[test]
    fn a_score_of_1_96_has_a_p_value_of_5_percent() {
        assert!((two_sided_p(1.959_963_984_540_054) - 0.05).abs() < 1e-12);
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
