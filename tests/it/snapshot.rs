//! A start from the snapshot file holds what a start from the database holds, or does not use the file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use diesel_async::SimpleAsyncConnection;
use mekong_watch::app::{App, Caller, Snapshot};
use mekong_watch::domain::{Report, ReportQuery};
use mekong_watch::storage::Store;

use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Product, known};

/// Opens a product on a database, with a snapshot file however few reports there are.
async fn open(database: &Database, file: &Path) -> App {
    let snapshot = Snapshot::at(file.to_owned()).from_reports(1);
    App::open_with(database.store().await, known(), Some(snapshot)).await.unwrap()
}

async fn held(app: &App) -> Vec<Report> {
    app.list_all(&ReportQuery::default(), Caller::operator().scope()).await.unwrap().reports
}

/// Waits for the file to be written beside everything else.
async fn written(file: &Path) {
    for _ in 0..200 {
        if file.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} was never written", file.display());
}

async fn count(app: &App) -> usize {
    app.count(&ReportQuery::default(), None, Caller::operator().scope()).await.unwrap().counts.matched
}

on_both! {
    async fn a_start_from_a_snapshot_holds_the_same(back_end) {
        let product = Product::with_samples(back_end).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("reports.index");
        let first = open(&product.database, &file).await;
        written(&file).await;
        // What comes later is followed from there.
        let later = "id,category,amphoe_code,summary,synthetic\nSYN-1,drugs,3206,later,true\n";
        product.import("later.csv", later.as_bytes()).await;
        first.refresh().await.unwrap();
        let again = open(&product.database, &file).await;
        assert_eq!(held(&again).await, held(&first).await);
        assert_eq!(again.now().epoch(), first.now().epoch());
    }
}

/// Removes a report past the product, so that only a start from the file still counts it.
async fn remove_one(database: &Database) {
    let remove = "delete from report_version where report_id = (select min(report_id) from report_version)";
    let mut connection = database.postgres().await;
    connection.batch_execute(remove).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_whole_file_of_this_database_is_used() {
    let product = Product::with_samples(BackEnd::Postgres).await;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let all = count(&open(&product.database, &at("own")).await).await;
    written(&at("own")).await;
    let other = Product::with_samples(BackEnd::Postgres).await;
    open(&other.database, &at("other")).await;
    written(&at("other")).await;
    let bytes = std::fs::read(at("own")).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    std::fs::write(at("damaged"), flipped).unwrap();
    std::fs::write(at("short"), &bytes[..bytes.len() - 1]).unwrap();
    std::fs::write(at("text"), "not a snapshot at all, only words").unwrap();
    std::fs::write(at("empty"), "").unwrap();

    remove_one(&product.database).await;
    assert_eq!(count(&open(&product.database, &at("own")).await).await, all, "this start reads the file");
    for name in ["other", "damaged", "short", "text", "empty", "missing"] {
        let app = open(&product.database, &at(name)).await;
        assert_eq!(count(&app).await, all - 1, "{name}: this start reads the database");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_of_another_past_is_not_used() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index");
    let rows = |text: &str| format!("id,category,amphoe_code,summary,synthetic\n{text}");
    product.import("one.csv", rows("A,drugs,3206,x,true\nB,drugs,3206,y,true\n").as_bytes()).await;
    open(&product.database, &file).await;
    written(&file).await;
    // Another database with as many changes of the same name.
    let other = Product::empty(BackEnd::Sqlite).await;
    other.import("one.csv", rows("A,drugs,3206,x,true\n").as_bytes()).await;
    assert_eq!(other.app.now().epoch(), product.app.now().epoch());
    assert_eq!(count(&open(&other.database, &file).await).await, 1);
}

#[tokio::test]
async fn a_mark_tells_epochs_and_databases_apart() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let store: Store = product.database.store().await;
    let (last, app) = (store.epoch().await.unwrap(), Arc::clone(&product.app));
    assert_eq!(store.mark(last).await.unwrap(), store.mark(last).await.unwrap());
    assert_ne!(store.mark(last).await.unwrap(), store.mark(last - 1).await.unwrap());
    let other = Product::with_samples(BackEnd::Sqlite).await;
    let others = other.database.store().await;
    assert_eq!(app.now().epoch(), other.app.now().epoch());
    assert_ne!(store.mark(last).await.unwrap(), others.mark(last).await.unwrap());
}
