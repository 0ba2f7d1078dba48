//! Files of reports in every kind and size: what a workbook or a collection holds comes in, and nothing
//! that a file claims or hides fills the memory.

use std::io::Cursor;
use std::process::Command;

use mekong_watch::app::ImportOptions;

use crate::databases::on_both;
use crate::support::{Product, run};

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
