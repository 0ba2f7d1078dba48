//! `bench ask`: what it writes down is what the server said, and a question that fails ends it.

use std::sync::Arc;

use mekong_watch::config::Limits;
use mekong_watch::http::{self, Door};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::databases::BackEnd;
use crate::support::{Product, run};

/// Serves the samples and has the program ask, with some options; returns what it wrote and what it said.
async fn ask(questions: &str, options: &'static [&'static str]) -> (Option<Value>, String) {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let limits = Limits::default();
    let router = http::router(Arc::clone(&product.app), limits, Door::default());
    let serving = tokio::spawn(http::serve(listener, router, limits, std::future::pending()));
    let token = product.token().await.to_owned();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("questions"), questions).unwrap();
    let asking = move || {
        let arguments = [
            "bench",
            "ask",
            "--questions",
            "questions",
            "--out",
            "told.json",
            "--url",
            &url,
            "--token",
            &token,
        ];
        let output = run(folder.path(), &[&arguments, options].concat());
        let told = std::fs::read(folder.path().join("told.json")).ok();
        (told.map(|told| serde_json::from_slice(&told).unwrap()), String::from_utf8(output.stderr).unwrap())
    };
    let answer = tokio::task::spawn_blocking(asking).await.unwrap();
    serving.abort();
    answer
}

#[tokio::test]
async fn what_the_server_said_is_written_with_its_times() {
    let questions = "all\t/api/v1/count\n\
        drugs\t/api/v1/count?category=drugs&group_by=district\n\
        drugs\t/api/v1/reports?category=drugs&limit=5\n\
        nothing\t/api/v1/tiles/reports/12/0/0\n";
    let (told, said) = ask(questions, &["--repeat", "3", "--clients", "2"]).await;
    let told = told.unwrap_or_else(|| panic!("{said}"));
    let answers = told["answers"].as_array().unwrap();
    assert_eq!(answers[0]["matched"], 234);
    let groups = answers[1]["groups"].as_array().unwrap();
    let sum: u64 = groups.iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!((answers[1]["matched"].as_u64(), answers[2]["matched"].as_u64()), (Some(sum), Some(sum)));
    assert!(answers[2]["ids_sha256"].is_string() && answers[1]["ids_sha256"].is_null());
    assert_eq!(answers[3]["bytes"], 0);
    let groups = told["groups"].as_array().unwrap();
    let measured: Vec<_> =
        groups.iter().map(|g| (g["first"]["answers"].clone(), g["again"]["answers"].clone())).collect();
    assert_eq!(measured, [(1.into(), 3.into()), (2.into(), 6.into()), (1.into(), 3.into())]);
    assert!(groups.iter().all(|group| group["again"]["p50_ms"].as_f64().unwrap() > 0.0), "{told}");
}

#[tokio::test]
async fn a_question_that_fails_is_named_and_nothing_is_written() {
    let (told, said) = ask("all\t/api/v1/count\nall\t/api/v1/count?area=bbox:1\n", &[]).await;
    assert!(told.is_none(), "{told:?}");
    assert!(said.contains("/api/v1/count?area=bbox:1") && said.contains("400"), "{said}");
}
