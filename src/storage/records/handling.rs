//! How a report is handled for a span of changes.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::RowOf;
use crate::domain::Handling;
use crate::storage::StorageError;
use crate::storage::schema::report_handling;

/// One way of handling a report, from the change that said so to the change that said otherwise.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = report_handling, treat_none_as_default_value = false)]
pub(in crate::storage) struct HandlingRecord {
    pub(in crate::storage) report_id: i64,
    pub(in crate::storage) change_from: i64,
    pub(in crate::storage) change_to: Option<i64>,
    state: String,
    decision: Option<String>,
    source_grade: String,
    information_grade: String,
    tlp: String,
    victim: bool,
}

impl HandlingRecord {
    /// Turns a handling into the row that a change begins.
    pub(in crate::storage) fn new(report_id: i64, change: i64, handling: Handling) -> Self {
        let Handling { state, decision, source_grade, information_grade, tlp, victim } = handling;
        Self {
            report_id,
            change_from: change,
            change_to: None,
            state: state.to_string(),
            decision: decision.map(|decision| decision.to_string()),
            source_grade: source_grade.to_string(),
            information_grade: information_grade.to_string(),
            tlp: tlp.to_string(),
            victim,
        }
    }

    /// Returns the handling.
    pub(in crate::storage) fn handling(&self) -> Result<Handling, StorageError> {
        let row = RowOf { table: "report_handling", row: self.report_id };
        Ok(Handling {
            state: row.read(&self.state)?,
            decision: row.read_some(self.decision.as_deref())?,
            source_grade: row.read(&self.source_grade)?,
            information_grade: row.read(&self.information_grade)?,
            tlp: row.read(&self.tlp)?,
            victim: self.victim,
        })
    }
}
