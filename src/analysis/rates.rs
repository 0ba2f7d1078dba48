//! Rates that can be ranked: empirical Bayes estimates with intervals, and how a count changed.
//!
//! A raw rate of few people jumps about; the estimate draws it towards the mean, the more the fewer there are.
//! Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators, by moments: global as in
//! `EBest` of spdep and `Empirical_Bayes` of esda, local as in `Spatial_Empirical_Bayes`. Intervals are those of the
//! gamma distribution that belongs to the same mean and variance (Clayton and Kaldor 1987).

use super::AnalysisError;
use super::distributions::{beta_quantile, gamma_quantile};
use super::error::{need, same_length};
use crate::domain::named_enum;
use crate::domain::number::count_to_f64;

/// Fewest places from which a variance between places is estimated.
pub const FEWEST_RATE_PLACES: usize = 5;
/// Fewest cases before from which a change is told as a ratio: below, chance alone doubles or halves a count.
pub const FEWEST_CASES_BEFORE: u32 = 10;

/// What was counted somewhere, and among how many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposed {
    /// Cases.
    pub cases: u32,
    /// People, hours of patrol, other reports: what the rate is a rate of.
    pub exposure: f64,
}

named_enum! {
    /// Which places a rate was drawn towards.
    RateBasis, "basis of a rate" {
        /// All.
        Global = "global",
        /// The place and its neighbours.
        Local = "local",
    }
}

/// The estimate for one place, in cases to one of exposure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The estimate.
    pub rate: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval. Where most places have nothing and one has very much, a place that has nothing may
    /// have its estimate, a mean, above this end.
    pub high: f64,
    /// Whether places differ no more than chance has them differ, so that all have the mean for their estimate; the
    /// interval is then that of the mean.
    pub is_pooled: bool,
    /// Which places it was drawn towards.
    pub basis: RateBasis,
}

/// Estimates and what they were drawn towards.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The rate over all places.
    pub mean: f64,
    /// The variance of rates between places beyond chance; 0 where there is none.
    pub variance: f64,
    /// One a place.
    pub rates: Vec<Rate>,
}

/// Estimates the rate of each place, drawn towards the rate over all; `level` is that of the intervals, 0.95 say.
///
/// A place without exposure gets what is known of any place.
///
/// # Errors
/// When there are fewer than [`FEWEST_RATE_PLACES`] or no cases, an exposure is not a number from 0 on or is 0 where there
/// are cases, or the level is not between 0 and 1.
pub fn empirical_bayes(observed: &[Exposed], level: f64) -> Result<Rates, AnalysisError> {
    check(observed, level)?;
    let prior = Prior::of(observed.iter().copied());
    let rates = observed.iter().map(|o| prior.rate(*o, level, RateBasis::Global)).collect();
    Ok(Rates { mean: prior.mean, variance: prior.variance, rates })
}

/// Estimates the rate of each place, drawn towards the rate over itself and its neighbours; a place without neighbours
/// is drawn towards the rate over all.
///
/// `neighbours` lists, for each place, the positions of the others near it.
///
/// # Errors
/// As [`empirical_bayes`], and when the lists are not equally long.
pub fn empirical_bayes_local(
    observed: &[Exposed],
    neighbours: &[Vec<usize>],
    level: f64,
) -> Result<Rates, AnalysisError> {
    check(observed, level)?;
    same_length("lists of neighbours", observed.len(), neighbours.len())?;
    let everywhere = Prior::of(observed.iter().copied());
    let rate = |(own, near): (&Exposed, &Vec<usize>)| {
        // Sums in the order of the places, whatever the order of the list.
        let around = Prior::of(near.iter().map(|&j| observed[j]).chain([*own]));
        if near.is_empty() || around.exposure <= 0.0 {
            everywhere.rate(*own, level, RateBasis::Global)
        } else {
            around.rate(*own, level, RateBasis::Local)
        }
    };
    let rates = observed.iter().zip(neighbours).map(rate).collect();
    Ok(Rates { mean: everywhere.mean, variance: everywhere.variance, rates })
}

fn check(observed: &[Exposed], level: f64) -> Result<(), AnalysisError> {
    need("places", FEWEST_RATE_PLACES, observed.len())?;
    need("cases", 1, observed.iter().filter(|o| o.cases > 0).count())?;
    check_level(level)?;
    for o in observed {
        if !(o.exposure.is_finite() && o.exposure >= 0.0) || (o.cases > 0 && o.exposure <= 0.0) {
            let what = "exposure from 0 on, and above where there are cases";
            return Err(AnalysisError::BadNumber { what, value: o.exposure });
        }
    }
    Ok(())
}

fn check_level(level: f64) -> Result<(), AnalysisError> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(AnalysisError::BadNumber { what: "level between 0 and 1", value: level })
}

/// What is known of the rate of any of some places.
#[derive(Debug, Clone, Copy)]
struct Prior {
    cases: f64,
    exposure: f64,
    mean: f64,
    variance: f64,
}

impl Prior {
    fn of(places: impl Iterator<Item = Exposed> + Clone) -> Self {
        let (mut cases, mut exposure, mut count) = (0.0, 0.0, 0);
        for place in places.clone() {
            cases += f64::from(place.cases);
            exposure += place.exposure;
            count += 1;
        }
        let mean = cases / exposure;
        let spread: f64 = places
            .filter(|place| place.exposure > 0.0)
            .map(|place| place.exposure * (f64::from(place.cases) / place.exposure - mean).powi(2))
            .sum();
        let variance = spread / exposure - mean / (exposure / count_to_f64(count));
        Self { cases, exposure, mean, variance: variance.max(0.0) }
    }

    fn rate(&self, own: Exposed, level: f64, basis: RateBasis) -> Rate {
        let tails = [(1.0 - level) / 2.0, f64::midpoint(1.0, level)];
        if self.variance > 0.0 {
            let shape = self.mean * self.mean / self.variance + f64::from(own.cases);
            let scale = self.mean / self.variance + own.exposure;
            let [low, high] = tails.map(|p| gamma_quantile(p, shape) / scale);
            return Rate { rate: shape / scale, low, high, is_pooled: false, basis };
        }
        // What Jeffreys's prior knows of one rate for all.
        let [low, high] = tails.map(|p| gamma_quantile(p, self.cases + 0.5) / self.exposure);
        let low = if self.cases > 0.0 { low } else { 0.0 };
        Rate { rate: self.mean, low, high, is_pooled: true, basis }
    }
}

/// How a count changed from one period to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateChange {
    /// How many times as many there are, to the same length of time; none below [`FEWEST_CASES_BEFORE`] cases before, where
    /// only the counts are to be told.
    pub ratio: Option<f64>,
    /// The lower end of the ratio's interval.
    pub low: f64,
    /// The upper end of the ratio's interval; none where there were no cases before.
    pub high: Option<f64>,
}

/// Compares two counts of independent cases over periods of so many days.
///
/// Given how many there are in all, the later ones are binomial (Przyborowski and Wilenski 1940); the interval is that
/// of Clopper and Pearson (1934), as `poisson.test` of R has it. Where it contains 1, no change is known.
///
/// # Errors
/// When there are no cases in both together, a length is not above 0, or the level is not between 0 and 1.
pub fn rate_change(before: Exposed, after: Exposed, level: f64) -> Result<RateChange, AnalysisError> {
    check_level(level)?;
    for value in [before.exposure, after.exposure] {
        if !(value.is_finite() && value > 0.0) {
            return Err(AnalysisError::BadNumber { what: "length of a period", value });
        }
    }
    need("cases", 1, usize::from(before.cases > 0 || after.cases > 0))?;
    let (old, new) = (f64::from(before.cases), f64::from(after.cases));
    let scale = before.exposure / after.exposure;
    let tail = (1.0 - level) / 2.0;
    let odds = |share: f64| share / (1.0 - share) * scale;
    let low = if after.cases == 0 { 0.0 } else { odds(beta_quantile(tail, new, old + 1.0)) };
    let high = (before.cases > 0).then(|| odds(beta_quantile(1.0 - tail, new + 1.0, old)));
    Ok(RateChange { ratio: (before.cases >= FEWEST_CASES_BEFORE).then(|| new / old * scale), low, high })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Births and deaths of the 100 counties of North Carolina, 1974-78 (Cressie and Read 1985; `sids2` of libpysal).
    const SIDS: [(u32, u32); 100] = [
        (1091, 1),
        (487, 0),
        (3188, 5),
        (508, 1),
        (1421, 9),
        (1452, 7),
        (286, 0),
        (420, 0),
        (968, 4),
        (1612, 1),
        (1035, 2),
        (4449, 16),
        (1671, 4),
        (1556, 4),
        (2180, 4),
        (3608, 18),
        (1638, 3),
        (3146, 4),
        (1323, 1),
        (484, 1),
        (751, 1),
        (781, 0),
        (1269, 1),
        (1399, 2),
        (11858, 10),
        (16184, 23),
        (4672, 13),
        (1324, 6),
        (3164, 4),
        (7970, 16),
        (4021, 8),
        (671, 0),
        (3657, 10),
        (3609, 6),
        (770, 0),
        (1549, 2),
        (14484, 16),
        (765, 2),
        (4139, 4),
        (1207, 1),
        (1333, 0),
        (5509, 8),
        (3573, 5),
        (990, 5),
        (248, 0),
        (1946, 5),
        (4456, 7),
        (1646, 2),
        (3702, 11),
        (4606, 3),
        (5094, 14),
        (5754, 5),
        (7515, 9),
        (3999, 6),
        (2110, 2),
        (521, 0),
        (2692, 7),
        (675, 3),
        (870, 4),
        (2252, 5),
        (2992, 12),
        (6638, 18),
        (3776, 6),
        (4866, 10),
        (2216, 8),
        (1143, 2),
        (2648, 5),
        (21588, 44),
        (4099, 3),
        (1258, 3),
        (2356, 5),
        (2574, 5),
        (415, 0),
        (3589, 10),
        (1173, 3),
        (9014, 11),
        (533, 1),
        (797, 0),
        (3025, 4),
        (542, 1),
        (1027, 2),
        (20366, 38),
        (578, 1),
        (3915, 4),
        (1570, 15),
        (1494, 7),
        (338, 0),
        (2483, 4),
        (2756, 4),
        (284, 0),
        (5868, 13),
        (2255, 8),
        (11158, 29),
        (7889, 31),
        (2414, 5),
        (1782, 8),
        (1228, 4),
        (3350, 15),
        (5526, 12),
        (2181, 5),
    ];

    fn sids() -> Vec<Exposed> {
        SIDS.iter().map(|&(births, cases)| Exposed { cases, exposure: f64::from(births) }).collect()
    }

    fn close(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-8, "{found} is not {expected}");
    }

    #[test]
    fn global_rates_equal_esda_and_spdep() {
        let found = empirical_bayes(&sids(), 0.95).unwrap();
        close(found.variance, 7.692_930_647e-7);
        close(found.mean, 0.002_021_444_894);
        let expected = [1.697_297_331, 1.705_377_681, 1.773_087_022, 2.012_868_084, 3.534_913_149];
        for (rate, expected) in found.rates.iter().zip(expected) {
            close(rate.rate * 1e3, expected);
        }
        // `scipy.stats.gamma.ppf` with the same mean and variance.
        for (i, low, high) in [
            (0, 0.000_642_574_845_4, 0.003_255_286_623_6),
            (1, 0.000_577_770_124_1, 0.003_432_375_905_5),
            (4, 0.001_947_322_760_5, 0.005_587_977_629_9),
        ] {
            close(found.rates[i].low, low);
            close(found.rates[i].high, high);
        }
    }

    /// With the counties before and after in the list for neighbours; the last ones of esda are drawn together.
    #[test]
    fn local_rates_equal_esda() {
        let neighbours: Vec<Vec<usize>> = (0..100_usize)
            .map(|i| i.checked_sub(1).into_iter().chain((i < 99).then_some(i + 1)).collect())
            .collect();
        let found = empirical_bayes_local(&sids(), &neighbours, 0.95).unwrap();
        for (i, expected) in [
            (0, 0.633_713_56),
            (1, 1.258_917_33),
            (2, 1.434_377_24),
            (3, 2.620_994_11),
            (4, 5.028_098_2),
            (5, 5.064_893_95),
            (50, 2.324_676_41),
            (51, 1.153_986_09),
            (52, 1.158_211_72),
        ] {
            close(found.rates[i].rate * 1e3, expected);
        }
    }

    #[test]
    fn places_that_differ_by_chance_alone_share_one_rate() {
        let even = [Exposed { cases: 10, exposure: 1_000.0 }; 6];
        let found = empirical_bayes(&even, 0.9).unwrap();
        assert!(found.rates.iter().all(|r| r.is_pooled && (r.rate - 0.01).abs() < 1e-15));
        assert!(found.rates[0].low < 0.01 && found.rates[0].high > 0.01);
        let mut alone = sids();
        alone[7].exposure = 0.0;
        alone[7].cases = 0;
        let found = empirical_bayes(&alone, 0.9).unwrap();
        close(found.rates[7].rate, found.mean);
        let local = empirical_bayes_local(&alone, &vec![Vec::new(); 100], 0.9).unwrap();
        assert_eq!(local.rates[0].basis, RateBasis::Global);
        assert_eq!(local.rates[0], found.rates[0]);
    }

    /// `poisson.test(c(after, before), c(days after, days before))` of R, by its formula in scipy.
    #[test]
    fn changes_have_the_interval_of_poisson_test() {
        let of = |after, after_days, before, before_days| {
            let before = Exposed { cases: before, exposure: before_days };
            rate_change(before, Exposed { cases: after, exposure: after_days }, 0.95).unwrap()
        };
        let found = of(30, 30.0, 15, 30.0);
        assert_eq!(found.ratio, Some(2.0));
        close(found.low, 1.042_885_737_019);
        close(found.high.unwrap(), 3.999_857_803_777);
        let found = of(12, 28.0, 40, 90.0);
        close(found.low, 0.460_511_252_104);
        close(found.high.unwrap(), 1.874_852_695_398);
        let found = of(0, 30.0, 10, 30.0);
        assert_eq!((found.ratio, found.low), (Some(0.0), 0.0));
        close(found.high.unwrap(), 0.446_125_549_592);
        let found = of(8, 7.0, 0, 7.0);
        assert_eq!((found.ratio, found.high), (None, None));
        close(found.low, 1.706_970_588_966);
        assert_eq!(of(27, 7.0, 9, 7.0).ratio, None, "nine before are too few for a ratio");
    }

    #[test]
    fn bad_input_is_refused() {
        let few = empirical_bayes(&sids()[..4], 0.95).unwrap_err();
        assert_eq!(few, AnalysisError::NotEnough { what: "places", needed: 5, given: 4 });
        let none = empirical_bayes(&[Exposed { cases: 0, exposure: 9.0 }; 5], 0.95).unwrap_err();
        assert_eq!(none, AnalysisError::NotEnough { what: "cases", needed: 1, given: 0 });
        assert!(empirical_bayes(&[Exposed { cases: 1, exposure: 0.0 }; 5], 0.95).is_err());
        assert!(empirical_bayes(&sids(), 1.0).is_err());
        assert!(empirical_bayes_local(&sids(), &[], 0.9).is_err());
        let nothing = Exposed { cases: 0, exposure: 1.0 };
        assert!(matches!(rate_change(nothing, nothing, 0.9), Err(AnalysisError::NotEnough { .. })));
    }

    proptest! {
        #[test]
        fn estimates_lie_between_the_raw_rate_and_the_mean_whatever_the_order(
            places in prop::collection::vec((0..40_u32, 1..2_000_u32), 5..30)
        ) {
            prop_assume!(places.iter().any(|(cases, _)| *cases > 0));
            let mut observed: Vec<Exposed> = places
                .iter()
                .map(|&(cases, people)| Exposed { cases, exposure: f64::from(people) })
                .collect();
            let found = empirical_bayes(&observed, 0.9).unwrap();
            for (o, rate) in observed.iter().zip(&found.rates) {
                let raw = f64::from(o.cases) / o.exposure;
                let slack = 1e-12 * (raw + found.mean);
                prop_assert!(rate.rate >= raw.min(found.mean) - slack);
                prop_assert!(rate.rate <= raw.max(found.mean) + slack);
                prop_assert!(rate.low < rate.rate && rate.low < rate.high);
            }
            observed.reverse();
            let again = empirical_bayes(&observed, 0.9).unwrap();
            for (a, b) in found.rates.iter().rev().zip(&again.rates) {
                prop_assert!((a.rate - b.rate).abs() <= 1e-9 * a.rate);
            }
        }

        #[test]
        fn periods_that_change_places_turn_the_ratio_over(
            old in 0..60_u32, new in 0..60_u32, old_days in 1..90_u8, new_days in 1..90_u8
        ) {
            prop_assume!(old + new > 0);
            let a = Exposed { cases: old, exposure: f64::from(old_days) };
            let b = Exposed { cases: new, exposure: f64::from(new_days) };
            let (there, back) = (rate_change(a, b, 0.9).unwrap(), rate_change(b, a, 0.9).unwrap());
            match back.high {
                Some(high) => prop_assert!((there.low * high - 1.0).abs() < 1e-9 || there.low == 0.0),
                None => prop_assert_eq!(there.low.to_bits(), 0.0_f64.to_bits()),
            }
        }
    }
}
