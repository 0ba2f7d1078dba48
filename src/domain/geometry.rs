//! Shapes of the reference data: what the spatial indices are built from.

use geo_types::{LineString, MultiPolygon};

use super::{Border, Country, DistrictCode};

/// The polygon of a Thai district, in degrees.
#[derive(Debug, Clone)]
pub struct DistrictShape {
    /// The district.
    pub code: DistrictCode,
    /// Its polygon; districts share edges and leave no gaps.
    pub shape: MultiPolygon<f64>,
}

/// A Lao or Cambodian unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighbourUnit {
    /// Laos or Cambodia.
    pub country: Country,
    /// Its name in English; empty where the source gives none.
    pub name_en: String,
}

/// The polygon of a Lao or Cambodian unit, in degrees.
#[derive(Debug, Clone)]
pub struct NeighbourShape {
    /// The unit.
    pub unit: NeighbourUnit,
    /// Its polygon.
    pub shape: MultiPolygon<f64>,
}

/// One stretch of a border line, running from north to south with Thailand on the right-hand side.
#[derive(Debug, Clone)]
pub struct BorderStretch {
    /// Which border.
    pub border: Border,
    /// Whether it runs at sea.
    pub maritime: bool,
    /// Kilometre at which it begins.
    pub km_from: f64,
    /// The line, in degrees.
    pub line: LineString<f64>,
}

/// The shapes that come with the product.
#[derive(Debug, Clone, Default)]
pub struct Shapes {
    /// All districts of Thailand.
    pub districts: Vec<DistrictShape>,
    /// Lao and Cambodian units.
    pub neighbours: Vec<NeighbourShape>,
    /// Both borders, from north to south.
    pub border: Vec<BorderStretch>,
}

/// Land beyond Laos and Cambodia, for the eye only.
#[derive(Debug, Clone)]
pub struct LandShape {
    /// ISO 3166 country code as the source gives it.
    pub country: String,
    /// Its polygon, in degrees.
    pub shape: MultiPolygon<f64>,
}

/// A river, for the eye, and for how far away one is in a risk model; the source is right to about a kilometre.
#[derive(Debug, Clone)]
pub struct RiverLine {
    /// 1 the largest to 4 the smallest, as the source has it.
    pub level: u8,
    /// Its line, in degrees.
    pub line: LineString<f64>,
}

/// The shapes that the ground of the map is drawn from; no place is found by them, and only a risk model asks how far
/// rivers are.
#[derive(Debug, Clone, Default)]
pub struct GroundShapes {
    /// Land beyond Laos and Cambodia.
    pub land: Vec<LandShape>,
    /// Rivers.
    pub rivers: Vec<RiverLine>,
    /// Lakes, reservoirs and wide rivers.
    pub lakes: Vec<MultiPolygon<f64>>,
}
