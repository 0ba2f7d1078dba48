//! Files of reports: good rows come in, bad rows are named and kept, nothing is counted twice.

use std::io::Cursor;
use std::process::{Command, Output};

use mekong_watch::app::{ImportOptions, ImportResult};
use mekong_watch::import::{Severity, bundled};

use crate::databases::{BackEnd, on_both};
use crate::support::Product;

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

/// A feature with a geometry and properties, both as JSON.
fn feature(geometry: &str, properties: &str) -> String {
    format!("{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":{properties}}}")
}

fn point(position: &str) -> String {
    format!("{{\"type\":\"Point\",\"coordinates\":[{position}]}}")
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","))
}

on_both! {
    async fn an_exported_collection_comes_in_again_as_the_same_reports(back_end) {
        let product = Product::with_samples(back_end).await;
        let export = product.get("/api/v1/export?what=reports&format=geojson").await.bytes;
        let other = Product::empty(back_end).await;
        let result = other.import("reports.geojson", &export).await;
        assert_eq!((result.added, result.refused()), (234, 0), "{:?}", result.problems);
        let facts = async |product: &Product| {
            let list = product.json("/api/v1/reports?limit=1000").await;
            let mut facts: Vec<String> = list["features"].as_array().unwrap().iter().map(|feature| {
                let of = |name: &str| feature["properties"][name].to_string();
                let names = ["source_id", "observed", "category", "status", "channel", "district", "tambon",
                    "province", "summary", "synthetic"];
                names.iter().map(|name| of(name)).chain([feature["geometry"].to_string()]).collect::<Vec<_>>().join(" ")
            }).collect();
            facts.sort();
            (facts, product.json("/api/v1/count").await["counts"].clone())
        };
        let (before, after) = (facts(&product).await, facts(&other).await);
        for (before, after) in before.0.iter().zip(&after.0) {
            assert_eq!(before, after);
        }
        assert_eq!(before, after);
    }

    async fn features_that_cannot_be_reports_are_refused_one_by_one(back_end) {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        let features = [
            feature(&point("103.7,14.44"), r#"{"id":"SYN-1","category":"drugs","synthetic":true}"#),
            feature(&point("14.44,103.7"), r#"{"id":"SYN-2","category":"drugs"}"#),
            feature(&point("NaN,14.44"), r#"{"id":"SYN-3","category":"drugs"}"#),
            feature(&point("103.7,1e999"), r#"{"id":"SYN-4","category":"drugs"}"#),
            feature(r#"{"type":"MultiPoint","coordinates":[[103.7,14.44]]}"#, r#"{"category":"drugs"}"#),
            feature("null", &format!("{{\"category\":{deep}}}")),
            feature("null", &format!("{{\"category\":\"drugs\",\"summary\":\"{}\"}}", "x".repeat(2_000_000))),
            feature("null", r#"{"id":"SYN-8","category":["drugs"]}"#),
            feature("null", r#"{"id":"SYN-9","category":"drugs","district":"กาบเชิง","province":"สุรินทร์"}"#),
        ];
        let product = Product::empty(back_end).await;
        let result = product.import("bad.geojson", collection(&features).as_bytes()).await;
        assert_eq!((result.added, result.points, result.area_only), (2, 1, 1), "{:?}", result.problems);
        for (problem, (line, part)) in result.problems.iter().zip([
            (2, "look swapped"),
            (3, "is not JSON at byte"),
            (4, "number out of range"),
            (5, "is a MultiPoint; a report has a Point"),
            (6, "nested more than 64 deep"),
            (7, "larger than 1048576 bytes"),
            (8, "known are drugs"),
        ]) {
            assert_eq!(problem.line, line, "{}", problem.reason);
            assert!(problem.reason.contains(part), "{line}: {}", problem.reason);
        }
    }

    async fn a_row_that_comes_again_much_later_is_foreseen_and_happens(back_end) {
        let rows: Vec<String> = (0..2_500).map(|i| format!("SYN-{},drugs,true\n", i % 2_400)).collect();
        let file = format!("id,category,synthetic\n{}SYN-7,weapons,true\n", rows.concat());
        for update in [false, true] {
            let product = Product::empty(back_end).await;
            let options = ImportOptions { update, ..ImportOptions::default() };
            let plan = async || {
                let file = Cursor::new(file.clone().into_bytes());
                product.app.plan_import("again.csv", file, &options).await.unwrap()
            };
            let foreseen = product.app.preview_import(plan().await, |_| Ok(())).await.unwrap();
            let happened = product.app.run_import(plan().await, |_| Ok(())).await.unwrap();
            for result in [&foreseen, &happened] {
                let counts = (result.added, result.unchanged, result.updated, result.refused());
                assert_eq!(counts, if update { (2_400, 100, 1, 0) } else { (2_400, 100, 0, 1) });
            }
            assert_eq!(foreseen.problems, happened.problems);
        }
    }
}

/// A workbook as another program writes it: a header below an empty row, dates as serials, codes as numbers.
fn workbook() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("notes").unwrap().write(0, 0, "nothing here").unwrap();
    let sheet = workbook.add_worksheet().set_name("เหตุ").unwrap();
    for (column, name) in (0..).zip(["id", "วันที่", "ประเภท", "รหัสอำเภอ", "lat", "lon", "synthetic", "note"])
    {
        sheet.write(1, column, name).unwrap();
    }
    let thai = Format::new().set_num_format("[$-107041E]d mmm yyyy");
    let time = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let day = ExcelDateTime::from_ymd(2024, 1, 15).unwrap();
    for row in [2, 4, 5] {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, &day).unwrap();
        sheet.set_cell_format(row, 1, &thai).unwrap();
        sheet.write(row, 2, "drugs").unwrap();
        sheet.write(row, 3, 3206).unwrap();
        sheet.write(row, 6, true).unwrap();
    }
    let minute = ExcelDateTime::from_ymd(2024, 1, 15).unwrap().and_hms(16, 30, 0).unwrap();
    sheet.write_with_format(4, 1, &minute, &time).unwrap();
    sheet.write(4, 4, 14.44).unwrap().write(4, 5, 103.7012).unwrap();
    sheet.write(4, 7, Formula::new("=A1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(5, 3, Formula::new("=VLOOKUP(1,A1:A2,3)").set_result("#REF!")).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// A zip of the parts that a workbook with one sheet needs, some replaced.
fn zipped(replaced: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{spreadsheet}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{spreadsheet}\"/>")),
        ("xl/worksheets/sheet1.xml", sheet("", "")),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let text = replaced.iter().find(|(n, _)| *n == name).map_or(text.as_str(), |(_, text)| text);
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A sheet that has the columns id and category.
fn sheet(dimension: &str, rows: &str) -> String {
    let header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>category</t></is></c></row>";
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{dimension}<sheetData>{header}{rows}</sheetData></worksheet>"
    )
}

on_both! {
    async fn a_workbook_comes_in_with_its_dates_codes_and_row_numbers(back_end) {
        let product = Product::empty(back_end).await;
        let options = ImportOptions { sheet: Some("เหตุ".to_owned()), ..ImportOptions::default() };
        let result = product.import_with("เหตุ.xlsx", &workbook(), &options).await;
        assert_eq!((result.added, result.points, result.refused()), (2, 1, 1), "{:?}", result.problems);
        let problem = &result.problems[0];
        assert_eq!((problem.line, problem.column.as_str()), (6, "รหัสอำเภอ"), "{problem:?}");
        assert!(problem.reason.contains("error of the spreadsheet"), "{}", problem.reason);
        let reports = product.json("/api/v1/reports").await;
        let of = |i: usize, name: &str| reports["features"][i]["properties"][name].clone();
        assert_eq!((of(0, "source_id"), of(0, "observed")), ("4".into(), "2024-01-15T16:30:00+07:00".into()));
        assert_eq!((of(1, "source_id"), of(1, "observed")), ("2".into(), "2024-01-15".into()));
        assert_eq!((of(1, "district"), of(1, "synthetic")), ("3206".into(), true.into()));
    }

    async fn a_sheet_that_claims_the_largest_size_is_read_by_its_rows(back_end) {
        let rows = "<row r=\"9\"><c r=\"A9\"><v>1</v></c><c r=\"B9\" t=\"str\"><v>drugs</v></c></row>\
            <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
        let file = zipped(&[("xl/worksheets/sheet1.xml", &sheet("<dimension ref=\"A1:XFD1048576\"/>", rows))]);
        let result = Product::empty(back_end).await.import("large.xlsx", &file).await;
        assert_eq!((result.added, result.refused()), (1, 1), "{:?}", result.problems);
        assert_eq!(result.problems[0].line, 1_048_576);
        assert!(result.problems[0].reason.contains("more than 1000 columns"), "{:?}", result.problems);
    }
}

#[test]
fn a_workbook_that_cannot_be_read_is_named_with_the_reason_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let good = workbook();
    let encrypted = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], [0; 600].as_slice()].concat();
    let mut damaged = zipped(&[]);
    let at = damaged.windows(10).position(|w| w == b"sheet1.xml").unwrap() + 20;
    damaged.get_mut(at..at + 40).unwrap().fill(0x55);
    // Hundreds of times its size, as zips can be.
    let bomb = zipped(&[("xl/sharedStrings.xml", &"<si/>".repeat(54_000_000))]);
    assert!(bomb.len() < 2_000_000);
    let long = sheet("", &format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(2_000_000)));
    let claims = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"9999999999999999\"></sst>";
    for (bytes, sheet, part) in [
        (good.get(..good.len() - 400).unwrap().to_vec(), "เหตุ", "is a broken workbook or no workbook"),
        (b"PK, said the man".to_vec(), "เหตุ", "is a broken workbook or no workbook"),
        (good, "july", "has no sheet july; its sheets are notes, เหตุ"),
        (damaged, "s", "its part "),
        (encrypted, "s", "protected by a password"),
        (b"id,category\n1,drugs\n".to_vec(), "s", "is no workbook and has no sheet `s`"),
        (bomb, "s", "larger than any workbook"),
        (zipped(&[("xl/worksheets/sheet1.xml", &long)]), "s", "text of more than 1048576 bytes"),
        (zipped(&[("xl/sharedStrings.xml", claims)]), "s", "says it has 9999999999999999 texts"),
        (zipped(&[("xl/worksheets/sheet1.xml", "<worksheet>")]), "s", "is a broken workbook or no workbook"),
    ] {
        std::fs::write(folder.path().join("in.xlsx"), bytes).unwrap();
        let output = run(folder.path(), &["import", "reports", "in.xlsx", "--sheet", sheet]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{part}: {said}");
        assert!(said.contains("in.xlsx: ") && said.contains(part), "{part}: {said}");
    }
}

/// Imports a file of many megabytes in a process of its own and returns the most memory it held, in kB.
fn peak_memory_kb(folder: &std::path::Path, file: &str) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mekong-watch"))
        .current_dir(folder)
        .args(["import", "reports", file, "--dry-run"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.map_or(0, |l| l.trim().trim_end_matches(" kB").parse().unwrap()));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(child.wait().unwrap().code(), Some(2), "the row without an end is refused");
    peak
}

#[test]
fn a_file_far_larger_than_the_memory_it_may_take_is_read() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let small = "id,category,summary,synthetic\nSYN-0,magic,,true\n";
    std::fs::write(folder.path().join("small.csv"), small).unwrap();
    let mut large = std::io::BufWriter::new(std::fs::File::create(folder.path().join("large.csv")).unwrap());
    large.write_all(small.as_bytes()).unwrap();
    // Long texts, so that the bytes are many and the rows few; one row without an end, 60 MB.
    let summary = "ข้อมูลสังเคราะห์ ".repeat(100);
    for i in 1..12_000 {
        writeln!(large, "SYN-{i},drugs,{summary},true").unwrap();
    }
    large.write_all(&b"x".repeat(60_000_000)).unwrap();
    writeln!(large, "\nSYN-12000,drugs,{summary},true").unwrap();
    large.flush().unwrap();
    assert!(std::fs::metadata(folder.path().join("large.csv")).unwrap().len() > 110_000_000);
    let before = peak_memory_kb(folder.path(), "small.csv");
    let held = peak_memory_kb(folder.path(), "large.csv");
    assert!(held < before + 60_000, "{held} kB beside {before} kB for one row");
}

#[test]
fn a_file_that_is_no_collection_stores_nothing_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "[".repeat(10_000);
    let cut = collection(&[feature("null", r#"{"category":"drugs"}"#)]);
    for (text, part) in [
        (deep.as_str(), "not a GeoJSON FeatureCollection"),
        (
            r#"{"type":"Feature","geometry":null,"properties":{"category":"drugs"}}"#,
            "has no array `features`",
        ),
        (cut.get(..cut.len() - 1).unwrap(), "it is cut off"),
    ] {
        std::fs::write(folder.path().join("in.geojson"), text).unwrap();
        let output = run(folder.path(), &["import", "reports", "in.geojson"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("in.geojson: ") && said.contains(part), "{said}");
    }
}

fn run(folder: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mekong-watch")).current_dir(folder).args(arguments).output().unwrap()
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
