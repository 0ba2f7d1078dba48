//! The trail: who did and saw what is told to one writer, which adds it to the chain.
//!
//! What somebody is shown of a single report, takes away or changes is recorded before the answer leaves. What is
//! asked often and tells little by itself (lists, counts, tiles) is noted: it is committed within a second. Nothing is
//! ever dropped: when the writer cannot keep up or the database fails, those who note wait, and those who record are
//! told, and must then refuse what they were asked.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::AppError;
use crate::domain::AuditEntry;
use crate::storage::{StorageError, Store};

/// Entries that wait before those who tell have to wait too.
const ENTRIES_WAITING: usize = 10_000;
/// Entries in one transaction.
const ENTRIES_AT_ONCE: usize = 1_000;
/// Changes that are taken over in one transaction.
const CHANGES_AT_ONCE: i64 = 1_000;
/// How long what is only noted may wait for more of it: many commits a second would keep others from writing.
const LINGER: Duration = Duration::from_millis(400);
/// How often the writer looks for changes when nobody tells anything.
const LOOK: Duration = Duration::from_millis(500);
/// How long the writer waits after the database failed.
const PAUSE: Duration = Duration::from_millis(250);

/// An entry, and whom to tell that it is durable.
#[derive(Debug)]
struct Told {
    entry: AuditEntry,
    durable: Option<oneshot::Sender<Result<(), String>>>,
}

/// Takes entries for the trail. Cheap to clone; clones tell the same writer.
#[derive(Debug, Clone)]
pub struct Trail {
    to: mpsc::Sender<Told>,
}

impl Trail {
    /// Starts the writer, which ends when nobody can tell it anything any more and all is written.
    pub fn start(store: Store) -> (Self, tokio::task::JoinHandle<()>) {
        let (to, from) = mpsc::channel(ENTRIES_WAITING);
        (Self { to }, tokio::spawn(write(store, from)))
    }

    /// Records an entry; returns when it is durable.
    ///
    /// # Errors
    /// When it could not be written, for example because the disk is full. Whoever asked must then be refused.
    pub async fn record(&self, entry: AuditEntry) -> Result<(), AppError> {
        let (durable, heard) = oneshot::channel();
        let gone = || AppError::Refused("the trail is not written any more".to_owned());
        self.to.send(Told { entry, durable: Some(durable) }).await.map_err(|_| gone())?;
        heard.await.map_err(|_| gone())?.map_err(AppError::Refused)
    }

    /// Notes an entry, which is committed within a second; waits while too many wait already.
    ///
    /// # Errors
    /// When the writer has ended.
    pub async fn note(&self, entry: AuditEntry) -> Result<(), AppError> {
        let gone = |_| AppError::Refused("the trail is not written any more".to_owned());
        self.to.send(Told { entry, durable: None }).await.map_err(gone)
    }
}

/// Adds what is told to the chain, and the changes that are not in it yet.
async fn write(store: Store, mut from: mpsc::Receiver<Told>) {
    // What could not be written and nobody waits for.
    let mut kept: VecDeque<AuditEntry> = VecDeque::new();
    loop {
        let (told, more) = gather(&mut from, kept.is_empty()).await;
        let mut waiting = Vec::new();
        let mut entries: Vec<AuditEntry> = kept.drain(..).collect();
        let noted = entries.len();
        let mut noted_now = Vec::new();
        for Told { entry, durable } in told {
            match durable {
                Some(durable) => {
                    waiting.push(durable);
                    entries.push(entry);
                }
                None => noted_now.push(entry),
            }
        }
        let recorded = entries.len() - noted;
        entries.extend(noted_now);
        let written = match is_anything_to_do(&store, &entries).await {
            Ok(true) => store.append_trail(entries.clone(), CHANGES_AT_ONCE).await.map(|_| ()),
            Ok(false) => Ok(()),
            Err(cause) => Err(cause),
        };
        match written {
            Ok(()) => waiting.into_iter().for_each(|durable| drop(durable.send(Ok(())))),
            Err(cause) => {
                tracing::error!(%cause, "the trail could not be written");
                for durable in waiting {
                    drop(durable.send(Err("what was asked cannot be recorded in the trail".to_owned())));
                }
                // Who recorded was told, and refuses; what was noted is tried again.
                entries.drain(noted..noted + recorded);
                kept.extend(entries);
                tokio::time::sleep(PAUSE).await;
            }
        }
        if !more && kept.is_empty() {
            return;
        }
    }
}

/// Waits for something to write: at once when somebody waits for it, after a moment when it is only noted. Says too
/// whether more may come.
async fn gather(from: &mut mpsc::Receiver<Told>, may_wait: bool) -> (Vec<Told>, bool) {
    let mut told = Vec::new();
    let mut until = Instant::now() + if may_wait { LOOK } else { Duration::ZERO };
    loop {
        let room = ENTRIES_AT_ONCE - told.len();
        let is_urgent = told.iter().any(|told: &Told| told.durable.is_some());
        if room == 0 || is_urgent {
            return (told, true);
        }
        let was_empty = told.is_empty();
        match timeout_at(until, from.recv_many(&mut told, room)).await {
            Ok(0) => return (told, false),
            Ok(_) if was_empty => until = Instant::now() + LINGER,
            Ok(_) => {}
            Err(_) => return (told, true),
        }
    }
}

/// Who looks twice a second must not take the writer's turn for nothing.
async fn is_anything_to_do(store: &Store, entries: &[AuditEntry]) -> Result<bool, StorageError> {
    Ok(!entries.is_empty() || store.is_trail_behind().await?)
}
