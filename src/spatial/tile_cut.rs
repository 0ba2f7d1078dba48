//! Shapes cut to a tile and put on its grid of whole numbers.

use geo_types::{Coord, Rect};

use super::mercator::{MapPoint, TILE_UNITS};
use crate::domain::TileId;
use crate::domain::number::round_to_i32;

/// How far lines and polygons reach beyond their tile, in units, so that no seam is drawn along its edge.
const BUFFER: f64 = 64.0;
/// Rings that cover less are left out, in square units: a quarter of a pixel of 512 a tile.
const SMALLEST_AREA: i64 = 16;
/// The same for what must be seen however small it is drawn; less than this has no side of a unit.
const SMALLEST_SEEN: i64 = 1;

/// Open rings: the exterior first, then its holes.
pub type Rings<T> = Vec<Vec<Coord<T>>>;

/// A shape in the units of a tile, y down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileShape {
    /// One point.
    Point(Coord<i32>),
    /// Lines of two points or more.
    Lines(Vec<Vec<Coord<i32>>>),
    /// Polygons, each ring once around without its first point repeated; exteriors have positive area by the
    /// surveyor's formula and holes negative, as the Vector Tile Specification 2.1 (4.3.4.4) asks.
    Polygons(Vec<Rings<i32>>),
}

/// A line or polygon in the unit square of the map, with its box.
#[derive(Debug, Clone)]
pub struct Boxed<T> {
    /// What the box is around.
    pub shape: T,
    bounds: Rect<f64>,
}

impl<T> Boxed<T> {
    /// Puts a box around a shape, given the points that span it; nothing when there are none.
    pub fn new(shape: T, points: impl Fn(&T) -> &[Coord<f64>]) -> Option<Self> {
        let mut span: Option<(Coord<f64>, Coord<f64>)> = None;
        for c in points(&shape) {
            let (low, high) = span.unwrap_or((*c, *c));
            span = Some((
                Coord { x: low.x.min(c.x), y: low.y.min(c.y) },
                Coord { x: high.x.max(c.x), y: high.y.max(c.y) },
            ));
        }
        span.map(|(low, high)| Self { shape, bounds: Rect::new(low, high) })
    }
}

/// Where a tile lies in the unit square, and the box that shapes are cut to.
#[derive(Debug, Clone, Copy)]
pub struct TileCut {
    tile: TileId,
    units_a_world: f64,
    reach: Rect<f64>,
}

impl TileCut {
    /// Prepares the cutting of a tile.
    pub fn new(tile: TileId) -> Self {
        let side = 2_f64.powi(-i32::from(tile.zoom()));
        let units = f64::from(TILE_UNITS);
        let buffer = BUFFER / units * side;
        let low = Coord { x: f64::from(tile.column()) * side, y: f64::from(tile.row()) * side };
        let reach = Rect::new(
            Coord { x: low.x - buffer, y: low.y - buffer },
            Coord { x: low.x + side + buffer, y: low.y + side + buffer },
        );
        Self { tile, units_a_world: units / side, reach }
    }

    /// Returns the tile.
    pub fn tile(&self) -> TileId {
        self.tile
    }

    /// Returns the box, with its buffer, in the unit square.
    pub fn reach(&self) -> Rect<f64> {
        self.reach
    }

    /// Returns a point, if it lies in the tile itself; points have no buffer.
    pub fn point(&self, at: MapPoint) -> Option<TileShape> {
        at.is_in(self.tile).then(|| TileShape::Point(at.units(self.tile.zoom())))
    }

    /// Cuts lines; nothing when none of them is left.
    pub fn lines<'l>(&self, lines: impl Iterator<Item = &'l Boxed<Vec<Coord<f64>>>>) -> Option<TileShape> {
        let mut left = Vec::new();
        for line in lines.filter(|line| touch(&line.bounds, &self.reach)) {
            for piece in cut_line(&line.shape, &self.reach) {
                let piece = self.on_grid(&piece);
                if piece.len() > 1 {
                    left.push(piece);
                }
            }
        }
        (!left.is_empty()).then_some(TileShape::Lines(left))
    }

    /// Cuts polygons, without those too small to see; nothing when none of them is left.
    pub fn polygons<'p>(&self, polygons: impl Iterator<Item = &'p Boxed<Rings<f64>>>) -> Option<TileShape> {
        self.polygons_from(polygons, SMALLEST_AREA)
    }

    /// Cuts a polygon that stands for something, and is drawn as long as it covers a unit.
    pub fn sign(&self, polygon: &Boxed<Rings<f64>>) -> Option<TileShape> {
        self.polygons_from(std::iter::once(polygon), SMALLEST_SEEN)
    }

    fn polygons_from<'p>(
        &self,
        polygons: impl Iterator<Item = &'p Boxed<Rings<f64>>>,
        smallest: i64,
    ) -> Option<TileShape> {
        let mut left = Vec::new();
        for polygon in polygons.filter(|polygon| touch(&polygon.bounds, &self.reach)) {
            let mut rings = polygon.shape.iter();
            // A polygon without its exterior is nothing; a hole that vanishes leaves the rest as it is.
            let exterior = rings.next().and_then(|ring| self.ring(ring, true, smallest));
            let Some(exterior) = exterior else { continue };
            let holes = rings.filter_map(|ring| self.ring(ring, false, smallest));
            left.push(std::iter::once(exterior).chain(holes).collect());
        }
        (!left.is_empty()).then_some(TileShape::Polygons(left))
    }

    /// Cuts one ring and turns it the right way round.
    fn ring(&self, ring: &[Coord<f64>], exterior: bool, smallest: i64) -> Option<Vec<Coord<i32>>> {
        let mut units = self.on_grid(&cut_ring(ring, &self.reach));
        while units.len() > 1 && units.first() == units.last() {
            units.pop();
        }
        let area = doubled_area(&units);
        if units.len() < 3 || area.abs() < 2 * smallest {
            return None;
        }
        if (area > 0) != exterior {
            units.reverse();
        }
        Some(units)
    }

    /// Rounds to units and leaves out points that fall on the one before.
    fn on_grid(&self, points: &[Coord<f64>]) -> Vec<Coord<i32>> {
        let origin = Coord {
            x: f64::from(self.tile.column()) * f64::from(TILE_UNITS),
            y: f64::from(self.tile.row()) * f64::from(TILE_UNITS),
        };
        let mut units: Vec<Coord<i32>> = Vec::with_capacity(points.len());
        for point in points {
            let unit = |world: f64, origin: f64| round_to_i32(world * self.units_a_world - origin);
            let (Some(x), Some(y)) = (unit(point.x, origin.x), unit(point.y, origin.y)) else { continue };
            if units.last() != Some(&Coord { x, y }) {
                units.push(Coord { x, y });
            }
        }
        units
    }
}

fn touch(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y
}

/// Returns twice the area of a ring by the surveyor's formula.
fn doubled_area(ring: &[Coord<i32>]) -> i64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let cross =
        |a: &Coord<i32>, b: &Coord<i32>| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    pairs.map(|(a, b)| cross(a, b)).sum()
}

/// Cuts a ring to a box (Sutherland and Hodgman 1974): one side after the other. Parts that hang together
/// only beyond the box stay joined along its edge, which lies outside of what is drawn.
fn cut_ring(ring: &[Coord<f64>], to: &Rect<f64>) -> Vec<Coord<f64>> {
    let mut points = ring.to_vec();
    for side in Side::ALL {
        let Some(mut before) = points.last().copied() else { break };
        let mut kept = Vec::with_capacity(points.len() + 4);
        for &point in &points {
            if side.holds(point, to) != side.holds(before, to) {
                kept.push(side.crossing(before, point, to));
            }
            if side.holds(point, to) {
                kept.push(point);
            }
            before = point;
        }
        points = kept;
    }
    points
}

/// Cuts a line to a box (Liang and Barsky 1984), into as many pieces as there are.
pub(super) fn cut_line(line: &[Coord<f64>], to: &Rect<f64>) -> Vec<Vec<Coord<f64>>> {
    let mut pieces: Vec<Vec<Coord<f64>>> = Vec::new();
    let mut goes_on = false;
    for ends in line.windows(2) {
        let [start, end] = ends else { continue };
        let Some((from, until)) = part_within(*start, *end, to) else {
            goes_on = false;
            continue;
        };
        let along = |t: f64| Coord { x: start.x + t * (end.x - start.x), y: start.y + t * (end.y - start.y) };
        let first = if from > 0.0 { along(from) } else { *start };
        let last = if until < 1.0 { along(until) } else { *end };
        match pieces.last_mut().filter(|_| goes_on && from <= 0.0) {
            Some(piece) => piece.push(last),
            None => pieces.push(vec![first, last]),
        }
        goes_on = until >= 1.0;
    }
    pieces
}

/// Returns the part of a segment that lies in a box, as fractions of its length.
fn part_within(start: Coord<f64>, end: Coord<f64>, to: &Rect<f64>) -> Option<(f64, f64)> {
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let (mut from, mut until) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-dx, start.x - to.min().x),
        (dx, to.max().x - start.x),
        (-dy, start.y - to.min().y),
        (dy, to.max().y - start.y),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            until = until.min(room / step);
        }
    }
    (from <= until).then_some((from, until))
}

/// One side of a box.
#[derive(Debug, Clone, Copy)]
enum Side {
    West,
    East,
    North,
    South,
}

impl Side {
    const ALL: [Self; 4] = [Self::West, Self::East, Self::North, Self::South];

    fn holds(self, at: Coord<f64>, to: &Rect<f64>) -> bool {
        match self {
            Self::West => at.x >= to.min().x,
            Self::East => at.x <= to.max().x,
            Self::North => at.y >= to.min().y,
            Self::South => at.y <= to.max().y,
        }
    }

    /// Returns where a segment that crosses the side does so.
    fn crossing(self, a: Coord<f64>, b: Coord<f64>, to: &Rect<f64>) -> Coord<f64> {
        let on_x = |x: f64| Coord { x, y: a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) };
        let on_y = |y: f64| Coord { x: a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y };
        match self {
            Self::West => on_x(to.min().x),
            Self::East => on_x(to.max().x),
            Self::North => on_y(to.min().y),
            Self::South => on_y(to.max().y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coords(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
    }

    fn unit_box() -> Rect<f64> {
        Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 })
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two() {
        let line = coords(&[(-1.0, 0.5), (0.5, 0.5), (0.5, 2.0), (0.75, 2.0), (0.75, 0.5)]);
        let pieces = cut_line(&line, &unit_box());
        assert_eq!(
            pieces,
            [coords(&[(0.0, 0.5), (0.5, 0.5), (0.5, 1.0)]), coords(&[(0.75, 1.0), (0.75, 0.5)])]
        );
        assert!(cut_line(&coords(&[(-1.0, 0.0), (0.0, 2.0)]), &unit_box()).is_empty(), "past the corner");
    }

    #[test]
    fn a_ring_around_the_box_becomes_the_box_and_one_beside_it_nothing() {
        let around = coords(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]);
        let mut cut = cut_ring(&around, &unit_box());
        cut.sort_by(|a, b| (a.x, a.y).partial_cmp(&(b.x, b.y)).unwrap());
        assert_eq!(cut, coords(&[(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]));
        assert!(cut_ring(&coords(&[(2.0, 0.0), (3.0, 0.0), (3.0, 1.0)]), &unit_box()).is_empty());
    }

    #[test]
    fn rings_are_turned_the_way_tiles_want_them() {
        let cut = TileCut::new(TileId::read("0", "0", "0").unwrap());
        let square = |low: f64, high: f64| coords(&[(low, low), (low, high), (high, high), (high, low)]);
        for turned in [false, true] {
            let mut rings = vec![square(0.1, 0.9), square(0.4, 0.6)];
            if turned {
                for ring in &mut rings {
                    ring.reverse();
                }
            }
            let boxed = Boxed::new(rings, |rings| &rings[0]).unwrap();
            let Some(TileShape::Polygons(polygons)) = cut.polygons([&boxed].into_iter()) else { panic!() };
            let areas: Vec<i64> = polygons[0].iter().map(|ring| doubled_area(ring)).collect();
            assert_eq!(areas.iter().map(|a| a.signum()).collect::<Vec<_>>(), [1, -1]);
        }
    }
}
