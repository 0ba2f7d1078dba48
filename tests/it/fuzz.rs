//! Whatever a person, a file or a program gives: a parser takes it or says what is wrong, and never falls over.

use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use mekong_watch::app::Cursor as ListCursor;
use mekong_watch::domain::date_text::parse_observed;
use mekong_watch::domain::{
    Area, AreaId, AsOf, CrossingId, Datum, DistrictCode, Method, StudyQuestion, TileId,
};
use mekong_watch::import::geocode::{GeocodeRequest, Geocoder};
use mekong_watch::import::{
    RecordFile, basemaps, bundled, decode, district_shapes, drawn_area, populations, target_districts,
    vector_layers,
};
use mekong_watch::spatial::grid_reference::{find_position_on, parse_position_on};

use crate::databases::BackEnd;
use crate::support::{Dice, Product, reference, trials};

/// Longest input; bodies and files have limits of their own, with tests of their own.
const LONGEST: usize = 4_096;

/// Pieces that parsers stumble over.
const PIECES: &[&str] = &[
    "",
    ",",
    ":",
    ";",
    "/",
    "-",
    ".",
    "+",
    "e",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\0",
    "%",
    "%00",
    "%C2",
    "&",
    "=",
    "?",
    "#",
    "0",
    "-0",
    "1e308",
    "-1e308",
    "1e-400",
    "NaN",
    "inf",
    "-inf",
    "9223372036854775808",
    "18446744073709551616",
    "4294967296",
    "2147483648",
    "0x10",
    "๑",
    "๐๙",
    "ก",
    "์",
    "\u{202e}",
    "\u{feff}",
    "null",
    "true",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":{\"a\":",
    "2569",
    "0000-00-00",
    "31/2/2569",
    "9999-12-31T23:59:60Z",
    "district:",
    "bbox:",
    "saved:",
    "epoch:",
    "48P",
    "180",
    "-180",
    "90",
    "5e9",
];

/// Makes an input out of good ones.
fn input(dice: &mut Dice, seeds: &[&[u8]]) -> Vec<u8> {
    let below = |dice: &mut Dice, end: usize| usize::try_from(dice.below(end.max(1) as u64)).unwrap();
    let mut text = seeds[below(dice, seeds.len())].to_vec();
    for _ in 0..=dice.below(5) {
        let (from, until) = (below(dice, text.len() + 1), below(dice, text.len() + 1));
        let (from, until) = (from.min(until), from.max(until));
        match dice.below(7) {
            0 => drop(text.drain(from..until.min(from + 8))),
            1 => text.insert(from, u8::try_from(dice.below(256)).unwrap()),
            2 if from < text.len() => text[from] ^= 1 << dice.below(8),
            3 => {
                let piece = PIECES[below(dice, PIECES.len())].bytes();
                text.splice(from..until.min(from + 4), piece);
            }
            4 => {
                let again = text[from..until.min(from + 32)].repeat(below(dice, 40));
                text.splice(from..from, again);
            }
            5 => {
                let other = seeds[below(dice, seeds.len())];
                text.truncate(from);
                text.extend_from_slice(&other[below(dice, other.len() + 1)..]);
            }
            _ => text.extend_from_slice(PIECES[below(dice, PIECES.len())].as_bytes()),
        }
    }
    text.truncate(LONGEST);
    text
}

/// Makes a question out of a good one that has other numbers, so that many are good ones too.
fn other_digits(dice: &mut Dice, seeds: &[&[u8]]) -> Vec<u8> {
    let mut text = seeds[usize::try_from(dice.below(seeds.len() as u64)).unwrap()].to_vec();
    for byte in text.iter_mut().skip("/api/v1/".len()).filter(|byte| byte.is_ascii_digit()) {
        if dice.below(4) == 0 {
            *byte = b'0' + u8::try_from(dice.below(10)).unwrap();
        }
    }
    text
}

/// Gives inputs to a parser; returns the first that made it panic.
fn fatal(seeds: &[&[u8]], inputs: u64, parse: impl Fn(&[u8])) -> Option<Vec<u8>> {
    let mut dice = Dice::new(inputs);
    (0..inputs)
        .map(|_| input(&mut dice, seeds))
        .find(|given| catch_unwind(AssertUnwindSafe(|| parse(given))).is_err())
}

fn check(seeds: &[&[u8]], parse: impl Fn(&[u8])) {
    let found = fatal(seeds, trials(100_000, 1_000_000), parse);
    assert!(found.is_none(), "{:?}", found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
}

fn check_text(seeds: &[&str], parse: impl Fn(&str)) {
    let seeds: Vec<&[u8]> = seeds.iter().map(|seed| seed.as_bytes()).collect();
    check(&seeds, |given| parse(&String::from_utf8_lossy(given)));
}

#[test]
fn a_parser_that_panics_is_found() {
    let parse = |given: &[u8]| assert!(!given.ends_with(b"NaN"), "planted");
    let found = fatal(&[b"bbox:1,2,3,4"], 100_000, parse).unwrap();
    assert!(found.ends_with(b"NaN"));
}

#[test]
fn areas_moments_and_cursors_are_taken_or_refused() {
    let areas = [
        "district:3206,3409",
        "province:32",
        "bbox:103,14,104,15.5",
        "circle:103.7,14.4,5000",
        "crossing:C04,2000",
        "border:0,12.5,800",
        "saved:0123456789abcdef0123456789abcdef",
    ];
    check_text(&areas, |text| {
        if let Ok(area) = text.parse::<Area>() {
            assert_eq!(area.to_string().parse::<Area>(), Ok(area), "{text}");
        }
    });
    check_text(&["epoch:12", "2026-11-22", "2026-11-22T10:00:00Z", "2569-01"], |text| {
        drop(text.parse::<AsOf>());
    });
    let cursors = ["1704042000_0198c0de000070008000000000000001", "undated_0198c0de000070008000000000000001"];
    check_text(&cursors, |text| {
        if let Ok(cursor) = text.parse::<ListCursor>() {
            assert_eq!(cursor.to_string().parse::<ListCursor>(), Ok(cursor), "{text}");
        }
    });
}

#[test]
fn studies_are_taken_or_refused_and_taken_again_as_they_are_written() {
    let every =
        |method: &Method| format!("method={method}&seed=7&replicates=199&cell_m=5000&step=week&steps=30");
    let seeds: Vec<String> = Method::ALL.iter().map(every).collect();
    let mut seeds: Vec<&str> = seeds.iter().map(String::as_str).collect();
    seeds.push("method=closure&crossing=C04&day=2025-06-07&days=90&radius_m=5000&beside_km=20");
    seeds.push(
        "method=zones&zone_km2=24&budget_km2=480&recent=0.5&area=district:3206&from=2025-01-01&asof=epoch:3",
    );
    check_text(&seeds, |text| {
        if let Ok(question) = text.parse::<StudyQuestion>() {
            assert_eq!(question.to_string().parse::<StudyQuestion>().as_ref(), Ok(&question));
        }
    });
}

#[test]
fn codes_and_tiles_are_taken_or_refused() {
    check_text(&["3206", "1001", "C04", "L12", "0123456789abcdef0123456789abcdef"], |text| {
        drop(text.parse::<DistrictCode>());
        drop(text.parse::<CrossingId>());
        drop(text.parse::<AreaId>());
    });
    check_text(&["8/201/117", "0/0/0", "16/51000/30000"], |text| {
        let mut parts = text.split('/');
        let mut part = || parts.next().unwrap_or_default();
        if let Ok(tile) = TileId::read(part(), part(), part()) {
            assert!(u64::from(tile.column().max(tile.row())) < 1 << tile.zoom(), "{text}");
        }
    });
}

#[test]
fn dates_are_taken_or_refused() {
    let dates = [
        "2026-11-22",
        "2026-11-22T10:15:00+07:00",
        "22/11/2569",
        "22 พ.ย. 2569",
        "22 พฤศจิกายน พ.ศ. 2569 เวลา 10.15 น.",
        "22 November 2026 10:15",
        "1/2/69",
        "๒๒ พ.ย. ๒๕๖๙",
    ];
    check_text(&dates, |text| {
        drop(parse_observed(text));
    });
}

#[test]
fn positions_are_taken_or_refused() {
    let positions = [
        "14.4406, 103.6988",
        "14°26'06\"N 103°41'56\"E",
        "48P TA 12345 67890",
        "48PTA1234567890",
        "PB 502763",
        "48N 246700 1597500",
        "N14 26.1 E103 41.9",
        "พิกัด 48P UA 1234 5678 บ้านด่าน",
    ];
    check_text(&positions, |text| {
        for datum in [Datum::Wgs84, Datum::Indian1975] {
            drop(parse_position_on(text, datum));
            if let Some((_, range)) = find_position_on(text, datum) {
                assert!(text.get(range).is_some(), "{text}");
            }
        }
    });
}

#[test]
fn drawn_areas_are_taken_or_refused() {
    let areas: [&[u8]; 3] = [
        br#"{"type":"Polygon","coordinates":[[[103,14],[104,14],[104,15],[103,14]]]}"#,
        br#"{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[103,14],[104,14],[104,15],[103,14]]]]}}"#,
        br#"{"type":"Polygon","coordinates":[[[103,14],[105,14],[105,16],[103,16],[103,14]],[[103.5,14.5],[104,14.5],[104,15],[103.5,14.5]]]}"#,
    ];
    check(&areas, |given| {
        drop(drawn_area(given));
    });
}

/// Reads a file to its end, as an import does.
fn read_file(name: &str, bytes: &[u8]) {
    if let Ok(file) = RecordFile::open(name, Cursor::new(bytes.to_vec()), None) {
        drop(file.read(|_, _| ControlFlow::Continue(())));
    }
}

#[test]
fn tables_are_read_or_refused() {
    let sample = bundled::SAMPLE_INCIDENTS;
    let some: String = sample.split_inclusive('\n').take(4).collect();
    let tables: [&[u8]; 3] = [
        some.as_bytes(),
        b"id,category,lon,lat\nA,drugs,103.1,14.2\n\"B\nC\",drugs,,\n",
        b"id;category\r\n1;drugs\r\n",
    ];
    check(&tables, |given| {
        drop(decode("reports.csv", given));
        read_file("reports.csv", given);
    });
}

#[test]
fn collections_are_read_or_refused() {
    let collections: [&[u8]; 2] = [
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"A","category":"drugs"},"geometry":{"type":"Point","coordinates":[103.1,14.2]}}]}"#,
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":[1,{"b":null}]},"geometry":null},{"type":"Feature"}]}"#,
    ];
    check(&collections, |given| read_file("reports.geojson", given));
}

/// A workbook cut into its parts, without those that nobody reads.
fn workbook() -> Vec<(String, Vec<u8>)> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (column, text) in ["id", "category", "lon", "observed"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), *text).unwrap();
    }
    sheet.write_string(1, 0, "A").unwrap();
    sheet.write_number(1, 2, 103.5).unwrap();
    sheet.write_number_with_format(1, 3, 45_658.25, &date).unwrap();
    sheet.write_boolean(2, 0, true).unwrap();
    sheet.write_formula(2, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
    let mut parts = Vec::new();
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if !["theme", "docProps"].iter().any(|unread| name.contains(unread)) {
            parts.push((name, bytes));
        }
    }
    parts
}

fn zipped(parts: &[(String, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_are_read_or_refused() {
    let parts = workbook();
    // What is packed hides from changes: the parts are also kept as they are.
    let seeds = [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored].map(|m| zipped(&parts, m));
    let mut dice = Dice::new(9);
    let panicked = (0..trials(100_000, 1_000_000)).find(|_| {
        let mut bytes = seeds[usize::try_from(dice.below(2)).unwrap()].clone();
        for _ in 0..=dice.below(6) {
            let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            bytes[at] = u8::try_from(dice.below(256)).unwrap();
        }
        catch_unwind(AssertUnwindSafe(|| read_file("reports.xlsx", &bytes))).is_err()
    });
    assert_eq!(panicked, None);
}

/// A zip sums up its parts, so that changes of its bytes rarely come through to the XML: here they do.
#[test]
fn parts_of_workbooks_are_read_or_refused() {
    let parts = workbook();
    let mut dice = Dice::new(10);
    let mut read = 0;
    for _ in 0..trials(100_000, 1_000_000) {
        let mut changed = parts.clone();
        let which = usize::try_from(dice.below(parts.len() as u64)).unwrap();
        changed[which].1 = input(&mut dice, &[&parts[which].1]);
        let bytes = zipped(&changed, zip::CompressionMethod::Stored);
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let file = RecordFile::open("reports.xlsx", Cursor::new(bytes), None).ok()?;
            file.read(|_, _| ControlFlow::Continue(())).ok()
        }));
        let (name, part) = &changed[which];
        assert!(opened.is_ok(), "{name}: {:?}", String::from_utf8_lossy(part));
        read += usize::from(opened.is_ok_and(|opened| opened.is_some()));
    }
    eprintln!("{read} changed workbooks were read to their end");
    assert!(read > 1_000, "{read}");
}

#[test]
fn boundaries_target_sets_and_lists_of_maps_are_taken_or_refused() {
    let boundaries = [
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"3206"},"geometry":{"type":"Polygon","coordinates":[[[103,14],[104,14],[104,15],[103,14]]]}}]}"#,
    ];
    check_text(&boundaries, |text| drop(district_shapes("districts.geojson", text)));
    let sets = [
        "district,basis,verified,valid_from,valid_to,source\n3206,operator,true,2026-01-01,,a letter\n",
        "district,basis,verified,source\n3206,operator,true,\"a \"\"letter\"\"\"\n",
    ];
    let (known, day) = (&reference().districts, "2026-01-01".parse().ok());
    check_text(&sets, |text| drop(target_districts("set.csv", text, known, day)));
    let counts =
        ["district,people,counted_on,source\n3206,\"61,204\",2024-12-31,a letter\n3210,๖๑,2024-12-31,\n"];
    check_text(&counts, |text| drop(populations("counts.csv", text, known, day, Some("a count"))));
    let maps = [
        r#"[{"id":"a","name":"A","kind":"xyz","url":"https://tiles.example.org/{z}/{x}/{y}.png","attribution":"A"}]"#,
    ];
    check_text(&maps, |text| {
        drop(basemaps(text, Path::new("maps")));
        drop(vector_layers(text));
    });
}

#[test]
fn places_in_words_are_found_or_not() {
    let geocoder = Geocoder::new(reference());
    let places = [
        "บ้านด่าน ตำบลด่าน อำเภอกาบเชิง จังหวัดสุรินทร์",
        "ต.ช่องจอม อ.กาบเชิง จ.สุรินทร์",
        "Kap Choeng, Surin",
        "48P UA 1234 5678",
    ];
    check_text(&places, |text| drop(geocoder.geocode(&GeocodeRequest::text(text))));
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_or_refused_and_never_fail() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let seeds: [&[u8]; 13] = [
        b"/api/v1/reports?area=district:3206,3409&from=2025-01&to=2026-01-01&category=drugs,other&limit=10",
        b"/api/v1/count?area=bbox:103,14,104,15.5&group_by=month&status=confirmed&channel=online&asof=epoch:2",
        b"/api/v1/count?area=circle:103.7,14.4,5000&precision=exact&group_by=crossing",
        b"/api/v1/count?area=border:0,120.5,800&from=2025-01-01T00:00:00%2B07:00",
        b"/api/v1/hotspots?area=province:32&cell_m=5000",
        b"/api/v1/tiles/reports/8/201/117?category=drugs&from=2025-01",
        b"/api/v1/tiles/hotspots/8/201/117?cell_m=10000",
        b"/api/v1/place?text=14.4406,%20103.6988&datum=wgs84",
        b"/api/v1/export?what=reports&format=csv&area=district:3206&from=2025-01",
        b"/api/v1/export?what=hotspots&format=kml&method=gi-star",
        b"/api/v1/moment?asof=2026-11-22T10:00:00Z",
        b"/api/v1/geocode?text=%E0%B8%95.%E0%B8%94%E0%B9%88%E0%B8%B2%E0%B8%99",
        b"/api/v1/risk-points?kind=ford&severity=3,4&limit=5",
    ];
    let mut dice = Dice::new(11);
    let (mut answered, mut refused) = (0, 0);
    let many = trials(100_000, 1_000_000);
    while answered + refused < many {
        let given =
            if dice.below(2) == 0 { other_digits(&mut dice, &seeds) } else { input(&mut dice, &seeds) };
        let path = String::from_utf8_lossy(&given).into_owned();
        // What cannot stand in a request line never reaches the routes.
        let Ok(uri) = path.parse::<axum::http::Uri>() else { continue };
        if uri.path_and_query().is_none_or(|p| p.as_str() != path) || !path.starts_with("/api/") {
            continue;
        }
        let status = product.get(&path).await.status;
        assert!(!status.is_server_error(), "{status} to {path}");
        if status.is_success() { answered += 1 } else { refused += 1 }
    }
    eprintln!("{answered} questions were answered, {refused} refused");
    assert!(answered > 500 && refused > 500, "{answered} answered, {refused} refused");
}
