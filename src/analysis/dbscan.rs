//! Where points lie dense: DBSCAN.
//!
//! Ester, Kriegel, Sander and Xu (1996); on a grid whose squares have the reach for their diagonal, as in Gunawan
//! (2013) and Gan and Tao (2015), so that points of one square are near each other without being asked. A point within
//! reach of another at exactly the reach is near it, and a point counts among its own neighbours, as in scikit-learn.

use std::ops::Range;

use super::error::{need, positive};
use super::{AnalysisError, Effort, convex_hull};
use crate::domain::number::{count_to_u32, count_to_u64, floor_to_count, to_index};
use crate::spatial::PlanePoint;

/// How dense points must lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DbscanSettings {
    /// The reach in metres.
    pub eps_m: f64,
    /// How many points within reach of a point, itself included, make it a core point.
    pub min_points: usize,
}

/// Which points lie dense, and which of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dbscan {
    /// How many clusters there are; they are numbered from the south, then from the west, by the southernmost grid
    /// square with a core point of theirs.
    pub clusters: usize,
    /// The cluster of each point, in the order of the points; none for what lies apart. A point that is near core
    /// points of several clusters but no core point itself belongs to the one with the lowest number.
    pub labels: Vec<Option<usize>>,
    /// Whether each point is a core point.
    pub core: Vec<bool>,
}

impl Dbscan {
    /// Returns the convex hull of each cluster, by number; `points` are those that were clustered.
    pub fn hulls(&self, points: &[PlanePoint]) -> Vec<Vec<PlanePoint>> {
        let mut members = vec![Vec::new(); self.clusters];
        for (point, label) in points.iter().zip(&self.labels) {
            if let Some(label) = label {
                members[*label].push(*point);
            }
        }
        members.iter().map(|points| convex_hull(points)).collect()
    }
}

/// Points that are asked together whether they are near.
const ASKED_TOGETHER: usize = 16;
/// Squares on each side of one that its points can reach into.
const REACH: u64 = 2;

/// Finds the clusters; the order of the points makes no difference.
///
/// # Errors
/// When there are fewer points than make a core point, the reach is not above 0 or too small for the extent of the
/// points, a position is not finite, or nobody wants the answer any more.
pub fn dbscan(
    points: &[PlanePoint],
    settings: DbscanSettings,
    effort: &mut Effort<'_>,
) -> Result<Dbscan, AnalysisError> {
    positive("reach in metres", settings.eps_m)?;
    need("points", settings.min_points.max(1), points.len())?;
    let mut grid = Grid::of(points, settings.eps_m)?;
    effort.tell(1, 4)?;
    grid.find_cores(settings.min_points);
    effort.tell(2, 4)?;
    let (cluster_of_cell, clusters) = grid.join();
    effort.tell(3, 4)?;
    let mut found = Dbscan { clusters, labels: vec![None; points.len()], core: vec![false; points.len()] };
    let mut around = Around::default();
    for (i, cell) in grid.cells.iter().enumerate() {
        for at in cell.cores() {
            let place = to_index(grid.points[at].place);
            found.labels[place] = cluster_of_cell[i];
            found.core[place] = true;
        }
        if cell.cores_end < cell.end {
            let rows = around.of(&grid.cells, i);
            for at in cell.cores_end..cell.end {
                let place = to_index(grid.points[at].place);
                found.labels[place] = grid.lowest_near(at, &rows, &cluster_of_cell);
            }
        }
    }
    effort.tell(4, 4)?;
    Ok(found)
}

/// A point in the order of the grid, and its place in the list.
#[derive(Debug, Clone, Copy)]
struct GridPoint {
    at: PlanePoint,
    place: u32,
}

/// A square with points: they stand together, core points first.
#[derive(Debug)]
struct Cell {
    /// Row and column, so that the order of the keys is row by row.
    key: u64,
    start: usize,
    cores_end: usize,
    end: usize,
    /// What holds the core points: least and largest east, least and largest north.
    bounds: [f64; 4],
}

impl Cell {
    fn cores(&self) -> Range<usize> {
        self.start..self.cores_end
    }
}

#[derive(Debug)]
struct Grid {
    points: Vec<GridPoint>,
    cells: Vec<Cell>,
    eps_squared: f64,
}

/// Finds the squares around one square after another; as it goes through them in order, it never has to go back.
#[derive(Debug, Default)]
struct Around {
    ends: [(usize, usize); 5],
}

impl Around {
    /// Returns the squares that points of a square can reach into, itself among them: a stretch of cells for each row.
    fn of(&mut self, cells: &[Cell], middle: usize) -> [Range<usize>; 5] {
        let key = cells[middle].key;
        let mut row = key - (REACH << 32);
        self.ends.each_mut().map(|(start, end)| {
            while cells.get(*start).is_some_and(|c| c.key < row - REACH) {
                *start += 1;
            }
            while cells.get(*end).is_some_and(|c| c.key <= row + REACH) {
                *end += 1;
            }
            row += 1 << 32;
            *start..*end
        })
    }
}

impl Grid {
    fn of(points: &[PlanePoint], eps_m: f64) -> Result<Self, AnalysisError> {
        // A little less than the diagonal allows, so that rounding cannot put two points into one square that are not
        // within reach of each other.
        let side_m = eps_m * std::f64::consts::FRAC_1_SQRT_2 * (1.0 - 1e-6);
        let least = |of: fn(&PlanePoint) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
        let (west, south) = (least(|p| p.east_m), least(|p| p.north_m));
        let mut keyed = Vec::with_capacity(points.len());
        for (place, at) in points.iter().enumerate() {
            let (column, row) = ((at.east_m - west) / side_m, (at.north_m - south) / side_m);
            let extent = column.max(row);
            if !(column.is_finite() && row.is_finite()) {
                return Err(AnalysisError::BadNumber { what: "position in metres", value: extent });
            }
            if extent > 2e9 {
                return Err(AnalysisError::BadNumber {
                    what: "reach large enough for so wide a plane",
                    value: eps_m,
                });
            }
            // Rows and columns begin at the reach, so that those around them are not below 0.
            let [column, row] = [column, row].map(|n| count_to_u64(floor_to_count(n)) + REACH);
            keyed.push((row << 32 | column, count_to_u32(place)));
        }
        keyed.sort_unstable();
        let grid_point = |&(_, place): &(u64, u32)| GridPoint { at: points[to_index(place)], place };
        let mut cells = Vec::new();
        let mut start = 0;
        for cell in keyed.chunk_by(|a, b| a.0 == b.0) {
            let end = start + cell.len();
            cells.push(Cell { key: cell[0].0, start, cores_end: start, end, bounds: [0.0; 4] });
            start = end;
        }
        Ok(Self { points: keyed.iter().map(grid_point).collect(), cells, eps_squared: eps_m * eps_m })
    }

    /// Tells whether so many points of some stretches are near one.
    fn has_near(&self, at: PlanePoint, stretches: &[Range<usize>], least: usize) -> bool {
        let mut near = 0;
        for stretch in stretches {
            // Some at a time are asked without looking whether they are enough by now.
            for some in self.points[stretch.clone()].chunks(ASKED_TOGETHER) {
                near += some.iter().filter(|other| self.is_near(at, other.at)).count();
                if near >= least {
                    return true;
                }
            }
        }
        false
    }

    fn is_near(&self, a: PlanePoint, b: PlanePoint) -> bool {
        let (east, north) = (a.east_m - b.east_m, a.north_m - b.north_m);
        east * east + north * north <= self.eps_squared
    }

    /// Finds the core points and puts them first in their squares.
    fn find_cores(&mut self, min_points: usize) {
        let mut around = Around::default();
        let mut is_core = vec![false; self.points.len()];
        for (i, cell) in self.cells.iter().enumerate() {
            if cell.end - cell.start >= min_points {
                is_core[cell.start..cell.end].fill(true);
                continue;
            }
            let rows = around.of(&self.cells, i).map(|row| self.points_of(row));
            if rows.iter().map(ExactSizeIterator::len).sum::<usize>() < min_points {
                continue;
            }
            let [south, next_south, own_row, next_north, north] = rows;
            let (west, east) = (own_row.start..cell.start, cell.end..own_row.end);
            // Those of its square are near each point; others are asked the nearest squares first.
            let others = [next_south, next_north, west, east, south, north];
            let own = cell.start..cell.end;
            let own_number = own.len();
            for (own, is_core) in self.points[own.clone()].iter().zip(&mut is_core[own]) {
                *is_core = self.has_near(own.at, &others, min_points - own_number);
            }
        }
        for cell in &mut self.cells {
            let own = is_core[cell.start..cell.end].iter().zip(cell.start..);
            for (is_core, at) in own {
                if *is_core {
                    self.points.swap(at, cell.cores_end);
                    cell.cores_end += 1;
                }
            }
            let nowhere = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
            cell.bounds = self.points[cell.cores()].iter().fold(nowhere, |b, p| {
                let (east, north) = (p.at.east_m, p.at.north_m);
                [b[0].min(east), b[1].max(east), b[2].min(north), b[3].max(north)]
            });
        }
    }

    /// Returns the points of a stretch of cells.
    fn points_of(&self, cells: Range<usize>) -> Range<usize> {
        match &self.cells[cells] {
            [] => 0..0,
            [only] => only.start..only.end,
            [first, .., last] => first.start..last.end,
        }
    }

    /// Joins squares whose core points are near each other; returns the cluster of each and how many there are.
    fn join(&self) -> (Vec<Option<usize>>, usize) {
        let mut parents: Vec<usize> = (0..self.cells.len()).collect();
        let mut around = Around::default();
        for (i, cell) in self.cells.iter().enumerate() {
            let rows = around.of(&self.cells, i);
            if cell.cores().is_empty() {
                continue;
            }
            // What comes before in the order was joined from there.
            for j in rows.into_iter().flatten().filter(|j| *j > i) {
                if self.cells[j].cores().is_empty() {
                    continue;
                }
                let (a, b) = (root(&mut parents, i), root(&mut parents, j));
                if a != b && self.are_joined(cell, &self.cells[j]) {
                    // The first in the order stays the root, so that clusters are numbered by it.
                    parents[a.max(b)] = a.min(b);
                }
            }
        }
        let mut clusters = 0;
        let mut cluster_of_cell = vec![None; self.cells.len()];
        for (i, cell) in self.cells.iter().enumerate() {
            if cell.cores().is_empty() {
                continue;
            }
            let root = root(&mut parents, i);
            if root == i {
                cluster_of_cell[i] = Some(clusters);
                clusters += 1;
            } else {
                cluster_of_cell[i] = cluster_of_cell[root];
            }
        }
        (cluster_of_cell, clusters)
    }

    /// Tells whether a core point of one square is near a core point of another.
    fn are_joined(&self, a: &Cell, b: &Cell) -> bool {
        let [west, east, south, north] = b.bounds;
        self.points[a.cores()].iter().any(|p| {
            let clamped = PlanePoint {
                east_m: p.at.east_m.clamp(west, east),
                north_m: p.at.north_m.clamp(south, north),
            };
            self.is_near(p.at, clamped) && self.points[b.cores()].iter().any(|q| self.is_near(p.at, q.at))
        })
    }

    /// Returns the lowest cluster with a core point near a point.
    fn lowest_near(
        &self,
        at: usize,
        rows: &[Range<usize>; 5],
        cluster_of_cell: &[Option<usize>],
    ) -> Option<usize> {
        let own = self.points[at].at;
        let mut lowest: Option<usize> = None;
        for cell in rows.iter().flat_map(Clone::clone) {
            let Some(cluster) = cluster_of_cell[cell] else { continue };
            if lowest.is_none_or(|lowest| cluster < lowest)
                && self.points[self.cells[cell].cores()].iter().any(|p| self.is_near(own, p.at))
            {
                lowest = Some(cluster);
            }
        }
        lowest
    }
}

/// Finds the first of the squares that one is joined with, and shortens the way for the next time (Tarjan and van
/// Leeuwen 1984, path halving).
fn root(parents: &mut [usize], mut cell: usize) -> usize {
    while parents[cell] != cell {
        parents[cell] = parents[parents[cell]];
        cell = parents[cell];
    }
    cell
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::*;

    fn run(points: &[PlanePoint], eps_m: f64, min_points: usize) -> Result<Dbscan, AnalysisError> {
        with_threads(1, |effort| dbscan(points, DbscanSettings { eps_m, min_points }, effort))
    }

    fn point((east, north): (i32, i32)) -> PlanePoint {
        PlanePoint { east_m: f64::from(east), north_m: f64::from(north) }
    }

    /// Points with the cluster (-1: apart) and whether they are core points, by `DBSCAN(eps=9, min_samples=5)` of
    /// scikit-learn 1.9.1; its clusters are numbered in the order of the points.
    const GOLDEN: [(i32, i32, i32, bool); 60] = [
        (25, 22, 0, true),
        (29, 33, 0, true),
        (37, 31, 0, true),
        (27, 25, 0, true),
        (34, 40, 0, false),
        (32, 23, 0, true),
        (24, 40, 0, false),
        (31, 20, 0, true),
        (29, 23, 0, true),
        (26, 27, 0, true),
        (26, 33, 0, true),
        (30, 26, 0, true),
        (32, 35, 0, true),
        (20, 28, 0, true),
        (24, 29, 0, true),
        (22, 30, 0, true),
        (30, 28, 0, true),
        (24, 28, 0, true),
        (23, 22, 0, true),
        (31, 23, 0, true),
        (37, 34, 0, true),
        (18, 32, 0, true),
        (67, 60, 1, true),
        (75, 46, 1, true),
        (73, 58, 1, true),
        (82, 52, 1, true),
        (80, 52, 1, true),
        (73, 54, 1, true),
        (85, 64, 1, true),
        (92, 64, 1, false),
        (81, 66, 1, false),
        (71, 60, 1, true),
        (84, 57, 1, true),
        (76, 60, 1, true),
        (79, 57, 1, true),
        (74, 62, 1, true),
        (76, 54, 1, true),
        (81, 51, 1, true),
        (67, 51, 1, true),
        (82, 57, 1, true),
        (68, 52, 1, true),
        (78, 53, 1, true),
        (66, 64, 1, true),
        (67, 58, 1, true),
        (0, 42, -1, false),
        (63, 93, -1, false),
        (92, 33, -1, false),
        (99, 19, -1, false),
        (82, 16, -1, false),
        (41, 7, -1, false),
        (86, 83, -1, false),
        (14, 53, -1, false),
        (26, 49, -1, false),
        (55, 11, -1, false),
        (86, 28, -1, false),
        (45, 6, -1, false),
        (0, 20, -1, false),
        (34, 93, -1, false),
        (89, 48, 1, false),
        (45, 67, -1, false),
    ];

    #[test]
    fn core_points_and_clusters_equal_scikit_learn() {
        let points: Vec<PlanePoint> = GOLDEN.iter().map(|(east, north, ..)| point((*east, *north))).collect();
        let found = run(&points, 9.0, 5).unwrap();
        let mut names = std::collections::BTreeMap::new();
        for (i, (.., cluster, is_core)) in GOLDEN.into_iter().enumerate() {
            assert_eq!(found.core[i], is_core, "point {i}");
            let name = names.entry(cluster).or_insert(found.labels[i]);
            assert_eq!(*name, found.labels[i], "point {i}");
        }
        assert_eq!(names.remove(&-1), Some(None));
        assert_eq!(names.len(), found.clusters);
    }

    /// Each point's neighbours by asking every other one, and clusters by going from core point to core point.
    fn plainly(points: &[PlanePoint], eps_m: f64, min_points: usize) -> (Vec<bool>, Vec<Option<usize>>) {
        let near = |i: usize| {
            let is_near = |j: &usize| {
                let (east, north) =
                    (points[i].east_m - points[*j].east_m, points[i].north_m - points[*j].north_m);
                east * east + north * north <= eps_m * eps_m
            };
            (0..points.len()).filter(is_near).collect::<Vec<_>>()
        };
        let core: Vec<bool> = (0..points.len()).map(|i| near(i).len() >= min_points).collect();
        let mut component: Vec<Option<usize>> = vec![None; points.len()];
        for first in 0..points.len() {
            let mut waiting = vec![first];
            while let Some(i) = waiting.pop() {
                if core[i] && component[i].is_none() {
                    component[i] = Some(first);
                    waiting.extend(near(i));
                }
            }
        }
        (core, component)
    }

    proptest! {
        #[test]
        fn clusters_are_those_that_asking_every_pair_gives(
            points in prop::collection::vec((0..40_i32, 0..40_i32), 6..90),
            eps in 1..9_u8, min_points in 1..7_usize,
        ) {
            let points: Vec<PlanePoint> = points.into_iter().map(point).collect();
            let eps_m = f64::from(eps);
            let found = run(&points, eps_m, min_points).unwrap();
            let (core, component) = plainly(&points, eps_m, min_points);
            prop_assert_eq!(&found.core, &core);
            for i in 0..points.len() {
                let near_cores: Vec<usize> = (0..points.len())
                    .filter(|&j| core[j])
                    .filter(|&j| {
                        let (e, n) =
                            (points[i].east_m - points[j].east_m, points[i].north_m - points[j].north_m);
                        e * e + n * n <= eps_m * eps_m
                    })
                    .collect();
                if core[i] {
                    for j in (0..points.len()).filter(|&j| core[j]) {
                        let together = found.labels[i] == found.labels[j];
                        prop_assert_eq!(together, component[i] == component[j]);
                    }
                } else {
                    let lowest = near_cores.iter().filter_map(|&j| found.labels[j]).min();
                    prop_assert_eq!(found.labels[i], lowest);
                }
            }
            let most = found.labels.iter().flatten().max().map_or(0, |last| last + 1);
            prop_assert_eq!(found.clusters, most);
            let hulls = found.hulls(&points);
            prop_assert!(hulls.iter().all(|hull| !hull.is_empty()));
        }

        #[test]
        fn the_order_of_points_changes_nothing(
            points in prop::collection::vec((0..40_i32, 0..40_i32), 6..60), shift in 1..60_usize
        ) {
            let points: Vec<PlanePoint> = points.into_iter().map(point).collect();
            let found = run(&points, 4.0, 3).unwrap();
            let mut turned = points.clone();
            turned.rotate_left(shift % points.len());
            let again = run(&turned, 4.0, 3).unwrap();
            for i in 0..points.len() {
                let before = (i + shift) % points.len();
                prop_assert_eq!(found.labels[before], again.labels[i]);
                prop_assert_eq!(found.core[before], again.core[i]);
            }
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let few = run(&[point((0, 0)); 3], 10.0, 5);
        assert_eq!(few, Err(AnalysisError::NotEnough { what: "points", needed: 5, given: 3 }));
        assert!(matches!(run(&[point((0, 0)); 3], 0.0, 2), Err(AnalysisError::BadNumber { .. })));
        let wide = [point((0, 0)), point((1_000_000, 0))];
        assert!(matches!(run(&wide, 1e-4, 1), Err(AnalysisError::BadNumber { .. })));
        let nowhere = PlanePoint { east_m: f64::NAN, north_m: 0.0 };
        assert!(matches!(run(&[nowhere, point((0, 0))], 1.0, 1), Err(AnalysisError::BadNumber { .. })));
    }
}
