//! The API: one query behind lists, counts and exports; every error in one envelope.

use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use mekong_watch::domain::Method;

use crate::databases::on_both;
use crate::support::Product;

/// Asks something wrong and checks the envelope.
async fn check_problem(product: &Product, path: &str, status: StatusCode, code: &str, part: &str) {
    let answer = product.get(path).await;
    assert_eq!(answer.status, status, "{path}");
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
    let problem = answer.json();
    assert_eq!((&problem["code"], &problem["status"]), (&Value::from(code), &Value::from(status.as_u16())));
    assert!(problem["detail"].as_str().unwrap().contains(part), "{path}: {problem}");
    assert_eq!(answer.headers["x-request-id"], problem["request_id"].as_str().unwrap());
}

on_both! {
    async fn bad_parameters_are_named(back_end) {
        let product = Product::with_samples(back_end).await;
        let bad = StatusCode::BAD_REQUEST;
        for (path, code, part) in [
            ("/api/v1/reports?limit=-1", "invalid_parameter", "limit must be 1 to 10000, not -1"),
            ("/api/v1/reports?limit=0", "invalid_parameter", "not 0"),
            ("/api/v1/reports?limit=ten", "invalid_parameter", "not ten"),
            ("/api/v1/reports?colour=red", "unknown_parameter", "`colour` is not a parameter here"),
            ("/api/v1/reports?area=district:3206&area=district:1", "invalid_parameter", "given twice"),
            ("/api/v1/reports?area=district:32", "invalid_parameter", "4-digit district code"),
            ("/api/v1/reports?area=bbox:104,14,103,15", "invalid_parameter", "must not be beyond"),
            ("/api/v1/reports?cursor=7", "invalid_parameter", "is not a cursor"),
            ("/api/v1/crossings?status=open", "unknown_parameter", "`status` is not a parameter here"),
            ("/api/v1/status?x=1", "unknown_parameter", "known are since"),
            ("/api/v1/status?since=now", "invalid_parameter", "since `now`"),
            ("/api/v1/hotspots?area=bbox:102,13,103,14", "invalid_parameter", "matches points only"),
            ("/api/v1/reports?from=2567-01-15", "invalid_parameter", "common era"),
            ("/api/v1/count?group_by=colour", "invalid_parameter", "known are district"),
            ("/api/v1/count?limit=1", "unknown_parameter", "`limit`"),
            ("/api/v1/place?lon=103.7", "invalid_parameter", "`lat` is needed"),
            ("/api/v1/place?lon=14.4&lat=103.7", "invalid_parameter", "look swapped"),
            ("/api/v1/export?what=reports", "invalid_parameter", "`format` is needed"),
            ("/api/v1/export?what=reports&format=pdf", "invalid_parameter", "known are geojson"),
        ] {
            check_problem(&product, path, bad, code, part).await;
        }
        check_problem(&product, "/api/v1/nothing", StatusCode::NOT_FOUND, "not_found", "nothing").await;
        for path in ["/api", "/metrics", "/api/v1/boundaries/%FF"] {
            check_problem(&product, path, StatusCode::NOT_FOUND, "not_found", "nothing").await;
        }
        check_problem(&product, "/api/v1/boundaries/2099", StatusCode::NOT_FOUND, "not_found", "nothing").await;
    }

    async fn another_method_and_another_host_are_refused(back_end) {
        let product = Product::empty(back_end).await;
        let answer = product.send(Request::delete("/api/v1/reports")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.json()["code"], "method_not_allowed");
        let request = Request::get("/api/v1/reports").header("host", "rebound.example");
        let answer = product.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (421, Some("wrong_host")));
    }

    async fn a_body_over_its_cap_is_413_and_a_wrong_one_400(back_end) {
        let product = Product::empty(back_end).await;
        let large = format!("{{\"place_text\":\"{}\"}}", "x".repeat(70_000));
        let answer = product.post("/api/v1/geocode", large).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.json()["code"], "payload_too_large");
        for body in ["", "[]", "{\"place\":\"x\"}", "{\"place_text\":1}"] {
            let answer = product.post("/api/v1/geocode", body).await;
            assert_eq!(
                (answer.status, answer.json()["code"].as_str()),
                (StatusCode::BAD_REQUEST, Some("invalid_body"))
            );
        }
    }

    async fn a_place_in_words_is_found(back_end) {
        let product = Product::empty(back_end).await;
        let answer = product.post("/api/v1/geocode", r#"{"place_text":"ต.ด่าน อ.กาบเชิง จ.สุรินทร์"}"#).await.json();
        assert_eq!(answer["tambon"]["code"], "320605", "{answer}");
        let answer = product.post("/api/v1/geocode", r#"{"place_text":"อ.เฉลิมพระเกียรติ"}"#).await.json();
        assert!(answer["district"].is_null() && !answer["why"].as_str().unwrap().is_empty(), "{answer}");
        assert!(answer["alternatives"].as_array().unwrap().len() >= 2, "{answer}");
    }

    // One query must give one number: in the list, the count, each breakdown and both export formats.
    async fn list_count_breakdown_and_export_agree_for_every_filter(back_end) {
        let product = Product::with_samples(back_end).await;
        for query in [
            "",
            "category=drugs",
            "category=drugs,illegal_entry&from=2025-01&to=2026-01",
            "area=district:2706,3409",
            "area=province:48",
            "area=bbox:102,13,103,14",
            "area=circle:102.7349,13.8197,2000",
            "precision=district",
            "status=confirmed",
            "channel=open_source&to=2020-01-01",
        ] {
            let total = product.json(&format!("/api/v1/count?{query}")).await["counts"].clone();
            let matched = total["matched"].as_u64().unwrap();
            let list = product.json(&format!("/api/v1/reports?limit=10000&{query}")).await;
            assert_eq!(list["counts"], total, "{query}");
            assert_eq!(list["features"].as_array().unwrap().len() as u64, matched, "{query}");
            let mut core = product.json(&format!("/api/v1/reports?limit=10000&fields=core&{query}")).await;
            for (core, whole) in core["features"].as_array_mut().unwrap().iter_mut().zip(list["features"].as_array().unwrap()) {
                for (name, value) in core["properties"].take().as_object().unwrap() {
                    assert_eq!(*value, whole["properties"][name], "{query} {name}");
                }
                core["properties"] = whole["properties"].clone();
            }
            assert_eq!(core, list, "core fields, {query}");
            for group in [
                "district", "category", "month", "day", "crossing", "status", "channel", "tambon", "hour", "weekday",
                "province",
            ] {
                let groups = product.json(&format!("/api/v1/count?group_by={group}&{query}")).await;
                let sum: u64 =
                    groups["groups"].as_array().unwrap().iter().map(|g| g["count"].as_u64().unwrap()).sum();
                assert_eq!(sum, matched, "{query} by {group}");
            }
            let geojson = product.json(&format!("/api/v1/export?what=reports&format=geojson&{query}")).await;
            assert_eq!(geojson["features"], list["features"], "{query}");
            let csv = product.get(&format!("/api/v1/export?what=reports&format=csv&{query}")).await;
            assert!(csv.headers["content-disposition"].to_str().unwrap().contains("attachment"));
            let rows = csv::Reader::from_reader(csv.bytes.as_slice()).into_records().map(Result::unwrap).count();
            assert_eq!(rows as u64, matched, "{query}");
        }
    }

    async fn nothing_is_left_out_in_silence(back_end) {
        let product = Product::with_samples(back_end).await;
        let all = product.json("/api/v1/count").await["counts"].clone();
        let count = |counts: &Value, name: &str| counts[name].as_u64().unwrap();
        let boxed = product.json("/api/v1/count?area=bbox:97,5,107,22").await["counts"].clone();
        assert_eq!(count(&boxed, "matched") + count(&boxed, "unlocated"), count(&all, "matched"));
        assert_eq!(count(&boxed, "matched"), count(&all, "points"));
        let dated = product.json("/api/v1/count?from=1990-01-01").await["counts"].clone();
        assert_eq!(count(&dated, "matched") + count(&dated, "undated"), count(&all, "matched"));
        assert!(count(&dated, "undated") > 0, "some samples have no date");
        assert_eq!(count(&all, "undated"), 0, "without a time question no date is needed");
    }

    async fn pages_follow_each_other_without_gap_or_repeat(back_end) {
        let product = Product::with_samples(back_end).await;
        let whole = product.json("/api/v1/reports?limit=10000").await;
        let ids = |answer: &Value| -> Vec<String> {
            answer["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
        };
        let mut paged = Vec::new();
        let mut path = "/api/v1/reports?limit=50".to_owned();
        loop {
            let page = product.json(&path).await;
            paged.extend(ids(&page));
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/reports?limit=50&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, ids(&whole));
        let observed: Vec<_> = whole["features"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f["properties"]["observed"].as_str())
            .collect();
        assert!(observed.windows(2).all(|pair| pair[0] >= pair[1]), "newest first");
    }

    async fn a_day_in_bangkok_holds_what_happened_on_it(back_end) {
        let product = Product::empty(back_end).await;
        let file = "id,category,date\n1,drugs,2024-01-14T23:59:00+07:00\n2,drugs,2024-01-15\n3,drugs,2024-01-15T23:59:00+07:00\n4,drugs,2024-01-16\n";
        assert_eq!(product.import("days.csv", file.as_bytes()).await.added, 4);
        let list = product.json("/api/v1/reports?from=2024-01-15&to=2024-01-16").await;
        let ids: Vec<_> = list["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["properties"]["source_id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["3", "2"]);
        let observed: Vec<_> = list["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["properties"]["observed"].as_str().unwrap())
            .collect();
        assert_eq!(observed, ["2024-01-15T23:59:00+07:00", "2024-01-15"], "a day stays a day");
        let days = product.json("/api/v1/count?group_by=day").await;
        let by_day = [("2024-01-15", 2), ("2024-01-14", 1), ("2024-01-16", 1)];
        assert_eq!(days["groups"], json!(by_day.map(|(key, count)| json!({ "key": key, "count": count }))));
        let hours = product.json("/api/v1/count?group_by=hour").await;
        assert_eq!(hours["groups"].as_array().unwrap().len(), 2, "23 o'clock, and days without an hour: {hours}");
    }

    async fn every_documented_parameter_is_known_and_every_other_is_not(back_end) {
        let product = Product::empty(back_end).await;
        let document = product.json("/api/openapi.json").await;
        let mut asked = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            let Some(get) = item.get("get") else { continue };
            let parameters = get["parameters"].as_array().cloned().unwrap_or_default();
            for parameter in parameters.iter().filter(|p| p["in"] == "query") {
                let name = parameter["name"].as_str().unwrap();
                // Where a method is named, each has settings of its own.
                let mut is_known = false;
                for method in Method::ALL.iter().map(|method| format!("&method={method}")).chain([String::new()]) {
                    let answer = product.get(&format!("{path}?{name}={method}")).await;
                    is_known |= !answer.text().contains("unknown_parameter");
                }
                assert!(is_known, "{path} does not know {name}");
                asked += 1;
            }
            // Accounts and passes are for a person, and the test asks as a program.
            if !path.contains('{') && !["/api/v1/accounts", "/api/v1/passes"].contains(&path.as_str()) {
                assert!(
                    product.get(&format!("{path}?zzz=1")).await.text().contains("unknown_parameter"),
                    "{path}"
                );
            }
        }
        assert!(asked > 25, "the description lists parameters: {asked}");
    }

    async fn fixed_answers_are_sent_once(back_end) {
        let product = Product::empty(back_end).await;
        for path in ["boundaries/current", "border", "places"] {
            let path = format!("/api/v1/{path}");
            let first = product.get(&path).await;
            assert_eq!(first.json()["type"], "FeatureCollection", "{path}");
            let again = product.send(Request::get(&path).header("if-none-match", &first.headers["etag"])).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        }
        assert_eq!(product.json("/api/v1/boundaries/current").await["features"].as_array().unwrap().len(), 230);
    }

    async fn crossings_without_a_position_are_listed_and_say_so(back_end) {
        let product = Product::empty(back_end).await;
        let answer = product.json("/api/v1/crossings").await;
        let crossings = answer["crossings"].as_array().unwrap();
        let located = crossings.iter().filter(|c| !c["position"].is_null()).count();
        assert_eq!((crossings.len(), answer["located"].as_u64().unwrap()), (64, located as u64));
        let sai_taku = crossings.iter().find(|c| c["id"] == "C06").unwrap();
        assert_eq!(
            (&sai_taku["status"]["value"], &sai_taku["status"]["as_of"]),
            (&"closed".into(), &"2025-06-21".into())
        );
        assert!(crossings.iter().any(|c| c["status"]["value"] == "unknown" && c["status"]["as_of"].is_null()));
    }

    async fn every_answer_has_safe_headers_and_the_page_allows_no_foreign_source(back_end) {
        let product = Product::empty(back_end).await;
        for path in ["/", "/api/v1/status", "/api/v1/nothing"] {
            let headers = product.get(path).await.headers;
            assert_eq!(headers["x-content-type-options"], "nosniff");
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        }
    }
}
