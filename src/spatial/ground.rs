//! What lies under everything else on the map: land, water, towns, the border line and its marks.

use super::coverage::{Coverage, DrawnLine};
use super::mercator::MapPoint;
use super::placing::Placer;
use super::tile_cut::{TileCut, TileShape};
use crate::domain::number::round_to_i64;
use crate::domain::{Border, GroundShapes, NeighbourUnit, PopulatedPlace};

/// Kilometres between marks on the border line.
const MARK_EVERY_KM: f64 = 10.0;

/// Holds the ground projected, and simplified for the zooms asked for so far.
#[derive(Debug)]
pub struct Ground {
    countries: Vec<String>,
    land: Coverage,
    units: Vec<NeighbourUnit>,
    neighbours: Coverage,
    lakes: Vec<Coverage>,
    rivers: Vec<(u8, DrawnLine)>,
    towns: Vec<(MapPoint, PopulatedPlace)>,
    border: Vec<(Border, bool, DrawnLine)>,
    marks: Vec<(MapPoint, i64)>,
}

/// What a tile shows of the ground, each shape with what is said of it.
#[derive(Debug)]
pub struct GroundPart<'g> {
    /// Thailand and the land beyond Laos and Cambodia, with the country's code.
    pub land: Vec<(&'g str, TileShape)>,
    /// Lao and Cambodian units.
    pub neighbours: Vec<(&'g NeighbourUnit, TileShape)>,
    /// Lakes, reservoirs and wide rivers.
    pub lakes: Vec<TileShape>,
    /// Rivers with their class, 1 the largest.
    pub rivers: Vec<(u8, TileShape)>,
    /// Towns; at low zoom only large ones.
    pub towns: Vec<(&'g PopulatedPlace, TileShape)>,
    /// Border lines, and whether they run at sea.
    pub border: Vec<(Border, bool, TileShape)>,
    /// Kilometres on the border line: every tenth; at low zoom fewer.
    pub marks: Vec<(i64, TileShape)>,
}

impl Ground {
    /// Projects what the ground is drawn from. Thailand is the outline of its districts.
    pub fn new(shapes: &GroundShapes, towns: &[PopulatedPlace], placer: &Placer) -> Self {
        let thailand = placer.districts().drawn().outline();
        let land = std::iter::once(&thailand).chain(shapes.land.iter().map(|land| &land.shape));
        let countries = std::iter::once("TH".to_owned()).chain(shapes.land.iter().map(|l| l.country.clone()));
        let border = placer.border();
        let mark = |km: f64| round_to_i64(km).unwrap_or(0);
        Self {
            countries: countries.collect(),
            land: Coverage::new(land),
            units: placer.neighbours().map(|(unit, _)| unit.clone()).collect(),
            neighbours: Coverage::new(placer.neighbours().map(|(_, shape)| shape)),
            lakes: shapes.lakes.iter().map(|lake| Coverage::new(std::iter::once(lake))).collect(),
            rivers: shapes.rivers.iter().map(|river| (river.level, DrawnLine::new(&river.line))).collect(),
            towns: towns.iter().map(|place| (MapPoint::new(place.at), place.clone())).collect(),
            border: border
                .stretches()
                .iter()
                .map(|stretch| (stretch.border, stretch.maritime, DrawnLine::new(&stretch.line)))
                .collect(),
            marks: border
                .marks(MARK_EVERY_KM)
                .iter()
                .map(|m| (MapPoint::of_degrees(m.at), mark(m.km)))
                .collect(),
        }
    }

    /// Cuts a tile out of the ground.
    pub fn cut(&self, to: &TileCut) -> GroundPart<'_> {
        let zoom = to.tile().zoom();
        let (fewest_people, last_level, every_km) = shown_at(zoom);
        let countries = self.countries.iter().enumerate();
        let units = self.units.iter().enumerate();
        let rivers = self.rivers.iter().filter(|(level, _)| *level <= last_level);
        let towns = self.towns.iter().filter(|(_, town)| town.population >= fewest_people);
        let marks = self.marks.iter().filter(|(_, km)| km % every_km == 0);
        GroundPart {
            land: countries.filter_map(|(i, code)| Some((code.as_str(), self.land.cut(i, to)?))).collect(),
            neighbours: units.filter_map(|(i, unit)| Some((unit, self.neighbours.cut(i, to)?))).collect(),
            lakes: self.lakes.iter().filter_map(|lake| lake.cut(0, to)).collect(),
            rivers: rivers.filter_map(|(level, line)| Some((*level, line.cut(to)?))).collect(),
            towns: towns.filter_map(|(at, town)| Some((town, to.point(*at)?))).collect(),
            border: self
                .border
                .iter()
                .filter_map(|(border, maritime, line)| Some((*border, *maritime, line.cut(to)?)))
                .collect(),
            marks: marks.filter_map(|(at, km)| Some((*km, to.point(*at)?))).collect(),
        }
    }
}

/// Returns what is not too much for a zoom: the smallest town, the last class of rivers, and how many
/// kilometres lie between marks.
fn shown_at(zoom: u8) -> (u64, u8, i64) {
    match zoom {
        0..=4 => (200_000, 1, 500),
        5 => (100_000, 2, 100),
        6 => (50_000, 3, 100),
        7 => (20_000, 4, 50),
        8 => (5_000, 4, 10),
        _ => (0, 4, 10),
    }
}
