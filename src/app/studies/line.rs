//! The border line as a study sees it: which parts of it are observed, and where on it reports lie.

use super::bench::Bench;
use super::points::PointReport;
use crate::domain::number::to_places;
use crate::domain::{Border, BorderRelation};
use crate::export::StretchFields;
use crate::spatial::{ALONG_LINE_KM, BorderIndex};

/// Kilometres are told to the metre.
pub(super) const KM_PLACES: usize = 3;

/// A place on the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NearLine {
    pub(super) border: Border,
    /// Kilometre along the whole line.
    pub(super) km: f64,
}

impl From<BorderRelation> for NearLine {
    fn from(relation: BorderRelation) -> Self {
        Self { border: relation.border, km: relation.km }
    }
}

/// A part of the line, of one border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) border: Border,
    pub(super) from_km: f64,
    pub(super) to_km: f64,
}

impl Stretch {
    pub(super) fn holds(&self, place: NearLine) -> bool {
        place.border == self.border && (self.from_km..=self.to_km).contains(&place.km)
    }

    /// Returns what of it lies between two kilometres.
    pub(super) fn cut(&self, from_km: f64, to_km: f64) -> Option<Self> {
        let cut = Self { from_km: self.from_km.max(from_km), to_km: self.to_km.min(to_km), ..*self };
        (cut.from_km < cut.to_km).then_some(cut)
    }

    /// Returns what of it lies beyond two kilometres, on either side.
    pub(super) fn without(&self, from_km: f64, to_km: f64) -> impl Iterator<Item = Self> + use<> {
        self.cut(f64::MIN, from_km).into_iter().chain(self.cut(to_km, f64::MAX))
    }

    pub(super) fn fields(self) -> StretchFields {
        let [from_km, to_km] = [self.from_km, self.to_km].map(|km| to_places(km, KM_PLACES));
        StretchFields { border: self.border.as_str(), from_km, to_km }
    }
}

impl Bench<'_> {
    /// Finds the parts of the line along districts of the mask: a point of the line belongs to the district in which a
    /// report there would count.
    pub(super) fn observed_line(&self) -> Vec<Stretch> {
        let line = self.view.placer().border();
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut was_observed = false;
        for (mark, district) in self.view.placer().districts_along_line() {
            let is_observed = district.is_some_and(|code| self.districts.binary_search(&code).is_ok());
            if is_observed && let Some((first_km, last_km)) = line.span_km(mark.border) {
                let to_km = (mark.km + ALONG_LINE_KM / 2.0).min(last_km);
                match stretches.last_mut() {
                    Some(last) if was_observed && last.border == mark.border => last.to_km = to_km,
                    _ => stretches.push(Stretch {
                        border: mark.border,
                        from_km: (mark.km - ALONG_LINE_KM / 2.0).max(first_km),
                        to_km,
                    }),
                }
            }
            was_observed = is_observed;
        }
        stretches
    }

    /// Says where a report stands to the line, if it is near enough.
    pub(super) fn near_line(&self, report: &PointReport, within_m: f64) -> Option<NearLine> {
        near_line(self.view.placer().border(), report, within_m)
    }
}

/// Takes what was found when the report was placed: for a million reports finding it again takes seconds.
fn near_line(line: &BorderIndex, report: &PointReport, within_m: f64) -> Option<NearLine> {
    let beside = report.beside_line.filter(|beside| beside.distance_m() <= within_m)?;
    let km = beside.km();
    // Where two borders meet the kilometre is that of both.
    let border = line.border_at(km).or_else(|| line.relate(report.at).map(|found| found.border))?;
    Some(NearLine { border, km })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::analysis::Dice;
    use crate::app::Caller;
    use crate::domain::number::{count_to_i64, count_to_u64};
    use crate::domain::{Category, Channel, LonLat, Precision, ReportQuery, ReportRow, Status, Tlp};
    use crate::import::bundled;
    use crate::spatial::{Asked, ReportIndex, ReportIndexDraft};

    fn index_of(line: &BorderIndex, points: &[LonLat]) -> ReportIndex {
        let row = |(i, at): (usize, &LonLat)| ReportRow {
            row: count_to_i64(i),
            id: Uuid::from_u64_pair(1, count_to_u64(i)),
            observed: None,
            observed_precision: None,
            category: Category::Drugs,
            status: Status::Unverified,
            channel: Channel::OpenSource,
            precision: Precision::Exact,
            at: Some(*at),
            district: None,
            tambon: None,
            province: None,
            crossing: None,
            border: line.relate(*at),
            tlp: Tlp::AmberStrict,
            victim: false,
        };
        let mut draft = ReportIndexDraft::default();
        draft.add(&points.iter().enumerate().map(row).collect::<Vec<_>>());
        draft.finish(1)
    }

    #[test]
    fn what_the_index_keeps_says_the_same_as_the_line_itself() {
        let line = BorderIndex::new(bundled::shapes().unwrap().border);
        let mut dice = Dice::new(3, "near the line", 0);
        let (_, meeting_km) = line.span_km(Border::ThaiLao).unwrap();
        let end_km = line.length_km();
        let mut points = Vec::new();
        for i in 0..4_000 {
            // Along all of it, around where the borders meet, and around and beyond its two ends.
            let (km, spread) = match i % 8 {
                0 => (meeting_km, 0.05),
                1 => (0.0, 0.3),
                2 => (end_km, 0.3),
                3 => (meeting_km, 0.000_01),
                _ => (dice.unit() * end_km, 0.1),
            };
            let on_line = line.at_km(km.min(end_km - 1e-9)).unwrap();
            let mut away = || (2.0 * dice.unit() - 1.0) * spread;
            points.push(LonLat::new(on_line.x + away(), on_line.y + away()).unwrap());
        }
        let index = index_of(&line, &points);
        let query = ReportQuery::default();
        let (mut near, mut beyond, mut of) = (0, 0, [0; 2]);
        let operator = Caller::operator();
        let asked = Asked { query: &query, region: None, scope: operator.scope() };
        index.each_sighting(asked, |seen| {
            let report = PointReport { at: seen.at.unwrap(), day: None, beside_line: seen.beside_line };
            let relation = line.relate(report.at);
            for within_m in [500.0, 5_000.0, 50_000.0] {
                let expected = relation.filter(|relation| relation.distance_m <= within_m);
                // The line tells whole millimetres, and whole millimetres are kept: nothing is lost.
                assert_eq!(near_line(&line, &report, within_m), expected.map(NearLine::from), "{report:?}");
            }
            near += usize::from(relation.is_some());
            beyond += usize::from(relation.is_none());
            if let Some(relation) = relation {
                of[usize::from(relation.border == Border::ThaiCambodian)] += 1;
            }
        });
        assert!(near > 3_000 && beyond > 100 && of[0] > 1_000 && of[1] > 500, "{near} {beyond} {of:?}");
    }

    /// Every hundredth of what `place_point` says.
    #[test]
    fn the_districts_along_the_line_are_those_where_reports_would_count() {
        let placer = crate::spatial::Placer::new(bundled::shapes().unwrap(), &[]);
        let along = placer.districts_along_line();
        assert_eq!(along.len(), placer.border().marks(ALONG_LINE_KM).len());
        assert!(along.iter().filter(|(_, district)| district.is_some()).count() * 10 > along.len() * 9);
        for (mark, district) in along.iter().step_by(100) {
            let at = LonLat::new(mark.at.x, mark.at.y).unwrap();
            assert_eq!(placer.place_point(at, 0.0).district, *district, "km {}", mark.km);
        }
    }
}
