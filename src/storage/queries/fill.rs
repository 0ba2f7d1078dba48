//! What has to be known of a database before it is filled in bulk.

use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Connection;
use crate::domain::GenerationId;
use crate::storage::StorageError;
use crate::storage::fill::Last;
use crate::storage::schema::{audit, boundary_generation, change, report};

/// Returns the greatest numbers there are.
///
/// # Errors
/// When it holds reports, or its boundaries are not those that come with the product.
pub(in crate::storage) async fn last(connection: &mut Connection) -> Result<Last, StorageError> {
    let any: Option<i64> = report::table.select(report::id).first(connection).await.optional()?;
    if any.is_some() {
        return Err(StorageError::HoldsReports);
    }
    let generation: Option<i64> =
        boundary_generation::table.select(max(boundary_generation::id)).first(connection).await?;
    if generation != Some(GenerationId::BUNDLED.number()) {
        return Err(StorageError::OtherBoundaries);
    }
    let number: Option<i64> = change::table.select(max(change::id)).first(connection).await?;
    let epoch: Option<i64> = change::table.select(max(change::epoch)).first(connection).await?;
    let line: Option<i64> = audit::table.select(max(audit::id)).first(connection).await?;
    Ok(Last { change: number.unwrap_or(0), epoch: epoch.unwrap_or(0), audit: line.unwrap_or(0) })
}
