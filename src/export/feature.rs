//! GeoJSON (RFC 7946) built from domain values.

use geo_types::{Coord, LineString, MultiPolygon};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::LonLat;

/// A point geometry, written without a tree of values in between: lists have thousands.
#[derive(Debug, Serialize)]
pub(super) struct PointGeometry {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [f64; 2],
}

impl PointGeometry {
    /// Makes the point of a position.
    pub(super) fn new(at: LonLat) -> Self {
        Self { kind: "Point", coordinates: [at.lon_deg(), at.lat_deg()] }
    }
}

/// Makes a point geometry.
pub fn point_geometry(at: LonLat) -> Value {
    json!({ "type": "Point", "coordinates": [at.lon_deg(), at.lat_deg()] })
}

/// How many decimals of a degree shapes are written with: 5 is about 1 m, 4 about 11 m.
///
/// Lines drawn to these decimals keep shared edges shared, since each position is rounded alike.
#[derive(Debug, Clone, Copy)]
pub struct Decimals(pub u8);

impl Decimals {
    /// All that positions are kept with.
    pub const ALL: Self = Self(7);

    fn round(self, degrees: f64) -> f64 {
        let steps = 10_f64.powi(i32::from(self.0));
        (degrees * steps).round() / steps
    }
}

/// Makes a polygon geometry: `Polygon` for one part, else `MultiPolygon`.
pub fn polygon_geometry(shape: &MultiPolygon<f64>, decimals: Decimals) -> Value {
    let parts: Vec<Value> = shape
        .iter()
        .map(|polygon| {
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .map(|ring| positions(ring, decimals))
                .collect()
        })
        .collect();
    match parts.as_slice() {
        [only] => json!({ "type": "Polygon", "coordinates": only }),
        _ => json!({ "type": "MultiPolygon", "coordinates": parts }),
    }
}

/// Makes a line geometry.
pub fn line_geometry(line: &LineString<f64>, decimals: Decimals) -> Value {
    json!({ "type": "LineString", "coordinates": positions(line, decimals) })
}

/// Makes a point geometry from degrees.
pub fn coord_geometry(at: Coord<f64>, decimals: Decimals) -> Value {
    json!({ "type": "Point", "coordinates": [decimals.round(at.x), decimals.round(at.y)] })
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

fn positions(line: &LineString<f64>, decimals: Decimals) -> Value {
    line.coords().map(|c| json!([decimals.round(c.x), decimals.round(c.y)])).collect()
}
