//! The outline of many polygons together, from the edges that only one of them has.

use std::collections::HashMap;

use geo::{Area, Contains};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};

use super::coverage::{Vertex, vertex};
use super::mercator::to_degrees;
use super::tile_cut::Rings;

/// Joins the edges that only one polygon has into rings, and gives holes to the polygon around them.
pub(super) fn outline(shapes: &[Vec<Rings<f64>>]) -> MultiPolygon<f64> {
    let mut edges: HashMap<(Vertex, Vertex), (Coord<f64>, Coord<f64>)> = HashMap::new();
    let mut ordered = Vec::new();
    for ring in shapes.iter().flatten().flatten() {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if edges.remove(&(vertex(*b), vertex(*a))).is_none() {
                edges.insert((vertex(*a), vertex(*b)), (*a, *b));
                ordered.push((vertex(*a), vertex(*b)));
            }
        }
    }
    let mut from: HashMap<Vertex, Vec<Coord<f64>>> = HashMap::new();
    for (a, b) in edges.values() {
        from.entry(vertex(*a)).or_default().push(*b);
    }
    let mut rings = Vec::new();
    for (start, _) in ordered {
        let Some(mut next) = from.get_mut(&start).and_then(Vec::pop) else { continue };
        let mut ring = vec![to_degrees(next)];
        while let Some(further) = from.get_mut(&vertex(next)).and_then(Vec::pop) {
            ring.push(to_degrees(further));
            next = further;
        }
        rings.push(Polygon::new(LineString::from(ring), Vec::new()));
    }
    let (mut whole, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|r| r.signed_area() > 0.0);
    for hole in holes {
        let inside = hole.exterior().0.first().map(|c| Point::from(*c));
        let around = inside.and_then(|at| whole.iter_mut().find(|polygon| polygon.contains(&at)));
        if let Some(polygon) = around {
            polygon.interiors_push(hole.exterior().clone());
        }
    }
    MultiPolygon(whole)
}
