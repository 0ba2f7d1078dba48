//! The store keeps what it acknowledges, once, and says in order what changed.

use std::collections::BTreeMap;

use mekong_watch::domain::{
    Brings, CaseState, Category, Change, Channel, Decision, GenerationId, Handling, Limits, NewReport,
    NewReports, Observed, ObservedPrecision, OnConflict, Outcome, Place, Placement, Report, ReportContent,
    ReportRow, Scope, ScopeKey, SourceGrade, Status, Tlp,
};
use mekong_watch::storage::{StorageError, Store};

use crate::databases::{Database, on_both};
use crate::support::{Dice, Product, at, placer};

pub fn report(key: &str, summary: &str, place: Place) -> NewReport {
    placed(key, summary, place, placer().place(&place))
}

/// Makes a report that somebody has placed already.
pub fn placed(key: &str, summary: &str, place: Place, placement: Placement) -> NewReport {
    NewReport {
        import_key: key.to_owned(),
        content_hash: summary.to_owned(),
        source_id: key.to_owned(),
        content: ReportContent {
            category: Category::Drugs,
            subtype: Some("drugs.handover".to_owned()),
            status: Status::Unverified,
            channel: Channel::Coordinator,
            observed: Some(Observed {
                at: "2024-01-14T17:00:00Z".parse().unwrap(),
                precision: ObservedPrecision::Day,
            }),
            place,
            place_text: "ช่องจอม".to_owned(),
            summary: summary.to_owned(),
            quantity: "1".to_owned(),
            agency: "army".to_owned(),
            source_url: String::new(),
            source_title: String::new(),
            synthetic: true,
        },
        placement,
    }
}

pub fn change(reports: Vec<NewReport>, on_conflict: OnConflict) -> Change {
    let new = NewReports { generation: GenerationId::BUNDLED, reports, on_conflict };
    Change::by_operator("test", Brings::Reports(new))
}

/// Reads reports as they are held now.
async fn held(store: &Store, rows: &[i64], scope: &Scope) -> Vec<Report> {
    let epoch = epoch(store).await;
    store.reports(rows, epoch, scope).await.unwrap()
}

/// Numbers what was committed, and returns the last epoch.
async fn epoch(store: &Store) -> i64 {
    store.number_changes().await.unwrap();
    store.epoch().await.unwrap()
}

/// Reads every report as it was held at an epoch.
pub async fn read_held(store: &Store, epoch: i64) -> Vec<ReportRow> {
    read_all(store, epoch).await.0
}

/// Reads the same with the epochs that last touched what, of several the last.
async fn read_all(store: &Store, epoch: i64) -> (Vec<ReportRow>, BTreeMap<ScopeKey, i64>) {
    let (to, mut from) = tokio::sync::mpsc::channel(1);
    let reading = tokio::spawn({
        let store = store.clone();
        async move { store.read_held(epoch, to).await }
    });
    let mut rows = Vec::new();
    while let Some(some) = from.recv().await {
        rows.extend(some);
    }
    let touched = reading.await.unwrap().unwrap();
    (rows, last_of(touched))
}

fn last_of(touched: Vec<(ScopeKey, i64)>) -> BTreeMap<ScopeKey, i64> {
    let mut last = BTreeMap::new();
    for (key, epoch) in touched {
        let known = last.entry(key).or_insert(epoch);
        *known = epoch.max(*known);
    }
    last
}

pub fn handle(handlings: Vec<(i64, Handling)>) -> Change {
    Change::by_operator("test", Brings::Handlings(handlings))
}

fn point() -> Place {
    Place::Point { at: at(103.700_12, 14.435_06), radius_m: 50.0, village: false }
}

on_both! {
    async fn a_report_comes_back_as_it_was_stored_whatever_its_place(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let places = [
            point(),
            Place::Point { at: at(102.63, 18.05), radius_m: 1_000.0, village: true },
            Place::Tambon("320605".parse().unwrap()),
            Place::District("3206".parse().unwrap()),
            Place::Province("32".parse().unwrap()),
            Place::Unknown,
        ];
        let new: Vec<_> = places.iter().enumerate().map(|(i, p)| report(&format!("r{i}"), "seen", *p)).collect();
        store.commit(change(new.clone(), OnConflict::Refuse)).await.unwrap();
        let stored = held(&store, &[1, 2, 3, 4, 5, 6], &Scope::everything()).await;
        assert_eq!(stored.len(), new.len());
        for (stored, new) in stored.iter().zip(&new) {
            assert_eq!(stored.content, new.content);
            assert_eq!(stored.placement, new.placement);
        }
    }

    async fn the_same_report_twice_is_stored_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let first = store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        assert_eq!((epoch(&store).await, first.outcomes), (1, vec![Outcome::Added]));
        let again = store
            .commit(change(vec![report("a", "one", point()), report("b", "two", point())], OnConflict::Refuse))
            .await
            .unwrap();
        assert_eq!((epoch(&store).await, again.outcomes), (2, vec![Outcome::Unchanged, Outcome::Added]));
        let nothing = store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        assert_eq!(nothing.outcomes, [Outcome::Unchanged]);
        assert_eq!(epoch(&store).await, 2, "no epoch without a change");
    }

    async fn the_same_key_twice_in_one_change_is_stored_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let both = vec![report("a", "one", point()), report("a", "two", point())];
        let committed = store.commit(change(both, OnConflict::Refuse)).await.unwrap();
        assert_eq!(committed.outcomes, [Outcome::Added, Outcome::Conflict]);
        let stored = held(&store, &[1], &Scope::everything()).await;
        assert_eq!(stored[0].content.summary, "one");
    }

    async fn other_content_is_refused_unless_it_is_an_update(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        let refused = store.commit(change(vec![report("a", "two", point())], OnConflict::Refuse)).await.unwrap();
        assert_eq!(refused.outcomes, [Outcome::Conflict]);
        let summary =
            async || held(&store, &[1], &Scope::everything()).await[0].content.summary.clone();
        assert_eq!(summary().await, "one");
        let mut moved = report("a", "three", Place::Unknown);
        moved.placement = Placement::unplaced();
        let updated = store.commit(change(vec![moved], OnConflict::Update)).await.unwrap();
        assert_eq!((epoch(&store).await, updated.outcomes), (2, vec![Outcome::Updated]));
        assert_eq!(summary().await, "three");
        let stored = &held(&store, &[1], &Scope::everything()).await[0];
        assert_eq!(stored.placement, Placement::unplaced(), "no trace of the earlier place is left");
    }

    async fn an_update_of_a_report_of_the_same_change_keeps_the_last_word(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("z", "other", point())], OnConflict::Refuse)).await.unwrap();
        let twice = vec![report("a", "one", point()), report("z", "new", point()), report("a", "two", Place::Unknown)];
        let committed = store.commit(change(twice.clone(), OnConflict::Update)).await.unwrap();
        assert_eq!(committed.outcomes, [Outcome::Added, Outcome::Updated, Outcome::Updated]);
        let stored = held(&store, &[1, 2], &Scope::everything()).await;
        let said: Vec<_> = stored.iter().map(|r| (r.content.summary.as_str(), r.content.place)).collect();
        assert_eq!(said, [("new", point()), ("two", Place::Unknown)]);
    }

    async fn a_dry_run_foresees_what_happens(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        let new = vec![report("a", "one", point()), report("a", "two", point()), report("b", "x", point()), report("b", "y", point())];
        for on_conflict in [OnConflict::Refuse, OnConflict::Update] {
            let foreseen = store.foresee(&new, on_conflict).await.unwrap();
            assert_eq!(foreseen, store.foresee(&new, on_conflict).await.unwrap(), "nothing was stored");
            if on_conflict == OnConflict::Refuse {
                assert_eq!(foreseen, [Outcome::Unchanged, Outcome::Conflict, Outcome::Added, Outcome::Conflict]);
            } else {
                let done = store.commit(change(new.clone(), on_conflict)).await.unwrap();
                assert_eq!(foreseen, done.outcomes);
            }
        }
    }

    async fn changes_are_numbered_without_gaps_whoever_commits_and_numbers(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let tasks = (0..8).map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                for j in 0..5 {
                    let one = change(vec![report(&format!("{i}-{j}"), "seen", point())], OnConflict::Refuse);
                    store.commit(one).await.unwrap();
                    store.number_changes().await.unwrap();
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(epoch(&store).await, 40);
        let mut seen = Vec::new();
        for since in 0..40 {
            let page = store.changes_since(since, 1).await.unwrap();
            assert_eq!((page.epoch, page.rows.len()), (since + 1, 1));
            seen.push(page.rows[0].row);
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 40, "each report is told once");
    }

    async fn the_same_new_reports_in_another_order_at_the_same_time_are_stored_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        for round in 0..10 {
            let mut reports: Vec<_> =
                (0..200).map(|i| placed(&format!("{round}-{i}"), "seen", Place::Unknown, Placement::unplaced())).collect();
            let tasks = (0..4).map(|_| {
                reports.reverse();
                let (store, reports) = (store.clone(), reports.clone());
                tokio::spawn(async move { store.commit(change(reports, OnConflict::Refuse)).await.unwrap() })
            });
            let mut added = 0;
            for task in tasks.collect::<Vec<_>>() {
                added += task.await.unwrap().outcomes.iter().filter(|o| **o == Outcome::Added).count();
            }
            assert_eq!(added, 200);
        }
    }

    async fn the_feed_tells_what_changed_after_an_epoch(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        store.commit(change(vec![report("b", "two", point())], OnConflict::Refuse)).await.unwrap();
        store.commit(change(vec![report("a", "new", point())], OnConflict::Update)).await.unwrap();
        assert_eq!(epoch(&store).await, 3);
        let rows = async |since, epochs| {
            let page = store.changes_since(since, epochs).await.unwrap();
            (page.epoch, page.rows.iter().map(|r| r.row).collect::<Vec<_>>())
        };
        assert_eq!(rows(0, 100).await, (3, vec![1, 2]));
        assert_eq!(rows(1, 100).await, (3, vec![1, 2]));
        assert_eq!(rows(0, 1).await, (1, vec![1]));
        assert_eq!(rows(2, 100).await, (3, vec![1]));
        assert_eq!(rows(3, 100).await, (3, vec![]));
    }

    async fn a_scope_reaches_the_details_too(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        let elsewhere = Scope::limited(Limits::to(vec!["5703".parse().ok()], Category::ALL.to_vec()));
        assert!(held(&store, &[1], &elsewhere).await.is_empty());
        let here = Scope::limited(Limits::to(vec!["3206".parse().ok()], vec![Category::Drugs]));
        assert_eq!(held(&store, &[1], &here).await.len(), 1);
    }

    async fn how_a_report_is_handled_is_kept_from_one_change_to_another(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let two = vec![report("a", "one", point()), report("b", "two", point())];
        store.commit(change(two, OnConflict::Refuse)).await.unwrap();
        let handling = |state| Handling { state, ..Handling::default() };
        let graded = Handling { source_grade: SourceGrade::B, ..handling(CaseState::Triaged) };
        let red = Handling { tlp: Tlp::Red, victim: true, ..graded };
        let one = store.commit(handle(vec![(1, red), (1, graded), (2, Handling::default())])).await.unwrap();
        assert_eq!(one.outcomes, [Outcome::Updated, Outcome::Updated, Outcome::Unchanged], "the last word holds");
        let nothing = store.commit(handle(vec![(1, graded)])).await.unwrap();
        assert_eq!((epoch(&store).await, nothing.outcomes), (2, vec![Outcome::Unchanged]));
        store.commit(handle(vec![(1, red)])).await.unwrap();
        assert_eq!(epoch(&store).await, 3);
        for (epoch, is) in [(1, Handling::default()), (2, graded), (3, red)] {
            let then = store.reports(&[1, 2], epoch, &Scope::everything()).await.unwrap();
            assert_eq!((then[0].handling, then[1].handling), (is, Handling::default()), "epoch {epoch}");
            let mut rows = read_held(&store, epoch).await;
            rows.sort_unstable_by_key(|row| row.row);
            let said: Vec<_> = rows.iter().map(|row| (row.tlp, row.victim)).collect();
            assert_eq!(said, [(is.tlp, is.victim), (Tlp::AmberStrict, false)], "epoch {epoch}");
            let page = store.changes_since(epoch - 1, 1).await.unwrap();
            assert_eq!(page.rows[0], rows[0], "epoch {epoch}");
        }
        let kinds = "select kind as line from report_event where report_id = 1 order by change_id";
        assert_eq!(database.lines(kinds).await, ["filed", "handled", "handled"]);
    }

    async fn what_is_decided_is_the_status_whatever_a_source_says_afterwards(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        let decided = |decision| Handling { state: CaseState::Decided, decision: Some(decision), ..Handling::default() };
        let status = async || held(&store, &[1], &Scope::everything()).await[0].content.status;
        store.commit(handle(vec![(1, decided(Decision::Undetermined))])).await.unwrap();
        assert_eq!(status().await, Status::Unverified);
        store.commit(handle(vec![(1, decided(Decision::PartlyConfirmed))])).await.unwrap();
        assert_eq!(status().await, Status::Confirmed);
        store.commit(change(vec![report("a", "two", point())], OnConflict::Update)).await.unwrap();
        let now = &held(&store, &[1], &Scope::everything()).await[0];
        assert_eq!((now.content.summary.as_str(), now.content.status), ("two", Status::Confirmed));
        store.commit(handle(vec![(1, decided(Decision::Malicious))])).await.unwrap();
        assert_eq!(status().await, Status::Rejected);
        let last = epoch(&store).await;
        let then = async |epoch| store.reports(&[1], epoch, &Scope::everything()).await.unwrap()[0].content.status;
        assert_eq!((then(last - 1).await, then(2).await, then(1).await), (Status::Confirmed, Status::Unverified, Status::Unverified));
    }

    async fn a_report_that_is_not_there_is_not_handled_and_nothing_else_is_either(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        store.commit(change(vec![report("a", "one", point())], OnConflict::Refuse)).await.unwrap();
        let red = Handling { tlp: Tlp::Red, ..Handling::default() };
        let refused = store.commit(handle(vec![(1, red), (7, red)])).await.unwrap_err();
        assert!(matches!(refused, StorageError::NoSuchReport(7)), "{refused}");
        assert_eq!(epoch(&store).await, 1);
        assert_eq!(held(&store, &[1], &Scope::everything()).await[0].handling, Handling::default());
    }

    async fn too_secret_reports_and_words_that_are_not_for_him_do_not_reach_a_caller(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let three = ["a", "b", "c"].map(|key| report(key, "said", point())).to_vec();
        store.commit(change(three, OnConflict::Refuse)).await.unwrap();
        let red = Handling { tlp: Tlp::Red, ..Handling::default() };
        let victim = Handling { victim: true, ..Handling::default() };
        store.commit(handle(vec![(1, red), (2, victim)])).await.unwrap();
        let seen = async |limits: Limits| {
            let reports = held(&store, &[1, 2, 3], &Scope::limited(limits)).await;
            reports.iter().map(|report| report.row).collect::<Vec<_>>()
        };
        let plain = Limits { highest_tlp: Tlp::AmberStrict, victims: false, ..Limits::none() };
        assert_eq!(seen(plain.clone()).await, [3]);
        assert_eq!(seen(Limits { victims: true, ..plain.clone() }).await, [2, 3]);
        assert_eq!(seen(Limits { highest_tlp: Tlp::Red, ..plain.clone() }).await, [1, 3]);
        assert_eq!(seen(Limits { highest_tlp: Tlp::Amber, ..plain.clone() }).await, [0_i64; 0]);
        let silent = held(&store, &[3], &Scope::limited(Limits { texts: false, ..plain })).await.remove(0);
        let content = &silent.content;
        let words = [&content.summary, &content.place_text, &content.quantity, &content.agency, &content.source_url, &content.source_title];
        assert_eq!(words, [""; 6]);
        assert_eq!((silent.content.category, silent.content.place), (Category::Drugs, point()));
    }

    async fn what_a_change_touched_is_the_same_whether_it_is_read_at_once_or_followed(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let mut dice = Dice::new(11);
        let places = ["3206", "2706", "3409"].map(|code| Place::District(code.parse().unwrap()));
        let mut known = Vec::new();
        for n in 0..25 {
            if !known.is_empty() && dice.below(3) > 0 {
                let some = (0..=dice.below(2)).map(|_| {
                    let tlp = Tlp::ALL[usize::try_from(dice.below(5)).unwrap()];
                    let victim = dice.below(4) == 0;
                    let row = known[usize::try_from(dice.below(known.len() as u64)).unwrap()];
                    (row, Handling { tlp, victim, ..Handling::default() })
                });
                store.commit(handle(some.collect())).await.unwrap();
            } else {
                let some: Vec<_> = (0..=dice.below(2)).map(|_| {
                    let place = places[usize::try_from(dice.below(3)).unwrap()];
                    let key = dice.below(12);
                    let mut report = report(&format!("r{key}"), &format!("said {n}"), place);
                    report.content.category = Category::ALL[usize::try_from(dice.below(2)).unwrap()];
                    report
                }).collect();
                store.commit(change(some, OnConflict::Update)).await.unwrap();
            }
            store.number_changes().await.unwrap();
            let rows = database.lines("select cast(id as text) as line from report order by id").await;
            known = rows.iter().map(|row| row.parse::<i64>().unwrap()).collect();
        }
        let last = epoch(&store).await;
        assert!(last > 15, "{last}");
        let mut followed = BTreeMap::new();
        for epoch in 1..=last {
            let page = store.changes_since(epoch - 1, 1).await.unwrap();
            followed.extend(last_of(page.touched));
            assert_eq!(read_all(&store, epoch).await.1, followed, "epoch {epoch}");
            let at_once = store.changes_since(0, epoch).await.unwrap();
            assert_eq!(last_of(at_once.touched), followed, "epoch {epoch}");
        }
    }

    async fn a_second_program_sees_what_the_first_committed(back_end) {
        let product = Product::with_samples(back_end).await;
        let other = product.database.store().await;
        other.commit(change(vec![report("b", "two", point())], OnConflict::Refuse)).await.unwrap();
        product.app.refresh().await.unwrap();
        assert_eq!(product.json("/api/v1/status").await["reports"], 235);
    }
}

#[tokio::test]
async fn an_address_that_is_no_database_is_named_without_its_password() {
    for url in ["mysql://localhost/x", "sqlite://", "x.db"] {
        let error = Store::open(url).await.unwrap_err().to_string();
        assert!(error.contains(url), "{error}");
    }
    let error = Store::open("sqlite:///proc/none/x.db").await.unwrap_err().to_string();
    assert!(error.contains("/proc/none"), "{error}");
    let error = Store::open("postgres://me:secret@127.0.0.1:1/x").await.unwrap_err().to_string();
    assert!(error.contains("postgres://...@127.0.0.1:1/x") && !error.contains("secret"), "{error}");
}
