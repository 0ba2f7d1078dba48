//! A PostgreSQL that crashes while reports are stored.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mekong_watch::storage::Store;

use super::judge;
use super::victim::{WRITERS, write};
use crate::databases::Cluster;
use crate::support::{Dice, trials};

/// Crashes after which settings that lose commits must have lost one; the first does on most machines.
const MOST_LATE_CRASHES: usize = 20;

/// Crashes the cluster while several writers commit, and returns what was acknowledged.
async fn crash_after(life: Duration, cluster: &mut Cluster, store: &Store, trial: &str) -> Vec<String> {
    let acks = Arc::new(Mutex::new(Vec::new()));
    let writers = (0..WRITERS).map(|writer| {
        let (store, trial, acks) = (store.clone(), trial.to_owned(), Arc::clone(&acks));
        tokio::spawn(async move {
            write(&store, &trial, writer, false, |ack| acks.lock().unwrap().push(ack.to_owned())).await
        })
    });
    let writers: Vec<_> = writers.collect();
    tokio::time::sleep(life).await;
    tokio::task::block_in_place(|| cluster.crash());
    for writer in writers {
        writer.await.unwrap();
    }
    std::mem::take(&mut acks.lock().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_crash_of_postgresql_and_less_durable_settings_are_found_out() {
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let store = database.store().await;
    let mut dice = Dice::new(2);
    let (crashes, mut acknowledged) = (trials(10, 100), 0);
    for crash in 0..crashes {
        let trial = format!("crash{crash}");
        let life = Duration::from_millis(50 + dice.below(150));
        let acks = crash_after(life, &mut cluster, &store, &trial).await;
        // The same store goes on, as a server would.
        judge::settle(&database, &store).await;
        assert_eq!(judge::lost(&database, &trial, &acks).await, [], "{trial}");
        assert_eq!(judge::torn(&database).await, [""; 0], "{trial}");
        acknowledged += acks.len();
    }
    judge::check_feed(&database).await;
    judge::check_engine(&database).await;
    eprintln!("{crashes} crashes of PostgreSQL: {acknowledged} acknowledged and 0 lost");
    assert!(acknowledged > 0);

    // A commit that does not wait for the disk loses what the log's writer has not come to; it comes late here.
    database.execute("alter system set synchronous_commit = off").await;
    database.execute("alter system set wal_writer_delay = '10s'").await;
    database.execute("select pg_reload_conf()").await;
    let store = database.store().await;
    let (mut acknowledged, mut lost) = (0, 0);
    for crash in 0..MOST_LATE_CRASHES {
        let trial = format!("late{crash}");
        let acks = crash_after(Duration::from_millis(150), &mut cluster, &store, &trial).await;
        judge::settle(&database, &store).await;
        lost += judge::lost(&database, &trial, &acks).await.len();
        acknowledged += acks.len();
        if lost > 0 {
            break;
        }
    }
    eprintln!("with synchronous_commit = off: {acknowledged} acknowledged and {lost} lost");
    assert!(lost > 0, "this trial would not see a loss");
}
