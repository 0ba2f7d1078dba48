//! Many reports at once: made up alike in every run, brought in bulk, and read in bulk as they were held.

use std::collections::BTreeMap;

use mekong_watch::app::{self, App, Caller, Synthetic};
use mekong_watch::domain::{GroupBy, NewReport, OnConflict, Place, Precision, ReportQuery, ReportRow, Scope};

use crate::databases::{BackEnd, Database, on_both};
use crate::storage::{change, read_held, report};
use crate::support::{Dice, Product, at, known, run};

/// Writes made-up reports with the program.
fn synth(folder: &std::path::Path, file: &str, reports: &str, seed: &str) -> Vec<u8> {
    let done = run(folder, &["synth", "--reports", reports, "--seed", seed, "--out", file]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(folder.join(file)).unwrap()
}

/// Returns how many reports there are of each kind of some grouping.
async fn groups(app: &App, by: GroupBy) -> BTreeMap<Option<String>, usize> {
    let counted = app.count(&ReportQuery::default(), Some(by), Caller::operator().scope()).await.unwrap();
    counted.groups.into_iter().collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let first = synth(folder.path(), "a.csv", "500", "7");
    assert_eq!(first, synth(folder.path(), "b.csv", "500", "7"));
    assert_ne!(first, synth(folder.path(), "c.csv", "500", "8"));
    let text = String::from_utf8(first).unwrap();
    assert_eq!(text.lines().count(), 501);
    assert!(text.lines().skip(1).all(|line| line.ends_with(",true") && line.contains("(synthetic)")));
}

#[test]
fn made_up_reports_are_of_every_kind() {
    let reports: Vec<NewReport> = Synthetic::new(&known(), 5_000, 3).reports().collect();
    let some = |is: &dyn Fn(&NewReport) -> bool| reports.iter().filter(|r| is(r)).count();
    for precision in Precision::ALL {
        assert!(some(&|r| r.content.place.precision() == *precision) > 20, "{precision}");
    }
    assert!(some(&|r| r.content.observed.is_none()) > 20);
    let near = some(&|r| r.placement.border.is_some_and(|b| b.distance_m < 30_000.0));
    assert!((3_000..5_000).contains(&near), "{near} lie near the line");
    let mut places: Vec<_> = reports.iter().filter_map(|r| r.content.place.point()).collect();
    let all = places.len();
    places.sort_unstable();
    places.dedup();
    assert!(places.len() > 200 && places.len() < all / 2, "{} places of {all} reports", places.len());
}

on_both! {
    async fn what_is_filled_is_what_an_import_brings(back_end) {
        let folder = tempfile::tempdir().unwrap();
        let bytes = synth(folder.path(), "s.csv", "2500", "5");
        let imported = Product::empty(back_end).await;
        let result = imported.import("s.csv", &bytes).await;
        assert_eq!((result.added, result.refused()), (2_500, 0), "{:?}", result.problems);

        let database = Database::empty(back_end).await;
        let store = database.store().await;
        App::open_unread(store.clone(), known()).await.unwrap();
        let synthetic = Synthetic::new(&known(), 2_500, 5);
        assert_eq!(app::fill(&store, synthetic).await.unwrap(), 2_500);
        let again = app::fill(&store, Synthetic::new(&known(), 10, 5)).await.unwrap_err();
        assert!(again.to_string().contains("holds reports"), "{again}");

        let filled = Product::on(database).await;
        assert_eq!(filled.json("/api/v1/status").await["epoch"], 4, "three changes after the target districts");
        for by in [GroupBy::District, GroupBy::Category, GroupBy::Status, GroupBy::Channel] {
            assert_eq!(groups(&filled.app, by).await, groups(&imported.app, by).await);
        }
        let rows: Vec<i64> = (1..=2_500).collect();
        let one = store.reports(&rows, 4, &Scope::everything()).await.unwrap();
        let other = imported.database.store().await;
        let other = other.reports(&rows, other.epoch().await.unwrap(), &Scope::everything()).await.unwrap();
        assert_eq!(one.len(), 2_500);
        for (one, other) in one.iter().zip(&other) {
            assert_eq!((&one.source_id, &one.content), (&other.source_id, &other.content));
            assert_eq!(one.placement, other.placement);
            assert!(one.content.synthetic);
        }
        // What comes afterwards is numbered after what was filled.
        store.commit(change(vec![report("new", "one", Place::Unknown)], OnConflict::Refuse)).await.unwrap();
        filled.app.refresh().await.unwrap();
        assert_eq!(filled.json("/api/v1/status").await["reports"], 2_501);
    }

    async fn reading_in_bulk_tells_what_the_feed_and_the_lists_tell(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let mut dice = Dice::new(4);
        let places = [
            Place::Point { at: at(103.700_12, 14.435_06), radius_m: 50.0, village: false },
            Place::Point { at: at(102.63, 18.05), radius_m: 1_000.0, village: true },
            Place::Tambon("320605".parse().unwrap()),
            Place::District("3206".parse().unwrap()),
            Place::Province("32".parse().unwrap()),
            Place::Unknown,
        ];
        for n in 0..12 {
            let some = (0..40).map(|_| {
                let place = places[usize::try_from(dice.below(6)).unwrap()];
                report(&format!("r{}", dice.below(200)), &format!("said {n}"), place)
            });
            store.commit(change(some.collect(), OnConflict::Update)).await.unwrap();
            store.number_changes().await.unwrap();
        }
        let last = store.epoch().await.unwrap();
        assert_eq!(last, 12);
        let mut followed = BTreeMap::<i64, ReportRow>::new();
        assert_eq!(read_held(&store, 0).await, []);
        for epoch in 1..=last {
            let page = store.changes_since(epoch - 1, 1).await.unwrap();
            followed.extend(page.rows.into_iter().map(|row| (row.row, row)));
            let mut held = read_held(&store, epoch).await;
            held.sort_unstable_by_key(|row| row.row);
            assert!(followed.values().eq(&held), "epoch {epoch}");
            let rows: Vec<i64> = held.iter().map(|row| row.row).collect();
            let listed = store.reports(&rows, epoch, &Scope::everything()).await.unwrap();
            assert_eq!(listed.len(), held.len());
            for (row, report) in held.iter().zip(&listed) {
                assert_eq!((row.row, row.id, row.at), (report.row, report.id, report.content.place.point()));
                assert_eq!(row.precision, report.content.place.precision());
                assert_eq!((row.district, row.border), (report.placement.district, report.placement.border));
                assert_eq!(row.crossing, report.placement.crossing.as_ref().map(|c| c.crossing));
                assert_eq!(row.observed, report.content.observed.map(|o| o.at));
            }
        }
    }

    async fn who_stops_taking_stops_the_reading(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", Place::Unknown)], OnConflict::Refuse)).await.unwrap();
        store.number_changes().await.unwrap();
        let (to, from) = tokio::sync::mpsc::channel(1);
        drop(from);
        store.read_held(1, to).await.unwrap();
    }
}

#[tokio::test]
async fn an_edition_of_its_own_is_not_filled() {
    let database = Database::empty(BackEnd::Sqlite).await;
    let store = database.store().await;
    let edition = "insert into boundary_generation (id, name, level, valid_from, source) values (2, 'x', 'district', '2024-01-01', '')";
    database.execute(edition).await;
    let refused = app::fill(&store, Synthetic::new(&known(), 10, 5)).await.unwrap_err();
    assert!(refused.to_string().contains("other boundaries"), "{refused}");
}
