//! Vector tiles (Mapbox Vector Tile Specification 2.1) written from shapes that are already in a tile's units.

use std::io::Write;

use fast_mvt::{MvtCoord, MvtGeomType, MvtResult, MvtTileBuilder, MvtValueRef};
use flate2::Compression;
use flate2::write::GzEncoder;
use geo_types::Coord;

use crate::domain::number::count_to_u64;
use crate::spatial::TileShape;

/// One thing on a tile.
#[derive(Debug)]
pub struct TileFeature {
    /// A number by which the map tells it from others of its layer, across tiles.
    pub id: Option<u64>,
    /// Where it is.
    pub shape: TileShape,
    /// What is said of it.
    pub properties: Vec<(&'static str, TileValue)>,
}

/// The things of one layer inside a tile.
#[derive(Debug)]
pub struct TileFeatures {
    /// The layer's name.
    pub name: &'static str,
    /// The things; a layer without any is not written.
    pub features: Vec<TileFeature>,
}

/// What can be said of a thing on a tile.
#[derive(Debug, Clone, PartialEq)]
pub enum TileValue {
    /// Words.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// Any number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// Not said; such a property is left out, since tiles have no null.
    Absent,
}

impl From<&str> for TileValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for TileValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for TileValue {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for TileValue {
    fn from(count: usize) -> Self {
        Self::Whole(count_to_u64(count))
    }
}

impl From<f64> for TileValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for TileValue {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl<T: Into<TileValue>> From<Option<T>> for TileValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// Writes a tile; without any thing on it, it has no bytes at all.
pub fn write_tile(layers: &[TileFeatures]) -> Vec<u8> {
    write(layers).expect("only layers without a name, rings without a point and 2^32 values are refused")
}

/// Packs bytes (gzip, RFC 1952).
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("writing to memory does not fail")
}

fn write(layers: &[TileFeatures]) -> MvtResult<Vec<u8>> {
    let mut tile = MvtTileBuilder::new();
    for TileFeatures { name, features } in layers {
        if features.is_empty() {
            continue;
        }
        let mut layer = tile.layer(*name)?;
        for feature in features {
            let mut written = layer.feature_of(match feature.shape {
                TileShape::Point(_) => MvtGeomType::Point,
                TileShape::Lines(_) => MvtGeomType::LineString,
                TileShape::Polygons(_) => MvtGeomType::Polygon,
            });
            written.id(feature.id);
            match &feature.shape {
                TileShape::Point(at) => {
                    written.points([unit(*at)])?;
                }
                TileShape::Lines(lines) => {
                    for line in lines {
                        written.line(line.iter().copied().map(unit))?;
                    }
                }
                TileShape::Polygons(polygons) => {
                    for rings in polygons {
                        for (i, ring) in rings.iter().enumerate() {
                            written.ring(ring.iter().copied().map(unit), i == 0)?;
                        }
                    }
                }
            }
            for (key, value) in &feature.properties {
                match value {
                    TileValue::Text(text) => written.tag_ref(key, MvtValueRef::String(text))?,
                    TileValue::Whole(number) => written.tag_uint(key, *number)?,
                    TileValue::Number(number) => written.tag_double(key, *number)?,
                    TileValue::Truth(truth) => written.tag_bool(key, *truth)?,
                    TileValue::Absent => &mut written,
                };
            }
            layer = written.end();
        }
        tile = layer.end();
    }
    Ok(tile.encode())
}

fn unit(at: Coord<i32>) -> MvtCoord {
    MvtCoord { x: at.x, y: at.y }
}
