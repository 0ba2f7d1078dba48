//! Questions that take long: jobs, the results that are kept, and alerts.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{BackEnd, StorageError, Store, postgres, sqlite};
use crate::domain::{
    Alert, AlertState, Cluster, Heard, Job, JobHold, JobLease, NewJob, NewResult, ResultStock, SavedResult,
};

/// What came of a job.
#[derive(Debug, Clone)]
pub struct JobDone {
    /// Who says so.
    pub hold: JobHold,
    /// When.
    pub now: DateTime<Utc>,
    /// How many steps it took.
    pub steps: usize,
    /// The result.
    pub result: NewResult,
    /// What it found that people are to be told of.
    pub found: Vec<Cluster>,
}

impl Store {
    /// Keeps a job, unless there is one of its slot; says whether it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_job(&self, new: &NewJob) -> Result<bool, StorageError> {
        alter!(self, jobs::add(new))
    }

    /// Takes a job that is due, or whose holder has not been heard of for as long as the lease lasts, under a token
    /// that nobody has used before; nothing when there is none. The run of a night goes before what somebody asked.
    ///
    /// One that was begun as often as the lease allows, and forsaken each time, has failed.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn claim_job(
        &self,
        token: Uuid,
        now: DateTime<Utc>,
        lease: &JobLease,
    ) -> Result<Option<Job>, StorageError> {
        // Who looks every second must not take the writer's turn for nothing.
        if !read!(self, jobs::is_any_due(now, lease))? {
            return Ok(None);
        }
        alter!(self, jobs::claim(token, now, lease))
    }

    /// Notes that a holder is still at a job and how many steps of how many are done; tells him what has become
    /// of it.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn hear_of_job(
        &self,
        hold: JobHold,
        steps: (usize, usize),
        now: DateTime<Utc>,
    ) -> Result<Heard, StorageError> {
        alter!(self, jobs::hear(hold, steps, now))
    }

    /// Ends a job: keeps its result and tells what it found, in one transaction, and only when the job is still
    /// held; says whether it was. What was told already is not told again (see [`crate::domain::AlertNews`]).
    ///
    /// # Errors
    /// When the database fails; then nothing of it is kept.
    pub async fn finish_job(&self, done: JobDone) -> Result<bool, StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.finish_job(done).await,
            BackEnd::Postgres(connections) => connections.finish_job(done).await,
        }
    }

    /// Ends a job that came to nothing, saying why; says whether it was still held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_job(
        &self,
        hold: JobHold,
        message: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        alter!(self, jobs::fail(hold, message, now))
    }

    /// Gives a job back, so that another may take it at once; says whether it was still held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_job_back(&self, hold: JobHold) -> Result<bool, StorageError> {
        alter!(self, jobs::give_back(hold))
    }

    /// Ends a job that nobody wants any more; says whether it had not ended before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_job(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StorageError> {
        alter!(self, jobs::cancel(id, now))
    }

    /// Returns jobs, those asked last first, at most so many.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn jobs(&self, limit: usize) -> Result<Vec<Job>, StorageError> {
        read!(self, jobs::list(limit))
    }

    /// Returns a job; nothing when there is none of this name.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn job(&self, id: Uuid) -> Result<Option<Job>, StorageError> {
        read!(self, jobs::get(id))
    }

    /// Returns the job of a slot, such as `nightly:2026-11-22`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_in_slot(&self, slot: &str) -> Result<Option<Job>, StorageError> {
        read!(self, jobs::in_slot(slot))
    }

    /// Counts the jobs that have not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_open_jobs(&self) -> Result<i64, StorageError> {
        read!(self, jobs::count_open())
    }

    /// Keeps a result.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_result(&self, new: &NewResult) -> Result<(), StorageError> {
        alter!(self, results::save(new))
    }

    /// Counts the results that are kept, and the bytes of their answers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn result_stock(&self) -> Result<ResultStock, StorageError> {
        read!(self, results::stock())
    }

    /// Deletes the answer and the findings of a result; says whether they were there. What names it still finds that
    /// it was, and when it was deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_result(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StorageError> {
        alter!(self, results::delete(id, now))
    }

    /// Deletes what came of the runs of nights that were due before a moment; says how many results that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_nightly_results(
        &self,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, StorageError> {
        alter!(self, results::delete_nightly_before(before, now))
    }

    /// Returns what results that were not deleted say of themselves, the newest first, at most so many; those before one when it is named.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn results(
        &self,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<SavedResult>, StorageError> {
        read!(self, results::list(before, limit))
    }

    /// Returns what a result says of itself; nothing when there is none of this name.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn result(&self, id: Uuid) -> Result<Option<SavedResult>, StorageError> {
        read!(self, results::get(id))
    }

    /// Returns the answer of a result, byte for byte; nothing when there is none of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn result_answer(&self, id: Uuid) -> Result<Option<Vec<u8>>, StorageError> {
        read!(self, results::answer(id))
    }

    /// Returns alerts, those raised last first, at most so many; those before one when it is named.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn alerts(
        &self,
        state: AlertState,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Alert>, StorageError> {
        read!(self, alerts::list(state, before, limit))
    }

    /// Returns an alert; nothing when there is none of this name.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn alert(&self, id: Uuid) -> Result<Option<Alert>, StorageError> {
        read!(self, alerts::get(id))
    }

    /// Notes who has taken note of an alert as so many runs had found it; says whether nobody had, and no run has found
    /// it since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acknowledge_alert(
        &self,
        id: Uuid,
        seen: u32,
        actor: &str,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        alter!(self, alerts::acknowledge(id, seen, actor, note, now))
    }
}
