//! A step in the handling of a report.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::RowOf;
use crate::domain::Handling;
use crate::domain::case::{NewStep, TakenStep};
use crate::storage::StorageError;
use crate::storage::schema::case_step;

/// One step, with how the report was handled after it.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = case_step, treat_none_as_default_value = false)]
pub(in crate::storage) struct StepRecord {
    pub(in crate::storage) id: String,
    pub(in crate::storage) report_id: i64,
    pub(in crate::storage) change_id: i64,
    step: String,
    state_from: String,
    state_to: String,
    decision: Option<String>,
    source_grade: String,
    information_grade: String,
    tlp: String,
    victim: bool,
    reason: String,
    actor: String,
    role: String,
    address_mark: String,
    taken_at: i64,
}

impl StepRecord {
    /// Turns a step into the row that a change brings.
    pub(in crate::storage) fn new(change: i64, actor: &str, new: &NewStep) -> Self {
        let Handling { state, decision, source_grade, information_grade, tlp, victim } = new.then;
        Self {
            id: new.id.to_string(),
            report_id: new.row,
            change_id: change,
            step: new.step.name().to_owned(),
            state_from: new.seen.state.to_string(),
            state_to: state.to_string(),
            decision: decision.map(|decision| decision.to_string()),
            source_grade: source_grade.to_string(),
            information_grade: information_grade.to_string(),
            tlp: tlp.to_string(),
            victim,
            reason: new.reason.clone(),
            actor: actor.to_owned(),
            role: new.role.clone(),
            address_mark: new.address_mark.clone(),
            taken_at: new.taken_at.timestamp(),
        }
    }

    /// Returns the step.
    pub(in crate::storage) fn step(self) -> Result<TakenStep, StorageError> {
        let row = RowOf { table: "case_step", row: self.report_id };
        Ok(TakenStep {
            id: row.read(&self.id)?,
            from: row.read(&self.state_from)?,
            then: Handling {
                state: row.read(&self.state_to)?,
                decision: row.read_some(self.decision.as_deref())?,
                source_grade: row.read(&self.source_grade)?,
                information_grade: row.read(&self.information_grade)?,
                tlp: row.read(&self.tlp)?,
                victim: self.victim,
            },
            taken_at: row.time(self.taken_at)?,
            step: self.step,
            reason: self.reason,
            actor: self.actor,
            role: self.role,
        })
    }
}
