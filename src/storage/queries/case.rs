//! Steps in the handling of reports.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, handling, insert, lock_rows};
use crate::domain::Change;
use crate::domain::case::{NewStep, TakenStep};
use crate::storage::records::{Rows, StepRecord};
use crate::storage::schema::{case_step, report};
use crate::storage::{Committed, StorageError};

/// Takes a step inside the transaction that the back end has opened, and handles the report as the step says, or does
/// nothing of it; returns the change's number.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    new: &NewStep,
) -> Result<(Committed, i64), StorageError> {
    // Who comes second sees what the first one did, and is told.
    lock_rows(connection, vec![new.row]).await?;
    let held = handling::held(connection, vec![new.row]).await?.remove(&new.row).unwrap_or_default();
    if held != new.seen {
        return Err(StorageError::Meanwhile);
    }
    let (committed, number) = handling::handle(connection, by, &[(new.row, new.then)], true).await?;
    let number = number.ok_or(StorageError::NoSuchReport(new.row))?;
    insert(connection, Rows::Steps(vec![StepRecord::new(number, &by.actor, new)])).await?;
    Ok((committed, number))
}

/// Returns the steps that were taken with a report, the first one first.
pub(in crate::storage) async fn of(
    connection: &mut Connection,
    row: i64,
) -> Result<Vec<TakenStep>, StorageError> {
    let steps = case_step::table.filter(case_step::report_id.eq(row)).order(case_step::id);
    let records: Vec<StepRecord> = steps.load(connection).await?;
    records.into_iter().map(StepRecord::step).collect()
}

/// Returns the row number of a report by its identity outside.
pub(in crate::storage) async fn row_of(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<i64>, StorageError> {
    let row = report::table.filter(report::uid.eq(id.to_string())).select(report::id);
    Ok(row.first(connection).await.optional()?)
}
