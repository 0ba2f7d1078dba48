//! Positions as people type them: grids, datums, notes, and the domain notes' test vectors for them.

use std::process::Command;

use axum::http::StatusCode;
use mekong_watch::domain::{Datum, LonLat};
use mekong_watch::spatial::distance_m;
use mekong_watch::spatial::grid_reference::{parse_position, parse_position_on};
use serde_json::Value;

use crate::databases::{BackEnd, on_both};
use crate::support::{Dice, Product, at, placer, reference};

/// Asks for the place that a text means.
async fn place(product: &Product, text: &str, rest: &str) -> Value {
    let text: String = form_encoded(text);
    product.json(&format!("/api/v1/place?text={text}{rest}")).await
}

fn form_encoded(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect()
}

fn point(answer: &Value) -> LonLat {
    at(answer["lon"].as_f64().unwrap(), answer["lat"].as_f64().unwrap())
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["notes"].as_array().unwrap().iter().map(|n| n["code"].as_str().unwrap()).collect()
}

on_both! {
    async fn a_typed_grid_reference_is_placed_and_its_reading_explained(back_end) {
        let product = Product::empty(back_end).await;
        let kio_hok = place(&product, "PB 502763", "").await;
        assert!(distance_m(point(&kio_hok), at(100.4333, 19.6768)) < 5.0, "{kio_hok}");
        assert_eq!(kio_hok["district"]["code"], "5608");
        assert_eq!((&kio_hok["zone"], &kio_hok["datum"], &kio_hok["original"]), (&47.into(), &"wgs84".into(), &"PB 502763".into()));
        assert_eq!(codes(&kio_hok), ["zone_from_letters", "datum_assumed"]);
        assert_eq!(kio_hok["notes"][1]["radius_m"], 520.0);
        assert!((kio_hok["radius_m"].as_f64().unwrap() - 70.71).abs() < 0.01 && kio_hok["shifted_m"].is_null());
        let written = &kio_hok["written"];
        assert_eq!(written["utm"], "47N 650250 2176350");
        assert_eq!(written["mgrs"], kio_hok["mgrs"]);
        for form in ["mgrs", "utm", "dms", "degrees"] {
            let again = place(&product, written[form].as_str().unwrap(), "&datum=wgs84").await;
            assert!(distance_m(point(&again), point(&kio_hok)) < 1.0, "{form}: {again}");
            assert!(codes(&again).is_empty(), "a named datum is not assumed: {again}");
        }
    }
}

#[tokio::test]
async fn a_declared_old_datum_moves_the_point_to_the_north_west_and_says_how_far() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (text, metres) in [("47QPB502763", 450.0), ("PB 502763", 450.0), ("48P 364500 1595000", 520.0)] {
        let plain = place(&product, text, "&datum=wgs84").await;
        let shifted = place(&product, text, "&datum=indian1975").await;
        let moved = distance_m(point(&plain), point(&shifted));
        assert!((moved - metres).abs() < 15.0, "{text}: {moved} m");
        assert!((shifted["shifted_m"].as_f64().unwrap() - moved).abs() < 0.1, "{shifted}");
        assert!(point(&shifted).lon_deg() < point(&plain).lon_deg());
        assert!(point(&shifted).lat_deg() > point(&plain).lat_deg());
        assert_eq!((&shifted["datum"], &shifted["original"]), (&"indian1975".into(), &text.into()));
        assert!(!codes(&shifted).contains(&"datum_assumed"), "{shifted}");
    }
}

#[tokio::test]
async fn a_swapped_pair_is_read_and_said() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (text, notes) in [
        ("103.700, 14.435", &["swapped"][..]),
        ("lat 103.700 lon 14.435", &["swapped"][..]),
        ("103°42'00\"N 14°26'06\"E", &["swapped"][..]),
        ("14.435, 103.700", &[][..]),
        ("lon 103.700 lat 14.435", &[][..]),
        ("E103.700 N14.435", &[][..]),
        ("๑๔.๔๓๕, ๑๐๓.๗๐๐", &[][..]),
        ("14°26'06\"N 103°42'00\"E", &[][..]),
    ] {
        let answer = place(&product, text, "").await;
        assert!(distance_m(point(&answer), at(103.7, 14.435)) < 0.1, "{text}: {answer}");
        assert_eq!(codes(&answer), notes, "{text}");
    }
}

#[tokio::test]
async fn a_text_that_is_no_position_is_refused_and_the_fault_named() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (query, parameter, part) in [
        ("text=48QTA%2055148%2028943", "text", "band P, not Q"),
        ("text=33UXP123456", "text", "zone 33"),
        ("text=PB%205027631", "text", "2, 4, 6, 8 or 10 digits"),
        ("text=48.2,16.37", "text", "outside the region"),
        ("text=14,103", "text", "too coarse"),
        ("text=somewhere", "text", "is not a position"),
        ("text=PB%20502763&datum=nad27", "datum", "known are wgs84, indian1975"),
        ("text=PB%20502763&lon=103", "lon", "not both"),
        ("lon=103.7&lat=14.4&datum=indian1975", "datum", "belongs to text"),
        ("lon=14.4&lat=103.7", "lat", "look swapped"),
        ("", "lon", "is needed"),
    ] {
        let answer = product.get(&format!("/api/v1/place?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let problem = answer.json();
        assert_eq!(problem["parameter"], parameter, "{query}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(part), "{query}: {problem}");
    }
}

#[tokio::test]
async fn a_point_on_the_map_is_answered_in_every_written_form() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let answer = product.json("/api/v1/place?lon=103.7&lat=14.435").await;
    assert_eq!(answer["written"]["mgrs"], "48PUA5986996232");
    assert_eq!(answer["written"]["degrees"], "14.4350000, 103.7000000");
    assert_eq!(answer["written"]["dms"], "14°26'06.00\"N 103°42'00.00\"E");
    assert_eq!((&answer["zone"], &answer["radius_m"]), (&48.into(), &0.0.into()));
    assert!(answer["original"].is_null() && codes(&answer).is_empty());
}

/// Where a row of an import was put, and how the product says it was written.
async fn imported(header: &str, row: &str) -> (LonLat, String, Vec<String>) {
    let product = Product::empty(BackEnd::Sqlite).await;
    let result = product.import("reports.csv", format!("{header}\n{row}\n").as_bytes()).await;
    assert_eq!((result.added, result.refused()), (1, 0), "{:?}", result.problems);
    let list = product.json("/api/v1/reports").await;
    let report = &list["features"][0];
    let position = &report["geometry"]["coordinates"];
    let text = report["properties"]["place_text"].as_str().unwrap().to_owned();
    let warnings = result.problems.iter().map(|p| p.reason.clone()).collect();
    (at(position[0].as_f64().unwrap(), position[1].as_f64().unwrap()), text, warnings)
}

#[tokio::test]
async fn an_imported_row_that_declares_its_datum_is_shifted_and_keeps_its_text() {
    let truth = parse_position_on("47QPB502763", Datum::Indian1975).unwrap().at;
    for (column, datum) in [("datum", "indian1975"), ("พื้นหลักฐาน", "อินเดียน 1975"), ("Datum", "Indian ๑๙๗๕")]
    {
        let header = format!("category,date,place_text,{column}");
        let row = format!("drugs,2025-01-15,ช่องกิ่วหก พิกัด PB 502763,{datum}");
        let (found, text, warnings) = imported(&header, &row).await;
        assert!(distance_m(found, truth) < 0.1, "{datum}: {found}");
        assert_eq!(text, "ช่องกิ่วหก พิกัด PB 502763");
        assert_eq!(warnings, [""; 0]);
    }
    let (degrees, text, _) =
        imported("category,date,lat,lon,datum", "drugs,2025-01-15,19.6764,100.4329,indian1975").await;
    // cs2cs of PROJ 9.1.1; degrees move by 375 m, since a grid also has the other ellipsoid's northings.
    assert!(distance_m(degrees, at(100.429_539_138, 19.677_564_591)) < 0.1, "{degrees}");
    assert_eq!(text, "19.6764, 100.4329 (Indian 1975)", "the numbers as they were brought");
}

#[tokio::test]
async fn an_imported_row_without_a_datum_is_read_as_before_and_warned_of_when_it_is_a_grid_reference() {
    let (found, _, warnings) = imported("category,date,place_text", "drugs,2025-01-15,พิกัด PB 502763").await;
    assert!(distance_m(found, parse_position("PB 502763").unwrap().at) < 0.1);
    assert!(warnings.len() == 1 && warnings[0].contains("450 to 520 m"), "{warnings:?}");
    let (_, _, none) = imported("category,date,place_text", "drugs,2025-01-15,\"พิกัด 14.435, 103.700\"").await;
    assert_eq!(none, [""; 0], "degrees come from receivers");
    let (_, _, none) =
        imported("category,date,place_text,datum", "drugs,2025-01-15,พิกัด PB 502763,WGS 84").await;
    assert_eq!(none, [""; 0]);
}

#[tokio::test]
async fn an_unknown_datum_refuses_its_row() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let file = "category,date,place_text,datum\ndrugs,2025-01-15,PB 502763,Indian 1954\n";
    let result = product.import("reports.csv", file.as_bytes()).await;
    assert_eq!(result.refused(), 1);
    assert_eq!(result.problems[0].column, "datum");
    assert!(result.problems[0].reason.contains("known are wgs84, indian1975"));
}

#[tokio::test]
async fn a_file_brought_before_there_was_a_column_for_datums_is_known_again_with_an_empty_one() {
    let product = Product::empty(BackEnd::Sqlite).await;
    product.import("reports.csv", b"category,date,district\ndrugs,2025-01-15,3206\n").await;
    let again =
        product.import("reports.csv", b"category,date,district,datum\ndrugs,2025-01-15,3206,\n").await;
    assert_eq!((again.added, again.unchanged), (0, 1));
}

/// The parameters that PROJ's database has for the pinned set, and what PROJ makes of random positions.
#[test]
fn the_pinned_shift_is_epsg_1537_and_agrees_with_proj() {
    let run = |program: &str, arguments: &[&str], input: &str| {
        use std::io::Write;
        use std::process::Stdio;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{program}: {e}; run tools/need test"));
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let known = run("projinfo", &["-k", "operation", "-o", "PROJ", "-q", "EPSG:1537"], "");
    assert!(known.contains("+ellps=evrst30") && known.contains("+x=204.64 +y=834.74 +z=293.8"), "{known}");
    let pipeline = "+proj=pipeline +step +inv +proj=utm +zone=48 +ellps=evrst30 +step +proj=push +v_3 \
        +step +proj=cart +ellps=evrst30 +step +proj=helmert +x=204.64 +y=834.74 +z=293.8 \
        +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg";
    let mut dice = Dice::new(1975);
    let metres: Vec<(u64, u64)> =
        (0..200).map(|_| (180_000 + dice.below(330_000), 1_290_000 + dice.below(950_000))).collect();
    let lines: Vec<String> = metres.iter().map(|(east, north)| format!("{east} {north} 0\n")).collect();
    let arguments: Vec<&str> = ["-d", "9"].into_iter().chain(pipeline.split_whitespace()).collect();
    let output = run("cct", &arguments, &lines.concat());
    assert_eq!(output.lines().count(), 200);
    for ((east, north), line) in metres.iter().zip(output.lines()) {
        let theirs: Vec<f64> = line.split_whitespace().take(2).map(|n| n.parse().unwrap()).collect();
        let ours = parse_position_on(&format!("48P {east} {north}"), Datum::Indian1975).unwrap().at;
        let apart = distance_m(ours, at(theirs[0], theirs[1]));
        assert!(apart < 0.02, "{east} {north}: {apart} m");
    }
}

/// Domain notes, 3.7: of the 44, 12 lie in zone 47, 31 in zone 48, and Pak Chom on both sides of 102 E.
#[test]
fn target_districts_lie_in_their_zones() {
    use geo::BoundingRect;
    let (mut west, mut east, mut both) = (0, 0, Vec::new());
    for target in &reference().default_targets {
        let bounds = placer().districts().shape(target.district).unwrap().bounding_rect().unwrap();
        match (bounds.min().x < 102.0, bounds.max().x > 102.0) {
            (true, true) => both.push(target.district.to_string()),
            (true, false) => west += 1,
            (false, _) => east += 1,
        }
    }
    assert_eq!((west, east, both), (12, 31, vec!["4204".to_owned()]));
}

/// Domain notes, section 6: the box of the default 44; in the south it reaches to 11.64.
#[test]
fn the_target_districts_fill_the_box_of_the_notes() {
    use geo::BoundingRect;
    let boxes = reference()
        .default_targets
        .iter()
        .map(|target| placer().districts().shape(target.district).unwrap().bounding_rect().unwrap());
    let fold =
        |values: &mut dyn Iterator<Item = f64>, pick: fn(f64, f64) -> f64| values.reduce(pick).unwrap();
    let boxes: Vec<_> = boxes.collect();
    let west = fold(&mut boxes.iter().map(|b| b.min().x), f64::min);
    let east = fold(&mut boxes.iter().map(|b| b.max().x), f64::max);
    let south = fold(&mut boxes.iter().map(|b| b.min().y), f64::min);
    let north = fold(&mut boxes.iter().map(|b| b.max().y), f64::max);
    for (found, noted) in [(west, 99.93), (east, 105.63), (south, 11.64), (north, 20.40)] {
        assert!((found - noted).abs() < 0.1, "{found} is not {noted}");
    }
}

/// Domain notes, 3.7: letters fix the zone, not the band; near 16 N a square has a part in each.
#[test]
fn near_sixteen_north_a_square_without_a_band_is_read_and_a_wrong_band_is_named() {
    for column in ["Q", "U", "V", "W"] {
        for (digits, band, other) in [("5000060000", 'P', 'Q'), ("5000080000", 'Q', 'P')] {
            let zone = if column == "Q" { 47 } else { 48 };
            let row = if zone == 47 { "T" } else { "C" };
            let letters = format!("{column}{row} {digits}");
            let read = parse_position(&letters).unwrap_or_else(|e| panic!("{e}"));
            assert!((15.8..16.2).contains(&read.at.lat_deg()), "{letters}: {}", read.at);
            let with = parse_position(&format!("{zone}{band}{letters}")).unwrap();
            assert_eq!(with.at, read.at);
            let error = parse_position(&format!("{zone}{other}{letters}")).unwrap_err().to_string();
            assert!(error.contains(&format!("band {band}, not {other}")), "{error}");
        }
    }
}

/// Domain notes, section 6: dates in Thai with their fiscal year and quarter.
#[test]
fn dates_of_the_notes_fall_into_their_fiscal_quarters() {
    use mekong_watch::domain::date_text::parse_observed;
    use mekong_watch::domain::period::{FiscalQuarter, bangkok_day};
    for (text, day, year_be, quarter) in [
        ("15 ม.ค. 2567", "2024-01-15", 2567, 2),
        ("1 ต.ค. 2566", "2023-10-01", 2567, 1),
        ("30 ก.ย. 2566", "2023-09-30", 2566, 4),
        ("๑๐ มกราคม ๒๕๖๗", "2024-01-10", 2567, 2),
        ("21 ส.ค. 2566", "2023-08-21", 2566, 4),
    ] {
        let found = bangkok_day(parse_observed(text).unwrap().at);
        assert_eq!(found.to_string(), day, "{text}");
        assert_eq!(FiscalQuarter::of(found), FiscalQuarter { year_be, quarter }, "{text}");
    }
}
