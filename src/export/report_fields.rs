//! The fields of a report as every list and every export writes them: one struct, so that they agree.

use serde::Serialize;
use utoipa::ToSchema;

use super::CsvWriter;
use crate::domain::{HandledBy, Observed, ObservedPrecision, Reference, Report, TargetSet, period};

/// The fields of one report, beside its id and position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportFields {
    /// The id its source gave it; empty when none.
    pub source_id: String,
    /// When it was seen: a day such as 2025-07-23, or an instant with Bangkok's offset.
    pub observed: Option<String>,
    /// `time` or `day`.
    pub observed_precision: Option<&'static str>,
    /// Category code.
    pub category: &'static str,
    /// Finer category code.
    pub subtype: Option<String>,
    /// Status.
    pub status: &'static str,
    /// Channel.
    pub channel: &'static str,
    /// How well its place is known.
    pub precision: &'static str,
    /// District code.
    pub district: Option<String>,
    /// Tambon code.
    pub tambon: Option<String>,
    /// Province code.
    pub province: Option<String>,
    /// Country code, when a rule decides it.
    pub country: Option<&'static str>,
    /// Whether it counts in a target district today.
    pub in_target: bool,
    /// Who handles it.
    pub handled_by: HandledByFields,
    /// How it was placed.
    pub method: &'static str,
    /// Why its district should be looked at again.
    pub doubt: Option<&'static str>,
    /// The district it would be in otherwise.
    pub second_choice: Option<String>,
    /// The place as written.
    pub place_text: String,
    /// What was seen.
    pub summary: String,
    /// Amounts as written.
    pub quantity: String,
    /// Agency code; empty when none.
    pub agency: String,
    /// The page it was read on; empty when none.
    pub source_url: String,
    /// That page's title.
    pub source_title: String,
    /// Whether it was made up for tests and demonstrations.
    pub synthetic: bool,
    /// Nearest located crossing.
    pub crossing: Option<String>,
    /// Metres to it.
    pub crossing_distance_m: Option<f64>,
    /// Border line: `TH-LA` or `TH-KH`.
    pub border: Option<&'static str>,
    /// Kilometre along the border.
    pub border_km: Option<f64>,
    /// Metres to the line.
    pub border_distance_m: Option<f64>,
    /// The bank it lies on, a country code.
    pub bank: Option<&'static str>,
}

/// Who handles a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandledByFields {
    /// `district`, `province` or `centre`.
    pub level: &'static str,
    /// Code of the district or province.
    pub code: Option<String>,
}

impl From<HandledBy> for HandledByFields {
    fn from(who: HandledBy) -> Self {
        match who {
            HandledBy::District(code) => Self { level: "district", code: Some(code.to_string()) },
            HandledBy::Province(code) => Self { level: "province", code: Some(code.to_string()) },
            HandledBy::CentralCentre => Self { level: "centre", code: None },
        }
    }
}

impl ReportFields {
    /// Returns the fields of a report under today's target set.
    pub fn new(report: &Report, targets: &TargetSet) -> Self {
        let (content, placement) = (&report.content, &report.placement);
        Self {
            source_id: report.source_id.clone(),
            observed: content.observed.map(written),
            observed_precision: content.observed.map(|o| o.precision.as_str()),
            category: content.category.as_str(),
            subtype: content.subtype.clone(),
            status: content.status.as_str(),
            channel: content.channel.as_str(),
            precision: content.place.precision().as_str(),
            district: text(placement.district),
            tambon: text(placement.tambon),
            province: text(placement.province),
            country: placement.country.map(crate::domain::Country::as_str),
            in_target: targets.holds(placement),
            handled_by: targets.handled_by(placement).into(),
            method: placement.method.as_str(),
            doubt: placement.doubt.map(crate::domain::Doubt::as_str),
            second_choice: text(placement.second_choice),
            place_text: content.place_text.clone(),
            summary: content.summary.clone(),
            quantity: content.quantity.clone(),
            agency: content.agency.clone(),
            source_url: content.source_url.clone(),
            source_title: content.source_title.clone(),
            synthetic: content.synthetic,
            crossing: placement.crossing.as_ref().map(|c| c.crossing.to_string()),
            crossing_distance_m: placement.crossing.as_ref().map(|c| tenths(c.distance_m)),
            border: placement.border.map(|b| b.border.as_str()),
            border_km: placement.border.map(|b| (b.km * 1_000.0).round() / 1_000.0),
            border_distance_m: placement.border.map(|b| tenths(b.distance_m)),
            bank: placement.border.map(|b| b.bank.as_str()),
        }
    }
}

/// The fields of a report in files with columns.
pub(super) const REPORT_COLUMNS: [&str; 35] = [
    "id",
    "source_id",
    "observed",
    "observed_precision",
    "category",
    "subtype",
    "status",
    "channel",
    "precision",
    "lon",
    "lat",
    "district",
    "district_th",
    "district_en",
    "tambon",
    "province",
    "country",
    "in_target",
    "handled_by",
    "method",
    "doubt",
    "second_choice",
    "crossing",
    "crossing_distance_m",
    "border",
    "border_km",
    "border_distance_m",
    "bank",
    "place_text",
    "summary",
    "quantity",
    "agency",
    "source_url",
    "source_title",
    "synthetic",
];

/// Writes reports as CSV, longitude and latitude in columns of their own.
pub fn reports_csv(reports: &[Report], targets: &TargetSet, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&REPORT_COLUMNS);
    for report in reports {
        csv.row(report_row(report, targets, reference));
    }
    csv.finish()
}

/// Returns what stands in these columns.
pub(super) fn report_row(report: &Report, targets: &TargetSet, reference: &Reference) -> [String; 35] {
    let f = ReportFields::new(report, targets);
    let at = report.content.place.point();
    let district = report.placement.district.and_then(|code| reference.district(code));
    let names = district.map(|d| d.names.clone()).unwrap_or_default();
    [
        report.id.to_string(),
        f.source_id,
        f.observed.unwrap_or_default(),
        f.observed_precision.unwrap_or_default().to_owned(),
        f.category.to_owned(),
        f.subtype.unwrap_or_default(),
        f.status.to_owned(),
        f.channel.to_owned(),
        f.precision.to_owned(),
        text(at.map(crate::domain::LonLat::lon_deg)).unwrap_or_default(),
        text(at.map(crate::domain::LonLat::lat_deg)).unwrap_or_default(),
        f.district.unwrap_or_default(),
        names.th,
        names.en,
        f.tambon.unwrap_or_default(),
        f.province.unwrap_or_default(),
        f.country.unwrap_or_default().to_owned(),
        f.in_target.to_string(),
        f.handled_by
            .code
            .map_or_else(|| f.handled_by.level.to_owned(), |c| format!("{} {c}", f.handled_by.level)),
        f.method.to_owned(),
        f.doubt.unwrap_or_default().to_owned(),
        f.second_choice.unwrap_or_default(),
        f.crossing.unwrap_or_default(),
        text(f.crossing_distance_m).unwrap_or_default(),
        f.border.unwrap_or_default().to_owned(),
        text(f.border_km).unwrap_or_default(),
        text(f.border_distance_m).unwrap_or_default(),
        f.bank.unwrap_or_default().to_owned(),
        f.place_text,
        f.summary,
        f.quantity,
        f.agency,
        f.source_url,
        f.source_title,
        f.synthetic.to_string(),
    ]
}

/// Writes a time as it was known: a day must not look like an instant, which other programs would move to
/// another zone and so to another day.
pub(super) fn written(observed: Observed) -> String {
    let local = observed.at.with_timezone(&period::bangkok());
    match observed.precision {
        ObservedPrecision::Day => local.date_naive().to_string(),
        ObservedPrecision::Time => local.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    }
}

pub(super) fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|v| v.to_string())
}

/// Rounds metres to a tenth; the data are not better than that.
pub(super) fn tenths(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
