//! `/readyz` tells an operator whether answers can be given, and who keeps the database waiting.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use diesel_async::SimpleAsyncConnection;
use mekong_watch::app::App;

use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Product, known};

/// Opens a product that reports transactions of any age.
async fn impatient(database: Database) -> Product {
    let app = App::open(database.store().await, known()).await.unwrap();
    Product::of(Arc::new(app.with_long_transaction(Duration::ZERO)), database)
}

on_both! {
    async fn a_database_that_nobody_else_uses_is_ready_without_a_word(back_end) {
        let product = impatient(Database::empty(back_end).await).await;
        let answer = product.get("/readyz").await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "ready\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_somebody_keeps_open_is_named_without_its_question() {
    let product = impatient(Database::empty(BackEnd::Postgres).await).await;
    let patient = Product::on(product.database.again()).await;
    let mut foreign = product.database.postgres().await;
    foreign
        .batch_execute("set application_name = 'somebody else'; begin; select 'a secret' from change")
        .await
        .unwrap();
    let process = "select pid::text as line from pg_stat_activity where application_name = 'somebody else'";
    let process = product.database.lines(process).await.remove(0);

    let answer = product.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    let named =
        format!("ready\nprocess {process} of PostgreSQL (`somebody else`) has had a transaction open for ");
    assert!(text.starts_with(&named) && text.ends_with(" s\n"), "{text}");
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(patient.get("/readyz").await.text(), "ready\n", "it is not a minute old");

    // Whoever holds the lock of the numbers keeps every program from hearing of changes.
    foreign.batch_execute("select pg_advisory_xact_lock(7741921)").await.unwrap();
    let before = product.json("/api/v1/status").await["epoch"].clone();
    product.import("one.csv", b"id,category,synthetic\nSYN-1,drugs,true\n").await;
    assert_eq!(product.json("/api/v1/status").await["epoch"], before);
    let answer = product.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let problem = answer.json();
    assert_eq!(problem["code"], "database_unavailable");
    let detail = problem["detail"].as_str().unwrap();
    let named = format!(
        "process {process} of PostgreSQL (`somebody else`) has kept changes from being numbered for "
    );
    assert!(detail.contains(&named) && !detail.contains("secret"), "{detail}");

    foreign.batch_execute("rollback").await.unwrap();
    assert_eq!(product.get("/readyz").await.text(), "ready\n");
    product.app.refresh().await.unwrap();
    assert_eq!(product.json("/api/v1/status").await["reports"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_the_program_say_whose_they_are() {
    let product = Product::empty(BackEnd::Postgres).await;
    let names = "select distinct application_name as line from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    assert!(product.database.lines(names).await.contains(&"mekong-watch".to_owned()));
}
