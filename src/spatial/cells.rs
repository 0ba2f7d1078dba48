//! The analysis grid: squares of equal area, and which of them lie in which district.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use geo::CoordsIter;

use super::districts::DistrictIndex;
use super::equal_area::{EqualArea, PlanePoint};
use crate::domain::number::round_to_i32;
use crate::domain::{CellId, CellSize, DistrictCode, LonLat, Square};

/// The squares of each district and size, found when they are first asked for.
///
/// They depend on the boundaries alone, so they live and go with the index of these boundaries.
type Known = BTreeMap<(CellSize, DistrictCode), Arc<[Square]>>;

/// Holds the projection of the grid, and the squares found so far.
#[derive(Debug, Default)]
pub(super) struct CellGrid {
    plane: EqualArea,
    known: Mutex<Known>,
}

/// The squares of one size whose centre lies in one of some districts.
#[derive(Debug)]
pub struct CellMask<'g> {
    size: CellSize,
    plane: &'g EqualArea,
    squares: Vec<Square>,
    districts: Vec<DistrictCode>,
}

impl CellGrid {
    /// Collects the squares of some districts.
    ///
    /// A square whose centre lies on a shared edge belongs to the lowest code, as points do.
    pub(super) fn mask(
        &self,
        index: &DistrictIndex,
        size: CellSize,
        districts: &[DistrictCode],
    ) -> CellMask<'_> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cells: Vec<(Square, DistrictCode)> = districts
            .iter()
            .flat_map(|&code| {
                let found = known.entry((size, code)).or_insert_with(|| self.find(index, size, code));
                Arc::clone(found).iter().map(|&square| (square, code)).collect::<Vec<_>>()
            })
            .collect();
        drop(known);
        cells.sort_unstable();
        let (squares, districts) = cells.into_iter().unzip();
        CellMask { size, plane: &self.plane, squares, districts }
    }

    /// Finds the squares whose centre lies in a district.
    fn find(&self, index: &DistrictIndex, size: CellSize, code: DistrictCode) -> Arc<[Square]> {
        let vertices = index.shape(code).into_iter().flat_map(CoordsIter::coords_iter);
        let on_grid: Vec<Square> = vertices
            .filter_map(|c| square_of(self.plane.forward(LonLat::new(c.x, c.y).ok()?)?, size))
            .collect();
        let rows = span(on_grid.iter().map(|s| s.row));
        let columns = span(on_grid.iter().map(|s| s.column));
        let (Some(rows), Some(columns)) = (rows, columns) else { return Arc::default() };
        rows.flat_map(|row| columns.clone().map(move |column| Square { row, column }))
            .filter(|square| {
                let centre = at_sides(&self.plane, size, *square, 0.5, 0.5);
                centre.is_some_and(|c| index.containing(c) == Some(code))
            })
            .collect()
    }
}

impl CellMask<'_> {
    /// Returns the squares, row by row from the south, and from the west within a row.
    pub fn squares(&self) -> &[Square] {
        &self.squares
    }

    /// Returns the district that each square's centre lies in, in the same order.
    pub fn districts(&self) -> &[DistrictCode] {
        &self.districts
    }

    /// Names a square.
    pub fn id(&self, square: Square) -> CellId {
        CellId { size: self.size, square }
    }

    /// Counts points in each square, in the same order; also returns how many lie in none. The south and
    /// west edges belong to a square.
    pub fn count(&self, points: impl Iterator<Item = LonLat>) -> (Vec<usize>, usize) {
        let mut counts = vec![0; self.squares.len()];
        let mut elsewhere = 0;
        for point in points {
            let square = self.plane.forward(point).and_then(|p| square_of(p, self.size));
            match square.and_then(|s| self.squares.binary_search(&s).ok()) {
                Some(i) => counts[i] += 1,
                None => elsewhere += 1,
            }
        }
        (counts, elsewhere)
    }

    /// Returns the centre of a square.
    pub fn centre(&self, square: Square) -> Option<LonLat> {
        at_sides(self.plane, self.size, square, 0.5, 0.5)
    }

    /// Returns the corners of a square: south-west, south-east, north-east, north-west. Edges between them are
    /// drawn straight, within 2 m of the true ones (10 km squares at the ends of the border).
    pub fn corners(&self, square: Square) -> Option<[LonLat; 4]> {
        let corner = |east, north| at_sides(self.plane, self.size, square, east, north);
        Some([corner(0.0, 0.0)?, corner(1.0, 0.0)?, corner(1.0, 1.0)?, corner(0.0, 1.0)?])
    }
}

fn square_of(at: PlanePoint, size: CellSize) -> Option<Square> {
    let side_m = f64::from(size.metres());
    let row = round_to_i32((at.north_m / side_m).floor())?;
    let column = round_to_i32((at.east_m / side_m).floor())?;
    Some(Square { row, column })
}

/// Returns the numbers from the smallest to the largest, and one more on each side: edges are straight in
/// degrees and bend in the plane, by far less than a square.
fn span(numbers: impl Iterator<Item = i32> + Clone) -> Option<RangeInclusive<i32>> {
    Some(numbers.clone().min()? - 1..=numbers.max()? + 1)
}

/// Returns the point of a square at so many sides east and north of its south-west corner.
fn at_sides(plane: &EqualArea, size: CellSize, square: Square, east: f64, north: f64) -> Option<LonLat> {
    let side_m = f64::from(size.metres());
    let at = plane.inverse(PlanePoint {
        east_m: (f64::from(square.column) + east) * side_m,
        north_m: (f64::from(square.row) + north) * side_m,
    })?;
    LonLat::new(at.x, at.y).ok()
}
