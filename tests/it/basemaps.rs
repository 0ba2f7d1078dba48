//! The operator's background maps: files of tiles served from here, servers elsewhere admitted by name.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use axum::http::{Request, StatusCode};
use mekong_watch::app::{App, Basemaps};
use mekong_watch::import::basemaps;
use serde_json::Value;

use crate::databases::{BackEnd, Database};
use crate::support::{Product, known, run};

/// Types of tiles and compressions as the `PMTiles` specification (version 3) numbers them.
const MVT: u8 = 1;
const PNG: u8 = 2;
const NOT_COMPRESSED: u8 = 1;
const GZIP: u8 = 2;

/// Writes a `PMTiles` file of version 3 by its specification: tiles by id, in rising order, zooms 0 and 1.
fn pmtiles(kind: u8, compression: u8, metadata: &str, tiles: &[(u8, &[u8])]) -> Vec<u8> {
    let mut directory = vec![u8::try_from(tiles.len()).unwrap()];
    let mut before = 0;
    for (id, _) in tiles {
        directory.push(id - before);
        before = *id;
    }
    directory.extend(tiles.iter().map(|_| 1)); // run lengths
    for (_, bytes) in tiles {
        // Lengths as varints of two bytes.
        let length = u16::try_from(bytes.len()).unwrap();
        directory.extend([u8::try_from(length & 0x7f).unwrap() | 0x80, u8::try_from(length >> 7).unwrap()]);
    }
    directory.push(1); // the first offset, plus one
    directory.extend(tiles.iter().skip(1).map(|_| 0)); // each behind the one before
    let data: Vec<u8> = tiles.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    let mut file = b"PMTiles\x03".to_vec();
    let (root, meta) = (directory.len() as u64, metadata.len() as u64);
    let count = tiles.len() as u64;
    let ends = [127, 127 + root, 127 + root + meta];
    for number in [ends[0], root, ends[1], meta, ends[2], 0, ends[2], data.len() as u64, count, count, count]
    {
        file.extend(number.to_le_bytes());
    }
    file.extend([1, NOT_COMPRESSED, compression, kind, 0, 1]); // clustered; zooms 0 to 1
    for e7 in [970_000_000_i32, 50_000_000, 1_070_000_000, 210_000_000] {
        file.extend(e7.to_le_bytes());
    }
    file.push(0);
    file.extend([0; 8]);
    assert_eq!(file.len(), 127);
    [file, directory, metadata.as_bytes().to_vec(), data].concat()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A list of one map, said in JSON.
fn listed(id: &str, rest: &str) -> String {
    format!(
        r#"[{{"id":"{id}","title":{{"th":"ทดสอบ","en":"Test"}},"attribution":"© Nobody","licence":"CC0",{rest}}}]"#
    )
}

async fn product(folder: &Path, list: &str) -> Product {
    let read = basemaps(list, folder).unwrap();
    let database = Database::empty(BackEnd::Sqlite).await;
    let app = App::open(database.store().await, known()).await.unwrap();
    let app = app.with_basemaps(Basemaps::open(read).await.unwrap());
    Product::of(Arc::new(app), database)
}

fn policy(headers: &axum::http::HeaderMap) -> Vec<String> {
    let policy = headers["content-security-policy"].to_str().unwrap();
    policy.split("; ").map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn vector_tiles_of_a_file_are_served_as_they_lie_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (world, corner) = (gzipped(b"synthetic tile 0/0/0"), gzipped(b"synthetic tile 1/1/1"));
    let metadata = r#"{"vector_layers":[{"id":"water"},{"id":"roads"}]}"#;
    let file = pmtiles(MVT, GZIP, metadata, &[(0, world.as_slice()), (3, corner.as_slice())]);
    std::fs::write(folder.path().join("synthetic.pmtiles"), file).unwrap();
    let product =
        product(folder.path(), &listed("field", r#""kind":"pmtiles","path":"synthetic.pmtiles""#)).await;

    let list = product.json("/api/v1/basemaps").await;
    let map = &list["basemaps"][0];
    assert_eq!(
        (&map["id"], &map["kind"], &map["title"]["th"]),
        (&"field".into(), &"vector".into(), &"ทดสอบ".into())
    );
    assert_eq!(map["tiles"], "/api/v1/basemaps/field/{z}/{x}/{y}");
    assert_eq!(map["layers"], serde_json::json!(["water", "roads"]));
    assert_eq!((&map["min_zoom"], &map["max_zoom"]), (&0.into(), &1.into()));
    assert_eq!((&map["attribution"], &map["licence"]), (&"© Nobody".into(), &"CC0".into()));

    for (place, bytes) in [("0/0/0", &world), ("1/1/1", &corner)] {
        let path = format!("/api/v1/basemaps/field/{place}");
        let tile = product.get(&path).await;
        assert_eq!((tile.status, &tile.bytes), (StatusCode::OK, bytes));
        assert_eq!(tile.headers["content-type"], "application/vnd.mapbox-vector-tile");
        assert_eq!(tile.headers["content-encoding"], "gzip");
        let again = product.send(Request::get(&path).header("if-none-match", &tile.headers["etag"])).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    }
    assert_eq!(product.get("/api/v1/basemaps/field/1/0/0").await.status, StatusCode::NO_CONTENT);
    assert_eq!(product.get("/api/v1/basemaps/field/9/0/0").await.status, StatusCode::NO_CONTENT);
    assert_eq!(product.get("/api/v1/basemaps/other/0/0/0").await.status, StatusCode::NOT_FOUND);
    for (place, parameter) in
        [("1/2/0", "x"), ("1/0/2", "y"), ("25/0/0", "z"), ("a/0/0", "z"), ("1/0/-1", "y")]
    {
        let answer = product.get(&format!("/api/v1/basemaps/field/{place}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{place}");
        assert_eq!(answer.json()["parameter"], parameter, "{place}");
    }
    assert!(product.get("/api/v1/basemaps/field/0/0/0?v=1").await.text().contains("unknown_parameter"));
    assert_eq!(
        policy(&product.get("/").await.headers)[1..3],
        ["img-src 'self' data: blob:", "connect-src 'self'"]
    );
}

#[tokio::test]
async fn pictures_of_a_file_have_their_type_and_no_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let file = pmtiles(PNG, NOT_COMPRESSED, "{}", &[(0, b"\x89PNG synthetic")]);
    std::fs::write(folder.path().join("p.pmtiles"), file).unwrap();
    let product =
        product(folder.path(), &listed("p", r#""kind":"pmtiles","path":"p.pmtiles","tile_size":512"#)).await;
    let map = product.json("/api/v1/basemaps").await["basemaps"][0].clone();
    assert_eq!(
        (&map["kind"], &map["tile_size"], &map["layers"]),
        (&"raster".into(), &512.into(), &Value::Null)
    );
    let tile = product.get("/api/v1/basemaps/p/0/0/0").await;
    assert_eq!(
        (tile.bytes.as_slice(), &tile.headers["content-type"]),
        (&b"\x89PNG synthetic"[..], &"image/png".parse().unwrap())
    );
    assert!(!tile.headers.contains_key("content-encoding"));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let good = pmtiles(PNG, NOT_COMPRESSED, "{}", &[(0, b"synthetic")]);
    write("good", &good);
    write("short", &good[..60]);
    write("cut", &good[..129]);
    write("text", b"this is no archive of tiles, whatever its name says");
    write("mlt", &pmtiles(6, NOT_COMPRESSED, "{}", &[(0, b"synthetic")]));
    for (path, more, part) in [
        ("missing", "", "No such file"),
        (".", "", "is not a file"),
        ("short", "", "not a PMTiles file"),
        ("cut", "", "not a PMTiles file"),
        ("text", "", "Invalid magic number"),
        ("mlt", "", "type Mlt"),
        ("good", r#","tiles":"vector""#, "holds raster tiles, not vector"),
        ("good", r#","max_zoom":9"#, "zooms 0 to 1, not 0 to 9"),
    ] {
        let list = listed("m", &format!(r#""kind":"pmtiles","path":"{path}"{more}"#));
        let error = Basemaps::open(basemaps(&list, folder.path()).unwrap()).await.unwrap_err().to_string();
        let named = error.contains("basemap `m`") && error.contains(folder.path().to_str().unwrap());
        assert!(named && error.contains(part), "{path}: {error}");
    }
}

#[tokio::test]
async fn a_tile_beyond_the_end_of_its_file_is_an_error_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = pmtiles(PNG, NOT_COMPRESSED, "{}", &[(0, b"synthetic"), (1, &[7; 400])]);
    std::fs::write(folder.path().join("cut"), &file[..file.len() - 300]).unwrap();
    let product = product(folder.path(), &listed("m", r#""kind":"pmtiles","path":"cut""#)).await;
    assert_eq!(product.get("/api/v1/basemaps/m/1/0/0").await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(product.get("/api/v1/basemaps/m/0/0/0").await.bytes, b"synthetic");
}

#[tokio::test]
async fn servers_elsewhere_are_admitted_by_name_and_nothing_without_a_list() {
    let none = Product::empty(BackEnd::Sqlite).await;
    assert_eq!(none.json("/api/v1/basemaps").await["basemaps"], serde_json::json!([]));
    for path in ["/", "/api/v1/status"] {
        let policy = policy(&none.get(path).await.headers);
        assert!(policy.contains(&"connect-src 'self'".to_owned()), "{policy:?}");
        assert!(policy.iter().all(|directive| !directive.contains("http")), "{policy:?}");
    }
    let entry = |id: &str, kind: &str, url: &str| {
        let one = listed(id, &format!(r#""kind":"{kind}","url":"{url}""#));
        one.trim_matches(['[', ']']).to_owned()
    };
    let entries = [
        entry("a", "xyz", "https://tiles.example.org/{z}/{x}/{y}.png"),
        entry("b", "xyz", "https://tiles.example.org/other/{z}/{x}/{y}.png"),
        entry("c", "wmts", "https://wmts.example.go.th:8443/topo/{TileMatrix}/{TileRow}/{TileCol}.png"),
    ];
    let some = product(Path::new(""), &format!("[{}]", entries.join(","))).await;
    let origins = "https://tiles.example.org https://wmts.example.go.th:8443";
    for path in ["/", "/api/v1/status"] {
        let policy = policy(&some.get(path).await.headers);
        assert_eq!(policy[0], "default-src 'self'");
        assert_eq!(policy[1], format!("img-src 'self' data: blob: {origins}"));
        assert_eq!(policy[2], format!("connect-src 'self' {origins}"));
        assert!(policy[3..].iter().all(|directive| !directive.contains("http")), "{policy:?}");
    }
    let list = some.json("/api/v1/basemaps").await;
    assert_eq!(list["basemaps"][2]["tiles"], "https://wmts.example.go.th:8443/topo/{z}/{y}/{x}.png");
    assert_eq!(list["basemaps"][2]["kind"], "raster");
    assert_eq!(
        some.get("/api/v1/basemaps/a/0/0/0").await.status,
        StatusCode::NOT_FOUND,
        "not served from here"
    );
}

#[test]
fn serve_ends_with_the_reason_when_its_list_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("secret.json", &listed("a", r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}?token=1""#));
    write("gone.json", &listed("a", r#""kind":"pmtiles","path":"gone.pmtiles""#));
    write("large.json", &" ".repeat(300_000));
    for (list, part) in [
        ("secret.json", "secret.json: basemap 1: `a`: `url` has the parameter `token`"),
        ("gone.json", "gone.pmtiles: No such file"),
        ("large.json", "large.json has 300000 bytes"),
        ("none.json", "reading none.json"),
    ] {
        let ended = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--basemaps", list]);
        assert_eq!(ended.status.code(), Some(1), "{list}");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(said.contains(part), "{list}: {said}");
    }
}
