//! What changed when a crossing was closed or opened: there, and along the border beside it, against what changed
//! elsewhere.
//!
//! Differences by Wheeler and Ratcliffe (2018), A simple weighted displacement difference test to evaluate place based
//! crime interventions; the ratio by Wilson (2022), The relative incident rate ratio effect size for count-based
//! impact evaluations, without its factor for overdispersion. Reports are taken as independent: where they come in
//! bursts, the intervals are too narrow.

use super::AnalysisError;
use super::error::need;
use super::gi_star::{two_sided_p, z_at};

/// Fewest reports of a stretch, before and after together, for which the normal distribution stands in for the exact
/// one.
pub const FEWEST_CLOSURE_REPORTS: usize = 10;

/// Reports of one stretch in two periods of equal length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeforeAfter {
    /// In the period before.
    pub before: u32,
    /// In the period after.
    pub after: u32,
}

/// A stretch that the change may have reached, and one like it that it did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Where it may have had an effect.
    pub reached: BeforeAfter,
    /// Where it had none.
    pub comparison: BeforeAfter,
}

/// By how many reports a stretch changed more than its comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Reports more (or, below 0, fewer) than the change elsewhere would have it.
    pub reports: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// Two-sided p-value.
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
    /// Along the border beside it, where traffic may have moved to.
    pub beside: Option<Difference>,
    /// Both together: whether it went away or only moved.
    pub in_all: Difference,
}

/// Compares two periods of equal length before and after a change of a crossing; `level` is that of the intervals.
///
/// # Errors
/// When a stretch has fewer than [`FEWEST_CLOSURE_REPORTS`] or the level is not between 0 and 1.
pub fn closure_effect(
    crossing: Compared,
    beside: Option<Compared>,
    level: f64,
) -> Result<ClosureEffect, AnalysisError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(AnalysisError::BadNumber { what: "level between 0 and 1", value: level });
    }
    for stretch in [Some(crossing), beside].into_iter().flatten().flat_map(|c| [c.reached, c.comparison]) {
        let reports = u64::from(stretch.before) + u64::from(stretch.after);
        need("reports of a stretch", FEWEST_CLOSURE_REPORTS, usize::try_from(reports).unwrap_or(usize::MAX))?;
    }
    let z = z_at(1.0 - level);
    let both: Vec<Compared> = [Some(crossing), beside].into_iter().flatten().collect();
    Ok(ClosureEffect {
        at_crossing: difference(&[crossing], z),
        ratio: ratio(crossing, z),
        beside: beside.map(|beside| difference(&[beside], z)),
        in_all: difference(&both, z),
    })
}

fn counts(compared: Compared) -> [f64; 4] {
    let Compared { reached, comparison } = compared;
    [reached.before, reached.after, comparison.before, comparison.after].map(f64::from)
}

/// Adds up by how much more stretches changed than their comparisons; the variance is that of all counts.
fn difference(stretches: &[Compared], z: f64) -> Difference {
    let (mut reports, mut variance) = (0.0, 0.0);
    for stretch in stretches {
        let [before, after, comparison_before, comparison_after] = counts(*stretch);
        reports += (after - before) - (comparison_after - comparison_before);
        variance += before + after + comparison_before + comparison_after;
    }
    let deviation = variance.sqrt();
    Difference {
        reports,
        low: reports - z * deviation,
        high: reports + z * deviation,
        p: two_sided_p(reports / deviation),
    }
}

/// Returns the ratio of the two ratios, and the ends of its interval.
fn ratio(compared: Compared, z: f64) -> [f64; 3] {
    let counts = counts(compared).map(|n| n + 0.5);
    let [before, after, comparison_before, comparison_after] = counts.map(f64::ln);
    let log = (after - before) - (comparison_after - comparison_before);
    let deviation = counts.iter().map(|n| n.recip()).sum::<f64>().sqrt();
    [log, log - z * deviation, log + z * deviation].map(f64::exp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compared(reached: (u32, u32), comparison: (u32, u32)) -> Compared {
        let stretch = |(before, after)| BeforeAfter { before, after };
        Compared { reached: stretch(reached), comparison: stretch(comparison) }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-3 * expected.abs().max(0.1), "{found} is not {expected}");
    }

    /// Half of 20 reports went away, and none of 20 elsewhere: the deviation is the root of all 70.
    #[test]
    fn a_difference_has_the_interval_of_its_counts() {
        let found = closure_effect(compared((20, 10), (20, 20)), None, 0.9).unwrap();
        close(found.at_crossing.reports, -10.0);
        close(found.at_crossing.low, -10.0 - 1.644_854 * 70.0_f64.sqrt());
        close(found.at_crossing.high, -10.0 + 1.644_854 * 70.0_f64.sqrt());
        close(found.at_crossing.p, 0.232);
        assert_eq!(found.in_all, found.at_crossing);
        close(found.ratio[0], 10.5 / 20.5);
        assert!(found.ratio[1] < 0.52 && found.ratio[2] > 1.0);
    }

    #[test]
    fn traffic_that_moved_is_not_gone() {
        let found =
            closure_effect(compared((80, 20), (60, 60)), Some(compared((40, 100), (50, 50))), 0.95).unwrap();
        assert!(found.at_crossing.high < 0.0 && found.beside.unwrap().low > 0.0);
        assert!(found.in_all.low < 0.0 && found.in_all.high > 0.0);
        close(found.in_all.reports, 0.0);
    }

    #[test]
    fn few_reports_are_not_enough() {
        let few = closure_effect(compared((4, 5), (60, 60)), None, 0.95).unwrap_err();
        assert_eq!(few, AnalysisError::NotEnough { what: "reports of a stretch", needed: 10, given: 9 });
        assert!(closure_effect(compared((40, 5), (60, 60)), None, 0.0).is_err());
    }

    proptest! {
        #[test]
        fn what_is_compared_with_what_turns_the_sign(
            a in (5..90_u32, 5..90_u32), b in (5..90_u32, 5..90_u32)
        ) {
            let there = closure_effect(compared(a, b), None, 0.95).unwrap();
            let back = closure_effect(compared(b, a), None, 0.95).unwrap();
            prop_assert_eq!(there.at_crossing.reports.to_bits(), (0.0 - back.at_crossing.reports).to_bits());
            prop_assert_eq!(there.at_crossing.p.to_bits(), back.at_crossing.p.to_bits());
            prop_assert!((there.ratio[0] * back.ratio[0] - 1.0).abs() < 1e-12);
            prop_assert!((there.ratio[1] * back.ratio[2] - 1.0).abs() < 1e-9);
        }
    }
}
