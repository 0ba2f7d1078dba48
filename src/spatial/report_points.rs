//! The points of a question as tiles show them: each by itself, or those of a cell together.

use geo_types::Coord;

use super::mercator::{MapPoint, TILE_UNITS, to_degrees};
use super::report_index::{Asked, Bounds, May, PointFacts, PositionSum, ReportIndex, Tally, TileGather};
use super::tile_cut::TileShape;
use crate::domain::number::{count_to_i64, round_to_i32};
use crate::domain::{LonLat, TileId};

/// From this zoom on each report is drawn by itself.
const SINGLE_FROM_ZOOM: u8 = 9;
/// Most reports that one tile draws by themselves.
///
/// So many take at most 100 kB.
const MOST_SINGLE: usize = 1_500;
/// Cells along the side of a tile, where reports are drawn together.
const CELLS: i32 = 16;

/// What a tile shows of reports.
#[derive(Debug)]
pub enum TilePoints {
    /// Each report by itself.
    Single(Vec<(TileShape, PointFacts)>),
    /// Those of a cell together, at their mean position; a block of reports lies at the mean of
    /// all its reports, which is shown only to those who may see all of them.
    Together(Vec<(TileShape, Tally)>),
}

impl ReportIndex {
    /// Returns what a tile shows of a question: every point in exactly one tile of a zoom, and in one cell of it.
    pub fn in_tile(&self, asked: Asked<'_>, tile: TileId) -> TilePoints {
        let singles = (tile.zoom() >= SINGLE_FROM_ZOOM).then(Vec::new);
        let cells = vec![Cell::default(); cell_count()];
        let mut points = Points { tile, edges: Edges::of(tile), singles, cells, all_in: None };
        self.gather_tile(asked, tile, &mut points);
        points.finish()
    }
}

/// The points of a tile on their way to it.
struct Points {
    tile: TileId,
    edges: Edges,
    /// Each by itself, as long as they are few enough.
    singles: Option<Vec<(LonLat, PointFacts)>>,
    cells: Vec<Cell>,
    /// The cell in which all that come next lie.
    all_in: Option<usize>,
}

/// Where the cells of a tile begin, but for the first, in steps of 1e-7 degrees: from the west, and from the north.
/// They are parallels and meridians, so that no point need be projected to find its cell.
struct Edges {
    columns: Vec<i32>,
    rows: Vec<i32>,
}

impl Edges {
    fn of(tile: TileId) -> Self {
        let across = 2_f64.powi(tile.zoom().into()) * f64::from(CELLS);
        let world = |tile: u32, cell: i32| (f64::from(tile) * f64::from(CELLS) + f64::from(cell)) / across;
        let degrees =
            |cell: i32| to_degrees(Coord { x: world(tile.column(), cell), y: world(tile.row(), cell) });
        let steps = |value: f64| round_to_i32(value * 1e7).unwrap_or(i32::MAX);
        Self {
            columns: (1..CELLS).map(|cell| steps(degrees(cell).x)).collect(),
            rows: (1..CELLS).map(|cell| steps(degrees(cell).y)).collect(),
        }
    }

    /// Returns the number of the cell in which a point of the tile lies.
    fn cell(&self, at: LonLat) -> usize {
        let column = self.columns.partition_point(|west| *west <= at.lon_e7());
        let row = self.rows.partition_point(|north| *north >= at.lat_e7());
        row * (self.columns.len() + 1) + column
    }

    /// Tells whether all points within bounds lie in one cell.
    fn lie_in_one(&self, bounds: &Bounds) -> bool {
        self.cell(bounds.extent.south_west) == self.cell(bounds.extent.north_east)
    }
}

/// The points of one cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    tally: Tally,
    sum: PositionSum,
}

impl TileGather for Points {
    fn enter(&mut self, bounds: &Bounds) {
        let cell = self.edges.cell(bounds.extent.south_west);
        self.all_in = Some(cell).filter(|_| self.edges.lie_in_one(bounds));
    }

    fn may_take(&self, bounds: &Bounds) -> May {
        if self.edges.lie_in_one(bounds) { May::AboutAPlace } else { May::Not }
    }

    fn take_many(&mut self, sum: PositionSum, tally: Tally) -> bool {
        if tally.count == 0 {
            return true;
        }
        if self.singles.as_ref().is_some_and(|singles| singles.len() + tally.count <= MOST_SINGLE) {
            return false;
        }
        self.singles = None;
        if let Some(middle) = mean(sum, tally.count) {
            self.cells[self.edges.cell(middle)].add(sum, tally);
        }
        true
    }

    fn take(&mut self, at: LonLat, facts: impl FnOnce() -> PointFacts, confirmed: bool) {
        let number = self.all_in.unwrap_or_else(|| self.edges.cell(at));
        let mut sum = PositionSum::default();
        sum.add(at, 1);
        self.cells[number].add(sum, Tally { count: 1, confirmed: usize::from(confirmed) });
        match &mut self.singles {
            Some(singles) if singles.len() < MOST_SINGLE => singles.push((at, facts())),
            _ => self.singles = None,
        }
    }
}

impl Points {
    fn finish(self) -> TilePoints {
        let zoom = self.tile.zoom();
        if let Some(singles) = self.singles {
            let mut placed: Vec<_> =
                singles.into_iter().map(|(at, facts)| (MapPoint::new(at).place(), facts)).collect();
            placed.sort_unstable_by_key(|(place, facts)| (*place, facts.id));
            let single = |(place, facts): (u64, PointFacts)| {
                (TileShape::Point(MapPoint::at_place(place).units(zoom)), facts)
            };
            return TilePoints::Single(placed.into_iter().map(single).collect());
        }
        let filled = self.cells.into_iter().enumerate().filter(|(_, cell)| cell.tally.count > 0);
        let shown = filled.map(|(number, cell)| (TileShape::Point(cell.middle(number, zoom)), cell.tally));
        TilePoints::Together(shown.collect())
    }
}

impl Cell {
    /// Adds some points.
    fn add(&mut self, sum: PositionSum, tally: Tally) {
        self.tally += tally;
        self.sum.lon_e7 += sum.lon_e7;
        self.sum.lat_e7 += sum.lat_e7;
    }

    /// Returns the mean position of its points, in units of the tile; it stays in the cell.
    fn middle(&self, number: usize, zoom: u8) -> Coord<i32> {
        let at = mean(self.sum, self.tally.count);
        let at = at.map_or(Coord { x: 0, y: 0 }, |at| MapPoint::new(at).units(zoom));
        let number = i32::try_from(number).unwrap_or(0);
        let (first, side) = ((number % CELLS, number / CELLS), TILE_UNITS / CELLS);
        let within = |value: i32, cell: i32| value.clamp(cell * side, (cell + 1) * side - 1);
        Coord { x: within(at.x, first.0), y: within(at.y, first.1) }
    }
}

/// Returns the mean of so many positions.
fn mean(sum: PositionSum, count: usize) -> Option<LonLat> {
    let count = count_to_i64(count).max(1);
    let mean = |sum: i64| i32::try_from(sum.div_euclid(count)).ok();
    LonLat::from_e7(mean(sum.lon_e7)?, mean(sum.lat_e7)?).ok()
}

fn cell_count() -> usize {
    usize::try_from(CELLS * CELLS).unwrap_or(0)
}
