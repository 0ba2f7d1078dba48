//! The analysis grid: squares of equal area, and which of them lie in which district.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

use geo::CoordsIter;

use super::districts::DistrictIndex;
use super::equal_area::{EqualArea, PlanePoint};
use crate::domain::number::round_to_i32;
use crate::domain::{CellId, CellSize, DistrictCode, LonLat, Square};

/// The squares of each district and size, found when they are first asked for.
///
/// They depend on the boundaries alone, so they live and go with the index of these boundaries.
type Known = BTreeMap<(CellSize, DistrictCode), Vec<Square>>;

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

/// Counts of points in the squares of a mask.
#[derive(Debug)]
pub struct CellTally<'m> {
    mask: &'m CellMask<'m>,
    counts: Vec<usize>,
    elsewhere: usize,
}

impl CellTally<'_> {
    /// Counts a point in its square. The south and west edges belong to a square.
    pub fn add(&mut self, point: LonLat) {
        match self.mask.position(point) {
            Some(i) => self.counts[i] += 1,
            None => self.elsewhere += 1,
        }
    }

    /// Returns the counts in the order of the squares, and how many points lie in none.
    pub fn finish(self) -> (Vec<usize>, usize) {
        (self.counts, self.elsewhere)
    }
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
        let mut cells: Vec<(Square, DistrictCode)> = Vec::new();
        for &code in districts {
            let found = known.entry((size, code)).or_insert_with(|| self.find(index, size, code));
            cells.extend(found.iter().map(|&square| (square, code)));
        }
        drop(known);
        cells.sort_unstable();
        let (squares, districts) = cells.into_iter().unzip();
        CellMask { size, plane: &self.plane, squares, districts }
    }

    /// Finds the squares whose centre lies in a district.
    fn find(&self, index: &DistrictIndex, size: CellSize, code: DistrictCode) -> Vec<Square> {
        let vertices = index.shape(code).into_iter().flat_map(CoordsIter::coords_iter);
        let on_grid: Vec<Square> = vertices
            .filter_map(|c| square_of(self.plane.forward(LonLat::new(c.x, c.y).ok()?)?, size))
            .collect();
        let rows = span(on_grid.iter().map(|s| s.row));
        let columns = span(on_grid.iter().map(|s| s.column));
        let (Some(rows), Some(columns)) = (rows, columns) else { return Vec::new() };
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

    /// Returns the position in the list of the square that a point lies in; its south and west edges belong to it.
    pub fn position(&self, point: LonLat) -> Option<usize> {
        let square = square_of(self.plane.forward(point)?, self.size)?;
        self.squares.binary_search(&square).ok()
    }

    /// Returns, for each square, the positions of those that touch it, at corners too.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let around = |centre: &Square| {
            let near = (-1..=1).flat_map(|row| (-1..=1).map(move |column| (row, column)));
            near.filter(|steps| *steps != (0, 0))
                .filter_map(|(row, column)| {
                    let square = Square { row: centre.row + row, column: centre.column + column };
                    self.squares.binary_search(&square).ok()
                })
                .collect()
        };
        self.squares.iter().map(around).collect()
    }

    /// Names a square.
    pub fn id(&self, square: Square) -> CellId {
        CellId { size: self.size, square }
    }

    /// Begins to count points in each square.
    pub fn tally(&self) -> CellTally<'_> {
        CellTally { mask: self, counts: vec![0; self.squares.len()], elsewhere: 0 }
    }

    /// Returns the size of the squares.
    pub fn size(&self) -> CellSize {
        self.size
    }

    /// Returns the centre of a square in the plane of the grid.
    pub fn centre_in_plane(&self, square: Square) -> PlanePoint {
        at_plane(self.size, square, 0.5, 0.5)
    }

    /// Returns the centre of a square.
    pub fn centre(&self, square: Square) -> Option<LonLat> {
        at_sides(self.plane, self.size, square, 0.5, 0.5)
    }

    /// Returns the corners of a square: south-west, south-east, north-east, north-west. Edges between them are
    /// drawn straight, within 1 m of the true ones (10 km squares at the ends of the border).
    pub fn corners(&self, square: Square) -> Option<[LonLat; 4]> {
        let corner = |east, north| at_sides(self.plane, self.size, square, east, north);
        Some([corner(0.0, 0.0)?, corner(1.0, 0.0)?, corner(1.0, 1.0)?, corner(0.0, 1.0)?])
    }
}

/// Returns the square that a point of the plane lies in; its south and west edges belong to it.
pub(super) fn square_of(at: PlanePoint, size: CellSize) -> Option<Square> {
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
pub(super) fn at_sides(
    plane: &EqualArea,
    size: CellSize,
    square: Square,
    east: f64,
    north: f64,
) -> Option<LonLat> {
    let at = plane.inverse(at_plane(size, square, east, north))?;
    LonLat::new(at.x, at.y).ok()
}

/// Returns the same in the plane.
fn at_plane(size: CellSize, square: Square, east: f64, north: f64) -> PlanePoint {
    let side_m = f64::from(size.metres());
    PlanePoint {
        east_m: (f64::from(square.column) + east) * side_m,
        north_m: (f64::from(square.row) + north) * side_m,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::GeodesicArea;
    use geo_types::{LineString, Polygon};

    use super::*;
    use crate::domain::DistrictShape;

    /// Two districts that share an edge at 102 E, and an index over them.
    fn districts() -> (DistrictIndex, [DistrictCode; 2]) {
        let shape = |code: u32, west: f64| {
            let ring = [(west, 17.6), (west + 0.5, 17.6), (west + 0.5, 18.0), (west, 18.0)];
            let shape = Polygon::new(LineString::from(ring.to_vec()), Vec::new()).into();
            DistrictShape { code: code.try_into().unwrap(), shape }
        };
        let codes = [4201, 4202].map(|code: u32| code.try_into().unwrap());
        (DistrictIndex::new(vec![shape(4201, 101.5), shape(4202, 102.0)]), codes)
    }

    #[test]
    fn a_square_belongs_to_the_one_district_its_centre_lies_in() {
        let (index, codes) = districts();
        for &size in CellSize::ALL {
            let mask = index.cells(size, &codes);
            let distinct: BTreeSet<_> = mask.squares().iter().collect();
            assert_eq!(distinct.len(), mask.squares().len());
            for (square, district) in mask.squares().iter().zip(mask.districts()) {
                assert_eq!(index.containing(mask.centre(*square).unwrap()), Some(*district));
            }
            let apart: usize = codes.iter().map(|code| index.cells(size, &[*code]).squares().len()).sum();
            assert_eq!(apart, mask.squares().len(), "together they hold what each holds alone");
        }
    }

    #[test]
    fn squares_cover_the_districts_without_gap() {
        let (index, codes) = districts();
        let mask = index.cells(CellSize::OneKm, &codes);
        // Geodesic area of one degree by 0.4 degrees there, by `geo`: 4,690 km2, a square each.
        let both: f64 = index.shapes().map(|(_, shape)| shape.geodesic_area_unsigned()).sum::<f64>() / 1e6;
        let squares = crate::domain::number::count_to_f64(mask.squares().len());
        assert!((squares / both - 1.0).abs() < 0.01, "{squares} squares on {both} square kilometres");
        let inner = (0..80).flat_map(|i| (0..30).map(move |j| (f64::from(i), f64::from(j))));
        let points = inner.map(|(i, j)| LonLat::new(101.55 + i * 0.0111, 17.65 + j * 0.0101).unwrap());
        let mut tally = mask.tally();
        points.for_each(|at| tally.add(at));
        let (counts, elsewhere) = tally.finish();
        assert_eq!((counts.iter().sum::<usize>(), elsewhere), (2_400, 0));
    }

    #[test]
    fn a_square_has_its_area_from_one_end_of_the_border_to_the_other() {
        let plane = EqualArea::default();
        let mask =
            CellMask { size: CellSize::FiveKm, plane: &plane, squares: Vec::new(), districts: Vec::new() };
        // The Golden Triangle, 102 E, the origin, the east of Ubon, the sea off Trat.
        for (lon, lat) in [(100.09, 20.35), (102.0, 17.9), (103.0, 16.0), (105.6, 15.2), (102.9, 11.65)] {
            let at = plane.forward(LonLat::new(lon, lat).unwrap()).unwrap();
            let corners = mask.corners(square_of(at, CellSize::FiveKm).unwrap()).unwrap();
            let ring = LineString::from(corners.map(LonLat::point).to_vec());
            // Karney (2013) by the `geo` crate, of the square with geodesic edges.
            let area_km2 = Polygon::new(ring, Vec::new()).geodesic_area_unsigned() / 1e6;
            assert!((area_km2 - 25.0).abs() < 0.001, "{lon} {lat}: {area_km2} square kilometres");
        }
    }

    #[test]
    fn the_south_west_corner_belongs_to_a_square_and_the_others_do_not() {
        let square = |east_m, north_m| square_of(PlanePoint { east_m, north_m }, CellSize::FiveKm).unwrap();
        assert_eq!(square(0.0, 0.0), Square { row: 0, column: 0 });
        assert_eq!(square(-0.001, 4_999.999), Square { row: 0, column: -1 });
        assert_eq!(square(60_000.0, -35_000.0), Square { row: -7, column: 12 });
    }
}
