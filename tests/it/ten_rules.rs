//! The ten rules by which a map of statistics is to be trusted, each a test. Of rule 7, what the public may be shown, only
//! that nothing is public can be tested yet.

use std::num::NonZero;
use std::ops::ControlFlow;

use axum::http::{Request, StatusCode};
use geo_types::{LineString, MultiPolygon, Polygon};
use mekong_watch::analysis::{Effort, KernelMask, Raster, WeighedPoint, benjamini_hochberg};
use mekong_watch::app::Caller;
use mekong_watch::domain::{Category, CellSize, District, ReportQuery};
use mekong_watch::export::HotspotCellSheet;
use mekong_watch::spatial::{PlanePoint, area_km2};
use serde_json::Value;

use crate::studies::{QUESTIONS, Row, after_run, again, ask, file, product_of, thousand};
use crate::support::{Product, at, placer, reference};

async fn json(product: &Product, question: &str) -> Value {
    serde_json::from_str(&ask(product, question).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_1_squares_are_of_equal_area_in_one_plane_and_coarse_reports_count_by_district() {
    let mut rows: Vec<Row> = [(100.1, 20.25), (102.0, 18.07), (103.6, 14.55), (102.5, 13.6)]
        .map(|(lon, lat)| Row::point("drugs", "2025-03-01", at(lon, lat)))
        .to_vec();
    rows.extend((0..40).map(|_| Row::district("drugs", "2025-03-01", "3206")));
    let product = product_of(&rows).await;
    let map = json(&product, "hotspots?cell_m=5000").await;
    assert!(map["grid"]["proj"].as_str().unwrap().starts_with("+proj=laea"), "{map}");
    assert_eq!((&map["mask"]["n"], &map["counts"]["unlocated"]), (&4.into(), &40.into()));
    for cell in map["cells"].as_array().unwrap() {
        let corner =
            |i: usize| (cell["corners"][i][0].as_f64().unwrap(), cell["corners"][i][1].as_f64().unwrap());
        let ring = LineString::from([corner(0), corner(1), corner(2), corner(3)].to_vec());
        let area = area_km2(&MultiPolygon::from(Polygon::new(ring, Vec::new())));
        assert!((area - 25.0).abs() < 0.001, "{area} square kilometres: {cell}");
    }
    let map = json(&product, "hotspots").await;
    let kap_choeng = map["districts"].as_array().unwrap().iter().find(|d| d["district"] == "3206").unwrap();
    assert!(kap_choeng["count"].as_u64().unwrap() >= 40, "{kap_choeng}");
}

/// Gi* of each cell by the textbook formula over a mask of so many cells, of which those not listed are empty.
fn scores(map: &HotspotCellSheet) -> Vec<(f64, f64)> {
    let n = map.grid.cells_in_mask as f64;
    let mean = map.cells.iter().map(|c| c.count as f64).sum::<f64>() / n;
    let s = (map.cells.iter().map(|c| (c.count as f64).powi(2)).sum::<f64>() / n - mean * mean).sqrt();
    let score = |i: usize| {
        let square = map.cells[i].id.square;
        let near = map.cells.iter().filter(|c| {
            c.id.square.row.abs_diff(square.row) <= 1 && c.id.square.column.abs_diff(square.column) <= 1
        });
        let sum: f64 = near.map(|c| c.count as f64).sum();
        let w = map.cells[i].neighbours as f64 + 1.0;
        (sum - mean * w) / (s * ((n * w - w * w) / (n - 1.0)).sqrt())
    };
    (0..map.cells.len()).map(|i| (map.cells[i].z.unwrap(), score(i))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_2_what_is_not_observed_is_not_zero_and_moving_the_edge_moves_edge_cells_as_predicted() {
    // Reports on a lattice over Kap Choeng and its neighbour Phanom Dong Rak.
    let lattice =
        (0..40).flat_map(|i| (0..14).map(move |j| (103.3 + 0.02 * f64::from(i), 14.3 + 0.02 * f64::from(j))));
    let rows: Vec<Row> = lattice
        .enumerate()
        .flat_map(|(i, (lon, lat))| vec![Row::point("drugs", "2025-03-01", at(lon, lat)); 1 + i % 3])
        .collect();
    let product = product_of(&rows).await;
    let codes = ["3206", "3214"].map(|code| code.parse().unwrap());
    let everything = ReportQuery::default();
    let one = Caller::limited_to(&codes[..1], Category::ALL);
    let both = Caller::limited_to(&codes, Category::ALL);
    let (_, one) = product.app.hotspot_cells(CellSize::TwoKm, &everything, one.scope()).await.unwrap();
    let (_, both) = product.app.hotspot_cells(CellSize::TwoKm, &everything, both.scope()).await.unwrap();
    assert!(one.grid.cells_in_mask < both.grid.cells_in_mask);
    for map in [&one, &both] {
        for (z, predicted) in scores(map) {
            assert!((z - predicted).abs() < 1e-9, "{z} is not {predicted}");
        }
    }
    let (mut moved, mut stayed) = (0, 0);
    for cell in &one.cells {
        let same = both.cells.iter().find(|other| other.id == cell.id).unwrap();
        assert_eq!(cell.count, same.count);
        if cell.neighbours < same.neighbours {
            moved += 1;
        } else {
            stayed += 1;
        }
        assert!(cell.neighbours <= same.neighbours);
    }
    assert!(moved > 3 && stayed > moved, "{moved} edge cells gained neighbours, {stayed} did not");
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_3_a_density_is_not_lower_at_the_edge_of_what_is_observed() {
    let raster =
        Raster { corner: PlanePoint { east_m: 0.0, north_m: 0.0 }, cell_m: 1_000.0, columns: 60, rows: 60 };
    let inside: Vec<bool> = (0..3_600).map(|i| i % 60 < 30).collect();
    let points: Vec<WeighedPoint> = (0..1_800)
        .map(|i| PlanePoint {
            east_m: 500.0 + 1e3 * f64::from(i % 30),
            north_m: 500.0 + 1e3 * f64::from(i / 30),
        })
        .map(|at| WeighedPoint { at, weight: 1.0 })
        .collect();
    let mut heard = |_, _| ControlFlow::Continue(());
    let mut effort = Effort { threads: NonZero::<usize>::MIN, progress: &mut heard };
    let kernel = KernelMask::new(raster, &inside, 3_000.0, &mut effort).unwrap();
    let density = kernel.density(&points, &mut effort).unwrap();
    let (edge, middle) = (30 * 60 + 29, 30 * 60 + 15);
    assert!(
        kernel.mass()[edge] < 0.6 && kernel.mass()[middle] > 0.99,
        "half the kernel lies beyond the edge"
    );
    assert!((density.per_km2[edge] - 1.0).abs() < 0.02, "{}", density.per_km2[edge]);
    assert!((density.per_km2[middle] - 1.0).abs() < 0.02);
    assert_eq!(density.per_km2[edge + 1], 0.0, "what is not observed has no density");

    // In an answer no contour leaves the mask by more than a cell.
    let product = product_of(&thousand()).await;
    let picture = json(&product, "hotspots?method=kde").await;
    let contours = picture["result"]["contours"].as_array().unwrap();
    let rings =
        contours.iter().flat_map(|c| c["polygons"].as_array().unwrap()).flat_map(|p| p.as_array().unwrap());
    for corner in rings.flat_map(|ring| ring.as_array().unwrap()).step_by(7) {
        let corner = at(corner[0].as_f64().unwrap(), corner[1].as_f64().unwrap());
        let districts = placer().districts();
        let code = districts.containing(corner);
        let off_m = if code.is_some() { 0.0 } else { districts.nearest(corner).unwrap().1 };
        let on_border = code.is_none_or(|code| {
            reference().district(code).unwrap().is_on_border()
                || districts.shapes().any(|(other, _)| {
                    reference().district(other).is_some_and(District::is_on_border)
                        && districts.distance_m(corner, other).is_some_and(|m| m < 1_500.0)
                })
        });
        assert!(off_m < 1_500.0 && on_border, "{corner}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_4_an_answer_by_cells_says_whether_empty_cells_count() {
    let product = product_of(&thousand()).await;
    for question in QUESTIONS.iter().chain(&["hotspots?method=local-moran&cell_m=10000&replicates=99"]) {
        let answer = json(&product, question).await;
        assert_eq!(answer["mask"]["name"], "border-districts", "{question}");
        if answer["unit"] == "cell" {
            assert_eq!(answer["grid"]["empty_cells"], "counted", "{question}");
            assert!(answer["grid"]["cells_in_mask"].as_u64().unwrap() > 300, "{question}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_5_a_bare_p_below_a_twentieth_is_not_enough() {
    // Of 256 cells twelve pass a bare 0.05 by chance, as one in twenty does: none survives.
    let p: Vec<f64> = (0..256).map(|i| (f64::from(i) + 0.9) / 256.0).collect();
    assert_eq!(p.iter().filter(|p| **p < 0.05).count(), 12);
    assert_eq!(benjamini_hochberg(&p, 0.05), None);

    let product = product_of(&thousand()).await;
    let map = json(&product, "hotspots?cell_m=10000").await;
    let line = map["fdr"]["p90"].as_f64().unwrap();
    let cells = map["cells"].as_array().unwrap();
    let p = |cell: &Value| cell["p"].as_f64().unwrap();
    assert!(cells.iter().any(|c| p(c) < 0.05 && c["class"] == "none"), "a bare p would have passed");
    assert!(cells.iter().all(|c| (p(c) <= line) == (c["class"] != "none")), "the line decides: {line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_6_confirmed_incidents_and_reports_are_apart_and_rates_have_denominators() {
    let product = product_of(&thousand()).await;
    for question in
        ["hotspots?method=dbscan", "hotspots?method=kde", "series?method=border-profile", "rank?method=rates"]
    {
        let all = json(&product, question).await;
        let confirmed = json(&product, &format!("{question}&status=confirmed")).await;
        assert_eq!(
            (&all["about"], &confirmed["about"]),
            (&"reports".into(), &"confirmed".into()),
            "{question}"
        );
        let n = |answer: &Value| answer["mask"]["n"].as_u64().unwrap();
        assert!(n(&confirmed) > 0 && n(&confirmed) < n(&all), "{question}");
    }
    let rates = json(&product, "rank?method=rates&category=illegal_entry").await;
    assert_eq!(rates["result"]["per"], "report");
    for district in rates["result"]["districts"].as_array().unwrap() {
        let (count, exposure) = (district["count"].as_f64().unwrap(), district["exposure"].as_f64().unwrap());
        assert!(exposure >= count, "{district}");
    }
    let by_area = json(&product, "rank?method=rates&base=area").await;
    assert_eq!(by_area["result"]["per"], "km2");
    assert!(
        by_area["result"]["districts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["exposure"].as_f64().unwrap() > 1.0)
    );
}

// Nothing is public yet: until people sign in the server answers those at its own machine alone.
#[tokio::test(flavor = "multi_thread")]
async fn rule_7_nothing_is_public_least_of_all_cells_of_fewer_than_five() {
    let product = product_of(&thousand()).await;
    let cells = json(&product, "hotspots?method=gi-star&cell_m=5000").await["cells"].clone();
    let few = |cell: &Value| (1..5).contains(&cell["count"].as_u64().unwrap());
    assert!(cells.as_array().unwrap().iter().any(few), "there are such cells");
    let counts =
        ["count?group_by=district", "reports", "export?what=hotspots&format=csv&cell_m=5000", "alerts"];
    for question in QUESTIONS.into_iter().chain(counts) {
        let asked = Request::get(format!("/api/v1/{question}")).header("host", "mekong-watch.example");
        let answer = product.send(asked).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{question}");
        let said = answer.json();
        let names: Vec<&String> = said.as_object().unwrap().keys().collect();
        let problem = ["type", "title", "status", "code", "detail", "parameter", "value", "request_id"];
        assert!(names.iter().all(|name| problem.contains(&name.as_str())), "{question}: {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_8_reports_that_name_a_district_drive_no_cell_and_no_point() {
    let points: Vec<Row> = thousand().into_iter().filter(|row| row.at.is_some()).collect();
    let mut with_coarse = points.clone();
    with_coarse.extend((0..200).map(|_| Row::district("drugs", "2025-05-01", "3206")));
    let (fine, coarse) = (product_of(&points).await, product_of(&with_coarse).await);
    for question in [
        "hotspots?method=gi-star&cell_m=5000",
        "hotspots?method=emerging&cell_m=10000&from=2023-01-01&to=2026-01-01",
        "hotspots?method=dbscan&eps_m=4000",
        "hotspots?method=kde",
        "series?method=near-repeat&replicates=99",
        "series?method=border-profile",
        "series?method=closure&crossing=C04&days=150",
    ] {
        let [fine, coarse] = [json(&fine, question).await, json(&coarse, question).await];
        for found in ["result", "cells", "mask", "outside_mask", "enough"] {
            assert_eq!(fine[found], coarse[found], "{question}: {found}");
        }
        let unlocated = |answer: &Value| answer["counts"]["unlocated"].as_u64().unwrap();
        assert_eq!(unlocated(&coarse), unlocated(&fine) + 200, "{question}: they are told of");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_9_chance_begins_from_a_seed_that_the_answer_names() {
    let product = product_of(&thousand()).await;
    let other = product_of(&thousand()).await;
    for question in [
        "hotspots?method=local-moran&replicates=99",
        "hotspots?method=scan&replicates=99&from=2025-01-01&to=2026-01-01",
        "series?method=near-repeat&replicates=99",
    ] {
        let with = |seed: u64| format!("{question}&seed={seed}");
        let first = ask(&product, &with(11)).await;
        assert_eq!(after_run(&first), after_run(&ask(&other, &with(11)).await), "{question}");
        assert_ne!(after_run(&first), after_run(&ask(&product, &with(12)).await), "{question}");
        let first: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(first["run"]["seed"], 11);
        let mut p_values = Vec::new();
        collect_p(&first["result"], &mut p_values);
        assert!(!p_values.is_empty());
        for p in p_values {
            assert!(
                p >= 0.01 && (p * 100.0 - (p * 100.0).round()).abs() < 1e-9,
                "{question}: {p} of 99 replicates"
            );
        }
    }
}

fn collect_p(value: &Value, into: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_p(value, into)),
        Value::Object(fields) => {
            into.extend(fields.get("p").and_then(Value::as_f64));
            fields.values().for_each(|value| collect_p(value, into));
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_10_an_answer_as_of_a_past_day_comes_again_byte_for_byte() {
    let product = product_of(&thousand()).await;
    let question = "hotspots?method=dbscan&eps_m=4000";
    let then = ask(&product, question).await;
    let epoch = serde_json::from_str::<Value>(&then).unwrap()["run"]["epoch"].clone();
    let later = file("later", &[Row::point("drugs", "2025-03-01", at(103.70, 14.44))]);
    product.import("later.csv", later.as_bytes()).await;
    let product = again(product).await;
    assert_ne!(ask(&product, question).await, then, "a report more is seen");
    assert_eq!(ask(&product, &format!("{question}&asof=epoch:{epoch}")).await, then);
    let json: Value = serde_json::from_str(&then).unwrap();
    for named in ["question", "epoch", "software", "hash"] {
        assert!(!json["run"][named].is_null(), "{named}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_of_categories_swaps_the_answers() {
    let swapped = |row: Row| {
        let category = if row.category == "drugs" { "illegal_entry" } else { "drugs" };
        Row { category, ..row }
    };
    let product = product_of(&thousand()).await;
    let other = product_of(&thousand().into_iter().map(swapped).collect::<Vec<_>>()).await;
    for question in QUESTIONS {
        let question = question.replace("&category=drugs", "");
        let here = ask(&product, &format!("{question}&category=drugs")).await;
        let there = ask(&other, &format!("{question}&category=illegal_entry")).await;
        assert_eq!(after_run(&here), after_run(&there), "{question}");
    }
}
