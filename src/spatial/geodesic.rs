//! Distances on the WGS 84 spheroid; no other earth model is used anywhere.

use geo::{Distance, Geodesic, GeodesicArea};
use geo_types::{Coord, MultiPolygon, Point};

use crate::domain::LonLat;

/// Equatorial radius of WGS 84, in metres (NGA.STND.0036).
pub(super) const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
/// First eccentricity squared of WGS 84 (NGA.STND.0036).
pub(super) const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_14;

/// Returns the geodesic distance between two positions in metres (Karney 2013, by the `geo` crate).
///
/// ```
/// use mekong_watch::{domain::LonLat, spatial::distance_m};
/// let poipet_bridge = LonLat::new(102.557_67, 13.652_33)?;
/// let aranyaprathet = LonLat::new(102.505_78, 13.692_77)?;
/// // GeographicLib, by pyproj, gives 7178.568 m.
/// assert!((distance_m(poipet_bridge, aranyaprathet) - 7_178.568).abs() < 0.001);
/// # Ok::<(), mekong_watch::domain::LonLatError>(())
/// ```
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    point_distance_m(a.point(), b.point())
}

/// Returns the geodesic distance between two points in degrees, in metres.
pub(super) fn point_distance_m(a: Point<f64>, b: Point<f64>) -> f64 {
    Geodesic.distance(a, b)
}

/// Returns the area of polygons in square kilometres, holes left out (Karney 2013, by the `geo` crate); edges are
/// geodesics, and rings may go either way round.
pub fn area_km2(shape: &MultiPolygon<f64>) -> f64 {
    shape.geodesic_area_unsigned() / 1e6
}

/// Metres in one degree of longitude and of latitude at a latitude.
#[derive(Debug, Clone, Copy)]
pub(super) struct DegreeLengths {
    pub(super) lon_m: f64,
    pub(super) lat_m: f64,
}

impl DegreeLengths {
    /// Returns the lengths at a latitude in degrees, from the spheroid's two radii of curvature
    /// (Snyder 1987, Map Projections: A Working Manual, equations 4-18 and 4-20).
    pub(super) fn at(lat_deg: f64) -> Self {
        let (sin, cos) = lat_deg.to_radians().sin_cos();
        let w2 = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
        let prime_vertical = EQUATORIAL_RADIUS_M / w2.sqrt();
        let meridional = prime_vertical * (1.0 - ECCENTRICITY_SQUARED) / w2;
        let degree = 1.0_f64.to_radians();
        Self { lon_m: prime_vertical * cos * degree, lat_m: meridional * degree }
    }
}

/// The point of a segment nearest to a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Foot {
    /// The point, in degrees.
    pub(super) at: Coord<f64>,
    /// How far along the segment it lies, 0 to 1.
    pub(super) along: f64,
    /// Geodesic metres from the position.
    pub(super) distance_m: f64,
}

/// Finds the point of a segment nearest to a position.
///
/// The foot is found in the plane that touches the spheroid halfway between them; the distance to it is
/// geodesic. Segments here are at most a few kilometres long, so the foot is off by centimetres within
/// 50 km; far away it moves along the segment, which the distance hardly feels.
pub(super) fn foot_on_segment(from: LonLat, start: Coord<f64>, end: Coord<f64>) -> Foot {
    let lengths = DegreeLengths::at(f64::midpoint(from.lat_deg(), f64::midpoint(start.y, end.y)));
    let to_plane =
        |c: Coord<f64>| ((c.x - from.lon_deg()) * lengths.lon_m, (c.y - from.lat_deg()) * lengths.lat_m);
    let (ax, ay) = to_plane(start);
    let (bx, by) = to_plane(end);
    let (dx, dy) = (bx - ax, by - ay);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 { (-(ax * dx + ay * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
    let at = Coord { x: start.x + along * (end.x - start.x), y: start.y + along * (end.y - start.y) };
    Foot { at, along, distance_m: point_distance_m(from.point(), at.into()) }
}
