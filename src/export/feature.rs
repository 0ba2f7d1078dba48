//! GeoJSON (RFC 7946) built from domain values.

use geo_types::{Coord, LineString, MultiPolygon};
use serde_json::{Map, Value, json};

use crate::domain::LonLat;

/// Makes a point geometry.
pub fn point_geometry(at: LonLat) -> Value {
    json!({ "type": "Point", "coordinates": [at.lon_deg(), at.lat_deg()] })
}

/// Makes a polygon geometry: `Polygon` for one part, else `MultiPolygon`.
pub fn polygon_geometry(shape: &MultiPolygon<f64>) -> Value {
    let parts: Vec<Value> = shape
        .iter()
        .map(|polygon| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(positions).collect()
        })
        .collect();
    match parts.as_slice() {
        [only] => json!({ "type": "Polygon", "coordinates": only }),
        _ => json!({ "type": "MultiPolygon", "coordinates": parts }),
    }
}

/// Makes a line geometry.
pub fn line_geometry(line: &LineString<f64>) -> Value {
    json!({ "type": "LineString", "coordinates": positions(line) })
}

/// Makes a point geometry from degrees.
pub fn coord_geometry(at: Coord<f64>) -> Value {
    json!({ "type": "Point", "coordinates": [at.x, at.y] })
}

/// Makes a feature; a geometry of nothing is null, as RFC 7946 has it for unlocated features.
pub fn feature(id: Option<Value>, geometry: Option<Value>, properties: Value) -> Value {
    let mut feature = Map::new();
    feature.insert("type".to_owned(), json!("Feature"));
    if let Some(id) = id {
        feature.insert("id".to_owned(), id);
    }
    feature.insert("geometry".to_owned(), geometry.unwrap_or(Value::Null));
    feature.insert("properties".to_owned(), properties);
    Value::Object(feature)
}

/// Makes a collection, with further members beside its features.
pub fn feature_collection(features: Vec<Value>, members: &Map<String, Value>) -> Value {
    let mut collection = Map::new();
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection.extend(members.clone());
    collection.insert("features".to_owned(), Value::Array(features));
    Value::Object(collection)
}

fn positions(line: &LineString<f64>) -> Value {
    line.coords().map(|c| json!([c.x, c.y])).collect()
}
