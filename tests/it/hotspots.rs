//! The hotspot map of the sample incidents.

use axum::http::StatusCode;

use crate::databases::BackEnd;
use crate::support::Product;

#[tokio::test]
async fn hotspots_run_over_all_border_districts_and_count_every_report_once() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let map = product.json("/api/v1/hotspots?method=gi-star").await;
    let districts = map["districts"].as_array().unwrap();
    assert_eq!(districts.len(), 68);
    let in_mask: u64 = districts.iter().map(|d| d["count"].as_u64().unwrap()).sum();
    assert_eq!(map["mask"]["n"], in_mask);
    let by_district = product.json("/api/v1/count?group_by=district").await;
    let placed: u64 = by_district["groups"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|g| !g["key"].is_null())
        .map(|g| g["count"].as_u64().unwrap())
        .sum();
    let count = |name: &str| map["counts"][name].as_u64().unwrap();
    let outside = map["outside_mask"].as_u64().unwrap();
    assert!(in_mask <= placed && placed <= in_mask + outside);
    assert_eq!(in_mask + outside + count("unlocated"), count("matched"), "every report is somewhere");
    assert_eq!(count("points") + count("area_only") + count("unlocated"), count("matched"));
    assert!(districts.iter().any(|d| d["class"] == "none"), "not significant is a class");
}

/// Gi* of three districts computed with the textbook formula from the answer's own counts.
#[tokio::test]
async fn scores_follow_from_the_counts_and_the_neighbours() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let map = product.json("/api/v1/hotspots").await;
    let rows = map["districts"].as_array().unwrap();
    let code = |i: usize| rows[i]["district"].as_str().unwrap().parse().unwrap();
    let codes: Vec<_> = (0..rows.len()).map(code).collect();
    let values: Vec<f64> = rows.iter().map(|r| r["count"].as_f64().unwrap()).collect();
    let neighbours = crate::support::placer().districts().contiguity(&codes);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let s = (values.iter().map(|v| v * v).sum::<f64>() / n - mean * mean).sqrt();
    for i in [0, 20, 50] {
        let sum = values[i] + neighbours[i].iter().map(|j| values[*j]).sum::<f64>();
        let w = (neighbours[i].len() + 1) as f64;
        let z = (sum - mean * w) / (s * ((n * w - w * w) / (n - 1.0)).sqrt());
        assert!((rows[i]["z"].as_f64().unwrap() - z).abs() < 1e-9, "{}", rows[i]);
        assert_eq!(rows[i]["neighbours"].as_u64().unwrap(), neighbours[i].len() as u64);
    }
}

#[tokio::test]
async fn contiguity_is_mutual_and_knows_real_neighbours() {
    let codes: Vec<_> = crate::support::reference().districts.iter().map(|d| d.code).collect();
    let neighbours = crate::support::placer().districts().contiguity(&codes);
    for (i, near) in neighbours.iter().enumerate() {
        for j in near {
            assert!(neighbours[*j].contains(&i), "{} and {}", codes[i], codes[*j]);
        }
    }
    let position = |code: &str| codes.binary_search(&code.parse().unwrap()).unwrap();
    assert!(neighbours[position("3206")].contains(&position("3214")), "Kap Choeng touches Phanom Dong Rak");
    assert!(!neighbours[position("3206")].contains(&position("5515")));
}

#[tokio::test]
async fn too_few_reports_say_so_instead_of_guessing() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let map = product.json("/api/v1/hotspots?category=weapons").await;
    assert_eq!(map["enough"], false);
    assert!(map["message"].as_str().unwrap().starts_with("not enough data (n = 2"), "{}", map["message"]);
    assert!(
        map["districts"].as_array().unwrap().iter().all(|d| d["z"].is_null() && d["class"] == "not_tested")
    );
}

#[tokio::test]
async fn an_area_chooses_what_is_shown_and_changes_no_score() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let whole = product.json("/api/v1/hotspots").await;
    let one = product.json("/api/v1/hotspots?area=district:2706").await;
    let of = |map: &serde_json::Value| {
        map["districts"].as_array().unwrap().iter().find(|d| d["district"] == "2706").unwrap().clone()
    };
    assert_eq!(one["districts"].as_array().unwrap().len(), 1);
    assert_eq!(of(&one), of(&whole));
}

#[tokio::test]
async fn an_unknown_method_is_refused() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let answer = product.get("/api/v1/hotspots?method=heat").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("known are gi-star"), "{}", answer.text());
}
