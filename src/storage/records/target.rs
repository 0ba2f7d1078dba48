//! What is said about a target district.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RowOf, stored_code};
use crate::domain::TargetDistrict;
use crate::storage::StorageError;
use crate::storage::schema::target_district;

/// One statement, from the change that made it to the change that ended it.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = target_district, treat_none_as_default_value = false)]
pub(in crate::storage) struct TargetRecord {
    district: i32,
    basis: String,
    verified: bool,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    source: String,
    pub(in crate::storage) change_from: i64,
    pub(in crate::storage) change_to: Option<i64>,
}

impl TargetRecord {
    /// Turns a statement into the row that a change begins.
    pub(in crate::storage) fn new(change: i64, target: &TargetDistrict) -> Option<Self> {
        Some(Self {
            district: stored_code(target.district.number())?,
            basis: target.basis.clone(),
            verified: target.verified,
            valid_from: target.valid_from,
            valid_to: target.valid_to,
            source: target.source.clone(),
            change_from: change,
            change_to: None,
        })
    }

    /// Returns the statement.
    pub(in crate::storage) fn target(self) -> Result<TargetDistrict, StorageError> {
        let row = RowOf { table: "target_district", row: i64::from(self.district) };
        Ok(TargetDistrict {
            district: row.code(self.district)?,
            basis: self.basis,
            verified: self.verified,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            source: self.source,
        })
    }
}
