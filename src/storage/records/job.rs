//! A job: a question that is computed in the background.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RowOf, everything};
use crate::domain::{Job, JobState, NewJob};
use crate::storage::StorageError;
use crate::storage::schema::job;

/// One job, with who holds it.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = job, treat_none_as_default_value = false)]
pub(in crate::storage) struct JobRecord {
    pub(in crate::storage) id: String,
    kind: String,
    slot: String,
    question: String,
    actor: String,
    asked_at: i64,
    due_at: i64,
    state: String,
    taken_by: Option<String>,
    heard_at: Option<i64>,
    attempts: i32,
    steps_done: i64,
    steps_all: i64,
    message: String,
    pub(in crate::storage) result_id: Option<String>,
    ended_at: Option<i64>,
    /// Backups of before this was kept are of those who might see everything.
    #[serde(default = "everything")]
    within: String,
}

impl JobRecord {
    /// Makes the row of a job that waits.
    pub(in crate::storage) fn new(new: &NewJob) -> Self {
        Self {
            id: new.id.to_string(),
            kind: new.kind.to_string(),
            slot: new.slot.clone(),
            question: new.question.clone(),
            actor: new.actor.clone(),
            asked_at: new.asked_at.timestamp(),
            due_at: new.due_at.timestamp(),
            state: JobState::Waiting.to_string(),
            taken_by: None,
            heard_at: None,
            attempts: 0,
            steps_done: 0,
            steps_all: 0,
            message: String::new(),
            result_id: None,
            ended_at: None,
            within: new.within.to_string(),
        }
    }

    /// Returns the job.
    pub(in crate::storage) fn job(self) -> Result<Job, StorageError> {
        // Identities are texts, so the second in which it was asked stands for the row.
        let row = RowOf { table: "job", row: self.asked_at };
        let time = |seconds: Option<i64>| -> Result<Option<DateTime<Utc>>, StorageError> {
            seconds.map(|seconds| row.time(seconds)).transpose()
        };
        Ok(Job {
            id: row.read(&self.id)?,
            kind: row.read(&self.kind)?,
            asked_at: row.time(self.asked_at)?,
            due_at: row.time(self.due_at)?,
            state: row.read(&self.state)?,
            attempts: row.number(self.attempts)?,
            steps_done: row.number(self.steps_done)?,
            steps_all: row.number(self.steps_all)?,
            result: row.read_some(self.result_id.as_deref())?,
            ended_at: time(self.ended_at)?,
            within: row.read(&self.within)?,
            slot: self.slot,
            question: self.question,
            actor: self.actor,
            message: self.message,
        })
    }
}
