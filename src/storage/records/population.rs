//! How many people live in a district.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RowOf, stored_code};
use crate::domain::DistrictPopulation;
use crate::storage::StorageError;
use crate::storage::schema::population;

/// One count, from the change that brought it to the change that ended it.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = population, treat_none_as_default_value = false)]
pub(in crate::storage) struct PopulationRecord {
    pub(in crate::storage) district: i32,
    pub(in crate::storage) counted_on: NaiveDate,
    people: i32,
    source: String,
    pub(in crate::storage) change_from: i64,
    pub(in crate::storage) change_to: Option<i64>,
}

impl PopulationRecord {
    /// Turns a count into the row that a change begins.
    pub(in crate::storage) fn new(change: i64, count: &DistrictPopulation) -> Option<Self> {
        Some(Self {
            district: stored_code(count.district.number())?,
            counted_on: count.counted_on,
            people: i32::try_from(count.people).ok()?,
            source: count.source.clone(),
            change_from: change,
            change_to: None,
        })
    }

    /// Returns the count.
    pub(in crate::storage) fn population(self) -> Result<DistrictPopulation, StorageError> {
        let row = RowOf { table: "population", row: i64::from(self.district) };
        Ok(DistrictPopulation {
            district: row.code(self.district)?,
            counted_on: self.counted_on,
            people: row.number(self.people)?,
            source: self.source,
        })
    }
}
