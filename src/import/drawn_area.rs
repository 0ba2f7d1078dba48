//! A polygon that somebody drew, as GeoJSON.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use geojson::GeoJson;

use super::geometry::multi_polygon;
use crate::domain::LonLat;

/// Most positions of one area.
const MOST_POSITIONS: usize = 10_000;
/// Most rings of one area, holes included.
const MOST_RINGS: usize = 200;
/// Deepest nesting of brackets: a collection of one feature with a multipolygon has eight.
const DEEPEST: usize = 16;

/// Reads a polygon or multipolygon, or a feature or a collection of one feature with it; positions are
/// rounded to 1e-7 degrees.
///
/// # Errors
/// Says in words what it is instead: no JSON, another geometry, too many positions, a position outside the
/// world or swapped.
pub fn drawn_area(text: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let text = std::str::from_utf8(text).map_err(|e| format!("the area is not UTF-8: {e}"))?;
    check_depth(text)?;
    let parsed: GeoJson = text.parse().map_err(|e| format!("the area is not GeoJSON: {e}"))?;
    let geometry = match parsed {
        GeoJson::Geometry(geometry) => Some(geometry),
        GeoJson::Feature(feature) => feature.geometry,
        GeoJson::FeatureCollection(mut collection) => match collection.features.len() {
            1 => collection.features.remove(0).geometry,
            n => return Err(format!("the collection has {n} features; draw one area, as one multipolygon")),
        },
    };
    let geometry = geometry.ok_or("the feature has no geometry")?;
    let shape = multi_polygon(geometry).map_err(|reason| format!("the area {reason}"))?;
    let positions: usize = shape
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .map(|ring| ring.0.len())
        .sum();
    let parts: usize = shape.iter().map(|polygon| 1 + polygon.interiors().len()).sum();
    if parts > MOST_RINGS {
        return Err(format!("the area has {parts} rings; at most {MOST_RINGS}"));
    }
    if positions > MOST_POSITIONS {
        return Err(format!("the area has {positions} positions; at most {MOST_POSITIONS}"));
    }
    shape.iter().map(rounded).collect()
}

fn rounded(polygon: &Polygon<f64>) -> Result<Polygon<f64>, String> {
    let ring = |ring: &LineString<f64>| {
        let position = |c: &Coord<f64>| {
            let at = LonLat::new(c.x, c.y).map_err(|e| e.to_string())?;
            Ok(Coord { x: at.lon_deg(), y: at.lat_deg() })
        };
        ring.coords().map(position).collect::<Result<LineString<f64>, String>>()
    };
    let holes = polygon.interiors().iter().map(ring).collect::<Result<_, _>>()?;
    Ok(Polygon::new(ring(polygon.exterior())?, holes))
}

/// Refuses nesting before a parser follows it.
fn check_depth(text: &str) -> Result<(), String> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (i, c) in text.bytes().enumerate() {
        match c {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("brackets are nested more than {DEEPEST} deep at byte {i}"));
                }
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}
