//! An area as the indices understand it: a crossing has become a circle, a saved area its polygon.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::kernels::RobustKernel;
use geo::{BoundingRect, Intersects, Kernel, Orientation, Validation};
use geo_types::{LineString, MultiPolygon, Point, Polygon, Rect};

use super::disc::Disc;
use super::extent::Overlap;
use super::polygonal::{Polygonal, rings};
use super::report_index::Bounds;
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
    Circle(Disc),
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
    Polygon(Arc<Polygonal>),
}

/// Whether an area admits a report, or all those of a ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Inside,
    Outside,
    /// Their place is too coarse for this kind of area.
    CannotTell,
    /// Each point has to be asked.
    Partly,
}

impl Region {
    /// Returns the points within some metres of another one.
    pub fn circle(centre: LonLat, radius_m: f64) -> Self {
        Self::Circle(Disc::new(centre, radius_m))
    }

    /// Tells whether a point lies in the region; districts and provinces by the district that it is in.
    pub fn covers(&self, at: LonLat, district: Option<DistrictCode>, border: Option<BorderRelation>) -> bool {
        match self.fit(district, district.map(DistrictCode::province), true) {
            Fit::Inside => true,
            Fit::Outside | Fit::CannotTell => false,
            Fit::Partly => self.covers_point(at, || border.map(|b| (b.km, b.distance_m))),
        }
    }

    /// Tells what is known of reports by where they count, whether they have points or not.
    pub(super) fn fit(
        &self,
        district: Option<DistrictCode>,
        province: Option<ProvinceCode>,
        have_points: bool,
    ) -> Fit {
        let inside = |is: bool| if is { Fit::Inside } else { Fit::Outside };
        match self {
            Self::Districts(codes) => match (district, province) {
                (Some(district), _) => inside(codes.binary_search(&district).is_ok()),
                (None, _) if have_points => Fit::Outside,
                // Somewhere in a province: it may lie in a district that was asked for.
                (None, Some(province)) if codes.iter().all(|c| c.province() != province) => Fit::Outside,
                (None, _) => Fit::CannotTell,
            },
            Self::Provinces(codes) => match province {
                Some(province) => inside(codes.binary_search(&province).is_ok()),
                None if have_points => Fit::Outside,
                None => Fit::CannotTell,
            },
            Self::Bbox { .. } | Self::Circle(_) | Self::Border { .. } | Self::Polygon(_) => {
                if have_points {
                    Fit::Partly
                } else {
                    Fit::CannotTell
                }
            }
        }
    }

    /// Tells whether reports without a point may lie in the region too, by the codes they name.
    pub(super) fn is_by_code(&self) -> bool {
        match self {
            Self::Districts(_) | Self::Provinces(_) => true,
            Self::Bbox { .. } | Self::Circle(_) | Self::Border { .. } | Self::Polygon(_) => false,
        }
    }

    /// Tells how points within bounds lie to the region; districts and provinces were asked before.
    pub(super) fn judge(&self, bounds: &Bounds) -> Overlap {
        match self {
            Self::Districts(_) | Self::Provinces(_) => Overlap::Inside,
            Self::Bbox { south_west, north_east } => bounds.extent.lies_to(*south_west, *north_east),
            Self::Circle(disc) => disc.judge(&bounds.extent),
            Self::Polygon(polygon) => polygon.judge(&bounds.extent),
            Self::Border { from_km, to_km, within_m } => {
                let (first_km, last_km) = bounds.along_km();
                let (nearest_m, farthest_m) = bounds.beside_m();
                if last_km < *from_km || first_km >= *to_km || nearest_m > *within_m {
                    Overlap::Outside
                } else if first_km >= *from_km && last_km < *to_km && farthest_m <= *within_m {
                    Overlap::Inside
                } else {
                    Overlap::Partly
                }
            }
        }
    }

    /// Tells whether a point lies in the region, given how far along the border line it stands, in kilometres, and
    /// how far from it, in metres; districts and provinces were asked before.
    pub(super) fn covers_point(&self, at: LonLat, border: impl FnOnce() -> Option<(f64, f64)>) -> bool {
        match self {
            Self::Districts(_) | Self::Provinces(_) => true,
            Self::Bbox { south_west, north_east } => {
                (south_west.lon_e7()..=north_east.lon_e7()).contains(&at.lon_e7())
                    && (south_west.lat_e7()..=north_east.lat_e7()).contains(&at.lat_e7())
            }
            Self::Circle(disc) => disc.covers(at),
            Self::Border { from_km, to_km, within_m } => border()
                .is_some_and(|(km, beside_m)| (*from_km..*to_km).contains(&km) && beside_m <= *within_m),
            Self::Polygon(polygon) => polygon.covers(at),
        }
    }
}

/// Says what is wrong with a polygon: rings that cross themselves or each other, too few points, spikes (OGC
/// Simple Feature Access, the same rules as PostGIS `ST_IsValid`); nothing when it is valid.
pub fn fault_of(shape: &MultiPolygon<f64>) -> Option<String> {
    if shape.0.is_empty() || shape.iter().any(|polygon| polygon.exterior().0.is_empty()) {
        return Some("it has no points".to_owned());
    }
    let fault = shape.check_validation().err().map(|fault| fault.to_string());
    // The `geo` crate does not look for cuts, and holds no line against the next, so that a flat triangle passes.
    let spike = || shape.iter().flat_map(rings).find_map(spike_of);
    fault.or_else(spike).or_else(|| shape.iter().find_map(cut_of))
}

/// Finds where a ring goes back the way it came; a flat ring does so too.
fn spike_of(ring: &LineString<f64>) -> Option<String> {
    let mut corners = ring.0.clone();
    corners.dedup();
    let onward = corners.iter().skip(1).chain(corners.get(1));
    let turns = corners.iter().zip(corners.iter().skip(1)).zip(onward.skip(1));
    turns.into_iter().find_map(|((a, b), c)| {
        let straight = RobustKernel::orient2d(*a, *b, *c) == Orientation::Collinear;
        let back = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0.0;
        (straight && back).then(|| format!("it goes back on itself at {}, {}", b.x, b.y))
    })
}

/// Finds where the rings of a polygon cut its inside apart. Rings may touch at points, but rings that touch in a
/// circle part what the circle holds from the rest: so each touch must join rings that nothing joined before.
fn cut_of(polygon: &Polygon<f64>) -> Option<String> {
    if polygon.interiors().is_empty() {
        return None;
    }
    let rings: Vec<_> = rings(polygon).map(|ring| (ring, ring.bounding_rect())).collect();
    let mut corners: Vec<Point<f64>> = rings.iter().flat_map(|(ring, _)| ring.points()).collect();
    corners.sort_by(|a, b| a.x().total_cmp(&b.x()).then(a.y().total_cmp(&b.y())));
    corners.dedup();
    // Rings with one number are joined.
    let mut joined: Vec<usize> = (0..rings.len()).collect();
    for at in corners {
        let touches = |(ring, bounds): &(&LineString<f64>, Option<Rect<f64>>)| {
            bounds.is_some_and(|b| b.intersects(&at)) && ring.intersects(&at)
        };
        let touching: Vec<usize> =
            joined.iter().zip(&rings).filter(|(_, ring)| touches(ring)).map(|(number, _)| *number).collect();
        let groups: BTreeSet<usize> = touching.iter().copied().collect();
        if groups.len() < touching.len() {
            return Some(format!("its rings cut it apart at {}, {}", at.x(), at.y()));
        }
        for number in joined.iter_mut().filter(|number| groups.contains(number)) {
            *number = touching[0];
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn a_bow_tie_is_a_fault_and_a_square_is_none() {
        let bow_tie = polygon![(x: 102., y: 15.), (x: 103., y: 16.), (x: 103., y: 15.), (x: 102., y: 16.)];
        assert!(fault_of(&bow_tie.into()).unwrap().contains("self-intersection"));
        let square = polygon![(x: 102., y: 15.), (x: 103., y: 15.), (x: 103., y: 16.), (x: 102., y: 16.)];
        assert_eq!(fault_of(&square.into()), None);
        assert!(fault_of(&MultiPolygon::new(Vec::new())).is_some());
    }

    #[test]
    fn a_spike_and_a_flat_ring_are_faults() {
        let flat = polygon![(x: 102., y: 15.), (x: 101., y: 15.), (x: 103., y: 15.)];
        assert_eq!(fault_of(&flat.into()).as_deref(), Some("it goes back on itself at 101, 15"));
        let spike = polygon![
            (x: 102., y: 15.), (x: 103., y: 15.), (x: 104., y: 15.5), (x: 103., y: 15.), (x: 103., y: 16.)
        ];
        assert!(fault_of(&spike.into()).unwrap().contains("self-intersection"));
    }

    #[test]
    fn holes_may_touch_and_not_cut_a_polygon_apart() {
        let with = |holes: &[[(f64, f64); 4]]| {
            let square =
                LineString::from(vec![(100., 10.), (104., 10.), (104., 14.), (100., 14.), (100., 10.)]);
            let holes = holes.iter().map(|hole| LineString::from(hole.to_vec())).collect();
            fault_of(&Polygon::new(square, holes).into())
        };
        let left = [(100., 12.), (102., 11.), (102., 13.), (100., 12.)];
        let right = [(102., 12.), (103., 11.), (103., 13.), (102., 12.)];
        let to_the_edge = [(102., 12.), (104., 11.5), (103., 13.), (102., 12.)];
        let through = [(100., 12.), (102., 11.), (104., 12.), (100., 12.)];
        assert_eq!(with(&[left]), None, "one touch");
        assert_eq!(with(&[left, right]), None, "a chain that ends inside");
        assert_eq!(with(&[left, to_the_edge]).as_deref(), Some("its rings cut it apart at 104, 11.5"));
        assert_eq!(with(&[through]).as_deref(), Some("its rings cut it apart at 104, 12"));
    }
}
