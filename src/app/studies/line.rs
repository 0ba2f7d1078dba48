//! The border line as a study sees it: which parts of it are observed, and where on it reports lie.

use super::bench::Bench;
use super::points::PointReport;
use crate::domain::{Border, BorderRelation, LonLat};
use crate::export::StretchFields;

/// How far apart the points are at which the line is asked whose it is, in kilometres.
const EVERY_KM: f64 = 0.25;

/// A part of the line, of one border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) border: Border,
    pub(super) from_km: f64,
    pub(super) to_km: f64,
}

impl Stretch {
    pub(super) fn holds(&self, relation: BorderRelation) -> bool {
        relation.border == self.border && (self.from_km..=self.to_km).contains(&relation.km)
    }

    /// Returns what of it lies between two kilometres.
    pub(super) fn cut(&self, from_km: f64, to_km: f64) -> Option<Self> {
        let cut = Self { from_km: self.from_km.max(from_km), to_km: self.to_km.min(to_km), ..*self };
        (cut.from_km < cut.to_km).then_some(cut)
    }

    pub(super) fn fields(self) -> StretchFields {
        StretchFields { border: self.border.as_str(), from_km: self.from_km, to_km: self.to_km }
    }
}

impl Bench<'_> {
    /// Finds the parts of the line along districts of the mask: a point of the line belongs to the district in which a
    /// report there would count.
    pub(super) fn observed_line(&self) -> Vec<Stretch> {
        let placer = self.view.placer();
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut was_observed = false;
        for mark in placer.border().marks(EVERY_KM) {
            let at = LonLat::new(mark.at.x, mark.at.y).ok();
            let district = at.and_then(|at| placer.place_point(at, 0.0).district);
            let is_observed = district.is_some_and(|code| self.districts.binary_search(&code).is_ok());
            if is_observed && let Some((first_km, last_km)) = placer.border().span_km(mark.border) {
                let to_km = (mark.km + EVERY_KM / 2.0).min(last_km);
                match stretches.last_mut() {
                    Some(last) if was_observed && last.border == mark.border => last.to_km = to_km,
                    _ => stretches.push(Stretch {
                        border: mark.border,
                        from_km: (mark.km - EVERY_KM / 2.0).max(first_km),
                        to_km,
                    }),
                }
            }
            was_observed = is_observed;
        }
        stretches
    }

    /// Says where a report stands to the line, if it is near enough.
    pub(super) fn near_line(&self, report: &PointReport, within_m: f64) -> Option<BorderRelation> {
        self.view.placer().border().relate(report.at).filter(|relation| relation.distance_m <= within_m)
    }
}
