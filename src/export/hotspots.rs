//! A hotspot map with its legend, as every answer and every file writes it.

use chrono::{DateTime, NaiveDate, Utc};
use geo_types::MultiPolygon;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{CountFields, CsvWriter, Decimals, feature, feature_collection, polygon_geometry};
use crate::domain::{DistrictCode, Reference};

/// Hotspots by district, with everything a legend has to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotspotSheet {
    /// `gi-star`.
    pub method: &'static str,
    /// `district`.
    pub unit: &'static str,
    /// Over what n, mean and deviation run.
    pub mask: MaskFields,
    /// Who is a neighbour.
    pub weights: &'static str,
    /// The lines that p-values must not exceed.
    pub fdr: FdrFields,
    /// What was asked for and what was found, in time.
    pub period: PeriodFields,
    /// What goes with every answer.
    pub counts: CountFields,
    /// Whether there are enough reports to compute anything.
    pub enough: bool,
    /// Why not.
    pub message: Option<String>,
    /// Matching reports in districts off the border or abroad.
    pub outside_mask: usize,
    /// The districts, by code.
    pub districts: Vec<HotspotFields>,
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
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// `hot99` to `cold99`, `none`: not significant, or `not_tested`: not enough reports.
    pub class: &'static str,
    /// Districts of the mask that touch it.
    pub neighbours: usize,
}

/// Writes a hotspot map as CSV, with the districts' names and in each row what a legend would say.
pub fn hotspots_csv(sheet: &HotspotSheet, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&[
        "district",
        "name_th",
        "name_en",
        "count",
        "z",
        "p",
        "class",
        "neighbours",
        "mask_n",
        "from",
        "to",
        "fdr_p90",
        "fdr_p95",
        "fdr_p99",
    ]);
    let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    let time = |value: Option<DateTime<Utc>>| value.map(|v| v.to_rfc3339()).unwrap_or_default();
    for d in &sheet.districts {
        let names = reference.district(d.district).map(|known| known.names.clone()).unwrap_or_default();
        csv.row([
            d.district.to_string(),
            names.th,
            names.en,
            d.count.to_string(),
            number(d.z),
            number(d.p),
            d.class.to_owned(),
            d.neighbours.to_string(),
            sheet.mask.n.to_string(),
            time(sheet.period.from),
            time(sheet.period.to),
            number(sheet.fdr.p90),
            number(sheet.fdr.p95),
            number(sheet.fdr.p99),
        ]);
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
            let mut properties = json!(fields);
            if let (Some(known), Some(object)) =
                (reference.district(fields.district), properties.as_object_mut())
            {
                object.insert("name_th".to_owned(), json!(known.names.th));
                object.insert("name_en".to_owned(), json!(known.names.en));
            }
            let geometry = shape(fields.district).map(|shape| polygon_geometry(shape, Decimals::ALL));
            feature(Some(json!(fields.district.number())), geometry, properties)
        })
        .collect();
    let mut legend = match json!(sheet) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    legend.remove("districts");
    feature_collection(features, &legend).to_string().into_bytes()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn as_text<S: serde::Serializer>(code: &DistrictCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}
