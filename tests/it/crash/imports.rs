//! Imports that are killed and done again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mekong_watch::domain::Outcome;
use mekong_watch::storage::Store;

use super::judge;
use super::victim::{Life, ROWS, ROWS_AT_ONCE, Work, import, kill_after};
use crate::databases::{Database, on_both};
use crate::support::{Dice, trials};

/// Rows of a file for the command line; it stores them in four changes.
const ROWS_OF_FILE: usize = 3_500;

/// Imports the rows of a trial without being killed; returns how many were added and how many were there.
async fn import_again(store: &Store, trial: &str, file: &str) -> (usize, usize) {
    let outcomes = import(store, trial, file, |_| ()).await.unwrap();
    let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
    (count(Outcome::Added), count(Outcome::Unchanged))
}

on_both! {
    async fn an_interrupted_import_goes_on_where_it_stopped_and_one_without_keys_is_found_out(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let begun = Instant::now();
        assert_eq!(import_again(&store, "whole", "whole").await, (ROWS, 0));
        let whole_ms = u64::try_from(begun.elapsed().as_millis()).unwrap();
        let mut dice = Dice::new(3);
        let (kills, mut acknowledged, mut halves) = (trials(35, 200), 0, 0);
        for kill in 0..kills {
            let trial = format!("kill{kill}");
            // Any moment, and in turn one between the first change and the last: a machine that is slower now
            // than it was for the whole import above would kill all of them before the first.
            let life = match kill % 2 {
                0 => Life::Time(Duration::from_millis(dice.below(whole_ms))),
                _ => Life::Acknowledged(ROWS_AT_ONCE * (1 + usize::try_from(kill / 2).unwrap() % (ROWS / ROWS_AT_ONCE - 1))),
            };
            let acks = kill_after(life, Work::Import, &database.url, &trial);
            judge::settle(&database, &store).await;
            assert_eq!(judge::lost(&database, &trial, &acks).await, [], "{trial}");
            let (added, there) = import_again(&store, &trial, &trial).await;
            judge::settle(&database, &store).await;
            assert_eq!(added + there, ROWS, "{trial}");
            assert!(there >= acks.len(), "{trial}: {there} were there, {} acknowledged", acks.len());
            assert_eq!(judge::stored(&database, &trial).await.len(), ROWS, "{trial}");
            assert_eq!(judge::doubles(&database, &trial).await, 0, "{trial}");
            assert_eq!(judge::torn(&database).await, [""; 0], "{trial}");
            acknowledged += acks.len();
            halves += usize::from(added > 0 && there > 0);
        }
        judge::check_feed(&database).await;
        judge::check_engine(&database).await;
        eprintln!("{kills} killed imports, {halves} of them half done: {acknowledged} acknowledged, 0 lost, 0 doubled");
        assert!(halves > 0, "no import was killed half done");

        // The same, but the second file names its rows otherwise.
        kill_after(Life::Acknowledged(ROWS_AT_ONCE), Work::Import, &database.url, "renamed");
        let (added, _) = import_again(&store, "renamed", "otherwise").await;
        let doubles = judge::doubles(&database, "renamed").await;
        eprintln!("without their keys {added} rows were added and {doubles} are there twice");
        assert!(doubles > 0, "this trial would not see a double");
    }

    async fn a_killed_command_is_given_again_and_every_row_of_its_file_is_there_once(back_end) {
        let database = Database::empty(back_end).await;
        let store = database.store().await;
        let folder = tempfile::tempdir().unwrap();
        let file = |trial: &str| {
            let path = folder.path().join(format!("{trial}.csv"));
            let rows: Vec<String> =
                (0..ROWS_OF_FILE).map(|i| format!("{trial}-{i},drugs,3206,{trial} row {i},true\n")).collect();
            std::fs::write(&path, format!("id,category,amphoe_code,summary,synthetic\n{}", rows.concat())).unwrap();
            path
        };
        let mut dice = Dice::new(4);
        let (kills, mut halves) = (trials(5, 50), 0);
        for kill in 0..kills {
            let trial = format!("kill{kill}");
            let path = file(&trial);
            let mut command = command(&path, &database.url).stderr(Stdio::null()).spawn().unwrap();
            // Some are killed before the first change, some between changes and some in the middle of one.
            let enough = changes(&database).await + dice.below(4);
            while changes(&database).await < enough && command.try_wait().unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            tokio::time::sleep(Duration::from_millis(dice.below(60))).await;
            command.kill().unwrap();
            command.wait().unwrap();
            let (added, there) = import_file(&path, &database.url);
            assert_eq!(added + there, ROWS_OF_FILE, "{trial}");
            let said = format!("select cast(count(*) as text) as line from report_text where summary like '{trial} row %'");
            assert_eq!(database.lines(&said).await, [ROWS_OF_FILE.to_string()], "{trial}");
            assert_eq!(judge::doubles(&database, &trial).await, 0, "{trial}");
            halves += usize::from(added > 0 && there > 0);
        }
        judge::settle(&database, &store).await;
        assert_eq!(judge::torn(&database).await, [""; 0]);
        judge::check_engine(&database).await;
        eprintln!("{kills} killed commands, {halves} of them half done: 0 lost, 0 doubled");
        assert!(halves > 0, "no command was killed half done");
    }
}

/// Counts the changes that are committed.
async fn changes(database: &Database) -> u64 {
    database.lines("select cast(count(*) as text) as line from change").await[0].parse().unwrap()
}

fn command(file: &Path, url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mekong-watch"));
    command.args(["import", "reports"]).arg(file).args(["--database", url]);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Imports a file to its end; returns how many rows were added and how many were stored already.
fn import_file(file: &Path, url: &str) -> (usize, usize) {
    let output = command(file, url).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let summary = said.lines().find(|line| line.contains(" stored already")).unwrap();
    let count = |what: &str| {
        let part = summary.split(", ").find(|part| part.ends_with(what)).unwrap();
        part.split(' ').next().unwrap().parse().unwrap()
    };
    (count(" added"), count(" stored already"))
}
