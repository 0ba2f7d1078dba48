//! What takes long is computed once, whichever program does it and whatever becomes of it; results are kept as they
//! were, and nobody is told the same twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mekong_watch::analysis::Effort;
use mekong_watch::app::{App, AppError, Caller, Computed, JOB_LEASE};
use mekong_watch::domain::{
    AlertState, Category, Cluster, DistrictCode, Finding, Heard, JobHold, JobKind, JobState, Limits, NewJob,
    NewResult, SavedResult, Scope,
};
use mekong_watch::storage::{JobDone, Store};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::crash::victim::{Life, Work, kill_after};
use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Product, known};

/// After so long a job belongs to whoever takes it.
const AFTER_THE_LEASE: TimeDelta = TimeDelta::seconds(61);

fn cluster(places: &[u32], from: &str, to: &str) -> Cluster {
    Cluster {
        series: "drugs".to_owned(),
        places: places.iter().map(|number| DistrictCode::try_from(*number).unwrap()).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        observed: 9,
        expected: 2.5,
        statistic: 6.0,
        p: 0.001,
        recurrence_days: Some(1_000.0),
    }
}

/// What a question comes to: an answer that is no text, findings that repeat it, and clusters.
fn computed(question: &str, clusters: Vec<Cluster>) -> Computed {
    let finding = Finding { key: "question".to_owned(), says: question.to_owned() };
    let answer = [question.as_bytes(), &[0, 255, b'\n']].concat();
    Computed { epoch: 1, answer, findings: [finding].into_iter().collect(), clusters }
}

/// Opens a program on a database whose questions are computed by something of known length.
async fn program(
    database: &Database,
    compute: impl Fn(&str, &mut Effort<'_>) -> Result<Computed, AppError> + Send + Sync + 'static,
) -> Arc<App> {
    program_of(App::open(database.store().await, known()).await.unwrap(), compute).await
}

/// Lets something of known length answer an open program's questions.
async fn program_of(
    app: App,
    compute: impl Fn(&str, &mut Effort<'_>) -> Result<Computed, AppError> + Send + Sync + 'static,
) -> Arc<App> {
    let computation = move |question: &str, _: &Scope, effort: &mut Effort<'_>| compute(question, effort);
    let app = Arc::new(app.with_computation(Arc::new(computation)));
    // The run of the night is a job like any other, and no test but its own waits for it, or has it come meanwhile.
    for now in [Utc::now(), Utc::now() + TimeDelta::minutes(5)] {
        app.work_due_job(now).await.unwrap();
    }
    app
}

/// Opens a program that finds what it is told to find.
async fn finder(database: &Database, found: &Arc<Mutex<Vec<Cluster>>>) -> Arc<App> {
    let found = Arc::clone(found);
    program(database, move |question, _| Ok(computed(question, found.lock().unwrap().clone()))).await
}

async fn ask(app: &App, question: &str) -> Uuid {
    app.ask_job(question, Caller::operator().scope(), "operator", Utc::now()).await.unwrap().id
}

async fn state(store: &Store, id: Uuid) -> JobState {
    store.job(id).await.unwrap().unwrap().state
}

async fn wait_until_running(store: &Store, id: Uuid) {
    for _ in 0..1_000 {
        if state(store, id).await == JobState::Running {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody took the job");
}

fn new_job(slot: &str, at: DateTime<Utc>) -> NewJob {
    NewJob {
        id: Uuid::now_v7(),
        kind: JobKind::Study,
        slot: slot.to_owned(),
        question: format!("question of {slot}"),
        actor: "operator".to_owned(),
        within: Limits::none(),
        asked_at: at,
        due_at: at,
    }
}

fn done(hold: JobHold, now: DateTime<Utc>, epoch: i64, found: Vec<Cluster>) -> JobDone {
    let citation = SavedResult {
        id: Uuid::now_v7(),
        name: "ช่องจอม".to_owned(),
        question: "question".to_owned(),
        epoch,
        hash: "00".to_owned(),
        software: "test".to_owned(),
        findings: [Finding { key: "a".to_owned(), says: "hot".to_owned() }].into_iter().collect(),
        actor: "operator".to_owned(),
        within: Limits::none(),
        saved_at: now,
        rerun_of: None,
        deleted_at: None,
    };
    JobDone { hold, now, steps: 3, result: NewResult { citation, answer: vec![0, 1, 254, 255, b'"'] }, found }
}

/// Takes the next job as a program would, and returns how it is held.
async fn claim(store: &Store, now: DateTime<Utc>) -> Option<JobHold> {
    let token = Uuid::now_v7();
    let job = store.claim_job(token, now, &JOB_LEASE).await.unwrap()?;
    Some(JobHold { job: job.id, token })
}

/// Leaves in a store one job that is done with a result, a re-run and an alert, and one that waits.
pub async fn leave_a_result(store: &Store, epoch: i64) {
    let now = "2026-11-22T03:00:00Z".parse().unwrap();
    store.add_job(&new_job("done", now)).await.unwrap();
    let hold = claim(store, now).await.unwrap();
    let first = done(hold, now, epoch, vec![cluster(&[3206, 3210], "2026-11-01", "2026-11-21")]);
    assert!(store.finish_job(first.clone()).await.unwrap());
    let again =
        SavedResult { id: Uuid::now_v7(), rerun_of: Some(first.result.citation.id), ..first.result.citation };
    store.save_result(&NewResult { citation: again, answer: Vec::new() }).await.unwrap();
    store.add_job(&new_job("waiting", now)).await.unwrap();
    let alert = store.alerts(AlertState::All, None, 10).await.unwrap().remove(0);
    assert!(store.acknowledge_alert(alert.id, alert.seen, "operator", "looked at", now).await.unwrap());
}

on_both! {
    async fn a_job_of_a_slot_is_there_once_whoever_adds_it(back_end) {
        let database = Database::empty(back_end).await;
        let stores = [database.store().await, database.store().await];
        let adding = (0..20).map(|i| {
            let store = stores[i % 2].clone();
            tokio::spawn(async move { store.add_job(&new_job("nightly:2026-11-22", Utc::now())).await.unwrap() })
        });
        let mut added = 0;
        for adding in adding.collect::<Vec<_>>() {
            added += usize::from(adding.await.unwrap());
        }
        assert_eq!((added, stores[0].jobs(100).await.unwrap().len()), (1, 1));
    }

    async fn two_programs_run_each_of_fifty_jobs_once(back_end) {
        let database = Database::empty(back_end).await;
        let runs = Arc::new(Mutex::new(BTreeMap::<String, usize>::new()));
        let mut programs = Vec::new();
        for _ in 0..2 {
            let runs = Arc::clone(&runs);
            let run = move |question: &str, _: &mut Effort<'_>| {
                if !question.starts_with("job ") {
                    return Ok(computed(question, Vec::new()));
                }
                *runs.lock().unwrap().entry(question.to_owned()).or_default() += 1;
                std::thread::sleep(Duration::from_millis(2));
                Ok(computed(question, vec![cluster(&[3206], "2026-11-01", "2026-11-21")]))
            };
            programs.push(program(&database, run).await);
        }
        let before = database.store().await.result_stock().await.unwrap().results;
        for i in 0..50 {
            ask(&programs[0], &format!("job {i}")).await;
        }
        // Two at a time in each program: more than the product does.
        let working = (0..4).map(|i| {
            let app = Arc::clone(&programs[i % 2]);
            tokio::spawn(async move { while app.work_due_job(Utc::now()).await.unwrap().is_some() {} })
        });
        for working in working.collect::<Vec<_>>() {
            working.await.unwrap();
        }
        let runs = runs.lock().unwrap().clone();
        assert_eq!((runs.len(), runs.values().sum::<usize>()), (50, 50), "{runs:?}");
        let store = database.store().await;
        let jobs = store.jobs(100).await.unwrap();
        assert!(jobs.iter().all(|job| job.state == JobState::Done && job.attempts == 1));
        assert_eq!(store.result_stock().await.unwrap().results, before + 50);
        let alerts = store.alerts(AlertState::All, None, 100).await.unwrap();
        assert_eq!(alerts.iter().map(|alert| alert.seen).collect::<Vec<_>>(), [50], "one alert, found by each");
    }

    async fn a_job_whose_program_was_killed_is_done_by_another_after_the_lease(back_end) {
        let database = Database::empty(back_end).await;
        let app = finder(&database, &Arc::new(Mutex::new(vec![cluster(&[3206], "2026-11-01", "2026-11-21")]))).await;
        let store = database.store().await;
        let results = store.result_stock().await.unwrap().results;
        let id = ask(&app, "question").await;
        let url = database.url.clone();
        let killed = tokio::task::spawn_blocking(move || kill_after(Life::Acknowledged(1), Work::Job, &url, "job"));
        assert_eq!(killed.await.unwrap(), [id.to_string()]);
        assert_eq!(state(&store, id).await, JobState::Running);
        assert_eq!(app.work_due_job(Utc::now() + TimeDelta::seconds(30)).await.unwrap(), None, "it may still be alive");
        assert_eq!(app.work_due_job(Utc::now() + AFTER_THE_LEASE).await.unwrap(), Some(id));
        let job = store.job(id).await.unwrap().unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Done, 2));
        assert_eq!(store.result_stock().await.unwrap().results, results + 1);
        assert_eq!(app.work_due_job(Utc::now() + AFTER_THE_LEASE * 3).await.unwrap(), None, "done is done");
    }

    async fn a_job_that_is_forsaken_each_time_fails_and_says_so(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let now = Utc::now();
        store.add_job(&new_job("a", now)).await.unwrap();
        assert_eq!(claim(&store, now - TimeDelta::seconds(2)).await, None, "it is not due yet");
        for attempt in 0..3 {
            assert!(claim(&store, now + AFTER_THE_LEASE * attempt).await.is_some());
        }
        assert_eq!(claim(&store, now + AFTER_THE_LEASE * 3).await, None);
        let job = store.jobs(1).await.unwrap().remove(0);
        assert_eq!((job.state, job.attempts), (JobState::Failed, 3));
        assert!(job.message.contains("each time it was begun") && job.ended_at.is_some(), "{job:?}");
    }

    async fn who_comes_back_late_keeps_nothing(back_end) {
        let database = Database::empty(back_end).await;
        let (begun, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let late = {
            let (begun, go) = (Arc::clone(&begun), Arc::clone(&go));
            program(&database, move |question, _| {
                if question != "slow" {
                    return Ok(computed(question, Vec::new()));
                }
                begun.wait();
                go.wait();
                Ok(computed("late", vec![cluster(&[2706], "2026-11-01", "2026-11-21")]))
            })
        }
        .await;
        let quick = finder(&database, &Arc::default()).await;
        let store = database.store().await;
        let before = store.result_stock().await.unwrap().results;
        let id = ask(&late, "slow").await;
        let working = tokio::spawn({
            let late = Arc::clone(&late);
            async move { late.work_due_job(Utc::now()).await.unwrap() }
        });
        tokio::task::spawn_blocking(move || begun.wait()).await.unwrap();
        assert_eq!(quick.work_due_job(Utc::now() + AFTER_THE_LEASE).await.unwrap(), Some(id));
        let kept = store.job(id).await.unwrap().unwrap();
        tokio::task::spawn_blocking(move || go.wait()).await.unwrap();
        assert_eq!(working.await.unwrap(), Some(id));
        assert_eq!(store.job(id).await.unwrap().unwrap(), kept, "the job is as the other has left it");
        assert_eq!(store.result_stock().await.unwrap().results, before + 1);
        assert_eq!(store.alerts(AlertState::All, None, 100).await.unwrap(), [], "nobody was told of what it found");

        // The same while the other is still at it.
        store.add_job(&new_job("b", Utc::now())).await.unwrap();
        let first = claim(&store, Utc::now()).await.unwrap();
        let second = claim(&store, Utc::now() + AFTER_THE_LEASE).await.unwrap();
        assert_eq!(first.job, second.job);
        assert_eq!(store.hear_of_job(first, (1, 2), Utc::now()).await.unwrap(), Heard::Lost);
        assert!(!store.finish_job(done(first, Utc::now(), 1, Vec::new())).await.unwrap());
        assert!(!store.fail_job(first, "late", Utc::now()).await.unwrap());
        assert!(!store.give_job_back(first).await.unwrap());
        assert_eq!(store.hear_of_job(second, (1, 2), Utc::now()).await.unwrap(), Heard::Held);
        assert!(store.finish_job(done(second, Utc::now(), 1, Vec::new())).await.unwrap());
        assert!(!store.finish_job(done(second, Utc::now(), 1, Vec::new())).await.unwrap(), "not even twice by one");
        assert_eq!(store.result_stock().await.unwrap().results, before + 2);
    }

    async fn a_job_that_nobody_wants_any_more_stops(back_end) {
        let database = Database::empty(back_end).await;
        let steps = Arc::new(AtomicUsize::new(0));
        let app = {
            let steps = Arc::clone(&steps);
            program(&database, move |question, effort| {
                while question == "endless" && steps.load(SeqCst) < 100_000 {
                    if (effort.progress)(steps.fetch_add(1, SeqCst), 100_000).is_break() {
                        return Err(AppError::Refused("stopped".to_owned()));
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
                Ok(computed(question, Vec::new()))
            })
        }
        .await;
        let product = Product::of(Arc::clone(&app), database);
        let store = product.database.store().await;
        let before = store.result_stock().await.unwrap().results;
        let (id, never_begun) = (ask(&app, "endless").await, ask(&app, "endless").await);
        let working = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.work_due_job(Utc::now()).await.unwrap() }
        });
        wait_until_running(&store, id).await;
        for id in [id, never_begun] {
            let cancelled = product.delete(&format!("/api/v1/jobs/{id}")).await;
            assert_eq!((cancelled.status, &cancelled.json()["state"]), (StatusCode::OK, &json!("cancelled")));
            let again = product.delete(&format!("/api/v1/jobs/{id}")).await;
            assert_eq!((again.status, &again.json()["code"]), (StatusCode::CONFLICT, &json!("too_late")));
        }
        assert_eq!(tokio::time::timeout(Duration::from_secs(9), working).await.unwrap().unwrap(), Some(id));
        let stopped_at = steps.load(SeqCst);
        assert!(stopped_at < 100_000, "it went on to its end");
        assert_eq!(state(&store, id).await, JobState::Cancelled);
        assert_eq!(store.result_stock().await.unwrap().results, before);
        assert_eq!(app.work_due_job(Utc::now() + AFTER_THE_LEASE).await.unwrap(), None);
    }

    async fn a_job_that_takes_too_long_is_stopped_and_says_so(back_end) {
        let database = Database::empty(back_end).await;
        let stopped = Arc::new(AtomicUsize::new(0));
        let app = {
            let stopped = Arc::clone(&stopped);
            program_of(App::open(database.store().await, known()).await.unwrap().with_longest_job(Duration::from_secs(3)), move |question, effort| {
                while question == "endless" && (effort.progress)(1, 9).is_continue() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                stopped.fetch_add(1, SeqCst);
                Ok(computed(question, Vec::new()))
            })
        }
        .await;
        let store = database.store().await;
        let (endless, next) = (ask(&app, "endless").await, ask(&app, "short").await);
        let before = stopped.load(SeqCst);
        assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), Some(endless));
        let job = store.job(endless).await.unwrap().unwrap();
        assert_eq!(job.state, JobState::Failed);
        assert!(job.message.starts_with("it was not done within 3s") && job.message.contains("fewer places"), "{job:?}");
        assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), Some(next));
        assert_eq!((state(&store, next).await, state(&store, endless).await), (JobState::Done, JobState::Failed));
        while stopped.load(SeqCst) < before + 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    async fn the_run_of_a_night_goes_first(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let now = Utc::now();
        for (slot, kind, age) in [("a", JobKind::Study, 50), ("nightly:2", JobKind::Nightly, 1), ("nightly:1", JobKind::Nightly, 2), ("b", JobKind::Study, 60), ("nightly:later", JobKind::Nightly, -60)] {
            let due_at = now - TimeDelta::minutes(age);
            assert!(store.add_job(&NewJob { kind, ..new_job(slot, due_at) }).await.unwrap());
        }
        let mut taken = Vec::new();
        while let Some(job) = store.claim_job(Uuid::now_v7(), now, &JOB_LEASE).await.unwrap() {
            taken.push(job.slot);
        }
        assert_eq!(taken, ["nightly:1", "nightly:2", "b", "a"]);
    }

    async fn a_program_that_ends_gives_its_job_back_and_another_does_it_at_once(back_end) {
        let database = Database::empty(back_end).await;
        let app = program(&database, |question, effort| {
            while question == "endless" && (effort.progress)(7, 9).is_continue() {
                std::thread::sleep(Duration::from_millis(1));
            }
            if question == "endless" { Err(AppError::Refused("stopped".to_owned())) } else { Ok(computed(question, Vec::new())) }
        })
        .await;
        let store = database.store().await;
        let id = ask(&app, "endless").await;
        let working = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.work_due_job(Utc::now()).await.unwrap() }
        });
        wait_until_running(&store, id).await;
        app.stop_working();
        tokio::time::timeout(Duration::from_secs(5), working).await.unwrap().unwrap();
        let job = store.job(id).await.unwrap().unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
        assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), None, "it takes no other");
        let next = finder(&database, &Arc::default()).await;
        assert_eq!(state(&store, id).await, JobState::Done, "the next program has begun with it");
        drop(next);
    }

    async fn a_job_that_comes_to_nothing_says_why_and_the_next_one_runs(back_end) {
        let database = Database::empty(back_end).await;
        let app = program(&database, |question, _| match question {
            "refused" => Err(AppError::Refused("not enough data: 7 reports are needed".to_owned())),
            "broken" => panic!("a bug"),
            "long" => Ok(Computed { answer: vec![0; 17 * 1024 * 1024], ..computed(question, Vec::new()) }),
            _ => Ok(computed(question, Vec::new())),
        })
        .await;
        let store = database.store().await;
        for (question, ends, part) in [
            ("refused", JobState::Failed, "not enough data: 7 reports are needed"),
            ("broken", JobState::Failed, "it broke off"),
            ("long", JobState::Failed, "the answer has 17825792 bytes"),
            ("well", JobState::Done, ""),
        ] {
            let id = ask(&app, question).await;
            assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), Some(id));
            let job = store.job(id).await.unwrap().unwrap();
            assert!(job.state == ends && job.message.contains(part), "{job:?}");
        }
    }

    async fn the_run_of_a_night_is_there_once_and_a_server_that_was_off_does_the_last_one(back_end) {
        let database = Database::empty(back_end).await;
        let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let opened = async || App::open(database.store().await, known()).await.unwrap();
        let computation = |question: &str, _: &Scope, _: &mut Effort<'_>| Ok(computed(question, Vec::new()));
        let app = Arc::new(opened().await.with_computation(Arc::new(computation)));
        let other = Arc::new(opened().await.with_computation(Arc::new(computation)));
        let store = database.store().await;
        let slots = async || {
            let jobs = store.jobs(100).await.unwrap().into_iter().rev();
            jobs.map(|job| (job.slot.replace("nightly:", ""), job.state, job.due_at)).collect::<Vec<_>>()
        };
        // 01:59 in Bangkok: the last night is that of the day before.
        for now in ["2026-11-21T18:59:00Z", "2026-11-21T18:59:30Z", "2026-11-21T19:00:00Z", "2026-11-21T19:00:01Z", "2026-11-25T10:00:00Z"] {
            app.work_due_job(at(now)).await.unwrap();
            other.work_due_job(at(now)).await.unwrap();
        }
        let night = |day: &str, due: &str| (day.to_owned(), JobState::Done, at(due));
        assert_eq!(slots().await, [
            night("2026-11-21", "2026-11-20T19:00:00Z"),
            night("2026-11-22", "2026-11-21T19:00:00Z"),
            night("2026-11-25", "2026-11-24T19:00:00Z"),
        ]);
    }

    async fn what_goes_on_is_told_once_and_stays_acknowledged(back_end) {
        let database = Database::empty(back_end).await;
        let found = Arc::new(Mutex::new(Vec::new()));
        let app = finder(&database, &found).await;
        let product = Product::of(Arc::clone(&app), database);
        let epoch = product.json("/api/v1/status").await["epoch"].clone();
        let run = async |clusters: Vec<Cluster>| {
            *found.lock().unwrap() = clusters;
            ask(&app, "early warning").await;
            app.work_due_job(Utc::now()).await.unwrap();
        };
        let list = async |state: &str| product.json(&format!("/api/v1/alerts?state={state}")).await["alerts"].clone();
        run(vec![cluster(&[3206, 3210], "2026-11-01", "2026-11-20")]).await;
        let first = list("open").await[0].clone();
        assert_eq!((&first["places"], &first["seen"]), (&json!(["3206", "3210"]), &json!(1)));

        let path = format!("/api/v1/alerts/{}/acknowledge", first["id"].as_str().unwrap());
        let noted = product.post(&path, r#"{"seen":1,"note":"patrol sent"}"#).await;
        assert_eq!((noted.status, noted.json()["acknowledged_by"].clone()), (StatusCode::OK, json!(product.name())));
        let again = product.post(&path, r#"{"seen":1,"note":"me too"}"#).await;
        assert_eq!((again.status, again.json()["code"].clone()), (StatusCode::CONFLICT, json!("too_late")));
        let by = format!("acknowledged already, by {} at 20", product.name());
        assert!(again.text().contains(&by), "{}", again.text());

        // It moves and goes on, and something else starts far away.
        run(vec![cluster(&[2706], "2026-11-15", "2026-11-21"), cluster(&[3206], "2026-11-10", "2026-11-21")]).await;
        let all = list("all").await;
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
        let (other, same) = (&all[0], &all[1]);
        assert_eq!((&same["id"], &same["seen"]), (&first["id"], &json!(2)));
        assert_eq!((&same["places"], &same["from"], &same["to"]), (&json!(["3206"]), &json!("2026-11-01"), &json!("2026-11-21")));
        assert_eq!((&same["note"], &same["acknowledged_by"]), (&json!("patrol sent"), &json!(product.name())));
        assert_ne!(same["result"], first["result"], "its figures are those of the last run");
        assert_eq!(list("open").await, json!([other]));
        assert_eq!(list("acknowledged").await, json!([same]));

        // After more than a week of quiet it is another.
        run(vec![cluster(&[3206], "2026-11-29", "2026-12-05")]).await;
        assert_eq!(list("open").await.as_array().unwrap().len(), 2);
        let page = product.json("/api/v1/alerts?state=all&limit=2").await;
        let rest = product.json(&format!("/api/v1/alerts?state=all&limit=2&cursor={}", page["next"].as_str().unwrap())).await;
        assert_eq!((page["alerts"].as_array().unwrap().len(), &rest["alerts"], &rest["next"]), (2, &json!([same]), &json!(null)));
        app.refresh().await.unwrap();
        assert_eq!(product.json("/api/v1/status").await["epoch"], epoch, "nothing of this is a change of the data");
    }

    async fn what_outgrows_what_somebody_took_note_of_is_told_anew(back_end) {
        let database = Database::empty(back_end).await;
        let found = Arc::new(Mutex::new(Vec::new()));
        let app = finder(&database, &found).await;
        let product = Product::of(Arc::clone(&app), database);
        let run = async |clusters: Vec<Cluster>| {
            *found.lock().unwrap() = clusters;
            ask(&app, "early warning").await;
            app.work_due_job(Utc::now()).await.unwrap();
        };
        let list = async |state: &str| product.json(&format!("/api/v1/alerts?state={state}")).await["alerts"].clone();
        let note = async |alert: &Value| {
            let path = format!("/api/v1/alerts/{}/acknowledge", alert["id"].as_str().unwrap());
            let body = json!({ "seen": alert["seen"], "note": "" }).to_string();
            assert_eq!(product.post(&path, body).await.status, StatusCode::OK);
        };
        run(vec![cluster(&[3206, 3210], "2026-11-01", "2026-11-20")]).await;
        // It grows before anybody takes note of it; what he takes note of is what it is then, and he has to see it.
        let grown = |observed, to| Cluster { observed, ..cluster(&[3206, 3210, 3301], "2026-11-01", to) };
        run(vec![grown(20, "2026-11-21")]).await;
        let first = list("all").await[0].clone();
        let before = product.post(&format!("/api/v1/alerts/{}/acknowledge", first["id"].as_str().unwrap()), r#"{"seen":1,"note":""}"#).await;
        assert_eq!(before.status, StatusCode::CONFLICT);
        assert!(before.text().contains("another run has found it since"), "{}", before.text());
        assert_eq!((&first["seen"], &first["observed"], &first["follows"]), (&json!(2), &json!(20), &json!(null)));
        note(&first).await;
        run(vec![grown(37, "2026-11-22")]).await;
        assert_eq!(list("open").await, json!([]), "34.5 beyond what is expected are not twice 17.5");
        run(vec![grown(38, "2026-11-23")]).await;
        let second = list("open").await[0].clone();
        assert_eq!((&second["seen"], &second["observed"], &second["follows"]), (&json!(1), &json!(38), &first["id"]));
        run(vec![grown(38, "2026-11-24")]).await;
        assert_eq!((list("open").await[0]["seen"].clone(), list("all").await.as_array().unwrap().len()), (json!(2), 2));
    }

    async fn two_programs_that_find_the_same_at_once_tell_it_once(back_end) {
        let database = Database::empty(back_end).await;
        let both = Arc::new(Barrier::new(2));
        let mut programs = Vec::new();
        for _ in 0..2 {
            let both = Arc::clone(&both);
            let find = move |question: &str, _: &mut Effort<'_>| {
                let Ok(district) = question.parse::<u32>() else { return Ok(computed(question, Vec::new())) };
                both.wait();
                Ok(computed(question, vec![cluster(&[district], "2026-11-01", "2026-11-20")]))
            };
            programs.push(program(&database, find).await);
        }
        let store = database.store().await;
        for district in 3201..3211 {
            ask(&programs[0], &district.to_string()).await;
            ask(&programs[0], &district.to_string()).await;
            let (one, other) = tokio::join!(programs[0].work_due_job(Utc::now()), programs[1].work_due_job(Utc::now()));
            assert!(one.unwrap().is_some() && other.unwrap().is_some());
        }
        let alerts = store.alerts(AlertState::All, None, 100).await.unwrap();
        assert_eq!(alerts.iter().map(|alert| alert.seen).collect::<Vec<_>>(), [2; 10]);
    }

    async fn a_result_is_kept_cited_read_as_it_was_and_asked_again(back_end) {
        let database = Database::empty(back_end).await;
        let answers = Arc::new(Mutex::new(computed("first", Vec::new())));
        let app = {
            let answers = Arc::clone(&answers);
            program(&database, move |_, _| Ok(answers.lock().unwrap().clone())).await
        };
        let product = Product::of(app, database);
        let asked = json!({ "name": "ช่องจอม", "question": "method=gi-star" }).to_string();
        let kept = product.post("/api/v1/results", asked).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text());
        let path = kept.headers["location"].to_str().unwrap().to_owned();
        let citation = kept.json();
        assert_eq!(product.json(&path).await, citation);
        assert_eq!((&citation["name"], &citation["question"], &citation["epoch"]), (&json!("ช่องจอม"), &json!("method=gi-star"), &json!(1)));
        // printf 'first\0\377\n' | sha256sum
        assert_eq!(citation["hash"], "ec7f13014d913ea5f6130bcadaadab5681d196b6b151dcef78ddd438bde450f7");
        assert_eq!(product.get(&format!("{path}/answer")).await.bytes, b"first\0\xff\n");

        let finding = |key: &str, says: &str| Finding { key: key.to_owned(), says: says.to_owned() };
        answers.lock().unwrap().findings = [finding("question", "second"), finding("more", "hot")].into_iter().collect();
        answers.lock().unwrap().answer = b"second".to_vec();
        let again = product.post(&format!("{path}/again"), "{}").await;
        assert_eq!(again.status, StatusCode::CREATED, "{}", again.text());
        let (again, second) = (again.json(), again.headers["location"].to_str().unwrap().to_owned());
        assert_eq!(again["result"]["rerun_of"], citation["id"]);
        assert_eq!(again["changes"], json!({
            "new": [{ "key": "more", "says": "hot" }],
            "gone": [],
            "other": [{ "key": "question", "was": "first", "says": "second" }],
        }));
        assert_eq!(product.get(&format!("{path}/answer")).await.bytes, b"first\0\xff\n", "the first is as it was");
        assert_eq!(product.get(&format!("{second}/answer")).await.bytes, b"second");
        let page = product.json("/api/v1/results?limit=2").await;
        assert_eq!((&page["results"][0], &page["results"][1]), (&again["result"], &citation));
        let rest = product.json(&format!("/api/v1/results?cursor={}", page["next"].as_str().unwrap())).await;
        assert!(rest["results"][0]["name"].as_str().unwrap().starts_with("nightly:"), "{rest}");

        let asked = product.post("/api/v1/jobs", r#"{"question":"method=scan"}"#).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED);
        let job = asked.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(product.json(&job).await["state"], "waiting");
        product.app.work_due_job(Utc::now()).await.unwrap();
        let done = product.json(&job).await;
        assert_eq!((&done["state"], &done["attempts"]), (&json!("done"), &json!(1)));
        assert_eq!(product.json("/api/v1/jobs?limit=1").await["jobs"], json!([done]));
        let result = format!("/api/v1/results/{}", done["result"].as_str().unwrap());
        assert_eq!(product.json(&result).await["name"], "method=scan");
    }

    async fn a_deleted_result_is_gone_and_whoever_names_it_is_told(back_end) {
        let database = Database::empty(back_end).await;
        let found = Arc::new(Mutex::new(vec![cluster(&[3206], "2026-11-01", "2026-11-20")]));
        let app = finder(&database, &found).await;
        let product = Product::of(Arc::clone(&app), database);
        let store = product.database.store().await;
        let job = ask(&app, "question").await;
        app.work_due_job(Utc::now()).await.unwrap();
        let before = store.result_stock().await.unwrap();
        let id = store.job(job).await.unwrap().unwrap().result.unwrap();
        let path = format!("/api/v1/results/{id}");
        assert_eq!(product.json(&path).await["id"], json!(id.to_string()));
        let other = Caller::limited_to(&["3206".parse().unwrap()], Category::ALL);
        assert!(!app.delete_result(id, other.scope(), "other", Utc::now()).await.unwrap(), "he may not even see it");

        assert_eq!(product.delete(&path).await.status, StatusCode::NO_CONTENT);
        for gone in [product.get(&path).await, product.get(&format!("{path}/answer")).await, product.post(&format!("{path}/again"), "{}").await, product.delete(&path).await] {
            assert_eq!((gone.status, &gone.json()["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
            assert!(gone.text().contains("the result was deleted at 20"), "{}", gone.text());
        }
        let job = product.json(&format!("/api/v1/jobs/{job}")).await;
        assert_eq!((&job["state"], &job["result"]), (&json!("done"), &json!(id.to_string())), "the job says what it came to");
        assert!(product.json("/api/v1/alerts?state=all").await["alerts"].to_string().contains(&id.to_string()));
        let after = store.result_stock().await.unwrap();
        assert_eq!((after.results, after.bytes), (before.results - 1, before.bytes - 11));
        assert!(!product.json("/api/v1/results").await.to_string().contains(&id.to_string()));
        assert_eq!(product.delete("/api/v1/results/019ab000-0000-7000-8000-000000000000").await.status, StatusCode::NOT_FOUND);
    }

    async fn results_are_bounded_in_bytes_and_those_of_long_past_nights_are_dropped(back_end) {
        let database = Database::empty(back_end).await;
        // The nights are done first, so that they do not count here.
        drop(finder(&database, &Arc::default()).await);
        let store = database.store().await;
        let nights = store.result_stock().await.unwrap().bytes;
        let opened = App::open(store.clone(), known()).await.unwrap().with_most_result_bytes(nights + 40);
        let app = program_of(opened, |question, _| Ok(Computed { answer: vec![7; 60], ..computed(question, Vec::new()) })).await;
        // A second one fits, and what was asked before that is refused when it is done.
        let (second, third) = (ask(&app, "second").await, ask(&app, "third").await);
        for id in [second, third] {
            assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), Some(id));
        }
        assert_eq!(state(&store, second).await, JobState::Done);
        let refused = store.job(third).await.unwrap().unwrap();
        assert!(refused.state == JobState::Failed && refused.message.contains(&format!("have {} bytes", nights + 60)), "{refused:?}");
        let scope = Caller::operator();
        for refused in [
            app.ask_job("fourth", scope.scope(), "operator", Utc::now()).await.map(drop),
            app.save_result("fourth", "fourth", scope.scope(), "operator", Utc::now()).await.map(drop),
        ] {
            assert!(refused.unwrap_err().to_string().contains("delete some that nobody needs"));
        }
        // The nights are computed all the same; one is dropped after 400 more.
        let first = store.jobs(10).await.unwrap().into_iter().find(|job| job.kind == JobKind::Nightly).unwrap();
        for (days, kept) in [(400, true), (401, false)] {
            app.work_due_job(first.due_at + TimeDelta::days(days) + TimeDelta::hours(1)).await.unwrap();
            let result = store.result(first.result.unwrap()).await.unwrap().unwrap();
            assert_eq!(result.deleted_at.is_none(), kept, "{days}");
        }
        let nights = store.jobs(10).await.unwrap().into_iter().filter(|job| job.kind == JobKind::Nightly);
        assert!(nights.collect::<Vec<_>>().iter().all(|job| job.state == JobState::Done));
        assert!(store.result(store.job(second).await.unwrap().unwrap().result.unwrap()).await.unwrap().unwrap().deleted_at.is_none());
    }

    async fn bodies_and_names_that_are_none_are_refused_in_words(back_end) {
        let database = Database::empty(back_end).await;
        let product = Product::of(finder(&database, &Arc::default()).await, database);
        let long = "x".repeat(4_001);
        for (path, body, part) in [
            ("/api/v1/jobs", "{}".to_owned(), "missing field `question`"),
            ("/api/v1/jobs", r#"{"question":"a","more":1}"#.to_owned(), "unknown field `more`"),
            ("/api/v1/jobs", r#"{"question":" "}"#.to_owned(), "the question is empty"),
            ("/api/v1/jobs", json!({ "question": long }).to_string(), "the question has 4001 characters; at most 4000"),
            ("/api/v1/jobs", r#"{"question":"a\u0000"}"#.to_owned(), "holds a control character"),
            ("/api/v1/results", r#"{"name":"","question":"a"}"#.to_owned(), "the name is empty"),
            ("/api/v1/results", json!({ "name": &long[..201], "question": "a" }).to_string(), "the name has 201 characters"),
            ("/api/v1/alerts/019ab000-0000-7000-8000-000000000000/acknowledge", r#"{"seen":1}"#.to_owned(), "missing field `note`"),
            ("/api/v1/alerts/019ab000-0000-7000-8000-000000000000/acknowledge", json!({ "seen": 1, "note": long }).to_string(), "the note has 4001"),
        ] {
            let answer = product.post(path, body).await;
            assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_body")), "{part}");
            assert!(answer.text().contains(part), "{part}: {}", answer.text());
        }
        for id in ["019ab000-0000-7000-8000-000000000000", "x", "a%20b"] {
            for path in [format!("/api/v1/jobs/{id}"), format!("/api/v1/results/{id}"), format!("/api/v1/results/{id}/answer")] {
                assert_eq!(product.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
            assert_eq!(product.delete(&format!("/api/v1/jobs/{id}")).await.status, StatusCode::NOT_FOUND);
            let again = product.post(&format!("/api/v1/results/{id}/again"), "{}").await;
            assert_eq!(again.status, StatusCode::NOT_FOUND);
            let noted = product.post(&format!("/api/v1/alerts/{id}/acknowledge"), r#"{"seen":1,"note":""}"#).await;
            assert_eq!(noted.status, StatusCode::NOT_FOUND);
        }
        for path in ["/api/v1/alerts?state=new", "/api/v1/results?cursor=x", "/api/v1/jobs?state=open", "/api/v1/jobs?limit=0"] {
            assert_eq!(product.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
    }

    async fn a_caller_sees_alerts_of_his_districts_and_no_jobs_or_results(back_end) {
        let database = Database::empty(back_end).await;
        let clusters = vec![
            cluster(&[3206], "2026-11-01", "2026-11-20"),
            cluster(&[3301, 3308], "2026-11-01", "2026-11-20"),
            cluster(&[2706], "2026-11-01", "2026-11-20"),
            cluster(&[], "2026-11-01", "2026-11-20"),
        ];
        let app = finder(&database, &Arc::new(Mutex::new(clusters))).await;
        let job = ask(&app, "question").await;
        app.work_due_job(Utc::now()).await.unwrap();
        let store = database.store().await;
        let result = store.job(job).await.unwrap().unwrap().result.unwrap();
        let districts = [3206, 3301].map(|number| DistrictCode::try_from(number).unwrap());
        let limited = Caller::limited_to(&districts, Category::ALL);
        let scope = limited.scope();
        let his = app.alerts(AlertState::All, 1, None, scope).await.unwrap();
        assert_eq!(his.alerts.iter().map(|a| a.cluster.places.first().unwrap().number()).collect::<Vec<_>>(), [3206]);
        assert_eq!(his.next, None, "nothing says that there is more");
        let all = app.alerts(AlertState::All, 10, None, Caller::operator().scope()).await.unwrap().alerts;
        assert_eq!(all.len(), 4);
        let (mut noted, now) = (0, Utc::now());
        for alert in all {
            noted += usize::from(app.acknowledge_alert(alert.id, alert.seen, "", scope, "somebody", now).await.unwrap().is_some());
        }
        assert_eq!(noted, 1);
        let drugs_alone = Caller::limited_to(&districts, &[Category::Drugs]);
        assert!(app.alerts(AlertState::All, 10, None, drugs_alone.scope()).await.unwrap().alerts.is_empty());

        assert!(app.jobs(10, scope).await.unwrap().is_empty());
        assert!(app.job(job, scope).await.unwrap().is_none());
        assert!(app.cancel_job(job, scope, "operator", now).await.unwrap().is_none());
        assert!(app.results(10, None, scope).await.unwrap().results.is_empty());
        assert!(app.result(result, scope).await.unwrap().is_none());
        assert!(app.result_answer(result, scope).await.unwrap().is_none());
        assert!(app.save_again(result, scope, "somebody", now).await.unwrap().is_none());

        // He asks himself, within his own limits; who may see as much sees what came of it, and who may see less not.
        let his = app.ask_job("question", scope, "somebody", now).await.unwrap();
        assert_eq!(app.work_due_job(Utc::now()).await.unwrap(), Some(his.id));
        let result = app.job(his.id, scope).await.unwrap().unwrap().result.unwrap();
        assert_eq!(app.jobs(10, scope).await.unwrap().iter().map(|job| job.id).collect::<Vec<_>>(), [his.id]);
        assert_eq!(app.results(10, None, scope).await.unwrap().results.iter().map(|r| r.id).collect::<Vec<_>>(), [result]);
        let wider = Caller::limited_to(&["3206", "3301", "2706"].map(|code| code.parse().unwrap()), Category::ALL);
        assert!(app.result_answer(result, wider.scope()).await.unwrap().is_some());
        assert!(app.delete_result(result, wider.scope(), "colleague", now).await.is_err(), "it is not his");
        for less in [Caller::limited_to(&districts[..1], Category::ALL), drugs_alone] {
            assert!(app.result(result, less.scope()).await.unwrap().is_none());
            assert!(app.jobs(10, less.scope()).await.unwrap().is_empty());
        }
        assert!(app.delete_result(result, scope, "somebody", now).await.unwrap());
        let kept = app.save_result("name", "question", scope, "somebody", now).await.unwrap();
        assert_eq!(kept.within.to_string().parse(), Ok(kept.within.clone()));
        assert_eq!(app.result(kept.id, scope).await.unwrap(), Some(kept));
    }
}

/// What is copied from an address bar is the same question.
#[tokio::test]
async fn a_question_from_an_address_is_read_as_the_address_is() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let mut asked = Vec::new();
    for question in [
        "method=scan&area=district:3206,3210&from=2025-10-01T00:00:00+07:00&to=2026-10-01",
        "method=scan&area=district%3A3206%2C3210&from=2025-10-01T00%3A00%3A00%2B07%3A00&to=2026-10-01",
    ] {
        let job = product.post("/api/v1/jobs", json!({ "question": question }).to_string()).await;
        assert_eq!(job.status, StatusCode::ACCEPTED, "{}", job.text());
        asked.push(job.json()["question"].clone());
        let result = json!({ "name": "ช่องจอม", "question": question }).to_string();
        let result = product.post("/api/v1/results", result).await;
        assert!(!result.text().contains("invalid_body"), "{}", result.text());
        asked.push(result.json()["question"].clone());
        assert_eq!(product.get(&format!("/api/v1/hotspots?{question}")).await.status, StatusCode::OK);
    }
    assert!(
        asked[0].as_str().unwrap().contains("area=district:3206,3210&from=2025-09-30T17:00:00Z"),
        "{asked:?}"
    );
    assert!(asked.iter().all(|text| *text == asked[0]), "{asked:?}");
}

#[tokio::test]
async fn what_is_no_question_is_refused_before_it_waits() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for (question, reason) in [
        ("method=heat", "is not a method"),
        ("method=scan&replicates=5", "replicates must be 99 to 9999"),
        ("category=drugs", "`method` is needed"),
        ("method=scan&area=district%3", "a percent sign is not followed by two hexadecimal digits"),
        ("method=scan&category=%E0%B8%A2%E0%B8%B2", "ยา"),
    ] {
        for (path, body) in [
            ("/api/v1/jobs", json!({ "question": question })),
            ("/api/v1/results", json!({ "name": "a", "question": question })),
        ] {
            let asked = product.post(path, body.to_string()).await;
            assert!(
                asked.status == StatusCode::BAD_REQUEST && asked.text().contains(reason),
                "{}",
                asked.text()
            );
        }
    }
    assert_eq!(product.json("/api/v1/jobs").await["jobs"], json!([]));
}

/// The studies themselves, from the question to the kept answer: byte for byte what the address answers.
#[tokio::test]
async fn a_job_keeps_what_the_address_of_its_question_answers() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let asked = product.post("/api/v1/jobs", r#"{"question":"method=rates&category=drugs"}"#).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text());
    // The run of the last night is due as well.
    while product.app.work_due_job(Utc::now()).await.unwrap().is_some() {}
    let jobs = product.json("/api/v1/jobs").await;
    let jobs = jobs["jobs"].as_array().unwrap();
    assert_eq!(jobs.len(), 2);
    assert!(jobs.iter().all(|job| job["state"] == "done"), "{jobs:?}");
    let of = |kind: &str| jobs.iter().find(|job| job["kind"] == kind).unwrap();
    let result = of("study")["result"].as_str().unwrap();
    let kept = product.get(&format!("/api/v1/results/{result}/answer")).await;
    let answered = product.get("/api/v1/rank?method=rates&category=drugs").await;
    assert_eq!(kept.bytes, answered.bytes);
    let night = of("nightly")["result"].as_str().unwrap();
    let night = product.get(&format!("/api/v1/results/{night}/answer")).await.json();
    let studies = night["studies"].as_array().unwrap();
    assert!(
        studies.len() > 10 && studies.iter().all(|study| study["run"]["hash"].as_str().unwrap().len() == 64)
    );
    // Asked again of the same data it finds nothing else.
    let again = product.post(&format!("/api/v1/results/{result}/again"), "{}").await;
    let changes = &again.json()["changes"];
    assert_eq!(changes, &json!({ "new": [], "gone": [], "other": [] }), "{}", again.text());
}
