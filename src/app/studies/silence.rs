//! Districts and tambons that report less than their own history and their neighbours predict: absence is not safety.

use super::bench::{Bench, Found, Head, found};
use super::places::Places;
use crate::analysis::{Reporting, SilenceClass, silence};
use crate::domain::{SilencePlace, SilenceStudy};
use crate::export::{SilenceFields, SilentPlaceFields, StudyResult};

impl Bench<'_> {
    pub(super) fn silence(&self, settings: &SilenceStudy) -> Found {
        let places = match settings.by {
            SilencePlace::District => Places::new(self.view.placer(), &self.districts, None),
            SilencePlace::Tambon => Places::tambons(&self.known.reference, &self.districts),
        };
        self.check_area(&places)?;
        let steps = self.steps(settings.step)?;
        let counted = self.count(self.query, &places, Some(&steps));
        let head = Head::of_places(&places, &counted, Some(&steps));
        let last = steps.len() - 1;
        let history: Vec<Vec<u32>> = (0..places.len()).map(|i| counted.of(i)[..last].to_vec()).collect();
        let present: Vec<u32> = (0..places.len()).map(|i| counted.of(i)[last]).collect();
        let neighbours = places.neighbours(self.view.placer());
        let reporting =
            Reporting { history: &history, present: &present, neighbours: &neighbours, elapsed: 1.0 };
        let computed = silence(reporting, settings.alpha).map(|computed| {
            let mut order: Vec<usize> = (0..places.len()).filter(|i| self.shows(&places, *i)).collect();
            order.sort_by_key(|&i| match computed[i].class {
                SilenceClass::Silent => 0,
                SilenceClass::AreaQuiet => 1,
                SilenceClass::Usual | SilenceClass::CannotTell => 2,
            });
            let districts = order.into_iter().map(|i| SilentPlaceFields {
                place: places.fields(i),
                count: present[i],
                expected: computed[i].expected,
                usual_from: computed[i].usual_from,
                p: computed[i].p,
                expected_as_neighbours: computed[i].expected_as_neighbours,
                p_as_neighbours: computed[i].p_as_neighbours,
                class: computed[i].class.as_str(),
            });
            StudyResult::Silence(SilenceFields {
                alpha: settings.alpha,
                from: steps.first_day(last),
                to: steps.last_day(last),
                districts: districts.collect(),
            })
        });
        found(head, computed)
    }
}
