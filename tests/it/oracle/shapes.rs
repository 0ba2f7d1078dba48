//! Random polygons: on the grid of positions and off it, with holes, in several parts, thin, of a district.

use std::f64::consts::TAU;

use geo_types::MultiPolygon;
use serde_json::{Value, json};

use super::random::Random;
use super::reports::{CENTRES, STEP, Spot, degrees};
use crate::support::{placer, reference};

/// A closed ring, or the rings of a polygon.
type Ring = Vec<Spot>;

/// Makes polygons as GeoJSON; a few cross themselves.
pub fn polygons(random: &mut Random, spots: &[Spot], count: usize) -> Vec<String> {
    (0..count)
        .map(|_| {
            let polygons = match random.between(0, 10) {
                0 => vec![boxes(random)],
                1 => vec![diamond(random)],
                2 => vec![star(random, spots)],
                3 => (0..random.between(2, 4)).map(|_| star(random, spots)).collect(),
                4 => touching_boxes(random),
                5 => vec![vec![sliver(random, spots)]],
                6 => vec![vec![through(random, spots)]],
                7 => vec![vec![tangled(random)]],
                8 => vec![vec![spiked(random)]],
                9 => vec![with_touching_hole(random)],
                _ => return district(random),
            };
            geojson(&polygons)
        })
        .collect()
}

fn geojson(polygons: &[Vec<Ring>]) -> String {
    let ring = |ring: &Ring| -> Vec<[Value; 2]> {
        let closed = ring.iter().chain(ring.first());
        closed.map(|at| [at.0, at.1].map(|steps| degrees(steps).parse::<f64>().unwrap().into())).collect()
    };
    let coordinates: Vec<Vec<_>> = polygons.iter().map(|rings| rings.iter().map(ring).collect()).collect();
    json!({ "type": "MultiPolygon", "coordinates": coordinates }).to_string()
}

fn node(random: &mut Random) -> (i32, i32) {
    let (column, row) = *random.pick(&CENTRES);
    (column + random.between(-3, 3), row + random.between(-3, 3))
}

fn on_grid(nodes: &[(i32, i32)]) -> Ring {
    nodes.iter().map(|(column, row)| (column * STEP, row * STEP)).collect()
}

fn rectangle(west: i32, south: i32, east: i32, north: i32) -> Ring {
    on_grid(&[(west, south), (east, south), (east, north), (west, north)])
}

/// A box whose edges run through points, perhaps with a hole whose edges do so too.
fn boxes(random: &mut Random) -> Vec<Ring> {
    let (column, row) = node(random);
    let (wide, high) = (random.between(2, 6), random.between(2, 6));
    let mut rings = vec![rectangle(column - wide, row - high, column + wide, row + high)];
    if random.in_a_hundred(60) {
        rings.push(rectangle(
            column - wide + 1,
            row - high + 1,
            column + wide - 1,
            row + random.between(0, 1),
        ));
    }
    rings
}

/// Slanting edges through points: all of them lie exactly on the line.
fn diamond(random: &mut Random) -> Vec<Ring> {
    let (column, row) = node(random);
    let high = random.between(2, 4);
    let wide = high * random.between(1, 2);
    let ring = |wide, high| {
        on_grid(&[(column - wide, row), (column, row - high), (column + wide, row), (column, row + high)])
    };
    let hole = random.in_a_hundred(50).then(|| ring(wide / high, 1));
    std::iter::once(ring(wide, high)).chain(hole).collect()
}

/// Any ring that a centre sees whole, and perhaps a smaller one around the same centre as its hole.
fn star(random: &mut Random, spots: &[Spot]) -> Vec<Ring> {
    let centre = *random.pick(spots);
    let reach = *random.pick(&[2_000.0, 200_000.0, 5_000_000.0, 20_000_000.0]);
    let corners = random.between(3, 30);
    let mut ring = |least: f64, most: f64| -> Ring {
        let angle = |i: i32| TAU * f64::from(i) / f64::from(corners);
        (0..corners)
            .map(|i| {
                let far = reach * random.real(least, most);
                (centre.0 + whole(far * angle(i).cos()), centre.1 + whole(far * angle(i).sin()))
            })
            .collect()
    };
    // A triangle's edges come as near to its centre as half of the nearest corner.
    let (outer, hole) = (ring(0.5, 1.0), ring(0.05, 0.2));
    if random.in_a_hundred(50) { vec![outer, hole] } else { vec![outer] }
}

/// Two boxes that share one corner, at a point.
fn touching_boxes(random: &mut Random) -> Vec<Vec<Ring>> {
    let (column, row) = node(random);
    let (a, b) = (random.between(1, 4), random.between(1, 4));
    vec![vec![rectangle(column - a, row - a, column, row)], vec![rectangle(column, row, column + b, row + a)]]
}

/// A strip between two points, a centimetre to a metre wide.
fn sliver(random: &mut Random, spots: &[Spot]) -> Ring {
    let (a, b, wide) = (*random.pick(spots), *random.pick(spots), *random.pick(&[1, 7, 100]));
    vec![a, b, (b.0 + wide, b.1 + wide), (a.0 + wide, a.1 + wide)]
}

/// A ring with points for its corners, in the order in which their middle sees them.
fn through(random: &mut Random, spots: &[Spot]) -> Ring {
    let mut corners: Vec<Spot> = (0..random.between(3, 9)).map(|_| *random.pick(spots)).collect();
    let mean =
        |f: fn(&Spot) -> i32| corners.iter().map(|s| f64::from(f(s))).sum::<f64>() / corners.len() as f64;
    let (x, y) = (mean(|s| s.0), mean(|s| s.1));
    let angle = |s: &Spot| (f64::from(s.1) - y).atan2(f64::from(s.0) - x);
    corners.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    corners
}

/// A ring through a few nodes in any order: it often crosses itself, touches itself or goes back on its way.
fn tangled(random: &mut Random) -> Ring {
    let (column, row) = *random.pick(&CENTRES);
    let corners = random.between(3, 6);
    let nodes: Vec<_> =
        (0..corners).map(|_| (column + random.between(0, 3), row + random.between(0, 3))).collect();
    on_grid(&nodes)
}

/// A box with a point on a stalk that has no width; off the box, inside it, or along its edge.
fn spiked(random: &mut Random) -> Ring {
    let (column, row) = node(random);
    let tip = (column + random.between(1, 4), row + random.between(-2, 3));
    on_grid(&[
        (column, row),
        (column + 2, row),
        tip,
        (column + 2, row),
        (column + 2, row + 2),
        (column, row + 2),
    ])
}

/// A box with a hole that touches its edge at one point, or cuts it in two at two, or runs along it.
fn with_touching_hole(random: &mut Random) -> Vec<Ring> {
    let (column, row) = node(random);
    let (left, right) = (random.between(-2, -1), random.between(1, 2));
    let hole = on_grid(&[
        (column + left, row + random.between(-1, 1)),
        (column, row - 1),
        (column + right, row + random.between(-1, 1)),
        (column, row + 1),
    ]);
    vec![rectangle(column - 2, row - 2, column + 2, row + 2), hole]
}

/// The polygon of a border district, with points on its corners.
fn district(random: &mut Random) -> String {
    let border: Vec<_> = reference().districts.iter().filter(|d| d.is_on_border()).collect();
    let shape: &MultiPolygon<f64> = placer().districts().shape(random.pick(&border).code).unwrap();
    let rings = shape.iter().map(|polygon| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.map(|ring| ring.coords().map(|c| [c.x, c.y]).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    json!({ "type": "MultiPolygon", "coordinates": rings.collect::<Vec<_>>() }).to_string()
}

/// Rounds to whole steps.
#[expect(clippy::cast_possible_truncation, reason = "a reach of degrees is far below 2^31 steps")]
fn whole(steps: f64) -> i32 {
    steps.round() as i32
}
