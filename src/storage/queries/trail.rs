//! The trail: entries that are added to a chain, and read from it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, feed, insert, take_trail};
use crate::domain::number::count_to_i64;
use crate::domain::{AuditEntry, AuditKind, ChainLink, Epoch};
use crate::storage::records::{Rows, TrailRecord};
use crate::storage::schema::{audit, audit_trail, change};
use crate::storage::{StorageError, TrailFilter};

/// Rows in one statement: SQLite binds at most 32,766 values, and a row has twelve.
const ROWS_AT_A_TIME: usize = 1_000;

/// Adds entries at the end of the chain, and after them what at most so many changes did that are not in it yet,
/// inside the transaction that the back end has opened; returns the last entry there is then.
pub(in crate::storage) async fn append(
    connection: &mut Connection,
    entries: Vec<AuditEntry>,
    changes: i64,
) -> Result<Option<ChainLink>, StorageError> {
    take_trail(connection).await?;
    let mut last = last(connection).await?;
    let told = told(connection, changes).await?;
    let mut rows = Vec::with_capacity(entries.len() + told.len());
    for entry in entries.into_iter().chain(told).map(AuditEntry::storable) {
        let link = last.map_or_else(|| ChainLink::first(&entry), |last| last.next(&entry));
        rows.push(TrailRecord::new(&link, &entry));
        last = Some(link);
    }
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS_AT_A_TIME));
        insert(connection, Rows::Trail(std::mem::replace(&mut rows, rest))).await?;
    }
    Ok(last)
}

/// Says in the trail of a restored database that it was restored, when the trail tells of changes that were not.
pub(in crate::storage) async fn tell_restored(connection: &mut Connection) -> Result<(), StorageError> {
    let epoch = feed::epoch(connection).await?;
    if told_until(connection).await? <= epoch {
        return Ok(());
    }
    let entry = AuditEntry {
        at: Utc::now(),
        actor: "operator".to_owned(),
        role: None,
        session: String::new(),
        address_mark: String::new(),
        kind: AuditKind::Restore,
        subject: None,
        detail: format!("restored as of epoch {epoch}; what came after it is not held here"),
        epoch: Some(epoch),
    };
    append(connection, vec![entry], 0).await.map(|_| ())
}

/// Returns the last entry's place.
pub(in crate::storage) async fn last(connection: &mut Connection) -> Result<Option<ChainLink>, StorageError> {
    let newest = audit_trail::table.order(audit_trail::seq.desc()).select(TrailRecord::as_select());
    let record: Option<TrailRecord> = newest.first(connection).await.optional()?;
    record.map(|record| record.link()).transpose()
}

/// Tells whether changes are committed that are not in the trail yet.
pub(in crate::storage) async fn is_behind(connection: &mut Connection) -> Result<bool, StorageError> {
    Ok(told_until(connection).await? < feed::epoch(connection).await?)
}

/// Returns the entries after one, the oldest first, at most so many.
pub(in crate::storage) async fn after(
    connection: &mut Connection,
    seq: i64,
    limit: usize,
) -> Result<Vec<TrailRecord>, StorageError> {
    let later = audit_trail::table.filter(audit_trail::seq.gt(seq)).order(audit_trail::seq);
    Ok(later.limit(count_to_i64(limit)).select(TrailRecord::as_select()).load(connection).await?)
}

/// Returns the entries that a filter lets through, the newest first.
pub(in crate::storage) async fn page(
    connection: &mut Connection,
    filter: &TrailFilter,
    limit: usize,
) -> Result<Vec<(ChainLink, AuditEntry)>, StorageError> {
    let mut asked = audit_trail::table.select(TrailRecord::as_select()).into_boxed();
    if let Some(before) = filter.before {
        asked = asked.filter(audit_trail::seq.lt(before));
    }
    if let Some(actor) = &filter.actor {
        asked = asked.filter(audit_trail::actor.eq(actor));
    }
    if !filter.kinds.is_empty() {
        asked = asked.filter(audit_trail::kind.eq_any(filter.kinds.iter().map(|kind| kind.as_str())));
    }
    if let Some(subject) = &filter.subject {
        asked = asked.filter(audit_trail::subject.eq(subject));
    }
    if let Some(from) = filter.from {
        asked = asked.filter(audit_trail::at_us.ge(from.timestamp_micros()));
    }
    if let Some(until) = filter.until {
        asked = asked.filter(audit_trail::at_us.lt(until.timestamp_micros()));
    }
    let asked = asked.order(audit_trail::seq.desc()).limit(count_to_i64(limit));
    let records: Vec<TrailRecord> = asked.load(connection).await?;
    records.into_iter().map(TrailRecord::entry).collect()
}

/// Returns the last epoch that the trail tells of. What says so is part of the chain, so that it cannot be behind it
/// or ahead of it, whenever a program dies.
async fn told_until(connection: &mut Connection) -> Result<Epoch, StorageError> {
    let newest: Option<Option<i64>> = audit_trail::table
        .filter(audit_trail::epoch.is_not_null())
        .order(audit_trail::seq.desc())
        .select(audit_trail::epoch)
        .first(connection)
        .await
        .optional()?;
    Ok(newest.flatten().unwrap_or(0))
}

/// Returns what changes did that are not in the trail yet: only of those that have their epoch, so that none which
/// commits late is passed over.
async fn told(connection: &mut Connection, changes: i64) -> Result<Vec<AuditEntry>, StorageError> {
    let until = told_until(connection).await?;
    let next: Vec<Option<i64>> = change::table
        .filter(change::epoch.gt(until))
        .filter(change::id.eq_any(audit::table.select(audit::change_id)))
        .order(change::epoch)
        .limit(changes)
        .select(change::epoch)
        .load(connection)
        .await?;
    let Some(last) = next.last().copied().flatten() else { return Ok(Vec::new()) };
    let lines: Vec<(Option<i64>, i64, String, String, String)> = audit::table
        .inner_join(change::table.on(change::id.eq(audit::change_id)))
        .filter(change::epoch.gt(until).and(change::epoch.le(last)))
        .order((change::epoch, audit::id))
        .select((change::epoch, change::committed_at, audit::actor, audit::action, audit::detail))
        .load(connection)
        .await?;
    let entry = |(epoch, committed_at, actor, action, detail): (_, _, _, String, String)| AuditEntry {
        at: DateTime::from_timestamp(committed_at, 0).unwrap_or_default(),
        actor,
        role: None,
        session: String::new(),
        address_mark: String::new(),
        kind: AuditKind::Change,
        subject: None,
        detail: format!("{action}: {detail}"),
        epoch,
    };
    Ok(lines.into_iter().map(entry).collect())
}
