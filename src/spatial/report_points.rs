//! The points of a selection, in an order in which the points of every tile stand together.

use geo_types::Coord;

use super::mercator::{MapPoint, TILE_UNITS, places_of};
use super::report_index::{PointFacts, ReportIndex, Selection, Tally};
use super::tile_cut::TileShape;
use crate::domain::TileId;

/// From this zoom on each report is drawn by itself.
const SINGLE_FROM_ZOOM: u8 = 9;
/// Most reports that one tile draws by themselves.
const MOST_SINGLE: usize = 4_000;
/// Cells along the side of a tile, where reports are drawn together.
const CELLS: i32 = 16;

/// The points of a selection; tiles are stretches of this list.
#[derive(Debug)]
pub struct ReportPoints {
    /// Place on the curve, and what a map says there. They hold no index: older ones could not be forgotten.
    points: Vec<(u64, PointFacts)>,
}

/// What a tile shows of reports.
#[derive(Debug)]
pub enum TilePoints {
    /// Each report by itself.
    Single(Vec<(TileShape, PointFacts)>),
    /// Those of a cell together, at their mean position.
    Together(Vec<(TileShape, Tally)>),
}

impl ReportPoints {
    /// Sorts the points of a selection made from this index; reports without a point are left out.
    pub fn new(index: &ReportIndex, selection: &Selection) -> Self {
        let mut points: Vec<_> =
            index.placed(selection).map(|(at, facts)| (MapPoint::new(at).place(), facts)).collect();
        points.sort_unstable_by_key(|(place, facts)| (*place, facts.id));
        Self { points }
    }

    /// Returns what a tile shows: every point in exactly one tile of a zoom.
    pub fn in_tile(&self, tile: TileId) -> TilePoints {
        let (first, last) = places_of(tile);
        let from = self.points.partition_point(|(place, _)| *place < first);
        let until = self.points.partition_point(|(place, _)| *place <= last);
        let points = self.points.get(from..until).unwrap_or_default();
        if tile.zoom() < SINGLE_FROM_ZOOM || points.len() > MOST_SINGLE {
            return TilePoints::Together(together(points, tile.zoom()));
        }
        let single = |(place, facts): &(u64, PointFacts)| {
            (TileShape::Point(MapPoint::at_place(*place).units(tile.zoom())), *facts)
        };
        TilePoints::Single(points.iter().map(single).collect())
    }
}

/// Adds up the points of each cell. A cell is a stretch of the list too, so one pass is enough.
fn together(points: &[(u64, PointFacts)], zoom: u8) -> Vec<(TileShape, Tally)> {
    let side = TILE_UNITS / CELLS;
    let units = |place: u64| MapPoint::at_place(place).units(zoom);
    let cell = |at: Coord<i32>| (at.x / side, at.y / side);
    let mut cells = Vec::new();
    for group in points.chunk_by(|(a, _), (b, _)| cell(units(*a)) == cell(units(*b))) {
        let mut tally = Tally::default();
        let (mut east, mut south) = (0_i64, 0_i64);
        for (place, facts) in group {
            let at = units(*place);
            (east, south) = (east + i64::from(at.x), south + i64::from(at.y));
            tally.add(facts.status);
        }
        // A mean of whole numbers of a cell, rounded down, stays in the cell.
        let mean = |sum: i64| i32::try_from(sum / i64::try_from(group.len()).unwrap_or(1)).unwrap_or(0);
        cells.push((TileShape::Point(Coord { x: mean(east), y: mean(south) }), tally));
    }
    cells
}
