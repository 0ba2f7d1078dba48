//! A backup: every row of every table as lines of JSON, compressed, sealed to the keys of those who may read
//! it (age), with a hash of each table. It can be restored on either back end, as of any epoch in it.

mod cut;
mod keys;
mod read;

use cut::Cut;
pub use keys::{Identity, Recipient};
pub(super) use read::read;

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::records::Rows;
use crate::domain::Epoch;

/// What the first line of a backup says it is.
const KIND: &str = "mekong-watch backup 1";

/// Says what is wrong with a backup, or with making one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The text is not a key to seal to.
    #[error("`{text}` is not a public key; it begins with age1")]
    Recipient {
        /// The text as given.
        text: String,
    },
    /// The text is not a key to open with; it is not repeated here.
    #[error("this is not a secret key file; a line in it begins with AGE-SECRET-KEY-")]
    Identity,
    /// Nobody could open the backup.
    #[error("a backup needs at least one public key to be sealed to")]
    NoRecipient,
    /// The file cannot be opened with this key, or is not a sealed file.
    #[error("the backup cannot be opened: {0}")]
    Sealed(String),
    /// The file is cut short or was altered.
    #[error("the backup is damaged {place}: {reason}")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// The database holds something.
    #[error("the database holds changes already; restore into an empty one")]
    NotEmpty,
    /// The backup ends before the epoch asked for.
    #[error("the backup ends at epoch {last}; there is no epoch {asked} in it")]
    NoSuchEpoch {
        /// The epoch asked for.
        asked: Epoch,
        /// Its last epoch.
        last: Epoch,
    },
    /// Reading or writing failed.
    #[error("reading or writing the backup: {0}")]
    Io(#[from] std::io::Error),
    /// The other side of the copy went away.
    #[error("the copy was stopped")]
    Stopped,
}

/// What a backup holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// The last epoch in it.
    pub epoch: Epoch,
    /// Each table with its rows and the hash of its lines in the order of their key.
    pub tables: BTreeMap<String, TableContents>,
}

/// What a backup holds of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableContents {
    /// Rows.
    pub rows: u64,
    /// SHA-256 of their lines, in hexadecimal digits.
    pub sha256: String,
}

/// What a reader of a backup hands to the database.
#[derive(Debug)]
pub(super) enum Part {
    /// Some rows.
    Rows(Rows),
    /// Nothing comes after this, and all before it was found whole.
    End,
}

/// The lines that are not rows.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum Mark {
    Backup { kind: String },
    Table { name: String },
    End { rows: u64, sha256: String },
    Complete { epoch: Epoch },
}

/// Counts and hashes the rows of one table as they pass.
#[derive(Default)]
struct Tally {
    rows: u64,
    hash: Sha256,
}

impl Tally {
    fn add(&mut self, line: &str) {
        self.rows += 1;
        self.hash.update(line);
        self.hash.update("\n");
    }

    fn finish(self) -> TableContents {
        TableContents { rows: self.rows, sha256: format!("{:x}", self.hash.finalize()) }
    }
}

/// Notes what passes: the last epoch, and each table with its rows and hash.
#[derive(Default)]
struct Inventory {
    contents: Contents,
    current: Option<(&'static str, Tally)>,
}

impl Inventory {
    /// Notes some rows; tables come one after the other.
    fn take(&mut self, rows: &Rows) -> Result<(), BackupError> {
        let lines = rows.lines().map_err(std::io::Error::from)?;
        if self.is_other(rows, &lines) {
            self.end();
            self.current = Some((rows.table(), Tally::default()));
        }
        self.note(rows, &lines);
        Ok(())
    }

    /// Returns what has passed.
    fn finish(mut self) -> Contents {
        self.end();
        self.contents
    }

    /// Tells whether rows begin another table than the one that is passing.
    fn is_other(&self, rows: &Rows, lines: &[String]) -> bool {
        !lines.is_empty() && self.current.as_ref().is_none_or(|(table, _)| *table != rows.table())
    }

    /// Ends the table that has passed, when there is one, and returns what it held.
    fn end(&mut self) -> Option<TableContents> {
        let (table, tally) = self.current.take()?;
        let held = tally.finish();
        self.contents.tables.insert(table.to_owned(), held.clone());
        Some(held)
    }

    fn note(&mut self, rows: &Rows, lines: &[String]) {
        if let Rows::Changes(changes) = rows {
            let last = changes.iter().filter_map(|change| change.epoch).max();
            self.contents.epoch = self.contents.epoch.max(last.unwrap_or(0));
        }
        if let Some((_, tally)) = &mut self.current {
            for line in lines {
                tally.add(line);
            }
        }
    }
}

/// Hashes rows without writing them anywhere.
pub(in crate::storage) fn take_inventory(mut from: mpsc::Receiver<Rows>) -> Result<Contents, BackupError> {
    write_lines(&mut from, &mut std::io::sink())
}

/// Seals rows into a file.
pub(in crate::storage) fn write(
    mut from: mpsc::Receiver<Rows>,
    to: impl Write,
    recipients: &[Recipient],
) -> Result<Contents, BackupError> {
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(Recipient::key))
        .map_err(|_| BackupError::NoRecipient)?;
    let mut sealed = GzEncoder::new(encryptor.wrap_output(to)?, Compression::fast());
    let contents = write_lines(&mut from, &mut sealed)?;
    sealed.finish()?.finish()?.flush()?;
    Ok(contents)
}

fn write_lines(from: &mut mpsc::Receiver<Rows>, to: &mut impl Write) -> Result<Contents, BackupError> {
    let mark = |to: &mut dyn Write, mark: &Mark| -> Result<(), BackupError> {
        let line = serde_json::to_string(mark).map_err(std::io::Error::from)?;
        Ok(writeln!(to, "{line}")?)
    };
    mark(to, &Mark::Backup { kind: KIND.to_owned() })?;
    let mut inventory = Inventory::default();
    // A change that has no epoch yet has not happened for readers, and who restores it could not number it as
    // here; it belongs to the next backup.
    let mut numbered = Cut::new(Some(Epoch::MAX));
    while let Some(rows) = from.blocking_recv() {
        let rows = numbered.apply(rows);
        let lines = rows.lines().map_err(std::io::Error::from)?;
        if inventory.is_other(&rows, &lines) {
            if let Some(TableContents { rows, sha256 }) = inventory.end() {
                mark(to, &Mark::End { rows, sha256 })?;
            }
            mark(to, &Mark::Table { name: rows.table().to_owned() })?;
            inventory.current = Some((rows.table(), Tally::default()));
        }
        inventory.note(&rows, &lines);
        for line in &lines {
            writeln!(to, "{line}")?;
        }
    }
    if let Some(TableContents { rows, sha256 }) = inventory.end() {
        mark(to, &Mark::End { rows, sha256 })?;
    }
    mark(to, &Mark::Complete { epoch: inventory.contents.epoch })?;
    Ok(inventory.contents)
}
