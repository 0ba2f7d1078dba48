//! Storing reports and reading single ones, in what both back ends understand.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, boundaries, feed, handling, insert, lock_keys, lock_rows, reserve_rows, whole};
use crate::domain::{
    Change, Decision, Epoch, GenerationId, NewPlacements, NewReport, NewReports, OnConflict, Outcome, Place,
    Report, Scope, number::count_to_i64,
};
use crate::storage::outcomes::{Stored, foreseen, settle};
use crate::storage::records::{ReportRecord, Rows, TextRecord, VersionRecord, whole_report};
use crate::storage::schema::{report, report_text, report_version};
use crate::storage::{Committed, Held, StorageError};

/// Rows in one statement, so that no statement nears the limits of bound values.
const ROWS_PER_STATEMENT: usize = 500;

/// Stores reports inside the transaction that the back end has opened; returns the change's number, or
/// nothing when nothing was stored.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    new: &NewReports,
) -> Result<(Committed, Option<i64>), StorageError> {
    boundaries::hold(connection, new.generation).await?;
    lock_keys(connection, keys(&new.reports)).await?;
    let mut known = known(connection, &new.reports).await?;
    let unknown = new.reports.iter().filter(|r| !known.contains_key(&r.import_key)).count();
    let mut rows = reserve_rows(connection, unknown).await?.into_iter();
    let mut outcomes = Vec::with_capacity(new.reports.len());
    // The last word on each row: a report may stand in one change twice.
    let mut added = BTreeMap::<i64, &NewReport>::new();
    let mut revised = BTreeMap::<i64, &NewReport>::new();
    for report in &new.reports {
        let row = || rows.next().ok_or(StorageError::NoRowNumber);
        let outcome = settle(&mut known, report, new.on_conflict, row)?;
        if let (Outcome::Added | Outcome::Updated, Some(stored)) = (outcome, known.get(&report.import_key)) {
            let is_new = outcome == Outcome::Added || added.contains_key(&stored.row);
            let words = if is_new { &mut added } else { &mut revised };
            words.insert(stored.row, report);
        }
        outcomes.push(outcome);
    }
    let committed = Committed { outcomes, generation: None };
    if added.is_empty() && revised.is_empty() {
        return Ok((committed, None));
    }
    let number = feed::begin(connection, &by.origin).await?;
    end(connection, number, revised.keys().copied().collect()).await?;
    // Two programs that bring the same reports wait for each other's keys: in one order, or for ever.
    let mut by_key: Vec<(i64, &NewReport)> = added.iter().map(|(row, report)| (*row, *report)).collect();
    by_key.sort_unstable_by_key(|(_, report)| &report.import_key);
    let identities = by_key
        .into_iter()
        .map(|(row, report)| ReportRecord::new(row, Uuid::now_v7().to_string(), number, report));
    let words = || added.iter().chain(&revised);
    let texts = words().map(|(row, report)| TextRecord::new(*row, number, report));
    insert(connection, Rows::Reports(identities.collect())).await?;
    insert(connection, Rows::Texts(texts.collect())).await?;
    // What somebody decided stands, whatever a source says of it afterwards.
    let handled = handling::held(connection, revised.keys().copied().collect()).await?;
    let decided = |row: &i64| handled.get(row)?.decision.map(Decision::status);
    let versions = words().map(|(row, report)| {
        let version = VersionRecord::new(*row, number, new.generation, &report.content, &report.placement);
        decided(row).map_or_else(|| version.clone(), |status| version.with_status(number, status))
    });
    insert(connection, Rows::Versions(versions.collect())).await?;
    let detail = format!("{} filed, {} revised", added.len(), revised.len());
    let events = added.keys().map(|row| (*row, "filed")).chain(revised.keys().map(|row| (*row, "revised")));
    feed::record(connection, number, by, detail, events.collect()).await?;
    Ok((committed, Some(number)))
}

/// Gives stored reports other placements, as new versions; those that lie by these boundaries already, since
/// somebody revised them meanwhile, are left alone.
pub(in crate::storage) async fn place_anew(
    connection: &mut Connection,
    by: &Change,
    new: &NewPlacements,
) -> Result<(Committed, Option<i64>), StorageError> {
    boundaries::hold(connection, new.generation).await?;
    let rows: Vec<i64> = new.placements.iter().map(|(row, _)| *row).collect();
    lock_rows(connection, rows.clone()).await?;
    let held: HashMap<i64, VersionRecord> = report_version::table
        .filter(report_version::report_id.eq_any(rows))
        .filter(report_version::change_to.is_null())
        .filter(report_version::generation_id.ne(new.generation.number()))
        .select(VersionRecord::as_select())
        .load(connection)
        .await?
        .into_iter()
        .map(|version: VersionRecord| (version.report_id, version))
        .collect();
    let outcome = |(row, _): &(i64, _)| {
        if held.contains_key(row) { Outcome::Updated } else { Outcome::Unchanged }
    };
    let outcomes = new.placements.iter().map(outcome).collect();
    let committed = Committed { outcomes, generation: None };
    if held.is_empty() {
        return Ok((committed, None));
    }
    let number = feed::begin(connection, &by.origin).await?;
    end(connection, number, held.keys().copied().collect()).await?;
    let versions: Vec<VersionRecord> = new
        .placements
        .iter()
        .filter_map(|(row, placement)| Some(held.get(row)?.placed_anew(number, new.generation, placement)))
        .collect();
    let events = versions.iter().map(|version| (version.report_id, "placed_anew")).collect();
    let detail = format!("{} placed anew", versions.len());
    insert(connection, Rows::Versions(versions)).await?;
    feed::record(connection, number, by, detail, events).await?;
    Ok((committed, Some(number)))
}

/// Says what storing reports would do, without doing it.
pub(in crate::storage) async fn foresee(
    connection: &mut Connection,
    new: &[NewReport],
    on_conflict: OnConflict,
) -> Result<Vec<Outcome>, StorageError> {
    foreseen(known(connection, new).await?, new, on_conflict)
}

/// Reads reports by row number as they were held at an epoch, in the order asked; without their words where the
/// scope does not admit these.
pub(in crate::storage) async fn by_row(
    connection: &mut Connection,
    rows: &[i64],
    epoch: Epoch,
    scope: &Scope,
) -> Result<Vec<Report>, StorageError> {
    let mut found = HashMap::with_capacity(rows.len());
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        for (record, text, version, handling) in whole(connection, some.to_vec(), epoch).await? {
            let handling = handling.map(|record| record.handling()).transpose()?.unwrap_or_default();
            let report = whole_report(record, text, &version, handling)?;
            if scope.admits(&report.scope_key()) {
                let report = if scope.admits_texts() { report } else { report.without_words() };
                found.insert(report.row, report);
            }
        }
    }
    Ok(rows.iter().filter_map(|row| found.remove(row)).collect())
}

/// Returns reports that lie by other boundaries than those of a generation, at most `limit` of them.
pub(in crate::storage) async fn lying_otherwise(
    connection: &mut Connection,
    generation: GenerationId,
    limit: usize,
) -> Result<Vec<Held>, StorageError> {
    let versions = report_version::table
        .filter(report_version::change_to.is_null())
        .filter(report_version::generation_id.ne(generation.number()))
        .order(report_version::report_id)
        .limit(count_to_i64(limit))
        .select(VersionRecord::as_select())
        .load::<VersionRecord>(connection)
        .await?;
    let held = |version: &VersionRecord| -> Result<(i64, Place, _), StorageError> {
        Ok((version.report_id, version.place()?, version.placement()?))
    };
    versions
        .iter()
        .map(|version| held(version).map(|(row, place, placement)| Held { row, place, placement }))
        .collect()
}

/// Counts reports that lie by other boundaries than those of a generation.
pub(in crate::storage) async fn count_otherwise(
    connection: &mut Connection,
    generation: GenerationId,
) -> Result<i64, StorageError> {
    Ok(report_version::table
        .filter(report_version::change_to.is_null())
        .filter(report_version::generation_id.ne(generation.number()))
        .count()
        .get_result(connection)
        .await?)
}

/// Ends the versions that hold of some reports.
pub(super) async fn end(
    connection: &mut Connection,
    number: i64,
    rows: Vec<i64>,
) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    let holding = report_version::table
        .filter(report_version::report_id.eq_any(rows))
        .filter(report_version::change_to.is_null());
    diesel::update(holding).set(report_version::change_to.eq(number)).execute(connection).await?;
    Ok(())
}

fn keys(new: &[NewReport]) -> Vec<String> {
    new.iter().map(|report| report.import_key.clone()).collect()
}

/// Returns what is stored of reports already, by import key.
async fn known(
    connection: &mut Connection,
    new: &[NewReport],
) -> Result<HashMap<String, Stored<i64>>, StorageError> {
    let stored = report::table
        .inner_join(report_version::table)
        .inner_join(
            report_text::table.on(report_text::report_id
                .eq(report_version::report_id)
                .and(report_text::change_id.eq(report_version::text_change))),
        )
        .filter(report::import_key.eq_any(keys(new)))
        .filter(report_version::change_to.is_null())
        .select((report::import_key, report::id, report_text::content_hash))
        .load::<(String, i64, String)>(connection)
        .await?;
    Ok(stored.into_iter().map(|(key, row, content_hash)| (key, Stored { row, content_hash })).collect())
}
