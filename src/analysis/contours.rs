//! Lines of equal density as polygons, and the smallest areas that hold a share of it.
//!
//! Marching squares (Lorensen and Cline 1987, in the plane) between the centres of cells, with the mean of four centres
//! to say whether two high corners that face each other hang together. Highest-density regions: Hyndman (1996), Computing
//! and graphing highest density regions. The crate `contour` was looked at and left: it hangs a hole into the first
//! polygon around it and not into the innermost, and tells where lines cross by whether a float is whole.

use super::AnalysisError;
use super::Raster;
use super::error::{need, positive, same_length};
use crate::domain::number::count_to_f64;
use crate::spatial::PlanePoint;

/// How near to a centre a line may come, of the way to the next: rings that keep off the centres touch neither themselves
/// nor each other.
const OFF_CENTRE: f64 = 1e-4;

/// Where a density is at least a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// The level.
    pub level: f64,
    /// The parts, the largest first. A band between two levels is what the lower contour has and the higher has not.
    pub parts: Vec<ContourPart>,
}

/// One part of a contour. Rings end before they come back to their first point.
#[derive(Debug, Clone, PartialEq)]
pub struct ContourPart {
    /// The outside, counter-clockwise.
    pub outer: Vec<PlanePoint>,
    /// Holes in it, clockwise.
    pub holes: Vec<Vec<PlanePoint>>,
}

impl ContourPart {
    /// Returns how large it is, without its holes.
    pub fn area_m2(&self) -> f64 {
        signed_area_m2(&self.outer) + self.holes.iter().map(|hole| signed_area_m2(hole)).sum::<f64>()
    }
}

/// The smallest area that holds a share of a density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DensityShare {
    /// The share asked for.
    pub share: f64,
    /// The share that it holds: that, or a little more, as whole cells are taken.
    pub held: f64,
    /// The least density of its cells: the level of its contour.
    pub level: f64,
    /// How many cells it has.
    pub cells: usize,
}

/// Finds, for each share of the mass, the densest cells that hold it: 0.5 for where half of it is, on as little ground as
/// can be.
///
/// Cells of equal density belong to it together.
///
/// # Errors
/// When no cell has a density above 0, a density is not a number from 0 on, or a share is not above 0 and at most 1.
pub fn density_shares(densities: &[f32], shares: &[f64]) -> Result<Vec<DensityShare>, AnalysisError> {
    check(densities)?;
    let mut sorted: Vec<f64> = densities.iter().filter(|d| **d > 0.0).map(|d| f64::from(*d)).collect();
    need("cells with a density", 1, sorted.len())?;
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut sum = 0.0;
    let up_to: Vec<f64> = sorted
        .iter()
        .map(|density| {
            sum += density;
            sum
        })
        .collect();
    let of_share = |&share: &f64| {
        if !(share > 0.0 && share <= 1.0) {
            return Err(AnalysisError::BadNumber { what: "share above 0 and at most 1", value: share });
        }
        let last = up_to.partition_point(|held| *held < share * sum).min(sorted.len() - 1);
        let level = sorted[last];
        let cells = sorted.partition_point(|density| *density >= level);
        Ok(DensityShare { share, held: up_to[cells - 1] / sum, level, cells })
    };
    shares.iter().map(of_share).collect()
}

/// Draws contours of the densities of a raster, one a level.
///
/// Between centres the density is taken to rise evenly. A cell of 0 counts as not observed: there the line runs midway to the
/// next centre, along the edge of the mask, and so it does around the raster.
///
/// # Errors
/// When the densities are not one a cell or not numbers from 0 on, or a level or the size of a cell is not above 0.
pub fn contours(raster: Raster, densities: &[f32], levels: &[f64]) -> Result<Vec<Contour>, AnalysisError> {
    positive("cell size in metres", raster.cell_m)?;
    same_length("densities of a raster", raster.columns * raster.rows, densities.len())?;
    check(densities)?;
    let field = Field { raster, densities };
    levels
        .iter()
        .map(|&level| {
            positive("level of a contour", level)?;
            Ok(Contour { level, parts: parts(field.rings(level)) })
        })
        .collect()
}

fn check(densities: &[f32]) -> Result<(), AnalysisError> {
    match densities.iter().find(|d| !(d.is_finite() && **d >= 0.0)) {
        Some(&value) => Err(AnalysisError::BadNumber { what: "density from 0 on", value: value.into() }),
        None => Ok(()),
    }
}

/// A raster with a border of nothing around it, so that every line comes back: centre `(1, 1)` is that of the first cell.
struct Field<'f> {
    raster: Raster,
    densities: &'f [f32],
}

impl Field<'_> {
    fn at(&self, column: usize, row: usize) -> f64 {
        let Raster { columns, rows, .. } = self.raster;
        if (1..=columns).contains(&column) && (1..=rows).contains(&row) {
            f64::from(self.densities[(row - 1) * columns + column - 1])
        } else {
            0.0
        }
    }

    /// Traces the rings of a level, with what is higher on their left.
    fn rings(&self, level: f64) -> Vec<Vec<PlanePoint>> {
        // From each side of a square of four centres at which a line enters, the side at which it leaves; each side is
        // entered once, as the square beyond it is left there.
        let mut steps = Vec::new();
        for row in 0..=self.raster.rows {
            for column in 0..=self.raster.columns {
                self.cross(column, row, level, &mut steps);
            }
        }
        steps.sort_unstable();
        let mut is_done = vec![false; steps.len()];
        let mut rings = Vec::new();
        for first in 0..steps.len() {
            let mut ring = Vec::new();
            let mut now = first;
            while !is_done[now] {
                is_done[now] = true;
                let (side, next) = steps[now];
                ring.push(self.crossing(side, level));
                now = steps.partition_point(|(side, _)| *side < next);
            }
            if !ring.is_empty() {
                rings.push(ring);
            }
        }
        rings
    }

    /// Adds the steps of lines through the square whose south-west centre this is.
    fn cross(&self, column: usize, row: usize, level: f64, steps: &mut Vec<(Side, Side)>) {
        // Counter-clockwise from the south-west; the side of a number runs from the corner of that number to the next.
        let corners =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(east, north)| self.at(column + east, row + north));
        let is_high = corners.map(|density| density >= level);
        let count = is_high.iter().filter(|is| **is).count();
        if count == 0 || count == 4 {
            return;
        }
        let side = |number: usize| match number % 4 {
            0 => Side { row, column, is_north: false },
            1 => Side { row, column: column + 1, is_north: true },
            2 => Side { row: row + 1, column, is_north: false },
            _ => Side { row, column, is_north: true },
        };
        let is_fall = |number: usize| is_high[number % 4] && !is_high[(number + 1) % 4];
        let is_rise = |number: usize| !is_high[number % 4] && is_high[(number + 1) % 4];
        let is_joined = corners.iter().sum::<f64>() / 4.0 >= level;
        for from in (0..4).filter(|number| is_fall(*number)) {
            // Round a corner that stands alone the line comes back by the side before; where high corners that face each
            // other hang together, it goes round the low one between them, by the side after.
            let is_saddle = count == 2 && is_rise(from + 1) && is_rise(from + 3);
            let to = match (is_saddle, is_joined) {
                (true, true) => from + 1,
                (true, false) => from + 3,
                (false, _) => (from + 1..from + 4).find(|number| is_rise(*number)).unwrap_or(from),
            };
            steps.push((side(from), side(to)));
        }
    }

    /// Returns where a line crosses a side.
    fn crossing(&self, side: Side, level: f64) -> PlanePoint {
        let Side { row, column, is_north } = side;
        let (east, north) = if is_north { (0, 1) } else { (1, 0) };
        let (from, to) = (self.at(column, row), self.at(column + east, row + north));
        let along = if from > 0.0 && to > 0.0 {
            ((level - from) / (to - from)).clamp(OFF_CENTRE, 1.0 - OFF_CENTRE)
        } else {
            0.5
        };
        let place = |number: usize, moves: usize| count_to_f64(number) - 0.5 + along * count_to_f64(moves);
        PlanePoint {
            east_m: self.raster.corner.east_m + place(column, east) * self.raster.cell_m,
            north_m: self.raster.corner.north_m + place(row, north) * self.raster.cell_m,
        }
    }
}

/// A side between two centres, named by the one further south-west.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    row: usize,
    column: usize,
    /// Whether it runs to the north, or else to the east.
    is_north: bool,
}

/// Hangs each hole into the smallest ring around it.
fn parts(rings: Vec<Vec<PlanePoint>>) -> Vec<ContourPart> {
    let (outer, holes): (Vec<_>, Vec<_>) = rings
        .into_iter()
        .map(|ring| (signed_area_m2(&ring), ring))
        .partition::<Vec<(f64, Vec<PlanePoint>)>, _>(|(area_m2, _)| *area_m2 > 0.0);
    let mut parts: Vec<(Bounds, f64, ContourPart)> = outer
        .into_iter()
        .map(|(area_m2, outer)| (Bounds::of(&outer), area_m2, ContourPart { outer, holes: Vec::new() }))
        .collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (_, hole) in holes {
        // Rings never touch, so any point of the hole says where all of it lies; the smallest comes last.
        let around = |(bounds, _, part): &&mut (Bounds, f64, ContourPart)| {
            bounds.has(hole[0]) && is_inside(hole[0], &part.outer)
        };
        if let Some((_, _, part)) = parts.iter_mut().rev().find(around) {
            part.holes.push(hole);
        }
    }
    parts.into_iter().map(|(_, _, part)| part).collect()
}

/// The box of a ring.
struct Bounds {
    least: PlanePoint,
    most: PlanePoint,
}

impl Bounds {
    fn of(ring: &[PlanePoint]) -> Self {
        let mut bounds = Self { least: ring[0], most: ring[0] };
        for at in ring {
            bounds.least.east_m = bounds.least.east_m.min(at.east_m);
            bounds.least.north_m = bounds.least.north_m.min(at.north_m);
            bounds.most.east_m = bounds.most.east_m.max(at.east_m);
            bounds.most.north_m = bounds.most.north_m.max(at.north_m);
        }
        bounds
    }

    fn has(&self, at: PlanePoint) -> bool {
        (self.least.east_m..=self.most.east_m).contains(&at.east_m)
            && (self.least.north_m..=self.most.north_m).contains(&at.north_m)
    }
}

/// Returns the area of a ring; below 0 when it runs clockwise.
fn signed_area_m2(ring: &[PlanePoint]) -> f64 {
    // From the first point, or the digits are lost to how far away the plane begins.
    let from = ring[0];
    let next = ring.iter().skip(1).chain(ring.first());
    let twice = ring.iter().zip(next).map(|(a, b)| {
        (a.east_m - from.east_m) * (b.north_m - from.north_m)
            - (b.east_m - from.east_m) * (a.north_m - from.north_m)
    });
    twice.sum::<f64>() / 2.0
}

/// Tells whether a point lies in a ring, by how many of its edges lie east of it.
fn is_inside(at: PlanePoint, ring: &[PlanePoint]) -> bool {
    let next = ring.iter().skip(1).chain(ring.first());
    let crosses = |(a, b): &(&PlanePoint, &PlanePoint)| {
        (a.north_m > at.north_m) != (b.north_m > at.north_m)
            && at.east_m
                < a.east_m + (at.north_m - a.north_m) / (b.north_m - a.north_m) * (b.east_m - a.east_m)
    };
    ring.iter().zip(next).filter(crosses).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::number::f64_to_f32;

    fn raster(columns: usize, rows: usize, cell_m: f64) -> Raster {
        Raster { corner: PlanePoint { east_m: -700.0, north_m: 120.0 }, cell_m, columns, rows }
    }

    fn centre(raster: Raster, cell: usize) -> PlanePoint {
        PlanePoint {
            east_m: raster.corner.east_m + (count_to_f64(cell % raster.columns) + 0.5) * raster.cell_m,
            north_m: raster.corner.north_m + (count_to_f64(cell / raster.columns) + 0.5) * raster.cell_m,
        }
    }

    /// A field of the distance from a point.
    fn around(raster: Raster, east_m: f64, north_m: f64, height: impl Fn(f64) -> f64) -> Vec<f32> {
        let density = |cell| {
            let at = centre(raster, cell);
            f64_to_f32(height((at.east_m - east_m).hypot(at.north_m - north_m)).max(0.0))
        };
        (0..raster.columns * raster.rows).map(density).collect()
    }

    #[test]
    fn the_contours_of_a_cone_are_circles() {
        let raster = raster(100, 90, 10.0);
        let cone = around(raster, -203.0, 571.0, |away_m| 400.0 - away_m);
        let found = contours(raster, &cone, &[100.0, 200.0, 300.0]).unwrap();
        for contour in &found {
            let circle_m2 = PI * (400.0 - contour.level).powi(2);
            let [part] = &contour.parts[..] else { panic!("{} parts", contour.parts.len()) };
            assert!(part.holes.is_empty());
            assert!((part.area_m2() / circle_m2 - 1.0).abs() < 0.004, "{} of {circle_m2}", part.area_m2());
            for at in &part.outer {
                let away_m = (at.east_m + 203.0).hypot(at.north_m - 571.0);
                assert!((away_m - (400.0 - contour.level)).abs() < 0.3, "{away_m}");
            }
        }
    }

    #[test]
    fn a_crater_has_a_hole_and_an_island_in_it_is_a_part() {
        let raster = raster(120, 120, 10.0);
        let crater = around(raster, -100.0, 720.0, |away_m| {
            if away_m < 150.0 { 200.0 - away_m } else { 200.0 - (away_m - 350.0).abs() }
        });
        let found = contours(raster, &crater, &[100.0]).unwrap();
        let parts: Vec<_> = found[0].parts.iter().map(|part| (part.area_m2(), part.holes.len())).collect();
        let [ring, island] = parts[..] else { panic!("{parts:?}") };
        assert!((ring.0 / (PI * (450.0_f64.powi(2) - 250.0_f64.powi(2))) - 1.0).abs() < 0.004 && ring.1 == 1);
        assert!((island.0 / (PI * 100.0_f64.powi(2)) - 1.0).abs() < 0.01 && island.1 == 0);
    }

    #[test]
    fn a_line_follows_the_edge_of_what_is_observed() {
        let raster = raster(3, 2, 10.0);
        let found = contours(raster, &[5.0, 5.0, 0.0, 5.0, 5.0, 0.0], &[1.0]).unwrap();
        // 20 m by 20 m less the corners, which are cut from middle to middle.
        assert!((found[0].parts[0].area_m2() - (400.0 - 4.0 * 12.5)).abs() < 1e-9);
        assert_eq!(contours(raster, &[0.5; 6], &[1.0]).unwrap()[0].parts, []);
    }

    #[test]
    fn the_densest_cells_that_hold_a_share() {
        let densities = [1.0, 4.0, 0.0, 2.0, 2.0, 1.0];
        let found = density_shares(&densities, &[0.25, 0.5, 0.75, 0.95, 1.0]).unwrap();
        let found: Vec<_> = found.iter().map(|s| (s.level, s.cells, s.held)).collect();
        assert_eq!(found, [(4.0, 1, 0.4), (2.0, 3, 0.8), (2.0, 3, 0.8), (1.0, 5, 1.0), (1.0, 5, 1.0)]);
        // A cone: what lies above h of its height holds 1 - 3h^2 + 2h^3 of it. Half of it above a half.
        let raster = raster(100, 100, 10.0);
        let cone = around(raster, -200.0, 620.0, |away_m| 400.0 - away_m);
        let half = density_shares(&cone, &[0.5]).unwrap()[0];
        assert!((half.level - 200.0).abs() < 2.0, "{half:?}");
        assert!((count_to_f64(half.cells) * 100.0 / (PI * 40_000.0) - 1.0).abs() < 0.02);
    }

    #[test]
    fn bad_input_is_refused() {
        let raster = raster(2, 1, 10.0);
        assert!(matches!(contours(raster, &[1.0], &[1.0]), Err(AnalysisError::WrongLength { .. })));
        assert!(contours(raster, &[1.0, f32::NAN], &[1.0]).is_err());
        assert!(contours(raster, &[1.0, 2.0], &[0.0]).is_err());
        let none = AnalysisError::NotEnough { what: "cells with a density", needed: 1, given: 0 };
        assert_eq!(density_shares(&[0.0; 3], &[0.5]), Err(none));
        assert!(density_shares(&[1.0], &[1.5]).is_err());
    }

    proptest! {
        #[test]
        fn a_centre_lies_inside_where_its_density_is_at_least_the_level(
            densities in prop::collection::vec(0..6_u8, 63), level in 1..6_u8,
        ) {
            let raster = raster(9, 7, 25.0);
            let densities: Vec<f32> = densities.into_iter().map(f32::from).collect();
            let found = contours(raster, &densities, &[f64::from(level)]).unwrap();
            for (cell, density) in densities.iter().enumerate() {
                let at = centre(raster, cell);
                let holding = found[0].parts.iter().filter(|part| {
                    is_inside(at, &part.outer) && !part.holes.iter().any(|hole| is_inside(at, hole))
                });
                prop_assert_eq!(holding.count(), usize::from(*density >= f32::from(level)), "cell {}", cell);
            }
            for part in &found[0].parts {
                prop_assert!(part.area_m2() > 0.0 && part.outer.len() >= 4);
                for hole in &part.holes {
                    prop_assert!(signed_area_m2(hole) < 0.0 && is_inside(hole[0], &part.outer));
                }
            }
        }
    }
}
