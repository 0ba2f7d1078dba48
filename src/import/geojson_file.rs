//! A GeoJSON file, read twice: once for the names of its properties, once for its features as records.

use std::collections::HashSet;
use std::ops::ControlFlow;

use geojson::{Feature, GeometryValue, feature::Id};
use serde_json::Value;

use super::columns::{Field, RowField};
use super::json_cut::{CutFeature, FeatureCutter};
use super::record_file::{MOST_COLUMNS, Opened, Source, Unit};
use super::records::Record;

/// Columns that a feature's geometry fills.
const POSITION: [&str; 2] = ["lon", "lat"];

/// Bytes that are shown of what is no JSON.
const SHOWN: usize = 16;

/// A GeoJSON file after its properties' names are known.
pub(super) struct GeoJsonFile {
    source: Box<dyn Source>,
    /// `lon`, `lat`, the properties, and `id` where no property is one.
    columns: Vec<String>,
}

impl GeoJsonFile {
    /// Reads through all features for the names of their properties.
    ///
    /// # Errors
    /// When the file is no feature collection, is cut off, or has too many different properties.
    pub(super) fn open(mut source: Box<dyn Source>) -> Result<Opened<Self>, String> {
        let (mut names, mut columns) = (HashSet::new(), Vec::from(POSITION.map(ToOwned::to_owned)));
        names.extend(columns.iter().cloned());
        let (mut size, mut have_ids) = (0, false);
        for cut in FeatureCutter::new(&mut source)? {
            size += 1;
            // Why a feature cannot be read is said where it is read as a record.
            let Ok(feature) = feature(&cut?) else { continue };
            have_ids |= feature.id.is_some();
            for name in feature.properties.into_iter().flatten().map(|(name, _)| name) {
                if names.insert(name.clone()) {
                    columns.push(name);
                }
            }
            if columns.len() > MOST_COLUMNS {
                return Err(format!("its features have more than {MOST_COLUMNS} different properties"));
            }
        }
        if have_ids && !columns.iter().any(|name| is_id(name)) {
            columns.push(Field::Id.as_str().to_owned());
        }
        let (header, read_as) = (columns.clone(), "GeoJSON".to_owned());
        Ok(Opened { header, unit: Unit::Feature, read_as, size, body: Self { source, columns } })
    }

    /// Hands over each feature as a record, with how many were read.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn read(self, take: &mut dyn FnMut(Record, u64) -> ControlFlow<()>) -> Result<(), String> {
        for (line, cut) in (1..).zip(FeatureCutter::new(self.source)?) {
            let cut = cut?;
            let fields = feature(&cut).and_then(|feature| fields(feature, &self.columns));
            let raw = match fields {
                Ok(_) => String::new(),
                Err(_) => String::from_utf8_lossy(&cut.bytes).into_owned(),
            };
            if take(Record { line, raw, fields }, line).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Tells whether a property is the source's id, whatever the file is about.
fn is_id(name: &str) -> bool {
    Field::Id.spellings().contains(&name.trim().to_lowercase().as_str())
}

/// Parses one feature, or says why it cannot be read, with the place in the file.
fn feature(cut: &CutFeature) -> Result<Feature, String> {
    if let Some(fault) = &cut.fault {
        return Err(fault.clone());
    }
    serde_json::from_slice(&cut.bytes).map_err(|error| {
        if !error.is_syntax() {
            return format!("is not a GeoJSON feature: {error}");
        }
        let before: usize =
            cut.bytes.split_inclusive(|b| *b == b'\n').take(error.line() - 1).map(<[u8]>::len).sum();
        let at = before + error.column().saturating_sub(1);
        let shown: Vec<u8> = cut.bytes.iter().skip(at).take(SHOWN).copied().collect();
        let place = cut.at + crate::domain::number::count_to_u64(at);
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        format!("is not JSON at byte {place}, `{}`: {reason}", String::from_utf8_lossy(&shown))
    })
}

/// Returns the fields of a feature under the columns of all.
fn fields(feature: Feature, columns: &[String]) -> Result<Vec<String>, String> {
    let position = match feature.geometry.map(|geometry| geometry.value) {
        None => None,
        Some(GeometryValue::Point { coordinates }) => match coordinates.as_slice() {
            [lon, lat, ..] => Some(degrees(*lon, *lat)),
            _ => return Err("its position has not two numbers".to_owned()),
        },
        Some(other) => {
            return Err(format!(
                "is a {}; a report has a Point or no geometry, a risk point a Point",
                other.type_name()
            ));
        }
    };
    let mut properties = feature.properties.unwrap_or_default();
    let id = feature.id.map(|id| match id {
        Id::String(text) => text,
        Id::Number(number) => text(Value::Number(number)),
    });
    let field = |name: &String| {
        let written = match (name.as_str(), &position) {
            ("lon", Some((lon, _))) => Some(lon.clone()),
            ("lat", Some((_, lat))) => Some(lat.clone()),
            _ => None,
        };
        let property = written.or_else(|| properties.remove(name).map(text));
        property.or_else(|| id.clone().filter(|_| name == Field::Id.as_str())).unwrap_or_default()
    };
    Ok(columns.iter().map(field).collect())
}

/// Writes a position with as many decimals for the one as for the other: JSON leaves out the zeros at the
/// end, and how many decimals there are says how far the truth may lie off.
fn degrees(lon: f64, lat: f64) -> (String, String) {
    let decimals = |degrees: f64| degrees.to_string().split_once('.').map_or(0, |(_, after)| after.len());
    let most = decimals(lon).max(decimals(lat));
    (format!("{lon:.most$}"), format!("{lat:.most$}"))
}

/// Returns a value as the text of a field.
fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        // Some programs write every number as a float, codes too.
        Value::Number(number) => {
            let written = number.to_string();
            written.strip_suffix(".0").map(ToOwned::to_owned).unwrap_or(written)
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn records(features: &str) -> (Vec<String>, Vec<Result<Vec<String>, String>>) {
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        let opened = GeoJsonFile::open(Box::new(Cursor::new(text))).unwrap();
        let mut records = Vec::new();
        let mut take = |record: Record, _| {
            records.push(record.fields);
            ControlFlow::Continue(())
        };
        opened.body.read(&mut take).unwrap();
        (opened.header, records)
    }

    #[test]
    fn properties_of_all_features_are_the_columns_and_values_become_texts() {
        let (header, found) = records(
            r#"{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[103.7,14.44,180]},"properties":{"code":3206.0,"a":null}},
               {"type":"Feature","geometry":null,"properties":{"b":true,"lon":"103.5"}},
               {"type":"Feature","geometry":null,"properties":null}"#,
        );
        assert_eq!(header, ["lon", "lat", "a", "code", "b", "id"]);
        assert_eq!(found[0].as_ref().unwrap(), &["103.70", "14.44", "", "3206", "", "7"]);
        assert_eq!(found[1].as_ref().unwrap(), &["103.5", "", "", "", "true", ""]);
        assert_eq!(found[2].as_ref().unwrap(), &[""; 6]);
    }

    #[test]
    fn what_cannot_be_a_report_is_refused_with_its_place() {
        let (_, found) = records(
            "{\"type\":\"Feature\",\n\"geometry\":{\"type\":\"Point\",\"coordinates\":[NaN,14]},\"properties\":{}},
             {\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]},\"properties\":{}},
             {\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1]},\"properties\":{}},
             {\"type\":\"Banana\"}, 7",
        );
        let reasons: Vec<String> = found.into_iter().map(Result::unwrap_err).collect();
        assert_eq!(reasons[0], "is not JSON at byte 101, `NaN,14]},\"proper`: expected value");
        assert_eq!(reasons[1], "is a LineString; a report has a Point or no geometry, a risk point a Point");
        assert!(reasons[2].contains("position"), "{}", reasons[2]);
        assert!(reasons[3].contains("Banana") && reasons[4].contains("not a GeoJSON feature"), "{reasons:?}");
    }
}
