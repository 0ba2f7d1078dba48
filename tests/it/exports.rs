//! Files that people take away, read by the programs they are for: GDAL and `GPSBabel`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::databases::{BackEnd, on_both};
use crate::hotspots::with_cluster;
use crate::support::{Answer, Product, run};

/// A text that every format has to quote.
const HARD: &str = r#"<b>ยาบ้า</b> & "ไอซ์" 'x' ]]> ๑๐ เม็ด; a, b"#;

/// Asks for a file and keeps it in a folder.
async fn file(product: &Product, folder: &Path, query: &str, name: &str) -> Answer {
    let answer = product.get(&format!("/api/v1/export?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    std::fs::write(folder.join(name), &answer.bytes).unwrap();
    answer
}

/// Runs another program in a folder and returns what it says; it must end well.
fn client(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).current_dir(folder).args(arguments).output();
    let output = output.unwrap_or_else(|e| panic!("{program}: {e}; run tools/need test"));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !errors.contains("ERROR"), "{program} {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Reads a file with GDAL and returns its features as GeoJSON.
fn through_gdal(folder: &Path, name: &str, layer: &[&str]) -> Vec<Value> {
    let layers =
        [&["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=7", "/vsistdout/", name][..], layer].concat();
    let text = client(folder, "ogr2ogr", &layers);
    if text.is_empty() {
        // Of a file without any place GDAL makes no layer.
        return Vec::new();
    }
    let read: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}: {text}"));
    read["features"].as_array().unwrap().clone()
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort();
    items
}

fn texts(features: &[Value], field: &str) -> Vec<String> {
    sorted(features.iter().map(|f| f["properties"][field].as_str().unwrap_or_default().to_owned()))
}

/// Two reports with a point, one by district alone, all made up; texts that need quoting.
async fn with_hard_texts() -> Product {
    let product = Product::empty(BackEnd::Sqlite).await;
    let quoted = HARD.replace('"', "\"\"");
    let file = format!(
        "id,category,date,lon,lat,district,summary,place_text,synthetic\n\
         a,drugs,2025-01-15,103.6,14.55,,\"{quoted}\",\"{quoted}\",true\n\
         b,drugs,2025-01-15,103.7,14.5,,ก,ข,true\n\
         c,drugs,2025-01-16,,,3206,ค,ง,true\n"
    );
    let result = product.import("synthetic.csv", file.as_bytes()).await;
    assert_eq!((result.added, result.refused()), (3, 0), "{:?}", result.problems);
    product
}

on_both! {
    async fn gdal_reads_as_many_reports_as_the_api_counts(back_end) {
        let product = Product::with_samples(back_end).await;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for query in ["", "&category=drugs,weapons", "&area=province:27"] {
            let counts = product.json(&format!("/api/v1/count?{}", query.trim_start_matches('&'))).await["counts"].clone();
            let (matched, points) = (counts["matched"].as_u64().unwrap(), counts["points"].as_u64().unwrap());
            for (format, layer, expected) in
                [("geojson", None, matched), ("csv", None, matched), ("kml", None, points), ("gpx", Some("waypoints"), points)]
            {
                let name = format!("r.{format}");
                let answer = file(&product, folder, &format!("what=reports&format={format}{query}"), &name).await;
                let read = through_gdal(folder, &name, layer.as_slice());
                assert_eq!(read.len() as u64, expected, "{format} {query}");
                if matches!(format, "kml" | "gpx") {
                    let said = format!("Reports with a point: {points} of {matched} that match. {} are left out", matched - points);
                    assert!(answer.text().contains(&said), "{said}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_format_has_its_media_type_and_a_name_that_says_the_filter() {
    let product = with_hard_texts().await;
    for (format, media_type) in [
        ("geojson", "application/geo+json"),
        ("csv", "text/csv; charset=utf-8"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("gpx", "application/gpx+xml"),
    ] {
        let path = format!("/api/v1/export?what=reports&category=drugs&area=district:3206&format={format}");
        let answer = product.get(&path).await;
        assert_eq!(answer.headers["content-type"], media_type);
        let epoch = answer.headers["x-data-epoch"].to_str().unwrap();
        let name = format!("mekong-watch-reports-synthetic-drugs-district3206-epoch{epoch}.{format}");
        assert_eq!(answer.headers["content-disposition"], format!("attachment; filename=\"{name}\""));
    }
    let unknown = product.get("/api/v1/export?what=reports&format=shp").await;
    assert!(unknown.text().contains("known are geojson, csv, kml, gpx"), "{}", unknown.text());
}

#[tokio::test]
async fn thai_and_the_signs_of_markup_survive_every_format() {
    let product = with_hard_texts().await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (format, reports) in [("geojson", 3), ("csv", 3), ("kml", 2)] {
        let name = format!("r.{format}");
        file(&product, folder, &format!("what=reports&format={format}"), &name).await;
        let read = through_gdal(folder, &name, &[]);
        assert_eq!(read.len(), reports);
        let hard = read.iter().find(|f| f["properties"]["source_id"] == "a").unwrap();
        assert_eq!(hard["properties"]["summary"], HARD, "{format}");
        assert_eq!(hard["properties"]["place_text"], HARD, "{format}");
    }
    file(&product, folder, "what=reports&format=gpx", "r.gpx").await;
    let read = through_gdal(folder, "r.gpx", &["waypoints"]);
    assert!(read.iter().any(|f| f["properties"]["desc"].as_str().unwrap().starts_with(HARD)), "{read:?}");
    assert!(read.iter().all(|f| f["properties"]["desc"].as_str().unwrap().contains("synthetic: made up")));
    assert_eq!(texts(&read, "name"), ["ยาเสพติด 2025-01-15", "ยาเสพติด 2025-01-15 #2"], "no name twice");
}

#[tokio::test]
async fn descriptions_in_kml_hold_no_markup_that_a_viewer_would_run() {
    let product = with_hard_texts().await;
    let folder = tempfile::tempdir().unwrap();
    file(&product, folder.path(), "what=reports&format=kml", "r.kml").await;
    let read = through_gdal(folder.path(), "r.kml", &[]);
    let described = texts(&read, "description").join("\n");
    assert!(
        described.contains("&lt;b&gt;ยาบ้า&lt;/b&gt; &amp; \"ไอซ์\"") && !described.contains('<'),
        "{described}"
    );
}

#[tokio::test]
async fn fields_and_points_of_a_kml_file_are_those_of_the_csv_file() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    file(&product, folder, "what=reports&format=kml", "r.kml").await;
    let csv = file(&product, folder, "what=reports&format=csv", "r.csv").await;
    let mut rows = csv::Reader::from_reader(csv.bytes.get(3..).unwrap());
    let header = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap();
    let read = through_gdal(folder, "r.kml", &[]);
    assert_eq!(read.len(), 5);
    for feature in &read {
        let fields = &feature["properties"];
        // LIBKML has a field `id` of its own, the element's.
        let id = fields["id"].as_str().unwrap().trim_start_matches("id-");
        let row = rows.iter().find(|r| &r[column("id")] == id).unwrap_or_else(|| panic!("{fields}"));
        for name in header.iter().filter(|name| *name != "id") {
            // A spreadsheet's apostrophe before a formula is the CSV file's alone.
            let theirs = fields[name].as_str().unwrap_or_default();
            assert_eq!(theirs, row[column(name)].trim_start_matches('\''), "{id} {name}");
        }
        for (axis, name) in ["lon", "lat"].into_iter().enumerate() {
            let position = feature["geometry"]["coordinates"][axis].as_f64().unwrap();
            assert_eq!(position, row[column(name)].parse::<f64>().unwrap());
        }
    }
}

#[tokio::test]
async fn gpsbabel_keeps_waypoints_and_thai_names() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    file(&product, folder, "what=reports&format=gpx", "r.gpx").await;
    let ours = through_gdal(folder, "r.gpx", &["waypoints"]);
    let names = texts(&ours, "name");
    assert!(
        names.len() == 5 && names.iter().any(|name| name.starts_with("เหตุการณ์ตามแนวชายแดน")),
        "{names:?}"
    );
    client(folder, "gpsbabel", &["-i", "gpx", "-f", "r.gpx", "-o", "kml", "-F", "g.kml"]);
    assert_eq!(texts(&through_gdal(folder, "g.kml", &["Waypoints"]), "Name"), names);
    client(folder, "gpsbabel", &["-i", "gpx", "-f", "r.gpx", "-o", "unicsv", "-F", "g.csv"]);
    let mut rows = csv::Reader::from_path(folder.join("g.csv")).unwrap();
    let at = rows.headers().unwrap().iter().position(|h| h == "Name").unwrap();
    assert_eq!(sorted(rows.records().map(|r| r.unwrap()[at].to_owned())), names);
}

/// Polygons of features by district, whatever order they come in.
fn shapes(features: &[Value]) -> Vec<(String, Value)> {
    let mut shapes: Vec<_> = features
        .iter()
        .map(|f| {
            (f["properties"]["district"].as_str().unwrap().to_owned(), f["geometry"]["coordinates"].clone())
        })
        .collect();
    shapes.sort_by(|a, b| a.0.cmp(&b.0));
    shapes
}

#[tokio::test]
async fn hotspot_districts_have_their_shapes_and_colours_in_kml() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let kml = file(&product, folder, "what=hotspots&format=kml", "h.kml").await.text();
    let geojson = file(&product, folder, "what=hotspots&format=geojson", "h.geojson").await.json();
    let read = through_gdal(folder, "h.kml", &[]);
    assert_eq!(read.len(), 68);
    assert_eq!(shapes(&read), shapes(geojson["features"].as_array().unwrap()));
    let map = product.json("/api/v1/hotspots").await;
    for part in [
        format!("n = {} of 234 reports that match", map["mask"]["n"]),
        "Getis-Ord Gi*".to_owned(),
        "false discovery rate: 10 % p &amp;lt;= ".to_owned(),
        "OpenStreetMap contributors".to_owned(),
        "<Style id=\"hot99\"><IconStyle><color>ff2b18b2</color>".to_owned(),
        "<styleUrl>#hot99</styleUrl>".to_owned(),
    ] {
        assert!(kml.contains(&part), "{part}");
    }
    let counts =
        |features: &[Value], number: &dyn Fn(&Value) -> u64| -> u64 { features.iter().map(number).sum() };
    let theirs = counts(&read, &|f| f["properties"]["count"].as_str().unwrap().parse().unwrap());
    assert_eq!(theirs, map["mask"]["n"].as_u64().unwrap());
}

#[tokio::test]
async fn a_receiver_gets_the_significant_alone_with_closed_tracks_around_them() {
    let product = with_cluster(103.6, 14.55).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (query, list) in [("", "districts"), ("&cell_m=5000", "cells")] {
        let map = product.json(&format!("/api/v1/hotspots?method=gi-star{query}")).await;
        let all = map[list].as_array().unwrap();
        let hot: Vec<&Value> = all.iter().filter(|d| d["class"] != "none").collect();
        assert!(!hot.is_empty() && hot.len() < all.len());
        let gpx = file(&product, folder, &format!("what=hotspots&format=gpx{query}"), "h.gpx").await.text();
        let said = format!("significantly hot and cold alone: {} of {}", hot.len(), all.len());
        assert!(gpx.contains(&said), "{gpx}");
        let waypoints = through_gdal(folder, "h.gpx", &["waypoints"]);
        let expected = sorted(hot.iter().map(|d| {
            let place = d["id"].as_str().or(d["district"].as_str()).unwrap();
            let class = d["class"].as_str().unwrap().replace("hot", "H").replace("cold", "C");
            format!("{class} {place} n={}", d["count"])
        }));
        assert_eq!(texts(&waypoints, "name"), expected);
        let tracks = through_gdal(folder, "h.gpx", &["tracks"]);
        assert_eq!(texts(&tracks, "name"), expected);
        for track in &tracks {
            let line = track["geometry"]["coordinates"][0].as_array().unwrap();
            assert_eq!(line.first(), line.last(), "closed");
            assert!((4..=500).contains(&line.len()), "{}", line.len());
        }
        if list == "districts" {
            for waypoint in &waypoints {
                let (lon, lat) =
                    (&waypoint["geometry"]["coordinates"][0], &waypoint["geometry"]["coordinates"][1]);
                let place = product.json(&format!("/api/v1/place?lon={lon}&lat={lat}")).await;
                let code = place["district"]["code"].as_str().unwrap();
                assert!(waypoint["properties"]["name"].as_str().unwrap().contains(code), "{waypoint}");
            }
        }
        client(folder, "gpsbabel", &["-i", "gpx", "-f", "h.gpx", "-o", "gpx", "-F", "g.gpx"]);
        assert_eq!(texts(&through_gdal(folder, "g.gpx", &["waypoints"]), "name"), expected);
    }
}

#[tokio::test]
async fn a_receiver_gets_nothing_when_nothing_was_tested_and_is_told_why() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for query in ["&category=weapons", "&category=weapons&cell_m=10000"] {
        let map = product.json(&format!("/api/v1/hotspots?method=gi-star{query}")).await;
        let gpx = file(&product, folder, &format!("what=hotspots&format=gpx{query}"), "h.gpx").await.text();
        assert!(gpx.contains(map["message"].as_str().unwrap()) && !gpx.contains("<wpt"), "{gpx}");
        assert!(through_gdal(folder, "h.gpx", &["waypoints"]).is_empty());
    }
}

#[tokio::test]
async fn a_planner_takes_risk_points_to_a_receiver_and_to_gis() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let quoted = HARD.replace('"', "\"\"");
    let rows = format!(
        "id,name,kind,severity,lat,lon,description,synthetic\n\
         r1,จุดเสี่ยงสมมติ <1>,smuggling,5,14.43,103.69,\"{quoted}\",true\n\
         r2,จุดเสี่ยงสมมติ 2,disaster,2,14.5,103.7,,true\n\
         r3,จุดเสี่ยงสมมติ 3,drug_handover,4,17.9,102.7,,true\n"
    );
    assert_eq!(product.import_risk_points("synthetic.csv", rows.as_bytes(), false).await.added, 3);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let query = "what=risk-points&severity=4,5";
    let wanted = ["จุดเสี่ยงสมมติ 3", "จุดเสี่ยงสมมติ <1>"];
    for format in ["geojson", "csv", "kml", "gpx"] {
        let name = format!("risk.{format}");
        let answer = file(&product, folder, &format!("{query}&format={format}"), &name).await;
        let said = answer.headers["content-disposition"].to_str().unwrap();
        assert!(
            said.contains(&format!("risk-points-synthetic-severity4-severity5-epoch2.{format}")),
            "{said}"
        );
        let layer: &[&str] = if format == "gpx" { &["waypoints"] } else { &[] };
        let read = through_gdal(folder, &name, layer);
        let field = match format {
            "kml" => "Name",
            _ => "name",
        };
        let names = texts(&read, field);
        match format {
            // A receiver's small screen names the severity first.
            "gpx" => assert_eq!(names, ["R4 จุดเสี่ยงสมมติ 3", "R5 จุดเสี่ยงสมมติ <1>"]),
            _ => assert_eq!(names, wanted, "{format}"),
        }
        if format == "gpx" || format == "kml" {
            let description = if format == "kml" { "description" } else { "desc" };
            assert!(texts(&read, description).iter().any(|text| text.contains("ยาบ้า")), "{format}");
            assert!(texts(&read, description).iter().all(|text| text.contains("synthetic")), "{format}");
        }
    }
    client(folder, "gpsbabel", &["-i", "gpx", "-f", "risk.gpx", "-o", "gpx", "-F", "again.gpx"]);
    let again = through_gdal(folder, "again.gpx", &["waypoints"]);
    assert_eq!(texts(&again, "name"), ["R4 จุดเสี่ยงสมมติ 3", "R5 จุดเสี่ยงสมมติ <1>"]);
}

#[test]
fn the_command_line_writes_the_same_formats() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(run(folder, &["import", "samples"]).status.code(), Some(0));
    for (format, layer, reports) in [("kml", None, 5), ("gpx", Some("waypoints"), 5)] {
        let name = format!("o.{format}");
        let done = run(folder, &["export", "reports", "--format", format, "--out", &name]);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(through_gdal(folder, &name, layer.as_slice()).len(), reports);
    }
}
