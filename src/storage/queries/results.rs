//! Results that are kept.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, insert};
use crate::domain::{NewResult, SavedResult, number::count_to_i64};
use crate::storage::StorageError;
use crate::storage::records::{CitationRecord, ResultRecord, Rows};
use crate::storage::schema::saved_result;

/// Keeps a result.
pub(in crate::storage) async fn save(
    connection: &mut Connection,
    new: &NewResult,
) -> Result<(), StorageError> {
    insert(connection, Rows::Results(vec![ResultRecord::new(new)])).await
}

/// Counts the results that are kept.
pub(in crate::storage) async fn count(connection: &mut Connection) -> Result<i64, StorageError> {
    Ok(saved_result::table.count().get_result(connection).await?)
}

/// Returns what results say of themselves, the newest first, those before one when it is named.
pub(in crate::storage) async fn list(
    connection: &mut Connection,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<SavedResult>, StorageError> {
    let newest = saved_result::table
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
    let kept = saved_result::table.find(id.to_string()).select(saved_result::answer);
    Ok(kept.first(connection).await.optional()?)
}
