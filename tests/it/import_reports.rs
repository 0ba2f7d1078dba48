//! Files of reports: good rows come in, bad rows are named and kept, nothing is counted twice.

use std::io::Cursor;

use mekong_watch::app::{ImportOptions, ImportResult};
use mekong_watch::import::{Severity, bundled};

use crate::databases::{BackEnd, on_both};
use crate::support::{Product, run};

const SWAPPED: &[u8] = include_bytes!("../../data/samples/bad/swapped_coordinates.csv");
const YEAR_2567: &[u8] = include_bytes!("../../data/samples/bad/year_2567_in_ce_column.csv");
const BROKEN_QUOTING: &[u8] = include_bytes!("../../data/samples/bad/broken_quoting.csv");
const UTF16: &[u8] = include_bytes!("../../data/samples/bad/utf16le.csv");
const TIS620: &[u8] = include_bytes!("../../data/samples/bad/tis620.csv");
const UNKNOWN_TAMBON: &[u8] = include_bytes!("../../data/samples/bad/unknown_tambon.csv");

/// Imports a file with one bad row and checks what is said of it.
async fn check_problem(
    back_end: BackEnd,
    file: &[u8],
    added: usize,
    severity: Severity,
    line: u64,
    column: &str,
    part: &str,
) {
    let result = Product::empty(back_end).await.import("file.csv", file).await;
    assert_eq!(result.added, added, "{:?}", result.problems);
    let [problem] = result.problems.as_slice() else { panic!("one problem, not {:?}", result.problems) };
    assert_eq!((problem.severity, problem.line, problem.column.as_str()), (severity, line, column));
    assert!(problem.reason.contains(part), "{}", problem.reason);
}

on_both! {
    async fn the_sample_incidents_all_come_in_and_every_row_is_counted_once(back_end) {
        let product = Product::empty(back_end).await;
        let result = product.import("incidents.csv", bundled::SAMPLE_INCIDENTS.as_bytes()).await;
        assert_eq!((result.added, result.refused()), (234, 0));
        assert_eq!(result.points + result.area_only + result.unlocated, 234);
        let counts = &product.json("/api/v1/count").await["counts"];
        let count = |name: &str| counts[name].as_u64().unwrap();
        assert_eq!(count("matched"), 234);
        assert_eq!(count("points") + count("area_only") + count("unlocated"), 234);
    }

    async fn the_same_file_again_changes_nothing(back_end) {
        let product = Product::with_samples(back_end).await;
        let epoch = product.json("/api/v1/status").await["epoch"].clone();
        let again = product.import("incidents.csv", bundled::SAMPLE_INCIDENTS.as_bytes()).await;
        assert_eq!((again.added, again.unchanged), (0, 234));
        assert_eq!(product.json("/api/v1/status").await["epoch"], epoch);
    }

    async fn swapped_coordinates_are_named_as_swapped(back_end) {
        check_problem(back_end, SWAPPED, 2, Severity::Refused, 4, "lat", "look swapped").await;
    }

    async fn a_buddhist_year_in_a_common_era_column_is_named(back_end) {
        check_problem(back_end, YEAR_2567, 2, Severity::Refused, 4, "observed_date", "Buddhist-era year").await;
    }

    async fn an_open_quote_costs_its_row_alone(back_end) {
        check_problem(back_end, BROKEN_QUOTING, 3, Severity::Refused, 4, "", "never closed").await;
    }

    async fn an_unknown_tambon_is_named_and_the_report_placed_by_its_district(back_end) {
        check_problem(back_end, UNKNOWN_TAMBON, 3, Severity::Warning, 4, "tambon_th", "is not a tambon of district 4804")
            .await;
    }

    async fn files_in_utf_16_and_tis_620_are_read(back_end) {
        for file in [UTF16, TIS620] {
            let product = Product::empty(back_end).await;
            let result = product.import("file.csv", file).await;
            assert_eq!((result.added, result.problems.len()), (2, 0), "{:?}", result.problems);
            let reports = product.json("/api/v1/reports").await;
            let places: Vec<_> = reports["features"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f["properties"]["place_text"].as_str().unwrap())
                .collect();
            assert_eq!(places, ["ช่องจอม", "บ้านแพง"]);
        }
    }

    async fn bytes_in_no_known_encoding_are_refused_in_words(back_end) {
        let product = Product::empty(back_end).await;
        let photo = Cursor::new([0xff, 0xd8, 0xff, 0x00]);
        let error = product.app.plan_import("photo.csv", photo, &ImportOptions::default()).await.unwrap_err();
        assert!(error.to_string().starts_with("photo.csv: byte 0 is neither UTF-8"), "{error}");
    }
}

/// Imports one synthetic row under a header and returns what became of it.
async fn check_row(back_end: BackEnd, header: &str, row: &str) -> (Product, ImportResult) {
    let product = Product::empty(back_end).await;
    let result = product.import("row.csv", format!("{header}\n{row}\n").as_bytes()).await;
    (product, result)
}

on_both! {
    async fn every_bad_value_is_named_with_its_column(back_end) {
        for (header, row, column, part) in [
            ("id,category", "1,magic", "category", "known are drugs"),
            ("id,category", "1,", "category", "is empty"),
            ("id,category", "1,drugs.magic", "category", "not a known sub-category"),
            ("id,category,status", "1,drugs,maybe", "status", "known are unverified"),
            ("id,category,channel", "1,drugs,radio", "channel", "known are online"),
            ("id,category,lat,lon", "1,drugs,14.4,", "lon", "is empty although"),
            ("id,category,lat,lon", "1,drugs,north,103", "lat", "not a number"),
            ("id,category,lat,lon", "1,drugs,NaN,103", "lat", "finite"),
            ("id,category,lat,lon", "1,drugs,1e308,103", "lat", "-90 to 90"),
            ("id,category,amphoe_code", "1,drugs,3299", "amphoe_code", "no district has this code"),
            ("id,category,lat,lon", "1,drugs,0,0", "lat", "outside the region"),
            ("id,category,lat,lon", "1,drugs,14,103", "lat", "too coarse"),
            ("id,category,date", "1,drugs,31/02/2567", "date", "31/02/2567"),
            ("id,category,date", "1,drugs,15/1/24", "date", "15/1/24"),
            ("id,category,date", "1,drugs,2099-01-01", "date", "in the future"),
            ("id,category,synthetic", "1,drugs,perhaps", "synthetic", "neither true nor false"),
            ("id,category,channel,status", "1,drugs,open_source,confirmed", "status", "always unverified"),
            ("id,category", "1,drugs,more", "", "has 3 fields where the header has 2"),
        ] {
            let (_, result) = check_row(back_end, header, row).await;
            assert_eq!(result.added, 0, "{row}");
            let problem = &result.problems[0];
            assert_eq!((problem.line, problem.column.as_str()), (2, column), "{problem:?}");
            assert!(problem.reason.contains(part), "{row}: {}", problem.reason);
        }
    }

    async fn thai_dates_thai_digits_and_thai_names_are_read(back_end) {
        let header = "รหัส,วันที่,ประเภท,อำเภอ,จังหวัด,ละติจูด,ลองจิจูด";
        let row = "๑,๑๐ มกราคม ๒๕๖๗,ยาเสพติด,กาบเชิง,สุรินทร์,๑๔.๔๔,๑๐๓.๗๐";
        let (product, result) = check_row(back_end, header, row).await;
        assert_eq!((result.added, result.points), (1, 1), "{:?}", result.problems);
        let properties = &product.json("/api/v1/reports").await["features"][0]["properties"];
        assert_eq!(properties["observed"], "2024-01-10");
        assert_eq!(
            (properties["category"].as_str(), properties["district"].as_str()),
            (Some("drugs"), Some("3206"))
        );
    }

    async fn a_point_in_laos_is_taken_marked_and_routed(back_end) {
        let (product, result) = check_row(back_end, "id,category,lat,lon", "1,drugs,17.9000,102.6900").await;
        assert_eq!((result.added, result.points), (1, 1));
        let properties = &product.json("/api/v1/reports").await["features"][0]["properties"];
        assert_eq!(properties["country"], "LA");
        assert!(properties["district"].is_null());
        assert_eq!(properties["handled_by"]["code"], "4301", "{properties}");
    }

    async fn degrees_with_few_decimals_have_a_wide_radius(back_end) {
        let (product, _) = check_row(back_end, "id,category,lat,lon", "1,drugs,14.4,103.7").await;
        let stored = product.json("/api/v1/reports").await["features"][0]["properties"].clone();
        assert_eq!(stored["doubt"], "line_disagrees", "{stored}");
        let (product, _) = check_row(back_end, "id,category,lat,lon", "1,drugs,14.50,103.70").await;
        let stored = product.json("/api/v1/reports").await["features"][0]["properties"].clone();
        assert!(stored["doubt"].is_null(), "787 m of doubt, and the edge is farther: {stored}");
    }

    async fn a_code_that_names_no_district_gives_no_district(back_end) {
        let (product, result) = check_row(back_end, "id,category,amphoe", "1,drugs,3299").await;
        assert_eq!((result.added, result.unlocated), (1, 1));
        assert!(product.json("/api/v1/reports").await["features"][0]["properties"]["district"].is_null());
    }

    async fn the_same_rows_written_otherwise_are_the_same_reports(back_end) {
        let product = Product::empty(back_end).await;
        product.import("a.csv", "category,amphoe_code,note\ndrugs,3206,x\n".as_bytes()).await;
        let quoted = "\u{feff}category,amphoe_code,note\r\n\"drugs\", 3206,y\r\n";
        assert_eq!(product.import("a.csv", quoted.as_bytes()).await.unchanged, 1);
    }

    async fn a_point_that_contradicts_its_named_district_is_taken_and_said(back_end) {
        let (_, result) = check_row(back_end, "id,category,lat,lon,amphoe_code", "1,drugs,14.44,103.70,5703").await;
        assert_eq!(result.added, 1);
        assert!(result.problems[0].reason.contains("in district 3206, but the row names district 5703"));
    }

    async fn rows_alike_without_an_id_are_two_reports_and_the_file_again_is_none(back_end) {
        let product = Product::empty(back_end).await;
        let file = b"category,amphoe_code\ndrugs,3206\ndrugs,3206\n";
        assert_eq!(product.import("a.csv", file).await.added, 2);
        assert_eq!(product.import("a.csv", file).await.unchanged, 2);
    }

    async fn an_id_with_other_content_is_refused_and_kept_for_correction(back_end) {
        let product = Product::empty(back_end).await;
        product.import("a.csv", b"id,category\n1,drugs\n").await;
        let result = product.import("b.csv", b"id,category\n1,weapons\n2,drugs\n").await;
        assert_eq!((result.added, result.refused()), (1, 1));
        assert!(result.problems[0].reason.contains("--update"), "{:?}", result.problems);
        assert_eq!(result.problems[0].fields, ["1", "weapons"]);
    }
}

#[test]
fn the_command_line_shows_the_mapping_keeps_bad_rows_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.csv"), SWAPPED).unwrap();
    let dry = run(folder.path(), &["import", "reports", "in.csv", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(2));
    let import = run(folder.path(), &["import", "reports", "in.csv", "--errors", "out.csv"]);
    assert_eq!(import.status.code(), Some(2));
    let said = String::from_utf8(import.stderr).unwrap();
    assert!(said.contains("observed_date -> observed"), "{said}");
    assert!(said.contains("2 added"), "the dry run stored nothing: {said}");
    let errors = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(errors.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let field = |name: &str| row[header.iter().position(|h| h == name).unwrap()].to_owned();
    assert_eq!(
        (field("id"), field("error_line"), field("error_column")),
        ("SYN-003".into(), "4".into(), "lat".into())
    );

    // The user corrects the file of errors and imports that.
    let corrected = errors.replace("104.2200,17.9500", "17.9500,104.2200");
    std::fs::write(folder.path().join("corrected.csv"), corrected).unwrap();
    let second = run(folder.path(), &["import", "reports", "corrected.csv"]);
    assert_eq!(second.status.code(), Some(0), "{}", String::from_utf8_lossy(&second.stderr));
}

#[test]
fn the_imported_file_is_never_written_over_by_its_errors() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.csv"), SWAPPED).unwrap();
    let output = run(folder.path(), &["import", "reports", "in.csv", "--errors", "./in.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read(folder.path().join("in.csv")).unwrap(), SWAPPED);
}

#[test]
fn the_file_of_errors_holds_refused_rows_word_for_word_and_can_be_corrected_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let text = "id,category,tambon,amphoe,province,summary\n1,drugs,no such,กาบเชิง,สุรินทร์,- seen\n2,magic,,,,\"=SUM(1), \"\"x\"\"\"\n";
    std::fs::write(file("in.csv"), text).unwrap();
    assert_eq!(run(folder.path(), &["import", "reports", "in.csv"]).status.code(), Some(2));
    let errors = std::fs::read_to_string(file("in.csv.errors.csv")).unwrap();
    assert_eq!(errors.lines().count(), 2, "the row that was taken with a warning is not there: {errors}");
    assert!(errors.contains("2,magic,,,,\"=SUM(1), \"\"x\"\"\",3,category,magic"), "{errors}");
    std::fs::rename(file("in.csv.errors.csv"), file("again.csv")).unwrap();
    assert_eq!(run(folder.path(), &["import", "reports", "again.csv"]).status.code(), Some(2));
    let errors = std::fs::read_to_string(file("again.csv.errors.csv")).unwrap();
    std::fs::write(file("right.csv"), errors.replace("magic,,", "weapons,,")).unwrap();
    assert_eq!(run(folder.path(), &["import", "reports", "right.csv"]).status.code(), Some(0));
    let out = run(folder.path(), &["export", "reports", "--category", "weapons"]);
    assert!(
        String::from_utf8(out.stdout).unwrap().contains("=SUM(1), \\\"x\\\""),
        "stored as it was written"
    );
}

#[test]
fn check_data_fails_when_boundaries_do_not_agree() {
    let folder = tempfile::tempdir().unwrap();
    let district = |code: &str| {
        let text = include_str!("../../data/districts.geojson");
        text.lines()
            .find(|l| l.contains(&format!("\"code\":\"{code}\"")))
            .unwrap()
            .trim_end_matches(',')
            .to_owned()
    };
    let write = |name: &str, features: &str| {
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    write("same.json", &district("3206"));
    write("other.json", &district("3206").replace("\"code\":\"3206\"", "\"code\":\"3210\""));
    let check = |name: &str| run(folder.path(), &["check-data", "--truth", name, "--points", "50"]);
    let same = check("same.json");
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
    assert!(String::from_utf8(same.stdout).unwrap().contains("IoU 1.0000"));
    let other = check("other.json");
    assert_eq!(other.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&other.stderr).contains("agree less than they should"));
}

#[test]
fn an_open_quote_costs_place_and_geocode_one_row() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.csv"), "lon,lat,n\n103.7,14.44,\"open\n103.7,14.45,x\n").unwrap();
    let output = run(folder.path(), &["place", "--csv", "p.csv"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().nth(2).unwrap().starts_with("103.7,14.45,x,TH,3206"), "{text}");
}

#[test]
fn place_and_geocode_answer_each_row_in_order_and_keep_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("points.csv", "name,lon,lat\na,103.7,14.44\nb,14.44,103.7\nc,103.6942,14.41\n");
    let output = run(folder.path(), &["place", "--csv", "points.csv"]);
    assert_eq!(output.status.code(), Some(2), "one row is swapped");
    let lines: Vec<String> =
        String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect();
    assert_eq!(
        lines[0],
        "name,lon,lat,country,district,method,edge_distance_m,crossing,crossing_distance_m,border_distance_m,error"
    );
    assert!(lines[1].starts_with("a,103.7,14.44,TH,3206,"), "{}", lines[1]);
    assert!(lines[2].starts_with("b,14.44,103.7,,,") && lines[2].contains("look swapped"), "{}", lines[2]);
    assert!(lines[3].starts_with("c,103.6942,14.41,KH,,foreign,"), "{}", lines[3]);

    write("texts.csv", "place_text\nอ.กาบเชิง จ.สุรินทร์\nที่ไหนสักแห่ง\n");
    let output = run(folder.path(), &["geocode", "--csv", "texts.csv"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("place_text,district,lon,lat,precision,method,confidence,alternatives"),
        "{text}"
    );
    assert!(lines[1].starts_with("อ.กาบเชิง จ.สุรินทร์,3206,,,district,district,high"), "{text}");
    assert!(lines[2].contains("none,none"), "{text}");
}

#[test]
fn export_writes_what_the_api_would() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["import", "samples"]).status.code(), Some(0));
    let arguments = [
        "export",
        "reports",
        "--format",
        "csv",
        "--area",
        "district:2706",
        "--category",
        "drugs",
        "--out",
        "o.csv",
    ];
    assert_eq!(run(folder.path(), &arguments).status.code(), Some(0));
    let text = std::fs::read_to_string(folder.path().join("o.csv")).unwrap();
    assert!(text.lines().count() > 1 && text.lines().skip(1).all(|l| l.contains(",2706,")), "{text}");
    let wrong = run(folder.path(), &["export", "reports", "--area", "district:27"]);
    assert_eq!(wrong.status.code(), Some(2), "clap refuses the value");
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("4-digit district code"));
}
