//! Two programs on one database hold the same, whatever they do to it at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::Days;
use diesel_async::SimpleAsyncConnection;
use mekong_watch::app::{App, Caller, ImportOptions};
use mekong_watch::domain::{ReportQuery, period};

use crate::crash::judge;
use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Dice, Product, known, trials};

/// Tasks that change the database at the same time, half of them in each program.
const WORKERS: u64 = 4;
/// Reports that all of them revise.
const SHARED_REPORTS: u64 = 50;
const DISTRICTS: [&str; 4] = ["3206", "3210", "5703", "2706"];

/// Imports rows as a file of their own; what is stored under an id already is replaced.
async fn import(app: &App, rows: &[String]) {
    let text = format!("id,category,amphoe_code,summary,synthetic\n{}\n", rows.join("\n"));
    let options = ImportOptions { update: true, ..ImportOptions::default() };
    let plan = app
        .plan_import("synthetic.csv", std::io::Cursor::new(text.as_bytes().to_vec()), &options)
        .await
        .unwrap();
    let result = app.run_import(plan, |_| Ok(())).await.unwrap();
    app.refresh().await.unwrap();
    assert_eq!(result.refused(), 0, "{:?}", result.problems);
}

/// Does one thing that somebody could do at any time.
async fn change_something(app: &App, dice: &mut Dice, worker: u64, n: u64) {
    let district = DISTRICTS[usize::try_from(dice.below(4)).unwrap()];
    let row = |id: String| format!("{id},drugs,{district},by {worker} as {n},true");
    match dice.below(100) {
        0..45 => import(app, &[row(format!("SYN-{worker}-{n}"))]).await,
        45..85 => import(app, &[row(format!("SYN-{}", dice.below(SHARED_REPORTS)))]).await,
        85..90 => {
            // In any order: who locks the same rows in another order must not wait for ever.
            let first = dice.below(SHARED_REPORTS);
            let shared = (0..5).map(|i| (first + i * 7) % SHARED_REPORTS);
            import(app, &shared.map(|id| row(format!("SYN-{id}"))).collect::<Vec<_>>()).await;
        }
        90..95 => {
            let set = format!("district,basis,verified,source\n{district},operator,true,set {worker}-{n}\n");
            let day = period::today() + Days::new(dice.below(30));
            app.replace_target_set("set.csv", set.as_bytes(), day).await.unwrap();
        }
        _ => {
            app.refresh().await.unwrap();
        }
    }
}

/// Brings two programs to the last epoch.
async fn catch_up(first: &App, second: &App) {
    for _ in 0..100 {
        if first.refresh().await.unwrap() == second.refresh().await.unwrap() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the two programs never came to the same epoch");
}

on_both! {
    async fn two_programs_hold_the_same_after_a_thousand_changes_at_random(back_end) {
        let first = Product::empty(back_end).await;
        let second = Arc::new(App::open(first.database.store().await, known()).await.unwrap());
        let workers = (0..WORKERS).map(|worker| {
            let app = if worker % 2 == 0 { Arc::clone(&first.app) } else { Arc::clone(&second) };
            tokio::spawn(async move {
                let mut dice = Dice::new(worker);
                for n in 0..trials(1_000, 100_000) / WORKERS {
                    change_something(&app, &mut dice, worker, n).await;
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
        catch_up(&first.app, &second).await;
        judge::check_memory(&first.app, &first.database).await;
        judge::check_memory(&second, &first.database).await;
        judge::check_feed(&first.database).await;
        assert_eq!(judge::torn(&first.database).await, [""; 0]);
        let (query, caller) = (ReportQuery::default(), Caller::operator());
        let one = first.app.list_all(&query, caller.scope()).await.unwrap();
        let other = second.list_all(&query, caller.scope()).await.unwrap();
        assert_eq!((one.view.epoch(), &one.reports), (other.view.epoch(), &other.reports));
        assert!(one.view.target_statements().eq(other.view.target_statements()));
        eprintln!("two programs hold the same {} reports at epoch {}", one.reports.len(), one.view.epoch());

        // Whoever replaces the set of target districts replaces all of it.
        let statements = first.database.store().await.targets(one.view.epoch()).await.unwrap();
        for day in 0..40 {
            let day = period::today() + Days::new(day);
            let sets: BTreeSet<&str> =
                statements.iter().filter(|s| s.holds_on(day)).map(|s| s.source.as_str()).collect();
            assert_eq!(sets.len(), 1, "on {day} hold {sets:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_polls_for_greater_numbers_misses_what_commits_late_and_the_feed_does_not() {
    let database = Database::empty(BackEnd::Postgres).await;
    let store = database.store().await;
    let (mut late, mut soon) = (database.postgres().await, database.postgres().await);
    let insert = |origin| format!("insert into change (origin, committed_at) values ('{origin}', 0)");
    let poll = async |last: &str| {
        database
            .lines(&format!("select cast(id as text) as line from change where id > {last} order by id"))
            .await
    };
    late.batch_execute(&format!("begin; {}", insert("late"))).await.unwrap();
    soon.batch_execute(&insert("soon")).await.unwrap();
    let seen = poll("0").await;
    store.number_changes().await.unwrap();
    assert_eq!((seen.len(), store.epoch().await.unwrap()), (1, 1));
    late.batch_execute("commit").await.unwrap();
    assert_eq!(poll(&seen[0]).await, [""; 0], "the poller never hears of the late one");
    store.number_changes().await.unwrap();
    assert_eq!(store.epoch().await.unwrap(), 2);
    let second = database.lines("select origin as line from change where epoch = 2").await;
    assert_eq!(second, ["late"], "the feed tells it after the other");
}
