//! The trail: every tampering is found, several programs make one chain, and nobody changes it through the database.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mekong_watch::app::Trail;
use mekong_watch::domain::{
    AuditEntry, AuditKind, ChainBreak, ChainLink, Checkpoint, OnConflict, Place, Placement, Role,
};
use mekong_watch::storage::{Store, TrailFilter};

use crate::databases::{Database, on_both};
use crate::storage::{change, placed};
use crate::support::{Dice, trials};

/// Changes taken over at a time.
const CHANGES: i64 = 500;

fn entry(n: usize) -> AuditEntry {
    let n_i64 = i64::try_from(n).unwrap();
    AuditEntry {
        at: DateTime::from_timestamp_micros(1_800_000_000_000_000 + n_i64 * 1_234_567).unwrap(),
        actor: format!("account-{}", n % 7),
        role: (!n.is_multiple_of(3)).then_some(Role::Analyst),
        session: format!("s{}", n % 11),
        address_mark: "mark".to_owned(),
        kind: if n.is_multiple_of(2) { AuditKind::DetailRead } else { AuditKind::Search },
        subject: n.is_multiple_of(2).then(|| format!("report-{}", n % 100)),
        detail: format!("n = {n}; รายงาน"),
        epoch: None,
    }
}

async fn filled(database: &Database, many: usize) -> (Store, ChainLink) {
    let store = database.store().await;
    let entries: Vec<AuditEntry> = (0..many).map(entry).collect();
    let mut last = None;
    for some in entries.chunks(1_000) {
        last = store.append_trail(some.to_vec(), CHANGES).await.unwrap();
    }
    (store, last.unwrap())
}

async fn verify(store: &Store, noted: &[ChainLink]) -> Result<i64, ChainBreak> {
    let noted = noted.iter().map(|l| Checkpoint { at: Utc::now(), seq: l.seq, hash: l.hash }).collect();
    store.verify_trail(noted, |_| ()).await.unwrap()
}

/// Takes away what refuses, as somebody who owns the database could.
async fn disarm(database: &Database) {
    let sql = if database.is_postgres() {
        "drop trigger audit_trail_refuses_change on audit_trail"
    } else {
        "drop trigger audit_trail_refuses_update;
         drop trigger audit_trail_refuses_delete;
         drop trigger audit_trail_refuses_gaps"
    };
    database.execute(sql).await;
}

/// Returns the statements of one tampering, and those that undo it.
fn tampering(dice: &mut Dice, last: i64) -> (String, String) {
    let mut any = || i64::try_from(dice.below(u64::try_from(last).unwrap())).unwrap() + 1;
    let (seq, other) = (any(), any());
    let set = |what: &str| format!("update audit_trail set {what} where seq = {seq}");
    // Afterwards the rows that were touched are taken from the copy again.
    let undo = format!(
        "delete from audit_trail where seq in ({seq}, {other}) or seq < 1 or seq > {last};
         insert into audit_trail select * from untouched
         where not exists (select 1 from audit_trail there where there.seq = untouched.seq)"
    );
    let sql = match dice.below(15) {
        0 => set("at_us = at_us + 1"),
        1 => set("actor = actor || 'x'"),
        2 => set("role = 'kiosk'"),
        3 => set("session = ''"),
        4 => set("address_mark = 'other'"),
        5 => set("kind = 'export'"),
        6 => set("kind = 'nothing known'"),
        7 => set("subject = 'other'"),
        8 => set("detail = detail || ' '"),
        9 => set("epoch = 5"),
        10 => set("prev = replace(prev, substr(prev, 1, 1), case when substr(prev, 1, 1) = 'a' then 'b' else 'a' end)"),
        11 => set("hash = '00' || substr(hash, 3) || ''").replace("'00'", "case when substr(hash, 1, 2) = '00' then '11' else '00' end"),
        12 => format!("delete from audit_trail where seq = {seq}"),
        // Two entries change places; one with itself is no tampering, so then the end is cut off.
        13 if seq != other => format!(
            "update audit_trail set seq = -1 where seq = {seq};
             update audit_trail set seq = {seq} where seq = {other};
             update audit_trail set seq = {other} where seq = -1"
        ),
        13 => format!("delete from audit_trail where seq >= {seq}"),
        _ => format!(
            "insert into audit_trail
             select seq + {last}, at_us, actor, role, session, address_mark, kind, subject, detail, epoch, prev,
                 '{other:064}' from audit_trail where seq = {seq}"
        ),
    };
    (sql, undo)
}

on_both! {
    async fn every_single_tampering_is_found(back_end) {
        let many = usize::try_from(trials(3_000, 100_000)).unwrap();
        let database = Database::empty(back_end).await;
        let (store, last) = filled(&database, many).await;
        assert_eq!(verify(&store, &[last]).await, Ok(last.seq));
        disarm(&database).await;
        database.execute("create table untouched as select * from audit_trail").await;
        let mut dice = Dice::new(5);
        for trial in 0..trials(200, 10_000) {
            let (sql, undo) = tampering(&mut dice, last.seq);
            database.execute(&sql).await;
            let found = verify(&store, &[last]).await;
            assert!(found.is_err(), "{trial}: {sql}");
            database.execute(&undo).await;
        }
        assert_eq!(verify(&store, &[last]).await, Ok(last.seq));
    }

    async fn without_its_links_a_chain_would_not_show_that_an_entry_is_gone(back_end) {
        let database = Database::empty(back_end).await;
        let (store, last) = filled(&database, 100).await;
        disarm(&database).await;
        database.execute("delete from audit_trail where seq = 50").await;
        let left = store.trail(&TrailFilter::default(), 1_000).await.unwrap();
        assert_eq!(left.len(), 99);
        // What looks at each entry alone finds nothing.
        for (link, entry) in &left {
            let before = ChainLink { seq: link.seq - 1, prev: link.prev, hash: link.prev };
            assert_eq!(before.next(entry), *link);
        }
        assert_eq!(verify(&store, &[last]).await, Err(ChainBreak::Missing { seq: 50, found: 51 }));
    }

    async fn what_a_database_cannot_hold_is_replaced_before_it_is_hashed(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let odd = AuditEntry { detail: "a\0b".to_owned(), subject: Some("\0".to_owned()), ..entry(1) };
        let last = store.append_trail(vec![odd], CHANGES).await.unwrap().unwrap();
        assert_eq!(verify(&store, &[last]).await, Ok(1));
        let found = store.trail(&TrailFilter::default(), 1).await.unwrap();
        assert_eq!((found[0].1.detail.as_str(), found[0].1.subject.as_deref()), ("a\u{fffd}b", Some("\u{fffd}")));
    }

    async fn the_database_refuses_to_change_the_trail(back_end) {
        let database = Database::empty(back_end).await;
        let (store, last) = filled(&database, 10).await;
        let mut statements = vec![
            "update audit_trail set detail = '' where seq = 3",
            "delete from audit_trail where seq = 3",
            "delete from audit_trail",
        ];
        if database.is_postgres() {
            statements.push("truncate audit_trail");
        } else {
            statements.push("insert or replace into audit_trail select * from audit_trail where seq = 3");
        }
        for sql in statements {
            let refused = if database.is_postgres() {
                use diesel_async::SimpleAsyncConnection;
                database.postgres().await.batch_execute(sql).await
            } else {
                use diesel::connection::SimpleConnection;
                database.sqlite().batch_execute(sql)
            };
            assert!(refused.unwrap_err().to_string().contains("the trail is only added to"), "{sql}");
        }
        assert_eq!(verify(&store, &[last]).await, Ok(10));
    }

    async fn several_programs_make_one_chain_and_take_each_change_over_once(back_end) {
        let database = Database::empty(back_end).await;
        let stores = [database.store().await, database.store().await, database.store().await];
        let writers = stores.iter().cloned().enumerate().map(|(writer, store)| {
            tokio::spawn(async move {
                for n in 0..20 {
                    let key = format!("key-{writer}-{n}");
                    let new = vec![placed(&key, "seen", Place::Unknown, Placement::unplaced())];
                    store.commit(change(new, OnConflict::Refuse)).await.unwrap();
                    store.number_changes().await.unwrap();
                    store.append_trail(vec![entry(n)], 3).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let store = &stores[0];
        store.number_changes().await.unwrap();
        while store.is_trail_behind().await.unwrap() {
            store.append_trail(Vec::new(), CHANGES).await.unwrap();
        }
        let last = store.last_of_trail().await.unwrap().unwrap();
        assert_eq!(verify(store, &[last]).await, Ok(120));
        let changes = TrailFilter { kinds: vec![AuditKind::Change], ..TrailFilter::default() };
        let mut epochs: Vec<_> =
            store.trail(&changes, 1_000).await.unwrap().into_iter().filter_map(|(_, e)| e.epoch).collect();
        epochs.reverse();
        assert_eq!(epochs, (1..=60).collect::<Vec<_>>(), "each change once, in order");
    }

    async fn who_did_what_is_found_newest_first(back_end) {
        let database = Database::empty(back_end).await;
        let (store, _) = filled(&database, 1_000).await;
        let about = TrailFilter { subject: Some("report-4".to_owned()), ..TrailFilter::default() };
        let found = store.trail(&about, 100).await.unwrap();
        let seqs: Vec<i64> = found.iter().map(|(link, _)| link.seq).collect();
        assert_eq!(seqs, (0..10).rev().map(|n| n * 100 + 5).collect::<Vec<_>>());
        assert_eq!(found[0].1, entry(904));
        let rest = TrailFilter {
            before: Some(405),
            actor: Some("account-1".to_owned()),
            from: Some(entry(100).at),
            until: Some(entry(300).at),
            kinds: vec![AuditKind::Search],
            ..TrailFilter::default()
        };
        let found: Vec<AuditEntry> = store.trail(&rest, 1_000).await.unwrap().into_iter().map(|(_, e)| e).collect();
        let expected: Vec<AuditEntry> =
            (100..300).rev().map(entry).filter(|e| e.actor == "account-1" && e.kind == AuditKind::Search).collect();
        assert_eq!(found, expected);
    }

    async fn what_is_noted_is_committed_within_a_second_and_what_is_recorded_at_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let (trail, writer) = Trail::start(store.clone());
        trail.record(entry(1)).await.unwrap();
        let last = store.last_of_trail().await.unwrap().unwrap();
        assert_eq!(last.seq, 1, "it is there when it was said to be");
        trail.note(entry(2)).await.unwrap();
        let began = Instant::now();
        while store.last_of_trail().await.unwrap().unwrap().seq < 2 {
            // The bar is one second; a busy machine gets more.
            assert!(began.elapsed() < Duration::from_secs(5), "what was noted was not committed");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for n in 3..=30 {
            trail.note(entry(n)).await.unwrap();
        }
        drop(trail);
        writer.await.unwrap();
        assert_eq!(verify(&store, &[last]).await, Ok(30), "the writer ends when everything is written");
    }

    async fn two_writers_make_one_chain(back_end) {
        let database = Database::empty(back_end).await;
        let stores = [database.store().await, database.store().await];
        let writers = stores.iter().cloned().map(|store| {
            tokio::spawn(async move {
                let (trail, writer) = Trail::start(store);
                for n in 0..50 {
                    if n % 5 == 0 {
                        trail.record(entry(n)).await.unwrap();
                    } else {
                        trail.note(entry(n)).await.unwrap();
                    }
                }
                drop(trail);
                writer.await.unwrap();
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(verify(&stores[0], &[]).await, Ok(100));
    }

    async fn whoever_records_is_told_when_it_cannot_be_written_and_what_is_noted_is_not_lost(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let (trail, writer) = Trail::start(store.clone());
        trail.record(entry(1)).await.unwrap();
        database.execute("alter table audit_trail rename to away").await;
        trail.note(entry(2)).await.unwrap();
        assert!(trail.record(entry(3)).await.is_err());
        database.execute("alter table away rename to audit_trail").await;
        // The writer pauses after it failed.
        tokio::time::sleep(Duration::from_millis(600)).await;
        trail.record(entry(4)).await.unwrap();
        drop(trail);
        writer.await.unwrap();
        let kept = store.trail(&TrailFilter::default(), 10).await.unwrap();
        let kept: Vec<AuditEntry> = kept.into_iter().map(|(_, entry)| entry).collect();
        assert_eq!(kept, [entry(4), entry(2), entry(1)]);
    }
}
