//! Kernel density by kilometre along the border: a strip chart that a patrol can read.

use super::bench::{Bench, DEGREE_PLACES, DIGITS, Found, Head, found};
use super::line::{KM_PLACES, Stretch};
use super::no_area;
use crate::analysis::{AnalysisError, ObservedStretch, border_profile};
use crate::app::hotspot_map::FEWEST_REPORTS;
use crate::domain::number::{to_digits, to_places};
use crate::domain::{Border, BorderProfileStudy, CrossingState, Method};
use crate::export::{BorderProfileFields, ProfileCrossingFields, ProfilePointFields, StudyResult};

const STEP_KM: f64 = 1.0;

impl Bench<'_> {
    pub(super) fn border_profile(&self, settings: &BorderProfileStudy) -> Found {
        no_area(Method::BorderProfile, self.query.area.as_ref())?;
        let points = self.points();
        let head = Head::of_points("kilometre", &points);
        let stretches = self.observed_line();
        let near = points.reports.iter().filter_map(|report| self.near_line(report, settings.within_m));
        let near: Vec<_> = near.filter(|at| stretches.iter().any(|stretch| stretch.holds(*at))).collect();
        let computed = (|| {
            if near.len() < FEWEST_REPORTS {
                let what = "reports near the line";
                return Err(AnalysisError::NotEnough { what, needed: FEWEST_REPORTS, given: near.len() });
            }
            let mut profile = Vec::new();
            // What lies on one border says nothing of the other, though their kilometres go on.
            for border in [Border::ThaiLao, Border::ThaiCambodian] {
                let own = stretches.iter().filter(|stretch| stretch.border == border);
                let own: Vec<ObservedStretch> =
                    own.map(|s| ObservedStretch { from_km: s.from_km, to_km: s.to_km }).collect();
                if own.is_empty() {
                    continue;
                }
                let events: Vec<f64> = near.iter().filter(|at| at.border == border).map(|at| at.km).collect();
                profile.extend(border_profile(&events, &own, settings.bandwidth_km, STEP_KM)?);
            }
            let line = self.view.placer().border();
            let point = |km: f64, per_km: f64| {
                let at = line.at_km(km)?;
                let [lon, lat] = [at.x, at.y].map(|degrees| to_places(degrees, DEGREE_PLACES));
                let (km, per_km) = (to_places(km, KM_PLACES), to_digits(per_km, DIGITS));
                Some(ProfilePointFields { km, per_km, lon, lat })
            };
            Ok(StudyResult::BorderProfile(BorderProfileFields {
                bandwidth_km: settings.bandwidth_km,
                within_m: settings.within_m,
                near: near.len(),
                points: profile.iter().filter_map(|at| point(at.km, at.per_km)).collect(),
                crossings: self.crossings_along(&stretches),
                stretches: stretches.iter().map(|stretch| stretch.fields()).collect(),
            }))
        })();
        found(head, computed)
    }

    /// Lists the crossings on parts of the line, from the north.
    fn crossings_along(&self, stretches: &[Stretch]) -> Vec<ProfileCrossingFields> {
        let line = self.view.placer().border();
        let mut crossings: Vec<ProfileCrossingFields> = Vec::new();
        for crossing in &self.known.reference.crossings {
            let Some(at) = crossing.position.and_then(|position| line.relate(position.at)) else { continue };
            if stretches.iter().any(|stretch| stretch.holds(at.into())) {
                let last = crossing.last_known();
                crossings.push(ProfileCrossingFields {
                    id: crossing.id.to_string(),
                    km: to_places(at.km, KM_PLACES),
                    status: last.map_or(CrossingState::Unknown, |status| status.state).as_str(),
                    status_from: last.map(|status| status.from),
                });
            }
        }
        crossings.sort_by(|a, b| a.km.total_cmp(&b.km).then_with(|| a.id.cmp(&b.id)));
        crossings
    }
}
