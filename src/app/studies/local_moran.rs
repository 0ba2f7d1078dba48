//! Local Moran: which places are like their neighbours and which stand out.

use super::bench::{Bench, Found, Head, found, values};
use super::places::Places;
use crate::analysis::{Effort, MoranClass, MoranSettings, local_moran, moran_classes};
use crate::domain::LocalMoranStudy;
use crate::domain::number::to_index;
use crate::export::{LocalMoranFields, MoranPlaceFields, StudyResult};

/// The false discovery rate of the classes.
const ALPHA: f64 = 0.05;

impl Bench<'_> {
    pub(super) fn local_moran(&self, settings: &LocalMoranStudy, effort: &mut Effort<'_>) -> Found {
        let places = Places::new(self.view.placer(), &self.districts, settings.cell_m);
        self.check_area(&places)?;
        let counted = self.count(self.query, &places, None);
        let head = Head::of_places(&places, &counted, None).seeded(settings.seed);
        let neighbours = places.neighbours(self.view.placer());
        let method = MoranSettings { replicates: to_index(settings.replicates), seed: settings.seed };
        let computed = Self::enough_reports(&counted)
            .and_then(|()| local_moran(&values(&counted.counts), &neighbours, method, effort))
            .map(|statistics| {
                let (classes, line) = moran_classes(&statistics, ALPHA);
                let shown = |place: usize| {
                    let says = counted.counts[place] > 0 || classes[place] != MoranClass::None;
                    (says || places.mask().is_none()) && self.shows(&places, place)
                };
                let of_places =
                    (0..places.len()).filter(|place| shown(*place)).map(|place| MoranPlaceFields {
                        place: places.fields(place),
                        count: to_index(counted.counts[place]),
                        i: statistics[place].i,
                        p: statistics[place].p,
                        class: classes[place].as_str(),
                    });
                StudyResult::LocalMoran(LocalMoranFields {
                    weights: places.weights(),
                    replicates: settings.replicates,
                    alpha: ALPHA,
                    line,
                    places: of_places.collect(),
                })
            });
        found(head, computed)
    }
}
