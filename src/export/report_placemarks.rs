//! Reports as named places; those without a point have none, and the file says how many these are.

use super::placemark::{PlacemarkGeometry, PlacemarkStyle};
use super::report_fields::{REPORT_COLUMNS, report_row};
use super::{Placemark, PlacemarkFile, ReportFields};
use crate::domain::{Counts, Epoch, LonLat, Reference, Report, Status, TargetSet};

/// Makes the named places of reports.
///
/// `counts` go with the query; `attribution` says whose data the places were found with.
pub fn report_placemarks(
    reports: &[Report],
    counts: Counts,
    epoch: Epoch,
    targets: &TargetSet,
    reference: &Reference,
    attribution: &[&str],
) -> PlacemarkFile {
    let placemarks: Vec<Placemark> = reports
        .iter()
        .filter_map(|report| Some(placemark(report.content.place.point()?, report, targets, reference)))
        .collect();
    let synthetic = reports.iter().filter(|r| r.content.synthetic).count();
    let made_up = match synthetic {
        0 => String::new(),
        n => format!(" {n} of the reports are synthetic: made up for tests and demonstrations."),
    };
    let description = format!(
        "Reports with a point: {} of {} that match. {} are left out for want of a point; they are known by \
         tambon, district or province only, or not at all, and are in the CSV and GeoJSON files.{made_up} \
         Unlocated: {}. Undated: {}. A report is not proven until it is confirmed. As of epoch {epoch}. {}.",
        placemarks.len(),
        counts.matched,
        reports.len() - placemarks.len(),
        counts.unlocated,
        counts.undated,
        attribution.join("; ")
    );
    PlacemarkFile { name: format!("Mekong Watch: reports, epoch {epoch}"), description, placemarks }
}

fn placemark(at: LonLat, report: &Report, targets: &TargetSet, reference: &Reference) -> Placemark {
    let fields = ReportFields::new(report, targets);
    let category = reference.categories.iter().find(|entry| entry.code == fields.category);
    let category = category.map_or(fields.category, |entry| entry.names.th.as_str());
    let day = fields.observed.as_deref().and_then(|text| text.get(..10)).unwrap_or_default();
    let district = report.placement.district.and_then(|code| reference.district(code));
    let district = district.map(|d| d.names.th.as_str()).unwrap_or_default();
    let sentence = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label}{text}"));
    let description = [
        sentence("", &fields.summary),
        sentence("place: ", &fields.place_text),
        sentence("observed: ", fields.observed.as_deref().unwrap_or_default()),
        sentence("status: ", fields.status),
        sentence("place known as: ", fields.precision),
        sentence("quantity: ", &fields.quantity),
        sentence("source: ", &fields.source_url),
        fields.synthetic.then(|| "synthetic: made up for tests and demonstrations".to_owned()),
    ];
    Placemark {
        id: report.id.to_string(),
        name: words(&[category, day, district]),
        short: words(&[category, day]),
        description: description.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        kind: fields.category.to_owned(),
        when: fields.observed.clone(),
        fields: REPORT_COLUMNS.into_iter().zip(report_row(report, targets, reference)).collect(),
        geometry: PlacemarkGeometry::Point(at),
        style: style(report.content.status),
    }
}

fn words(words: &[&str]) -> String {
    words.iter().copied().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn style(status: Status) -> PlacemarkStyle {
    let (colour, symbol) = match status {
        Status::Confirmed => ([0xd5, 0x5e, 0x00], "Flag, Red"),
        Status::Unverified => ([0x56, 0xb4, 0xe9], "Flag, Blue"),
        Status::Rejected | Status::Withdrawn => ([0x80, 0x80, 0x80], "Flag, Green"),
    };
    PlacemarkStyle { id: status.as_str(), colour, opacity: 255, symbol }
}
