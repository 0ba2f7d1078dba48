//! What each layer of tiles says of the things on it; `tile_json.rs` lists the same fields for programs.

use super::tile::{TileFeature, TileFeatures, TileValue};
use crate::domain::{Crossing, CrossingState, District, RiskPoint};
use crate::spatial::{GridPart, GroundPart, Tally, TilePoints, TileShape};

/// A district as far as a tile shows it.
#[derive(Debug)]
pub struct DistrictOnTile<'d> {
    /// The district.
    pub district: &'d District,
    /// Its reports; nothing when the caller may not know.
    pub tally: Option<Tally>,
    /// Whether it is a target district.
    pub target: bool,
    /// Its polygon, where it reaches into the tile.
    pub polygon: Option<TileShape>,
    /// Its label point, where that lies in the tile.
    pub centre: Option<TileShape>,
}

/// A district or square of a hotspot map as far as a tile shows it.
#[derive(Debug)]
pub struct HotspotOnTile<'h> {
    /// District code, or the square's name.
    pub id: String,
    /// A number for the map; districts have their code.
    pub number: Option<u64>,
    /// District code.
    pub district: String,
    /// Matching reports.
    pub count: usize,
    /// Standard score of Gi*.
    pub z: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// `hot99` to `cold99`, `none` or `not_tested`.
    pub class: &'h str,
    /// Where it is.
    pub shape: TileShape,
}

/// Writes the ground.
pub fn ground_layers(ground: GroundPart<'_>) -> Vec<TileFeatures> {
    let water = ground.lakes.into_iter().map(|shape| plain(shape, vec![]));
    let land = ground.land.into_iter().map(|(code, shape)| plain(shape, vec![("country", code.into())]));
    let neighbours = ground.neighbours.into_iter().map(|(unit, shape)| {
        let name = Some(unit.name_en.as_str()).filter(|name| !name.is_empty());
        plain(shape, vec![("country", unit.country.as_str().into()), ("name_en", name.into())])
    });
    let rivers = ground
        .rivers
        .into_iter()
        .map(|(level, shape)| plain(shape, vec![("level", u64::from(level).into())]));
    let border = ground.border.into_iter().map(|(border, maritime, shape)| {
        plain(shape, vec![("border", border.as_str().into()), ("maritime", maritime.into())])
    });
    let marks =
        ground.marks.into_iter().map(|(km, shape)| plain(shape, vec![("km", u64::try_from(km).ok().into())]));
    let towns = ground.towns.into_iter().map(|(town, shape)| {
        let th = if town.names.th.is_empty() { &town.names.en } else { &town.names.th };
        let properties = vec![
            ("name_th", th.as_str().into()),
            ("name_en", town.names.en.as_str().into()),
            ("population", town.population.into()),
            ("country", town.country.as_str().into()),
        ];
        plain(shape, properties)
    });
    vec![
        layer("land", land),
        layer("neighbours", neighbours),
        layer("lakes", water),
        layer("rivers", rivers),
        layer("border", border),
        layer("marks", marks),
        layer("towns", towns),
    ]
}

/// Writes districts: their polygons, and their label points with the same counts.
pub fn district_layers(districts: Vec<DistrictOnTile<'_>>) -> Vec<TileFeatures> {
    let (mut polygons, mut centres) = (Vec::new(), Vec::new());
    for on_tile in districts {
        let (code, names) = (on_tile.district.code, &on_tile.district.names);
        let said = || -> Vec<(&'static str, TileValue)> {
            vec![
                ("code", code.to_string().into()),
                ("count", on_tile.tally.map(|tally| tally.count).into()),
                ("confirmed", on_tile.tally.map(|tally| tally.confirmed).into()),
                ("target", on_tile.target.into()),
            ]
        };
        let id = Some(u64::from(code.number()));
        if let Some(shape) = on_tile.polygon {
            polygons.push(TileFeature { id, shape, properties: said() });
        }
        if let (Some(shape), Some(_)) = (on_tile.centre, on_tile.tally) {
            let mut properties = said();
            properties.push(("name_th", names.th.as_str().into()));
            properties.push(("name_en", names.en.as_str().into()));
            centres.push(TileFeature { id, shape, properties });
        }
    }
    vec![layer("districts", polygons), layer("centres", centres)]
}

/// Writes reports, each by itself or those of a cell together.
pub fn report_layers(points: TilePoints) -> Vec<TileFeatures> {
    let features: Vec<TileFeature> = match points {
        TilePoints::Single(points) => points
            .into_iter()
            .map(|(shape, report)| {
                let properties = vec![
                    ("id", report.id.to_string().into()),
                    ("category", report.category.as_str().into()),
                    ("status", report.status.as_str().into()),
                    ("precision", report.precision.as_str().into()),
                ];
                plain(shape, properties)
            })
            .collect(),
        TilePoints::Together(cells) => cells
            .into_iter()
            .map(|(shape, tally)| {
                plain(shape, vec![("count", tally.count.into()), ("confirmed", tally.confirmed.into())])
            })
            .collect(),
    };
    vec![layer("reports", features)]
}

/// Writes crossings, each with the state that was documented last.
pub fn crossing_features<'c>(
    crossings: impl Iterator<Item = (&'c Crossing, CrossingState, TileShape)>,
) -> TileFeatures {
    let features = crossings.map(|(crossing, state, shape)| {
        let properties = vec![
            ("id", crossing.id.to_string().into()),
            ("kind", crossing.kind.as_str().into()),
            ("status", state.as_str().into()),
            ("approximate", crossing.position.is_none_or(|position| !position.verified).into()),
            ("name_th", crossing.names.th.as_str().into()),
            ("name_en", crossing.names.en.as_str().into()),
        ];
        plain(shape, properties)
    });
    layer("crossings", features)
}

/// Writes risk points, each by itself.
pub fn risk_point_features<'r>(points: impl Iterator<Item = (&'r RiskPoint, TileShape)>) -> TileFeatures {
    let features = points.map(|(point, shape)| {
        let content = &point.content;
        let properties = vec![
            ("id", point.id.to_string().into()),
            ("name", content.name.as_str().into()),
            ("kind", content.kind.as_str().into()),
            ("severity", u64::from(content.severity.number()).into()),
            ("synthetic", content.synthetic.into()),
            ("approximate", content.is_approximate().into()),
        ];
        plain(shape, properties)
    });
    layer("risk_points", features)
}

/// Writes a hotspot map.
pub fn hotspot_layers<'h>(hotspots: impl Iterator<Item = HotspotOnTile<'h>>) -> Vec<TileFeatures> {
    let features = hotspots.map(|hotspot| TileFeature {
        id: hotspot.number,
        shape: hotspot.shape,
        properties: vec![
            ("id", hotspot.id.into()),
            ("district", hotspot.district.into()),
            ("count", hotspot.count.into()),
            ("z", hotspot.z.into()),
            ("p", hotspot.p.into()),
            ("class", hotspot.class.into()),
        ],
    });
    vec![layer("hotspots", features)]
}

/// Writes the military grid.
pub fn grid_layers(grid: GridPart) -> Vec<TileFeatures> {
    let lines = grid.lines.into_iter().map(|line| {
        let zone = line.zone.and_then(|zone| u64::try_from(zone).ok());
        plain(line.shape, vec![("step_m", u64::from(line.step_m).into()), ("zone", zone.into())])
    });
    let labels = grid.labels.into_iter().map(|label| plain(label.shape, vec![("text", label.text.into())]));
    vec![layer("lines", lines), layer("labels", labels)]
}

fn plain(shape: TileShape, properties: Vec<(&'static str, TileValue)>) -> TileFeature {
    TileFeature { id: None, shape, properties }
}

fn layer(name: &'static str, features: impl IntoIterator<Item = TileFeature>) -> TileFeatures {
    TileFeatures { name, features: features.into_iter().collect() }
}
