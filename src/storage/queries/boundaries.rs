//! Editions of boundaries, and the areas that somebody drew.

use chrono::Utc;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use geo_types::MultiPolygon;

use super::{Connection, feed, insert, insert_area, share_generation, take_generation};
use crate::domain::{Change, DistrictShape, Epoch, Generation, GenerationId, NewGeneration};
use crate::storage::StorageError;
use crate::storage::records::{AreaRecord, BoundaryRecord, GenerationRecord, Rows};
use crate::storage::schema::{boundary, boundary_generation, change, saved_area};

/// Returns the editions that were there at an epoch, the oldest first.
pub(in crate::storage) async fn held_at(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Vec<Generation>, StorageError> {
    let brought = change::table
        .filter(change::id.nullable().eq(boundary_generation::change_id))
        .filter(change::epoch.le(epoch));
    let records = boundary_generation::table
        .filter(boundary_generation::change_id.is_null().or(exists(brought)))
        .order(boundary_generation::id)
        .select(GenerationRecord::as_select())
        .load(connection)
        .await?;
    Ok(records.into_iter().map(GenerationRecord::generation).collect())
}

/// Returns the polygons of an edition, by district code.
pub(in crate::storage) async fn shapes(
    connection: &mut Connection,
    generation: GenerationId,
) -> Result<Vec<DistrictShape>, StorageError> {
    let records: Vec<BoundaryRecord> = boundary::table
        .filter(boundary::generation_id.eq(generation.number()))
        .order(boundary::district)
        .select(BoundaryRecord::as_select())
        .load(connection)
        .await?;
    records.iter().map(BoundaryRecord::shape).collect()
}

/// Counts the polygons of an edition.
pub(in crate::storage) async fn count(
    connection: &mut Connection,
    generation: GenerationId,
) -> Result<i64, StorageError> {
    Ok(boundary::table
        .filter(boundary::generation_id.eq(generation.number()))
        .count()
        .get_result(connection)
        .await?)
}

/// Stores the polygons of an edition whose description is there already.
pub(in crate::storage) async fn fill(
    connection: &mut Connection,
    generation: GenerationId,
    shapes: &[DistrictShape],
) -> Result<(), StorageError> {
    take_generation(connection).await?;
    // Another program may have been faster.
    if count(connection, generation).await? > 0 {
        return Ok(());
    }
    let records = shapes.iter().filter_map(|shape| BoundaryRecord::new(generation, shape));
    insert(connection, Rows::Boundaries(records.collect())).await
}

/// Stores an edition inside the transaction that the back end has opened; from then on it is the one that
/// holds.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    new: &NewGeneration,
) -> Result<(GenerationId, i64), StorageError> {
    take_generation(connection).await?;
    if latest(connection).await? != new.after {
        return Err(StorageError::OtherBoundaries);
    }
    let number = feed::begin(connection, &by.origin).await?;
    let id = GenerationId::new(new.after.number() + 1);
    let records = new.shapes.iter().filter_map(|shape| BoundaryRecord::new(id, shape));
    let description = GenerationRecord::new(id.number(), number, new);
    insert(connection, Rows::Generations(vec![description])).await?;
    insert(connection, Rows::Boundaries(records.collect())).await?;
    let detail = format!("boundaries `{}` of {} districts", new.name, new.shapes.len());
    feed::record(connection, number, by, detail, Vec::new()).await?;
    Ok((id, number))
}

/// Makes sure that an edition is the one that holds, and stays so until the transaction ends.
///
/// # Errors
/// [`StorageError::OtherBoundaries`] when it is not.
pub(super) async fn hold(connection: &mut Connection, generation: GenerationId) -> Result<(), StorageError> {
    share_generation(connection).await?;
    if latest(connection).await? == generation { Ok(()) } else { Err(StorageError::OtherBoundaries) }
}

async fn latest(connection: &mut Connection) -> Result<GenerationId, StorageError> {
    let last: Option<i64> = boundary_generation::table
        .select(diesel::dsl::max(boundary_generation::id))
        .first(connection)
        .await?;
    Ok(last.map_or(GenerationId::BUNDLED, GenerationId::new))
}

/// Stores an area under its hash; one that is there already is left alone.
pub(in crate::storage) async fn save_area(
    connection: &mut Connection,
    id: &str,
    shape: &MultiPolygon<f64>,
) -> Result<(), StorageError> {
    insert_area(connection, AreaRecord::new(id.to_owned(), shape, Utc::now().timestamp())).await
}

/// Counts the areas that are kept.
pub(in crate::storage) async fn count_areas(connection: &mut Connection) -> Result<i64, StorageError> {
    Ok(saved_area::table.count().get_result(connection).await?)
}

/// Reads an area.
pub(in crate::storage) async fn saved_area(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<MultiPolygon<f64>>, StorageError> {
    let record: Option<AreaRecord> = saved_area::table
        .find(id.to_owned())
        .select(AreaRecord::as_select())
        .first(connection)
        .await
        .optional()?;
    Ok(record.map(|record| record.shape()))
}
