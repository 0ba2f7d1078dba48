//! `TileJSON` 3.0.0: what QGIS and MapLibre read to know a layer of tiles.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::TileLayer;

/// The part of the world that tiles have something of: west, south, east, north in degrees.
const BOUNDS: [f64; 4] = [94.0, 4.0, 111.0, 25.0];

/// Describes a layer of tiles.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileJson {
    /// Version of the form.
    pub tilejson: &'static str,
    /// The layer's name.
    pub name: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// Whose data these are.
    pub attribution: String,
    /// Columns count from the west and rows from the north.
    pub scheme: &'static str,
    /// Addresses with `{z}`, `{x}` and `{y}`, with the query that this description was asked with.
    pub tiles: Vec<String>,
    /// Lowest zoom that holds anything.
    pub minzoom: u8,
    /// Zoom beyond which tiles are drawn larger instead of asked for.
    pub maxzoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// The layers inside a tile.
    pub vector_layers: Vec<VectorLayer>,
}

/// A layer inside a tile.
#[derive(Debug, Serialize, ToSchema)]
pub struct VectorLayer {
    /// Its name.
    pub id: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// What is said of each thing: `String`, `Number` or `Boolean` by name.
    pub fields: BTreeMap<&'static str, &'static str>,
}

impl TileJson {
    /// Describes a layer whose tiles are at an address, with `{z}/{x}/{y}` in it.
    pub fn new(layer: TileLayer, address: String, attribution: String) -> Self {
        let (description, zooms) = about(layer);
        Self {
            tilejson: "3.0.0",
            name: layer.as_str(),
            description,
            attribution,
            scheme: "xyz",
            tiles: vec![address],
            minzoom: zooms.0,
            maxzoom: zooms.1,
            bounds: BOUNDS,
            vector_layers: vector_layers(layer),
        }
    }
}

/// Says what a layer is, and its first and last zoom.
fn about(layer: TileLayer) -> (&'static str, (u8, u8)) {
    match layer {
        TileLayer::Ground => {
            ("Land, water, towns and the border line; approximate, not authoritative", (0, 10))
        }
        TileLayer::Districts => ("Districts with the reports that a query matches", (0, 12)),
        TileLayer::Reports => {
            ("Reports with a point; below zoom 9, or over 1,500 in a tile, those of a cell together", (0, 16))
        }
        TileLayer::Crossings => ("Border crossings with a position", (0, 14)),
        TileLayer::Hotspots => ("Getis-Ord Gi* by district or square", (0, 12)),
        TileLayer::RiskPoints => ("Risk points of a plan, the synthetic ones marked", (0, 14)),
        TileLayer::Mgrs => ("Military grid of zones 47 and 48, WGS 84", (4, 14)),
    }
}

fn vector_layers(layer: TileLayer) -> Vec<VectorLayer> {
    const TEXT: &str = "String";
    const NUMBER: &str = "Number";
    const TRUTH: &str = "Boolean";
    let tally = [("code", TEXT), ("count", NUMBER), ("confirmed", NUMBER), ("target", TRUTH)];
    let names = [("name_th", TEXT), ("name_en", TEXT)];
    match layer {
        TileLayer::Ground => vec![
            inner("land", "Thailand and land beyond Laos and Cambodia", &[("country", TEXT)]),
            inner("neighbours", "Lao and Cambodian units", &[("country", TEXT), ("name_en", TEXT)]),
            inner("lakes", "Lakes, reservoirs and wide rivers", &[]),
            inner("rivers", "Rivers by class, 1 the largest", &[("level", NUMBER)]),
            inner("border", "The border line, approximate", &[("border", TEXT), ("maritime", TRUTH)]),
            inner("marks", "Kilometres along the border line", &[("km", NUMBER)]),
            inner("towns", "Towns", &[&names[..], &[("population", NUMBER), ("country", TEXT)]].concat()),
        ],
        TileLayer::Districts => vec![
            inner("districts", "Polygons of districts with counts", &tally),
            inner("centres", "A point in each district with counts", &[&tally[..], &names].concat()),
        ],
        TileLayer::Reports => vec![inner(
            "reports",
            "Each report, or a count at the mean position of a cell",
            &[
                ("id", TEXT),
                ("category", TEXT),
                ("status", TEXT),
                ("precision", TEXT),
                ("count", NUMBER),
                ("confirmed", NUMBER),
            ],
        )],
        TileLayer::Crossings => {
            let own = [("id", TEXT), ("kind", TEXT), ("status", TEXT), ("approximate", TRUTH)];
            vec![inner(
                "crossings",
                "Crossings with the last status documented",
                &[&own[..], &names].concat(),
            )]
        }
        TileLayer::Hotspots => vec![inner(
            "hotspots",
            "Districts, or squares with a report or a significant score",
            &[
                ("id", TEXT),
                ("district", TEXT),
                ("count", NUMBER),
                ("z", NUMBER),
                ("p", NUMBER),
                ("class", TEXT),
            ],
        )],
        TileLayer::RiskPoints => vec![inner(
            "risk_points",
            "Risk points with their severity, 5 the worst",
            &[
                ("id", TEXT),
                ("name", TEXT),
                ("kind", TEXT),
                ("severity", NUMBER),
                ("synthetic", TRUTH),
                ("approximate", TRUTH),
            ],
        )],
        TileLayer::Mgrs => vec![
            inner("lines", "Lines of the grid", &[("step_m", NUMBER), ("zone", NUMBER)]),
            inner("labels", "Names of squares, in their middle", &[("text", TEXT)]),
        ],
    }
}

fn inner(
    id: &'static str,
    description: &'static str,
    fields: &[(&'static str, &'static str)],
) -> VectorLayer {
    VectorLayer { id, description, fields: fields.iter().copied().collect() }
}
