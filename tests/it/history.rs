//! What was held earlier can be asked for, and answers what it answered then.

use axum::http::StatusCode;
use mekong_watch::app::ImportOptions;
use mekong_watch::domain::{Category, DistrictCode, period};

use crate::databases::on_both;
use crate::support::Product;

const FIRST: &str =
    "id,category,lat,lon,summary\nSYN-1,drugs,14.63,103.75,first words\nSYN-2,weapons,14.44,103.70,other\n";
const SECOND: &str = "id,category,lat,lon,summary\nSYN-1,illegal_entry,13.66,102.55,second words\n";

/// Imports a file whose rows replace what is stored.
async fn revise(product: &Product, file: &str) {
    let options = ImportOptions { update: true, ..ImportOptions::default() };
    let result = product.import_with("synthetic.csv", file.as_bytes(), &options).await;
    assert_eq!(result.refused(), 0, "{:?}", result.problems);
}

async fn epoch(product: &Product) -> i64 {
    product.json("/api/v1/status").await["epoch"].as_i64().unwrap()
}

on_both! {
    async fn an_answer_as_of_an_epoch_is_the_answer_given_then(back_end) {
        let product = Product::empty(back_end).await;
        revise(&product, FIRST).await;
        let paths = [
            "/api/v1/reports?limit=10",
            "/api/v1/reports?area=circle:103.75,14.63,1000",
            "/api/v1/count?group_by=category",
            "/api/v1/count?group_by=district&category=drugs",
            "/api/v1/hotspots?method=gi-star",
            "/api/v1/export?what=reports&format=csv",
            "/api/v1/export?what=hotspots&format=geojson",
        ];
        let then = epoch(&product).await;
        let mut answers = Vec::new();
        for path in paths {
            answers.push(product.get(path).await.bytes);
        }
        revise(&product, SECOND).await;
        product.app.replace_target_set("set.csv", b"district\n2706\n", period::today()).await.unwrap();
        for (path, answer) in paths.iter().zip(&answers) {
            assert_ne!(product.get(path).await.bytes, *answer, "{path} has changed since");
            let sign = if path.contains('?') { '&' } else { '?' };
            let past = product.get(&format!("{path}{sign}asof=epoch:{then}")).await;
            assert_eq!(past.headers["x-data-epoch"], then.to_string().as_str());
            assert!(past.bytes == *answer, "{path}: {} is not {}", past.text(), String::from_utf8_lossy(answer));
        }
        let now = epoch(&product).await;
        let same = product.get(&format!("/api/v1/reports?limit=10&asof=epoch:{now}")).await.bytes;
        assert_eq!(same, product.get("/api/v1/reports?limit=10").await.bytes);
    }

    async fn before_anything_was_stored_there_is_nothing_and_after_the_last_epoch_no_answer(back_end) {
        let product = Product::empty(back_end).await;
        revise(&product, FIRST).await;
        for moment in ["2020-01-01", "2020-01", "epoch:0"] {
            let counts = product.json(&format!("/api/v1/count?asof={moment}")).await;
            assert_eq!(counts["counts"]["matched"], 0, "{moment}");
        }
        assert_eq!(product.json("/api/v1/count?asof=2399-01-01").await["counts"]["matched"], 2);
        for (moment, part) in [("epoch:999", "there is no epoch 999 yet"), ("yesterday", "is not a moment")] {
            for path in ["count", "moment"] {
                let answer = product.get(&format!("/api/v1/{path}?asof={moment}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST);
                assert!(answer.json()["detail"].as_str().unwrap().contains(part), "{}", answer.text());
            }
        }
    }

    async fn a_moment_is_dated_so_that_old_numbers_can_say_how_old_they_are(back_end) {
        let product = Product::empty(back_end).await;
        let before = chrono::Utc::now() - chrono::TimeDelta::seconds(2);
        revise(&product, FIRST).await;
        let now = epoch(&product).await;
        let moment = product.json(&format!("/api/v1/moment?asof=epoch:{now}")).await;
        assert_eq!(moment["epoch"], now);
        let committed: chrono::DateTime<chrono::Utc> = moment["committed_at"].as_str().unwrap().parse().unwrap();
        assert!(before <= committed && committed <= chrono::Utc::now(), "{moment}");
        assert_eq!(product.json("/api/v1/moment?asof=2399-01-01").await, moment, "a later day knows no more");
        let start = product.json("/api/v1/moment?asof=2020-01-01").await;
        assert_eq!((start["epoch"].as_i64(), start["committed_at"].is_null()), (Some(0), true));
        assert_eq!(product.get("/api/v1/moment").await.status, StatusCode::BAD_REQUEST);
    }

    // A scope must hold for the past too: a report that has moved away was elsewhere then.
    async fn a_scope_is_asked_about_the_version_that_is_shown(back_end) {
        let product = Product::empty(back_end).await;
        revise(&product, FIRST).await;
        let then = epoch(&product).await;
        revise(&product, SECOND).await;
        let sa_kaeo: DistrictCode = "2706".parse().unwrap();
        let caller = mekong_watch::app::Caller::limited_to(&[sa_kaeo], Category::ALL);
        let asked = |as_of: String| mekong_watch::domain::ReportQuery {
            as_of: Some(as_of.parse().unwrap()),
            ..Default::default()
        };
        let now = epoch(&product).await;
        let listed = product.app.list(&asked(format!("epoch:{now}")), 10, None, caller.scope()).await.unwrap();
        assert_eq!(listed.reports.len(), 1);
        let listed = product.app.list(&asked(format!("epoch:{then}")), 10, None, caller.scope()).await.unwrap();
        assert!(listed.reports.is_empty(), "it lay in Surin then");
    }
}
