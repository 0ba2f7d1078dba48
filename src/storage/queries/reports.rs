//! Storing changes and reading single reports, in what both back ends understand.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, feed, insert_reports, reserve_rows};
use crate::domain::{Change, NewReport, OnConflict, Outcome, Report, Scope};
use crate::storage::record::{PlacementRecord, ReportRecord};
use crate::storage::schema::{report, report_placement};
use crate::storage::{Committed, StorageError};

/// Rows in one statement, so that no statement nears the limits of bound values.
const ROWS_PER_STATEMENT: usize = 500;

/// Stores a change inside the transaction that the back end has opened; returns the change's number, or
/// nothing when nothing was stored.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    change: &Change,
) -> Result<(Committed, Option<i64>), StorageError> {
    let mut outcomes = Vec::with_capacity(change.reports.len());
    let (mut reports, mut placements) = (Vec::new(), Vec::new());
    // Rows added stand at the same place as their records.
    let (mut touched, mut updated) = (Vec::new(), Vec::new());
    let mut stored = stored(connection, &change.reports).await?;
    let new_keys = change.reports.iter().filter(|r| !stored.contains_key(&r.import_key)).count();
    let mut rows = reserve_rows(connection, new_keys).await?.into_iter();
    for new in &change.reports {
        let outcome = match stored.get(&new.import_key) {
            None => {
                let row = rows.next().ok_or(StorageError::NoRowNumber)?;
                let uid = Uuid::now_v7().to_string();
                reports.push(ReportRecord::new(row, uid.clone(), new));
                placements.push(PlacementRecord::new(row, &new.placement));
                stored.insert(new.import_key.clone(), (row, uid, new.content_hash.clone()));
                touched.push(row);
                Outcome::Added
            }
            Some((_, _, hash)) if *hash == new.content_hash => Outcome::Unchanged,
            Some((row, uid, _)) if change.on_conflict == OnConflict::Update => {
                let (row, uid) = (*row, uid.clone());
                // The row may be one of this very change, which is not inserted yet.
                match touched.iter().zip(0..reports.len()).find(|(added, _)| **added == row) {
                    Some((_, i)) => {
                        reports[i] = ReportRecord::new(row, uid.clone(), new);
                        placements[i] = PlacementRecord::new(row, &new.placement);
                    }
                    None => {
                        update(connection, row, uid.clone(), new).await?;
                        updated.push(row);
                    }
                }
                stored.insert(new.import_key.clone(), (row, uid, new.content_hash.clone()));
                Outcome::Updated
            }
            Some(_) => Outcome::Conflict,
        };
        outcomes.push(outcome);
    }
    insert_reports(connection, reports, placements).await?;
    touched.append(&mut updated);
    touched.sort_unstable();
    touched.dedup();
    let number =
        if touched.is_empty() { None } else { Some(feed::write(connection, &change.origin, touched).await?) };
    Ok((Committed { outcomes }, number))
}

/// Says what storing reports would do, without doing it.
pub(in crate::storage) async fn foresee(
    connection: &mut Connection,
    new: &[NewReport],
    on_conflict: OnConflict,
) -> Result<Vec<Outcome>, StorageError> {
    let mut hashes: HashMap<String, String> =
        stored(connection, new).await?.into_iter().map(|(key, (.., hash))| (key, hash)).collect();
    let mut outcomes = Vec::with_capacity(new.len());
    for report in new {
        let outcome = match hashes.get(&report.import_key) {
            None => Outcome::Added,
            Some(hash) if *hash == report.content_hash => Outcome::Unchanged,
            Some(_) if on_conflict == OnConflict::Update => Outcome::Updated,
            Some(_) => Outcome::Conflict,
        };
        if outcome != Outcome::Conflict {
            hashes.insert(report.import_key.clone(), report.content_hash.clone());
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Reads reports by row number, in the order asked.
pub(in crate::storage) async fn by_row(
    connection: &mut Connection,
    rows: &[i64],
    scope: &Scope,
) -> Result<Vec<Report>, StorageError> {
    let mut found = HashMap::with_capacity(rows.len());
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let records = report::table
            .inner_join(report_placement::table)
            .filter(report::id.eq_any(some.to_vec()))
            .select((ReportRecord::as_select(), PlacementRecord::as_select()))
            .load::<(ReportRecord, PlacementRecord)>(connection)
            .await?;
        for (record, placement) in records {
            let report = record.report(placement.placement()?)?;
            if scope.admits(report.placement.district, report.content.category) {
                found.insert(report.row, report);
            }
        }
    }
    Ok(rows.iter().filter_map(|row| found.remove(row)).collect())
}

/// Returns row, identity and content hash of the reports that are stored already, by import key.
async fn stored(
    connection: &mut Connection,
    new: &[NewReport],
) -> Result<HashMap<String, (i64, String, String)>, StorageError> {
    let keys: Vec<String> = new.iter().map(|r| r.import_key.clone()).collect();
    let rows = report::table
        .filter(report::import_key.eq_any(keys))
        .select((report::import_key, report::id, report::uid, report::content_hash))
        .load::<(String, i64, String, String)>(connection)
        .await?;
    Ok(rows.into_iter().map(|(key, id, uid, hash)| (key, (id, uid, hash))).collect())
}

async fn update(
    connection: &mut Connection,
    row: i64,
    uid: String,
    new: &NewReport,
) -> Result<(), StorageError> {
    diesel::update(report::table.find(row)).set(ReportRecord::new(row, uid, new)).execute(connection).await?;
    diesel::update(report_placement::table.find(row))
        .set(PlacementRecord::new(row, &new.placement))
        .execute(connection)
        .await?;
    Ok(())
}
