//! Reading every report at once: two connections take pieces of the table in turn.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::row::{Field, Row};
use diesel::sqlite::SqliteValue;
use diesel::{QueryableByName, RunQueryDsl};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::super::StorageError;
use super::super::records::{COLUMNS, Columns, WIDTH, held, held_at};
use super::{Connections, READER_PRAGMAS, establish};
use crate::domain::{Epoch, ReportRow};
use crate::storage::ROWS_AT_A_TIME;
use crate::storage::touched::{Beforehand, Touched, Touching};

/// Connections that read at once.
const READERS: usize = 2;
/// Rows of the table in one piece.
const PIECE: i64 = 100_000;

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    row: i64,
}

impl Connections {
    /// Sends every report as it was held at an epoch, in no order; returns what the changes touched that began them.
    pub(in crate::storage) async fn read_held(
        &self,
        epoch: Epoch,
        beforehand: &Arc<Beforehand>,
        to: mpsc::Sender<Vec<ReportRow>>,
    ) -> Result<Touched, StorageError> {
        let next = Arc::new(AtomicI64::new(0));
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let (path, next, to) = (self.path.clone(), Arc::clone(&next), to.clone());
                let touching = Touching::new(beforehand);
                tokio::task::spawn_blocking(move || read(&path, epoch, &next, touching, &to))
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
///
/// Rows are never deleted, so that what was there when the epoch was made is there in every piece, whatever came
/// since; see [`Store::read_held`](super::super::Store::read_held) for why that makes no difference.
fn read(
    path: &Path,
    epoch: Epoch,
    next: &AtomicI64,
    mut touching: Touching,
    to: &mpsc::Sender<Vec<ReportRow>>,
) -> Result<Touched, StorageError> {
    let mut connection = establish(path, READER_PRAGMAS)?;
    let last = "select coalesce(max(rowid), 0) as row from report_version";
    let last = diesel::sql_query(last).get_result::<Last>(&mut connection)?.row;
    loop {
        let from = next.fetch_add(PIECE, Ordering::Relaxed);
        if from > last {
            return Ok(touching.finish());
        }
        let query = diesel::sql_query(format!(
            "select {COLUMNS}, report.uid
            from report_version as version
            inner join report on report.id = version.report_id
            where version.rowid >= {from} and version.rowid < {} and {}",
            from + PIECE,
            held_at(epoch)
        ));
        let mut rows = Vec::with_capacity(ROWS_AT_A_TIME);
        for row in LoadConnection::<DefaultLoadingMode>::load(&mut connection, query)? {
            let (row, change) = held(&Record(row?))?;
            rows.push(touching.take(row, change));
            if rows.len() == ROWS_AT_A_TIME
                && to.blocking_send(std::mem::replace(&mut rows, Vec::with_capacity(ROWS_AT_A_TIME))).is_err()
            {
                // Who took them has stopped.
                return Ok(touching.finish());
            }
        }
        if to.blocking_send(rows).is_err() {
            return Ok(touching.finish());
        }
    }
}

struct Record<R>(R);

impl<'a, R: Row<'a, diesel::sqlite::Sqlite>> Record<R> {
    fn value<T>(&self, column: usize, read: impl FnOnce(&mut SqliteValue<'_, '_, '_>) -> T) -> Option<T> {
        self.0.get(column)?.value().map(|mut value| read(&mut value))
    }
}

impl<'a, R: Row<'a, diesel::sqlite::Sqlite>> Columns for Record<R> {
    fn id(&self, _: i64) -> Option<Result<Uuid, uuid::Error>> {
        self.value(WIDTH, |value| Uuid::parse_str(value.read_text()))
    }

    fn long(&self, column: usize) -> Result<Option<i64>, StorageError> {
        Ok(self.0.get(column).and_then(|field| field.value().map(|mut value| value.read_long())))
    }

    fn double(&self, column: usize) -> Result<Option<f64>, StorageError> {
        Ok(self.0.get(column).and_then(|field| field.value().map(|mut value| value.read_double())))
    }

    fn text<T>(&self, column: usize, read: impl FnOnce(&str) -> T) -> Result<Option<T>, StorageError> {
        Ok(self.value(column, |value| read(value.read_text())))
    }
}
