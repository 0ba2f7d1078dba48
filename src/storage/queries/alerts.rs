//! Alerts: what was found and told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, insert, take_alerts};
use crate::domain::{Alert, AlertNews, AlertState, Cluster, number::count_to_i64};
use crate::storage::StorageError;
use crate::storage::records::{AlertFound, AlertRecord, Rows};
use crate::storage::schema::alert;

/// Keeps what a run found, inside the transaction that the back end has opened: what is told already is extended,
/// the rest is raised.
pub(super) async fn tell(
    connection: &mut Connection,
    found: &[Cluster],
    result: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(first) = found.iter().map(|cluster| cluster.from).min() else { return Ok(()) };
    take_alerts(connection).await?;
    let series: Vec<&String> = found.iter().map(|cluster| &cluster.series).collect();
    let touched = first.checked_sub_days(Cluster::DAYS_BETWEEN).unwrap_or(first);
    let records: Vec<AlertRecord> = alert::table
        .filter(alert::series.eq_any(series))
        .filter(alert::to_day.ge(touched))
        .select(AlertRecord::as_select())
        .load(connection)
        .await?;
    let known = records.into_iter().map(AlertRecord::alert).collect::<Result<Vec<_>, _>>()?;
    let news = AlertNews::of(&known, found.to_vec());
    for (id, cluster) in &news.extended {
        diesel::update(alert::table.find(id.to_string()))
            .set((AlertFound::new(cluster, result, now), alert::seen.eq(alert::seen + 1)))
            .execute(connection)
            .await?;
    }
    let raised = news.raised.iter().map(|raised| AlertRecord::new(raised, result, now));
    insert(connection, Rows::Alerts(raised.collect())).await
}

/// Returns alerts, those raised last first, those before one when it is named.
pub(in crate::storage) async fn list(
    connection: &mut Connection,
    state: AlertState,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Alert>, StorageError> {
    let newest = alert::table
        .order(alert::id.desc())
        .limit(count_to_i64(limit))
        .select(AlertRecord::as_select())
        .into_boxed();
    let before_it = match before {
        Some(before) => newest.filter(alert::id.lt(before.to_string())),
        None => newest,
    };
    let asked = match state {
        AlertState::Open => before_it.filter(alert::acknowledged_at.is_null()),
        AlertState::Acknowledged => before_it.filter(alert::acknowledged_at.is_not_null()),
        AlertState::All => before_it,
    };
    let records: Vec<AlertRecord> = asked.load(connection).await?;
    records.into_iter().map(AlertRecord::alert).collect()
}

/// Returns an alert.
pub(in crate::storage) async fn get(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Alert>, StorageError> {
    let kept = alert::table.find(id.to_string()).select(AlertRecord::as_select());
    let record: Option<AlertRecord> = kept.first(connection).await.optional()?;
    record.map(AlertRecord::alert).transpose()
}

/// Notes who has taken note of an alert as so many runs had found it; says whether nobody had, and no run has found it
/// since.
pub(in crate::storage) async fn acknowledge(
    connection: &mut Connection,
    id: Uuid,
    seen: u32,
    actor: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open = alert::table.find(id.to_string()).filter(alert::acknowledged_at.is_null());
    let Ok(seen) = i32::try_from(seen) else { return Ok(false) };
    let open = open.filter(alert::seen.eq(seen));
    let noted = diesel::update(open)
        .set((
            alert::acknowledged_by.eq(actor),
            alert::acknowledged_at.eq(now.timestamp()),
            alert::note.eq(note),
            // What he has taken note of is what it is now.
            alert::told_places.eq(alert::places.nullable()),
            alert::told_observed.eq(alert::observed.nullable()),
            alert::told_expected.eq(alert::expected.nullable()),
        ))
        .execute(connection)
        .await?;
    Ok(noted == 1)
}
