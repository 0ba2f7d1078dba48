//! Programs that are killed while they store a few reports at a time.

use std::time::Duration;

use super::judge;
use super::victim::{Life, MOST_AT_ONCE, WRITERS, Work, kill_after};
use crate::databases::{BackEnd, Database, on_both};
use crate::support::{Dice, trials};

/// How long a victim works at most, in milliseconds; on PostgreSQL it has to connect for each writer first.
fn longest_life_ms(back_end: BackEnd) -> u64 {
    match back_end {
        BackEnd::Sqlite => trials(60, 1_500),
        BackEnd::Postgres => trials(200, 1_500),
    }
}

on_both! {
    async fn what_a_killed_program_has_acknowledged_is_there_once_and_whole(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let mut dice = Dice::new(1);
        let (kills, mut acknowledged, mut more) = (trials(60, 200), 0, 0);
        for kill in 0..kills {
            let trial = format!("kill{kill}");
            let life = Life::Time(Duration::from_millis(dice.below(longest_life_ms(back_end))));
            let acks = kill_after(life, Work::Commits, &database.url, &trial);
            judge::settle(&database, &store).await;
            assert_eq!(judge::lost(&database, &trial, &acks).await, [], "{trial}");
            assert_eq!(judge::torn(&database).await, [""; 0], "{trial}");
            // What was stored and not acknowledged is one change of each writer at most.
            let unsaid = judge::stored(&database, &trial).await.len() - acks.len();
            assert!(unsaid <= WRITERS * MOST_AT_ONCE, "{trial}: {unsaid}");
            (acknowledged, more) = (acknowledged + acks.len(), more + unsaid);
        }
        judge::check_feed(&database).await;
        judge::check_engine(&database).await;
        eprintln!("{kills} kills: {acknowledged} acknowledged and 0 lost, {more} stored and not acknowledged");
        assert!(acknowledged > 0);
    }

    async fn a_program_that_acknowledges_too_early_is_found_out(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let (mut acknowledged, mut lost) = (0, 0);
        for kill in 0..5 {
            let trial = format!("kill{kill}");
            let acks = kill_after(Life::Acknowledged(1), Work::EarlyAcks, &database.url, &trial);
            judge::settle(&database, &store).await;
            lost += judge::lost(&database, &trial, &acks).await.len();
            acknowledged += acks.len();
        }
        eprintln!("acknowledged before the commit: {acknowledged}, and {lost} lost in 5 kills");
        assert!(lost > 0, "this trial would not see a loss");
    }
}
