//! Web Mercator (EPSG:3857) as a unit square, and where in it a point lies, to the tile.

use geo_types::Coord;

use crate::domain::number::round_to_i64;
use crate::domain::{LonLat, TileId};

/// Units along the side of a tile, as vector tiles have it.
pub const TILE_UNITS: i32 = 4_096;
/// Latitude at which the square ends, in degrees: atan(sinh(pi)).
const LAST_LAT_DEG: f64 = 85.051_128_779_806_6;
/// Steps along the side of the world: 2^32, about 1 cm at the equator.
const WORLD_STEPS: f64 = 4_294_967_296.0;

/// Projects degrees into the unit square: x from the west, y from the north (Snyder 1987, equation 7-2).
///
/// Beyond 85.05 degrees it returns the edge.
pub fn to_world(degrees: Coord<f64>) -> Coord<f64> {
    let lat = degrees.y.clamp(-LAST_LAT_DEG, LAST_LAT_DEG).to_radians();
    let y = 0.5 - lat.sin().atanh() / std::f64::consts::TAU;
    Coord { x: (degrees.x + 180.0) / 360.0, y: y.clamp(0.0, 1.0) }
}

/// Turns a place in the unit square back into degrees.
pub fn to_degrees(world: Coord<f64>) -> Coord<f64> {
    let lat = ((0.5 - world.y) * std::f64::consts::TAU).sinh().atan();
    Coord { x: world.x * 360.0 - 180.0, y: lat.to_degrees() }
}

/// A point of the map, on a grid of 2^32 by 2^32.
///
/// Tiles of every zoom are unions of its squares, so that each point lies in exactly one tile a zoom: a tile
/// has its west and north edge and not the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapPoint {
    x: u32,
    y: u32,
}

impl MapPoint {
    /// Returns where a position lies.
    pub fn new(at: LonLat) -> Self {
        Self::of_degrees(at.point().into())
    }

    /// Returns where degrees lie.
    pub fn of_degrees(degrees: Coord<f64>) -> Self {
        let world = to_world(degrees);
        let step = |value: f64| {
            let steps = round_to_i64((value * WORLD_STEPS).floor()).unwrap_or(0).max(0);
            u32::try_from(steps).unwrap_or(u32::MAX)
        };
        Self { x: step(world.x), y: step(world.y) }
    }

    /// Returns the point's place on a curve through the grid (Morton 1966): the points of a tile are the
    /// ones between two places.
    pub fn place(self) -> u64 {
        spread(self.x) | spread(self.y) << 1
    }

    /// Returns the point at a place.
    pub fn at_place(place: u64) -> Self {
        Self { x: gather(place), y: gather(place >> 1) }
    }

    /// Tells whether a point lies in a tile.
    pub fn is_in(self, tile: TileId) -> bool {
        let shift = 32 - u32::from(tile.zoom());
        (u64::from(self.x) >> shift, u64::from(self.y) >> shift)
            == (u64::from(tile.column()), u64::from(tile.row()))
    }

    /// Tells whether nothing of a box lies in a tile, from its north-western corner, this, to its south-eastern.
    pub fn and_onward_misses(self, south_east: Self, tile: TileId) -> bool {
        let shift = 32 - u32::from(tile.zoom());
        let misses = |first: u32, last: u32, tile: u32| {
            u64::from(last) >> shift < u64::from(tile) || u64::from(first) >> shift > u64::from(tile)
        };
        misses(self.x, south_east.x, tile.column()) || misses(self.y, south_east.y, tile.row())
    }

    /// Returns where in its tile of a zoom a point lies, in units from 0 to 4095.
    pub fn units(self, zoom: u8) -> Coord<i32> {
        let shift = 32 - u32::from(zoom) - TILE_UNITS.ilog2();
        let unit = |step: u32| {
            let within = (step >> shift) & (TILE_UNITS.unsigned_abs() - 1);
            i32::try_from(within).unwrap_or(0)
        };
        Coord { x: unit(self.x), y: unit(self.y) }
    }
}

/// How often the world can be cut in four before its squares are single steps.
pub const QUARTERINGS: u32 = 32;

/// Returns in which quarter of its square a place on the curve lies, when the world was cut in four so often (less
/// than [`QUARTERINGS`]).
pub fn quarter(place: u64, cut: u32) -> u64 {
    place >> (2 * (QUARTERINGS - 1 - cut)) & 0b11
}

/// Puts a zero before every bit of a number.
fn spread(value: u32) -> u64 {
    let mut v = u64::from(value);
    for (shift, mask) in MASKS {
        v = (v | v << shift) & mask;
    }
    v
}

/// Takes every second bit of a number away.
fn gather(value: u64) -> u32 {
    let mut v = value & MASKS[4].1;
    let masks = [MASKS[3].1, MASKS[2].1, MASKS[1].1, MASKS[0].1, 0xffff_ffff];
    for (shift, mask) in [1, 2, 4, 8, 16].into_iter().zip(masks) {
        v = (v | v >> shift) & mask;
    }
    u32::try_from(v).unwrap_or(u32::MAX)
}

const MASKS: [(u32, u64); 5] = [
    (16, 0x0000_ffff_0000_ffff),
    (8, 0x00ff_00ff_00ff_00ff),
    (4, 0x0f0f_0f0f_0f0f_0f0f),
    (2, 0x3333_3333_3333_3333),
    (1, 0x5555_5555_5555_5555),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Tile and position by the formulas of the `OpenStreetMap` wiki ("Slippy map tilenames"), computed apart.
    #[test]
    fn surin_lies_where_everybody_has_it() {
        let at = MapPoint::new(LonLat::new(103.493_4, 14.882).unwrap());
        let tile = |z: &str, x: &str, y: &str| TileId::read(z, x, y).unwrap();
        assert!(at.is_in(tile("8", "201", "117")) && !at.is_in(tile("8", "202", "117")));
        assert!(at.is_in(tile("0", "0", "0")) && at.is_in(tile("12", "3225", "1876")));
        assert_eq!(at.units(8), Coord { x: 2438, y: 1213 });
        let back = to_degrees(to_world(Coord { x: 103.493_4, y: 14.882 }));
        assert!((back.x - 103.493_4).abs() < 1e-9 && (back.y - 14.882).abs() < 1e-9);
    }

    #[test]
    fn a_box_misses_the_tiles_that_hold_none_of_it() {
        let at = |lon, lat| MapPoint::new(LonLat::new(lon, lat).unwrap());
        let tile = |x: &str, y: &str| TileId::read("8", x, y).unwrap();
        let (north_west, south_east) = (at(103.4, 14.9), at(103.6, 14.7));
        assert!(!north_west.and_onward_misses(south_east, tile("201", "117")));
        for (x, y) in [("200", "117"), ("202", "117"), ("201", "116"), ("201", "118")] {
            assert!(north_west.and_onward_misses(south_east, tile(x, y)), "{x} {y}");
        }
        assert!(!north_west.and_onward_misses(south_east, TileId::WORLD));
    }

    #[test]
    fn a_point_is_found_at_its_place() {
        for (lon, lat) in [(103.5, 14.9), (-180.0, 85.0), (180.0, -89.0), (0.0, 0.0), (102.0, 18.0)] {
            let at = MapPoint::new(LonLat::new(lon, lat).unwrap());
            assert_eq!(MapPoint::at_place(at.place()), at);
        }
    }
}
