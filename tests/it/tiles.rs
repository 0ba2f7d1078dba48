//! Vector tiles: the counts of the API again, no report twice, shapes that maps can draw, nobody else's answers.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::Command;

use axum::http::{Request, StatusCode};
use mekong_watch::app::{Caller, TileQuestion};
use mekong_watch::domain::{Category, ReportQuery, RiskPointQuery, TileId, TileLayer};
use serde_json::Value;

use crate::databases::{BackEnd, on_both};
use crate::mvt::{self, Feature};
use crate::support::{Dice, Product, reference};

/// Tile numbers by the formula of the `OpenStreetMap` wiki ("Slippy map tilenames").
fn tile_of(lon: f64, lat: f64, zoom: u32) -> (i64, i64) {
    let n = f64::from(1 << zoom);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n;
    let whole = |value: f64| format!("{}", value.floor()).parse().unwrap();
    (whole((lon + 180.0) / 360.0 * n), whole(y))
}

/// Longitude and latitude of a place in a tile.
fn degrees(tile: (i64, i64), zoom: u32, at: (i64, i64)) -> (f64, f64) {
    let n = f64::from(1 << zoom);
    let along = |tile: i64, unit: i64| (tile as f64 + (unit as f64 + 0.5) / 4096.0) / n;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * along(tile.1, at.1))).sinh().atan();
    (along(tile.0, at.0) * 360.0 - 180.0, lat.to_degrees())
}

/// All tiles between two corners.
fn tiles_between(zoom: u32, north_west: (f64, f64), south_east: (f64, f64)) -> Vec<(i64, i64)> {
    let (a, b) = (tile_of(north_west.0, north_west.1, zoom), tile_of(south_east.0, south_east.1, zoom));
    (a.0..=b.0).flat_map(|x| (a.1..=b.1).map(move |y| (x, y))).collect()
}

/// Asks for a tile and returns the features of one of its layers.
async fn features(product: &Product, path: &str, layer: &str) -> Vec<Feature> {
    let answer = product.get(&format!("/api/v1/tiles/{path}")).await;
    match answer.status {
        StatusCode::NO_CONTENT => Vec::new(),
        StatusCode::OK => {
            assert_eq!(answer.headers["content-type"], "application/vnd.mapbox-vector-tile");
            mvt::read(&answer.bytes).remove(layer).unwrap_or_default()
        }
        other => panic!("{path}: {other}"),
    }
}

/// Synthetic reports: anywhere on the map, some on edges between tiles, and the coarse ones of the samples.
async fn scattered(back_end: BackEnd) -> Product {
    let mut dice = Dice::new(44);
    let mut file = "id,category,date,lon,lat,synthetic\n".to_owned();
    for i in 0..40 {
        let lon = 100.2 + dice.below(5_500) as f64 / 1_000.0;
        let lat = 12.2 + dice.below(7_500) as f64 / 1_000.0;
        // 101.25 E is an edge from zoom 5 on, 102.65625 E from zoom 8 on.
        let lon = [lon, 101.25, 102.656_25][usize::from(i % 10 == 3) + usize::from(i % 10 == 7) * 2];
        let category = ["drugs", "illegal_entry", "weapons"][usize::try_from(dice.below(3)).unwrap()];
        let month = 1 + dice.below(12);
        writeln!(file, "s{i},{category},2025-{month:02}-15,{lon:.7},{lat:.7},true").unwrap();
    }
    let product = Product::with_samples(back_end).await;
    assert_eq!(product.import("synthetic.csv", file.as_bytes()).await.added, 40);
    product
}

/// Sums a layer of reports over the tiles of a query's points and all around them.
async fn reports_on_tiles(product: &Product, query: &str, zoom: u32, points: &[(f64, f64)]) -> (u64, u64) {
    let around = if zoom % 4 == 1 { -1..=1 } else { 0..=0 };
    let mut tiles = BTreeSet::new();
    for (lon, lat) in points {
        let (x, y) = tile_of(*lon, *lat, zoom);
        tiles.extend(around.clone().flat_map(|dx| around.clone().map(move |dy| (x + dx, y + dy))));
    }
    let (mut reports, mut things) = (0, 0);
    for (x, y) in tiles {
        for feature in features(product, &format!("reports/{zoom}/{x}/{y}?{query}"), "reports").await {
            things += 1;
            reports += if zoom < 9 { feature.number("count") } else { 1 };
            assert_eq!(feature.properties.contains_key("id"), zoom >= 9);
            assert!(
                feature
                    .paths
                    .iter()
                    .flat_map(|p| &p.points)
                    .all(|(x, y)| (0..4096).contains(x) && (0..4096).contains(y))
            );
        }
    }
    (reports, things)
}

on_both! {
    async fn every_report_with_a_point_is_in_one_tile_of_a_zoom_and_no_other_in_any(back_end) {
        let product = scattered(back_end).await;
        for query in ["", "category=drugs&from=2025-03", "area=bbox:101,13,104,18", "precision=exact&status=unverified"] {
            let list = product.json(&format!("/api/v1/reports?limit=10000&{query}")).await;
            let position = |f: &Value| Some((f["geometry"]["coordinates"][0].as_f64()?, f["geometry"]["coordinates"][1].as_f64()?));
            let points: Vec<_> = list["features"].as_array().unwrap().iter().filter_map(position).collect();
            let expected = list["counts"]["points"].as_u64().unwrap();
            assert!(expected > 0 && expected < 46 && points.len() as u64 == expected, "{query}");
            for zoom in 5..=12 {
                let (reports, things) = reports_on_tiles(&product, query, zoom, &points).await;
                assert_eq!(reports, expected, "{query} at {zoom}");
                assert!(zoom < 9 || things == expected);
            }
        }
    }

    async fn districts_on_tiles_add_up_to_the_count_by_district(back_end) {
        let product = scattered(back_end).await;
        for query in ["", "category=drugs", "area=province:32", "area=circle:103.5,14.7,40000"] {
            let count = product.json(&format!("/api/v1/count?group_by=district&{query}")).await;
            let groups = count["groups"].as_array().unwrap().iter().filter(|g| !g["key"].is_null());
            let expected: u64 = groups.map(|g| g["count"].as_u64().unwrap()).sum();
            for zoom in [3, 5, 7] {
                let (mut sum, mut codes, mut polygons) = (0, BTreeSet::new(), BTreeSet::new());
                for (x, y) in tiles_between(zoom, (97.0, 21.0), (107.0, 5.0)) {
                    let path = format!("districts/{zoom}/{x}/{y}?{query}");
                    for centre in features(&product, &path, "centres").await {
                        assert!(codes.insert(centre.text("code").to_owned()), "{} twice", centre.text("code"));
                        assert!(centre.number("confirmed") <= centre.number("count"));
                        sum += centre.number("count");
                    }
                    for district in features(&product, &path, "districts").await {
                        assert_eq!(district.id.unwrap().to_string(), district.text("code"));
                        polygons.insert(district.text("code").to_owned());
                    }
                }
                assert_eq!(sum, expected, "{query} at {zoom}");
                assert!(codes.len() >= 230 && codes.is_superset(&polygons), "{query} at {zoom}");
            }
        }
    }

    async fn a_tile_is_known_by_its_mark_until_a_report_comes_in(back_end) {
        let product = scattered(back_end).await;
        let (x, y) = tile_of(103.5, 14.9, 6);
        let ask = async |path: &str, mark: &str| {
            product.send(Request::get(format!("/api/v1/tiles/{path}")).header("if-none-match", mark)).await
        };
        for layer in ["ground", "districts", "reports", "crossings", "hotspots", "mgrs"] {
            let path = format!("{layer}/6/{x}/{y}");
            let answer = ask(&path, "\"other\"").await;
            let mark = answer.headers["etag"].to_str().unwrap().to_owned();
            assert_eq!(answer.status, StatusCode::OK, "{layer}");
            assert!(mark.starts_with("W/"), "the same tile is packed in two ways: {mark}");
            for known in [format!("\"x\", {mark}"), mark.replace("W/", "")] {
                let again = ask(&path, &known).await;
                assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{layer}");
                assert_eq!((&again.headers["etag"], &again.headers["vary"]), (&answer.headers["etag"], &answer.headers["vary"]));
            }
            let next = ask(&format!("{layer}/6/{}/{y}", x + 1), &mark).await;
            assert_ne!(next.status, StatusCode::NOT_MODIFIED, "another tile of {layer}");
        }
        let path = format!("reports/6/{x}/{y}");
        let before = ask(&path, "").await.headers["etag"].to_str().unwrap().to_owned();
        let file = "id,category,date,lon,lat,synthetic\nlate,drugs,2025-01-15,103.5,14.9,true\n";
        product.import("synthetic-late.csv", file.as_bytes()).await;
        assert_eq!(ask(&path, &before).await.status, StatusCode::OK, "another epoch");
        let filtered = ask(&format!("{path}?category=drugs"), "").await;
        assert_ne!(filtered.headers["etag"].to_str().unwrap(), before);
    }

    async fn a_tile_as_of_an_earlier_epoch_stays_what_it_was(back_end) {
        let product = scattered(back_end).await;
        let epoch = product.json("/api/v1/status").await["epoch"].as_i64().unwrap();
        let (x, y) = tile_of(103.5, 14.9, 7);
        let before = product.get(&format!("/api/v1/tiles/reports/7/{x}/{y}")).await;
        let file = "id,category,date,lon,lat,synthetic\nlate,drugs,2025-01-15,103.5,14.9,true\n";
        product.import("synthetic-late.csv", file.as_bytes()).await;
        let now = product.get(&format!("/api/v1/tiles/reports/7/{x}/{y}")).await;
        let then = product.get(&format!("/api/v1/tiles/reports/7/{x}/{y}?asof=epoch:{epoch}")).await;
        assert!(now.bytes != before.bytes && then.bytes == before.bytes);
    }
}

#[tokio::test]
async fn a_limited_caller_gets_tiles_of_his_own() {
    let product = scattered(BackEnd::Sqlite).await;
    let file = "id,category,date,lon,lat,synthetic\nhere,drugs,2025-01-15,103.7,14.5,true\nhere2,weapons,2025-01-15,103.7,14.5,true\n";
    product.import("synthetic-here.csv", file.as_bytes()).await;
    let kap_choeng = "3206".parse().unwrap();
    let limited = Caller::limited_to(&[kap_choeng], &[Category::Drugs]);
    let operator = Caller::operator();
    let (x, y) = tile_of(103.7, 14.5, 6);
    let tile = TileId::read("6", &x.to_string(), &y.to_string()).unwrap();
    let risk = "id,name,kind,severity,lat,lon,synthetic\nr1,one,other,3,14.5,103.7,true\nr2,two,other,3,14.6,104.2,true\n";
    product.import_risk_points("synthetic-risk.csv", risk.as_bytes(), false).await;
    let cells = Some("10000".parse().unwrap());
    let layers = [
        (TileLayer::Reports, None),
        (TileLayer::Districts, None),
        (TileLayer::Hotspots, None),
        (TileLayer::Hotspots, cells),
        (TileLayer::RiskPoints, None),
    ];
    for (layer, cell) in layers {
        let (query, risk) = (ReportQuery::default(), RiskPointQuery::default());
        let question = TileQuestion { layer, tile, query, risk, cell };
        // The operator asks first, so that whatever is kept is his.
        let all = product.app.tile(&question, |_| false, operator.scope()).await.unwrap();
        let own = product.app.tile(&question, |mark| mark == all.mark, limited.scope()).await.unwrap();
        assert_ne!(all.mark, own.mark, "{layer}");
        let (all, own) = (mvt::read(&all.bytes.unwrap().plain()), mvt::read(&own.bytes.unwrap().plain()));
        match layer {
            TileLayer::Reports => {
                let sum = |tile: &[Feature]| tile.iter().map(|f| f.number("count")).sum::<u64>();
                assert_eq!(sum(&own["reports"]), 1);
                assert!(sum(&all["reports"]) > 2);
            }
            TileLayer::Districts => {
                assert_eq!(own["centres"].iter().map(|c| c.text("code")).collect::<Vec<_>>(), ["3206"]);
                let counted = own["districts"].iter().filter(|d| d.properties.contains_key("count"));
                assert_eq!(counted.map(|d| d.text("code")).collect::<Vec<_>>(), ["3206"]);
            }
            TileLayer::RiskPoints => {
                assert_eq!(own["risk_points"].iter().map(|r| r.text("name")).collect::<Vec<_>>(), ["one"]);
                assert_eq!(all["risk_points"].len(), 2);
            }
            _ if cell.is_some() => {
                assert!(own["hotspots"].iter().all(|h| h.text("district") == "3206"));
                assert!(all["hotspots"].iter().any(|h| h.number("count") == 2));
                assert!(own["hotspots"].iter().all(|h| h.number("count") < 2));
            }
            _ => {
                assert!(own["hotspots"].iter().all(|h| h.text("district") == "3206"));
                assert!(all["hotspots"].len() > 5);
            }
        }
    }
}

#[tokio::test]
async fn polygons_are_closed_turned_right_and_end_at_the_buffer() {
    let product = scattered(BackEnd::Sqlite).await;
    let file = "id,category,date,lon,lat,synthetic\nhere,drugs,2025-01-15,103.5,14.5,true\n";
    product.import("synthetic-here.csv", file.as_bytes()).await;
    let mut polygons = 0;
    for (zoom, layers) in
        [(5, "ground districts"), (8, "ground districts hotspots"), (11, "districts"), (10, "ground")]
    {
        for layer in layers.split(' ') {
            for (x, y) in
                [(103.5, 14.5), (102.6, 18.0), (104.0, 13.0)].map(|(lon, lat)| tile_of(lon, lat, zoom))
            {
                let answer = product.get(&format!("/api/v1/tiles/{layer}/{zoom}/{x}/{y}")).await;
                for feature in mvt::read(&answer.bytes).into_values().flatten().filter(|f| f.kind == 3) {
                    polygons += 1;
                    assert!(feature.paths.iter().all(|ring| ring.closed && ring.points.len() >= 3));
                    assert!(feature.paths[0].doubled_area() > 0, "{layer}: the first ring is an exterior");
                    assert!(feature.paths.iter().all(|ring| ring.doubled_area() != 0));
                    for (x, y) in feature.paths.iter().flat_map(|ring| &ring.points) {
                        assert!((-64..=4160).contains(x) && (-64..=4160).contains(y), "{x} {y}");
                    }
                }
            }
        }
    }
    assert!(polygons > 300, "{polygons}");
    for (cell_m, zoom) in [(5_000, 8), (1_000, 5)] {
        let (x, y) = tile_of(103.5, 14.5, zoom);
        let squares =
            features(&product, &format!("hotspots/{zoom}/{x}/{y}?cell_m={cell_m}"), "hotspots").await;
        assert!(!squares.is_empty(), "squares of {cell_m} m are seen at {zoom}");
        let id = format!("{cell_m}:");
        assert!(squares.iter().all(|square| square.text("id").starts_with(&id) && square.paths.len() == 1));
    }
}

#[tokio::test]
async fn the_border_goes_on_in_the_next_tile() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut met = 0;
    for zoom in [5, 7, 8, 9, 10] {
        for (x, y) in tiles_between(zoom, (101.0, 18.5), (103.0, 17.5)) {
            let crossings = async |x: i64, edge: i64| {
                let lines = features(&product, &format!("ground/{zoom}/{x}/{y}"), "border").await;
                let segments = lines.iter().flat_map(|f| &f.paths).flat_map(|p| p.points.windows(2));
                let mut at: Vec<f64> = segments
                    .filter(|s| (s[0].0 < edge) != (s[1].0 < edge))
                    .map(|s| {
                        let part = (edge - s[0].0) as f64 / (s[1].0 - s[0].0) as f64;
                        s[0].1 as f64 + part * (s[1].1 - s[0].1) as f64
                    })
                    .filter(|y| (0.0..4096.0).contains(y))
                    .collect();
                at.sort_by(f64::total_cmp);
                at
            };
            let (west, east) = (crossings(x, 4096).await, crossings(x + 1, 0).await);
            assert_eq!(west.len(), east.len(), "{zoom}/{x}/{y}: {west:?} {east:?}");
            met += west.len();
            assert!(west.iter().zip(&east).all(|(a, b)| (a - b).abs() <= 1.0), "{west:?} {east:?}");
        }
    }
    assert!(met > 5, "{met} crossings of an edge");
}

#[tokio::test]
async fn ground_has_land_water_and_each_town_once() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut towns = BTreeSet::new();
    let mut layers = BTreeSet::new();
    let mut countries = BTreeSet::new();
    for (x, y) in tiles_between(7, (96.0, 24.0), (109.0, 5.0)) {
        let answer = product.get(&format!("/api/v1/tiles/ground/7/{x}/{y}")).await;
        assert!(answer.bytes.len() < 100_000);
        for (layer, features) in mvt::read(&answer.bytes) {
            for feature in features {
                if layer == "towns" {
                    let name = (feature.text("name_en").to_owned(), feature.number("population"));
                    assert!(towns.insert(name.clone()), "{name:?} twice");
                } else if layer == "land" {
                    countries.insert(feature.text("country").to_owned());
                }
            }
            layers.insert(layer);
        }
    }
    let known = reference().places.iter().filter(|place| place.population >= 20_000).count();
    assert_eq!(towns.len(), known);
    assert_eq!(countries, ["CN", "MM", "MY", "TH", "VN"].map(str::to_owned).into());
    let all = ["border", "lakes", "land", "marks", "neighbours", "rivers", "towns"];
    assert_eq!(layers.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

/// Names of squares by the `geoconvert` crate, a port of `GeographicLib`.
#[tokio::test]
async fn the_grid_ends_at_102_east_and_names_its_squares() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut labels = 0;
    for (zoom, digits, step_m) in
        [(6, 0, 100_000), (8, 0, 100_000), (9, 1, 10_000), (10, 1, 10_000), (12, 2, 1_000), (14, 2, 1_000)]
    {
        for lon in [101.999, 102.001] {
            let tile = tile_of(lon, 17.9, zoom);
            let path = format!("mgrs/{zoom}/{}/{}", tile.0, tile.1);
            let lines = features(&product, &path, "lines").await;
            let mut zones = BTreeSet::new();
            for line in &lines {
                let zone = line.properties.get("zone").and_then(Value::as_u64);
                zones.insert(zone);
                for at in line.paths.iter().flat_map(|p| &p.points) {
                    let unit = 360.0 / f64::from(1 << zoom) / 4096.0;
                    let beyond = degrees(tile, zoom, *at).0 - 0.5 * unit - 102.0;
                    match zone {
                        Some(47) => assert!(beyond <= unit, "zone 47 at {beyond} degrees east of 102"),
                        Some(48) => assert!(beyond >= -unit, "zone 48 at {beyond} degrees east of 102"),
                        Some(other) => panic!("zone {other}"),
                        None => assert!(beyond.abs() <= unit, "the meridian itself"),
                    }
                }
                assert!(zone.is_none() || line.number("step_m") == step_m);
            }
            assert!(zones.contains(&None) && zones.len() >= 2, "{path}: {zones:?}");
            assert!(lines.len() < 300, "{path}: {} lines", lines.len());
            for label in features(&product, &path, "labels").await {
                let (lon, lat) = degrees(tile, zoom, label.paths[0].points[0]);
                let position = geoconvert::LatLon::create(lat, lon).unwrap();
                let name = position.to_mgrs(digits).to_string();
                let text = label.text("text").replace(' ', "");
                assert!(
                    if digits == 2 { name.ends_with(&text) } else { name == text },
                    "{name} {text} at {path}"
                );
                labels += 1;
            }
        }
    }
    assert!(labels > 100, "{labels}");
}

#[tokio::test]
async fn where_many_reports_lie_together_they_are_counted_by_cell() {
    let mut dice = Dice::new(5);
    let mut file = "id,category,date,lon,lat,synthetic\n".to_owned();
    for i in 0..4_100 {
        let (lon, lat) = (103.6 + dice.below(9_000) as f64 / 1e5, 14.55 + dice.below(4_000) as f64 / 1e5);
        writeln!(file, "s{i},drugs,2025-01-15,{lon},{lat},true").unwrap();
    }
    for i in 0..1_500 {
        writeln!(file, "t{i},drugs,2025-01-15,{},14.6,true", 104.20003 + f64::from(i) / 1e5).unwrap();
    }
    let product = Product::empty(BackEnd::Sqlite).await;
    assert_eq!(product.import("synthetic.csv", file.as_bytes()).await.added, 5_600);
    let (x, y) = tile_of(103.64, 14.57, 9);
    let cells = features(&product, &format!("reports/9/{x}/{y}"), "reports").await;
    assert_eq!(cells.iter().map(|cell| cell.number("count")).sum::<u64>(), 4_100);
    assert!(cells.len() < 256 && cells.iter().all(|cell| !cell.properties.contains_key("id")));
    let places: BTreeSet<_> =
        cells.iter().map(|c| c.paths[0].points[0]).map(|(x, y)| (x / 256, y / 256)).collect();
    assert_eq!(places.len(), cells.len(), "the mean of a cell lies in the cell");
    let mut single = 0;
    for (x, y) in tiles_between(14, (103.59, 14.60), (103.70, 14.54)) {
        let reports = features(&product, &format!("reports/14/{x}/{y}"), "reports").await;
        single += reports.iter().filter(|report| report.properties.contains_key("id")).count();
    }
    assert_eq!(single, 4_100, "closer each is drawn by itself");
    let (x, y) = tile_of(104.21, 14.6, 9);
    let full = product.get(&format!("/api/v1/tiles/reports/9/{x}/{y}")).await.bytes;
    assert_eq!(features(&product, &format!("reports/9/{x}/{y}"), "reports").await.len(), 1_500);
    assert!(full.len() <= 100_000, "the fullest tile has {} bytes", full.len());
}

#[tokio::test]
async fn crossings_with_a_position_are_on_tiles_as_they_were_on_the_day() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut states = Vec::new();
    for query in ["", "?asof=2001-01-01"] {
        let mut found = BTreeSet::new();
        for (x, y) in tiles_between(6, (97.0, 21.0), (107.9, 9.1)) {
            for crossing in features(&product, &format!("crossings/6/{x}/{y}{query}"), "crossings").await {
                assert!(found.insert((crossing.text("id").to_owned(), crossing.text("status").to_owned())));
            }
        }
        states.push(found);
    }
    let listed = product.json("/api/v1/crossings").await;
    assert_eq!(states[0].len() as u64, listed["located"].as_u64().unwrap());
    for crossing in listed["crossings"].as_array().unwrap().iter().filter(|c| !c["position"].is_null()) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert!(states[0].contains(&(text(&crossing["id"]), text(&crossing["status"]["value"]))));
    }
    assert!(states[0].iter().any(|(_, status)| status == "closed"));
    assert!(states[1].iter().all(|(_, status)| status != "closed"), "nothing was closed yet in 2001");
}

#[tokio::test]
async fn risk_points_of_a_question_are_each_on_one_tile_of_a_zoom() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut dice = Dice::new(28);
    let mut file = "id,name,kind,severity,lat,lon,radius_m,synthetic\n".to_owned();
    for i in 0..60 {
        let (lon, lat) =
            (102.2 + dice.below(3_000) as f64 / 1_000.0, 14.0 + dice.below(1_500) as f64 / 1_000.0);
        let kind = ["smuggling", "disaster"][usize::try_from(dice.below(2)).unwrap()];
        let (severity, radius_m) = (1 + dice.below(5), [20, 900][usize::from(i % 5 == 0)]);
        writeln!(file, "r{i},จุดเสี่ยงสมมติ {i},{kind},{severity},{lat},{lon},{radius_m},true").unwrap();
    }
    assert_eq!(product.import_risk_points("synthetic.csv", file.as_bytes(), false).await.added, 60);
    for query in ["", "?severity=4,5", "?kind=smuggling&area=bbox:103,14,104,15"] {
        let listed =
            product.json(&format!("/api/v1/risk-points?limit=100&{}", query.trim_start_matches('?'))).await;
        let mut wanted = BTreeSet::new();
        for point in listed["features"].as_array().unwrap() {
            let said = &point["properties"];
            wanted.insert((
                point["id"].as_str().unwrap().to_owned(),
                said["name"].as_str().unwrap().to_owned(),
                said["severity"].as_i64().unwrap(),
                said["radius_m"] == 900.0,
            ));
        }
        assert!(!wanted.is_empty());
        let mut found = BTreeSet::new();
        for (x, y) in tiles_between(9, (102.0, 16.0), (105.5, 13.5)) {
            for point in features(&product, &format!("risk-points/9/{x}/{y}{query}"), "risk_points").await {
                assert_eq!(point.properties["synthetic"], true);
                let approximate = point.properties["approximate"] == true;
                let said = (point.text("id").to_owned(), point.text("name").to_owned());
                assert!(found.insert((
                    said.0,
                    said.1,
                    point.properties["severity"].as_i64().unwrap(),
                    approximate
                )));
            }
        }
        assert_eq!(found, wanted, "{query}");
    }
}

#[tokio::test]
async fn wrong_addresses_are_named() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (path, status, part) in [
        ("heat/5/25/14", 404, "nothing at this address"),
        ("heat", 404, "nothing at this address"),
        ("reports/17/0/0", 400, "z `17` must be a whole number from 0 to 16"),
        ("reports/5/-1/0", 400, "x `-1` must be a whole number from 0 to 31"),
        ("reports/5/32/0", 400, "x `32`"),
        ("reports/5/0/32", 400, "y `32`"),
        ("reports/5/0/1.5", 400, "y `1.5`"),
        ("ground/5/25/14?category=drugs", 400, "`category` is not a parameter here"),
        ("crossings/5/25/14?status=open", 400, "known are asof"),
        ("reports/5/25/14?cell_m=5000", 400, "`cell_m` is not a parameter here"),
        ("hotspots/5/25/14?cell_m=3000", 400, "known are 1000"),
        ("risk-points/5/25/14?severity=6", 400, "not a severity"),
        ("hotspots/5/25/14?area=bbox:102,13,103,14", 400, "matches points only"),
        ("reports?colour=red", 400, "`colour` is not a parameter here"),
    ] {
        let answer = product.get(&format!("/api/v1/tiles/{path}")).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(part), "{path}: {}", answer.text());
    }
    let answer = product.get("/api/v1/tiles/reports/5/0/0").await;
    assert_eq!((answer.status, answer.bytes.len()), (StatusCode::NO_CONTENT, 0), "nothing lies there");
}

#[tokio::test]
async fn the_description_says_what_the_tiles_hold() {
    let product = scattered(BackEnd::Sqlite).await;
    for (layer, query) in [
        ("ground", ""),
        ("districts", "?category=drugs"),
        ("reports", "?from=2025-01"),
        ("crossings", ""),
        ("hotspots", "?cell_m=5000"),
        ("mgrs", ""),
    ] {
        let described = product.json(&format!("/api/v1/tiles/{layer}{query}")).await;
        assert_eq!(described["tilejson"], "3.0.0");
        let address = described["tiles"][0].as_str().unwrap();
        assert_eq!(address, format!("http://127.0.0.1/api/v1/tiles/{layer}/{{z}}/{{x}}/{{y}}{query}"));
        assert!(described["attribution"].as_str().unwrap().contains("OpenStreetMap"));
        for zoom in [7, 10] {
            let (x, y) = tile_of(102.66, 17.9, zoom);
            let path = address.trim_start_matches("http://127.0.0.1");
            let path = path
                .replace("{z}", &zoom.to_string())
                .replace("{x}", &x.to_string())
                .replace("{y}", &y.to_string());
            for (name, features) in mvt::read(&product.get(&path).await.bytes) {
                let inner =
                    described["vector_layers"].as_array().unwrap().iter().find(|l| l["id"] == *name).unwrap();
                for (key, value) in features.iter().flat_map(|f| &f.properties) {
                    let kind = if value.is_number() {
                        "Number"
                    } else if value.is_boolean() {
                        "Boolean"
                    } else {
                        "String"
                    };
                    assert_eq!(inner["fields"][key], kind, "{layer} {name} {key}");
                }
            }
        }
    }
}

#[tokio::test]
async fn tiles_are_sent_compressed() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let path = "/api/v1/tiles/ground/5/25/14";
    let answer = product.send(Request::get(path).header("accept-encoding", "gzip")).await;
    assert_eq!(answer.headers["content-encoding"], "gzip");
    assert_eq!(answer.headers["cache-control"], "public, max-age=86400");
    assert!(answer.bytes.len() * 10 < product.get(path).await.bytes.len() * 9);
}

/// GDAL, which QGIS reads tiles with, finds the same layers and features.
#[tokio::test]
async fn gdal_reads_a_tile() {
    let product = scattered(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    for layer in ["ground", "districts", "hotspots", "mgrs"] {
        let (x, y) = tile_of(103.5, 14.9, 8);
        let bytes = product.get(&format!("/api/v1/tiles/{layer}/8/{x}/{y}")).await.bytes;
        let file = folder.path().join(format!("{layer}.mvt"));
        std::fs::write(&file, &bytes).unwrap();
        let shown =
            Command::new("ogrinfo").arg("-so").arg("-al").arg(format!("MVT:{}", file.display())).output();
        let shown = shown.expect("ogrinfo is there; `tools/need test` brings gdal-bin");
        let text = String::from_utf8_lossy(&shown.stdout);
        assert!(
            shown.status.success() && !text.contains("ERROR") && shown.stderr.is_empty(),
            "{text} {}",
            String::from_utf8_lossy(&shown.stderr)
        );
        for (name, features) in mvt::read(&bytes) {
            assert!(text.contains(&format!("Layer name: {name}")), "{text}");
            assert!(text.contains(&format!("Feature Count: {}", features.len())), "{name}: {text}");
        }
    }
}
