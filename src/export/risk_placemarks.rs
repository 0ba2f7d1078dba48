//! Risk points as named places.

use super::placemark::{PlacemarkGeometry, PlacemarkStyle};
use super::risk_points::{RISK_POINT_COLUMNS, risk_point_row};
use super::{Placemark, PlacemarkFile, RiskPointFields};
use crate::domain::{Epoch, Reference, RiskPoint};

/// Makes the named places of risk points; `attribution` says whose data the places were found with.
pub fn risk_placemarks<'p>(
    points: impl Iterator<Item = &'p RiskPoint>,
    epoch: Epoch,
    reference: &Reference,
    attribution: &[&str],
) -> PlacemarkFile {
    let mut synthetic = 0;
    let placemarks: Vec<Placemark> = points
        .map(|point| {
            synthetic += usize::from(point.content.synthetic);
            placemark(point, reference)
        })
        .collect();
    let made_up = match synthetic {
        0 => String::new(),
        n => format!(" {n} of them are synthetic: made up for tests and demonstrations."),
    };
    let description = format!(
        "Risk points: {}. Severity 1 to 5, 5 being the worst.{made_up} Positions are WGS 84. As of epoch {epoch}. {}.",
        placemarks.len(),
        attribution.join("; ")
    );
    PlacemarkFile { name: format!("Mekong Watch: risk points, epoch {epoch}"), description, placemarks }
}

fn placemark(point: &RiskPoint, reference: &Reference) -> Placemark {
    let fields = RiskPointFields::new(point);
    let kind = reference.risk_point_kinds.iter().find(|entry| entry.code == fields.kind);
    let kind = kind.map_or(fields.kind, |entry| entry.names.th.as_str());
    let description = [
        Some(format!("{kind}, severity {} of 5", fields.severity)),
        Some(fields.description.clone()).filter(|text| !text.is_empty()),
        Some(format!("MGRS {} (WGS 84), within {} m", fields.mgrs, fields.radius_m)),
        Some(format!("source: {}", fields.source)).filter(|_| !fields.source.is_empty()),
        fields.synthetic.then(|| "synthetic: made up for tests and demonstrations".to_owned()),
    ];
    // A placemark has a name and a description of its own; readers take a field of these names for them.
    let columns = RISK_POINT_COLUMNS.into_iter().zip(risk_point_row(point, reference));
    Placemark {
        id: fields.id,
        short: format!("R{} {}", fields.severity, fields.name),
        name: fields.name,
        description: description.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        kind: fields.kind.to_owned(),
        when: None,
        fields: columns.filter(|(column, _)| !matches!(*column, "name" | "description")).collect(),
        geometry: PlacemarkGeometry::Point(point.content.at),
        style: style(fields.severity),
    }
}

/// Darker is worse, as on the map.
fn style(severity: u8) -> PlacemarkStyle {
    let (id, colour, symbol) = match severity {
        5 => ("severity5", [0x4a, 0x14, 0x86], "Flag, Red"),
        4 => ("severity4", [0x6a, 0x51, 0xa3], "Flag, Red"),
        3 => ("severity3", [0x80, 0x7d, 0xba], "Flag, Blue"),
        2 => ("severity2", [0x9e, 0x9a, 0xc8], "Flag, Blue"),
        _ => ("severity1", [0xbc, 0xbd, 0xdc], "Flag, Green"),
    };
    PlacemarkStyle { id, colour, opacity: 255, symbol }
}
