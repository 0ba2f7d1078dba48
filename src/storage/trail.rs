//! The trail: who did and saw what, added to and read.

use chrono::{DateTime, Utc};

use super::{BackEnd, StorageError, Store, postgres, sqlite};
use crate::domain::{AuditEntry, AuditKind, ChainBreak, ChainLink, ChainVerifier, Checkpoint};

/// Entries that are read at a time, where all of them are.
const ENTRIES_AT_A_TIME: usize = 5_000;

/// Which entries of the trail are asked for; what is not said lets all through.
#[derive(Debug, Clone, Default)]
pub struct TrailFilter {
    /// Those before this number.
    pub before: Option<i64>,
    /// Those of one who acted.
    pub actor: Option<String>,
    /// Those of some kinds.
    pub kinds: Vec<AuditKind>,
    /// Those about a report, or something else.
    pub subject: Option<String>,
    /// Those from a time on.
    pub from: Option<DateTime<Utc>>,
    /// Those before a time.
    pub until: Option<DateTime<Utc>>,
}

impl Store {
    /// Adds entries to the trail, and after them what at most so many changes did that are not in it yet, in one
    /// transaction; returns the last entry's place then. When it returns they are durable.
    ///
    /// Any number of programs may do this on one database at once: they make one chain.
    ///
    /// # Errors
    /// When the database fails; then nothing was added, or, when it went away in the middle, all of it.
    pub async fn append_trail(
        &self,
        entries: Vec<AuditEntry>,
        changes: i64,
    ) -> Result<Option<ChainLink>, StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.append_trail(entries, changes).await,
            BackEnd::Postgres(connections) => connections.append_trail(entries, changes).await,
        }
    }

    /// Tells whether changes are committed that are not in the trail yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_trail_behind(&self) -> Result<bool, StorageError> {
        read!(self, trail::is_behind())
    }

    /// Returns the place of the trail's last entry; nothing when there is none.
    ///
    /// # Errors
    /// When the database fails or the entry cannot be read.
    pub async fn last_of_trail(&self) -> Result<Option<ChainLink>, StorageError> {
        read!(self, trail::last())
    }

    /// Returns the entries that a filter lets through, the newest first, at most so many.
    ///
    /// # Errors
    /// When the database fails or an entry cannot be read.
    pub async fn trail(
        &self,
        filter: &TrailFilter,
        limit: usize,
    ) -> Result<Vec<(ChainLink, AuditEntry)>, StorageError> {
        read!(self, trail::page(filter, limit))
    }

    /// Goes along the whole trail, some entries at a time, and says after each piece how far it is; returns how many
    /// entries there are, or the first bad place. An entry that cannot be read was changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_trail(
        &self,
        noted: Vec<Checkpoint>,
        mut progress: impl FnMut(i64),
    ) -> Result<Result<i64, ChainBreak>, StorageError> {
        let mut verifier = ChainVerifier::new(noted);
        // Before the first number there should be none; what is there all the same is found.
        let mut last = i64::MIN;
        loop {
            let records = read!(self, trail::after(last, ENTRIES_AT_A_TIME))?;
            let Some(newest) = records.last() else { return Ok(verifier.finish()) };
            last = newest.seq;
            for record in records {
                let seq = record.seq;
                let taken = match record.entry() {
                    Ok((link, entry)) => verifier.take(&link, &entry),
                    Err(_) => Err(ChainBreak::Changed { seq }),
                };
                if let Err(broken) = taken {
                    return Ok(Err(broken));
                }
            }
            progress(verifier.last());
        }
    }
}
