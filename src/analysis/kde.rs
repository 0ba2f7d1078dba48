//! A smooth picture of how dense points lie: kernel density on a raster, corrected at the edge of what is observed.
//!
//! A Gaussian kernel, cut at four deviations. Points are shared among the four nearest cell centres (linear binning:
//! Wand 1994, Fast computation of multivariate kernel estimators), then smoothed along rows and along columns. The
//! sum is divided by the part of the kernel that lies over observed cells (Diggle 1985; `density.ppp` of spatstat with
//! `edge = TRUE, diggle = FALSE`). A description and not a test: it says nothing of chance. Rasters hold seven digits,
//! more than any picture shows: what is slow here is memory.

use std::sync::{Mutex, PoisonError};

use super::error::{need, positive, same_length};
use super::{AnalysisError, Effort};
use crate::domain::number::{count_to_f64, f64_to_f32, floor_to_count, i64_to_f64, round_to_i64};
use crate::spatial::PlanePoint;

/// Where the kernel is cut, in deviations; beyond lie 0.006 % of it along each axis.
const CUT: f64 = 4.0;
/// Cells that are summed side by side, so that the compiler can use wide registers.
const LANES: usize = 32;
/// Rows that a thread takes at a time.
const BAND: usize = 32;
const M2_IN_KM2: f64 = 1e6;
/// A weight of 1 while points are counted: whole numbers add up to the same sum in any order.
const ONE: f64 = 4_294_967_296.0;

/// A raster of squares in the plane; rows run from the south, columns from the west.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raster {
    /// The south-west corner of the first cell.
    pub corner: PlanePoint,
    /// The side of a cell in metres.
    pub cell_m: f64,
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

/// A point that counts for so much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeighedPoint {
    /// Where it is.
    pub at: PlanePoint,
    /// How much it counts: 1, or less where its position is doubtful.
    pub weight: f64,
}

/// A kernel over a mask, ready for any number of pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct KernelMask {
    raster: Raster,
    bandwidth_m: f64,
    /// The kernel from its middle outwards, 1 in the middle.
    kernel: Vec<f32>,
    /// Observed stretches of each row.
    runs: Vec<Vec<(usize, usize)>>,
    /// What of the kernel lies over observed cells, for each cell; 0 for cells that are not observed.
    mass: Vec<f32>,
    /// What a smoothed weight is to be multiplied with to become a density, for each cell.
    factors: Vec<f32>,
}

/// What of a point lies in one row: how many cells from the west, and how much.
#[derive(Debug, Clone, Copy)]
struct Shared {
    east: f64,
    weight: f64,
}

/// Values of a raster with room for the kernel south and north of it, and for whole blocks in the east.
struct Padded {
    values: Vec<f32>,
    width: usize,
    reach: usize,
}

/// How dense points lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// Weight to a square kilometre, row by row from the south; 0 for cells that are not observed.
    pub per_km2: Vec<f32>,
    /// How many points lie in cells that are not observed; they are left out.
    pub outside: usize,
}

impl KernelMask {
    /// Prepares a Gaussian kernel of a standard deviation of `bandwidth_m` over the observed cells of a raster.
    ///
    /// # Errors
    /// When no cell is observed, `inside` has not one value a cell, the bandwidth is smaller than a cell or a size is
    /// not above 0, or nobody wants the answer any more.
    pub fn new(
        raster: Raster,
        inside: &[bool],
        bandwidth_m: f64,
        effort: &mut Effort<'_>,
    ) -> Result<Self, AnalysisError> {
        positive("cell size in metres", raster.cell_m)?;
        positive("bandwidth in metres", bandwidth_m)?;
        same_length("cells of a mask", raster.columns * raster.rows, inside.len())?;
        need("observed cells", 1, inside.iter().filter(|is| **is).count())?;
        if bandwidth_m < raster.cell_m {
            let what = "bandwidth of at least the side of a cell";
            return Err(AnalysisError::BadNumber { what, value: bandwidth_m });
        }
        let deviation = bandwidth_m / raster.cell_m;
        let kernel = (0..=floor_to_count(deviation * CUT))
            .map(|cells| f64_to_f32((-0.5 * (count_to_f64(cells) / deviation).powi(2)).exp()))
            .collect();
        let runs = inside.chunks(raster.columns).map(runs).collect();
        let mut mask = Self { raster, bandwidth_m, kernel, runs, mass: Vec::new(), factors: Vec::new() };
        let cell_share = f64_to_f32(mask.peak_per_m2() * raster.cell_m * raster.cell_m);
        let in_mask: Vec<f32> = inside.iter().map(|is| if *is { cell_share } else { 0.0 }).collect();
        mask.mass = mask.along_columns(&mask.mass_along_rows(), &in_mask, effort)?;
        let scale = f64_to_f32(mask.peak_per_m2() * M2_IN_KM2);
        mask.factors = mask.mass.iter().map(|share| if *share > 0.0 { scale / share } else { 0.0 }).collect();
        Ok(mask)
    }

    /// Returns what part of the kernel around each cell's centre lies over observed cells; 0 for others.
    pub fn mass(&self) -> &[f32] {
        &self.mass
    }

    /// Computes how dense points lie.
    ///
    /// # Errors
    /// When there are no points, a weight or position is not finite, or nobody wants the answer any more.
    pub fn density(
        &self,
        points: &[WeighedPoint],
        effort: &mut Effort<'_>,
    ) -> Result<Density, AnalysisError> {
        need("points", 1, points.len())?;
        let (by_row, outside) = self.by_row(points)?;
        let per_km2 = self.along_columns(&self.along_rows(&by_row), &self.factors, effort)?;
        Ok(Density { per_km2, outside })
    }

    /// The kernel's height in its middle, to a square metre.
    fn peak_per_m2(&self) -> f64 {
        (std::f64::consts::TAU * self.bandwidth_m * self.bandwidth_m).recip()
    }

    /// Shares each point among the nearest rows: lists, for each row, where in it how much of a point lies. Also counts
    /// the points in cells that are not observed.
    fn by_row(&self, points: &[WeighedPoint]) -> Result<(Vec<Vec<Shared>>, usize), AnalysisError> {
        let Raster { corner, cell_m, columns, rows } = self.raster;
        let mut by_row = vec![Vec::new(); rows];
        let mut outside = 0;
        for point in points {
            let east = (point.at.east_m - corner.east_m) / cell_m;
            let north = (point.at.north_m - corner.north_m) / cell_m;
            if let Some(value) = [east, north, point.weight].into_iter().find(|v| !v.is_finite()) {
                return Err(AnalysisError::BadNumber { what: "position or weight", value });
            }
            let (column, row) = (floor_to_count(east), floor_to_count(north));
            let is_observed = || self.runs[row].iter().any(|run| (run.0..run.1).contains(&column));
            if east < 0.0 || north < 0.0 || column >= columns || row >= rows || !is_observed() {
                outside += 1;
                continue;
            }
            for (row, share) in shares(north, rows) {
                by_row[row].push(Shared { east, weight: point.weight * share });
            }
        }
        Ok((by_row, outside))
    }

    /// Makes room for values of the raster.
    fn padded(&self) -> Padded {
        let reach = self.kernel.len() - 1;
        let width = self.raster.columns.next_multiple_of(LANES);
        Padded { values: vec![0.0; width * (self.raster.rows + 2 * reach)], width, reach }
    }

    /// Shares the points of each row among the nearest columns, and smooths along rows from the cells that hold
    /// something outwards: most hold nothing.
    fn along_rows(&self, by_row: &[Vec<Shared>]) -> Padded {
        let columns = self.raster.columns;
        let mut smoothed = self.padded();
        let reach = smoothed.reach;
        let mut binned = vec![0; columns];
        for (into, points) in smoothed.rows().zip(by_row).filter(|(_, points)| !points.is_empty()) {
            for point in points {
                for (column, share) in shares(point.east, columns) {
                    let weight = round_to_i64(point.weight * share * ONE).unwrap_or_default();
                    binned[column] = weight.saturating_add(binned[column]);
                }
            }
            let into = &mut into[..columns];
            for (column, weight) in binned.iter_mut().enumerate().filter(|(_, weight)| **weight != 0) {
                let weight = f64_to_f32(i64_to_f64(std::mem::take(weight)) / ONE);
                for (cell, kernel) in into[column..].iter_mut().zip(&self.kernel) {
                    *cell += weight * kernel;
                }
                let west = into[column.saturating_sub(reach)..column].iter_mut().rev();
                for (cell, kernel) in west.zip(&self.kernel[1..]) {
                    *cell += weight * kernel;
                }
            }
        }
        smoothed
    }

    /// Smooths the mask along rows: each observed stretch adds what of the kernel lies between its ends.
    fn mass_along_rows(&self) -> Padded {
        let mut smoothed = self.padded();
        let reach = smoothed.reach;
        // `up_to[j]` is the kernel's sum from its western end to before `j - reach` cells east of its middle.
        let mut up_to = vec![0.0];
        let whole = self.kernel[1..].iter().rev().chain(&self.kernel);
        up_to.extend(whole.scan(0.0, |sum, kernel| {
            *sum += f64::from(*kernel);
            Some(*sum)
        }));
        for (into, runs) in smoothed.rows().zip(&self.runs) {
            let into = &mut into[..self.raster.columns];
            for &(start, end) in runs {
                let from = start.saturating_sub(reach);
                for (column, cell) in into.iter_mut().enumerate().take(end + reach).skip(from) {
                    let last = (end + reach).saturating_sub(column).min(2 * reach + 1);
                    let first = (start + reach).saturating_sub(column);
                    *cell += f64_to_f32(up_to[last] - up_to[first]);
                }
            }
        }
        smoothed
    }

    /// Smooths along columns and multiplies each cell with a factor; cells that are not observed become 0.
    ///
    /// A block of columns is gone through from south to north, so that what is read again is still at hand.
    fn along_columns(
        &self,
        from: &Padded,
        factors: &[f32],
        effort: &mut Effort<'_>,
    ) -> Result<Vec<f32>, AnalysisError> {
        let (columns, rows) = (self.raster.columns, self.raster.rows);
        let mut smoothed = vec![0.0; columns * rows];
        let bands: Vec<Mutex<&mut [f32]>> = smoothed.chunks_mut(columns * BAND).map(Mutex::new).collect();
        let band = |(): &mut (), number: usize| {
            let mut into = bands[number].lock().unwrap_or_else(PoisonError::into_inner);
            for column in (0..columns).step_by(LANES) {
                let end = (column + LANES).min(columns);
                for (into, row) in into.chunks_mut(columns).zip(number * BAND..) {
                    if self.runs[row].iter().any(|run| run.0 < end && run.1 > column) {
                        let sums = from.block(row, column, &self.kernel);
                        let factors = &factors[row * columns..][column..end];
                        for ((cell, sum), factor) in into[column..end].iter_mut().zip(sums).zip(factors) {
                            *cell = sum * factor;
                        }
                    }
                }
            }
        };
        effort.each(bands.len(), || (), band)?;
        drop(bands);
        Ok(smoothed)
    }
}

impl Padded {
    /// Returns the rows of the raster, from the south.
    fn rows(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.values.chunks_mut(self.width).skip(self.reach)
    }

    /// Sums the rows around one, weighed by the kernel, for a block of columns.
    fn block(&self, row: usize, column: usize, kernel: &[f32]) -> [f32; LANES] {
        let cells = |row: usize| -> &[f32; LANES] {
            let block = self.values[row * self.width + column..].first_chunk();
            block.expect("rows are as wide as whole blocks, and there are as many as the kernel reaches")
        };
        let middle = row + self.reach;
        let mut sums = *cells(middle);
        for (away, kernel) in kernel.iter().enumerate().skip(1) {
            let (south, north) = (cells(middle - away), cells(middle + away));
            for lane in 0..LANES {
                sums[lane] += kernel * (south[lane] + north[lane]);
            }
        }
        sums
    }
}

/// Returns the two centres nearest to a position in cells, with the share that each gets; at the edge the outermost
/// gets all.
fn shares(position: f64, cells: usize) -> [(usize, f64); 2] {
    let from_first = (position - 0.5).max(0.0);
    let first = floor_to_count(from_first).min(cells - 1);
    let second = (first + 1).min(cells - 1);
    let share = if second == first { 0.0 } else { from_first - count_to_f64(first) };
    [(first, 1.0 - share), (second, share)]
}

/// Returns where stretches of observed cells start, and where they end.
fn runs(row: &[bool]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut end = 0;
    for cells in row.chunk_by(|a, b| a == b) {
        let start = end;
        end += cells.len();
        if cells[0] {
            runs.push((start, end));
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::*;

    /// The 42 points of the data set `cells` (Ripley 1977; spatstat.data 3.0-0), in a unit square.
    const CELLS: [(f64, f64); 42] = [
        (0.35, 0.025),
        (0.487, 0.087),
        (0.637, 0.05),
        (0.775, 0.025),
        (0.825, 0.125),
        (0.087, 0.187),
        (0.237, 0.15),
        (0.4, 0.162),
        (0.575, 0.212),
        (0.737, 0.237),
        (0.062, 0.362),
        (0.212, 0.337),
        (0.325, 0.287),
        (0.45, 0.287),
        (0.65, 0.362),
        (0.9, 0.262),
        (0.337, 0.462),
        (0.462, 0.425),
        (0.6, 0.475),
        (0.8, 0.387),
        (0.938, 0.4),
        (0.15, 0.5),
        (0.35, 0.6),
        (0.562, 0.575),
        (0.725, 0.512),
        (0.862, 0.525),
        (0.987, 0.512),
        (0.062, 0.75),
        (0.175, 0.65),
        (0.337, 0.75),
        (0.462, 0.75),
        (0.525, 0.65),
        (0.737, 0.687),
        (0.862, 0.637),
        (0.237, 0.787),
        (0.637, 0.812),
        (0.775, 0.85),
        (0.9, 0.775),
        (0.175, 0.912),
        (0.35, 0.962),
        (0.462, 0.9),
        (0.625, 0.95),
    ];

    fn raster(columns: usize, rows: usize, cell_m: f64) -> Raster {
        Raster { corner: PlanePoint { east_m: 0.0, north_m: 0.0 }, cell_m, columns, rows }
    }

    fn weighed(east_m: f64, north_m: f64) -> WeighedPoint {
        WeighedPoint { at: PlanePoint { east_m, north_m }, weight: 1.0 }
    }

    /// Reads a value between centres of cells.
    fn at(values: &[f32], raster: &Raster, east_m: f64, north_m: f64) -> f64 {
        let mut sum = 0.0;
        for (row, north) in shares(north_m / raster.cell_m, raster.rows) {
            for (column, east) in shares(east_m / raster.cell_m, raster.columns) {
                sum += north * east * f64::from(values[row * raster.columns + column]);
            }
        }
        sum
    }

    #[test]
    fn density_equals_spatstat_with_and_without_correction() {
        // A square kilometre for the unit square.
        let raster = raster(200, 200, 5.0);
        let mask = with_threads(2, |e| KernelMask::new(raster, &vec![true; 40_000], 100.0, e)).unwrap();
        let points: Vec<WeighedPoint> = CELLS.iter().map(|(x, y)| weighed(1e3 * x, 1e3 * y)).collect();
        let density = with_threads(2, |e| mask.density(&points, e)).unwrap();
        assert_eq!(density.outside, 0);
        for (i, uncorrected, corrected) in [
            (0, 31.868_973_72, 53.242_111_74),
            (1, 42.880_182_1, 53.079_436_74),
            (2, 35.096_636_45, 50.764_304_2),
        ] {
            let (x, y) = (1e3 * CELLS[i].0, 1e3 * CELLS[i].1);
            let found = at(&density.per_km2, &raster, x, y);
            let share = at(mask.mass(), &raster, x, y);
            assert!((found / corrected - 1.0).abs() < 1e-3, "{found} is not {corrected}");
            assert!(
                (found * share / uncorrected - 1.0).abs() < 2e-3,
                "{} is not {uncorrected}",
                found * share
            );
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let make = |inside: &[bool], bandwidth_m| {
            with_threads(1, |e| KernelMask::new(raster(3, 2, 10.0), inside, bandwidth_m, e))
        };
        let nothing = make(&[false; 6], 20.0).unwrap_err();
        assert_eq!(nothing, AnalysisError::NotEnough { what: "observed cells", needed: 1, given: 0 });
        assert!(matches!(make(&[true; 5], 20.0), Err(AnalysisError::WrongLength { .. })));
        assert!(matches!(make(&[true; 6], 9.0), Err(AnalysisError::BadNumber { .. })));
        let mask = make(&[true; 6], 20.0).unwrap();
        let none = with_threads(1, |e| mask.density(&[], e)).unwrap_err();
        assert_eq!(none, AnalysisError::NotEnough { what: "points", needed: 1, given: 0 });
        let nowhere = with_threads(1, |e| mask.density(&[weighed(f64::NAN, 0.0)], e));
        assert!(matches!(nowhere, Err(AnalysisError::BadNumber { .. })));
        let elsewhere = with_threads(1, |e| mask.density(&[weighed(-1.0, 5.0), weighed(5.0, 21.0)], e));
        assert_eq!(elsewhere.unwrap(), Density { per_km2: vec![0.0; 6], outside: 2 });
    }

    proptest! {
        /// One point in the middle of every observed cell is as dense everywhere, whatever the mask: where the kernel
        /// reaches beyond it, the correction gives back just what is missing.
        #[test]
        fn an_even_spread_stays_even_in_any_mask(
            inside in prop::collection::vec(any::<bool>(), 15 * 11), bandwidth in 10..40_u8
        ) {
            prop_assume!(inside.contains(&true));
            let raster = raster(15, 11, 10.0);
            let mask = with_threads(1, |e| KernelMask::new(raster, &inside, f64::from(bandwidth), e)).unwrap();
            let points: Vec<WeighedPoint> = (0..inside.len())
                .filter(|&i| inside[i])
                .map(|i| weighed(10.0 * count_to_f64(i % 15) + 5.0, 10.0 * count_to_f64(i / 15) + 5.0))
                .collect();
            let density = with_threads(1, |e| mask.density(&points, e)).unwrap();
            for (found, inside) in density.per_km2.iter().zip(&inside) {
                let expected = if *inside { 1e4 } else { 0.0 };
                prop_assert!((found - expected).abs() < 0.05, "{} is not {}", found, expected);
            }
        }

        /// Against the kernel written out for each cell and point.
        #[test]
        fn density_is_the_sum_of_kernels_over_the_mass_in_the_mask(
            inside in prop::collection::vec(any::<bool>(), 9 * 40),
            points in prop::collection::vec((0..9_usize, 0..40_usize), 1..20),
            threads in 1..3_usize,
        ) {
            let raster = raster(9, 40, 10.0);
            prop_assume!(points.iter().any(|(x, y)| inside[y * 9 + x]));
            let mask = with_threads(threads, |e| KernelMask::new(raster, &inside, 25.0, e)).unwrap();
            let kernel = |x0: usize, y0: usize, x1: usize, y1: usize| {
                let (dx, dy) = (x0.abs_diff(x1), y0.abs_diff(y1));
                let squared = 100.0 * count_to_f64(dx * dx + dy * dy);
                if dx > 10 || dy > 10 { 0.0 } else { (-squared / 1_250.0).exp() }
            };
            let weighed: Vec<WeighedPoint> = points
                .iter()
                .map(|(x, y)| weighed(10.0 * count_to_f64(*x) + 5.0, 10.0 * count_to_f64(*y) + 5.0))
                .collect();
            let density = with_threads(threads, |e| mask.density(&weighed, e)).unwrap();
            for i in (0..360).filter(|&i| inside[i]) {
                let (x, y) = (i % 9, i / 9);
                let sum: f64 = points
                    .iter()
                    .filter(|p| inside[p.1 * 9 + p.0])
                    .map(|p| kernel(x, y, p.0, p.1))
                    .sum();
                let mass: f64 =
                    (0..360).filter(|&j| inside[j]).map(|j| kernel(x, y, j % 9, j / 9)).sum();
                let expected = sum / (mass * 100.0) * 1e6;
                let found = f64::from(density.per_km2[i]);
                prop_assert!((found - expected).abs() < 1e-5 * expected.max(1.0), "{} is not {}", found, expected);
            }
        }

        #[test]
        fn the_order_of_points_and_the_threads_change_nothing(
            points in prop::collection::vec((0.0..300.0_f64, 0.0..200.0_f64, 0.1..1.0_f64), 1..40)
        ) {
            let inside: Vec<bool> = (0..600).map(|i| i % 7 != 3).collect();
            let mask = with_threads(1, |e| KernelMask::new(raster(30, 20, 10.0), &inside, 22.0, e)).unwrap();
            let mut points: Vec<WeighedPoint> = points
                .into_iter()
                .map(|(east, north, weight)| WeighedPoint { weight, ..weighed(east, north) })
                .collect();
            let density = with_threads(2, |e| mask.density(&points, e)).unwrap();
            points.reverse();
            prop_assert_eq!(density, with_threads(1, |e| mask.density(&points, e)).unwrap());
        }
    }
}
