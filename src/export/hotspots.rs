//! A hotspot map with its legend, as every answer and every file writes it.

use chrono::{DateTime, NaiveDate, Utc};
use geo_types::MultiPolygon;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{CountFields, CsvWriter, Decimals, RunFields, feature, feature_collection, polygon_geometry};
use crate::domain::{DistrictCode, Reference, period};

/// Hotspots by district, with everything a legend has to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotspotSheet {
    /// What holds for the whole map.
    #[serde(flatten)]
    pub legend: HotspotLegend,
    /// The districts, by code.
    pub districts: Vec<HotspotFields>,
}

/// What holds for a whole hotspot map, by district or by cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotspotLegend {
    /// What was computed, from what, by what.
    pub run: RunFields,
    /// `gi-star`.
    pub method: &'static str,
    /// `district` or `cell`.
    pub unit: &'static str,
    /// Over what n, mean and deviation run.
    pub mask: MaskFields,
    /// Who is a neighbour.
    pub weights: &'static str,
    /// The lines that p-values must not exceed.
    pub fdr: FdrFields,
    /// What was asked for and what was found, in time.
    pub period: PeriodFields,
    /// What goes with every answer. By cell only points can be placed, so there all others are `unlocated`.
    pub counts: CountFields,
    /// Whether there are enough reports to compute anything.
    pub enough: bool,
    /// Why not.
    pub message: Option<String>,
    /// Matching reports off the mask: in other districts or abroad; by cell, points in none of its cells.
    pub outside_mask: usize,
}

/// Over which districts n, mean and deviation run.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaskFields {
    /// `border-districts`: every district that touches Laos or Cambodia.
    pub name: &'static str,
    /// How many districts it has.
    pub districts: usize,
    /// Matching reports in it.
    pub n: usize,
}

/// The lines that p-values must not exceed at a false discovery rate of 10, 5 and 1 %; null where none passes.
#[derive(Debug, Serialize, ToSchema)]
pub struct FdrFields {
    /// At 10 %.
    pub p90: Option<f64>,
    /// At 5 %.
    pub p95: Option<f64>,
    /// At 1 %.
    pub p99: Option<f64>,
}

/// What was asked for and what was found, in time.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodFields {
    /// First instant asked for.
    pub from: Option<DateTime<Utc>>,
    /// First instant no longer asked for.
    pub to: Option<DateTime<Utc>>,
    /// First day observed, in Bangkok.
    pub first: Option<NaiveDate>,
    /// Last day observed, in Bangkok.
    pub last: Option<NaiveDate>,
}

/// One district of a hotspot map.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HotspotFields {
    /// District code.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub district: DistrictCode,
    /// Matching reports in it.
    pub count: usize,
    /// Standard score of Gi*; null when there are not enough reports.
    pub z: Option<f64>,
    /// Two-sided p-value: the larger of that of `z` and of what chance makes of so few reports, thrown at random on the
    /// places of the mask.
    pub p: Option<f64>,
    /// `hot99` to `cold99`, `none`: not significant, or `not_tested`: not enough reports.
    pub class: &'static str,
    /// Districts of the mask that touch it.
    pub neighbours: usize,
}

impl HotspotLegend {
    /// The columns that every row of a CSV file repeats.
    pub(super) const COLUMNS: [&str; 6] = ["mask_n", "from", "to", "fdr_p90", "fdr_p95", "fdr_p99"];

    /// Returns what stands in these columns.
    pub(super) fn row(&self) -> [String; 6] {
        let time = |value: Option<DateTime<Utc>>| value.map(|v| v.to_rfc3339()).unwrap_or_default();
        let FdrFields { p90, p95, p99 } = self.fdr;
        [
            self.mask.n.to_string(),
            time(self.period.from),
            time(self.period.to),
            number_text(p90),
            number_text(p95),
            number_text(p99),
        ]
    }

    /// Returns the legend in sentences.
    pub(super) fn sentence(&self) -> String {
        let line = |name: &str, p: Option<f64>| match p {
            Some(p) => format!("{name} % p <= {p:.2e}"),
            None => format!("{name} % none passes"),
        };
        let FdrFields { p90, p95, p99 } = self.fdr;
        let fdr = [line("10", p90), line("5", p95), line("1", p99)].join(", ");
        let asked = |bound: Option<DateTime<Utc>>| {
            bound.map_or_else(
                || "any time".to_owned(),
                |at| at.with_timezone(&period::bangkok()).format("%Y-%m-%d %H:%M").to_string(),
            )
        };
        let observed = match (self.period.first, self.period.last) {
            (Some(first), Some(last)) => format!("observed {first} to {last}"),
            _ => "nothing observed with a date".to_owned(),
        };
        let CountFields { matched, unlocated, undated, .. } = self.counts;
        format!(
            "Getis-Ord Gi* ({}) by {}; mask: {} ({} districts), n = {} of {matched} reports that match, {} outside the \
             mask, {unlocated} unlocated, {undated} undated; weights: {}; false discovery rate: {fdr}; period in \
             Bangkok: from {} to {}, {observed}. Counts are of reports, not of what happened.",
            self.method,
            self.unit,
            self.mask.name,
            self.mask.districts,
            self.mask.n,
            self.outside_mask,
            self.weights,
            asked(self.period.from),
            asked(self.period.to),
        )
    }

    /// Returns the legend as members of a GeoJSON collection.
    pub(super) fn members(&self) -> Map<String, Value> {
        match json!(self) {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

/// The columns of a district in files.
pub(super) const DISTRICT_COLUMNS: [&str; 8] =
    ["district", "name_th", "name_en", "count", "z", "p", "class", "neighbours"];

/// Returns what stands in these columns.
pub(super) fn district_row(fields: &HotspotFields, reference: &Reference) -> [String; 8] {
    let names = reference.district(fields.district).map(|known| known.names.clone()).unwrap_or_default();
    [
        fields.district.to_string(),
        names.th,
        names.en,
        fields.count.to_string(),
        number_text(fields.z),
        number_text(fields.p),
        fields.class.to_owned(),
        fields.neighbours.to_string(),
    ]
}

/// Writes a hotspot map as CSV, with the districts' names and in each row what a legend would say.
pub fn hotspots_csv(sheet: &HotspotSheet, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&[&DISTRICT_COLUMNS[..], &HotspotLegend::COLUMNS].concat());
    for fields in &sheet.districts {
        csv.row(district_row(fields, reference).into_iter().chain(sheet.legend.row()));
    }
    csv.finish()
}

/// Writes a hotspot map as GeoJSON: the legend as members, each district with its polygon and names.
pub fn hotspots_geojson<'s>(
    sheet: &HotspotSheet,
    reference: &Reference,
    shape: impl Fn(DistrictCode) -> Option<&'s MultiPolygon<f64>>,
) -> Vec<u8> {
    let features = sheet
        .districts
        .iter()
        .map(|fields| {
            let properties = with_names(json!(fields), fields.district, reference);
            let geometry = shape(fields.district).map(|shape| polygon_geometry(shape, Decimals::ALL));
            feature(Some(json!(fields.district.number())), geometry, properties)
        })
        .collect();
    feature_collection(features, &sheet.legend.members()).to_string().into_bytes()
}

/// Adds a district's names to properties.
pub(super) fn with_names(mut properties: Value, district: DistrictCode, reference: &Reference) -> Value {
    if let (Some(known), Some(object)) = (reference.district(district), properties.as_object_mut()) {
        object.insert("name_th".to_owned(), json!(known.names.th));
        object.insert("name_en".to_owned(), json!(known.names.en));
    }
    properties
}

pub(super) fn number_text(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

pub(super) fn as_text<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}
