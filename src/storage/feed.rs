//! The change feed: what the engines read to become and stay fresh.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::record::{PlacementRecord, ReportRecord};
use super::schema::{change, change_report, report, report_placement};
use super::{Connection, StorageError, Store};
use crate::domain::{Epoch, ReportRow};

/// Some reports that changed, and up to which epoch they bring a reader.
#[derive(Debug, Clone, Default)]
pub struct FeedPage {
    /// The last epoch in the page; the epoch asked for when there is nothing newer.
    pub epoch: Epoch,
    /// The reports as they are now.
    pub rows: Vec<ReportRow>,
}

impl Store {
    /// Returns the last epoch; 0 when nothing was ever stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn epoch(&self) -> Result<Epoch, StorageError> {
        epoch(&mut *self.read().await).await
    }

    /// Returns the reports changed in the epochs after `since`, at most `epochs` of them at a time.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn changes_since(&self, since: Epoch, epochs: i64) -> Result<FeedPage, StorageError> {
        let mut connection = self.read().await;
        let last = epoch(&mut connection).await?.min(since + epochs);
        if last <= since {
            return Ok(FeedPage { epoch: since, rows: Vec::new() });
        }
        let changed = change_report::table
            .filter(change_report::change_id.gt(since).and(change_report::change_id.le(last)))
            .select(change_report::report_id);
        let records = report::table
            .inner_join(report_placement::table)
            .filter(report::id.eq_any(changed))
            .order(report::id)
            .select((ReportRecord::as_select(), PlacementRecord::as_select()))
            .load::<(ReportRecord, PlacementRecord)>(&mut *connection)
            .await?;
        let rows = records
            .iter()
            .map(|(record, placement)| record.row(&placement.placement()?))
            .collect::<Result<_, _>>()?;
        Ok(FeedPage { epoch: last, rows })
    }
}

/// Returns the last epoch on a connection.
pub(super) async fn epoch(connection: &mut Connection) -> Result<Epoch, StorageError> {
    let last: Option<i64> = change::table.select(diesel::dsl::max(change::id)).first(connection).await?;
    Ok(last.unwrap_or(0))
}
