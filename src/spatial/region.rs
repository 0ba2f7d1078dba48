//! An area as the indices understand it: a crossing has become a circle, a saved area its polygon.

use std::collections::BTreeSet;

use geo::{BoundingRect, Intersects, Validation};
use geo_types::{MultiPolygon, Rect};

use super::geodesic::distance_m;
use crate::domain::{BorderRelation, DistrictCode, LonLat, ProvinceCode};

/// Represents an area that reports can be looked for in.
#[derive(Debug, Clone)]
pub enum Region {
    /// Any of some districts, by code; sorted.
    Districts(Vec<DistrictCode>),
    /// Any of some provinces, by code; sorted.
    Provinces(Vec<ProvinceCode>),
    /// A box; its edges belong to it.
    Bbox {
        /// South-west corner.
        south_west: LonLat,
        /// North-east corner.
        north_east: LonLat,
    },
    /// A circle; its rim belongs to it.
    Circle {
        /// Centre.
        centre: LonLat,
        /// Radius in metres on the spheroid.
        radius_m: f64,
    },
    /// A stretch of the border and what lies near it.
    Border {
        /// First kilometre, inclusive.
        from_km: f64,
        /// Last kilometre, exclusive.
        to_km: f64,
        /// Farthest distance from the line in metres on the spheroid, inclusive.
        within_m: f64,
    },
    /// A polygon; its edges belong to it.
    Polygon(Polygonal),
}

/// A polygon with its box.
#[derive(Debug, Clone)]
pub struct Polygonal {
    shape: MultiPolygon<f64>,
    bounds: Option<Rect<f64>>,
}

/// What can be asked of one report's position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whereabouts {
    pub(super) at: Option<LonLat>,
    pub(super) district: Option<DistrictCode>,
    pub(super) province: Option<ProvinceCode>,
    pub(super) border: Option<BorderRelation>,
}

/// Whether an area admits a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Inside,
    Outside,
    /// The report's place is too coarse for this kind of area.
    CannotTell,
}

impl Polygonal {
    /// Prepares a valid polygon, in degrees.
    pub fn new(shape: MultiPolygon<f64>) -> Self {
        let bounds = shape.bounding_rect();
        Self { shape, bounds }
    }

    /// Tells whether the polygon covers a point, edges included; edges are straight in longitude and
    /// latitude, as in PostGIS `ST_Covers` on geometry.
    pub fn covers(&self, at: LonLat) -> bool {
        let point = at.point();
        self.bounds.is_some_and(|b| b.intersects(&point)) && self.shape.intersects(&point)
    }
}

impl Region {
    /// Tells whether a point lies in the region; districts and provinces by the district that it is in.
    pub fn covers(&self, at: LonLat, district: Option<DistrictCode>, border: Option<BorderRelation>) -> bool {
        let province = district.map(DistrictCode::province);
        self.fit(Whereabouts { at: Some(at), district, province, border }) == Fit::Inside
    }

    pub(super) fn fit(&self, of: Whereabouts) -> Fit {
        let inside = |is: bool| if is { Fit::Inside } else { Fit::Outside };
        let by_point = |test: &dyn Fn(LonLat) -> bool| of.at.map_or(Fit::CannotTell, |at| inside(test(at)));
        match self {
            Self::Districts(codes) => match (of.district, of.province, of.at) {
                (Some(district), ..) => inside(codes.binary_search(&district).is_ok()),
                // Somewhere in a province: it may lie in a district that was asked for.
                (None, Some(province), None) if codes.iter().all(|c| c.province() != province) => {
                    Fit::Outside
                }
                (None, _, Some(_)) => Fit::Outside,
                (None, _, None) => Fit::CannotTell,
            },
            Self::Provinces(codes) => match (of.province, of.at) {
                (Some(province), _) => inside(codes.binary_search(&province).is_ok()),
                (None, Some(_)) => Fit::Outside,
                (None, None) => Fit::CannotTell,
            },
            Self::Bbox { south_west, north_east } => by_point(&|at| {
                (south_west.lon_e7()..=north_east.lon_e7()).contains(&at.lon_e7())
                    && (south_west.lat_e7()..=north_east.lat_e7()).contains(&at.lat_e7())
            }),
            Self::Circle { centre, radius_m } => by_point(&|at| distance_m(*centre, at) <= *radius_m),
            Self::Border { from_km, to_km, within_m } => by_point(&|_| {
                of.border.is_some_and(|b| (*from_km..*to_km).contains(&b.km) && b.distance_m <= *within_m)
            }),
            Self::Polygon(polygon) => by_point(&|at| polygon.covers(at)),
        }
    }
}

/// Says what is wrong with a polygon: rings that cross themselves or each other, too few points, spikes (OGC
/// Simple Feature Access, the same rules as PostGIS `ST_IsValid`); nothing when it is valid.
pub fn fault_of(shape: &MultiPolygon<f64>) -> Option<String> {
    if shape.0.is_empty() || shape.iter().any(|polygon| polygon.exterior().0.is_empty()) {
        return Some("it has no points".to_owned());
    }
    let faults: BTreeSet<String> = shape.validation_errors().iter().map(ToString::to_string).collect();
    faults.into_iter().next()
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn a_polygon_covers_its_edges_and_corners_and_not_its_holes() {
        let shape = polygon!(
            exterior: [(x: 102., y: 15.), (x: 104., y: 15.), (x: 104., y: 17.), (x: 102., y: 17.)],
            interiors: [[(x: 102.5, y: 15.5), (x: 103.5, y: 15.5), (x: 103.5, y: 16.5), (x: 102.5, y: 16.5)]],
        );
        let region = Polygonal::new(shape.into());
        let covers = |lon, lat| region.covers(LonLat::new(lon, lat).unwrap());
        assert!(covers(102.2, 16.0) && covers(102.0, 16.0) && covers(104.0, 17.0));
        assert!(covers(102.5, 16.0), "the edge of the hole belongs to the polygon");
        assert!(!covers(103.0, 16.0) && !covers(101.999_999_9, 16.0));
    }

    #[test]
    fn a_bow_tie_is_a_fault_and_a_square_is_none() {
        let bow_tie = polygon![(x: 102., y: 15.), (x: 103., y: 16.), (x: 103., y: 15.), (x: 102., y: 16.)];
        assert!(fault_of(&bow_tie.into()).unwrap().contains("self-intersection"));
        let square = polygon![(x: 102., y: 15.), (x: 103., y: 15.), (x: 103., y: 16.), (x: 102., y: 16.)];
        assert_eq!(fault_of(&square.into()), None);
        assert!(fault_of(&MultiPolygon::new(Vec::new())).is_some());
    }
}
