//! Risk zones with their reasons as files: each zone one feature, one row, one named place.

use geo_types::MultiPolygon;
use serde_json::{Map, Value, json};

use super::placemark::{PlacemarkGeometry, PlacemarkStyle};
use super::study::{StudyResult, StudySheet, ZoneFields, ZonesFields};
use super::{CsvWriter, Decimals, Placemark, PlacemarkFile, feature, feature_collection, polygon_geometry};
use crate::domain::{DistrictCode, LonLat, Reference};

/// The columns of a zone in files.
const COLUMNS: [&str; 22] = [
    "rank",
    "lon",
    "lat",
    "districts",
    "names_th",
    "names_en",
    "area_km2",
    "score",
    "recent",
    "usual",
    "terrain",
    "recent_weight",
    "usual_weight",
    "terrain_weight",
    "reports",
    "recent_reports",
    "risk_points",
    "crossing",
    "crossing_distance_m",
    "chosen",
    "rank_low",
    "rank_high",
];

/// Returns the zones of an answer; none where there was not enough.
fn zones(sheet: &StudySheet) -> Option<&ZonesFields> {
    match &sheet.result {
        Some(StudyResult::Zones(zones)) => Some(zones),
        _ => None,
    }
}

fn all(sheet: &StudySheet) -> &[ZoneFields] {
    zones(sheet).map_or(&[], |zones| &zones.zones)
}

/// Returns the districts that a zone lies in, each once, in the order of its cells.
fn districts(zone: &ZoneFields) -> Vec<DistrictCode> {
    let mut districts = Vec::new();
    for cell in &zone.cells {
        if !districts.contains(&cell.district) {
            districts.push(cell.district);
        }
    }
    districts
}

fn row(zone: &ZoneFields, reference: &Reference) -> [String; 22] {
    let codes = districts(zone);
    let names = |of: fn(&crate::domain::Names) -> &String| {
        let known = codes.iter().filter_map(|code| reference.district(*code));
        known.map(|district| of(&district.names).clone()).collect::<Vec<_>>().join("; ")
    };
    let term = |name: &str| zone.reasons.iter().find(|reason| reason.term == name);
    let value = |name| term(name).map(|reason| reason.value.to_string()).unwrap_or_default();
    let weight = |name| term(name).map(|reason| reason.weight.to_string()).unwrap_or_default();
    let steady = zone.stability.as_ref();
    [
        zone.rank.to_string(),
        zone.lon.to_string(),
        zone.lat.to_string(),
        codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        names(|names| &names.th),
        names(|names| &names.en),
        zone.area_km2.to_string(),
        zone.score.to_string(),
        value("recent"),
        value("usual"),
        value("terrain"),
        weight("recent"),
        weight("usual"),
        weight("terrain"),
        zone.reports.to_string(),
        zone.recent_reports.to_string(),
        zone.risk_points.to_string(),
        zone.crossing.clone().unwrap_or_default(),
        zone.crossing_distance_m.map(|metres| metres.to_string()).unwrap_or_default(),
        steady.map(|steady| steady.chosen.to_string()).unwrap_or_default(),
        steady.map(|steady| steady.rank_low.to_string()).unwrap_or_default(),
        steady.map(|steady| steady.rank_high.to_string()).unwrap_or_default(),
    ]
}

/// Writes zones as CSV; each row repeats what was asked and the hash of the answer.
pub fn zones_csv(sheet: &StudySheet, reference: &Reference) -> Vec<u8> {
    let mut csv = CsvWriter::new(&[&COLUMNS[..], &["question", "hash"]].concat());
    for zone in all(sheet) {
        let run = [sheet.run.question.clone(), sheet.run.hash.clone()];
        csv.row(row(zone, reference).into_iter().chain(run));
    }
    csv.finish()
}

/// Writes zones as GeoJSON: the head of the answer and the backtest as members, each zone with its outline and reasons.
pub fn zones_geojson(sheet: &StudySheet, outlines: &[MultiPolygon<f64>]) -> Vec<u8> {
    let features = all(sheet).iter().zip(outlines).map(|(zone, outline)| {
        let mut properties = json!(zone);
        if let Some(properties) = properties.as_object_mut() {
            let ids: Vec<&String> = zone.cells.iter().map(|cell| &cell.id).collect();
            // The geometry says where the cells are.
            properties.insert("cells".to_owned(), json!(ids));
            let codes: Vec<String> = districts(zone).iter().map(ToString::to_string).collect();
            properties.insert("districts".to_owned(), json!(codes));
        }
        feature(Some(json!(zone.rank)), Some(polygon_geometry(outline, Decimals::ALL)), properties)
    });
    let mut members = match json!(sheet) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.remove("result");
    if let Some(zones) = zones(sheet) {
        members.insert("backtest".to_owned(), json!(zones.backtest));
        members.insert("backtest_message".to_owned(), json!(zones.backtest_message));
    }
    feature_collection(features.collect(), &members).to_string().into_bytes()
}

/// Makes the named places of zones.
pub fn zone_placemarks(
    sheet: &StudySheet,
    outlines: &[MultiPolygon<f64>],
    reference: &Reference,
    attribution: &[&str],
) -> PlacemarkFile {
    let placemark = |(zone, outline): (&ZoneFields, &MultiPolygon<f64>)| {
        let fields: Vec<(&'static str, String)> = COLUMNS.into_iter().zip(row(zone, reference)).collect();
        let names = fields[4].1.clone();
        Some(Placemark {
            id: format!("zone-{}", zone.rank),
            name: format!("{} {names}", zone.rank),
            short: format!("Z{}", zone.rank),
            description: described(zone, &names),
            kind: "zone".to_owned(),
            when: None,
            fields,
            geometry: PlacemarkGeometry::Area {
                inside: LonLat::new(zone.lon, zone.lat).ok()?,
                shape: outline.clone(),
            },
            style: STYLE,
        })
    };
    let message = sheet.message.as_ref().map_or(String::new(), |message| format!(" {message}."));
    PlacemarkFile {
        name: format!("Mekong Watch: risk zones, epoch {}", sheet.run.epoch),
        description: format!(
            "Zones to walk, the best first.{message} Counts are of reports, not of what happened. {} {} {}. Asked: {}. \
             SHA-256 of the answer: {}. {}.",
            backtest_words(sheet),
            "A score of 1 is the mean over the whole mask.",
            sheet.run.software,
            sheet.run.question,
            sheet.run.hash,
            attribution.join("; ")
        ),
        placemarks: all(sheet).iter().zip(outlines).filter_map(placemark).collect(),
    }
}

const STYLE: PlacemarkStyle =
    PlacemarkStyle { id: "zone", colour: [0xb2, 0x18, 0x2b], opacity: 90, symbol: "Flag, Red" };

fn described(zone: &ZoneFields, names: &str) -> String {
    let reasons: Vec<String> = zone
        .reasons
        .iter()
        .map(|reason| {
            format!("{} {:.1} times the mean (weight {})", reason.term, reason.value, reason.weight)
        })
        .collect();
    let steady = zone.stability.as_ref().map_or(String::new(), |steady| {
        format!(
            " Chosen in {:.0} % of redraws, rank {} to {}.",
            steady.chosen * 100.0,
            steady.rank_low,
            steady.rank_high
        )
    });
    let crossing = match (&zone.crossing, zone.crossing_distance_m) {
        (Some(crossing), Some(metres)) => {
            format!(" Nearest crossing {crossing}, {:.1} km.", metres / 1_000.0)
        }
        _ => String::new(),
    };
    format!(
        "{names}: {:.0} km2, score {:.1}: {}. {} reports, {} lately; {} risk points.{crossing}{steady}",
        zone.area_km2,
        zone.score,
        reasons.join(", "),
        zone.reports,
        zone.recent_reports,
        zone.risk_points
    )
}

/// Says how the recipe did; PAI never without n and the share of the area.
fn backtest_words(sheet: &StudySheet) -> String {
    let Some(backtest) = zones(sheet).and_then(|zones| zones.backtest.as_ref()) else {
        return "Nothing is known of how such zones did before.".to_owned();
    };
    let recipes =
        backtest.recipes.iter().map(|recipe| match (recipe.hit_rate, recipe.area_share, recipe.pai) {
            (Some(hit_rate), Some(area_share), Some(pai)) => format!(
                "{}: {:.0} % of n = {} in {:.1} % of the area, PAI {pai:.1}",
                recipe.recipe,
                hit_rate * 100.0,
                recipe.n,
                area_share * 100.0
            ),
            _ => format!("{}: no zones", recipe.recipe),
        });
    let recipes: Vec<String> = recipes.collect();
    format!("In the last {} steps, foretold from those before: {}.", backtest.steps, recipes.join("; "))
}
