//! What changed when a crossing was closed or opened: there, and along the border beside it, against what changed
//! elsewhere.
//!
//! What would have been reported had nothing happened is what was reported before, times the change elsewhere:
//! `before * comparison_after / comparison_before`. A plain difference of differences (Wheeler and Ratcliffe 2018) takes
//! a comparison of the same size: beside the rest of a border, ten times as busy, a rise of one report in ten everywhere
//! looks like an effect. Ratios of ratios: Wilson (2022), The relative incident rate ratio effect size for count-based
//! impact evaluations, without its factor for overdispersion. Displacement and diffusion by the stretch beside it: Bowers
//! and Johnson (2003), Measuring the geographical displacement and diffusion of benefit effects of crime prevention
//! activity. Reports are taken as independent: where they come in bursts, the intervals are too narrow.

use super::AnalysisError;
use super::error::need;
use super::gi_star::{two_sided_p, z_at};
use crate::domain::number::to_index;

/// Fewest reports of a stretch, before and after together, and of the comparison before alone, by which all is divided.
pub const FEWEST_CLOSURE_REPORTS: usize = 10;

/// Deviations at which a p-value is 0.
const MOST_DEVIATIONS: f64 = 40.0;

/// Reports of one stretch in two periods, the same two for all stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeforeAfter {
    /// In the period before.
    pub before: u32,
    /// In the period after.
    pub after: u32,
}

/// By how many reports a stretch changed more than the change elsewhere would have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// How many there would have been after, by the change elsewhere.
    pub expected: f64,
    /// Reports more (or, below 0, fewer) than that.
    pub reports: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// Two-sided p-value: 1 less the level of the interval that just reaches 0.
    pub p: f64,
}

/// What a closure or an opening changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClosureEffect {
    /// At the crossing.
    pub at_crossing: Difference,
    /// At the crossing, as a ratio: how many times as many as the change elsewhere would have it, and its interval. Half
    /// a report is added to each count, so that none divides by 0.
    pub ratio: [f64; 3],
    /// Along the border beside it, where traffic may have moved to; nothing where too few were reported there.
    pub beside: Option<Difference>,
    /// Both together: whether it went away or only moved.
    pub in_all: Difference,
}

/// Compares two periods before and after a change of a crossing; `level` is that of the intervals.
///
/// # Errors
/// When the crossing or the comparison has fewer than [`FEWEST_CLOSURE_REPORTS`] or the level is not between 0 and 1.
pub fn closure_effect(
    crossing: BeforeAfter,
    beside: BeforeAfter,
    comparison: BeforeAfter,
    level: f64,
) -> Result<ClosureEffect, AnalysisError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(AnalysisError::BadNumber { what: "level between 0 and 1", value: level });
    }
    need("reports at the crossing, before and after together", FEWEST_CLOSURE_REPORTS, all_of(crossing))?;
    let before = to_index(comparison.before);
    need("reports before along the rest of the border", FEWEST_CLOSURE_REPORTS, before)?;
    let z = z_at(1.0 - level);
    let both = BeforeAfter {
        before: crossing.before.saturating_add(beside.before),
        after: crossing.after.saturating_add(beside.after),
    };
    Ok(ClosureEffect {
        at_crossing: difference(crossing, comparison, z),
        ratio: ratio(crossing, comparison, z),
        beside: (all_of(beside) >= FEWEST_CLOSURE_REPORTS).then(|| difference(beside, comparison, z)),
        in_all: difference(both, comparison, z),
    })
}

fn all_of(stretch: BeforeAfter) -> usize {
    to_index(stretch.before.saturating_add(stretch.after))
}

/// Takes what the change elsewhere would have it from what was reported; the interval is put together from those of the
/// two (Zou and Donner 2008, Construction of confidence limits about effect measures: a general approach).
fn difference(reached: BeforeAfter, comparison: BeforeAfter, z: f64) -> Difference {
    let [before, after] = [reached.before, reached.after].map(f64::from);
    let expected = before * f64::from(comparison.after) / f64::from(comparison.before);
    let reports = after - expected;
    let ends = |z: f64| {
        let (low, high) = ends_of_a_count(after, z);
        let (expected_low, expected_high) = ends_of_expected(reached, comparison, expected, z);
        let fewer = (after - low).hypot(expected_high - expected);
        let more = (high - after).hypot(expected - expected_low);
        (reports - fewer, reports + more)
    };
    let (low, high) = ends(z);
    // The interval grows with the deviations: look for those at which its nearer end reaches 0.
    let (mut inside, mut beyond) = (0.0, MOST_DEVIATIONS);
    for _ in 0..60 {
        let middle = f64::midpoint(inside, beyond);
        let (low, high) = ends(middle);
        if low <= 0.0 && high >= 0.0 {
            beyond = middle;
        } else {
            inside = middle;
        }
    }
    let p = if reports == 0.0 { 1.0 } else { two_sided_p(beyond) };
    Difference { expected, reports, low, high, p }
}

/// Returns the interval of the mean of a count: the score interval of Poisson (Barker 2002, A comparison of nine
/// confidence intervals for a Poisson parameter when the expected number of events is at most 5).
fn ends_of_a_count(count: f64, z: f64) -> (f64, f64) {
    let middle = count + z * z / 2.0;
    let half = z * (count + z * z / 4.0).sqrt();
    ((middle - half).max(0.0), middle + half)
}

/// Returns the interval of what the change elsewhere would have it, by the delta method for its logarithm; half a report
/// is added to each count.
fn ends_of_expected(reached: BeforeAfter, comparison: BeforeAfter, expected: f64, z: f64) -> (f64, f64) {
    let [before, elsewhere_before, elsewhere_after] =
        [reached.before, comparison.before, comparison.after].map(|n| f64::from(n) + 0.5);
    let middle = before * elsewhere_after / elsewhere_before;
    let deviation = (before.recip() + elsewhere_before.recip() + elsewhere_after.recip()).sqrt();
    let factor = (z * deviation).exp();
    ((middle / factor).min(expected), (middle * factor).max(expected))
}

/// Returns the ratio of the two ratios, and the ends of its interval (Gart and Zweifel 1967, On the bias of various
/// estimators of the logit and its variance).
fn ratio(reached: BeforeAfter, comparison: BeforeAfter, z: f64) -> [f64; 3] {
    let counts = [reached.before, reached.after, comparison.before, comparison.after];
    let counts = counts.map(|n| f64::from(n) + 0.5);
    let [before, after, comparison_before, comparison_after] = counts.map(f64::ln);
    let log = (after - before) - (comparison_after - comparison_before);
    let deviation = counts.iter().map(|n| n.recip()).sum::<f64>().sqrt();
    [log, log - z * deviation, log + z * deviation].map(f64::exp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Dice;
    use super::*;

    fn stretch((before, after): (u32, u32)) -> BeforeAfter {
        BeforeAfter { before, after }
    }

    fn effect(crossing: (u32, u32), beside: (u32, u32), comparison: (u32, u32)) -> ClosureEffect {
        closure_effect(stretch(crossing), stretch(beside), stretch(comparison), 0.95).unwrap()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-7 * expected.abs().max(0.1), "{found} is not {expected}");
    }

    /// Sixty before, thirty after, and one in nine more elsewhere: computed anew from the sources with Python 3.13 and
    /// its own normal distribution.
    #[test]
    fn a_difference_has_the_interval_of_its_sources() {
        let found = effect((60, 30), (0, 0), (900, 1_000));
        close(found.at_crossing.expected, 66.666_666_667);
        close(found.at_crossing.reports, -36.666_666_667);
        close(found.at_crossing.low, -59.668_666_618);
        close(found.at_crossing.high, -16.755_701_761);
        close(found.at_crossing.p * 1e4, 4.018_416_147);
        assert_eq!((found.in_all, found.beside), (found.at_crossing, None));
        let ratio = [0.453_744_202, 0.290_925_584, 0.707_685_444];
        found.ratio.into_iter().zip(ratio).for_each(|(found, expected)| close(found, expected));
    }

    #[test]
    fn a_stretch_without_reports_before_has_an_interval_too() {
        let found = effect((0, 15), (0, 0), (50, 50)).at_crossing;
        close(found.low, 4.880_296_038);
        close(found.high, 24.750_868_859);
        close(found.p, 0.021_180_634_2);
    }

    /// As a difference of differences it would be 10 - 100 reports.
    #[test]
    fn a_rise_everywhere_is_no_effect_however_large_the_comparison() {
        let found = effect((100, 110), (0, 0), (1_000, 1_100));
        close(found.at_crossing.expected, 110.0);
        close(found.at_crossing.reports, 0.0);
        close(found.at_crossing.p, 1.0);
        assert!(found.at_crossing.low < -20.0 && found.at_crossing.high > 20.0);
    }

    #[test]
    fn traffic_that_moved_is_not_gone() {
        let found = effect((80, 20), (40, 100), (600, 600));
        assert!(found.at_crossing.high < 0.0 && found.beside.unwrap().low > 0.0);
        assert!(found.in_all.low < 0.0 && found.in_all.high > 0.0);
        close(found.in_all.reports, 0.0);
    }

    #[test]
    fn few_reports_are_not_enough() {
        let few = |crossing, comparison| {
            closure_effect(stretch(crossing), stretch((0, 0)), stretch(comparison), 0.95).unwrap_err()
        };
        let what = "reports at the crossing, before and after together";
        assert_eq!(few((4, 5), (60, 60)), AnalysisError::NotEnough { what, needed: 10, given: 9 });
        let what = "reports before along the rest of the border";
        assert_eq!(few((40, 5), (9, 60)), AnalysisError::NotEnough { what, needed: 10, given: 9 });
        let [some, none] = [stretch((40, 5)), stretch((0, 0))];
        assert!(closure_effect(some, none, some, 0.0).is_err());
        assert_eq!(closure_effect(some, none, some, 0.95).unwrap().beside, None);
    }

    /// A count of a mean, by waits of an even chance (Knuth 1997, The Art of Computer Programming, 3.4.1), in parts, so
    /// that no product is too small to be told from 0.
    fn poisson(mean: f64, dice: &mut Dice) -> u32 {
        let (mut left, mut count) = (mean, 0);
        while left > 0.0 {
            let floor = (-left.min(20.0)).exp();
            let mut product = dice.unit();
            while product > floor {
                product *= dice.unit();
                count += 1;
            }
            left -= 20.0;
        }
        count
    }

    /// 1,000 cases each of crossings, sizes of the comparison, trends and effects, with known means. Of 1,000 intervals
    /// 950 hold the truth, give or take 2.6 binomial deviations (18); one that is too wide by a hair passes too.
    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        let cases = [
            // Before, before in the comparison, trend, effect.
            (60.0, 60.0, 1.0, 1.0),
            (60.0, 900.0, 1.4, 1.0),
            (20.0, 2_000.0, 0.5, 1.0),
            (200.0, 40.0, 2.0, 1.0),
            (80.0, 1_200.0, 1.2, 0.25),
            (50.0, 300.0, 0.8, 3.0),
        ];
        for (number, (before, elsewhere, trend, times)) in (0_u64..).zip(cases) {
            let dice = &mut Dice::new(1, "closure coverage", number);
            let expected = before * trend;
            let truth = expected * (times - 1.0);
            let (mut differences, mut ratios, mut alarms) = (0, 0, 0);
            for _ in 0..1_000 {
                let reached = (poisson(before, dice), poisson(expected * times, dice));
                let found =
                    effect(reached, (0, 0), (poisson(elsewhere, dice), poisson(elsewhere * trend, dice)));
                let Difference { low, high, p, .. } = found.at_crossing;
                differences += u32::from((low..=high).contains(&truth));
                ratios += u32::from((found.ratio[1]..=found.ratio[2]).contains(&times));
                alarms += u32::from(p < 0.05);
                assert_eq!(p < 0.05, low > 0.0 || high < 0.0, "{found:?}");
            }
            assert!((932..=972).contains(&differences), "{differences} of case {number}");
            assert!((932..=972).contains(&ratios), "{ratios} of case {number}");
            let as_many = if truth.abs() < 1e-9 { 28..=68 } else { 980..=1_000 };
            assert!(as_many.contains(&alarms), "{alarms} of case {number}");
        }
    }

    proptest! {
        #[test]
        fn what_is_compared_with_what_turns_the_ratio(
            a in (10..90_u32, 5..90_u32), b in (10..90_u32, 5..90_u32)
        ) {
            let there = effect(a, (0, 0), b);
            let back = effect(b, (0, 0), a);
            prop_assert!((there.ratio[0] * back.ratio[0] - 1.0).abs() < 1e-12);
            prop_assert!((there.ratio[1] * back.ratio[2] - 1.0).abs() < 1e-9);
            prop_assert!(there.at_crossing.low <= there.at_crossing.reports);
            prop_assert!(there.at_crossing.reports <= there.at_crossing.high);
            prop_assert!(there.at_crossing.reports * back.at_crossing.reports <= 0.0);
        }
    }
}
