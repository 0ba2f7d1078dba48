//! Reading every report at once: PostgreSQL copies them out in its binary form, piece by piece over two
//! connections.

use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_postgres::Client;
use uuid::Uuid;

use super::super::StorageError;
use super::super::records::{COLUMNS, Columns, WIDTH, held, held_at};
use super::Connections;
use super::copy::connect;
use crate::domain::number::{count_to_i64, i64_to_count};
use crate::domain::{Epoch, ReportRow};
use crate::storage::ROWS_AT_A_TIME;
use crate::storage::touched::{Beforehand, Touched, Touching};

/// Connections that read at once.
const READERS: usize = 2;
/// Row numbers in one piece.
const PIECE: usize = 100_000;
/// Each connection keeps one processor busy already, and no piece is worth going through a whole table, whatever
/// is known of the table.
const SETTINGS: &str = "set jit = off; set max_parallel_workers_per_gather = 0; set enable_seqscan = off";
/// What a binary copy begins with: its signature, no flags, and no more of a header.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

impl Connections {
    /// Sends every report as it was held at an epoch, in no order; returns what the changes touched that began them.
    pub(in crate::storage) async fn read_held(
        &self,
        epoch: Epoch,
        beforehand: &Arc<Beforehand>,
        to: mpsc::Sender<Vec<ReportRow>>,
    ) -> Result<Touched, StorageError> {
        let next = Arc::new(AtomicI64::new(1));
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let (url, next, touching) = (self.url.clone(), Arc::clone(&next), Touching::new(beforehand));
                tokio::spawn(read(url, epoch, next, touching, to.clone()))
            })
            .collect();
        let mut touched = Touched::new();
        for reader in readers {
            touched.extend(reader.await??);
        }
        Ok(touched)
    }
}

/// Takes pieces until there are no more.
async fn read(
    url: String,
    epoch: Epoch,
    next: Arc<AtomicI64>,
    mut touching: Touching,
    to: mpsc::Sender<Vec<ReportRow>>,
) -> Result<Touched, StorageError> {
    let client = connect(&url).await?;
    client.batch_execute(SETTINGS).await?;
    let last: i64 = client.query_one("select coalesce(max(id), 0) from report", &[]).await?.get(0);
    let piece = count_to_i64(PIECE);
    loop {
        let from = next.fetch_add(piece, Ordering::Relaxed);
        if from > last || !read_piece(&client, epoch, from..from + piece, &mut touching, &to).await? {
            return Ok(touching.finish());
        }
    }
}

/// Copies out the versions of some reports and sends them; tells whether anybody takes them.
///
/// Identities are copied out apart and joined here: the same in one statement takes twice as long.
async fn read_piece(
    client: &Client,
    epoch: Epoch,
    rows: Range<i64>,
    touching: &mut Touching,
    to: &mpsc::Sender<Vec<ReportRow>>,
) -> Result<bool, StorageError> {
    let Range { start, end } = rows;
    let mut ids = vec![None; PIECE];
    let copy = format!(
        "copy (select id, uid from report where id >= {start} and id < {end}) to stdout (format binary)"
    );
    let mut copied = pin!(client.copy_out(&copy).await?);
    while let Some(bytes) = copied.next().await {
        let bytes = bytes?;
        let mut rest = bytes.strip_prefix(HEADER).unwrap_or(&bytes);
        while let Some(fields) = take::<2>(&mut rest)? {
            let [Some(row), Some(uid)] = fields else { return Err(StorageError::CopyForm) };
            let row = row.try_into().map(i64::from_be_bytes).map_err(|_| StorageError::CopyForm)?;
            let place = i64_to_count(row - start).and_then(|place| ids.get_mut(place));
            *place.ok_or(StorageError::CopyForm)? = Some(Uuid::try_parse_ascii(uid));
        }
    }
    let copy = format!(
        "copy (
            select {COLUMNS}
            from report_version as version
            where version.report_id >= {start} and version.report_id < {end} and {}
        ) to stdout (format binary)",
        held_at(epoch)
    );
    let mut copied = pin!(client.copy_out(&copy).await?);
    let mut rows = Vec::with_capacity(ROWS_AT_A_TIME);
    while let Some(bytes) = copied.next().await {
        let bytes = bytes?;
        let mut rest = bytes.strip_prefix(HEADER).unwrap_or(&bytes);
        while let Some(fields) = take(&mut rest)? {
            let (row, change) = held(&Tuple { fields, ids: &ids, start })?;
            rows.push(touching.take(row, change));
        }
        if rows.len() >= ROWS_AT_A_TIME
            && to.send(std::mem::replace(&mut rows, Vec::with_capacity(ROWS_AT_A_TIME))).await.is_err()
        {
            return Ok(false);
        }
    }
    Ok(to.send(rows).await.is_ok())
}

/// Takes one row off what was copied: a field a column, nothing where it is null; nothing at all at the end of the
/// copy or of what came at once.
fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<Option<[Option<&'a [u8]>; N]>, StorageError> {
    let mut fields = [None; N];
    let Some((count, mut left)) = rest.split_first_chunk() else { return Ok(None) };
    match i16::from_be_bytes(*count) {
        -1 => return Ok(None),
        count if usize::try_from(count) == Ok(N) => {}
        _ => return Err(StorageError::CopyForm),
    }
    for field in &mut fields {
        let (length, after) = left.split_first_chunk().ok_or(StorageError::CopyForm)?;
        // A null has the length -1 and nothing after it.
        left = match usize::try_from(i32::from_be_bytes(*length)) {
            Ok(length) => {
                let (value, after) = after.split_at_checked(length).ok_or(StorageError::CopyForm)?;
                *field = Some(value);
                after
            }
            Err(_) => after,
        };
    }
    *rest = left;
    Ok(Some(fields))
}

/// One version as it is copied, with the identities of its piece.
struct Tuple<'a> {
    fields: [Option<&'a [u8]>; WIDTH],
    ids: &'a [Option<Result<Uuid, uuid::Error>>],
    start: i64,
}

impl Columns for Tuple<'_> {
    fn id(&self, row: i64) -> Option<Result<Uuid, uuid::Error>> {
        self.ids.get(i64_to_count(row - self.start)?)?.clone()
    }

    fn long(&self, column: usize) -> Result<Option<i64>, StorageError> {
        let Some(bytes) = self.fields[column] else { return Ok(None) };
        let small = || bytes.try_into().map(i32::from_be_bytes).map(i64::from);
        let number = bytes.try_into().map(i64::from_be_bytes).or_else(|_| small());
        number.map(Some).map_err(|_| StorageError::CopyForm)
    }

    fn double(&self, column: usize) -> Result<Option<f64>, StorageError> {
        let number = self.fields[column].map(|bytes| bytes.try_into().map(f64::from_be_bytes));
        number.transpose().map_err(|_| StorageError::CopyForm)
    }

    fn text<T>(&self, column: usize, read: impl FnOnce(&str) -> T) -> Result<Option<T>, StorageError> {
        let text = self.fields[column].map(std::str::from_utf8).transpose();
        text.map(|text| text.map(read)).map_err(|_| StorageError::CopyForm)
    }
}
