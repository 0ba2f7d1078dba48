//! Hotspots: by district of the sample incidents, by cell of synthetic reports.

use std::fmt::Write;

use axum::http::StatusCode;
use mekong_watch::domain::{Category, CellSize, Limits, ReportQuery, Scope};
use serde_json::Value;

use crate::databases::{BackEnd, on_both};
use crate::support::{Product, at, reference};

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

/// Synthetic reports: one in the middle of each border district, and forty within 2 km around a place.
pub async fn with_cluster(lon: f64, lat: f64) -> Product {
    let border = reference().districts.iter().filter(|d| d.is_on_border()).map(|d| d.label);
    let around = (0..40).map(|i| {
        let angle = f64::from(i) * 2.399_963; // the golden angle spreads them evenly
        let distance = 0.018 * (f64::from(i) / 40.0).sqrt();
        at(lon + distance * angle.cos(), lat + distance * angle.sin())
    });
    let mut file = "id,category,date,lon,lat,synthetic\n".to_owned();
    for (i, point) in border.chain(around).enumerate() {
        writeln!(file, "s{i},drugs,2025-01-15,{:.7},{:.7},true", point.lon_deg(), point.lat_deg()).unwrap();
    }
    let product = Product::empty(BackEnd::Sqlite).await;
    assert_eq!(product.import("synthetic.csv", file.as_bytes()).await.added, 108);
    product
}

fn cells(map: &Value) -> &[Value] {
    map["cells"].as_array().unwrap()
}

/// Whether a cell holds a position, judged by its corners: its edges are meridians and parallels to 1.1 degrees.
fn holds(cell: &Value, lon: f64, lat: f64) -> bool {
    let corner = |i: usize, axis: usize| cell["corners"][i][axis].as_f64().unwrap();
    (corner(0, 0)..corner(1, 0)).contains(&lon) && (corner(0, 1)..corner(3, 1)).contains(&lat)
}

on_both! {
    async fn few_points_are_not_enough_for_cells_and_every_report_is_counted_once(back_end) {
        let product = Product::with_samples(back_end).await;
        let map = product.json("/api/v1/hotspots?method=gi-star&cell_m=5000").await;
        let count = |name: &str| map["counts"][name].as_u64().unwrap();
        let in_mask = map["mask"]["n"].as_u64().unwrap();
        assert_eq!((count("matched"), count("points"), count("area_only")), (234, 5, 0));
        assert_eq!(in_mask + map["outside_mask"].as_u64().unwrap(), count("points"));
        assert_eq!(count("points") + count("unlocated"), count("matched"), "coarse reports lie in no cell");
        assert_eq!(map["enough"], false);
        assert_eq!(map["message"], format!("not enough data (n = {in_mask}, at least 30 needed)"));
        assert_eq!(cells(&map).iter().map(|c| c["count"].as_u64().unwrap()).sum::<u64>(), in_mask);
        for cell in cells(&map) {
            assert!(cell["z"].is_null() && cell["p"].is_null() && cell["class"] == "not_tested", "{cell}");
        }
    }
}

#[tokio::test]
async fn cells_are_hot_where_reports_were_planted_and_nowhere_else() {
    let (lon, lat) = (103.6, 14.55);
    let product = with_cluster(lon, lat).await;
    // In smaller cells one report among so many empty ones is significant by itself.
    for (cell_m, reach) in [("5000", 0.1), ("10000", 0.2)] {
        let map = product.json(&format!("/api/v1/hotspots?cell_m={cell_m}")).await;
        assert_eq!((&map["enough"], &map["unit"]), (&true.into(), &"cell".into()));
        let middle = cells(&map).iter().find(|c| holds(c, lon, lat)).unwrap();
        assert_eq!(middle["class"], "hot99", "{middle}");
        for cell in cells(&map) {
            let near = (cell["corners"][0][0].as_f64().unwrap() - lon).abs() < reach
                && (cell["corners"][0][1].as_f64().unwrap() - lat).abs() < reach;
            assert!(cell["class"] == "none" || near, "{cell_m}: {cell}");
            assert!(cell["count"].as_u64().unwrap() > 0 || cell["class"] != "none", "{cell}");
        }
    }
}

/// Gi* of the fullest cell by the textbook formula, from the counts of the answer and the empty cells it names.
#[tokio::test]
async fn cell_scores_run_over_the_whole_mask_with_its_empty_cells() {
    let product = with_cluster(103.6, 14.55).await;
    let map = product.json("/api/v1/hotspots?cell_m=5000").await;
    let n = map["grid"]["cells_in_mask"].as_f64().unwrap();
    let value = |c: &Value| c["count"].as_f64().unwrap();
    let mean = cells(&map).iter().map(value).sum::<f64>() / n;
    let s = (cells(&map).iter().map(|c| value(c).powi(2)).sum::<f64>() / n - mean * mean).sqrt();
    let fullest = cells(&map).iter().max_by_key(|c| c["count"].as_u64()).unwrap();
    let place = |c: &Value| {
        let id = c["id"].as_str().unwrap().splitn(3, ':').map(|n| n.parse().unwrap());
        let [_, column, row]: [i32; 3] = id.collect::<Vec<_>>().try_into().unwrap();
        (column, row)
    };
    let (column, row) = place(fullest);
    let touches = |c: &&Value| (place(c).0 - column).abs() <= 1 && (place(c).1 - row).abs() <= 1;
    let sum = cells(&map).iter().filter(touches).map(value).sum::<f64>();
    let w = fullest["neighbours"].as_f64().unwrap() + 1.0;
    let z = (sum - mean * w) / (s * ((n * w - w * w) / (n - 1.0)).sqrt());
    assert!((fullest["z"].as_f64().unwrap() - z).abs() < 1e-9, "{fullest} is not {z}");
}

#[tokio::test]
async fn an_area_of_any_form_chooses_the_cells_shown_and_changes_no_score() {
    let product = with_cluster(103.6, 14.55).await;
    let whole = product.json("/api/v1/hotspots?cell_m=5000").await;
    for area in ["district:3206", "province:32", "bbox:103,14,104,15", "circle:103.6,14.55,8000"] {
        let map = product.json(&format!("/api/v1/hotspots?cell_m=5000&area={area}")).await;
        for same in ["mask", "fdr", "grid", "counts", "outside_mask"] {
            assert_eq!(map[same], whole[same], "{area}: {same}");
        }
        assert!(!cells(&map).is_empty() && cells(&map).len() < cells(&whole).len(), "{area}");
        assert!(cells(&map).iter().all(|c| cells(&whole).contains(c)), "{area}");
    }
    let kap_choeng = product.json("/api/v1/hotspots?cell_m=5000&area=district:3206").await;
    assert!(cells(&kap_choeng).iter().all(|c| c["district"] == "3206"));
}

#[tokio::test]
async fn a_scope_limits_the_cells_of_the_mask() {
    let product = with_cluster(103.6, 14.55).await;
    let kap_choeng = "3206".parse().unwrap();
    let scope = Scope::limited(Limits::to(vec![Some(kap_choeng)], vec![Category::Drugs]));
    let all = Scope::everything();
    let everything = ReportQuery::default();
    let (_, limited) = product.app.hotspot_cells(CellSize::FiveKm, &everything, &scope).await.unwrap();
    let (_, whole) = product.app.hotspot_cells(CellSize::FiveKm, &everything, &all).await.unwrap();
    assert!(limited.grid.cells_in_mask > 10 && limited.grid.cells_in_mask < 60);
    assert!(whole.grid.cells_in_mask > 1_500);
    assert!(limited.cells.iter().all(|c| c.district == kap_choeng));
    assert_eq!(limited.legend.mask.districts, 1);
    assert!(limited.legend.counts.matched < whole.legend.counts.matched, "reports elsewhere are not told of");
}

#[tokio::test]
async fn nothing_changes_where_the_border_crosses_102_east() {
    let (lon, lat) = (102.0, 18.069);
    let product = with_cluster(lon, lat).await;
    let map = product.json("/api/v1/hotspots?cell_m=1000&area=circle:102,18.069,3000").await;
    let planted: u64 = cells(&map).iter().map(|c| c["count"].as_u64().unwrap()).sum();
    assert_eq!(planted, 40);
    assert!(cells(&map).iter().all(|c| c["neighbours"] == 8), "no cell is missing on either side");
    let west = |c: &Value| c["corners"][1][0].as_f64().unwrap() < lon;
    assert!(cells(&map).iter().any(west) && !cells(&map).iter().all(west));
    for cell in cells(&map) {
        let next = cells(&map).iter().find(|c| c["corners"][0] == cell["corners"][1]);
        assert!(
            next.is_none_or(|c| c["corners"][3] == cell["corners"][2]),
            "a shared edge is one edge: {cell}"
        );
    }
}

#[tokio::test]
async fn files_hold_the_cells_of_the_answer() {
    let product = with_cluster(103.6, 14.55).await;
    let map = product.json("/api/v1/hotspots?cell_m=10000").await;
    let file = product.json("/api/v1/export?what=hotspots&format=geojson&cell_m=10000").await;
    assert_eq!((&file["grid"], &file["fdr"], &file["mask"]), (&map["grid"], &map["fdr"], &map["mask"]));
    let features = file["features"].as_array().unwrap();
    assert_eq!(features.len(), cells(&map).len());
    for (feature, cell) in features.iter().zip(cells(&map)) {
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!(
            (&feature["id"], &ring[..4]),
            (&cell["id"], cell["corners"].as_array().unwrap().as_slice())
        );
        assert_eq!((ring.len(), &ring[0]), (5, &ring[4]));
        assert_eq!(feature["properties"]["z"], cell["z"]);
    }
    let csv = product.get("/api/v1/export?what=hotspots&format=csv&cell_m=10000").await;
    assert_eq!(csv.text().lines().count(), cells(&map).len() + 1);
    assert!(csv.headers["content-disposition"].to_str().unwrap().contains("hotspots-10000m-epoch"));
}

#[tokio::test]
async fn an_unknown_cell_size_is_refused_and_the_known_ones_named() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for path in ["hotspots?cell_m=3000", "export?what=hotspots&format=csv&cell_m=3000"] {
        let answer = product.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["parameter"]),
            (&"invalid_parameter".into(), &"cell_m".into())
        );
        assert!(
            problem["detail"].as_str().unwrap().contains("known are 1000, 2000, 5000, 10000"),
            "{problem}"
        );
    }
    let answer = product.get("/api/v1/export?what=reports&format=csv&cell_m=5000").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
}
