//! The dated set of target districts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, feed, insert, take_district_facts};
use crate::domain::{Change, Epoch, NewTargets, TargetDistrict};
use crate::storage::StorageError;
use crate::storage::records::{Rows, TargetRecord};
use crate::storage::schema::{change, target_district};

/// Returns every statement that held at an epoch, by district and first day.
pub(in crate::storage) async fn held_at(
    connection: &mut Connection,
    epoch: Epoch,
) -> Result<Vec<TargetDistrict>, StorageError> {
    let records = target_district::table
        .filter(holds_at!(target_district, epoch))
        .order((target_district::district, target_district::valid_from))
        .select(TargetRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(TargetRecord::target).collect()
}

/// Tells whether anything was ever said about target districts.
pub(in crate::storage) async fn is_empty(connection: &mut Connection) -> Result<bool, StorageError> {
    Ok(target_district::table.count().get_result::<i64>(connection).await? == 0)
}

/// Replaces what holds from a day on, inside the transaction that the back end has opened; returns the
/// change's number.
///
/// What was said before stays, ended by this change: a statement that would begin later is gone from then
/// on, and one that reaches beyond the day is said anew with the day as its end.
pub(in crate::storage) async fn replace(
    connection: &mut Connection,
    by: &Change,
    new: &NewTargets,
) -> Result<Option<i64>, StorageError> {
    take_district_facts(connection).await?;
    if new.only_first && !is_empty(connection).await? {
        return Ok(None);
    }
    let number = feed::begin(connection, &by.origin).await?;
    let beyond = target_district::change_to.is_null().and(
        target_district::valid_from
            .ge(new.from)
            .or(target_district::valid_to.is_null())
            .or(target_district::valid_to.gt(new.from)),
    );
    let ended: Vec<TargetRecord> =
        target_district::table.filter(beyond).select(TargetRecord::as_select()).load(connection).await?;
    diesel::update(target_district::table.filter(beyond))
        .set(target_district::change_to.eq(number))
        .execute(connection)
        .await?;
    let cut = ended
        .into_iter()
        .map(TargetRecord::target)
        .filter(|target| !target.as_ref().is_ok_and(|t| t.valid_from >= new.from))
        .map(|target| target.map(|t| TargetDistrict { valid_to: Some(new.from), ..t }))
        .collect::<Result<Vec<_>, _>>()?;
    let said = cut.iter().chain(&new.set).filter_map(|target| TargetRecord::new(number, target));
    insert(connection, Rows::Targets(said.collect())).await?;
    let detail = format!("{} districts from {}", new.set.len(), new.from);
    feed::record(connection, number, by, detail, Vec::new()).await?;
    Ok(Some(number))
}
