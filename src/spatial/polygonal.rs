//! A polygon prepared for many questions: which points it covers, and how boxes stand to it.

use geo_types::{LineString, MultiPolygon, Polygon, Rect};

use super::edge::Edge;
use super::edge_runs::EdgeRuns;
use super::extent::{Extent, Overlap};
use super::slabs::{Position, Slabs};
use crate::domain::LonLat;

/// A polygon prepared so that a question costs about as much as the logarithm of its edges.
#[derive(Debug, Clone)]
pub struct Polygonal {
    /// All edges, in the order of the rings.
    edges: Vec<Edge>,
    slabs: Slabs,
    runs: EdgeRuns,
}

impl Polygonal {
    /// Prepares a valid polygon, in degrees.
    pub fn new(shape: &MultiPolygon<f64>) -> Self {
        let edges: Vec<Edge> =
            shape.iter().flat_map(rings).flat_map(LineString::lines).map(Edge::new).collect();
        Self { slabs: Slabs::new(&edges), runs: EdgeRuns::new(&edges), edges }
    }

    /// Tells whether the polygon covers a point, edges included; edges are straight in longitude and
    /// latitude, as in PostGIS `ST_Covers` on geometry. The answer is exact.
    pub fn covers(&self, at: LonLat) -> bool {
        self.slabs.position(&self.edges, at) != Position::Outside
    }

    /// Tells how a box stands to the polygon; exact, but that a box whose edge touches the polygon's is always
    /// said to lie partly in it.
    pub(super) fn judge(&self, extent: &Extent) -> Overlap {
        let area = Rect::new(extent.south_west.point(), extent.north_east.point());
        if self.runs.touches(&self.edges, &area) {
            Overlap::Partly
        } else if self.covers(extent.south_west) {
            Overlap::Inside
        } else {
            Overlap::Outside
        }
    }
}

/// Returns the rings of a polygon, the outer one first.
pub(super) fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

#[cfg(test)]
mod tests {
    use geo::Intersects;
    use geo_types::polygon;

    use super::super::trial_shapes::{Dice, at, comb, star, telling_point, trials};
    use super::*;

    fn check(shape: &MultiPolygon<f64>, polygonal: &Polygonal, at: LonLat) {
        assert_eq!(polygonal.covers(at), shape.intersects(&at.point()), "{at} in {shape:?}");
    }

    #[test]
    fn a_polygon_covers_its_edges_and_corners_and_not_its_holes() {
        let shape = polygon!(
            exterior: [(x: 102., y: 15.), (x: 104., y: 15.), (x: 104., y: 17.), (x: 102., y: 17.)],
            interiors: [[(x: 102.5, y: 15.5), (x: 103.5, y: 15.5), (x: 103.5, y: 16.5), (x: 102.5, y: 16.5)]],
        );
        let region = Polygonal::new(&shape.into());
        let covers = |lon, lat| region.covers(at(lon, lat));
        assert!(covers(102.2, 16.0) && covers(102.0, 16.0) && covers(104.0, 17.0));
        assert!(covers(102.5, 16.0), "the edge of the hole belongs to the polygon");
        assert!(covers(103.0, 17.0) && covers(103.0, 15.0), "level edges too");
        assert!(!covers(103.0, 16.0) && !covers(101.999_999_9, 16.0) && !covers(102.2, 17.000_000_1));
    }

    #[test]
    fn a_polygon_covers_what_the_geo_crate_says() {
        let mut dice = Dice(1);
        // Edges of a few steps of a position, of a village, of a province.
        for step in [1e-7, 1e-4, 0.037] {
            for _ in 0..trials(340, 3_400) {
                let shape = star(&mut dice, step);
                let polygonal = Polygonal::new(&shape);
                for _ in 0..100 {
                    check(&shape, &polygonal, telling_point(&mut dice, &shape));
                }
            }
        }
    }

    #[test]
    fn parts_and_holes_that_touch_count_once() {
        let with = |parts: Vec<Polygon<f64>>| MultiPolygon::new(parts);
        // A hole with a corner on the outer edge, two parts that meet in a corner, and a corner given twice.
        let holed = polygon!(
            exterior: [(x: 102., y: 10.), (x: 106., y: 10.), (x: 106., y: 14.), (x: 106., y: 14.), (x: 102., y: 14.)],
            interiors: [[(x: 102., y: 12.), (x: 104., y: 11.), (x: 104., y: 13.)], [(x: 104., y: 12.), (x: 105., y: 11.), (x: 105., y: 13.)]],
        );
        let corner = polygon![(x: 102., y: 10.), (x: 100., y: 10.), (x: 101., y: 8.), (x: 102., y: 9.)];
        let shape = with(vec![holed, corner]);
        let polygonal = Polygonal::new(&shape);
        for lon in 0..=32 {
            for lat in 0..=32 {
                check(&shape, &polygonal, at(99.0 + f64::from(lon) / 4.0, 7.0 + f64::from(lat) / 4.0));
            }
        }
    }

    #[test]
    fn a_comb_is_held_a_few_times_and_asked_right() {
        let mut dice = Dice(2);
        let shape = comb(&mut dice, 5_000);
        let polygonal = Polygonal::new(&shape);
        let (copies, sizes) = polygonal.slabs.copies_and_sizes();
        assert!(copies <= 16 * polygonal.edges.len(), "{copies} copies");
        assert!(sizes > 1, "teeth in every slab would be {copies} copies");
        for _ in 0..trials(300, 10_000) {
            check(&shape, &polygonal, telling_point(&mut dice, &shape));
        }
        let shape = comb(&mut dice, 300);
        let polygonal = Polygonal::new(&shape);
        for _ in 0..trials(5_000, 100_000) {
            check(&shape, &polygonal, telling_point(&mut dice, &shape));
        }
    }

    #[test]
    fn nothing_is_covered_by_no_polygon_and_crossing_edges_do_no_harm() {
        let none = Polygonal::new(&MultiPolygon::new(Vec::new()));
        let everywhere = Extent { south_west: at(-180.0, -90.0), north_east: at(180.0, 90.0) };
        assert!(!none.covers(at(102.0, 15.0)));
        assert_eq!(none.judge(&everywhere), Overlap::Outside);
        // Not valid; the answers mean nothing, but there are some.
        let mut dice = Dice(3);
        for _ in 0..200 {
            let ring: LineString<f64> =
                (0..40).map(|_| (dice.between(101.0, 103.0), f64::from(dice.below(9)))).collect();
            let tangle = Polygonal::new(&Polygon::new(ring, Vec::new()).into());
            for _ in 0..20 {
                tangle.covers(at(dice.between(101.0, 103.0), f64::from(dice.below(9))));
            }
        }
        let nowhere = polygon![(x: f64::NAN, y: 1e300), (x: 1e300, y: f64::INFINITY), (x: 3., y: -1e300)];
        Polygonal::new(&nowhere.into()).covers(at(102.0, 15.0));
    }

    #[test]
    fn what_is_said_of_a_box_holds_for_its_points() {
        let mut dice = Dice(4);
        let mut said = [0; 3];
        for round in 0..trials(1_000, 10_000) {
            let shape = star(&mut dice, [1e-7, 1e-4, 0.037][round % 3]);
            let polygonal = Polygonal::new(&shape);
            for _ in 0..20 {
                let (a, b) = (telling_point(&mut dice, &shape), telling_point(&mut dice, &shape));
                // Long boxes and small ones, at times one point.
                let small = dice.below(3);
                let b = if small > 0 {
                    LonLat::from_e7(
                        a.lon_e7() + (b.lon_e7() - a.lon_e7()) / 8 * (2 - small),
                        a.lat_e7() + (b.lat_e7() - a.lat_e7()) / 8,
                    )
                    .unwrap()
                } else {
                    b
                };
                let (lons, lats) = ([a.lon_e7(), b.lon_e7()], [a.lat_e7(), b.lat_e7()]);
                let corner = |lon: usize, lat: usize| LonLat::from_e7(lons[lon], lats[lat]).unwrap();
                let (west, south) = (usize::from(lons[0] > lons[1]), usize::from(lats[0] > lats[1]));
                let extent =
                    Extent { south_west: corner(west, south), north_east: corner(1 - west, 1 - south) };
                let judged = polygonal.judge(&extent);
                let area = Rect::new(a.point(), b.point());
                let touched =
                    polygonal.edges.iter().any(|e| geo_types::Line::new(e.low, e.high).intersects(&area));
                assert_eq!(judged == Overlap::Partly, touched, "{extent:?} in {shape:?}");
                let inside =
                    |from: i32, to: i32, dice: &mut Dice| from.min(to) + dice.below((to - from).abs() + 1);
                let mut points = vec![corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)];
                points.extend((0..4).map(|_| {
                    LonLat::from_e7(inside(lons[0], lons[1], &mut dice), inside(lats[0], lats[1], &mut dice))
                        .unwrap()
                }));
                for point in points {
                    let may_be =
                        if shape.intersects(&point.point()) { Overlap::Outside } else { Overlap::Inside };
                    assert_ne!(judged, may_be, "{point} in {extent:?} in {shape:?}");
                }
                said[match judged {
                    Overlap::Inside => 0,
                    Overlap::Outside => 1,
                    Overlap::Partly => 2,
                }] += 1;
            }
        }
        assert!(said.iter().all(|&n| n > 500), "{said:?}");
    }
}
