//! A backup holds everything, opens only with its key, tells every flipped byte, and goes back on either
//! back end, as of any epoch in it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mekong_watch::app::{BoundaryFile, ImportOptions, back_up, make_backup_key, restore};
use mekong_watch::domain::{
    AlertState, Brings, Change, Decision, Epoch, GenerationId, Handling, NewReports, OnConflict, Scope, Tlp,
    period,
};
use mekong_watch::storage::{Contents, Identity, Store};
use serde_json::Value;

use crate::databases::{BackEnd, Database, on_both};

use crate::jobs::leave_a_result;
use crate::storage::{handle, report};
use crate::support::Product;

/// What a sealed file is written into.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn sealed(store: &Store, identity: &Identity) -> (Vec<u8>, Contents) {
    let buffer = Buffer::default();
    let contents = store.back_up(buffer.clone(), vec![identity.recipient()]).await.unwrap();
    let bytes = buffer.0.lock().unwrap().clone();
    (bytes, contents)
}

/// Restores into a new database; returns it with what it then holds.
async fn opened(
    back_end: BackEnd,
    bytes: &[u8],
    identity: &Identity,
    until: Option<Epoch>,
) -> Result<(Database, Contents), String> {
    let database = Database::empty(back_end).await;
    let store = database.store().await;
    let restored = store.restore(std::io::Cursor::new(bytes.to_vec()), identity.clone(), until).await;
    restored.map_err(|e| e.to_string())?;
    let contents = store.inventory().await.unwrap();
    Ok((database, contents))
}

/// A product with a history: reports and risk points revised, other targets, other boundaries, a saved
/// area.
async fn with_history(back_end: BackEnd) -> Product {
    let product = Product::with_samples(back_end).await;
    let rows =
        |place: &str, words: &str| format!("id,category,lat,lon,summary\nSYN-1,drugs,{place},{words}\n");
    let options = ImportOptions { update: true, ..ImportOptions::default() };
    for (place, words) in [("14.6,103.6", "first"), ("13.66,102.55", "second"), ("14.6,103.6", "third")] {
        product.import_with("synthetic.csv", rows(place, words).as_bytes(), &options).await;
    }
    for tlp in [Tlp::Red, Tlp::Amber] {
        let handling = Handling { tlp, decision: Some(Decision::Confirmed), ..Handling::default() };
        let store = product.database.store().await;
        store.commit(handle(vec![(1, handling), (2, handling)])).await.unwrap();
    }
    let id = product.json("/api/v1/reports?limit=1").await["features"][0]["id"].as_str().unwrap().to_owned();
    let steps = format!("/api/v1/reports/{id}/steps");
    let step = r#"{"step":"protect","seen":"received"}"#;
    assert_eq!(product.post(&steps, step).await.status, 200);
    product.app.refresh().await.unwrap();
    for severity in ["2", "5"] {
        let risk_point =
            format!("id,name,kind,severity,lat,lon,synthetic\nSYN-1,a,other,{severity},14.6,103.6,true\n");
        product.import_risk_points("risk.csv", risk_point.as_bytes(), true).await;
    }
    product.app.replace_target_set("set.csv", b"district\n3206\n3210\n", period::today()).await.unwrap();
    for people in ["100", "200"] {
        let counts = format!("district,people\n3206,{people}\n");
        let day = "2025-12-31".parse().ok();
        product.app.import_populations("counts.csv", counts.as_bytes(), day, Some("made up")).await.unwrap();
    }
    let square = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1001"},
        "geometry":{"type":"Polygon","coordinates":[[[103.5,14.5],[103.7,14.5],[103.7,14.7],[103.5,14.7],[103.5,14.5]]]}}]}"#;
    let given = BoundaryFile {
        file: "test.geojson",
        bytes: square,
        name: "test-edition",
        valid_from: "2026-01-01".parse().unwrap(),
    };
    product.app.import_boundaries(&given, |_| ()).await.unwrap();
    let area =
        r#"{"type":"Polygon","coordinates":[[[102.1,13.3],[103.123456789,13.3],[103.1,14.7],[102.1,13.3]]]}"#;
    assert_eq!(product.post("/api/v1/areas", area).await.status, 201);
    let epoch = product.app.now().epoch();
    let store = product.database.store().await;
    leave_a_result(&store, epoch).await;
    store.append_trail(Vec::new(), 500).await.unwrap().expect("changes are taken over");
    product
}

fn other(back_end: BackEnd) -> BackEnd {
    match back_end {
        BackEnd::Sqlite => BackEnd::Postgres,
        BackEnd::Postgres => BackEnd::Sqlite,
    }
}

on_both! {
    async fn everything_comes_back_on_either_back_end(back_end) {
        let product = with_history(back_end).await;
        let store = product.database.store().await;
        let identity = Identity::generate();
        let (bytes, said) = sealed(&store, &identity).await;
        assert_eq!(said.tables["report"].rows, 235);
        assert_eq!(said.tables.len(), 21, "every table: {:?}", said.tables.keys());
        assert!(!bytes.windows(9).any(|w| w == b"synthetic"), "nothing can be read without the key");
        for to in [back_end, other(back_end)] {
            let (database, found) = opened(to, &bytes, &identity, None).await.unwrap();
            assert_eq!(found, said, "each table has the same rows, in hashes");
            let verified = async |store: &Store| store.verify_trail(Vec::new(), |_| ()).await.unwrap();
            let trail = verified(&database.store().await).await;
            assert!(trail.is_ok() && trail == verified(&store).await, "{trail:?}");
            // It goes on from there: a new report gets a number of its own.
            let restored = Product::on(database).await;
            let asked = "/api/v1/reports?limit=1000";
            assert_eq!(restored.json(asked).await, product.json(asked).await);
            for asked in ["risk-points", "jobs", "results", "alerts?state=all"].map(|asked| format!("/api/v1/{asked}")) {
                assert_eq!(restored.json(&asked).await, product.json(&asked).await);
            }
            let alerts = async |store: &Store| store.alerts(AlertState::All, None, 100).await.unwrap();
            assert_eq!(alerts(&restored.database.store().await).await, alerts(&store).await, "with what was told of them");
            let results = product.json("/api/v1/results").await;
            let answer = format!("/api/v1/results/{}/answer", results["results"][1]["id"].as_str().unwrap());
            assert_eq!(restored.get(&answer).await.bytes, [0, 1, 254, 255, b'"']);
            let file = "id,category,lat,lon\nSYN-9,weapons,14.6,103.6\n";
            assert_eq!(restored.import("synthetic.csv", file.as_bytes()).await.added, 1);
            assert_eq!(restored.json("/api/v1/count").await["counts"]["matched"], 236);
        }
    }

    async fn a_backup_goes_back_to_any_epoch_in_it(back_end) {
        let product = with_history(back_end).await;
        let store = product.database.store().await;
        let identity = Identity::generate();
        let (bytes, said) = sealed(&store, &identity).await;
        let asked = async |product: &Product, sign: &str| -> Value {
            product.json(&format!("/api/v1/reports?limit=1000{sign}")).await
        };
        for epoch in 0..=said.epoch {
            let (database, found) = opened(other(back_end), &bytes, &identity, Some(epoch)).await.unwrap();
            assert_eq!(found.epoch, epoch);
            // An empty database gets its target districts when it is first opened, so the reports alone are compared.
            let rows: Vec<i64> = (1..=300).collect();
            let then = store.reports(&rows, epoch, &Scope::everything()).await.unwrap();
            let now = database.store().await.reports(&rows, epoch, &Scope::everything()).await.unwrap();
            assert_eq!(now, then, "epoch {epoch}");
            let then = store.risk_points(epoch).await.unwrap();
            let now = database.store().await.risk_points(epoch).await.unwrap();
            assert_eq!(now, then, "risk points of epoch {epoch}");
            let then = store.populations(epoch).await.unwrap();
            let now = database.store().await.populations(epoch).await.unwrap();
            assert_eq!(now, then, "populations of epoch {epoch}");
            // A result goes along when it was answered from what goes along, and with it what came of it.
            let rows = |table: &str| found.tables.get(table).map_or(0, |table| table.rows);
            let kept = if epoch == said.epoch { (2, 2, 1) } else { (0, 1, 0) };
            assert_eq!((rows("saved_result"), rows("job"), rows("alert")), kept, "epoch {epoch}");
            if epoch == said.epoch {
                assert_eq!(found, said);
                assert_eq!(asked(&Product::on(database).await, "").await, asked(&product, "").await);
            }
        }
        let beyond = opened(back_end, &bytes, &identity, Some(said.epoch + 1)).await.err().unwrap();
        assert!(beyond.contains(&format!("there is no epoch {} in it", said.epoch + 1)), "{beyond}");
    }

    // On PostgreSQL a change waits for its epoch; where it is restored nobody might give it one.
    async fn a_change_that_waits_for_its_epoch_gets_it_before_the_backup(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let place = mekong_watch::domain::Place::District("3206".parse().unwrap());
        let new = NewReports {
            generation: GenerationId::BUNDLED,
            reports: vec![report("a", "one", place), report("b", "two", place)],
            on_conflict: OnConflict::Refuse,
        };
        store.commit(Change::by_operator("test", Brings::Reports(new))).await.unwrap();
        let identity = Identity::generate();
        let (bytes, _) = sealed(&store, &identity).await;
        for to in [BackEnd::Sqlite, BackEnd::Postgres] {
            let copy = Database::empty(to).await;
            let restored = copy.store().await;
            restored.restore(std::io::Cursor::new(bytes.clone()), identity.clone(), None).await.unwrap();
            assert_eq!(restored.changes_since(0, 100).await.unwrap().rows.len(), 2, "{to:?}");
        }
    }

    async fn a_flipped_byte_a_cut_end_and_a_wrong_key_leave_the_database_empty(back_end) {
        let product = with_history(back_end).await;
        let identity = Identity::generate();
        let (bytes, _) = sealed(&product.database.store().await, &identity).await;
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let empty = store.inventory().await.unwrap();
        let places = (0..40).map(|i| i * (bytes.len() - 1) / 39);
        let mut broken: Vec<Vec<u8>> = places
            .map(|at| {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1;
                flipped
            })
            .collect();
        broken.extend([bytes[..bytes.len() / 2].to_vec(), bytes[..bytes.len() - 40].to_vec(), Vec::new()]);
        for damaged in broken {
            let outcome = store.restore(std::io::Cursor::new(damaged), identity.clone(), None).await;
            assert!(outcome.is_err(), "it was not found");
            assert_eq!(store.inventory().await.unwrap(), empty);
        }
        let wrong = store.restore(std::io::Cursor::new(bytes.clone()), Identity::generate(), None).await;
        assert!(wrong.unwrap_err().to_string().contains("cannot be opened"));
        store.restore(std::io::Cursor::new(bytes.clone()), identity.clone(), None).await.unwrap();
        let again = store.restore(std::io::Cursor::new(bytes), identity, None).await.unwrap_err();
        assert!(again.to_string().contains("restore into an empty one"), "{again}");
    }

    // Whatever moment it is taken at, a backup is one moment: each report in it has all its parts.
    async fn a_backup_beside_writers_is_one_moment(back_end) {
        let product = Product::empty(back_end).await;
        let (store, identity) = (product.database.store().await, Identity::generate());
        let app = Arc::clone(&product.app);
        let writing = tokio::spawn(async move {
            for i in 0..30 {
                let file = format!("id,category,lat,lon\nSYN-{i},drugs,14.6,103.6\nSYN-{i}b,drugs,14.6,103.6\n");
                let options = ImportOptions::default();
                let rows = std::io::Cursor::new(file.into_bytes());
                let plan = app.plan_import("synthetic.csv", rows, &options).await.unwrap();
                app.run_import(plan, |_| Ok(())).await.unwrap();
            }
        });
        let mut sizes = Vec::new();
        while !writing.is_finished() {
            let (bytes, said) = sealed(&store, &identity).await;
            let (_, found) = opened(BackEnd::Sqlite, &bytes, &identity, None).await.unwrap();
            assert_eq!(found, said);
            let rows = |table: &str| said.tables.get(table).map_or(0, |t| t.rows);
            assert_eq!(rows("report"), rows("report_version"));
            assert_eq!(rows("report") % 2, 0, "two reports came in each change");
            sizes.push(rows("report"));
        }
        writing.await.unwrap();
        assert!(sizes.is_sorted());
    }
}

#[tokio::test]
async fn files_are_whole_or_absent_and_keys_are_their_owners() {
    let folder = tempfile::tempdir().unwrap();
    let (key, file) = (folder.path().join("key"), folder.path().join("all.backup"));
    let recipient = make_backup_key(&key).unwrap();
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&key).unwrap());
    assert_eq!(mode & 0o777, 0o600);
    assert!(make_backup_key(&key).is_err(), "a key is never overwritten");

    let product = Product::with_samples(BackEnd::Sqlite).await;
    let store = product.database.store().await;
    let said = back_up(&store, &file, vec![recipient.clone()]).await.unwrap();
    let error = back_up(&store, &file, vec![recipient]).await.unwrap_err().to_string();
    assert!(error.contains("replaces no file"), "{error}");
    let nobody = back_up(&store, &folder.path().join("none"), Vec::new()).await.unwrap_err().to_string();
    assert!(nobody.contains("at least one public key"), "{nobody}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");

    let identity = Identity::read(&std::fs::read_to_string(&key).unwrap()).unwrap();
    assert_eq!(format!("{identity:?}"), "Identity(...)");
    let database = Database::empty(BackEnd::Sqlite).await;
    let found = restore(&database.store().await, &file, identity, None).await.unwrap();
    assert_eq!(found, said);
    assert!(Identity::read("no key").is_err());
}
