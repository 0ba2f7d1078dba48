//! Reports as a GeoJSON collection: the same for the API's lists and for files.

use serde::Serialize;
use utoipa::ToSchema;

use super::feature::PointGeometry;
use super::{CountFields, ReportFields};
use crate::domain::{Counts, Report, TargetSet};
use crate::export::report_fields::{text, written};
use crate::spatial::ReportFacts;

/// Reports as GeoJSON, with what goes with every answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportCollection<P> {
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
    features: Vec<ReportFeature<P>>,
}

/// One report as a GeoJSON feature.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFeature<P> {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Identity.
    id: String,
    /// A GeoJSON point, or null where only an area or nothing is known.
    #[schema(value_type = Option<Object>)]
    geometry: Option<PointGeometry>,
    properties: P,
}

/// The fields of one report that are kept in memory: what maps and counts use, and none of its words. That a report
/// was made up stands with its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoreFields {
    /// When it was seen: a day such as 2025-07-23, or an instant with Bangkok's offset.
    observed: Option<String>,
    /// Category code.
    category: &'static str,
    /// Status.
    status: &'static str,
    /// Channel.
    channel: &'static str,
    /// How well its place is known.
    precision: &'static str,
    /// District code.
    district: Option<String>,
    /// Tambon code.
    tambon: Option<String>,
    /// Province code.
    province: Option<String>,
    /// Nearest located crossing.
    crossing: Option<String>,
}

impl<P> ReportCollection<P> {
    fn of(counts: Counts, next: Option<String>, features: Vec<ReportFeature<P>>) -> Self {
        Self {
            kind: "FeatureCollection",
            number_matched: counts.matched,
            number_returned: features.len(),
            counts: counts.into(),
            next,
            features,
        }
    }
}

impl ReportFeature<ReportFields> {
    /// Makes the feature of a report.
    pub fn of(report: &Report, targets: &TargetSet) -> Self {
        Self {
            kind: "Feature",
            id: report.id.to_string(),
            geometry: report.content.place.point().map(PointGeometry::new),
            properties: ReportFields::new(report, targets),
        }
    }
}

impl ReportCollection<ReportFields> {
    /// Makes the collection of a page of reports; `next` is where the following page begins.
    pub fn new(counts: Counts, reports: &[Report], targets: &TargetSet, next: Option<String>) -> Self {
        let feature = |report: &Report| ReportFeature::of(report, targets);
        Self::of(counts, next, reports.iter().map(feature).collect())
    }

    /// Returns the collection as a file.
    pub fn into_bytes(self) -> Vec<u8> {
        serde_json::to_vec(&self).expect("plain data with text keys always serialises")
    }
}

impl ReportCollection<CoreFields> {
    /// Makes the collection of a page of reports, of what is kept in memory; `next` is where the following page
    /// begins.
    pub fn core(counts: Counts, reports: &[ReportFacts], next: Option<String>) -> Self {
        let feature = |facts: &ReportFacts| ReportFeature {
            kind: "Feature",
            id: facts.id.to_string(),
            geometry: facts.at.map(PointGeometry::new),
            properties: CoreFields::new(facts),
        };
        Self::of(counts, next, reports.iter().map(feature).collect())
    }
}

impl CoreFields {
    fn new(facts: &ReportFacts) -> Self {
        Self {
            observed: facts.observed.map(written),
            category: facts.category.as_str(),
            status: facts.status.as_str(),
            channel: facts.channel.as_str(),
            precision: facts.precision.as_str(),
            district: text(facts.district),
            tambon: text(facts.tambon),
            province: text(facts.province),
            crossing: text(facts.crossing),
        }
    }
}
