//! The plane of the analysis grid: one equal-area projection for the whole border.
//!
//! Squares must be equally large from the Golden Triangle to the sea, or counts in them do not compare. In
//! degrees a cell loses 4 % of its width from 12 to 20 degrees north, and the border crosses 102 E, where one
//! UTM zone ends. Lambert's azimuthal projection centred between the ends (they lie at 100.1 and 105.6 E, 11.6
//! and 20.4 N) keeps areas exactly; at the ends it stretches a side by 0.11 % one way and shrinks it as much
//! the other (PROJ 9.5, `get_factors`).

use geo_types::Coord;
use proj4rs::Proj;
use proj4rs::transform::transform;

use crate::domain::LonLat;

/// A point of the plane, in metres from 103 E 16 N.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// Metres to the east.
    pub east_m: f64,
    /// Metres to the north.
    pub north_m: f64,
}

/// Projects positions on the WGS 84 ellipsoid into a plane of equal areas, and back (Snyder 1987, Map
/// Projections: A Working Manual, chapter 24, by the `proj4rs` crate).
#[derive(Debug)]
pub struct EqualArea {
    degrees: Proj,
    plane: Proj,
}

impl EqualArea {
    /// What the projection is called.
    pub const NAME: &str = "Lambert azimuthal equal-area, WGS 84, centred on 16 N 103 E";
    /// The projection as PROJ, QGIS and PostGIS read it.
    pub const PROJ: &str = "+proj=laea +lat_0=16 +lon_0=103 +datum=WGS84 +units=m +no_defs";

    /// Projects a position; nothing at the far side of the globe, where the projection has no point.
    pub fn forward(&self, at: LonLat) -> Option<PlanePoint> {
        let mut point = (at.lon_deg().to_radians(), at.lat_deg().to_radians());
        transform(&self.degrees, &self.plane, &mut point).ok()?;
        Some(PlanePoint { east_m: point.0, north_m: point.1 })
    }

    /// Returns the longitude and latitude of a point of the plane, in degrees.
    pub fn inverse(&self, at: PlanePoint) -> Option<Coord<f64>> {
        let mut point = (at.east_m, at.north_m);
        transform(&self.plane, &self.degrees, &mut point).ok()?;
        Some(Coord { x: point.0.to_degrees(), y: point.1.to_degrees() })
    }
}

impl Default for EqualArea {
    fn default() -> Self {
        let known = |text| Proj::from_proj_string(text).expect("the two constants are projections");
        Self { degrees: known("+proj=longlat +datum=WGS84 +no_defs"), plane: known(Self::PROJ) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `pyproj.Proj(EqualArea::PROJ)(lon, lat)` of pyproj 3.7.2 with PROJ 9.5.1; west and east of 102 E.
    const GOLDEN: [(f64, f64, f64, f64); 6] = [
        (103.0, 16.0, 0.0, 0.0),
        (100.083_4, 20.354_4, -304_716.047_680, 484_096.594_452),
        (102.0, 13.7, -108_190.251_412, -254_225.320_515),
        (102.557_67, 13.652_33, -47_866.386_750, -259_699.171_020),
        (105.6, 15.2, 279_345.043_137, -86_807.998_565),
        (102.908_9, 11.651_5, -9_940.302_759, -481_003.464_670),
    ];

    #[test]
    fn positions_are_where_proj_puts_them_and_come_back() {
        let plane = EqualArea::default();
        for (lon, lat, east_m, north_m) in GOLDEN {
            let point = plane.forward(LonLat::new(lon, lat).unwrap()).unwrap();
            let apart_m = (point.east_m - east_m).hypot(point.north_m - north_m);
            assert!(apart_m < 0.001, "{lon} {lat}: {point:?}, {apart_m} m from PROJ");
            let back = plane.inverse(point).unwrap();
            let off_m = (back.x - lon).hypot(back.y - lat) * 111_320.0;
            assert!(off_m < 0.001, "{lon} {lat}: {back:?} is {off_m} m off");
        }
    }

    #[test]
    fn points_of_the_plane_are_where_proj_puts_them() {
        // PROJ up to 9.5 misses its own forward result by 1.4 mm on the way back (its series for the authalic
        // latitude is shorter), so 2 mm is all it can vouch for.
        let plane = EqualArea::default();
        for (east_m, north_m, lon, lat) in [
            (60_000.0, -35_000.0, 103.559_695_971_6, 15.682_985_643_5),
            (-300_000.0, 480_000.0, 100.129_188_670_4, 20.318_012_491_9),
            (300_000.0, -500_000.0, 105.747_713_980_2, 11.463_070_062_9),
        ] {
            let at = plane.inverse(PlanePoint { east_m, north_m }).unwrap();
            let apart_m = (at.x - lon).hypot(at.y - lat) * 111_320.0;
            assert!(apart_m < 0.002, "{east_m} {north_m}: {at:?}, {apart_m} m from PROJ");
        }
    }

    #[test]
    fn the_far_side_of_the_globe_has_no_point() {
        assert_eq!(EqualArea::default().forward(LonLat::new(-77.0, -16.0).unwrap()), None);
    }
}
