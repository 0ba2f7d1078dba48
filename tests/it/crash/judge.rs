//! What a database must hold after a crash, asked of its tables past the product.

use std::collections::BTreeMap;
use std::time::Duration;

use mekong_watch::app::{App, Caller};
use mekong_watch::domain::{GroupBy, ReportQuery};
use mekong_watch::storage::Store;

use crate::databases::{Database, on_both};
use crate::storage::{change, placed, read_held};
use crate::support::known;

/// What no crash may leave, each with the query that would find it. Both back ends understand them.
const TEARS: &[(&str, &str)] = &[
    (
        "a report without a version that holds, or with two",
        "select report.id from report left join report_version
         on report_version.report_id = report.id and report_version.change_to is null
         group by report.id having count(report_version.report_id) <> 1",
    ),
    (
        "a key or an identity of two reports",
        "select count(*) from report having count(*) <> count(distinct import_key) or count(*) <> count(distinct uid)",
    ),
    (
        "a version without its words",
        "select 1 from report_version left join report_text
         on report_text.report_id = report_version.report_id and report_text.change_id = report_version.text_change
         where report_text.report_id is null",
    ),
    (
        "words without a version",
        "select 1 from report_text left join report_version
         on report_version.report_id = report_text.report_id and report_version.text_change = report_text.change_id
         where report_version.report_id is null",
    ),
    (
        "a version without the event that began it",
        "select 1 from report_version left join report_event
         on report_event.report_id = report_version.report_id and report_event.change_id = report_version.change_from
         where report_event.report_id is null",
    ),
    (
        "an event without the version that it began",
        "select 1 from report_event left join report_version
         on report_version.report_id = report_event.report_id and report_version.change_from = report_event.change_id
         where report_version.report_id is null",
    ),
    (
        "a version or an event without its report",
        "select 1 from (
             select report_id from report_version union all select report_id from report_event
         ) as told left join report on report.id = told.report_id where report.id is null",
    ),
    (
        "a version that ended without another that began",
        "select 1 from report_version as ended left join report_version as begun
         on begun.report_id = ended.report_id and begun.change_from = ended.change_to
         where ended.change_to is not null and begun.report_id is null",
    ),
    (
        "a row without its change",
        "select 1 from (
             select change_from as id from report_version
             union all select change_to from report_version where change_to is not null
             union all select change_id from report
             union all select change_id from report_text
             union all select change_id from report_event
             union all select change_id from audit
         ) as told left join change on change.id = told.id where change.id is null",
    ),
    (
        "a change without its line of the record, or with two",
        "select change.id from change left join audit on audit.change_id = change.id
         group by change.id having count(audit.id) <> 1",
    ),
    (
        "a line of the record that counts other reports than there are events",
        "select audit.id from audit left join report_event on report_event.change_id = audit.change_id
         where audit.detail like '% filed, % revised'
         group by audit.id, audit.detail
         having audit.detail <> count(case when report_event.kind = 'filed' then 1 end) || ' filed, '
             || count(case when report_event.kind = 'revised' then 1 end) || ' revised'",
    ),
    (
        "a change without an epoch, or a gap between epochs",
        "select count(*) from change having count(*) <> count(epoch) or count(*) <> coalesce(max(epoch), 0)",
    ),
];

/// Waits until PostgreSQL has ended the transactions of programs that are dead, then numbers what was committed.
///
/// A session that was told to commit does so, whether or not anybody is left to hear of it.
pub async fn settle(database: &Database, store: &Store) {
    let busy = "select cast(pid as text) as line from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
    while database.is_postgres() && !database.lines(busy).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    store.number_changes().await.unwrap();
}

/// Returns what is torn in a database that has settled.
pub async fn torn(database: &Database) -> Vec<String> {
    let questions: Vec<String> = TEARS
        .iter()
        .map(|(tear, rows)| {
            format!("select '{tear}: ' || count(*) as line from ({rows}) as found having count(*) > 0")
        })
        .collect();
    database.lines(&questions.join(" union all ")).await
}

/// Returns what was acknowledged in a trial and is not there exactly once, with how often it is there.
pub async fn lost(database: &Database, trial: &str, acks: &[String]) -> Vec<(String, usize)> {
    let stored = stored(database, trial).await;
    let times = |ack: &String| stored.get(ack).copied().unwrap_or(0);
    acks.iter().map(|ack| (ack.clone(), times(ack))).filter(|(_, times)| *times != 1).collect()
}

/// Returns what a trial has stored, acknowledged or not: a report's key and the hash of its words, and how often.
pub async fn stored(database: &Database, trial: &str) -> BTreeMap<String, usize> {
    let lines = database
        .lines(&format!(
            "select report.import_key || ' ' || report_text.content_hash as line
             from report inner join report_text on report_text.report_id = report.id
             where report.import_key like '{trial}-%'"
        ))
        .await;
    let mut stored = BTreeMap::new();
    for line in lines {
        *stored.entry(line).or_default() += 1;
    }
    stored
}

/// Returns how many rows of an import are there more than once, told by what they say and not by their keys.
pub async fn doubles(database: &Database, trial: &str) -> u64 {
    let doubles = database
        .lines(&format!(
            "select cast(count(*) - count(distinct summary) as text) as line
             from report_text where summary like '{trial} row %'"
        ))
        .await;
    doubles[0].parse().unwrap()
}

/// Checks that a product which opens now has in memory what the tables hold.
pub async fn check_engine(database: &Database) {
    let app = App::open(database.store().await, known()).await.unwrap();
    check_memory(&app, database).await;
}

/// Checks that a product has in memory what the tables hold.
pub async fn check_memory(app: &App, database: &Database) {
    let (query, caller) = (ReportQuery::default(), Caller::operator());
    let listed = app.list_all(&query, caller.scope()).await.unwrap();
    let mut ids: Vec<String> = listed.reports.iter().map(|report| report.id.to_string()).collect();
    ids.sort_unstable();
    assert_eq!(ids, database.lines("select uid as line from report order by uid").await);
    let counted = app.count(&query, Some(GroupBy::District), caller.scope()).await.unwrap();
    let mut groups: Vec<String> = counted
        .groups
        .into_iter()
        .map(|(district, reports)| format!("{}: {reports}", district.unwrap_or_default()))
        .collect();
    groups.sort_unstable();
    let by_district = "select coalesce(cast(district as text), '') || ': ' || count(*) as line
        from report_version where change_to is null group by district";
    let mut held = database.lines(by_district).await;
    held.sort_unstable();
    assert_eq!(groups, held);
    let last = database.lines("select cast(max(epoch) as text) as line from change").await;
    assert_eq!(counted.epoch.to_string(), last[0]);
}

/// Checks that following the feed in small steps ends where the tables are.
pub async fn check_feed(database: &Database) {
    const AT_ONCE: i64 = 7;
    let store = database.store().await;
    let last = store.epoch().await.unwrap();
    let (mut epoch, mut followed) = (0, BTreeMap::new());
    while epoch < last {
        let page = store.changes_since(epoch, AT_ONCE).await.unwrap();
        assert_eq!(page.epoch, last.min(epoch + AT_ONCE), "the feed has a gap");
        epoch = page.epoch;
        followed.extend(page.rows.into_iter().map(|row| (row.row, row)));
    }
    let mut held = read_held(&store, last).await;
    held.sort_unstable_by_key(|row| row.row);
    assert!(followed.into_values().eq(held), "the feed tells what the tables do not hold");
}

on_both! {
    async fn every_tear_would_be_found(back_end) {
        use mekong_watch::domain::{OnConflict, Place, Placement};
        let report = |key: &str, words: &str| placed(key, words, Place::Unknown, Placement::unplaced());
        let holds = "change_to is null and report_id = 1";
        for (part, tear) in [
            ("a report without a version that holds, or with two: 1", format!("delete from report_version where {holds}")),
            ("a report without a version that holds, or with two: 1", "drop index report_version_holds_idx; update report_version set change_to = null".to_owned()),
            ("a version without its words: 1", "delete from report_text where report_id = 2".to_owned()),
            ("words without a version: 1", format!("delete from report_version where {holds}")),
            ("a version without the event that began it: 1", "delete from report_event where report_id = 2".to_owned()),
            ("an event without the version that it began: 1", format!("delete from report_version where {holds}")),
            ("a version or an event without its report: 2", "delete from report where id = 2".to_owned()),
            ("a version that ended without another that began: 1", format!("delete from report_version where {holds}")),
            ("a row without its change", "delete from change where id = 2".to_owned()),
            ("a change without its line of the record, or with two: 1", "delete from audit where change_id = 1".to_owned()),
            ("counts other reports than there are events: 1", "delete from report_event where report_id = 2".to_owned()),
            ("a gap between epochs: 1", "delete from change where id = 1".to_owned()),
            ("a gap between epochs: 1", "update change set epoch = 7 where id = 2".to_owned()),
        ] {
            let database = Database::empty(back_end).await;
            let store = database.store().await;
            let first = vec![report("a", "one"), report("b", "two")];
            store.commit(change(first, OnConflict::Refuse)).await.unwrap();
            store.commit(change(vec![report("a", "new")], OnConflict::Update)).await.unwrap();
            store.number_changes().await.unwrap();
            assert_eq!(torn(&database).await, [""; 0]);
            drop(store);
            let unchecked = if database.is_postgres() { "set session_replication_role = replica" } else { "pragma foreign_keys = off" };
            database.execute(&format!("{unchecked};{tear}")).await;
            let found = torn(&database).await;
            assert!(found.iter().any(|line| line.contains(part)), "{part}: {found:?}");
        }
    }
}
