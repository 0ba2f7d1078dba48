//! The lines and names of the military grid, computed from UTM for the piece of the map that is asked for.

use geo_types::{Coord, Rect};
use geoconvert::{LatLon, UtmUps};

use super::mercator::{MapPoint, to_degrees, to_world};
use super::mgrs::to_mgrs;
use super::tile_cut::{Boxed, TileCut, TileShape, cut_line};
use crate::domain::LonLat;
use crate::domain::number::{i64_to_f64, round_to_i64};

/// The zones of this region, with their west edge; each is 6 degrees wide, and they meet at 102 E.
const ZONES: [(i32, f64); 2] = [(47, 96.0), (48, 102.0)];
/// Width of a zone in degrees.
const ZONE_DEG: f64 = 6.0;
/// The latitudes that the grid is drawn for, in degrees.
const LATITUDES: (f64, f64) = (4.0, 24.0);
/// Straight pieces between two lines that cross: so many that a line is 5 m off at most.
const PIECES: i64 = 8;
/// Parts of squares narrower than this, in parts of a square, have no room for a name.
const NARROWEST: f64 = 0.15;
/// Lowest zoom that shows a grid.
const FIRST_ZOOM: u8 = 4;

/// How far lines lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridStep {
    /// 100 km: the lettered squares.
    HundredKm,
    /// 10 km.
    TenKm,
    /// 1 km.
    OneKm,
}

impl GridStep {
    /// Returns the step for a zoom; nothing where lines would lie too close.
    pub fn at_zoom(zoom: u8) -> Option<Self> {
        match zoom {
            0..FIRST_ZOOM => None,
            FIRST_ZOOM..9 => Some(Self::HundredKm),
            9..12 => Some(Self::TenKm),
            _ => Some(Self::OneKm),
        }
    }

    /// Returns the step in metres.
    pub fn metres(self) -> u32 {
        match self {
            Self::HundredKm => 100_000,
            Self::TenKm => 10_000,
            Self::OneKm => 1_000,
        }
    }

    /// Names the square that a position lies in: `47QPB`, `47QPB 57`, or `50 76` within `47QPB`.
    fn name(self, at: LonLat) -> String {
        let digits = if self == Self::OneKm { 2 } else { 1 };
        let whole = to_mgrs(at, digits);
        let (square, metres) = whole.split_at_checked(5).unwrap_or_default();
        match self {
            Self::HundredKm => square.to_owned(),
            Self::TenKm => format!("{square} {metres}"),
            Self::OneKm => metres.split_at_checked(2).map_or_else(String::new, |(e, n)| format!("{e} {n}")),
        }
    }
}

/// A line of the grid.
#[derive(Debug)]
pub struct GridLine {
    /// Its zone; nothing for the meridian where two zones meet.
    pub zone: Option<i32>,
    /// Its step in metres.
    pub step_m: u32,
    /// Where it runs.
    pub shape: TileShape,
}

/// The name of a square.
#[derive(Debug)]
pub struct GridLabel {
    /// The name.
    pub text: String,
    /// In the middle of the square, or of the part of it that lies in its zone.
    pub shape: TileShape,
}

/// The grid as far as a tile shows it.
#[derive(Debug, Default)]
pub struct GridPart {
    /// Lines.
    pub lines: Vec<GridLine>,
    /// Names, each in exactly one tile.
    pub labels: Vec<GridLabel>,
}

/// Computes the grid of a tile: at most some dozens of lines of each zone.
pub fn grid_part(cut: &TileCut) -> GridPart {
    let mut part = GridPart::default();
    let Some(step) = GridStep::at_zoom(cut.tile().zoom()) else { return part };
    let (north_west, south_east) = (to_degrees(cut.reach().min()), to_degrees(cut.reach().max()));
    for (zone, west) in ZONES {
        let low = Coord { x: north_west.x.max(west), y: south_east.y.max(LATITUDES.0) };
        let high = Coord { x: south_east.x.min(west + ZONE_DEG), y: north_west.y.min(LATITUDES.1) };
        if low.x < high.x && low.y < high.y {
            Zone { number: zone, step, within: Rect::new(low, high) }.draw(cut, &mut part);
        }
    }
    let junction = [LATITUDES.0, LATITUDES.1].map(|lat| Coord { x: ZONES[1].1, y: lat });
    let shape = on_map(cut, &junction);
    part.lines.extend(shape.map(|shape| GridLine { zone: None, step_m: 100_000, shape }));
    part
}

/// What a tile shows of one zone.
struct Zone {
    number: i32,
    step: GridStep,
    /// The part of the zone, in degrees.
    within: Rect<f64>,
}

impl Zone {
    fn draw(&self, cut: &TileCut, part: &mut GridPart) {
        let step_m = f64::from(self.step.metres());
        let Some((columns, rows)) = self.lines_across(step_m) else { return };
        let fine =
            |line: i64, piece: i64| (i64_to_f64(line) + i64_to_f64(piece) / i64_to_f64(PIECES)) * step_m;
        let pieces =
            |from: i64, until: i64| (from..until).flat_map(|line| (0..PIECES).map(move |p| (line, p)));
        let mut add = |line: Vec<Coord<f64>>| {
            for piece in cut_line(&line, &self.within) {
                let shape = on_map(cut, &piece);
                let line = |shape| GridLine { zone: Some(self.number), step_m: self.step.metres(), shape };
                part.lines.extend(shape.map(line));
            }
        };
        for column in columns.0..=columns.1 {
            let along = pieces(rows.0, rows.1).chain([(rows.1, 0)]);
            add(along.filter_map(|(row, p)| self.degrees(fine(column, 0), fine(row, p))).collect());
        }
        for row in rows.0..=rows.1 {
            let along = pieces(columns.0, columns.1).chain([(columns.1, 0)]);
            add(along.filter_map(|(column, p)| self.degrees(fine(column, p), fine(row, 0))).collect());
        }
        for column in columns.0..columns.1 {
            for row in rows.0..rows.1 {
                part.labels.extend(self.label(cut, i64_to_f64(column), i64_to_f64(row)));
            }
        }
    }

    /// Returns the first and last line each way: numbers of columns and rows, one more on each side than the
    /// corners and middles need, since lines bend by less than a step between them.
    fn lines_across(&self, step_m: f64) -> Option<((i64, i64), (i64, i64))> {
        let (low, high) = (self.within.min(), self.within.max());
        // A position on the east edge would count as the next zone's.
        let lons = [low.x, f64::midpoint(low.x, high.x), high.x - 1e-9];
        let lats = [low.y, f64::midpoint(low.y, high.y), high.y];
        let spots = lons.iter().flat_map(|lon| lats.iter().map(move |lat| (*lon, *lat)));
        let utm: Vec<UtmUps> = spots
            .filter_map(|(lon, lat)| Some(UtmUps::from_latlon(&LatLon::create(lat, lon).ok()?)))
            .filter(|utm| utm.zone() == self.number)
            .collect();
        let span = |value: fn(&UtmUps) -> f64| {
            let lines = utm.iter().map(|utm| value(utm) / step_m);
            let (low, high) = lines.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
            Some(((round_to_i64(low.floor())? - 1).max(0), round_to_i64(high.ceil())? + 1))
        };
        Some((span(UtmUps::easting)?, span(UtmUps::northing)?))
    }

    fn degrees(&self, east_m: f64, north_m: f64) -> Option<Coord<f64>> {
        let at = UtmUps::create(self.number, true, east_m, north_m).ok()?.to_latlon();
        Some(Coord { x: at.longitude(), y: at.latitude() })
    }

    /// Names a square in its middle; where a zone ends within it, in the middle of what is left at its height.
    fn label(&self, cut: &TileCut, column: f64, row: f64) -> Option<GridLabel> {
        let step_m = f64::from(self.step.metres());
        let at = |east: f64| self.degrees((column + east) * step_m, (row + 0.5) * step_m);
        let (west, east) = (at(0.0)?, at(1.0)?);
        let (_, edge) = ZONES.iter().find(|(zone, _)| *zone == self.number)?;
        let from = (edge - west.x).max(0.0) / (east.x - west.x);
        let until = 1.0 - (east.x - (edge + ZONE_DEG)).max(0.0) / (east.x - west.x);
        if until - from < NARROWEST {
            return None;
        }
        let middle = at(f64::midpoint(from, until))?;
        if !(LATITUDES.0..LATITUDES.1).contains(&middle.y) {
            return None;
        }
        let shape = cut.point(MapPoint::of_degrees(middle))?;
        let text = self.step.name(LonLat::new(middle.x, middle.y).ok()?);
        Some(GridLabel { text, shape })
    }
}

/// Cuts a line given in degrees to a tile.
fn on_map(cut: &TileCut, degrees: &[Coord<f64>]) -> Option<TileShape> {
    let line: Vec<Coord<f64>> = degrees.iter().map(|c| to_world(*c)).collect();
    cut.lines(Boxed::new(line, |line: &Vec<Coord<f64>>| line).iter())
}
