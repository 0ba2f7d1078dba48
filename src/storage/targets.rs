//! The dated set of target districts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::record::TargetRecord;
use super::schema::target_district;
use super::{Connection, StorageError, Store, sqlite};
use crate::domain::TargetDistrict;

impl Store {
    /// Returns every statement about target districts ever made, by district and first day.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn targets(&self) -> Result<Vec<TargetDistrict>, StorageError> {
        let mut connection = self.read().await;
        let records = target_district::table
            .order((target_district::district, target_district::valid_from))
            .select(TargetRecord::as_select())
            .load(&mut *connection)
            .await?;
        records.into_iter().map(TargetRecord::target).collect()
    }

    /// Ends the current set on a day and starts another, in one transaction.
    ///
    /// Statements that would begin on or after that day are replaced; earlier ones end there. What held
    /// before the day is still answered as it was.
    ///
    /// # Errors
    /// When the database fails; then the set is as it was.
    pub async fn replace_targets(
        &self,
        from: NaiveDate,
        set: Vec<TargetDistrict>,
    ) -> Result<(), StorageError> {
        let mut connection = self.write().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    diesel::delete(target_district::table.filter(target_district::valid_from.ge(from)))
                        .execute(connection)
                        .await?;
                    let open = target_district::valid_to.is_null().or(target_district::valid_to.gt(from));
                    diesel::update(target_district::table.filter(open))
                        .set(target_district::valid_to.eq(from))
                        .execute(connection)
                        .await?;
                    let records: Vec<_> = set.iter().filter_map(TargetRecord::new).collect();
                    sqlite::insert_targets(connection, records).await
                })
                .await
        })
        .await?
    }
}
