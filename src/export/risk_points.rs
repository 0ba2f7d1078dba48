//! Risk points as lists and files write them: one struct, so that they agree.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::report_fields::{tenths, text};
use super::{CsvWriter, point_geometry};
use crate::domain::{BorderRelation, Country, NearestCrossing, Reference, RiskPoint};
use crate::spatial::grid_reference::to_mgrs;

/// Digits of a grid reference: to the metre.
const MGRS_DIGITS: usize = 5;

/// Risk points as GeoJSON, the worst first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskPointCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Risk points that match.
    #[serde(rename = "numberMatched")]
    number_matched: usize,
    /// Risk points in this page.
    #[serde(rename = "numberReturned")]
    number_returned: usize,
    counts: RiskCountFields,
    /// Where the next page begins; null at the end.
    next: Option<String>,
    features: Vec<RiskPointFeature>,
}

/// What goes with every answer over risk points: they all have a point, so none is left out.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct RiskCountFields {
    /// Risk points the answer is about.
    pub matched: usize,
    /// Of these, made up for tests and demonstrations.
    pub synthetic: usize,
}

impl RiskCountFields {
    /// Counts every risk point of an answer, on whichever page it stands.
    pub fn new<'p>(points: impl Iterator<Item = &'p RiskPoint>) -> Self {
        points.fold(Self { matched: 0, synthetic: 0 }, |counts, point| Self {
            matched: counts.matched + 1,
            synthetic: counts.synthetic + usize::from(point.content.synthetic),
        })
    }
}

/// One risk point as a GeoJSON feature.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskPointFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Identity.
    id: String,
    /// A GeoJSON point.
    #[schema(value_type = Object)]
    geometry: Value,
    properties: RiskPointFields,
}

/// The fields of one risk point, beside its position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiskPointFields {
    /// Identity.
    pub id: String,
    /// The id its source gave it; empty when none.
    pub external_id: String,
    /// What it is called.
    pub name: String,
    /// What makes it one: a code of the vocabulary `risk_point_kinds`.
    pub kind: &'static str,
    /// How bad it is, 1 to 5, 5 being the worst.
    pub severity: u8,
    /// What is known of it.
    pub description: String,
    /// Who says so.
    pub source: String,
    /// Whether it was made up for tests and demonstrations.
    pub synthetic: bool,
    /// How well its place is known: always `exact`, a point.
    pub precision: &'static str,
    /// How far the truth may lie from the point, in metres.
    pub radius_m: f64,
    /// Whether that is so far that the point only stands for its surroundings.
    pub approximate: bool,
    /// District code; null abroad.
    pub district: Option<String>,
    /// Tambon code, where it is known.
    pub tambon: Option<String>,
    /// Province code; null abroad.
    pub province: Option<String>,
    /// Country code, when a rule decides it.
    pub country: Option<&'static str>,
    /// How it was placed: `foreign` is abroad.
    pub method: &'static str,
    /// The nearest located crossing.
    pub crossing: Option<RiskCrossingFields>,
    /// Where it stands to the border line.
    pub border: Option<RiskBorderFields>,
    /// Its grid reference to the metre, WGS 84.
    pub mgrs: String,
}

/// The located crossing that is nearest to a risk point.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiskCrossingFields {
    /// The crossing.
    pub id: String,
    /// Metres to it.
    pub distance_m: f64,
}

/// Where a risk point stands to the border line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiskBorderFields {
    /// `TH-LA` or `TH-KH`.
    pub border: &'static str,
    /// Kilometre along the border.
    pub km: f64,
    /// Metres to the line.
    pub distance_m: f64,
    /// The bank it lies on, a country code.
    pub bank: &'static str,
}

impl From<&NearestCrossing> for RiskCrossingFields {
    fn from(nearest: &NearestCrossing) -> Self {
        Self { id: nearest.crossing.to_string(), distance_m: tenths(nearest.distance_m) }
    }
}

impl From<BorderRelation> for RiskBorderFields {
    fn from(relation: BorderRelation) -> Self {
        Self {
            border: relation.border.as_str(),
            km: (relation.km * 1_000.0).round() / 1_000.0,
            distance_m: tenths(relation.distance_m),
            bank: relation.bank.as_str(),
        }
    }
}

impl RiskPointFields {
    /// Returns the fields of a risk point.
    pub fn new(point: &RiskPoint) -> Self {
        let (content, placement) = (&point.content, &point.placement);
        Self {
            id: point.id.to_string(),
            external_id: point.external_id.clone(),
            name: content.name.clone(),
            kind: content.kind.as_str(),
            severity: content.severity.number(),
            description: content.description.clone(),
            source: content.source.clone(),
            synthetic: content.synthetic,
            precision: content.place().precision().as_str(),
            radius_m: tenths(content.radius_m),
            approximate: content.is_approximate(),
            district: text(placement.district),
            tambon: text(placement.tambon),
            province: text(placement.province),
            country: placement.country.map(Country::as_str),
            method: placement.method.as_str(),
            crossing: placement.crossing.as_ref().map(Into::into),
            border: placement.border.map(Into::into),
            mgrs: to_mgrs(content.at, MGRS_DIGITS),
        }
    }
}

impl RiskPointCollection {
    /// Makes the collection of a page of risk points; `next` is where the following page begins.
    pub fn new<'p>(
        counts: RiskCountFields,
        points: impl Iterator<Item = &'p RiskPoint>,
        next: Option<String>,
    ) -> Self {
        let features: Vec<_> = points.map(RiskPointFeature::new).collect();
        Self {
            kind: "FeatureCollection",
            number_matched: counts.matched,
            number_returned: features.len(),
            counts,
            next,
            features,
        }
    }

    /// Returns the collection as a file.
    pub fn into_bytes(self) -> Vec<u8> {
        serde_json::to_vec(&self).expect("plain data with text keys always serialises")
    }
}

impl RiskPointFeature {
    fn new(point: &RiskPoint) -> Self {
        Self {
            kind: "Feature",
            id: point.id.to_string(),
            geometry: point_geometry(point.content.at),
            properties: RiskPointFields::new(point),
        }
    }
}

/// The columns of risk points in a file, beside which `risk_point_row` puts the values.
pub(super) const RISK_POINT_COLUMNS: [&str; 25] = [
    "id",
    "external_id",
    "name",
    "kind",
    "severity",
    "lon",
    "lat",
    "radius_m",
    "mgrs",
    "district",
    "district_th",
    "district_en",
    "tambon",
    "province",
    "country",
    "method",
    "crossing",
    "crossing_distance_m",
    "border",
    "border_km",
    "border_distance_m",
    "bank",
    "description",
    "source",
    "synthetic",
];

/// Returns what stands under each column of a risk point.
pub(super) fn risk_point_row(point: &RiskPoint, reference: &Reference) -> [String; 25] {
    let f = RiskPointFields::new(point);
    let district = point.placement.district.and_then(|code| reference.district(code));
    let names = district.map(|d| d.names.clone()).unwrap_or_default();
    let (crossing, crossing_m) = f.crossing.map(|c| (c.id, c.distance_m.to_string())).unwrap_or_default();
    let border = f.border.as_ref();
    [
        f.id,
        f.external_id,
        f.name,
        f.kind.to_owned(),
        f.severity.to_string(),
        point.content.at.lon_deg().to_string(),
        point.content.at.lat_deg().to_string(),
        f.radius_m.to_string(),
        f.mgrs,
        f.district.unwrap_or_default(),
        names.th,
        names.en,
        f.tambon.unwrap_or_default(),
        f.province.unwrap_or_default(),
        f.country.unwrap_or_default().to_owned(),
        f.method.to_owned(),
        crossing,
        crossing_m,
        text(border.map(|b| b.border)).unwrap_or_default(),
        text(border.map(|b| b.km)).unwrap_or_default(),
        text(border.map(|b| b.distance_m)).unwrap_or_default(),
        text(border.map(|b| b.bank)).unwrap_or_default(),
        f.description,
        f.source,
        f.synthetic.to_string(),
    ]
}

/// Writes risk points as CSV, longitude and latitude in columns of their own.
pub fn risk_points_csv<'p>(points: impl Iterator<Item = &'p RiskPoint>, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&RISK_POINT_COLUMNS);
    for point in points {
        csv.row(risk_point_row(point, reference));
    }
    csv.finish()
}
