//! Polygons and positions for tests: seeded, and full of what goes wrong at corners and edges.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::region::fault_of;
use crate::domain::LonLat;

/// Returns how often a test tries: once for every submission, or once for `make test-long`.
pub(super) fn trials(every_time: usize, long: usize) -> usize {
    if std::env::var_os("MEKONG_WATCH_LONG").is_some() { long } else { every_time }
}

/// Numbers that look random and are the same in every run (`SplitMix64`; Steele, Lea and Flood 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i32::try_from((z ^ (z >> 31)) % u64::from(end.unsigned_abs())).unwrap()
    }

    /// Returns a number between two, in a thousand million steps.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + f64::from(self.below(1_000_000_000)) / 1e9 * (high - low)
    }
}

pub(super) fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

/// Makes a valid polygon around 102 E 15 N: a star whose corners lie on a grid of `step` degrees, so that many
/// lie at one latitude and edges are level; sometimes with a hole, of which a corner may touch the outer ring.
pub(super) fn star(dice: &mut Dice, step: f64) -> MultiPolygon<f64> {
    loop {
        let corners = 3 + dice.below(30);
        let reach = 2 + dice.below(40);
        let mut ring = |reach: i32| -> LineString<f64> {
            let corner = |i: i32| {
                let turn = std::f64::consts::TAU * f64::from(i) / f64::from(corners);
                let radius = f64::from(1 + dice.below(reach));
                Coord {
                    x: 102.0 + step * (radius * turn.cos()).round(),
                    y: 15.0 + step * (radius * turn.sin()).round(),
                }
            };
            (0..corners).map(corner).collect()
        };
        let outer = ring(reach);
        let holes = if reach > 6 { vec![ring(reach / 2)] } else { Vec::new() };
        let shape = MultiPolygon::from(Polygon::new(outer.clone(), holes));
        if fault_of(&shape).is_none() {
            return shape;
        }
        let shape = MultiPolygon::from(Polygon::new(outer, Vec::new()));
        if fault_of(&shape).is_none() {
            return shape;
        }
    }
}

/// Makes a comb with its teeth up: from between two latitudes each to between two others.
pub(super) fn comb(dice: &mut Dice, teeth: i32) -> MultiPolygon<f64> {
    let mut ring = vec![Coord { x: 100.0, y: 10.0 }, Coord { x: 100.0 + f64::from(teeth) * 1e-3, y: 10.0 }];
    for tooth in (0..teeth).rev() {
        let west = 100.0 + f64::from(tooth) * 1e-3;
        ring.push(Coord { x: west + 7e-4, y: dice.between(11.0, 12.0) });
        ring.push(Coord { x: west + 2e-4, y: dice.between(10.1, 10.9) });
    }
    MultiPolygon::from(Polygon::new(LineString::from(ring), Vec::new()))
}

/// Returns a position that matters to a polygon: a corner, beside one, on an edge where that is possible, at the
/// latitude of a corner, or anywhere near.
pub(super) fn telling_point(dice: &mut Dice, shape: &MultiPolygon<f64>) -> LonLat {
    let polygon = &shape.0[0];
    let rings: Vec<&LineString<f64>> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    let ring = rings[usize::try_from(dice.below(i32::try_from(rings.len()).unwrap())).unwrap()];
    let line = usize::try_from(dice.below(i32::try_from(ring.0.len() - 1).unwrap())).unwrap();
    let (a, b) = (ring.0[line], ring.0[line + 1]);
    let beside = |dice: &mut Dice| f64::from(dice.below(3) - 1) * 1e-7;
    match dice.below(6) {
        0 => at(a.x, a.y),
        1 => at(a.x + beside(dice), a.y + beside(dice)),
        2 => at(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)),
        3 => {
            let along = dice.between(0.0, 1.0);
            at(a.x + along * (b.x - a.x) + beside(dice), a.y + along * (b.y - a.y) + beside(dice))
        }
        4 => at(dice.between(2.0 * a.x - b.x, 2.0 * b.x - a.x), a.y),
        _ => {
            let wide = (b.x - a.x).abs() + (b.y - a.y).abs();
            at(a.x + dice.between(-3.0, 3.0) * wide, a.y + dice.between(-3.0, 3.0) * wide)
        }
    }
}
