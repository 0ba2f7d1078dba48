//! A raster over many polygons, so that most of many points need one look: which polygon holds a whole cell, and
//! which polygons a point of a cell on an edge has to be asked of.

use std::collections::BTreeMap;

use geo::BoundingRect;
use geo_types::{Coord, LineString, MultiPolygon, Rect};

use super::polygonal::rings;
use crate::domain::LonLat;
use crate::domain::number::{count_to_u32, round_to_i32, to_index};

/// The side of a cell in steps of 1e-7 degrees, as a power of two: 0.0131 degrees, about 1.4 km.
const CELL_BITS: u32 = 17;
/// Over wider lands cells are larger, so that there are not more than this: 16 MB.
const MOST_CELLS: u64 = 4_000_000;
/// How far beside an edge cells count as touched, in steps; far more than rounding moves an edge.
const SLACK_E7: f64 = 0.5;

/// Holds for each cell the polygons that its points may lie in.
#[derive(Debug)]
pub(super) struct DistrictRaster {
    west_e7: i32,
    south_e7: i32,
    cell_bits: u32,
    columns: u32,
    rows: u32,
    /// By rows from the south: 0 for no polygon; a polygon's position plus 1 when it alone has the whole cell;
    /// above these the number of a set.
    cells: Vec<u32>,
    polygons: u32,
    sets: Vec<Vec<u32>>,
}

/// The polygons that a point may lie in, by their position in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Candidates<'r> {
    /// In none.
    None,
    /// In this one and no other.
    One(u32),
    /// In any of these, the lowest first, or none.
    Any(&'r [u32]),
}

/// How a polygon stands to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    Edge,
    Whole,
}

impl DistrictRaster {
    /// Builds the raster; `covers` tells whether a polygon, by its position, covers a point.
    pub(super) fn new(shapes: &[&MultiPolygon<f64>], covers: impl Fn(usize, LonLat) -> bool) -> Self {
        let polygons = count_to_u32(shapes.len());
        let mut raster = Self::empty_over(shapes);
        let mut touches: Vec<(u32, u32, Touch)> = Vec::new();
        for (number, shape) in (0..).zip(shapes) {
            let edges = raster.touched_by(shape);
            let wholes = raster.held_between(&edges, |at| covers(to_index(number), at));
            touches.extend(wholes.into_iter().map(|cell| (cell, number, Touch::Whole)));
            touches.extend(edges.into_iter().map(|cell| (cell, number, Touch::Edge)));
        }
        touches.sort_unstable();
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for of_cell in touches.chunk_by(|a, b| a.0 == b.0) {
            raster.cells[to_index(of_cell[0].0)] = match of_cell {
                [(_, number, Touch::Whole)] => number + 1,
                many => {
                    let next = polygons + 1 + count_to_u32(known.len());
                    *known.entry(many.iter().map(|(_, number, _)| *number).collect()).or_insert(next)
                }
            };
        }
        let mut sets: Vec<_> = known.into_iter().collect();
        sets.sort_unstable_by_key(|(_, number)| *number);
        raster.sets = sets.into_iter().map(|(set, _)| set).collect();
        raster
    }

    /// Returns the polygons that a point may lie in.
    pub(super) fn candidates(&self, at: LonLat) -> Candidates<'_> {
        // West of the raster and south of it the difference wraps to a number beyond its last column and row.
        let column = at.lon_e7().wrapping_sub(self.west_e7).cast_unsigned() >> self.cell_bits;
        let row = at.lat_e7().wrapping_sub(self.south_e7).cast_unsigned() >> self.cell_bits;
        if column >= self.columns || row >= self.rows {
            return Candidates::None;
        }
        let answer = self.cells[to_index(row * self.columns + column)];
        match (answer.checked_sub(1), answer.checked_sub(self.polygons + 1)) {
            (None, _) => Candidates::None,
            (Some(number), None) => Candidates::One(number),
            (_, Some(set)) => Candidates::Any(&self.sets[to_index(set)]),
        }
    }

    /// Makes the cells, all empty.
    fn empty_over(shapes: &[&MultiPolygon<f64>]) -> Self {
        let all = shapes.iter().filter_map(|shape| shape.bounding_rect()).reduce(|a, b| {
            let (west, south) = (a.min().x.min(b.min().x), a.min().y.min(b.min().y));
            let (east, north) = (a.max().x.max(b.max().x), a.max().y.max(b.max().y));
            Rect::new((west, south), (east, north))
        });
        let corner = |c: Coord<f64>| Some((round_to_i32(c.x * 1e7)?, round_to_i32(c.y * 1e7)?));
        let corners = all.and_then(|all| Some((corner(all.min())?, corner(all.max())?)));
        let ((west, south), (east, north)) = corners.unwrap_or_default();
        // A step of room on each side, since corners were rounded.
        let (west_e7, south_e7) = (west - 1, south - 1);
        let sides = |bits: u32| {
            (((east.abs_diff(west_e7) + 1) >> bits) + 1, ((north.abs_diff(south_e7) + 1) >> bits) + 1)
        };
        let fits = |bits: &u32| u64::from(sides(*bits).0) * u64::from(sides(*bits).1) <= MOST_CELLS;
        let cell_bits = (CELL_BITS..u32::BITS).find(fits).unwrap_or(u32::BITS - 1);
        let (columns, rows) = sides(cell_bits);
        let cells = vec![0; to_index(columns * rows)];
        Self {
            west_e7,
            south_e7,
            cell_bits,
            columns,
            rows,
            cells,
            polygons: count_to_u32(shapes.len()),
            sets: Vec::new(),
        }
    }

    /// Returns the cells that an edge touches, sorted.
    fn touched_by(&self, shape: &MultiPolygon<f64>) -> Vec<u32> {
        let side = f64::from(1_u32 << self.cell_bits);
        // Cells of nothing and of everything beside the raster are its first and last ones.
        let number = |steps: f64, count: u32| {
            let cell = round_to_i32((steps / side).floor()).and_then(|n| u32::try_from(n).ok());
            cell.unwrap_or(0).min(count - 1)
        };
        let steps = |c: Coord<f64>| Coord {
            x: c.x * 1e7 - f64::from(self.west_e7),
            y: c.y * 1e7 - f64::from(self.south_e7),
        };
        let mut cells = Vec::new();
        for line in shape.iter().flat_map(rings).flat_map(LineString::lines) {
            let (a, b) = (steps(line.start), steps(line.end));
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            for row in number(low.y - SLACK_E7, self.rows)..=number(high.y + SLACK_E7, self.rows) {
                let floor = f64::from(row) * side;
                // The part of the edge in this row and a little beyond: from where to where it lies.
                let x_at = |y: f64| {
                    let along = if high.y > low.y { (y - low.y) / (high.y - low.y) } else { 0.0 };
                    low.x + along * (high.x - low.x)
                };
                let from = if low.y >= floor - SLACK_E7 { low.x } else { x_at(floor - SLACK_E7) };
                let to =
                    if high.y <= floor + side + SLACK_E7 { high.x } else { x_at(floor + side + SLACK_E7) };
                let columns = number(from.min(to) - SLACK_E7, self.columns)
                    ..=number(from.max(to) + SLACK_E7, self.columns);
                cells.extend(columns.map(|column| row * self.columns + column));
            }
        }
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    /// Returns the cells that a polygon covers wholly: no edge touches them, so that one point stands for a whole
    /// run of them in a row. Each such run lies between touched cells.
    fn held_between(&self, touched: &[u32], covers: impl Fn(LonLat) -> bool) -> Vec<u32> {
        let mut cells = Vec::new();
        for pair in touched.windows(2) {
            let (west, east) = (pair[0], pair[1]);
            let same_row = west / self.columns == east / self.columns;
            if same_row && west + 1 < east && self.corner(west + 1).is_some_and(&covers) {
                cells.extend(west + 1..east);
            }
        }
        cells
    }

    /// Returns the south-west corner of a cell, which belongs to it.
    fn corner(&self, cell: u32) -> Option<LonLat> {
        let at = |origin: i32, number: u32| origin.checked_add_unsigned(number << self.cell_bits);
        let lon_e7 = at(self.west_e7, cell % self.columns)?;
        LonLat::from_e7(lon_e7, at(self.south_e7, cell / self.columns)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use geo::Intersects;

    use super::super::trial_shapes::{Dice, star, telling_point, trials};
    use super::*;

    #[test]
    fn a_raster_names_all_polygons_that_cover_a_point_and_one_only_where_it_is_sure() {
        let mut dice = Dice(8);
        let (mut sure, mut none, mut asked) = (0, 0, 0);
        for _ in 0..trials(15, 150) {
            // They overlap each other: the raster does not lean on districts being neat.
            let shapes: Vec<MultiPolygon<f64>> =
                (0..4).map(|i| star(&mut dice, [0.11, 0.037, 0.002, 1e-7][i])).collect();
            let raster = DistrictRaster::new(&shapes.iter().collect::<Vec<_>>(), |n, at| {
                shapes[n].intersects(&at.point())
            });
            for round in 0..2_000 {
                let at = telling_point(&mut dice, &shapes[round % 4]);
                let covering: Vec<u32> =
                    (0..).zip(&shapes).filter(|(_, s)| s.intersects(&at.point())).map(|(n, _)| n).collect();
                match raster.candidates(at) {
                    Candidates::None => {
                        assert!(covering.is_empty(), "{at}: {covering:?}");
                        none += 1;
                    }
                    Candidates::One(number) => {
                        assert_eq!(covering, [number], "{at}");
                        sure += 1;
                    }
                    Candidates::Any(numbers) => {
                        assert!(numbers.is_sorted() && covering.iter().all(|n| numbers.contains(n)), "{at}");
                        asked += 1;
                    }
                }
            }
        }
        assert!(sure > 1_000 && none > 1_000 && asked > 1_000, "{sure} {none} {asked}");
    }

    #[test]
    fn a_raster_of_nothing_or_of_the_globe_is_one() {
        let none = DistrictRaster::new(&[], |_, _| false);
        let globe = MultiPolygon::from(Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon());
        let all = DistrictRaster::new(&[&globe], |_, at| globe.intersects(&at.point()));
        assert!(all.cells.len() < 4_000_001);
        for (lon, lat) in [(0.0, 0.0), (102.0, 15.0), (-180.0, -90.0), (180.0, 90.0), (-179.9, 89.9)] {
            let at = LonLat::new(lon, lat).unwrap();
            assert_eq!(none.candidates(at), Candidates::None);
            assert_ne!(all.candidates(at), Candidates::None, "{at}");
        }
    }
}
