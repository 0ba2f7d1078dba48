//! Results that are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, insert};
use crate::domain::{JobKind, NewResult, ResultStock, SavedResult, number::count_to_i64};
use crate::storage::StorageError;
use crate::storage::records::{CitationRecord, ResultRecord, Rows};
use crate::storage::schema::{job, saved_result};

/// Keeps a result.
pub(in crate::storage) async fn save(
    connection: &mut Connection,
    new: &NewResult,
) -> Result<(), StorageError> {
    insert(connection, Rows::Results(vec![ResultRecord::new(new)])).await
}

/// Counts the results that are kept, and the bytes of their answers.
pub(in crate::storage) async fn stock(connection: &mut Connection) -> Result<ResultStock, StorageError> {
    let kept = saved_result::table.filter(saved_result::deleted_at.is_null());
    let results = kept.count().get_result(connection).await?;
    // Neither database reads the answers for their lengths.
    let bytes = diesel::dsl::sql::<BigInt>("coalesce(sum(length(answer)), 0)");
    let bytes: i64 = kept.select(bytes).get_result(connection).await?;
    Ok(ResultStock { results, bytes })
}

/// Deletes the answer and the findings of a result; says whether they were there.
pub(in crate::storage) async fn delete(
    connection: &mut Connection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let kept = saved_result::table.find(id.to_string()).filter(saved_result::deleted_at.is_null());
    Ok(diesel::update(kept).set(emptied(now)).execute(connection).await? == 1)
}

/// Deletes what came of the runs of nights that were due before a moment; says how many results that were.
pub(in crate::storage) async fn delete_nightly_before(
    connection: &mut Connection,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let nightly = job::table.filter(job::kind.eq(JobKind::Nightly.as_str()));
    let old = nightly.filter(job::due_at.lt(before.timestamp()).and(job::result_id.is_not_null()));
    let old: Vec<Option<String>> = old.select(job::result_id).load(connection).await?;
    let kept = saved_result::table.filter(saved_result::deleted_at.is_null());
    let kept = kept.filter(saved_result::id.eq_any(old.into_iter().flatten()));
    Ok(diesel::update(kept).set(emptied(now)).execute(connection).await?)
}

/// What is set when a result is deleted: the row stays for the jobs and alerts that name it.
type Emptied = (
    diesel::dsl::Eq<saved_result::answer, Vec<u8>>,
    diesel::dsl::Eq<saved_result::findings, &'static str>,
    diesel::dsl::Eq<saved_result::deleted_at, i64>,
);

fn emptied(now: DateTime<Utc>) -> Emptied {
    (
        saved_result::answer.eq(Vec::new()),
        saved_result::findings.eq(""),
        saved_result::deleted_at.eq(now.timestamp()),
    )
}

/// Returns what results say of themselves, the newest first, those before one when it is named.
pub(in crate::storage) async fn list(
    connection: &mut Connection,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<SavedResult>, StorageError> {
    let newest = saved_result::table
        .filter(saved_result::deleted_at.is_null())
        .order(saved_result::id.desc())
        .limit(count_to_i64(limit))
        .select(CitationRecord::as_select())
        .into_boxed();
    let asked = match before {
        Some(before) => newest.filter(saved_result::id.lt(before.to_string())),
        None => newest,
    };
    let records: Vec<CitationRecord> = asked.load(connection).await?;
    records.into_iter().map(CitationRecord::citation).collect()
}

/// Returns what a result says of itself.
pub(in crate::storage) async fn get(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<SavedResult>, StorageError> {
    let record: Option<CitationRecord> = saved_result::table
        .find(id.to_string())
        .select(CitationRecord::as_select())
        .first(connection)
        .await
        .optional()?;
    record.map(CitationRecord::citation).transpose()
}

/// Returns the answer of a result, byte for byte.
pub(in crate::storage) async fn answer(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Vec<u8>>, StorageError> {
    let kept = saved_result::table.find(id.to_string()).filter(saved_result::deleted_at.is_null());
    Ok(kept.select(saved_result::answer).first(connection).await.optional()?)
}
