//! What is known more finely than the district: tambon, crossing, village.

use super::decide::Case;
use super::gazetteer::Unit;
use super::mention::{Level, Role};
use super::reading::tambons_of;
use super::{Confidence, Method};
use crate::domain::{DistrictCode, TambonCode};

/// Radius of doubt of a crossing that nobody has confirmed, in metres.
const UNVERIFIED_CROSSING_M: f64 = 1_000.0;
/// Radius of doubt of a confirmed crossing, in metres: its yards and queues.
const VERIFIED_CROSSING_M: f64 = 200.0;
/// Radius of doubt of a village from the list of places, in metres: the list has one point a village.
const VILLAGE_M: f64 = 2_000.0;

impl Case<'_> {
    /// Finds the tambon inside the district, and doubts the district when they contradict.
    pub(super) fn tambon(&mut self) {
        let Some(district) = self.decision.district.filter(|_| self.decision.tambon.is_none()) else {
            return;
        };
        let mut inside: Vec<TambonCode> = Vec::new();
        let mut outside: Vec<DistrictCode> = Vec::new();
        for mention in self.marked_tambon_mentions() {
            let exact = tambons_of(mention).find(|t| t.district() == district);
            let near_by = tambons_of(mention).any(|t| self.fits(t.district()));
            let found = exact.or_else(|| {
                let inside = |t: TambonCode| t.district() == district;
                (!near_by).then(|| self.gazetteer.similar_tambon(&mention.name, inside)).flatten()
            });
            match found {
                Some(tambon) => inside.extend((!inside.contains(&tambon)).then_some(tambon)),
                // What stands in brackets is often another spot.
                None if mention.role == Role::Aside => continue,
                None => {
                    outside.extend(tambons_of(mention).map(TambonCode::district).filter(|d| self.fits(*d)));
                }
            }
            if exact.is_none() && found.is_none() && outside.is_empty() {
                let name = &mention.name;
                self.decision.why.push(format!("the tambon `{name}` is not known in this district"));
            } else if let Some(tambon) = found.filter(|_| exact.is_none()) {
                let name = self.gazetteer.tambon_name(tambon);
                self.decision.why.push(format!("the tambon is read by similar spelling as {name}"));
            }
        }
        match (inside.as_slice(), outside.as_slice()) {
            ([only], []) => self.decision.tambon = Some(*only),
            ([], [_, ..]) if !self.provinces.is_empty() => {
                self.cap(Confidence::Low, "the tambon named is in another district of the province");
                for district in outside {
                    self.alternative(district);
                }
            }
            _ => {}
        }
    }

    /// Finds a point: the crossing itself, or a village that is unambiguous in the district.
    pub(super) fn point(&mut self) {
        let Some(district) =
            self.decision.district.filter(|_| self.decision.confidence <= Confidence::Medium)
        else {
            return;
        };
        let at_crossing = self.mentions.iter().filter(|m| m.at_crossing && m.role <= Role::Aside);
        let crossings: Vec<_> = at_crossing
            .flat_map(|m| &m.units)
            .filter_map(|unit| match unit {
                Unit::Crossing(index) => self.gazetteer.crossings.get(*index),
                _ => None,
            })
            .filter(|crossing| crossing.district == district)
            .collect();
        if let Some((crossing, (at, verified))) = crossings
            .first()
            .filter(|first| crossings.iter().all(|c| c.name == first.name))
            .and_then(|c| Some((c, c.position?)))
        {
            let radius_m = if verified { VERIFIED_CROSSING_M } else { UNVERIFIED_CROSSING_M };
            self.decision.point = Some((at, radius_m, true));
            self.decision.method = Method::Crossing;
            if !verified {
                let name = &crossing.name;
                self.decision.why.push(format!("the position of the crossing {name} is not confirmed"));
            }
            return;
        }
        let villages =
            self.mentions.iter().filter(|m| m.level == Level::Village && m.role == Role::Main && !m.near);
        let mut places: Vec<usize> =
            villages.flat_map(|m| self.places_named(&m.name, |d| d == district)).collect();
        places.sort_unstable();
        places.dedup();
        if let [only] = places.as_slice()
            && let Some(place) = self.gazetteer.places.get(*only)
        {
            self.decision.point = Some((place.at, VILLAGE_M, true));
            self.decision.method = Method::PlaceName;
            self.decision.why.push(format!("the point is that of {} in the list of places", place.name));
        }
    }
}
