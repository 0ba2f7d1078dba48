//! Rows of somebody's file as risk points.

use super::columns::{DATUM_SPELLINGS, RowField};
use super::row::{Row, RowContent, entry};
use super::row_problem::{RowProblem, Severity};
use crate::domain::{
    Datum, DistrictCode, LonLat, RiskPointContent, RiskPointKind, RiskSeverity, UnknownName, VocabularyEntry,
    named_enum,
};
use crate::spatial::distance_m;

/// Largest radius of doubt that a file may give, in metres: more is a district and no point.
const LARGEST_RADIUS_M: f64 = 50_000.0;

named_enum! {
    /// A field of a risk point that a column can fill.
    RiskField, "field" {
        /// The source's id.
        Id = "id",
        /// What it is called.
        Name = "name",
        /// What makes it one.
        Kind = "kind",
        /// Latitude in degrees.
        Lat = "lat",
        /// Longitude in degrees.
        Lon = "lon",
        /// Its position as a text: a grid reference, UTM or degrees.
        Position = "position",
        /// How bad it is.
        Severity = "severity",
        /// What is known of it.
        Description = "description",
        /// Who says so.
        Source = "source",
        /// How far the truth may lie from the point, in metres.
        RadiusM = "radius_m",
        /// Whether the row was made up.
        Synthetic = "synthetic",
        /// On which datum its position was written.
        Datum = "datum",
    }
}

impl RowField for RiskField {
    const EVERY: &'static [Self] = Self::ALL;
    const NEEDED: &'static [Self] = &[Self::Name, Self::Kind, Self::Severity];
    const ID: Self = Self::Id;
    const POSITION: Self = Self::Lat;
    const DATUM: Self = Self::Datum;

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn spellings(self) -> &'static [&'static str] {
        match self {
            // Our own exports have both; the source's id is the one that stays.
            Self::Id => &["external_id", "id", "risk_point_id", "source_id", "รหัส", "รหัสจุดเสี่ยง"],
            Self::Name => &["name", "name_th", "risk_point", "ชื่อ", "ชื่อจุดเสี่ยง", "จุดเสี่ยง"],
            Self::Kind => &["kind", "type", "category", "ประเภท", "ประเภทจุดเสี่ยง", "ชนิด"],
            Self::Lat => &["lat", "latitude", "ละติจูด"],
            Self::Lon => &["lon", "lng", "long", "longitude", "ลองจิจูด"],
            Self::Position => {
                &["position", "mgrs", "utm", "grid", "grid_reference", "coordinates", "พิกัด", "พิกัดทางทหาร"]
            }
            Self::Severity => {
                &["severity", "level", "risk_level", "ระดับ", "ระดับความเสี่ยง", "ระดับความรุนแรง", "ความรุนแรง"]
            }
            Self::Description => &["description", "detail", "summary", "note", "รายละเอียด", "หมายเหตุ"],
            Self::Source => &["source", "ที่มา", "แหล่งข้อมูล"],
            Self::RadiusM => &["radius_m", "radius", "รัศมี", "รัศมี (เมตร)"],
            Self::Synthetic => &["synthetic"],
            Self::Datum => DATUM_SPELLINGS,
        }
    }
}

impl RowContent for RiskPointContent {
    type Field = RiskField;
    /// The kinds with their names.
    type Rules<'a> = &'a [VocabularyEntry];

    fn read(
        row: &Row<'_, RiskField>,
        kinds: &&[VocabularyEntry],
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(Self, Option<DistrictCode>), Box<RowProblem>> {
        let (at, written_m) = position(row, warnings)?;
        let content = Self {
            name: needed(row, RiskField::Name)?,
            kind: kind(row, kinds)?,
            severity: severity(row)?,
            at,
            radius_m: radius_m(row)?.unwrap_or(written_m),
            description: row.prose(RiskField::Description)?,
            source: row.prose(RiskField::Source)?,
            synthetic: row.yes_or_no(RiskField::Synthetic)?,
        };
        Ok((content, None))
    }
}

fn needed(row: &Row<'_, RiskField>, field: RiskField) -> Result<String, Box<RowProblem>> {
    match row.prose(field)? {
        text if text.is_empty() => Err(row.refuse(field, "is empty")),
        text => Ok(text),
    }
}

/// Reads the kind by code or by its name in any of the four languages.
fn kind(row: &Row<'_, RiskField>, kinds: &[VocabularyEntry]) -> Result<RiskPointKind, Box<RowProblem>> {
    let text = needed(row, RiskField::Kind)?;
    let code = entry(kinds, &text).map_or(text.as_str(), |known| known.code.as_str());
    code.parse().map_err(|e: UnknownName| row.refuse(RiskField::Kind, e.to_string()))
}

fn severity(row: &Row<'_, RiskField>) -> Result<RiskSeverity, Box<RowProblem>> {
    let text = needed(row, RiskField::Severity)?;
    text.parse().map_err(|e: crate::domain::RiskSeverityError| row.refuse(RiskField::Severity, e.to_string()))
}

fn radius_m(row: &Row<'_, RiskField>) -> Result<Option<f64>, Box<RowProblem>> {
    match row.number(RiskField::RadiusM, "metres")? {
        Some(metres) if !(metres > 0.0 && metres <= LARGEST_RADIUS_M) => {
            Err(row
                .refuse(RiskField::RadiusM, format!("must be above 0 and at most {LARGEST_RADIUS_M} metres")))
        }
        given => Ok(given),
    }
}

/// Reads the position: the columns of degrees first, then the text. A risk point always has one.
fn position(
    row: &Row<'_, RiskField>,
    warnings: &mut Vec<RowProblem>,
) -> Result<(LonLat, f64), Box<RowProblem>> {
    let datum = row.datum()?.unwrap_or(Datum::Wgs84);
    let written = match row.text(RiskField::Position) {
        "" => None,
        text => Some(row.position(RiskField::Position, text, datum)?),
    };
    let degrees = row.degrees(RiskField::Lon, RiskField::Lat, datum)?;
    if let (Some((at, radius_m)), Some((other, other_m))) = (degrees, written) {
        let apart_m = distance_m(at, other);
        if apart_m > radius_m + other_m {
            let why = format!("lies {apart_m:.0} m from the latitude and longitude; these are taken");
            warnings.push(row.problem(Severity::Warning, RiskField::Position, why));
        }
    }
    let missing = "is empty; a risk point needs a latitude and longitude, or a position";
    degrees.or(written).ok_or_else(|| row.refuse(RiskField::Lat, missing))
}
