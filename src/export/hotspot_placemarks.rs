//! Hotspot districts and cells as named places, with the legend as a sentence.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::hotspot_cells::{CELL_COLUMNS, HotspotCellFields, HotspotCellSheet, cell_row};
use super::hotspots::{DISTRICT_COLUMNS, HotspotFields, HotspotSheet, district_row};
use super::placemark::{PlacemarkGeometry, PlacemarkStyle};
use super::{HotspotLegend, Placemark, PlacemarkFile};
use crate::analysis::HotspotClass;
use crate::domain::{DistrictCode, Epoch, LonLat, Reference};
use crate::spatial::point_inside;

/// What a file of hotspots says beside the hotspots.
#[derive(Debug, Clone, Copy)]
pub struct HotspotFileNotes<'a> {
    /// The epoch it was made from.
    pub epoch: Epoch,
    /// Whose data it was made with.
    pub attribution: &'a [&'a str],
    /// Whether only what is significantly hot or cold is wanted, as on hand-held devices.
    pub only_significant: bool,
}

/// Makes the named places of a hotspot map by district.
pub fn hotspot_placemarks<'s>(
    sheet: &HotspotSheet,
    reference: &Reference,
    shape: impl Fn(DistrictCode) -> Option<&'s MultiPolygon<f64>>,
    notes: HotspotFileNotes<'_>,
) -> PlacemarkFile {
    let wanted = sheet.districts.iter().filter(|d| notes.wants(d.class));
    let placemarks = wanted.filter_map(|d| district(d, reference, shape(d.district)?)).collect();
    file(&sheet.legend, "", sheet.districts.len(), placemarks, notes)
}

/// Makes the named places of a hotspot map by cell.
pub fn hotspot_cell_placemarks(
    sheet: &HotspotCellSheet,
    reference: &Reference,
    notes: HotspotFileNotes<'_>,
) -> PlacemarkFile {
    let wanted = sheet.cells.iter().filter(|c| notes.wants(c.class));
    let placemarks = wanted.map(|c| cell(c, sheet, reference)).collect();
    let grid = format!(
        " Cells of {} m in {}, {} in the mask, those without a report {}; shown: {}.",
        sheet.grid.cell_m,
        sheet.grid.name,
        sheet.grid.cells_in_mask,
        sheet.grid.empty_cells,
        sheet.grid.shown
    );
    file(&sheet.legend, &grid, sheet.cells.len(), placemarks, notes)
}

impl HotspotFileNotes<'_> {
    fn wants(self, class: &str) -> bool {
        !self.only_significant || is_significant(class)
    }
}

fn is_significant(class: &str) -> bool {
    !matches!(class.parse(), Ok(HotspotClass::None | HotspotClass::NotTested) | Err(_))
}

fn file(
    legend: &HotspotLegend,
    grid: &str,
    shown: usize,
    placemarks: Vec<Placemark>,
    notes: HotspotFileNotes<'_>,
) -> PlacemarkFile {
    let only = match (&legend.message, notes.only_significant) {
        (Some(message), _) => format!("Nothing was tested: {message}."),
        (None, true) => format!(
            "This file holds the significantly hot and cold alone: {} of {shown}. The others are not significant.",
            placemarks.len()
        ),
        (None, false) => format!("This file holds all {shown} that were asked for."),
    };
    PlacemarkFile {
        name: format!("Mekong Watch: hotspots by {}, epoch {}", legend.unit, notes.epoch),
        description: format!(
            "{only} {}{grid} As of epoch {}. {}.",
            legend.sentence(),
            notes.epoch,
            notes.attribution.join("; ")
        ),
        placemarks,
    }
}

fn district(fields: &HotspotFields, reference: &Reference, shape: &MultiPolygon<f64>) -> Option<Placemark> {
    let known = reference.district(fields.district)?;
    let (th, en) = (&known.names.th, &known.names.en);
    let geometry = PlacemarkGeometry::Area { inside: point_inside(shape, known.label), shape: shape.clone() };
    let class = fields.class;
    Some(Placemark {
        id: fields.district.to_string(),
        name: format!("{th} {en}"),
        short: short(class, &fields.district.to_string(), fields.count),
        description: described(
            &format!("{th} {en} {}", fields.district),
            fields.count,
            fields.z,
            fields.p,
            class,
        ),
        kind: class.to_owned(),
        when: None,
        fields: DISTRICT_COLUMNS.into_iter().zip(district_row(fields, reference)).collect(),
        geometry,
        style: style(class),
    })
}

fn cell(fields: &HotspotCellFields, sheet: &HotspotCellSheet, reference: &Reference) -> Placemark {
    let id = fields.id.to_string();
    let names = reference.district(fields.district).map(|d| d.names.clone()).unwrap_or_default();
    let class = fields.class;
    let place = format!("cell {id} in {} {} {}", names.th, names.en, fields.district);
    Placemark {
        name: format!("{} {id}", names.th),
        short: short(class, &id, fields.count),
        description: described(&place, fields.count, fields.z, fields.p, class),
        kind: class.to_owned(),
        when: None,
        fields: CELL_COLUMNS.into_iter().zip(cell_row(fields, &sheet.grid, reference)).collect(),
        geometry: PlacemarkGeometry::Area { inside: fields.centre, shape: square(fields.corners) },
        style: style(class),
        id,
    }
}

/// Makes `H99 3206 n=12`; C for cold, a dash for what is not significant.
fn short(class: &str, place: &str, count: usize) -> String {
    let sign = class.replace("hot", "H").replace("cold", "C");
    let sign = if is_significant(class) { sign.as_str() } else { "-" };
    format!("{sign} {place} n={count}")
}

fn described(place: &str, count: usize, z: Option<f64>, p: Option<f64>, class: &str) -> String {
    let tested = match (z, p) {
        (Some(z), Some(p)) => format!(", Gi* z = {z:.3}, p = {p:.2e}"),
        _ => String::new(),
    };
    format!("{place}: n = {count}{tested}, {}", in_words(class))
}

fn in_words(class: &str) -> String {
    match class.parse::<HotspotClass>() {
        Ok(HotspotClass::NotTested) | Err(_) => "not tested".to_owned(),
        Ok(HotspotClass::None) => "not significant".to_owned(),
        Ok(_) => {
            let (side, level) = class.split_at(class.len().saturating_sub(2));
            format!("{} at {level} %", if side == "hot" { "significantly high" } else { "significantly low" })
        }
    }
}

fn square(corners: [LonLat; 4]) -> MultiPolygon<f64> {
    let ring: Vec<Coord<f64>> = corners.iter().map(|at| at.point().0).collect();
    MultiPolygon(vec![Polygon::new(LineString::new(ring), Vec::new())])
}

/// The colours of the map by day: the diverging ramp from red to blue without its middle.
fn style(class: &str) -> PlacemarkStyle {
    let class = class.parse().unwrap_or(HotspotClass::NotTested);
    let (colour, opacity, symbol) = match class {
        HotspotClass::Hot99 => ([0xb2, 0x18, 0x2b], 0xb0, "Flag, Red"),
        HotspotClass::Hot95 => ([0xef, 0x8a, 0x62], 0xb0, "Flag, Red"),
        HotspotClass::Hot90 => ([0xfd, 0xdb, 0xc7], 0xb0, "Flag, Red"),
        HotspotClass::Cold90 => ([0xd1, 0xe5, 0xf0], 0xb0, "Flag, Blue"),
        HotspotClass::Cold95 => ([0x67, 0xa9, 0xcf], 0xb0, "Flag, Blue"),
        HotspotClass::Cold99 => ([0x21, 0x66, 0xac], 0xb0, "Flag, Blue"),
        HotspotClass::None => ([0xff, 0xff, 0xff], 0x40, "Flag, Green"),
        HotspotClass::NotTested => ([0x80, 0x80, 0x80], 0x40, "Flag, Green"),
    };
    PlacemarkStyle { id: class.as_str(), colour, opacity, symbol }
}
