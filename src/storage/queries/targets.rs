//! The dated set of target districts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Connection, feed, insert_targets};
use crate::domain::TargetDistrict;
use crate::storage::StorageError;
use crate::storage::record::TargetRecord;
use crate::storage::schema::target_district;

/// Returns every statement, by district and first day.
pub(in crate::storage) async fn all(
    connection: &mut Connection,
) -> Result<Vec<TargetDistrict>, StorageError> {
    let records = target_district::table
        .order((target_district::district, target_district::valid_from))
        .select(TargetRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(TargetRecord::target).collect()
}

/// Replaces what holds from a day on, inside the transaction that the back end has opened; returns the
/// change's number, so that readers hear of it.
pub(in crate::storage) async fn replace(
    connection: &mut Connection,
    from: NaiveDate,
    set: &[TargetDistrict],
) -> Result<i64, StorageError> {
    diesel::delete(target_district::table.filter(target_district::valid_from.ge(from)))
        .execute(connection)
        .await?;
    let open = target_district::valid_to.is_null().or(target_district::valid_to.gt(from));
    diesel::update(target_district::table.filter(open))
        .set(target_district::valid_to.eq(from))
        .execute(connection)
        .await?;
    insert_targets(connection, set.iter().filter_map(TargetRecord::new).collect()).await?;
    feed::write(connection, "target districts", Vec::new()).await
}
