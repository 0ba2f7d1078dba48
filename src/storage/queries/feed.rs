//! The change feed: what the engines read to become and stay fresh.

use chrono::Utc;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, insert_feed};
use crate::domain::Epoch;
use crate::storage::record::{PlacementRecord, ReportRecord};
use crate::storage::schema::{change, change_report, report, report_placement};
use crate::storage::{FeedPage, StorageError};

/// Returns the last epoch.
pub(in crate::storage) async fn epoch(connection: &mut Connection) -> Result<Epoch, StorageError> {
    let last: Option<i64> = change::table.select(diesel::dsl::max(change::epoch)).first(connection).await?;
    Ok(last.unwrap_or(0))
}

/// Returns the reports changed in the epochs after `since`, at most `epochs` of them.
pub(in crate::storage) async fn changes_since(
    connection: &mut Connection,
    since: Epoch,
    epochs: i64,
) -> Result<FeedPage, StorageError> {
    let last = epoch(connection).await?.min(since + epochs);
    if last <= since {
        return Ok(FeedPage { epoch: since, rows: Vec::new() });
    }
    let changed = change_report::table
        .inner_join(change::table)
        .filter(change::epoch.gt(since).and(change::epoch.le(last)))
        .select(change_report::report_id);
    let records = report::table
        .inner_join(report_placement::table)
        .filter(report::id.eq_any(changed))
        .order(report::id)
        .select((ReportRecord::as_select(), PlacementRecord::as_select()))
        .load::<(ReportRecord, PlacementRecord)>(connection)
        .await?;
    let rows = records
        .iter()
        .map(|(record, placement)| record.row(&placement.placement()?))
        .collect::<Result<_, _>>()?;
    Ok(FeedPage { epoch: last, rows })
}

/// Writes a change and which reports it touched; returns its number, which is not yet its epoch.
pub(in crate::storage) async fn write(
    connection: &mut Connection,
    origin: &str,
    touched: Vec<i64>,
) -> Result<i64, StorageError> {
    let number = diesel::insert_into(change::table)
        .values((change::origin.eq(origin), change::committed_at.eq(Utc::now().timestamp())))
        .returning(change::id)
        .get_result(connection)
        .await?;
    insert_feed(connection, number, touched).await?;
    Ok(number)
}
