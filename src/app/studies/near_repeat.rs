//! Knox: whether one report is followed by others close by and soon after, how far and for how long.

use super::bench::{Bench, Found, Head, found};
use crate::analysis::{AnalysisError, Effort, KnoxBands, KnoxEvent, KnoxSettings, near_repeat};
use crate::app::AppError;
use crate::domain::NearRepeatStudy;
use crate::domain::number::{i64_to_f64, round_to_i32, to_index};
use crate::export::{NearRepeatCellFields, NearRepeatFields, StudyResult};
use crate::spatial::EqualArea;

/// Pairs looked at in all replicates together that one answer takes.
const MOST_LOOKS: usize = 4_000_000_000;
/// Pairs that are kept at once.
const MOST_PAIRS: usize = 20_000_000;
/// How sure a band must be to count as hot.
const ALPHA: f64 = 0.05;
/// How many times as many pairs as chance would have it a hot band holds (Ratcliffe's Near Repeat Calculator).
const LEAST_RATIO: f64 = 1.2;

impl Bench<'_> {
    pub(super) fn near_repeat(&self, settings: &NearRepeatStudy, effort: &mut Effort<'_>) -> Found {
        let points = self.points();
        let plane = EqualArea::default();
        let events: Vec<KnoxEvent> = points
            .reports
            .iter()
            .filter_map(|report| {
                let day = round_to_i32(i64_to_f64(report.day?))?;
                Some(KnoxEvent { at: plane.forward(report.at)?, day })
            })
            .collect();
        // What was seen nobody knows when has no place in a table of days.
        let head = Head::of_points("point", &points).with_in_mask(events.len()).seeded(settings.seed);
        let distance_m: Vec<f64> = (1..=settings.bands).map(|n| settings.band_m * f64::from(n)).collect();
        let days: Vec<u32> = (1..=settings.time_bands).map(|n| settings.band_days * n).collect();
        let replicates = to_index(settings.replicates);
        let most_pairs = (MOST_LOOKS / replicates).min(MOST_PAIRS);
        let method = KnoxSettings { replicates, seed: settings.seed, most_pairs };
        let bands = KnoxBands { distance_m: &distance_m, days: &days };
        let computed = near_repeat(&events, bands, method, effort);
        if let Err(AnalysisError::TooMany { .. }) = computed {
            return Err(AppError::Refused(format!(
                "{} reports make more than {most_pairs} pairs within {} m, too many for {replicates} replicates; take a \
                 shorter period, a smaller area, narrower or fewer bands of distance, or fewer replicates",
                events.len(),
                settings.band_m * f64::from(settings.bands),
            )));
        }
        let computed = computed.map(|knox| {
            let decay = knox.decay(ALPHA, LEAST_RATIO);
            let last = |bands: usize| bands.checked_sub(1);
            let cell = |cell: &crate::analysis::KnoxCell| NearRepeatCellFields {
                pairs: cell.pairs,
                expected: cell.expected,
                ratio: cell.ratio,
                p: cell.p,
            };
            let table = knox.table.iter().map(|row| row.iter().map(cell).collect()).collect();
            StudyResult::NearRepeat(NearRepeatFields {
                replicates: settings.replicates,
                pairs: knox.pairs,
                hot_days: last(decay.time_bands).and_then(|i| days.get(i).copied()).unwrap_or(0),
                hot_m: last(decay.distance_bands).and_then(|i| distance_m.get(i).copied()).unwrap_or(0.0),
                distance_m,
                days,
                table,
            })
        });
        found(head, computed)
    }
}
