//! Reading a backup: line by line, bounded, each table against its hash.

use std::io::{BufRead, BufReader, Read};

use flate2::read::GzDecoder;
use tokio::sync::mpsc;

use super::cut::Cut;
use super::{BackupError, Contents, Identity, Inventory, KIND, Mark, Part, TableContents, Tally};
use crate::domain::Epoch;
use crate::storage::records::Rows;

/// Longest line that is read: a saved area or a district's polygon with very many positions.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;
/// Rows handed on at a time.
const ROWS_AT_A_TIME: usize = 1_000;
/// Bytes of lines handed on at a time, but for the last of them: kept answers are long.
const BYTES_AT_A_TIME: usize = 32 * 1024 * 1024;

/// Opens a sealed file and hands on its rows, those of changes up to an epoch only when one is given; returns
/// what the file holds in all.
///
/// # Errors
/// When the key does not open it, or a line is missing or altered; a row is handed on only after the seal of
/// its part of the file was found whole.
pub(in crate::storage) fn read(
    from: impl Read,
    identity: &Identity,
    until: Option<Epoch>,
    to: &mpsc::Sender<Part>,
) -> Result<Contents, BackupError> {
    let sealed = |e: age::DecryptError| BackupError::Sealed(e.to_string());
    let opened = age::Decryptor::new_buffered(BufReader::new(from))
        .and_then(|decryptor| decryptor.decrypt(std::iter::once(identity.key())))
        .map_err(sealed)?;
    let mut lines = Lines { from: BufReader::new(GzDecoder::new(opened)), number: 0 };
    match lines.mark()? {
        Mark::Backup { kind } if kind == KIND => {}
        _ => return Err(lines.damaged("it is no backup of this product")),
    }
    let (mut inventory, mut restored) = (Inventory::default(), Inventory::default());
    let mut cut = Cut::new(until);
    let mut table = String::new();
    let mut waiting = Vec::new();
    let mut waiting_bytes = 0;
    loop {
        let line = lines.next()?;
        let mark = if MARK_BEGINS.iter().any(|begins| line.starts_with(begins)) {
            serde_json::from_str::<Mark>(&line).ok()
        } else {
            None
        };
        let is_full = waiting.len() >= ROWS_AT_A_TIME || waiting_bytes >= BYTES_AT_A_TIME;
        let ends_batch = mark.is_some() || is_full;
        if ends_batch && !waiting.is_empty() {
            let rows =
                Rows::read(&table, &waiting).ok_or_else(|| lines.damaged("a row stands outside a table"))?;
            let rows = rows.map_err(|e| lines.damaged(&e.to_string()))?;
            inventory.note(&rows, &waiting);
            let rows = cut.apply(rows);
            restored.take(&rows)?;
            to.blocking_send(Part::Rows(rows)).map_err(|_| BackupError::Stopped)?;
            waiting.clear();
            waiting_bytes = 0;
        }
        match mark {
            None => {
                waiting_bytes += line.len();
                waiting.push(line);
            }
            Some(Mark::Table { name }) => {
                let known = Rows::TABLES.iter().find(|known| **known == name);
                let known = known.ok_or_else(|| lines.damaged("it names a table that is not known"))?;
                inventory.current = Some((known, Tally::default()));
                table = name;
            }
            Some(Mark::End { rows, sha256 }) => {
                if inventory.end() != Some(TableContents { rows, sha256 }) {
                    return Err(lines.damaged(&format!("the hash of table {table} is another one")));
                }
                table.clear();
            }
            Some(Mark::Complete { epoch }) => {
                if let Some(asked) = until.filter(|asked| *asked > epoch) {
                    return Err(BackupError::NoSuchEpoch { asked, last: epoch });
                }
                // Reading on to the end finds a file that was cut after its last line.
                if !lines.is_at_end()? {
                    return Err(lines.damaged("it goes on"));
                }
                to.blocking_send(Part::End).map_err(|_| BackupError::Stopped)?;
                return Ok(restored.finish());
            }
            Some(Mark::Backup { .. }) => return Err(lines.damaged("it begins twice")),
        }
    }
}

/// How each mark begins; no row does, since rows have small names.
const MARK_BEGINS: [&str; 3] = ["{\"Table\"", "{\"End\"", "{\"Complete\""];

/// The lines of a backup, bounded and counted.
struct Lines<R> {
    from: BufReader<R>,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn damaged(&self, reason: &str) -> BackupError {
        BackupError::Damaged { place: format!("at line {}", self.number), reason: reason.to_owned() }
    }

    fn next(&mut self) -> Result<String, BackupError> {
        self.number += 1;
        let mut line = String::new();
        let read = (&mut self.from).take(LONGEST_LINE).read_line(&mut line);
        match read {
            Ok(0) => Err(self.damaged("it ends here, before it is complete")),
            Ok(_) if !line.ends_with('\n') => Err(self.damaged("the line does not end")),
            Ok(_) => {
                line.pop();
                Ok(line)
            }
            Err(error) => Err(self.damaged(&error.to_string())),
        }
    }

    fn mark(&mut self) -> Result<Mark, BackupError> {
        let line = self.next()?;
        serde_json::from_str(&line).map_err(|e| self.damaged(&e.to_string()))
    }

    fn is_at_end(&mut self) -> Result<bool, BackupError> {
        match self.from.fill_buf() {
            Ok(rest) => Ok(rest.is_empty()),
            Err(error) => Err(self.damaged(&error.to_string())),
        }
    }
}
