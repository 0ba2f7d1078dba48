//! A hotspot map by squares of the analysis grid, as every answer and every file writes it.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::hotspots::{HotspotLegend, as_text, number_text, with_names};
use super::{CsvWriter, feature, feature_collection};
use crate::domain::{CellId, DistrictCode, LonLat, Reference};

/// Hotspots by cell, with everything a legend has to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotspotCellSheet {
    /// What holds for the whole map.
    #[serde(flatten)]
    pub legend: HotspotLegend,
    /// Of which grid the cells are.
    pub grid: GridFields,
    /// The cells, from the south to the north, then from the west to the east.
    pub cells: Vec<HotspotCellFields>,
}

/// Of which grid cells are, and which of them are shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridFields {
    /// The side of a cell in metres.
    pub cell_m: u32,
    /// The projection in whose plane the cells are squares.
    pub name: &'static str,
    /// The same for PROJ, QGIS and PostGIS.
    pub proj: &'static str,
    /// Cells of the mask: those whose centre lies in one of its districts.
    pub cells_in_mask: usize,
    /// Whether cells without a report count in n, mean and deviation.
    pub empty_cells: &'static str,
    /// Which cells of the mask are in the answer.
    pub shown: &'static str,
}

/// One cell of a hotspot map.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HotspotCellFields {
    /// Size, column and row: `5000:12:-7`. The same square has the same id for ever.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub id: CellId,
    /// Code of the district that its centre lies in.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub district: DistrictCode,
    /// Matching reports with a point in it.
    pub count: usize,
    /// Standard score of Gi*; null when there are not enough reports.
    pub z: Option<f64>,
    /// Two-sided p-value: the larger of that of `z` and of what chance makes of so few reports, thrown at random on the
    /// places of the mask.
    pub p: Option<f64>,
    /// `hot99` to `cold99`, `none`: not significant, or `not_tested`: not enough reports.
    pub class: &'static str,
    /// Cells of the mask that touch it, 0 to 8.
    pub neighbours: usize,
    /// Longitude and latitude of its corners: south-west, south-east, north-east, north-west.
    #[serde(serialize_with = "as_positions")]
    #[schema(value_type = Vec<Vec<f64>>)]
    pub corners: [LonLat; 4],
    /// Its centre, which files give.
    #[serde(skip)]
    pub centre: LonLat,
}

/// The columns of a cell in files.
pub(super) const CELL_COLUMNS: [&str; 14] = [
    "cell",
    "lon",
    "lat",
    "district",
    "name_th",
    "name_en",
    "count",
    "z",
    "p",
    "class",
    "neighbours",
    "cell_m",
    "cells_in_mask",
    "projection",
];

/// Returns what stands in these columns.
pub(super) fn cell_row(fields: &HotspotCellFields, grid: &GridFields, reference: &Reference) -> [String; 14] {
    let names = reference.district(fields.district).map(|known| known.names.clone()).unwrap_or_default();
    [
        fields.id.to_string(),
        fields.centre.lon_deg().to_string(),
        fields.centre.lat_deg().to_string(),
        fields.district.to_string(),
        names.th,
        names.en,
        fields.count.to_string(),
        number_text(fields.z),
        number_text(fields.p),
        fields.class.to_owned(),
        fields.neighbours.to_string(),
        grid.cell_m.to_string(),
        grid.cells_in_mask.to_string(),
        grid.name.to_owned(),
    ]
}

/// Writes a hotspot map by cell as CSV: each cell with its centre, its district's names and the legend.
pub fn hotspot_cells_csv(sheet: &HotspotCellSheet, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&[&CELL_COLUMNS[..], &HotspotLegend::COLUMNS].concat());
    for fields in &sheet.cells {
        csv.row(cell_row(fields, &sheet.grid, reference).into_iter().chain(sheet.legend.row()));
    }
    csv.finish()
}

/// Writes a hotspot map by cell as GeoJSON: the legend as members, each cell as a polygon.
pub fn hotspot_cells_geojson(sheet: &HotspotCellSheet, reference: &Reference) -> Vec<u8> {
    let features = sheet
        .cells
        .iter()
        .map(|fields| {
            let mut properties = with_names(json!(fields), fields.district, reference);
            if let Some(object) = properties.as_object_mut() {
                // The geometry says it.
                object.remove("corners");
            }
            feature(Some(json!(fields.id.to_string())), Some(square(fields.corners)), properties)
        })
        .collect();
    let mut members = sheet.legend.members();
    members.insert("grid".to_owned(), json!(sheet.grid));
    feature_collection(features, &members).to_string().into_bytes()
}

/// Makes the polygon of four corners: counter-clockwise and closed, as RFC 7946 has it.
fn square(corners: [LonLat; 4]) -> Value {
    let ring: Vec<[f64; 2]> = corners.iter().chain(corners.first()).copied().map(position).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

pub(super) fn as_positions<S: Serializer>(corners: &[LonLat; 4], serializer: S) -> Result<S::Ok, S::Error> {
    corners.map(position).serialize(serializer)
}

fn position(at: LonLat) -> [f64; 2] {
    [at.lon_deg(), at.lat_deg()]
}
