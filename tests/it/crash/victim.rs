//! The program that is killed: this test binary once more, which stores reports until it dies.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use chrono::Utc;
use mekong_watch::app::JOB_LEASE;
use mekong_watch::domain::{NewReport, OnConflict, Outcome, Place, Placement, PlacingMethod};
use mekong_watch::storage::{StorageError, Store};
use uuid::Uuid;

use crate::storage::{change, placed};

/// What the victim is told: the database, what to do, and the name of the trial.
const DATABASE: &str = "MEKONG_WATCH_VICTIM_DATABASE";
const WORK: &str = "MEKONG_WATCH_VICTIM_WORK";
const TRIAL: &str = "MEKONG_WATCH_VICTIM_TRIAL";
/// No victim lives longer, whatever becomes of who should kill it.
const LONGEST_LIFE: Duration = Duration::from_mins(1);
/// Writers of a trial at once.
pub const WRITERS: usize = 4;
/// Reports of one change at most, but for an import.
pub const MOST_AT_ONCE: usize = 3;
/// Rows of an import, and how many of them go into one change.
pub const ROWS: usize = 400;
pub const ROWS_AT_ONCE: usize = 50;

/// What a victim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Stores a few reports at a time, and acknowledges them after the commit.
    Commits,
    /// Does the same, but acknowledges them before.
    EarlyAcks,
    /// Stores the rows of a file as an import does.
    Import,
    /// Takes a job, acknowledges it, and says nothing more of it.
    Job,
}

impl Work {
    const ALL: [Self; 4] = [Self::Commits, Self::EarlyAcks, Self::Import, Self::Job];

    fn name(self) -> &'static str {
        match self {
            Self::Commits => "commits",
            Self::EarlyAcks => "early acks",
            Self::Import => "import",
            Self::Job => "job",
        }
    }
}

/// How long a victim may work once its database is open.
#[derive(Debug, Clone, Copy)]
pub enum Life {
    /// A time, whatever it does in it.
    Time(Duration),
    /// Until so many rows are acknowledged; a slow machine cannot make this too early.
    Acknowledged(usize),
}

/// Starts a victim, lets it work, kills it with signal 9, and returns what it has acknowledged.
pub fn kill_after(life: Life, work: Work, url: &str, trial: &str) -> Vec<String> {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["crash::victim::victim", "--exact", "--ignored", "--test-threads=1"])
        .envs([(DATABASE, url), (WORK, work.name()), (TRIAL, trial)])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stderr.take().unwrap()).lines();
    let first = lines.next().map_or_else(String::new, Result::unwrap);
    let (say, said) = mpsc::channel();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line)));
    let mut rest = Vec::new();
    if first == "open" {
        match life {
            Life::Time(time) => std::thread::sleep(time),
            // The channel closes when the victim ends by itself, which is said below.
            Life::Acknowledged(rows) => rest.extend(said.iter().take(rows)),
        }
    }
    victim.kill().unwrap();
    let status = victim.wait().unwrap();
    rest.extend(said.iter());
    assert_eq!(status.signal(), Some(9), "the victim ended by itself: {first}\n{}", rest.join("\n"));
    assert_eq!(first, "open", "{}", rest.join("\n"));
    let key = |line: &String| line.strip_prefix("ack ").unwrap_or_else(|| panic!("{line}")).to_owned();
    rest.iter().map(key).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is started, and killed, by the tests beside it"]
async fn victim() {
    let told = |name| std::env::var(name).unwrap_or_default();
    let Some(work) = Work::ALL.into_iter().find(|work| work.name() == told(WORK)) else { return };
    let store = Store::open(&told(DATABASE)).await.unwrap();
    // Past the test harness, which would keep it until the end. One call is one write to the pipe.
    let say = |line: String| std::io::stderr().write_all(line.as_bytes()).unwrap();
    say("open\n".to_owned());
    let (trial, acknowledge) = (told(TRIAL), move |ack: &str| say(format!("ack {ack}\n")));
    match work {
        Work::Commits | Work::EarlyAcks => {
            for writer in 0..WRITERS {
                let (store, trial) = (store.clone(), trial.clone());
                let early = work == Work::EarlyAcks;
                tokio::spawn(
                    async move { panic!("{}", write(&store, &trial, writer, early, acknowledge).await) },
                );
            }
        }
        Work::Import => {
            import(&store, &trial, &trial, acknowledge).await.unwrap();
        }
        Work::Job => {
            let taken = store.claim_job(Uuid::now_v7(), Utc::now(), &JOB_LEASE).await.unwrap().unwrap();
            acknowledge(&taken.id.to_string());
        }
    }
    // It waits for its end, so that every trial has one.
    tokio::time::sleep(LONGEST_LIFE).await;
}

/// Stores reports as one of several writers until the database fails, and returns how it failed.
///
/// New reports alone, new ones together, and other words for one that is stored take turns. What it
/// acknowledges is the report's key and the number of its words.
pub async fn write(
    store: &Store,
    trial: &str,
    writer: usize,
    early: bool,
    acknowledge: impl Fn(&str),
) -> StorageError {
    for n in 0.. {
        let first = if n % 4 == 3 { n - 1 } else { n };
        let many = if n % 4 == 1 { MOST_AT_ONCE } else { 1 };
        let keys: Vec<String> = (0..many).map(|i| format!("{trial}-{writer}-{first}-{i}")).collect();
        let reports: Vec<NewReport> = keys.iter().map(|key| unplaced(key, &n.to_string(), n)).collect();
        let acks = || keys.iter().for_each(|key| acknowledge(&format!("{key} {n}")));
        if early {
            acks();
        }
        if let Err(error) = store.commit(change(reports, OnConflict::Update)).await {
            return error;
        }
        if !early {
            acks();
        }
        // On PostgreSQL any of the programs may number what the others have committed.
        if writer == 0
            && let Err(error) = store.number_changes().await
        {
            return error;
        }
    }
    unreachable!("numbers do not end")
}

/// Stores the rows of a file, some at a time, and says what became of them; each row's key begins with `file`.
pub async fn import(
    store: &Store,
    trial: &str,
    file: &str,
    acknowledge: impl Fn(&str),
) -> Result<Vec<Outcome>, StorageError> {
    let row = |i: usize| unplaced(&format!("{file}-{i}"), &format!("{trial} row {i}"), i);
    let rows: Vec<NewReport> = (0..ROWS).map(row).collect();
    let mut outcomes = Vec::new();
    for some in rows.chunks(ROWS_AT_ONCE) {
        outcomes.extend(store.commit(change(some.to_vec(), OnConflict::Refuse)).await?.outcomes);
        for row in some {
            acknowledge(&format!("{} {}", row.import_key, row.content_hash));
        }
    }
    Ok(outcomes)
}

/// Makes a report in a district, or nowhere, without asking the placing rule: it takes a second to build.
fn unplaced(key: &str, summary: &str, n: usize) -> NewReport {
    let Some(&code) = ["3206", "3210", "5703"].get(n % 4) else {
        return placed(key, summary, Place::Unknown, Placement::unplaced());
    };
    let district = code.parse().unwrap();
    let placement = Placement {
        method: PlacingMethod::Area,
        district: Some(district),
        province: code[..2].parse().ok(),
        routed_to: Some(district),
        ..Placement::unplaced()
    };
    placed(key, summary, Place::District(district), placement)
}
