//! Layers of a risk model: for each square, how far the nearest thing of a kind is, and how many reports lie around.
//!
//! Distances are straight in the plane of the grid, from the centre of a square: within 0.11 % of the true ones (see
//! [`EqualArea`]). Lines are taken as straight between their points in that plane. What is not loaded has no layer: there
//! are no roads and no checkpoints among the data that come with the product. Rivers come from a map of the world (WDBII)
//! that is right to about a kilometre: a distance to them means little within a square or two.

use geo_types::{Coord, LineString};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::cells::CellMask;
use super::equal_area::{EqualArea, PlanePoint};
use crate::domain::number::{count_to_f64, floor_to_i32};
use crate::domain::{LonLat, Square};

/// Things of a kind, asked for the nearest: crossings, towns, risk points, the border line, rivers.
#[derive(Debug)]
pub struct NearestThing {
    tree: RTree<PlaneLine>,
}

/// A straight line in the plane; a point is a line of no length.
#[derive(Debug, Clone, Copy)]
struct PlaneLine {
    start: [f64; 2],
    end: [f64; 2],
}

impl NearestThing {
    /// Takes points.
    pub fn of_points(points: impl IntoIterator<Item = LonLat>) -> Self {
        let plane = EqualArea::default();
        let point = |at| plane.forward(at).map(flat).map(|at| PlaneLine { start: at, end: at });
        Self { tree: RTree::bulk_load(points.into_iter().filter_map(point).collect()) }
    }

    /// Takes lines whose points are longitudes and latitudes in degrees.
    pub fn of_lines<'l>(lines: impl IntoIterator<Item = &'l LineString<f64>>) -> Self {
        let plane = EqualArea::default();
        let to_plane =
            |at: Coord<f64>| LonLat::new(at.x, at.y).ok().and_then(|at| plane.forward(at)).map(flat);
        let straight = |line: geo_types::Line<f64>| {
            Some(PlaneLine { start: to_plane(line.start)?, end: to_plane(line.end)? })
        };
        let all = lines.into_iter().flat_map(LineString::lines).filter_map(straight);
        Self { tree: RTree::bulk_load(all.collect()) }
    }

    /// Returns how far the nearest is from the centre of each square, in metres; nothing when there is none at all.
    pub fn distances_m(&self, mask: &CellMask<'_>) -> Option<Vec<f64>> {
        mask.squares().iter().map(|square| self.distance_m(mask.centre_in_plane(*square))).collect()
    }

    /// Returns how far the nearest is from a point of the plane, in metres.
    pub fn distance_m(&self, from: PlanePoint) -> Option<f64> {
        let from = flat(from);
        self.tree.nearest_neighbor(&from).map(|line| line.distance_2(&from).sqrt())
    }
}

/// Returns how many things lie around each square, to a square kilometre: the counts of the squares of a mask whose centres
/// are at most so many metres away, its own among them, over the area of these squares. Squares that are not observed
/// count with neither.
///
/// `counts` has one number a square of the mask; those beyond are left out, and squares without one count as 0.
pub fn density_around(mask: &CellMask<'_>, counts: &[usize], within_m: f64) -> Vec<f64> {
    let squares = mask.squares();
    let side_m = f64::from(mask.size().metres());
    let area_km2 = side_m * side_m / 1e6;
    // Squares row by row, and sums up to each: a stretch of a row is two looks.
    let mut up_to = vec![0.0];
    for square in 0..squares.len() {
        up_to.push(up_to[square] + count_to_f64(counts.get(square).copied().unwrap_or(0)));
    }
    let reach = within_m / side_m;
    let around = |centre: &Square| {
        let (mut sum, mut members) = (0.0, 0);
        let rows = floor_to_i32(reach.max(0.0));
        for away in -rows..=rows {
            let row = centre.row.saturating_add(away);
            let half = (reach * reach - f64::from(away) * f64::from(away)).max(0.0).sqrt();
            let half = floor_to_i32(half);
            let west = Square { row, column: centre.column.saturating_sub(half) };
            let east = Square { row, column: centre.column.saturating_add(half) };
            let from = squares.partition_point(|square| *square < west);
            let to = squares.partition_point(|square| *square <= east);
            sum += up_to[to] - up_to[from];
            members += to - from;
        }
        sum / (count_to_f64(members) * area_km2)
    };
    squares.iter().map(around).collect()
}

fn flat(at: PlanePoint) -> [f64; 2] {
    [at.east_m, at.north_m]
}

impl RTreeObject for PlaneLine {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.start, self.end)
    }
}

impl PointDistance for PlaneLine {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let ([ax, ay], [bx, by]) = (self.start, self.end);
        let (dx, dy) = (bx - ax, by - ay);
        let length2 = dx * dx + dy * dy;
        let along = if length2 > 0.0 {
            (((point[0] - ax) * dx + (point[1] - ay) * dy) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (ex, ey) = (ax + along * dx - point[0], ay + along * dy - point[1]);
        ex * ex + ey * ey
    }
}

#[cfg(test)]
mod tests {
    use geo_types::Polygon;
    use proptest::prelude::*;

    use super::super::distance_m;
    use super::super::districts::DistrictIndex;
    use super::*;
    use crate::domain::{CellSize, DistrictCode, DistrictShape};

    /// A district of half a degree on the border of Loei.
    fn district() -> (DistrictIndex, [DistrictCode; 1]) {
        let code: DistrictCode = 4201.try_into().unwrap();
        let ring = vec![(101.5, 17.6), (102.0, 17.7), (101.9, 18.0), (101.6, 17.9)];
        let shape = Polygon::new(LineString::from(ring), Vec::new()).into();
        (DistrictIndex::new(vec![DistrictShape { code, shape }]), [code])
    }

    proptest! {
        #[test]
        fn the_nearest_point_is_as_far_as_on_the_ellipsoid(
            points in prop::collection::vec((100.0..105.6_f64, 11.6..20.4_f64), 1..20)
        ) {
            let (index, codes) = district();
            let mask = index.cells(CellSize::TenKm, &codes);
            let points: Vec<LonLat> = points.into_iter().map(|(x, y)| LonLat::new(x, y).unwrap()).collect();
            let found = NearestThing::of_points(points.iter().copied()).distances_m(&mask).unwrap();
            for (found, square) in found.iter().zip(mask.squares()) {
                let centre = mask.centre(*square).unwrap();
                let true_m = points.iter().map(|at| distance_m(centre, *at)).fold(f64::INFINITY, f64::min);
                prop_assert!((found / true_m - 1.0).abs() < 0.001_1, "{} is not {}", found, true_m);
            }
        }

        #[test]
        fn density_is_that_of_a_look_at_every_square(
            counts in prop::collection::vec(0..5_usize, 400), within_m in 0.0..9_000.0_f64,
        ) {
            let (index, codes) = district();
            let mask = index.cells(CellSize::TwoKm, &codes);
            let squares = mask.squares();
            prop_assert!(squares.len() > 200 && squares.len() < 400);
            let found = density_around(&mask, &counts, within_m);
            for (found, centre) in found.iter().zip(squares) {
                let near = |other: &Square| {
                    let (a, b) = (mask.centre_in_plane(*centre), mask.centre_in_plane(*other));
                    (a.east_m - b.east_m).hypot(a.north_m - b.north_m) <= within_m
                };
                let near: Vec<usize> = (0..squares.len()).filter(|i| near(&squares[*i])).collect();
                let sum: usize = near.iter().map(|i| counts[*i]).sum();
                prop_assert!((found - count_to_f64(sum) / (4.0 * count_to_f64(near.len()))).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_line_is_as_far_as_its_nearest_point_and_nothing_has_no_distance() {
        let (index, codes) = district();
        let mask = index.cells(CellSize::FiveKm, &codes);
        let line = LineString::from(vec![(101.4, 18.2), (101.41, 18.2), (102.2, 18.1)]);
        let along = |i: u32| {
            let share = f64::from(i) / 20_000.0;
            LonLat::new(101.41 + share * 0.79, 18.2 - share * 0.1).unwrap()
        };
        let points = NearestThing::of_points((0..=20_000).map(along)).distances_m(&mask).unwrap();
        let lines = NearestThing::of_lines([&line]).distances_m(&mask).unwrap();
        for (line, point) in lines.iter().zip(&points) {
            // Straight in degrees bends in the plane, by some 50 m on these 80 km; real lines have points every few hundred.
            assert!((line - point).abs() < 60.0, "{line} is not {point}");
        }
        assert_eq!(NearestThing::of_points([]).distances_m(&mask), None);
    }
}
