//! Reports as a GeoJSON collection: the same for the API's lists and for files.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{CountFields, ReportFields, point_geometry};
use crate::domain::{Counts, Report, TargetSet};

/// Reports as GeoJSON, with what goes with every answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Reports that match.
    #[serde(rename = "numberMatched")]
    number_matched: usize,
    /// Reports in this page.
    #[serde(rename = "numberReturned")]
    number_returned: usize,
    counts: CountFields,
    /// Where the next page begins; null at the end.
    next: Option<String>,
    features: Vec<ReportFeature>,
}

/// One report as a GeoJSON feature.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Identity.
    id: String,
    /// A GeoJSON point, or null where only an area or nothing is known.
    #[schema(value_type = Option<Object>)]
    geometry: Option<Value>,
    properties: ReportFields,
}

impl ReportCollection {
    /// Makes the collection of a page of reports; `next` is where the following page begins.
    pub fn new(counts: Counts, reports: &[Report], targets: &TargetSet, next: Option<String>) -> Self {
        Self {
            kind: "FeatureCollection",
            number_matched: counts.matched,
            number_returned: reports.len(),
            counts: counts.into(),
            next,
            features: reports.iter().map(|report| ReportFeature::new(report, targets)).collect(),
        }
    }

    /// Returns the collection as a file.
    pub fn into_bytes(self) -> Vec<u8> {
        serde_json::to_vec(&self).expect("plain data with text keys always serialises")
    }
}

impl ReportFeature {
    fn new(report: &Report, targets: &TargetSet) -> Self {
        Self {
            kind: "Feature",
            id: report.id.to_string(),
            geometry: report.content.place.point().map(point_geometry),
            properties: ReportFields::new(report, targets),
        }
    }
}
