//! Risk points: files of them come in row by row, and every question is answered by area, kind, severity and
//! moment, in what the caller may see.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Cursor;

use axum::http::StatusCode;
use mekong_watch::app::{BoundaryFile, Caller, RiskImportOptions};
use mekong_watch::domain::{
    Brings, Category, Change, GenerationId, LonLat, NewRiskPoint, NewRiskPoints, OnConflict, Placement,
    RiskPointContent, RiskPointKind, RiskPointQuery,
};
use mekong_watch::import::{Severity, Table, bundled};
use mekong_watch::spatial::distance_m;
use serde_json::{Value, json};

use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Dice, Product, at, placer, reference, run};

/// What an area says, read plainly: whether it holds a point with its placement.
type Reading = Box<dyn Fn(LonLat, &Placement) -> bool>;

/// Six made-up risk points: three at Chong Chom, one north of it, one in Cambodia, one on the Mekong.
const SIX: &str = "id,name,kind,severity,lat,lon,description,source,synthetic\n\
    SYN-1,one,drug_handover,5,14.4335,103.6976,seen often,test,true\n\
    SYN-2,two,smuggling,3,14.4336,103.6977,,test,true\n\
    SYN-3,three,drug_handover,1,14.4400,103.7012,,test,true\n\
    SYN-4,four,other,4,14.6100,103.7000,,test,true\n\
    SYN-5,abroad,illegal_crossing,2,14.4100,103.6942,,test,true\n\
    SYN-6,six,disaster,5,17.8500,102.7500,,test,true\n";

async fn with_six(back_end: BackEnd) -> Product {
    let product = Product::empty(back_end).await;
    let result = product.import_risk_points("six.csv", SIX.as_bytes(), false).await;
    assert_eq!((result.added, result.points), (6, 6), "{:?}", result.problems);
    product
}

/// Returns the source's ids of the features of a collection, in their order.
fn ids(collection: &Value) -> Vec<&str> {
    let features = collection["features"].as_array().unwrap();
    features.iter().map(|f| f["properties"]["external_id"].as_str().unwrap()).collect()
}

/// Asks for risk points and checks which ones come.
async fn check(product: &Product, query: &str, expected: &[&str]) {
    let list = product.json(&format!("/api/v1/risk-points?{query}")).await;
    let found: BTreeSet<&str> = ids(&list).into_iter().collect();
    assert_eq!(found, expected.iter().copied().collect(), "{query}");
    assert_eq!(list["counts"]["matched"], expected.len(), "{query}");
}

async fn epoch(product: &Product) -> i64 {
    product.json("/api/v1/status").await["epoch"].as_i64().unwrap()
}

/// Imports one row and checks that it is refused in a column for a reason.
async fn check_refused(back_end: BackEnd, header: &str, row: &str, column: &str, part: &str) {
    let product = Product::empty(back_end).await;
    let file = format!("{header}\n{row}\n");
    let result = product.import_risk_points("bad.csv", file.as_bytes(), false).await;
    let [problem] = result.problems.as_slice() else { panic!("{row}: {:?}", result.problems) };
    assert_eq!((problem.severity, problem.line), (Severity::Refused, 2), "{row}");
    assert_eq!(problem.column, column, "{row}: {}", problem.reason);
    assert!(problem.reason.contains(part), "{row}: {}", problem.reason);
    check(&product, "", &[]).await;
}

/// A risk point as a file that is no file would bring it.
fn new_point(key: &str, name: &str) -> NewRiskPoint {
    let position = at(103.7, 14.5);
    let content = RiskPointContent {
        name: name.to_owned(),
        kind: RiskPointKind::Other,
        severity: "3".parse().unwrap(),
        at: position,
        radius_m: 50.0,
        description: String::new(),
        source: "test".to_owned(),
        synthetic: true,
    };
    let placement: Placement = placer().place_point(position, 50.0);
    NewRiskPoint {
        import_key: key.to_owned(),
        content_hash: name.to_owned(),
        source_id: key.to_owned(),
        content,
        placement,
    }
}

on_both! {
    async fn a_file_comes_in_with_everything_it_says_and_its_placement(back_end) {
        let product = with_six(back_end).await;
        let list = product.json("/api/v1/risk-points").await;
        assert_eq!((list["numberMatched"].as_u64(), list["numberReturned"].as_u64()), (Some(6), Some(6)));
        let severities: Vec<u64> = list["features"].as_array().unwrap().iter()
            .map(|f| f["properties"]["severity"].as_u64().unwrap()).collect();
        assert_eq!(severities, [5, 5, 4, 3, 2, 1], "the worst first");
        let one = list["features"].as_array().unwrap().iter().find(|f| f["properties"]["external_id"] == "SYN-1").unwrap();
        assert_eq!(one["geometry"], json!({ "type": "Point", "coordinates": [103.6976, 14.4335] }));
        let properties = &one["properties"];
        assert_eq!(one["id"], properties["id"]);
        for (name, value) in [
            ("name", json!("one")), ("kind", json!("drug_handover")), ("severity", json!(5)),
            ("description", json!("seen often")), ("source", json!("test")), ("synthetic", json!(true)),
            ("precision", json!("exact")), ("radius_m", json!(50.0)), ("approximate", json!(false)),
            ("district", json!("3206")), ("province", json!("32")), ("country", json!("TH")),
            ("mgrs", json!("48PUA5960996067")),
        ] {
            assert_eq!(properties[name], value, "{name}");
        }
        assert_eq!(properties["border"]["border"], "TH-KH");
        assert_eq!(properties["crossing"]["id"], "C04");
        let abroad = list["features"].as_array().unwrap().iter().find(|f| f["properties"]["external_id"] == "SYN-5").unwrap();
        assert_eq!(abroad["properties"]["district"], Value::Null);
        assert_eq!((abroad["properties"]["country"].as_str(), abroad["properties"]["method"].as_str()), (Some("KH"), Some("foreign")));
    }

    async fn thai_headers_thai_digits_grid_references_and_thai_names_are_read(back_end) {
        let product = Product::empty(back_end).await;
        let file = "รหัสจุดเสี่ยง,ชื่อจุดเสี่ยง,ประเภทจุดเสี่ยง,ระดับความเสี่ยง,พิกัด,รัศมี,ที่มา\n\
            SYN-1,กริด,จุดส่งมอบยาเสพติด,๕,48PUA5960996067,๑๐๐๐,test\n\
            SYN-2,ยูทีเอ็ม,ภัยพิบัติ,1,48P 359609 1596067,,test\n\
            SYN-3,ยูทีเอ็ม,สาธารณภัย,1,48P 359609 1596067,,test\n\
            SYN-4,degrees,Drug hand-over,2,\"14.4335, 103.6976\",,test\n";
        let result = product.import_risk_points("thai.csv", file.as_bytes(), false).await;
        assert_eq!((result.added, result.refused()), (3, 1), "{:?}", result.problems);
        assert_eq!((result.problems[0].line, result.problems[0].column.as_str()), (3, "ประเภทจุดเสี่ยง"));
        let list = product.json("/api/v1/risk-points").await;
        for feature in list["features"].as_array().unwrap() {
            let position = &feature["geometry"]["coordinates"];
            let found = at(position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
            assert!(distance_m(found, at(103.6976, 14.4335)) < 5.0, "{feature}");
        }
        let grid = &list["features"][0]["properties"];
        assert_eq!((grid["kind"].as_str(), grid["severity"].as_u64()), (Some("drug_handover"), Some(5)));
        assert_eq!((grid["radius_m"].as_f64(), grid["approximate"].as_bool()), (Some(1000.0), Some(true)));
    }

    async fn every_bad_value_is_named_with_its_line_and_column(back_end) {
        let header = "id,name,kind,severity,lat,lon,position,radius_m,synthetic";
        for (row, column, part) in [
            ("1,a,other,3,103.7,14.44,,,", "lat", "look swapped"),
            ("1,a,other,3,14.44,,,,", "lon", "is empty although"),
            ("1,a,other,3,14.44,x,,,", "lon", "is not a number of degrees"),
            ("1,a,other,3,,,,,", "lat", "needs a latitude and longitude, or a position"),
            ("1,a,other,3,,,PB 5,,", "position", "grid reference"),
            ("1,a,other,3,51.5,-0.1,,,", "lat", "is not a position"),
            ("1,,other,3,14.44,103.7012,,,", "name", "is empty"),
            ("1,a,,3,14.44,103.7012,,,", "kind", "is empty"),
            ("1,a,magic,3,14.44,103.7012,,,", "kind", "known are trafficking"),
            ("1,a,other,,14.44,103.7012,,,", "severity", "is empty"),
            ("1,a,other,6,14.44,103.7012,,,", "severity", "write 1 to 5"),
            ("1,a,other,3,14.44,103.7012,,-5,", "radius_m", "must be above 0"),
            ("1,a,other,3,14.44,103.7012,,1e308,", "radius_m", "at most 50000 metres"),
            ("1,a,other,3,14.44,103.7012,,NaN,", "radius_m", "must be above 0"),
            ("1,a,other,3,14.44,103.7012,,,perhaps", "synthetic", "neither true nor false"),
            ("1,#REF!,other,3,14.44,103.7012,,,", "name", "error of the spreadsheet"),
            ("1,\"open,other,3,14.44,103.7012,,,", "", "never closed"),
        ] {
            check_refused(back_end, header, row, column, part).await;
        }
    }

    async fn a_workbook_comes_in_with_its_row_numbers(back_end) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, name) in (0..).zip(["id", "name", "kind", "severity", "lat", "lon", "synthetic"]) {
            sheet.write(0, column, name).unwrap();
        }
        for (row, severity) in [(1, 5), (3, 7)] {
            sheet.write(row, 0, row).unwrap().write(row, 1, "a").unwrap().write(row, 2, "สาธารณภัย").unwrap();
            sheet.write(row, 3, severity).unwrap().write(row, 4, 14.61).unwrap().write(row, 5, 103.7).unwrap();
            sheet.write(row, 6, true).unwrap();
        }
        let product = Product::empty(back_end).await;
        let file = workbook.save_to_buffer().unwrap();
        let result = product.import_risk_points("book.xlsx", &file, false).await;
        assert_eq!((result.added, result.refused()), (1, 1), "{:?}", result.problems);
        assert_eq!((result.problems[0].line, result.problems[0].column.as_str()), (4, "severity"));
        check(&product, "kind=disaster&severity=5", &["1"]).await;
    }

    async fn two_positions_that_contradict_each_other_are_said(back_end) {
        let product = Product::empty(back_end).await;
        let file = "id,name,kind,severity,lat,lon,mgrs\nSYN-1,a,other,3,14.4335,103.6976,48PUA5960996067\n\
            SYN-2,b,other,3,14.4435,103.6976,48PUA5960996067\n";
        let result = product.import_risk_points("two.csv", file.as_bytes(), false).await;
        assert_eq!((result.added, result.problems.len()), (2, 1), "{:?}", result.problems);
        let problem = &result.problems[0];
        assert_eq!((problem.severity, problem.line, problem.column.as_str()), (Severity::Warning, 3, "mgrs"));
        assert!(problem.reason.contains("m from the latitude and longitude"), "{}", problem.reason);
    }

    async fn a_file_without_a_needed_column_is_refused_with_advice(back_end) {
        let product = Product::empty(back_end).await;
        let plan = async |file: &'static str, columns| {
            let options = RiskImportOptions { columns, ..RiskImportOptions::default() };
            product.app.plan_risk_points("f.csv", Cursor::new(file.as_bytes()), &options).await
        };
        let refused = plan("id,name,kind,lat,lon\n", Vec::new()).await.unwrap_err().to_string();
        assert!(refused.contains("no column for `severity`") && refused.contains("--map severity=COLUMN"), "{refused}");
        let told = vec![("severity".parse().unwrap(), "how_bad".to_owned())];
        assert!(plan("id,name,kind,lat,lon,how_bad\n", told).await.is_ok());
    }

    async fn the_same_file_again_changes_nothing_and_an_update_replaces(back_end) {
        let product = with_six(back_end).await;
        let (before, first) = (epoch(&product).await, product.json("/api/v1/risk-points").await);
        let again = product.import_risk_points("six.csv", SIX.as_bytes(), true).await;
        assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 6));
        assert_eq!(epoch(&product).await, before);

        let other = SIX.replace("one,drug_handover,5,14.4335,103.6976", "uno,other,2,17.8501,102.7501");
        let refused = product.import_risk_points("six.csv", other.as_bytes(), false).await;
        assert_eq!((refused.unchanged, refused.refused()), (5, 1));
        assert_eq!((refused.problems[0].line, refused.problems[0].column.as_str()), (2, "id"));
        assert!(refused.problems[0].reason.contains("--update"), "{}", refused.problems[0].reason);
        assert_eq!(epoch(&product).await, before);

        let updated = product.import_risk_points("six.csv", other.as_bytes(), true).await;
        assert_eq!((updated.updated, updated.unchanged), (1, 5));
        check(&product, "area=province:43", &["SYN-1", "SYN-6"]).await;
        let list = product.json("/api/v1/risk-points?kind=other&severity=2").await;
        assert_eq!(list["features"][0]["properties"]["name"], "uno");
        let of_one = |list: &Value| {
            let features = list["features"].as_array().unwrap().clone();
            features.into_iter().find(|f| f["properties"]["external_id"] == "SYN-1").unwrap()["id"].clone()
        };
        assert_eq!(of_one(&list), of_one(&first), "it keeps its identity");

        // What was said before is still what was said then.
        let then = product.json(&format!("/api/v1/risk-points?asof=epoch:{before}")).await;
        assert_eq!(then, first);
        check(&product, &format!("area=province:43&asof=epoch:{before}"), &["SYN-6"]).await;
        check(&product, "asof=2020-01-01", &[]).await;
    }

    async fn a_dry_run_foresees_what_happens_and_stores_nothing(back_end) {
        let product = with_six(back_end).await;
        let before = epoch(&product).await;
        let file = format!("{SIX}SYN-7,new,other,1,14.5,103.71,,test,true\nSYN-7,newer,other,1,14.5,103.71,,test,true\n")
            .replace("two,smuggling,3", "two,smuggling,4");
        for update in [false, true] {
            let options = RiskImportOptions { update, ..RiskImportOptions::default() };
            let plan = product.app.plan_risk_points("f.csv", Cursor::new(file.clone()), &options).await.unwrap();
            let foreseen = product.app.preview_import(plan, |_| Ok(())).await.unwrap();
            assert_eq!(epoch(&product).await, before);
            let counts = (foreseen.added, foreseen.updated, foreseen.unchanged, foreseen.refused());
            assert_eq!(counts, if update { (1, 2, 5, 0) } else { (1, 0, 5, 2) });
        }
        let happened = product.import_risk_points("f.csv", file.as_bytes(), true).await;
        assert_eq!((happened.added, happened.updated, happened.unchanged), (1, 2, 5));
        let list = product.json("/api/v1/risk-points?severity=1&kind=other").await;
        assert_eq!(list["features"][0]["properties"]["name"], "newer", "the last word on it");
    }

    async fn kinds_and_severities_choose_and_bad_parameters_are_named(back_end) {
        let product = with_six(back_end).await;
        check(&product, "kind=drug_handover,disaster", &["SYN-1", "SYN-3", "SYN-6"]).await;
        check(&product, "severity=4,5", &["SYN-1", "SYN-4", "SYN-6"]).await;
        check(&product, "severity=5&kind=disaster&area=province:32", &[]).await;
        for (query, parameter) in [
            ("kind=magic", "kind"), ("severity=6", "severity"), ("severity=4,x", "severity"), ("limit=0", "limit"),
            ("limit=10001", "limit"), ("cursor=x", "cursor"), ("cursor=9_00000000000000000000000000000000", "cursor"),
            ("category=drugs", "category"), ("area=bbox:1", "area"), ("asof=x", "asof"),
        ] {
            let answer = product.get(&format!("/api/v1/risk-points?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(answer.json()["parameter"], parameter, "{query}");
        }
        let answer = product.get("/api/v1/risk-points").await;
        assert_eq!(answer.headers["x-data-epoch"], epoch(&product).await.to_string().as_str());
    }

    // Every form of area against a plain reading of what it says.
    async fn every_form_of_area_finds_what_lies_in_it(back_end) {
        let mut dice = Dice::new(20_261_123);
        let mut points = Vec::<(String, LonLat, Placement)>::new();
        let mut file = "id,name,kind,severity,lat,lon,synthetic\n".to_owned();
        for i in 0..300 {
            let degrees = |steps: u64, from: f64| from + steps as f64 / 1e4;
            let (lon, lat) = (degrees(dice.below(12_000), 103.0), degrees(dice.below(8_000), 14.1));
            // The radius is what a file with four decimals or fewer may mean; what places it is the same.
            let placement = placer().place_point(at(lon, lat), 50.0);
            points.push((format!("SYN-{i}"), at(lon, lat), placement));
            writeln!(file, "SYN-{i},point {i},other,{},{lat:.4},{lon:.4},true", 1 + i % 5).unwrap();
        }
        let product = Product::empty(back_end).await;
        let result = product.import_risk_points("many.csv", file.as_bytes(), false).await;
        assert_eq!((result.added, result.refused()), (300, 0), "{:?}", result.problems);
        let ring = json!([[103.2, 14.2], [104.0, 14.3], [103.9, 14.8], [103.2, 14.2]]);
        let polygon = json!({ "type": "Polygon", "coordinates": [ring] }).to_string();
        let saved = product.post("/api/v1/areas", polygon).await.json()["area"].as_str().unwrap().to_owned();
        // A point is left of every side of a triangle that is written counter-clockwise.
        let in_triangle = move |at: LonLat| {
            let corners: Vec<(f64, f64)> = ring.as_array().unwrap().iter()
                .map(|c| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap())).collect();
            corners.windows(2).all(|side| {
                let ((x1, y1), (x2, y2)) = (side[0], side[1]);
                (x2 - x1) * (at.lat_deg() - y1) - (y2 - y1) * (at.lon_deg() - x1) >= 0.0
            })
        };
        let chong_chom = reference().crossings.iter().find(|c| c.id.to_string() == "C04").unwrap().position.unwrap().at;
        let km = placer().place_point(chong_chom, 0.0).border.unwrap().km;
        let (from_km, to_km) = (km - 20.0, km + 20.0);
        let forms: [(String, Reading); 8] = [
            ("district:3206,3214".into(), Box::new(|_, p| p.district.is_some_and(|d| ["3206", "3214"].contains(&d.to_string().as_str())))),
            ("province:32".into(), Box::new(|_, p| p.province.is_some_and(|p| p.to_string() == "32"))),
            ("bbox:103.3,14.3,103.9,14.6".into(), Box::new(|at, _| (103.3..=103.9).contains(&at.lon_deg()) && (14.3..=14.6).contains(&at.lat_deg()))),
            ("circle:103.7,14.44,25000".into(), Box::new(|a, _| distance_m(a, at(103.7, 14.44)) <= 25_000.0)),
            ("crossing:C04,30000".into(), Box::new(move |a, _| distance_m(a, chong_chom) <= 30_000.0)),
            (format!("border:{from_km},{to_km},9000"), Box::new(move |_, p| p.border.is_some_and(|b| b.km >= from_km && b.km < to_km && b.distance_m <= 9_000.0))),
            (format!("border:{from_km},{to_km}"), Box::new(move |_, p| p.border.is_some_and(|b| b.km >= from_km && b.km < to_km && b.distance_m <= 5_000.0))),
            (saved, Box::new(move |at, _| in_triangle(at))),
        ];
        for (area, holds) in forms {
            let expected: Vec<&str> = points.iter().filter(|(_, at, p)| holds(*at, p)).map(|(id, ..)| id.as_str()).collect();
            assert!(!expected.is_empty() && expected.len() < points.len(), "{area}: {}", expected.len());
            check(&product, &format!("limit=1000&area={area}"), &expected).await;
        }

        // Pages hold each one once, in the order of the whole list.
        let whole = product.json("/api/v1/risk-points?limit=1000&area=province:32").await;
        let (mut paged, mut next) = (Vec::new(), String::new());
        loop {
            let page = product.json(&format!("/api/v1/risk-points?limit=7&area=province:32{next}")).await;
            paged.extend(page["features"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(&paged, whole["features"].as_array().unwrap());
    }

    async fn a_scope_hides_every_risk_point_outside_its_districts(back_end) {
        let product = with_six(back_end).await;
        let caller = Caller::limited_to(&["3206".parse().unwrap()], Category::ALL);
        let of = |query: &RiskPointQuery, caller: &Caller| {
            let (query, caller) = (query.clone(), caller.clone());
            let app = product.app.clone();
            async move {
                let found = app.risk_points(&query, caller.scope()).await.unwrap().points;
                found.iter().map(|p| p.external_id.clone()).collect::<BTreeSet<_>>()
            }
        };
        let all = of(&RiskPointQuery::default(), &caller).await;
        assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), ["SYN-1", "SYN-2", "SYN-3"]);
        let now = epoch(&product).await;
        let then = RiskPointQuery { as_of: Some(format!("epoch:{now}").parse().unwrap()), ..RiskPointQuery::default() };
        assert_eq!(of(&then, &caller).await, all);
        let elsewhere = RiskPointQuery { area: Some("province:43".parse().unwrap()), ..RiskPointQuery::default() };
        assert_eq!(of(&elsewhere, &caller).await, BTreeSet::new());
        let page = product.app.list_risk_points(&RiskPointQuery::default(), 2, None, caller.scope()).await.unwrap();
        assert_eq!((page.counts.matched, page.points.len(), page.next.is_some()), (3, 2, true));
        assert_eq!(page.counts.synthetic, 3, "on whichever page they stand");
    }

    async fn an_export_is_the_list_and_comes_in_again_as_the_same_risk_points(back_end) {
        let product = with_six(back_end).await;
        let export = product.get("/api/v1/export?what=risk-points&format=geojson&area=province:32").await;
        assert_eq!(export.headers["content-type"], "application/geo+json");
        assert!(export.headers["content-disposition"].to_str().unwrap().contains("mekong-watch-risk-points-synthetic-province32-epoch"));
        assert_eq!(export.headers["x-data-epoch"], epoch(&product).await.to_string().as_str());
        assert_eq!(export.json(), product.json("/api/v1/risk-points?area=province:32").await);
        let csv = product.get("/api/v1/export?what=risk-points&format=csv&severity=5").await.text();
        let table = Table::read("x.csv", &csv, &["external_id", "district_en", "crossing_distance_m", "mgrs"]).unwrap();
        let rows: BTreeSet<&str> = table.rows().map(|row| row.text("external_id")).collect();
        assert_eq!(rows.into_iter().collect::<Vec<_>>(), ["SYN-1", "SYN-6"]);

        let facts = async |product: &Product| {
            let list = product.json("/api/v1/risk-points").await;
            let fact = |f: &Value| {
                let mut f = f.clone();
                f["id"] = Value::Null;
                f["properties"]["id"] = Value::Null;
                f.to_string()
            };
            list["features"].as_array().unwrap().iter().map(fact).collect::<BTreeSet<_>>()
        };
        for format in ["geojson", "csv"] {
            let file = product.get(&format!("/api/v1/export?what=risk-points&format={format}")).await.bytes;
            let other = Product::empty(back_end).await;
            let result = other.import_risk_points("again", &file, false).await;
            assert_eq!((result.added, result.problems.len()), (6, 0), "{format}: {:?}", result.problems);
            assert_eq!(facts(&other).await, facts(&product).await, "{format}");
        }
        for query in ["what=risk-points&format=csv&category=drugs", "what=reports&format=csv&severity=5",
            "what=risk-points&format=csv&cell_m=1000", "what=hotspots&format=csv&kind=other"] {
            let answer = product.get(&format!("/api/v1/export?{query}")).await;
            assert_eq!((answer.status, answer.json()["code"].as_str()), (StatusCode::BAD_REQUEST, Some("unknown_parameter")), "{query}");
        }
    }

    async fn other_boundaries_place_risk_points_anew(back_end) {
        let product = with_six(back_end).await;
        let before = epoch(&product).await;
        let square = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1001"},
            "geometry":{"type":"Polygon","coordinates":[[[103.69,14.43],[103.71,14.43],[103.71,14.45],[103.69,14.45],[103.69,14.43]]]}}]}"#;
        let given = BoundaryFile {
            file: "test.geojson",
            bytes: square,
            name: "test-edition",
            valid_from: "2026-01-01".parse().unwrap(),
        };
        let moved = product.app.import_boundaries(&given, |_| ()).await.unwrap();
        assert_eq!((moved.placed, moved.risk_points), (0, 6));
        check(&product, "area=district:1001", &["SYN-1", "SYN-2", "SYN-3"]).await;
        check(&product, &format!("area=district:3206&asof=epoch:{before}"), &["SYN-1", "SYN-2", "SYN-3"]).await;
        assert_eq!(product.app.import_boundaries(&given, |_| ()).await.unwrap().risk_points, 0);
        let again = product.import_risk_points("six.csv", SIX.as_bytes(), false).await;
        assert_eq!((again.unchanged, again.refused()), (6, 0), "{:?}", again.problems);
    }

    async fn programs_that_bring_the_same_risk_points_at_once_store_each_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let writers: Vec<_> = (0..6).map(|n| {
            let store = store.clone();
            let points = (0..20).map(|key| new_point(&format!("id:{key}"), &format!("name {n}"))).collect();
            let new = NewRiskPoints { generation: GenerationId::BUNDLED, points, on_conflict: OnConflict::Update };
            tokio::spawn(async move { store.commit(Change::by_operator("test", Brings::RiskPoints(new))).await.unwrap() })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        store.number_changes().await.unwrap();
        let last = store.epoch().await.unwrap();
        assert_eq!(last, 6, "each was a change");
        let mut identities = BTreeSet::new();
        for epoch in 1..=last {
            let held = store.risk_points(epoch).await.unwrap();
            let names: BTreeSet<&str> = held.iter().map(|p| p.content.name.as_str()).collect();
            assert_eq!((held.len(), names.len()), (20, 1), "one writer's word at epoch {epoch}: {names:?}");
            identities.extend(held.iter().map(|p| p.id));
        }
        assert_eq!(identities.len(), 20);
    }

    async fn a_change_of_risk_points_is_in_the_record_and_reaches_other_programs(back_end) {
        let product = Product::empty(back_end).await;
        let beside = mekong_watch::app::App::open(product.database.store().await, crate::support::known()).await.unwrap();
        product.import_risk_points("six.csv", SIX.as_bytes(), false).await;
        beside.refresh().await.unwrap();
        let query = RiskPointQuery::default();
        assert_eq!(beside.risk_points(&query, Caller::operator().scope()).await.unwrap().points.len(), 6);
        let audit = product.database.lines("select action || ': ' || detail as line from audit order by id desc limit 1").await;
        assert_eq!(audit, ["import six.csv: 6 risk points added, 0 revised"]);
        let status = product.json("/api/v1/status").await;
        assert_eq!((status["risk_points"].as_u64(), status["samples"].as_bool()), (Some(6), Some(true)));
        let kinds = product.json("/api/v1/vocabulary").await["risk_point_kinds"].clone();
        assert_eq!(kinds.as_array().unwrap().len(), 7);
        assert_eq!(kinds[1]["names"]["th"], "จุดส่งมอบยาเสพติด");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn map_clients_see_the_risk_points_that_hold() {
    let product = with_six(BackEnd::Postgres).await;
    let file = "id,name,kind,severity,lat,lon\nSYN-1,moved,other,1,14.50,103.70\n";
    product.import_risk_points("one.csv", file.as_bytes(), true).await;
    let sql = "select external_id || ' ' || st_astext(geom) as line from risk_point_map where severity = 1 order by 1";
    assert_eq!(product.database.lines(sql).await, ["SYN-1 POINT(103.7 14.5)", "SYN-3 POINT(103.7012 14.44)"]);
}

#[test]
fn the_demo_risk_points_are_synthetic_and_lie_near_the_border_in_thailand() {
    let columns = ["id", "name", "kind", "lat", "lon", "severity", "source", "synthetic"];
    let table = Table::read("risk_points_synthetic.csv", bundled::SAMPLE_RISK_POINTS, &columns).unwrap();
    let (mut kinds, mut severities, mut rows) = (BTreeSet::new(), BTreeSet::new(), 0);
    for row in table.rows() {
        rows += 1;
        assert!(row.text("name").contains("สมมติ") && row.text("name").contains("(synthetic)"));
        assert_eq!(
            (row.text("synthetic"), row.text("source")),
            ("true", "synthetic, made by data/build/risk_points.py")
        );
        let placement = placer().place_point(at(row.parse("lon").unwrap(), row.parse("lat").unwrap()), 50.0);
        let district = reference().district(placement.district.unwrap()).unwrap();
        assert!(district.is_on_border(), "{}", row.text("id"));
        let distance_m = placement.border.unwrap().distance_m;
        assert!((290.0..=8_050.0).contains(&distance_m), "{}: {distance_m}", row.text("id"));
        kinds.insert(row.text("kind"));
        severities.insert(row.text("severity"));
    }
    assert_eq!((rows, kinds.len(), severities.len()), (60, 7, 5));
}

#[test]
fn the_command_line_imports_samples_keeps_bad_rows_and_exports() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let said = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let swapped = SIX.replace("17.8500,102.7500", "102.7500,17.8500");
    std::fs::write(file("in.csv"), &swapped).unwrap();
    let dry = run(folder.path(), &["import", "risk-points", "in.csv", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(2), "{}", said(&dry));
    let import = run(folder.path(), &["import", "risk-points", "in.csv", "--errors", "out.csv"]);
    assert_eq!(import.status.code(), Some(2));
    assert!(
        said(&import).contains("5 added") && said(&import).contains("line 7, column `lat`"),
        "{}",
        said(&import)
    );
    let errors = std::fs::read_to_string(file("out.csv")).unwrap();
    assert!(
        errors.contains("SYN-6,six,disaster,5,102.7500,17.8500") && errors.lines().count() == 2,
        "{errors}"
    );
    std::fs::write(file("right.csv"), errors.replace("102.7500,17.8500", "17.8500,102.7500")).unwrap();
    let corrected = run(folder.path(), &["import", "risk-points", "right.csv"]);
    assert_eq!(corrected.status.code(), Some(0), "{}", said(&corrected));
    let samples = run(folder.path(), &["import", "samples"]);
    assert_eq!(samples.status.code(), Some(0), "{}", said(&samples));
    assert!(
        said(&samples).contains("SYNTHETIC") && said(&samples).contains("60 added"),
        "{}",
        said(&samples)
    );

    let arguments = [
        "export",
        "risk-points",
        "--format",
        "csv",
        "--severity",
        "5",
        "--area",
        "province:43",
        "--out",
        "o.csv",
    ];
    let export = run(folder.path(), &arguments);
    assert_eq!(export.status.code(), Some(0), "{}", said(&export));
    let text = std::fs::read_to_string(file("o.csv")).unwrap();
    assert!(text.contains("SYN-6,six,disaster,5,102.75,17.85,"), "{text}");
    for (arguments, part) in [
        (["export", "risk-points", "--category", "drugs"], "--area and --asof alone"),
        (["export", "reports", "--severity", "5"], "belong to risk points, not to reports"),
        (["export", "risk-points", "--cell-m", "5000"], "belongs to hotspots, not to risk-points"),
        (["import", "risk-points", "no.csv", "--update"], "reading no.csv"),
    ] {
        let wrong = run(folder.path(), &arguments);
        assert_eq!(wrong.status.code(), Some(1), "{arguments:?}");
        assert!(said(&wrong).contains(part), "{}", said(&wrong));
    }
}
