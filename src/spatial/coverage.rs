//! Polygons and lines as they are drawn at each zoom: simplified once, so that shared edges stay shared.

use std::collections::HashMap;
use std::sync::OnceLock;

use geo::Simplify;
use geo_types::{Coord, LineString, MultiPolygon};

use super::mercator::{TILE_UNITS, to_world};
use super::outline::outline;
use super::tile_cut::{Boxed, Rings, TileCut, TileShape};

/// From this zoom on shapes are drawn with all their points: a unit of a tile is 5 m then, and their points
/// lie 100 m apart.
const WHOLE_FROM_ZOOM: u8 = 11;
/// How far a simplified line may lie from the true one, in units of a tile: a quarter of a pixel of 512 a tile.
const TOLERANCE_UNITS: f64 = 2.0;

/// How finely a shape is drawn: the zoom up to where it is simplified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileDetail(u8);

impl TileDetail {
    /// Returns the detail for a tile.
    pub fn of(cut: &TileCut) -> Self {
        Self(cut.tile().zoom().min(WHOLE_FROM_ZOOM))
    }

    /// Returns the tolerance in the unit square; nothing when all points are drawn.
    fn tolerance(self) -> Option<f64> {
        let unit = 2_f64.powi(-i32::from(self.0)) / f64::from(TILE_UNITS);
        (self.0 < WHOLE_FROM_ZOOM).then_some(TOLERANCE_UNITS * unit)
    }
}

/// One thing for each detail, made when it is first asked for.
#[derive(Debug)]
struct ByDetail<T>([OnceLock<T>; 12]);

impl<T> ByDetail<T> {
    fn new() -> Self {
        Self(std::array::from_fn(|_| OnceLock::new()))
    }

    fn get(&self, detail: TileDetail, make: impl FnOnce() -> T) -> &T {
        let last = self.0.len() - 1;
        self.0[usize::from(detail.0).min(last)].get_or_init(make)
    }
}

/// The position of a vertex, to the bit: neighbours share vertices exactly.
pub(super) type Vertex = (u64, u64);

/// Polygons that lie side by side, in the unit square of the map.
///
/// Edges are simplified between the vertices where three polygons or more meet, each edge once for both of its
/// sides (Douglas and Peucker 1973), so that no gap opens between neighbours.
#[derive(Debug)]
pub struct Coverage {
    shapes: Vec<Vec<Rings<f64>>>,
    /// How many different neighbours each vertex has, up to three.
    degrees: HashMap<Vertex, Neighbours>,
    details: ByDetail<Vec<Vec<Boxed<Rings<f64>>>>>,
}

/// The first two neighbours of a vertex, and whether there are more.
#[derive(Debug, Clone, Copy)]
struct Neighbours {
    two: [Option<Vertex>; 2],
    more: bool,
}

impl Neighbours {
    fn add(&mut self, other: Vertex) {
        match self.two {
            [Some(a), _] if a == other => {}
            [_, Some(b)] if b == other => {}
            [None, _] => self.two[0] = Some(other),
            [Some(_), None] => self.two[1] = Some(other),
            [Some(_), Some(_)] => self.more = true,
        }
    }
}

impl Coverage {
    /// Projects polygons, given in degrees; they keep their order.
    pub fn new<'s>(shapes: impl Iterator<Item = &'s MultiPolygon<f64>>) -> Self {
        let shapes: Vec<Vec<Rings<f64>>> = shapes
            .map(|shape| {
                let rings = |polygon: &geo_types::Polygon<f64>| {
                    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open_ring).collect()
                };
                shape.iter().map(rings).collect()
            })
            .collect();
        let mut degrees: HashMap<Vertex, Neighbours> = HashMap::new();
        for ring in shapes.iter().flatten().flatten() {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                for (one, other) in [(a, b), (b, a)] {
                    let none = Neighbours { two: [None, None], more: false };
                    degrees.entry(vertex(*one)).or_insert(none).add(vertex(*other));
                }
            }
        }
        Self { shapes, degrees, details: ByDetail::new() }
    }

    /// Cuts one polygon to a tile.
    pub fn cut(&self, shape: usize, to: &TileCut) -> Option<TileShape> {
        let detail = TileDetail::of(to);
        let all = self.details.get(detail, || {
            let polygons = |rings: &Rings<f64>| {
                let simple = rings.iter().filter_map(|ring| self.simplified(ring, detail)).collect();
                Boxed::new(simple, |rings: &Rings<f64>| rings.first().map_or(&[], Vec::as_slice))
            };
            self.shapes.iter().map(|shape| shape.iter().filter_map(polygons).collect()).collect()
        });
        to.polygons(all.get(shape)?.iter())
    }

    /// Returns the outline of all polygons together: the edges that only one of them has.
    pub fn outline(&self) -> MultiPolygon<f64> {
        outline(&self.shapes)
    }

    /// Simplifies a ring edge by edge; a ring that becomes too small for a triangle is nothing.
    fn simplified(&self, ring: &[Coord<f64>], detail: TileDetail) -> Option<Vec<Coord<f64>>> {
        let Some(tolerance) = detail.tolerance() else { return Some(ring.to_vec()) };
        let is_node = |c: &Coord<f64>| {
            self.degrees.get(&vertex(*c)).is_some_and(|n| n.more || n.two.iter().any(Option::is_none))
        };
        // A ring that meets two others nowhere begins at its lowest vertex, whoever goes around it.
        let lowest = || (0..ring.len()).min_by(|a, b| order(ring[*a], ring[*b]));
        let start = ring.iter().position(is_node).or_else(lowest)?;
        let mut simple: Vec<Coord<f64>> = Vec::new();
        let mut edge = vec![ring[start]];
        for c in ring.iter().cycle().skip(start + 1).take(ring.len()) {
            edge.push(*c);
            if is_node(c) {
                simple.extend(simplified_edge(&std::mem::take(&mut edge), tolerance));
                simple.pop();
                edge.push(*c);
            }
        }
        if edge.len() > 1 {
            simple.extend(simplified_edge(&edge, tolerance));
            simple.pop();
        }
        (simple.len() > 2).then_some(simple)
    }
}

/// Simplifies an edge in the one direction that both of its sides agree on.
fn simplified_edge(edge: &[Coord<f64>], tolerance: f64) -> Vec<Coord<f64>> {
    let backwards = match (edge, edge.len()) {
        ([first, second, .., before, last], _) if first == last => order(*before, *second).is_lt(),
        ([first, .., last], _) => order(*last, *first).is_lt(),
        _ => false,
    };
    let mut line = LineString::from(edge.to_vec());
    if backwards {
        line.0.reverse();
    }
    let mut simple = line.simplify(tolerance).0;
    if backwards {
        simple.reverse();
    }
    simple
}

/// A line in the unit square of the map.
#[derive(Debug)]
pub struct DrawnLine {
    line: Vec<Coord<f64>>,
    details: ByDetail<Option<Boxed<Vec<Coord<f64>>>>>,
}

impl DrawnLine {
    /// Projects a line, given in degrees.
    pub fn new(line: &LineString<f64>) -> Self {
        Self { line: line.coords().map(|c| to_world(*c)).collect(), details: ByDetail::new() }
    }

    /// Cuts the line to a tile.
    pub fn cut(&self, to: &TileCut) -> Option<TileShape> {
        let detail = TileDetail::of(to);
        let line = self.details.get(detail, || {
            let line = match detail.tolerance() {
                Some(tolerance) => LineString::from(self.line.clone()).simplify(tolerance).0,
                None => self.line.clone(),
            };
            Boxed::new(line, |line: &Vec<Coord<f64>>| line)
        });
        to.lines(line.iter())
    }
}

/// Projects a ring and leaves out its last point, which is its first.
fn open_ring(ring: &LineString<f64>) -> Vec<Coord<f64>> {
    let mut points: Vec<Coord<f64>> = ring.coords().map(|c| to_world(*c)).collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

pub(super) fn vertex(c: Coord<f64>) -> Vertex {
    (c.x.to_bits(), c.y.to_bits())
}

fn order(a: Coord<f64>, b: Coord<f64>) -> std::cmp::Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::TileId;

    /// Two fields with a crooked hedge between them, and a third below both.
    fn fields() -> [MultiPolygon<f64>; 3] {
        let hedge: Vec<(f64, f64)> = (0..=400)
            .map(|i| {
                let y = f64::from(i) / 400.0;
                (103.0 + 0.03 * (y * 40.0).sin() + 0.001 * (y * 900.0).sin(), 15.0 + y)
            })
            .collect();
        let around = |corners: &[(f64, f64)], hedge: &[(f64, f64)]| {
            let ring: Vec<_> = corners.iter().chain(hedge).copied().collect();
            geo_types::Polygon::new(LineString::from(ring), Vec::new()).into()
        };
        let back: Vec<_> = hedge.iter().rev().copied().collect();
        let below = [(102.0, 15.0), (102.0, 14.0), (104.0, 14.0), (104.0, 15.0), (103.0, 15.0)];
        [
            around(&[(102.0, 16.0), (102.0, 15.0)], &hedge),
            around(&[(104.0, 15.0), (104.0, 16.0)], &back),
            around(&below, &[]),
        ]
    }

    #[test]
    fn a_shared_edge_is_simplified_alike_from_both_sides() {
        let fields = fields();
        let coverage = Coverage::new(fields.iter());
        for (zoom, x, y) in [("5", "25", "14"), ("7", "100", "58"), ("8", "201", "117")] {
            let cut = TileCut::new(TileId::read(zoom, x, y).unwrap());
            let edges = |shape: usize| -> BTreeSet<[(i32, i32); 2]> {
                let Some(TileShape::Polygons(polygons)) = coverage.cut(shape, &cut) else { panic!("{zoom}") };
                let ring = &polygons[0][0];
                let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
                pairs
                    .map(|(a, b)| [(a.x, a.y), (b.x, b.y)])
                    .map(|[a, b]| if a < b { [a, b] } else { [b, a] })
                    .collect()
            };
            let (west, east) = (edges(0), edges(1));
            let shared = west.intersection(&east).count();
            assert!(shared > 3 && shared < 400, "{shared} of the hedge's edges at {zoom}");
        }
    }

    #[test]
    fn the_outline_has_only_the_outer_edges() {
        let fields = fields();
        let outline = Coverage::new(fields.iter()).outline();
        assert_eq!((outline.0.len(), outline.0[0].interiors().len()), (1, 0));
        assert!(outline.0[0].exterior().coords().all(|c| c.x < 102.01 || c.x > 103.99 || c.y >= 15.0 - 1e-9));
        assert!(outline.0[0].exterior().0.len() < 12, "the hedge is gone");
    }
}
