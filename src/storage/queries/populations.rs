//! How many people live in districts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, feed, insert, take_district_facts};
use crate::domain::{Change, DistrictPopulation, Epoch};
use crate::storage::StorageError;
use crate::storage::records::{PopulationRecord, Rows};
use crate::storage::schema::{change, population};

/// Returns every count that held at an epoch, by district and day.
pub(in crate::storage) async fn held_at(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Vec<DistrictPopulation>, StorageError> {
    let records = population::table
        .filter(holds_at!(population, epoch))
        .order((population::district, population::counted_on))
        .select(PopulationRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(PopulationRecord::population).collect()
}

/// Stores counts inside the transaction that the back end has opened; returns the change's number, or nothing when all
/// of them are stored already. What was said of the same district and day before stays, ended by this change.
pub(in crate::storage) async fn store(
    connection: &mut Connection,
    by: &Change,
    counts: &[DistrictPopulation],
) -> Result<Option<i64>, StorageError> {
    take_district_facts(connection).await?;
    let held: Vec<PopulationRecord> = population::table
        .filter(population::change_to.is_null())
        .select(PopulationRecord::as_select())
        .load(connection)
        .await?;
    let held = held.into_iter().map(PopulationRecord::population).collect::<Result<Vec<_>, _>>()?;
    let other: Vec<&DistrictPopulation> = counts.iter().filter(|count| !held.contains(count)).collect();
    if other.is_empty() {
        return Ok(None);
    }
    let number = feed::begin(connection, &by.origin).await?;
    let rows: Vec<PopulationRecord> =
        other.iter().filter_map(|count| PopulationRecord::new(number, count)).collect();
    for row in &rows {
        let same = population::district.eq(row.district).and(population::counted_on.eq(row.counted_on));
        diesel::update(population::table.filter(population::change_to.is_null().and(same)))
            .set(population::change_to.eq(number))
            .execute(connection)
            .await?;
    }
    let detail = format!("{} populations of districts", rows.len());
    insert(connection, Rows::Populations(rows)).await?;
    feed::record(connection, number, by, detail, Vec::new()).await?;
    Ok(Some(number))
}
