//! Every statistical method over HTTP: the same question gives the same bytes, whatever came in after it and in whatever
//! order; nobody sees beyond his scope; too few is said.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::http::StatusCode;
use mekong_watch::app::{Caller, StudyAnswer, StudyEffort};
use mekong_watch::domain::{Border, Category, DistrictCode, LonLat, StudyQuestion};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::databases::BackEnd;
use crate::support::{Dice, Product, at, placer, reference};

/// Every method, asked so that the synthetic reports are enough for it and few replicates do.
pub const QUESTIONS: [&str; 13] = [
    "hotspots?method=gi-star&cell_m=5000",
    "hotspots?method=emerging&cell_m=10000&from=2023-01-01&to=2026-01-01",
    "hotspots?method=local-moran&replicates=99",
    "hotspots?method=dbscan&eps_m=4000&min_points=4",
    "hotspots?method=kde",
    "hotspots?method=scan&replicates=99&from=2025-01-01&to=2026-01-01",
    "series?method=near-repeat&replicates=99",
    "rank?method=rates&category=drugs&from=2025-01-01&to=2026-01-01",
    "rank?method=silence&from=2024-01-01&to=2025-07-01",
    "series?method=border-profile",
    "series?method=closure&crossing=C04&days=150",
    "hotspots?method=risk-terrain&cell_m=10000&replicates=20&from=2024-01-01&to=2026-01-01",
    "zones?method=zones&cell_m=10000&zone_km2=200&budget_km2=1000&replicates=39&from=2024-01-01&to=2026-01-01",
];

/// A synthetic report: a category, a day, and a point or a district.
#[derive(Debug, Clone)]
pub struct Row {
    pub category: &'static str,
    pub day: String,
    pub at: Option<LonLat>,
    pub district: &'static str,
    pub status: &'static str,
}

impl Row {
    pub fn point(category: &'static str, day: &str, at: LonLat) -> Self {
        Self { category, day: day.to_owned(), at: Some(at), district: "", status: "unverified" }
    }

    pub fn district(category: &'static str, day: &str, district: &'static str) -> Self {
        Self { category, day: day.to_owned(), at: None, district, status: "unverified" }
    }
}

/// Writes reports as a file; ids begin with a name.
pub fn file(name: &str, rows: &[Row]) -> String {
    let mut file = "id,category,date,lon,lat,district_code,status,synthetic\n".to_owned();
    for (i, row) in rows.iter().enumerate() {
        let Row { category, day, at, district, status } = row;
        let written = |degrees: f64| format!("{degrees:.7}");
        let (lon, lat) = at.map(|at| (written(at.lon_deg()), written(at.lat_deg()))).unzip();
        let (lon, lat) = (lon.unwrap_or_default(), lat.unwrap_or_default());
        writeln!(file, "{name}{i},{category},{day},{lon},{lat},{district},{status},true").unwrap();
    }
    file
}

/// Opens a product with reports.
pub async fn product_of(rows: &[Row]) -> Product {
    let product = Product::empty(BackEnd::Sqlite).await;
    let result = product.import("synthetic.csv", file("s", rows).as_bytes()).await;
    assert_eq!((result.refused(), result.added), (0, rows.len()), "{:?}", result.problems);
    product
}

fn day(dice: &mut Dice, from: &str, days: u64) -> String {
    let from: chrono::NaiveDate = from.parse().unwrap();
    (from + chrono::Days::new(dice.below(days))).to_string()
}

/// A point within some steps of 1e-4 degrees of another.
fn around(dice: &mut Dice, lon: f64, lat: f64, steps: u64) -> LonLat {
    let mut shift = || (dice.below(2 * steps) as f64 - steps as f64) * 1e-4;
    at(lon + shift(), lat + shift())
}

/// A thousand reports of three years: along the border line and in the districts, many around Chong Chom and fewer after
/// it was closed, some in bursts, some that name a district only.
pub fn thousand() -> Vec<Row> {
    let dice = &mut Dice::new(6);
    let border: Vec<LonLat> =
        reference().districts.iter().filter(|d| d.is_on_border()).map(|d| d.label).collect();
    let mut rows = Vec::new();
    for i in 0..480 {
        let on_line = placer().border().at_km(dice.below(2_500) as f64).unwrap();
        let category = ["drugs", "drugs", "illegal_entry"][i % 3];
        let mut row =
            Row::point(category, &day(dice, "2023-01-01", 1_096), around(dice, on_line.x, on_line.y, 200));
        row.status = if i % 4 == 0 { "confirmed" } else { "unverified" };
        rows.push(row);
    }
    for _ in 0..180 {
        let label = border[usize::try_from(dice.below(border.len() as u64)).unwrap()];
        let point = around(dice, label.lon_deg(), label.lat_deg(), 300);
        rows.push(Row::point("drugs", &day(dice, "2023-01-01", 1_096), point));
    }
    for i in 0..180 {
        let seen = if i < 120 { day(dice, "2025-02-01", 140) } else { day(dice, "2025-06-23", 140) };
        rows.push(Row::point("drugs", &seen, around(dice, 103.70, 14.44, 400)));
    }
    for burst in 0..20 {
        let first = day(dice, "2024-01-01", 700);
        for _ in 0..4 {
            rows.push(Row::point(
                "drugs",
                &day(dice, &first, 4),
                around(dice, 104.0 + 0.03 * f64::from(burst), 14.45, 20),
            ));
        }
    }
    for i in 0..80 {
        let district = ["3206", "3310", "3409", "2706"][i % 4];
        rows.push(Row::district("drugs", &day(dice, "2023-01-01", 1_096), district));
    }
    rows
}

/// The same in another order.
pub fn shuffled(mut rows: Vec<Row>) -> Vec<Row> {
    let dice = &mut Dice::new(7);
    for i in (1..rows.len()).rev() {
        rows.swap(i, usize::try_from(dice.below(i as u64 + 1)).unwrap());
    }
    rows
}

pub async fn ask(product: &Product, question: &str) -> String {
    let answer = product.get(&format!("/api/v1/{question}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{question}: {}", answer.text());
    answer.text()
}

/// What follows the head that says what was run: nothing in it depends on when or how reports came in.
pub fn after_run(answer: &str) -> &str {
    answer.split_once(r#""method":"#).unwrap().1
}

/// Opens the same database again, with nothing kept from before.
pub async fn again(product: Product) -> Product {
    let Product { database, .. } = product;
    Product::on(database).await
}

fn route(question: &str) -> &str {
    question.split_once('?').unwrap().0
}

fn method(question: &str) -> &str {
    question.split_once("method=").unwrap().1.split('&').next().unwrap()
}

/// Reports far from Surin: what is asked of Surin must not know of them.
fn elsewhere() -> Vec<Row> {
    let dice = &mut Dice::new(8);
    (0..60)
        .map(|_| Row::point("drugs", &day(dice, "2025-01-01", 300), around(dice, 104.75, 17.35, 300)))
        .collect()
}

async fn limited(product: &Product, question: &str) -> Arc<StudyAnswer> {
    let surin: Vec<DistrictCode> = reference()
        .districts
        .iter()
        .filter(|d| d.is_on_border() && ["32", "33"].contains(&d.code.province().to_string().as_str()))
        .map(|d| d.code)
        .collect();
    let caller = Caller::limited_to(&surin, Category::ALL);
    let question: StudyQuestion = question.split_once('?').unwrap().1.parse().unwrap();
    let watcher = Arc::new(|_, _| ControlFlow::Continue(()));
    product.app.study(&question, caller.scope(), StudyEffort::all(watcher)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_says_the_same_again_whatever_the_order_and_what_came_after() {
    let product = product_of(&thousand()).await;
    let other = product_of(&shuffled(thousand())).await;
    let (mut asked, mut answers, mut scoped) = (Vec::new(), Vec::new(), Vec::new());
    for question in QUESTIONS {
        let answer = ask(&product, question).await;
        let json: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(
            (&json["method"], &json["enough"]),
            (&method(question).into(), &true.into()),
            "{question}: {answer}"
        );
        let hash = json["run"]["hash"].as_str().unwrap();
        let unsealed = answer.replacen(hash, "", 1);
        let digest = format!("{:x}", Sha256::digest(unsealed));
        assert_eq!(hash, digest, "{question}: the hash is that of the answer without it");
        assert_eq!(after_run(&ask(&other, question).await), after_run(&answer), "{question}: order");
        asked.push(format!("{}?{}", route(question), json["run"]["question"].as_str().unwrap()));
        scoped.push(limited(&product, question).await);
        answers.push(answer);
    }
    // Nobody keeps answers from here on.
    let product = again(product).await;
    assert_eq!(product.import("later.csv", file("later", &elsewhere()).as_bytes()).await.added, 60);
    for ((asked, answer), (question, scoped)) in asked.iter().zip(&answers).zip(QUESTIONS.iter().zip(&scoped))
    {
        assert_eq!(&ask(&product, asked).await, answer, "{asked}: as of then");
        let now = limited(&product, question).await;
        let [before, now] = [&scoped.bytes, &now.bytes].map(|bytes| std::str::from_utf8(bytes).unwrap());
        assert_eq!(after_run(before), after_run(now), "{question}: what lies beyond a scope is not told");
        let mut districts = BTreeSet::new();
        districts_in(&serde_json::from_str(now).unwrap(), &mut districts);
        assert!(
            districts.iter().all(|d| d.starts_with("32") || d.starts_with("33")),
            "{question}: {districts:?}"
        );
        if method(question) != "silence" {
            assert_ne!(
                after_run(&ask(&product, question).await),
                after_run(answer),
                "{question}: what came is seen"
            );
        }
    }
}

/// Collects what is called a district, however deep.
fn districts_in(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| districts_in(value, into)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "district" {
                    into.extend(value.as_str().map(str::to_owned));
                }
                districts_in(value, into);
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_reports_are_no_answer_but_say_how_many_are_needed() {
    let rows = [
        Row::point("drugs", "2025-03-01", at(103.70, 14.44)),
        Row::point("drugs", "2025-06-30", at(103.71, 14.44)),
        Row::district("drugs", "2025-03-01", "3206"),
    ];
    let product = product_of(&rows).await;
    for question in QUESTIONS {
        let answer: Value = serde_json::from_str(&ask(&product, question).await).unwrap();
        match method(question) {
            // Each district says for itself that its history is too short to tell.
            "silence" => {
                let districts = answer["result"]["districts"].as_array().unwrap();
                assert!(districts.iter().all(|d| d["class"] == "cannot_tell"), "{answer}");
            }
            _ => {
                assert_eq!((&answer["enough"], &answer["result"]), (&false.into(), &Value::Null), "{answer}");
                let message = answer["message"].as_str().unwrap();
                assert!(message.starts_with("not enough data"), "{question}: {message}");
                assert!(message.contains("needed") && message.contains("at least"), "{question}: {message}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tambon_that_fell_silent_is_told_though_its_district_reports_as_ever() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut file = "id,category,date,tambon,district_code,synthetic\n".to_owned();
    let mut number = 0;
    let names = ["กาบเชิง", "คูตัน", "ด่าน", "แนงมุด", "โคกตะเคียน"];
    // Twelve reports a month of each of five tambons; in the last month one says nothing and another all the more.
    for month in 1..=13 {
        for (tambon, name) in names.iter().enumerate() {
            let reports = match (month, tambon) {
                (13, 0) => 0,
                (13, 1) => 24,
                _ => 12,
            };
            for _ in 0..reports {
                number += 1;
                let (year, month) = (2024 + (month - 1) / 12, (month - 1) % 12 + 1);
                writeln!(file, "SYN-{number},drugs,{year}-{month:02}-10,{name},3206,true").unwrap();
            }
        }
    }
    assert_eq!(product.import("synthetic.csv", file.as_bytes()).await.added, 13 * 5 * 12);
    let ask = async |by: &str| -> Value {
        let question = format!("rank?method=silence&by={by}&from=2024-01-01&to=2025-02-01");
        serde_json::from_str(&ask(&product, &question).await).unwrap()
    };
    let [districts, tambons] = [ask("district").await, ask("tambon").await];
    let of = |answer: &Value, id: &str| {
        let places = answer["result"]["districts"].as_array().unwrap().clone();
        places.into_iter().find(|place| place["id"] == id).unwrap()
    };
    assert_eq!(of(&districts, "3206")["class"], "usual");
    assert_eq!((&tambons["unit"], &of(&tambons, "320601")["class"]), (&"tambon".into(), &"silent".into()));
    assert_eq!(of(&tambons, "320605")["class"], "usual");
    assert_eq!(of(&tambons, "320601")["tambon"]["name_en"], "Kap Choeng");
    assert_eq!(tambons["counts"]["unlocated"], 0);
    assert_eq!(tambons["mask"]["n"], 13 * 5 * 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_used_are_named() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (question, named) in [
        ("hotspots?method=dbscan&eps_m=1", "eps_m must be 50 to 50000"),
        ("hotspots?method=dbscan&min_points=1", "min_points must be 2 to 10000"),
        ("hotspots?method=kde&bandwidth_m=10", "bandwidth_m must be 1000 to 50000"),
        ("hotspots?method=kde&area=district:3206", "leave the area out"),
        ("hotspots?method=emerging&steps=5", "steps must be 10 to 400"),
        ("hotspots?method=local-moran&replicates=9", "replicates must be 99 to 9999"),
        ("hotspots?method=scan&model=bernoulli", "name a category"),
        ("hotspots?method=scan&cell_m=1000&steps=4", "are more than a scan takes"),
        ("hotspots?method=gi-star&eps_m=5", "`eps_m` is not a parameter here"),
        ("hotspots?method=closure&crossing=C04", "is not asked here"),
        ("rank?method=rates&base=people", "is not a base of a rate"),
        ("rank?method=silence&alpha=2", "alpha must be 0.001 to 0.5"),
        ("series?method=near-repeat&bands=0", "bands must be 1 to 20"),
        ("series?method=border-profile&within_m=1", "within_m must be 100 to 50000"),
        ("series?method=border-profile&area=district:3206", "leave the area out"),
        ("series?method=closure", "`crossing` is needed"),
        ("series?method=closure&crossing=C99", "crossing `C99`: there is no such crossing"),
        ("series?method=closure&crossing=L01", "crossing `L01`: no status is documented"),
        ("series?method=closure&crossing=C04&from=2025-01-01", "leave the period out"),
        ("series?method=closure&crossing=C04&area=district:3206", "leave the area out"),
        ("series?method=closure&crossing=C04&days=3", "days must be 14 to 1100"),
    ] {
        let answer = product.get(&format!("/api/v1/{question}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{question}: {}", answer.text());
        assert!(answer.json()["detail"].as_str().unwrap().contains(named), "{question}: {}", answer.text());
    }
}

/// The days to come of a fiscal year that goes on would be taken for silence.
#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_goes_on_ends_with_yesterday() {
    let product = product_of(&thousand()).await;
    let today = mekong_watch::domain::period::today();
    for question in ["rank?method=silence", "hotspots?method=scan&replicates=99", "rank?method=rates"] {
        let asked = format!("{question}&from=2025-01-01&to=2099-10-01");
        let answer: Value = serde_json::from_str(&ask(&product, &asked).await).unwrap();
        let to: chrono::DateTime<chrono::Utc> = answer["period"]["to"].as_str().unwrap().parse().unwrap();
        assert!(mekong_watch::domain::period::bangkok_day(to) <= today, "{question}: {to}");
    }
}

/// The thousand, and more for every method to find something in.
async fn planted() -> Product {
    let mut rows = thousand();
    // What a closure is compared with: the rest of the Cambodian border, and the Lao one, each evenly over the year.
    let dice = &mut Dice::new(9);
    for (border, n) in [(Border::ThaiCambodian, 400), (Border::ThaiLao, 300)] {
        let (first, last) = placer().border().span_km(border).unwrap();
        for i in 0..n {
            let km = first + (last - first) * f64::from(i) / f64::from(n);
            let on_line = placer().border().at_km(km).unwrap();
            let day = day(dice, "2025-02-01", 285);
            rows.push(Row::point("drugs", &day, around(dice, on_line.x, on_line.y, 200)));
        }
    }
    product_of(&rows).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planted_is_in_zones_and_terrain() {
    let product = planted().await;
    let answer =
        async |question: &str| -> Value { serde_json::from_str(&ask(&product, question).await).unwrap() };

    // Chong Chom is among the first; reasons add up to the score; the recipe is measured beside naive ones.
    let zones = answer(QUESTIONS[12]).await;
    let first = &zones["result"]["zones"][0];
    let near = |zone: &Value| {
        let off = |name: &str, place: f64| (zone[name].as_f64().unwrap() - place).abs();
        off("lon", 103.70) < 0.3 && off("lat", 14.44) < 0.3
    };
    let zones_found = zones["result"]["zones"].as_array().unwrap();
    assert!(zones_found.iter().take(3).any(near), "{zones_found:?}");
    let parts: f64 = first["reasons"].as_array().unwrap().iter().map(|r| r["part"].as_f64().unwrap()).sum();
    assert!((parts - first["score"].as_f64().unwrap()).abs() < 1e-9 * parts, "{first}");
    assert!(first["stability"]["chosen"].as_f64().unwrap() > 0.9, "{first}");
    let recipes = zones["result"]["backtest"]["recipes"].as_array().unwrap();
    let names: Vec<&str> = recipes.iter().map(|recipe| recipe["recipe"].as_str().unwrap()).collect();
    assert_eq!(names, ["own", "last_counts", "kde"]);
    for recipe in recipes {
        let of = |name: &str| recipe[name].as_f64().unwrap();
        assert!((of("pai") - of("hits") / of("n") / of("area_share")).abs() < 1e-9, "{recipe}");
        assert!((0.0..=1.0).contains(&of("pei_star")), "{recipe}");
    }

    // Where terrain alone counts, it is found anew with each draw: held, it would choose every zone in every draw.
    let by_terrain = answer(&format!(
        "{}&recent=0&usual=0&terrain=1&budget_km2=400",
        QUESTIONS[12].replace("&budget_km2=1000", "")
    ))
    .await;
    let steady = |zone: &Value| zone["stability"]["chosen"].as_f64().unwrap();
    let zones_of_terrain = by_terrain["result"]["zones"].as_array().unwrap();
    assert!(zones_of_terrain.iter().any(|zone| steady(zone) < 1.0), "{zones_of_terrain:?}");
    let shares: BTreeSet<String> = recipes.iter().map(|recipe| recipe["area_share"].to_string()).collect();
    assert_eq!(shares.len(), 1, "recipes are compared on the same area: {shares:?}");
    assert!(zones["grid"]["shown"].as_str().unwrap().contains("zones"), "{}", zones["grid"]);

    // A district of its own has its own riskiest cells, however quiet it is.
    for district in ["5703", "3206", "4203"] {
        let terrain = answer(&format!("{}&area=district:{district}", QUESTIONS[11])).await;
        let cells = terrain["result"]["cells"].as_array().unwrap();
        assert!(
            !cells.is_empty() && cells.iter().all(|cell| cell["district"] == district),
            "{district} {cells:?}"
        );
        assert!(terrain["grid"]["shown"].as_str().unwrap().contains("highest risk"), "{}", terrain["grid"]);
    }

    // The same zones as files, each with its reasons.
    let rows = zones_found.len();
    let settings = QUESTIONS[12].split_once("method=zones&").unwrap().1;
    let file = async |format: &str| {
        let file = product.get(&format!("/api/v1/export?what=zones&format={format}&{settings}")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        file
    };
    let geojson = file("geojson").await.json();
    let features = geojson["features"].as_array().unwrap();
    assert_eq!((features.len(), &geojson["run"]["hash"]), (rows, &zones["run"]["hash"]));
    assert_eq!(features[0]["properties"]["reasons"], zones_found[0]["reasons"]);
    assert_eq!(file("csv").await.text().lines().count(), rows + 1);
    assert_eq!(file("kml").await.text().matches("<Placemark").count(), rows);
    let gpx = file("gpx").await.text();
    assert!(gpx.matches("<wpt").count() == rows && gpx.contains("times the mean (weight 0.6)"), "{gpx}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planted_is_found() {
    let product = planted().await;
    let answer =
        async |question: &str| -> Value { serde_json::from_str(&ask(&product, question).await).unwrap() };

    let clusters = answer("hotspots?method=dbscan&eps_m=4000&min_points=4").await;
    let largest = &clusters["result"]["clusters"][0];
    assert!(largest["points"].as_u64().unwrap() >= 100, "{largest}");
    let count: u64 = clusters["result"]["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["points"].as_u64().unwrap())
        .sum();
    assert_eq!(count + clusters["result"]["noise"].as_u64().unwrap(), clusters["mask"]["n"]);
    let counts = &clusters["counts"];
    let in_mask = clusters["mask"]["n"].as_u64().unwrap() + clusters["outside_mask"].as_u64().unwrap();
    assert_eq!((in_mask, &counts["area_only"]), (counts["points"].as_u64().unwrap(), &0.into()));
    assert_eq!(in_mask + counts["unlocated"].as_u64().unwrap(), counts["matched"].as_u64().unwrap());

    let picture = answer("hotspots?method=kde").await;
    let contours = picture["result"]["contours"].as_array().unwrap();
    let area = |i: usize| contours[i]["area_km2"].as_f64().unwrap();
    assert!(contours.len() == 3 && area(0) < area(1) && area(1) < area(2), "{contours:?}");
    for ring in
        contours.iter().flat_map(|c| c["polygons"].as_array().unwrap()).flat_map(|p| p.as_array().unwrap())
    {
        let ring = ring.as_array().unwrap();
        assert!(ring.len() > 3 && ring.first() == ring.last());
    }

    // No number of theirs is longer than it can be exact.
    for question in ["hotspots?method=kde", "series?method=border-profile"] {
        let result = answer(question).await["result"].to_string();
        let numbers = result.split(|c: char| !(c.is_ascii_digit() || ".e-".contains(c)));
        let digits = |number: &str| {
            let significant = number.trim_start_matches(['-', '0', '.']);
            significant.split('e').next().unwrap().bytes().filter(u8::is_ascii_digit).count()
        };
        let longest = numbers.max_by_key(|number| digits(number)).unwrap();
        assert!(digits(longest) <= 8, "{question}: {longest}, {} bytes", result.len());
    }

    let repeats = answer("series?method=near-repeat&replicates=99").await;
    assert!(repeats["result"]["hot_days"].as_u64().unwrap() >= 7, "{repeats}");
    assert!(repeats["result"]["hot_m"].as_f64().unwrap() >= 1_000.0, "{repeats}");

    let profile = answer("series?method=border-profile").await;
    let result = &profile["result"];
    let points = result["points"].as_array().unwrap();
    let highest =
        points.iter().max_by(|a, b| a["per_km"].as_f64().unwrap().total_cmp(&b["per_km"].as_f64().unwrap()));
    let crossings = result["crossings"].as_array().unwrap();
    let chong_chom = crossings.iter().find(|c| c["id"] == "C04").unwrap();
    let apart_km = highest.unwrap()["km"].as_f64().unwrap() - chong_chom["km"].as_f64().unwrap();
    assert!(apart_km.abs() < 5.0, "{apart_km} km from Chong Chom");
    assert_eq!(chong_chom["status"], "humanitarian_only");
    let stretches = result["stretches"].as_array().unwrap();
    let length: f64 =
        stretches.iter().map(|s| s["to_km"].as_f64().unwrap() - s["from_km"].as_f64().unwrap()).sum();
    assert!(length > 0.8 * placer().border().length_km(), "{length} km are observed");
    // Kernels add up to the reports, but for what lies between the points of the strip.
    let whole: f64 = points.iter().map(|p| p["per_km"].as_f64().unwrap()).sum();
    let near = result["near"].as_f64().unwrap();
    assert!((whole / near - 1.0).abs() < 0.1, "{whole} of {near}");

    let closure = answer("series?method=closure&crossing=C04&days=140").await;
    let result = &closure["result"];
    assert_eq!((&result["day"], &result["status"]), (&"2025-06-23".into(), &"humanitarian_only".into()));
    assert!(result["change_at_crossing"]["high"].as_f64().unwrap() < 0.0, "{result}");
    assert!(result["ratio"][2].as_f64().unwrap() < 1.0, "{result}");
    assert!(result["beside"].as_array().unwrap().iter().all(|part| part["border"] == "TH-KH"));
    // All crossings to Cambodia were restricted in June 2025: the Lao border it is, and the answer says so.
    assert_eq!(result["comparison_border"], "TH-LA");
    assert!(result["comparison"].as_array().unwrap().iter().all(|part| part["border"] == "TH-LA"));
    assert_eq!(result["also_changed"], serde_json::json!(["2025-06-07"]), "16 days before it was restricted");
    let left_out = result["left_out"].as_array().unwrap();
    assert!(left_out.iter().all(|part| part["border"] == "TH-KH" && part["day"] == "2025-06-07"), "{result}");
    // C20 lies at the end of the line, C06 somewhere in its district; C02 has no documented status.
    let of = |id: &str| left_out.iter().find(|part| part["crossing"] == id);
    assert!(of("C04").is_none() && of("C02").is_none());
    let long =
        |id: &str| of(id).unwrap()["to_km"].as_f64().unwrap() - of(id).unwrap()["from_km"].as_f64().unwrap();
    assert!((long("C03") - 100.0).abs() < 0.01 && long("C06") > 100.0, "{result}");
}

/// Around every crossing to Cambodia nothing is compared with in a window that holds 7 June 2025; in one that does not, the
/// rest of that border is, but for the stretch around the crossing that was sealed.
#[tokio::test(flavor = "multi_thread")]
async fn a_closure_is_not_compared_with_what_was_closed_itself() {
    let dice = &mut Dice::new(11);
    let line = placer().border();
    let (first, last) = line.span_km(Border::ThaiCambodian).unwrap();
    let mut rows = Vec::new();
    for i in 0..900 {
        let on_line = line.at_km(last * f64::from(i) / 900.0).unwrap();
        rows.push(Row::point(
            "drugs",
            &day(dice, "2025-03-01", 365),
            around(dice, on_line.x, on_line.y, 100),
        ));
    }
    for _ in 0..120 {
        rows.push(Row::point("drugs", &day(dice, "2025-03-01", 365), around(dice, 103.70, 14.44, 400)));
    }
    let product = product_of(&rows).await;
    let closure = async |settings: &str| -> Value {
        let question = format!("series?method=closure&crossing=C04&{settings}");
        let answer: Value = serde_json::from_str(&ask(&product, &question).await).unwrap();
        assert_eq!(answer["enough"], true, "{answer}");
        answer["result"].clone()
    };
    let km = |part: &Value, end: &str| part[end].as_f64().unwrap();
    // So near that something is left between the crossings: none of it near one that changed.
    let near = closure("days=60&day=2025-06-23&beside_km=5").await;
    assert_eq!(near["comparison_border"], "TH-KH");
    let (left_out, compared) = (near["left_out"].as_array().unwrap(), near["comparison"].as_array().unwrap());
    assert!(left_out.len() > 10 && compared.len() > 2, "{near}");
    let apart =
        |a: &Value, b: &Value| km(a, "to_km") <= km(b, "from_km") || km(b, "to_km") <= km(a, "from_km");
    assert!(left_out.iter().all(|out| compared.iter().all(|part| apart(out, part))), "{near}");
    // The sealing of C20 on 9 November alone: only the southern end is left out.
    let later = closure("days=90&day=2025-10-01").await;
    let left_out = later["left_out"].as_array().unwrap();
    assert_eq!(left_out.len(), 1, "{later}");
    assert_eq!((&left_out[0]["crossing"], &left_out[0]["day"]), (&"C20".into(), &"2025-11-09".into()));
    assert!(km(&left_out[0], "to_km") > last - 1.0, "{later}");
    assert_eq!(later["comparison_border"], "TH-KH");
    let compared = later["comparison"].as_array().unwrap();
    assert!(compared.iter().all(|part| km(part, "to_km") <= km(&left_out[0], "from_km")), "{later}");
    assert!(compared.iter().all(|part| km(part, "from_km") >= first), "{later}");
    // And nothing where nothing changed.
    let quiet = closure("days=40&day=2025-08-20").await;
    assert_eq!((&quiet["left_out"], &quiet["comparison_border"]), (&serde_json::json!([]), &"TH-KH".into()));
}

/// All crossings to Cambodia changed and nothing is known of the Lao border: there is no answer, in words.
#[tokio::test(flavor = "multi_thread")]
async fn without_anything_to_compare_with_there_is_no_closure() {
    let dice = &mut Dice::new(12);
    let rows: Vec<Row> = (0..80)
        .map(|_| Row::point("drugs", &day(dice, "2025-05-01", 100), around(dice, 103.70, 14.44, 400)))
        .collect();
    let product = product_of(&rows).await;
    let answer: Value =
        serde_json::from_str(&ask(&product, "series?method=closure&crossing=C04").await).unwrap();
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains("along either border, away from crossings that changed"), "{message}");
}

/// The places for work are taken for as long as the work lasts, not for as long as somebody waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_stops_the_work_and_its_place_is_free_only_then() {
    let product = product_of(&thousand()).await;
    let question = |seed: u32| -> StudyQuestion {
        let text = format!("method=scan&replicates=99&from=2025-01-01&to=2026-01-01&seed={seed}");
        text.parse().unwrap()
    };
    let caller = Caller::operator();
    let closed = Arc::new(AtomicBool::new(true));
    let asks = Arc::new(AtomicUsize::new(0));
    let leaving = (0..2).map(|seed| {
        let (closed, asks) = (Arc::clone(&closed), Arc::clone(&asks));
        let watcher = Arc::new(move |_, _| {
            asks.fetch_add(1, SeqCst);
            while closed.load(SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            ControlFlow::Continue(())
        });
        let (app, caller, question) = (Arc::clone(&product.app), caller.clone(), question(seed));
        tokio::spawn(
            async move { app.study(&question, caller.scope(), StudyEffort::all(watcher)).await.is_ok() },
        )
    });
    let leaving: Vec<_> = leaving.collect();
    while asks.load(SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for left in leaving {
        left.abort();
        assert!(left.await.unwrap_err().is_cancelled());
    }
    let next = {
        let (app, caller, question) = (Arc::clone(&product.app), caller.clone(), question(2));
        let watcher = Arc::new(|_, _| ControlFlow::Continue(()));
        tokio::spawn(
            async move { app.study(&question, caller.scope(), StudyEffort::all(watcher)).await.is_ok() },
        )
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!next.is_finished(), "both places are taken by work that nobody waits for any more");
    closed.store(false, SeqCst);
    assert!(next.await.unwrap());
    assert_eq!(asks.load(SeqCst), 2, "it was not asked again whether to go on, since nobody waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_fits_is_refused_before_it_is_counted() {
    let product = product_of(&thousand()[..100]).await;
    let years = "from=2023-06-01&to=2026-01-01";
    let cells = "hotspots?method=scan&cell_m=5000";
    for (question, parts) in [
        (
            format!("hotspots?method=emerging&cell_m=1000&step=day&{years}"),
            ["945 steps of a day make", "emerging takes at most 5000000"],
        ),
        (
            format!("hotspots?method=risk-terrain&cell_m=1000&step=day&{years}"),
            ["squares of 1000 m in 945 steps", "at most 5000000"],
        ),
        (
            format!("zones?cell_m=1000&step=day&{years}"),
            ["larger squares, longer steps", "zones takes at most 5000000"],
        ),
        (
            format!("hotspots?method=scan&cell_m=1000&step=day&{years}"),
            ["larger squares, longer steps", "scan takes at most 2000000"],
        ),
        (
            format!("{cells}&time=retrospective&step=day&max_steps=400&max_radius_m=200000&{years}"),
            ["rounds (the replicates", "fewer replicates"],
        ),
    ] {
        let asked = std::time::Instant::now();
        let answer = product.get(&format!("/api/v1/{question}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{question}");
        assert!(parts.iter().all(|part| answer.text().contains(part)), "{question}: {}", answer.text());
        assert!(asked.elapsed() < Duration::from_secs(20), "{question}: {:?}", asked.elapsed());
    }
}
