//! The GeoJSON files of `data/` as shapes.

use geo_types::{LineString, MultiLineString, MultiPolygon, Polygon};
use geojson::{FeatureCollection, GeometryValue, Position};

use super::FileError;
use crate::domain::{
    BorderStretch, CodeError, DistrictCode, DistrictShape, LandShape, NeighbourShape, NeighbourUnit,
    RiverLine, UnknownName,
};

fn features(file: &str, text: &str) -> Result<Vec<geojson::Feature>, FileError> {
    text.parse::<FeatureCollection>()
        .map(|collection| collection.features)
        .map_err(|e| FileError::Whole { file: file.to_owned(), reason: e.to_string() })
}

/// Reads district polygons, sorted by code.
///
/// The code is the property `code` or `dopa`, or `adm2_pcode` with the letters TH before it, as the United
/// Nations' common data sets write it.
///
/// # Errors
/// Names the feature (counted from 1) whose code or polygon cannot be read.
pub fn district_shapes(file: &str, text: &str) -> Result<Vec<DistrictShape>, FileError> {
    let mut shapes = each(file, text, |feature| {
        Ok(DistrictShape { code: district_code(feature)?, shape: polygons(feature)? })
    })?;
    shapes.sort_by_key(|s| s.code);
    Ok(shapes)
}

/// Reads the polygons of the other side.
///
/// # Errors
/// Names the feature (counted from 1) that cannot be read.
pub fn neighbour_shapes(file: &str, text: &str) -> Result<Vec<NeighbourShape>, FileError> {
    each(file, text, |feature| {
        let country = property(feature, "country")?.parse().map_err(|e: UnknownName| e.to_string())?;
        let name_en = property(feature, "name_en").unwrap_or_default();
        Ok(NeighbourShape { unit: NeighbourUnit { country, name_en }, shape: polygons(feature)? })
    })
}

/// Reads the border line.
///
/// # Errors
/// Names the feature (counted from 1) that cannot be read.
pub fn border_stretches(file: &str, text: &str) -> Result<Vec<BorderStretch>, FileError> {
    each(file, text, |feature| {
        let line: LineString<f64> =
            geometry(feature)?.try_into().map_err(|e: geojson::Error| e.to_string())?;
        if line.0.len() < 2 {
            return Err("a line needs two points".to_owned());
        }
        Ok(BorderStretch {
            border: property(feature, "border")?.parse().map_err(|e: UnknownName| e.to_string())?,
            maritime: feature.property("maritime").and_then(serde_json::Value::as_bool).unwrap_or(false),
            km_from: feature
                .property("km_from")
                .and_then(serde_json::Value::as_f64)
                .ok_or("has no `km_from`")?,
            line,
        })
    })
}

/// Reads land that is drawn only.
///
/// # Errors
/// Names the feature (counted from 1) that cannot be read.
pub fn land_shapes(file: &str, text: &str) -> Result<Vec<LandShape>, FileError> {
    each(file, text, |feature| {
        Ok(LandShape { country: property(feature, "country")?, shape: polygons(feature)? })
    })
}

/// Reads rivers, each line by itself.
///
/// # Errors
/// Names the feature (counted from 1) that cannot be read.
pub fn river_lines(file: &str, text: &str) -> Result<Vec<RiverLine>, FileError> {
    let rivers = each(file, text, |feature| {
        let level = feature.property("level").and_then(serde_json::Value::as_u64);
        let level = level.and_then(|level| u8::try_from(level).ok()).ok_or("has no `level`")?;
        let lines: MultiLineString<f64> =
            geometry(feature)?.try_into().map_err(|e: geojson::Error| e.to_string())?;
        Ok(lines.into_iter().map(|line| RiverLine { level, line }).collect::<Vec<_>>())
    })?;
    Ok(rivers.into_iter().flatten().collect())
}

/// Reads lakes.
///
/// # Errors
/// Names the feature (counted from 1) that cannot be read.
pub fn lake_shapes(file: &str, text: &str) -> Result<Vec<MultiPolygon<f64>>, FileError> {
    each(file, text, polygons)
}

fn each<T>(
    file: &str,
    text: &str,
    read: impl Fn(&geojson::Feature) -> Result<T, String>,
) -> Result<Vec<T>, FileError> {
    features(file, text)?
        .iter()
        .enumerate()
        .map(|(i, feature)| {
            read(feature).map_err(|reason| FileError::Whole {
                file: file.to_owned(),
                reason: format!("feature {}: {reason}", i + 1),
            })
        })
        .collect()
}

fn property(feature: &geojson::Feature, name: &str) -> Result<String, String> {
    feature
        .property(name)
        .and_then(serde_json::Value::as_str)
        .map(ToOwned::to_owned)
        .ok_or_else(|| format!("has no `{name}`"))
}

fn district_code(feature: &geojson::Feature) -> Result<DistrictCode, String> {
    let written = ["code", "dopa", "adm2_pcode"]
        .iter()
        .find_map(|name| property(feature, name).ok())
        .ok_or("has none of `code`, `dopa`, `adm2_pcode`")?;
    written.trim_start_matches("TH").parse().map_err(|e: CodeError| e.to_string())
}

fn geometry(feature: &geojson::Feature) -> Result<geojson::Geometry, String> {
    feature.geometry.clone().ok_or_else(|| "has no geometry".to_owned())
}

fn polygons(feature: &geojson::Feature) -> Result<MultiPolygon<f64>, String> {
    multi_polygon(geometry(feature)?)
}

/// Turns a polygon or multipolygon into one.
pub(super) fn multi_polygon(geometry: geojson::Geometry) -> Result<MultiPolygon<f64>, String> {
    let rings: Vec<&Vec<Position>> = match &geometry.value {
        GeometryValue::Polygon { coordinates } => coordinates.iter().collect(),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().collect(),
        other => return Err(format!("must be a Polygon or MultiPolygon, not a {}", other.type_name())),
    };
    // The `geojson` crate takes two numbers for granted and panics where there is one.
    if let Some(short) = rings.into_iter().flatten().find(|position| position.len() < 2) {
        return Err(format!("has a position of {} numbers; two are needed, longitude first", short.len()));
    }
    match geometry.value {
        GeometryValue::Polygon { .. } => Polygon::try_from(geometry).map(MultiPolygon::from),
        _ => MultiPolygon::try_from(geometry),
    }
    .map_err(|e| e.to_string())
}
