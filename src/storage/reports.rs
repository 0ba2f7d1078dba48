//! Committing changes, and reading single reports back.

use std::collections::HashMap;

use chrono::Utc;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::record::{PlacementRecord, ReportRecord};
use super::schema::{change, report, report_placement};
use super::{Connection, StorageError, Store, sqlite};
use crate::domain::{Change, Epoch, NewReport, OnConflict, Outcome, Report, Scope};

/// Rows in one statement, so that no statement nears SQLite's limit of 32,766 bound values.
const ROWS_PER_STATEMENT: usize = 500;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The epoch it made, or the current one when nothing was stored.
    pub epoch: Epoch,
    /// What became of each of its reports, in their order.
    pub outcomes: Vec<Outcome>,
}

impl Store {
    /// Stores a change in one transaction: reports, their placement and the feed, or nothing.
    ///
    /// A report whose key is stored already is left alone when its content is the same; else the change
    /// says whether to refuse or to update. The transaction runs to its end even when the caller goes
    /// away, so that no half-open one is left on the connection.
    ///
    /// # Errors
    /// When the database fails; then nothing of the change is stored.
    pub async fn commit(&self, change: Change) -> Result<Committed, StorageError> {
        let mut connection = self.write().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| commit(connection, &change).await)
                .await
        })
        .await?
    }

    /// Reads reports by row number, in the order asked; rows that the scope does not admit are left out.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn reports(&self, rows: &[i64], scope: &Scope) -> Result<Vec<Report>, StorageError> {
        let mut connection = self.read().await;
        let mut found = HashMap::with_capacity(rows.len());
        for some in rows.chunks(ROWS_PER_STATEMENT) {
            let records = report::table
                .inner_join(report_placement::table)
                .filter(report::id.eq_any(some.to_vec()))
                .select((ReportRecord::as_select(), PlacementRecord::as_select()))
                .load::<(ReportRecord, PlacementRecord)>(&mut *connection)
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
}

async fn commit(connection: &mut Connection, change: &Change) -> Result<Committed, StorageError> {
    let mut outcomes = Vec::with_capacity(change.reports.len());
    let mut reports = Vec::new();
    let mut placements = Vec::new();
    let mut stored = stored(connection, &change.reports).await?;
    let mut next = next_row(connection).await?;
    let mut touched = Vec::new();
    for new in &change.reports {
        let outcome = match stored.get(&new.import_key) {
            None => {
                let uid = Uuid::now_v7().to_string();
                reports.push(ReportRecord::new(next, uid.clone(), new));
                placements.push(PlacementRecord::new(next, &new.placement));
                stored.insert(new.import_key.clone(), (next, uid, new.content_hash.clone()));
                touched.push(next);
                next += 1;
                Outcome::Added
            }
            Some((_, _, hash)) if *hash == new.content_hash => Outcome::Unchanged,
            Some((row, uid, _)) if change.on_conflict == OnConflict::Update => {
                update(connection, *row, uid.clone(), new).await?;
                touched.push(*row);
                Outcome::Updated
            }
            Some(_) => Outcome::Conflict,
        };
        outcomes.push(outcome);
    }
    sqlite::insert_reports(connection, reports, placements).await?;
    let epoch = if touched.is_empty() {
        super::feed::epoch(connection).await?
    } else {
        write_feed(connection, &change.origin, touched).await?
    };
    Ok(Committed { epoch, outcomes })
}

/// Returns row, identity and content hash of the reports that are stored already, by import key.
async fn stored(
    connection: &mut Connection,
    new: &[NewReport],
) -> Result<HashMap<String, (i64, String, String)>, StorageError> {
    let keys: Vec<&str> = new.iter().map(|r| r.import_key.as_str()).collect();
    let rows = report::table
        .filter(report::import_key.eq_any(keys))
        .select((report::import_key, report::id, report::uid, report::content_hash))
        .load::<(String, i64, String, String)>(connection)
        .await?;
    Ok(rows.into_iter().map(|(key, id, uid, hash)| (key, (id, uid, hash))).collect())
}

/// Row numbers are given here rather than by the database: the single writer needs no round trip for them.
async fn next_row(connection: &mut Connection) -> Result<i64, StorageError> {
    let last: Option<i64> = report::table.select(diesel::dsl::max(report::id)).first(connection).await?;
    Ok(last.unwrap_or(0) + 1)
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

/// Writes the change and its feed rows; returns the epoch.
async fn write_feed(
    connection: &mut Connection,
    origin: &str,
    mut touched: Vec<i64>,
) -> Result<Epoch, StorageError> {
    let epoch = super::feed::epoch(connection).await? + 1;
    diesel::insert_into(change::table)
        .values((
            change::id.eq(epoch),
            change::origin.eq(origin),
            change::committed_at.eq(Utc::now().timestamp()),
        ))
        .execute(connection)
        .await?;
    touched.sort_unstable();
    touched.dedup();
    sqlite::insert_feed(connection, epoch, touched).await?;
    Ok(epoch)
}
