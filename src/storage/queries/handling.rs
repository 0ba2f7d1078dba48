//! How reports are handled.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, feed, insert, lock_rows};
use crate::domain::{Change, Handling, Outcome};
use crate::storage::records::{HandlingRecord, Rows, VersionRecord};
use crate::storage::schema::{report_handling, report_version};
use crate::storage::{Committed, StorageError};

/// Handles reports otherwise, inside the transaction that the back end has opened; returns the change's number, or
/// nothing when each is handled like that already. A decision that implies another status begins a version with it.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    handlings: &[(i64, Handling)],
) -> Result<(Committed, Option<i64>), StorageError> {
    let rows: Vec<i64> = handlings.iter().map(|(row, _)| *row).collect();
    lock_rows(connection, rows.clone()).await?;
    let versions = versions(connection, rows.clone()).await?;
    if let Some(unknown) = rows.iter().find(|row| !versions.contains_key(row)) {
        return Err(StorageError::NoSuchReport(*unknown));
    }
    let held = held(connection, rows).await?;
    // The last word on each row: a report may stand in one change twice.
    let last: BTreeMap<i64, Handling> = handlings.iter().copied().collect();
    let is_other = |row: &i64, handling: &Handling| held.get(row).copied().unwrap_or_default() != *handling;
    let outcome = |(row, _): &(i64, Handling)| {
        let is_other = last.get(row).is_some_and(|handling| is_other(row, handling));
        if is_other { Outcome::Updated } else { Outcome::Unchanged }
    };
    let committed = Committed { outcomes: handlings.iter().map(outcome).collect(), generation: None };
    let mut other = last.clone();
    other.retain(|row, handling| is_other(row, handling));
    if other.is_empty() {
        return Ok((committed, None));
    }
    let number = feed::begin(connection, &by.origin).await?;
    let holding = report_handling::table
        .filter(report_handling::report_id.eq_any(other.keys().copied().collect::<Vec<i64>>()))
        .filter(report_handling::change_to.is_null());
    diesel::update(holding).set(report_handling::change_to.eq(number)).execute(connection).await?;
    let records = other.iter().map(|(row, handling)| HandlingRecord::new(*row, number, *handling));
    insert(connection, Rows::Handlings(records.collect())).await?;
    let mut decided = Vec::new();
    for (row, handling) in &other {
        let status = handling.decision.map(crate::domain::Decision::status);
        if let (Some(version), Some(status)) = (versions.get(row), status)
            && version.status()? != status
        {
            decided.push(version.with_status(number, status));
        }
    }
    super::reports::end(connection, number, decided.iter().map(|version| version.report_id).collect())
        .await?;
    let detail = format!("{} handled, {} of them with another status", other.len(), decided.len());
    insert(connection, Rows::Versions(decided)).await?;
    let events = other.keys().map(|row| (*row, "handled")).collect();
    feed::record(connection, number, by, detail, events).await?;
    Ok((committed, Some(number)))
}

/// Returns how reports are handled that somebody has looked at.
pub(in crate::storage) async fn held(
    connection: &mut Connection,
    rows: Vec<i64>,
) -> Result<HashMap<i64, Handling>, StorageError> {
    let records: Vec<HandlingRecord> = report_handling::table
        .filter(report_handling::report_id.eq_any(rows))
        .filter(report_handling::change_to.is_null())
        .select(HandlingRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(|record| Ok((record.report_id, record.handling()?))).collect()
}

/// Returns the versions that hold of reports.
async fn versions(
    connection: &mut Connection,
    rows: Vec<i64>,
) -> Result<HashMap<i64, VersionRecord>, StorageError> {
    let versions: Vec<VersionRecord> = report_version::table
        .filter(report_version::report_id.eq_any(rows))
        .filter(report_version::change_to.is_null())
        .select(VersionRecord::as_select())
        .load(connection)
        .await?;
    Ok(versions.into_iter().map(|version| (version.report_id, version)).collect())
}
