//! The placing rule: which district, country, crossing and stretch of border a point belongs to.

use std::sync::{Arc, OnceLock};

use geo_types::MultiPolygon;

use super::border::{BorderIndex, KilometreMark};
use super::coarse::Anchors;
use super::districts::DistrictIndex;
use super::nearest::{NearestIndex, Segment};
use super::polygons::PolygonIndex;
use crate::domain::{
    BorderRelation, Country, Crossing, CrossingId, DistrictCode, DistrictShape, Doubt, LonLat,
    NearestCrossing, NeighbourUnit, Place, Placement, PlacingMethod, Shapes,
};

/// A point this far beyond the line is foreign; nearer, line and polygons may differ by survey alone.
/// Measured: the two differ by 70 m on average and up to 900 m (`data/README.md`).
pub const FOREIGN_BEYOND_M: f64 = 300.0;
/// A point in no district belongs to the nearest one within this distance.
pub const NEAREST_WITHIN_M: f64 = 1_500.0;
/// A foreign point is routed to the nearest district within this distance.
pub const ROUTED_WITHIN_M: f64 = 5_000.0;

/// How far apart the points are at which the line is asked whose it is, in kilometres.
pub const ALONG_LINE_KM: f64 = 0.25;

/// Places points and areas; built once from the reference data.
#[derive(Debug)]
pub struct Placer {
    districts: DistrictIndex,
    along_line: OnceLock<Vec<(KilometreMark, Option<DistrictCode>)>>,
    anchors: Anchors,
    surroundings: Arc<Surroundings>,
}

/// What stays the same when district boundaries change.
#[derive(Debug)]
struct Surroundings {
    neighbours: PolygonIndex<NeighbourUnit>,
    border: BorderIndex,
    crossings: NearestIndex<CrossingId>,
    located: usize,
}

impl Placer {
    /// Builds the indices from the shapes and the crossings that have a position.
    pub fn new(shapes: Shapes, crossings: &[Crossing]) -> Self {
        let points: Vec<_> = crossings
            .iter()
            .filter_map(|c| {
                let at = c.position?.at.point().into();
                Some(Segment { start: at, end: at, what: c.id })
            })
            .collect();
        let surroundings = Surroundings {
            neighbours: PolygonIndex::new(shapes.neighbours.into_iter().map(|n| (n.shape, n.unit)).collect()),
            border: BorderIndex::new(shapes.border),
            located: points.len(),
            crossings: NearestIndex::new(points),
        };
        Self::of(DistrictIndex::new(shapes.districts), Arc::new(surroundings))
    }

    /// Returns the same indices on other district boundaries; `shapes` are sorted by code.
    #[must_use]
    pub fn on_districts(&self, shapes: Vec<DistrictShape>) -> Self {
        Self::of(DistrictIndex::new(shapes), Arc::clone(&self.surroundings))
    }

    fn of(districts: DistrictIndex, surroundings: Arc<Surroundings>) -> Self {
        Self { districts, along_line: OnceLock::new(), anchors: Anchors::default(), surroundings }
    }

    /// Returns the district index.
    pub fn districts(&self) -> &DistrictIndex {
        &self.districts
    }

    /// Returns what is told of places to whoever may not know them exactly.
    pub(super) fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// Returns the border index.
    pub fn border(&self) -> &BorderIndex {
        &self.surroundings.border
    }

    /// Returns points of the line every [`ALONG_LINE_KM`], from the north, each with the district in which a report there
    /// would count. Found once, when it is first asked for.
    pub fn districts_along_line(&self) -> &[(KilometreMark, Option<DistrictCode>)] {
        self.along_line.get_or_init(|| {
            let place = |mark: KilometreMark| {
                let at = LonLat::new(mark.at.x, mark.at.y).ok();
                (mark, at.and_then(|at| self.place_point(at, 0.0).district))
            };
            self.border().marks(ALONG_LINE_KM).into_iter().map(place).collect()
        })
    }

    /// Returns the Lao and Cambodian units with their polygons.
    pub fn neighbours(&self) -> impl Iterator<Item = (&NeighbourUnit, &MultiPolygon<f64>)> {
        self.surroundings.neighbours.items().iter().map(|(shape, unit)| (unit, shape))
    }

    /// Returns how many crossings have a position, so that "nearest" can say of how many.
    pub fn located_crossings(&self) -> usize {
        self.surroundings.located
    }

    /// Places what a report says of its place.
    pub fn place(&self, place: &Place) -> Placement {
        match place {
            Place::Point { at, radius_m, .. } => self.place_point(*at, *radius_m),
            Place::Tambon(tambon) => {
                Placement { tambon: Some(*tambon), ..Self::place_district(tambon.district()) }
            }
            Place::District(district) => Self::place_district(*district),
            Place::Province(province) => Placement {
                method: PlacingMethod::Area,
                country: Some(Country::Thailand),
                province: Some(*province),
                ..Placement::unplaced()
            },
            Place::Unknown => Placement::unplaced(),
        }
    }

    fn place_district(district: DistrictCode) -> Placement {
        Placement {
            method: PlacingMethod::Area,
            country: Some(Country::Thailand),
            district: Some(district),
            province: Some(district.province()),
            routed_to: Some(district),
            ..Placement::unplaced()
        }
    }

    /// Places a point whose true position lies within `radius_m` of it.
    ///
    /// The containing district comes first. A point in none is foreign when it lies more than 300 m beyond the
    /// line, or beyond the ends of the line in a Lao or Cambodian polygon; otherwise it belongs to the nearest district within
    /// 1.5 km. Deciding the country by the line first would lose places on the Cambodian side of it that
    /// official polygons count as Thai; the line alone never decides a country.
    pub fn place_point(&self, at: LonLat, radius_m: f64) -> Placement {
        let border = self.surroundings.border.relate(at);
        let crossing = self
            .surroundings
            .crossings
            .nearest(at, |_| true)
            .map(|n| NearestCrossing { crossing: n.segment.what, distance_m: n.foot.distance_m });
        let outcome = match self.districts.containing(at) {
            Some(district) => self.contained(at, radius_m, district, border),
            None => self.uncontained(at, border),
        };
        Placement { crossing, border, ..outcome }
    }

    fn contained(
        &self,
        at: LonLat,
        radius_m: f64,
        district: DistrictCode,
        border: Option<BorderRelation>,
    ) -> Placement {
        let edge_distance_m = self.districts.nearest(at).map(|(_, distance_m)| distance_m);
        let near_edge = edge_distance_m.is_some_and(|d| d < radius_m);
        let doubt = if is_beyond(border, 0.0) {
            Some(Doubt::LineDisagrees)
        } else if near_edge {
            Some(Doubt::NearEdge)
        } else {
            None
        };
        let other = doubt.and_then(|_| self.districts.nearest_other(at, district));
        Placement {
            method: PlacingMethod::Containing,
            country: Some(Country::Thailand),
            routed_to: Some(district),
            edge_distance_m,
            doubt,
            second_choice: other.filter(|(_, d)| *d <= radius_m).map(|(code, _)| code),
            ..Self::place_district(district)
        }
    }

    fn uncontained(&self, at: LonLat, border: Option<BorderRelation>) -> Placement {
        let nearest = self.districts.nearest(at);
        let edge_distance_m = nearest.map(|(_, d)| d);
        let within = |limit_m: f64| nearest.filter(|(_, d)| *d <= limit_m).map(|(code, _)| code);
        let country = self.surroundings.neighbours.covering(at).next().map(|unit| unit.country);
        let far_beyond = is_beyond(border, FOREIGN_BEYOND_M);
        // A Lao or Cambodian polygon alone decides only where the line has nothing to say.
        if far_beyond || (border.is_none() && country.is_some()) {
            return Placement {
                method: PlacingMethod::Foreign,
                country,
                routed_to: within(ROUTED_WITHIN_M),
                edge_distance_m,
                ..Placement::unplaced()
            };
        }
        match within(NEAREST_WITHIN_M) {
            Some(district) => Placement {
                method: PlacingMethod::Nearest,
                edge_distance_m,
                doubt: Some(if is_beyond(border, 0.0) { Doubt::LineDisagrees } else { Doubt::NearEdge }),
                second_choice: self
                    .districts
                    .nearest_other(at, district)
                    .filter(|(_, d)| *d <= NEAREST_WITHIN_M)
                    .map(|(code, _)| code),
                ..Self::place_district(district)
            },
            None => Placement {
                method: PlacingMethod::Outside,
                routed_to: within(ROUTED_WITHIN_M),
                edge_distance_m,
                ..Placement::unplaced()
            },
        }
    }
}

/// Tells whether a point lies on the foreign bank, farther from the line than some metres.
fn is_beyond(border: Option<BorderRelation>, metres: f64) -> bool {
    border.is_some_and(|b| b.bank != Country::Thailand && b.distance_m > metres)
}
