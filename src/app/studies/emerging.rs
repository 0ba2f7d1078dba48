//! Emerging hot spots: what is new and what grows, by cell.

use super::bench::{Bench, Found, Head, found};
use super::places::Places;
use crate::analysis::{Effort, EmergingLabel, EmergingSettings, emerging};
use crate::domain::EmergingStudy;
use crate::domain::number::to_index;
use crate::export::{EmergingFields, EmergingPlaceFields, StudyResult};

/// The false discovery rate at which a step is hot or cold.
const ALPHA: f64 = 0.05;
/// The p-value up to which scores rise or fall.
const TREND_ALPHA: f64 = 0.05;

impl Bench<'_> {
    pub(super) fn emerging(&self, settings: &EmergingStudy, effort: &mut Effort<'_>) -> Found {
        let places = Places::new(self.view.placer(), &self.districts, Some(settings.cell_m));
        let steps = self.steps(settings.step)?;
        let counted = self.count(self.query, &places, Some(&steps));
        let head = Head::of_places(&places, &counted, Some(&steps));
        let reference = settings.reference;
        let method = EmergingSettings { alpha: ALPHA, trend_alpha: TREND_ALPHA, reference };
        let squares = places.mask().map_or(&[][..], |mask| mask.squares());
        let computed = Self::enough_reports(&counted)
            .and_then(|()| emerging(&counted.by_step(), squares, method, effort))
            .map(|computed| {
                let totals = counted.totals();
                let cells = computed.places.iter().enumerate();
                let cells = cells
                    .filter(|(i, cell)| {
                        (totals[*i] > 0 || cell.label != EmergingLabel::NoPattern) && self.shows(&places, *i)
                    })
                    .map(|(i, cell)| EmergingPlaceFields {
                        place: places.fields(i),
                        count: to_index(totals[i]),
                        last_count: counted.of(i).last().copied().map_or(0, to_index),
                        label: cell.label.as_str(),
                        hot_steps: cell.hot_steps,
                        cold_steps: cell.cold_steps,
                        last_z: cell.last_z,
                        trend_z: cell.trend.z,
                        trend_p: cell.trend.p,
                        sen_slope: cell.sen_slope,
                    })
                    .collect();
                StudyResult::Emerging(EmergingFields {
                    alpha: ALPHA,
                    trend_alpha: TREND_ALPHA,
                    last_line: computed.lines.last().copied().flatten(),
                    cells,
                })
            });
        found(head, computed)
    }
}
