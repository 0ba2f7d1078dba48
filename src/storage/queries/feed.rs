//! Changes: what began them, what they touched, and the feed that keeps the engines fresh.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Connection, insert, touched};
use crate::domain::{Change, Epoch, ReportRow};
use crate::storage::records::{EventRecord, HandlingRecord, Rows, VersionRecord};
use crate::storage::schema::{audit, change, report, report_event, report_handling, report_version};
use crate::storage::{FeedPage, StorageError};

/// Changes read at a time where all of them are read.
const CHANGES_AT_A_TIME: i64 = 10_000;

/// Returns the last epoch.
pub(in crate::storage) async fn epoch(connection: &mut Connection) -> Result<Epoch, StorageError> {
    let last: Option<i64> = change::table.select(diesel::dsl::max(change::epoch)).first(connection).await?;
    Ok(last.unwrap_or(0))
}

/// Returns the last epoch that was committed at a time or before; 0 when nothing was stored by then.
pub(in crate::storage) async fn epoch_at(
    connection: &mut Connection,
    time: DateTime<Utc>,
) -> Result<Epoch, StorageError> {
    let last: Option<i64> = change::table
        .filter(change::committed_at.le(time.timestamp()))
        .select(diesel::dsl::max(change::epoch))
        .first(connection)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Returns when an epoch was committed.
pub(in crate::storage) async fn committed_at(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let seconds: Option<i64> = change::table
        .filter(change::epoch.eq(epoch))
        .select(change::committed_at)
        .first(connection)
        .await
        .optional()?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Returns what tells the past up to an epoch from any other past: a hash over its changes, and over the identity of
/// the last report they brought, which no other database has. There may be millions: a page is held at a time.
pub(in crate::storage) async fn mark(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Uuid, StorageError> {
    let mut hash = Sha256::new();
    let mut after = 0;
    loop {
        let changes = change::table
            .filter(change::epoch.gt(after).and(change::epoch.le(epoch)))
            .order(change::epoch)
            .limit(CHANGES_AT_A_TIME)
            .select((change::id, change::epoch.assume_not_null(), change::committed_at, change::origin))
            .load::<(i64, Epoch, i64, String)>(connection)
            .await?;
        let Some((_, last, ..)) = changes.last() else { break };
        after = *last;
        for (id, epoch, committed_at, origin) in changes {
            // As `Option` writes itself: marks of earlier snapshots stay good.
            hash.update(format!("{id} Some({epoch}) {committed_at} {} {origin}\n", origin.len()));
        }
    }
    let known = change::table.filter(change::epoch.le(epoch)).select(change::id);
    let last: Option<String> = report::table
        .filter(report::change_id.eq_any(known))
        .order(report::id.desc())
        .select(report::uid)
        .first(connection)
        .await
        .optional()?;
    hash.update(last.unwrap_or_default());
    let bytes: [u8; 32] = hash.finalize().into();
    let (mark, _) = bytes.split_first_chunk().expect("32 bytes begin with 16");
    Ok(Uuid::from_bytes(*mark))
}

/// Returns the reports changed in the epochs after `since`, at most `epochs` of them, as they were then.
pub(in crate::storage) async fn changes_since(
    connection: &mut Connection,
    since: Epoch,
    epochs: i64,
) -> Result<FeedPage, StorageError> {
    let last = epoch(connection).await?.min(since + epochs);
    if last <= since {
        return Ok(FeedPage { epoch: since, ..FeedPage::default() });
    }
    let changed = report_event::table
        .inner_join(change::table)
        .filter(change::epoch.gt(since).and(change::epoch.le(last)))
        .select(report_event::report_id);
    let versions = report_version::table
        .inner_join(report::table)
        .left_join(report_handling::table.on(
            report_handling::report_id.eq(report_version::report_id).and(holds_at!(report_handling, last)),
        ))
        .filter(report_version::report_id.eq_any(changed))
        .filter(holds_at!(report_version, last))
        .order(report_version::report_id)
        .select((report::uid, VersionRecord::as_select(), Option::<HandlingRecord>::as_select()))
        .load::<Changed>(connection)
        .await?;
    let rows = versions.iter().map(row).collect::<Result<_, _>>()?;
    Ok(FeedPage { epoch: last, rows, touched: touched::between(connection, since, last).await? })
}

/// A report that changed: its identity, its version and how it is handled.
type Changed = (String, VersionRecord, Option<HandlingRecord>);

fn row((uid, version, handling): &Changed) -> Result<ReportRow, StorageError> {
    let handling = handling.as_ref().map(HandlingRecord::handling).transpose()?;
    version.row(uid, handling.unwrap_or_default())
}

/// Begins a change; returns its number, which is not yet its epoch.
///
/// What the change touches must be locked by then: only so does a later change of the same row have a
/// greater number, and changes are numbered for readers in that order.
pub(in crate::storage) async fn begin(
    connection: &mut Connection,
    origin: &str,
) -> Result<i64, StorageError> {
    Ok(diesel::insert_into(change::table)
        .values((change::origin.eq(origin), change::committed_at.eq(Utc::now().timestamp())))
        .returning(change::id)
        .get_result(connection)
        .await?)
}

/// Writes what a change did: an event for each report it touched, and a line of the record.
pub(in crate::storage) async fn record(
    connection: &mut Connection,
    number: i64,
    by: &Change,
    detail: String,
    events: Vec<(i64, &'static str)>,
) -> Result<(), StorageError> {
    let events = events.into_iter().map(|(report_id, kind)| EventRecord {
        change_id: number,
        report_id,
        kind: kind.to_owned(),
    });
    insert(connection, Rows::Events(events.collect())).await?;
    diesel::insert_into(audit::table)
        .values((
            audit::change_id.eq(number),
            audit::actor.eq(&by.actor),
            audit::action.eq(&by.origin),
            audit::detail.eq(detail),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
