//! Every form of area, in every question; polygons that people draw.

use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::databases::on_both;
use crate::support::Product;

fn polygon(ring: &[[f64; 2]]) -> String {
    json!({ "type": "Polygon", "coordinates": [ring] }).to_string()
}

fn square(west: f64, south: f64, side: f64) -> String {
    polygon(&[
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ])
}

async fn save(product: &Product, geojson: &str) -> Value {
    let answer = product.post("/api/v1/areas", geojson.to_owned()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

/// Refuses an area and checks what is said of it.
async fn check_refused(product: &Product, body: String, part: &str) {
    let answer = product.post("/api/v1/areas", body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
    let problem = answer.json();
    assert_eq!(problem["code"], "invalid_body");
    assert!(problem["detail"].as_str().unwrap().contains(part), "{part}: {problem}");
}

/// Synthetic points: two at Chong Chom (C04 in the list), one 20 km north of it, one on the Lao bank.
async fn with_points(product: &Product) {
    let rows = "id,category,lat,lon,observed,synthetic\n\
        SYN-1,drugs,14.4335,103.6976,2025-01-02,true\n\
        SYN-2,drugs,14.4336,103.6976,2025-01-02,true\n\
        SYN-3,drugs,14.61,103.70,2025-01-02,true\n\
        SYN-4,drugs,17.97,102.62,2025-01-02,true\n\
        SYN-5,drugs,17.90,102.62,,true\n";
    let result = product.import("synthetic.csv", rows.as_bytes()).await;
    assert_eq!(result.added, 5, "{:?}", result.problems);
}

async fn counted(product: &Product, area: &str) -> u64 {
    product.json(&format!("/api/v1/count?area={area}")).await["counts"]["matched"].as_u64().unwrap()
}

on_both! {
    async fn a_saved_area_is_named_by_its_positions_and_asked_everywhere(back_end) {
        let product = Product::with_samples(back_end).await;
        with_points(&product).await;
        let saved = save(&product, &square(103.5, 14.3, 0.25)).await;
        assert_eq!((saved["vertices"].as_u64(), saved["id"].as_str().unwrap().len()), (Some(5), 32));
        let area = saved["area"].as_str().unwrap();
        let as_feature = json!({ "type": "Feature", "properties": {}, "geometry":
            serde_json::from_str::<Value>(&square(103.5, 14.3, 0.25)).unwrap() });
        assert_eq!(save(&product, &as_feature.to_string()).await, saved, "the same positions have one name");
        assert_eq!(counted(&product, area).await, counted(&product, "bbox:103.5,14.3,103.75,14.55").await);
        for path in ["reports?limit=100", "count?group_by=month", "export?what=reports&format=csv", "export?what=reports&format=geojson"] {
            let answer = product.get(&format!("/api/v1/{path}&area={area}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
        }
        // Other programs on the same database know it.
        let other = product.database.store().await;
        assert!(other.saved_area(saved["id"].as_str().unwrap()).await.unwrap().is_some());
    }

    async fn a_saved_area_is_given_back_so_that_its_link_can_draw_it(back_end) {
        let product = Product::empty(back_end).await;
        let ring = json!([[103.5, 14.3], [103.75, 14.3], [103.750_000_1, 14.55], [103.5, 14.55], [103.5, 14.3]]);
        let saved = save(&product, &json!({ "type": "Polygon", "coordinates": [ring] }).to_string()).await;
        let path = format!("/api/v1/areas/{}", saved["id"].as_str().unwrap());
        let feature = product.json(&path).await;
        assert_eq!((&feature["type"], &feature["id"]), (&json!("Feature"), &saved["id"]));
        assert_eq!(save(&product, &feature.to_string()).await, saved, "what is given back is what was kept");
        // GeographicLib (Python) for this ring: 745.683920118 square kilometres.
        let area_km2 = feature["properties"]["area_km2"].as_f64().unwrap();
        assert!((area_km2 - 745.683_920_118).abs() < 0.001, "{area_km2}");
        for id in ["00000000000000000000000000000000", "xyz", "a/b"] {
            let answer = product.get(&format!("/api/v1/areas/{id}")).await;
            assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
        }
    }

    async fn a_crossing_is_a_circle_and_a_stretch_of_border_goes_by_kilometre(back_end) {
        let product = Product::empty(back_end).await;
        with_points(&product).await;
        let crossings = product.json("/api/v1/crossings").await;
        let all = crossings["crossings"].as_array().unwrap();
        let located = all.iter().find(|c| !c["position"].is_null()).unwrap();
        let (id, position) = (located["id"].as_str().unwrap(), &located["position"]);
        let circle = format!("circle:{},{},50000", position["lon"], position["lat"]);
        assert_eq!(counted(&product, &format!("crossing:{id},50000")).await, counted(&product, &circle).await);
        let place = product.json("/api/v1/place?lon=103.6976&lat=14.4335").await;
        let (km, metres) = (place["border"]["km"].as_f64().unwrap(), place["border"]["distance_m"].as_f64().unwrap());
        let stretch = |from: f64, to: f64, within: f64| format!("border:{from},{to},{within}");
        assert_eq!(counted(&product, &stretch(km - 0.5, km + 0.5, metres + 50.0)).await, 2);
        assert_eq!(counted(&product, &stretch(km - 0.5, km + 0.5, metres / 2.0)).await, 0);
        assert_eq!(counted(&product, &stretch(km + 0.5, km + 1.5, 2_000.0)).await, 0);
        assert_eq!(counted(&product, "border:0,3000,1000000").await, 5, "every point has a place along the line");

        let unlocated = all.iter().find(|c| c["position"].is_null()).unwrap()["id"].as_str().unwrap();
        for (area, part) in [
            (format!("crossing:{unlocated},500"), "no source gives the position"),
            ("crossing:C99,500".to_owned(), "there is no crossing C99"),
            ("border:9000,9999".to_owned(), "the border line ends at km 27"),
            ("saved:00000000000000000000000000000000".to_owned(), "no area is saved"),
        ] {
            let answer = product.get(&format!("/api/v1/count?area={area}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert!(answer.json()["detail"].as_str().unwrap().contains(part), "{}", answer.text());
        }
    }

    async fn a_point_form_says_what_it_cannot_place_and_what_has_no_date(back_end) {
        let product = Product::with_samples(back_end).await;
        with_points(&product).await;
        let saved = save(&product, &square(99.0, 11.0, 10.0)).await;
        let mut said = Vec::new();
        for area in [saved["area"].as_str().unwrap(), "border:0,3000,2000000", "bbox:99,11,109,21"] {
            let counts = &product.json(&format!("/api/v1/count?area={area}&from=2020-01-01")).await["counts"];
            said.push((counts["unlocated"].as_u64().unwrap(), counts["undated"].as_u64().unwrap()));
        }
        assert!(said[0].0 > 100 && said[0].1 > 50, "most samples have no point, and many no date: {said:?}");
        assert_eq!((said[1], said[2]), (said[0], said[0]), "three areas that hold every point say the same");
    }

    async fn areas_that_are_none_are_refused_in_words(back_end) {
        let product = Product::empty(back_end).await;
        let deep = format!("{{\"type\":\"Polygon\",\"coordinates\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
        let many: Vec<[f64; 2]> = (0..10_001)
            .map(|i| f64::from(i) / 10_001.0 * std::f64::consts::TAU)
            .map(|t| [103.0 + t.cos(), 15.0 + t.sin()])
            .collect();
        let bow_tie = polygon(&[[102., 15.], [103., 16.], [103., 15.], [102., 16.], [102., 15.]]);
        let swapped = polygon(&[[14., 103.], [15., 103.], [15., 104.], [14., 103.]]);
        for (body, part) in [
            (String::new(), "not GeoJSON"),
            ("{\"type\":\"Polygon\",\"coordinates\":[[[103],[104,14],[104,15],[103]]]}".to_owned(), "position of 1 numbers"),
            ("{".to_owned(), "not GeoJSON"),
            ("{\"type\":\"Polygon\",\"coordinates\":[[[NaN,1]]]}".to_owned(), "not GeoJSON"),
            ("{\"type\":\"Polygon\",\"coordinates\":[[[1e999,1],[2,2],[3,3],[1e999,1]]]}".to_owned(), "not GeoJSON"),
            ("{\"type\":\"Point\",\"coordinates\":[103,15]}".to_owned(), "not a Point"),
            ("{\"type\":\"Polygon\",\"coordinates\":[]}".to_owned(), "no points"),
            ("{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}".to_owned(), "no geometry"),
            ("{\"type\":\"FeatureCollection\",\"features\":[]}".to_owned(), "0 features"),
            (deep, "nested more than 16 deep at byte"),
            (polygon(&many), "has 10002 positions; at most 10000"),
            (bow_tie, "is not valid"),
            (swapped, "look swapped"),
        ] {
            check_refused(&product, body, part).await;
        }
        let plain = Request::post("/api/v1/areas").header("content-type", "text/plain");
        let answer = product.send(plain).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "a page elsewhere could send that unasked");
        let large = product.post("/api/v1/areas", "x".repeat(1_100_000)).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        let bytes = product.post("/api/v1/areas", vec![0xff_u8, 0xfe]).await;
        assert!(bytes.json()["detail"].as_str().unwrap().contains("not UTF-8"));
    }
}
