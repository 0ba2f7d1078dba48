//! A question that takes long is asked now and computed later, once, whichever program does it.

mod compute;
mod work;

pub use compute::{Computation, Computed};
pub(super) use compute::{Computing, Watched};
pub use work::JOB_LEASE;
pub(super) use work::LONGEST_JOB;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::kept_text::{self, LONGEST_QUESTION};
use super::{App, AppError};
use crate::domain::{Job, JobKind, NewJob, Scope};

/// Most jobs that have not ended: nobody may fill the disk with them, or make the night's run wait for days.
const MOST_OPEN_JOBS: i64 = 100;

impl App {
    /// Asks a question whose answer is computed in the background and kept.
    ///
    /// # Errors
    /// When the text is no question, too many are waiting, the caller may not see everything, or the database
    /// fails.
    pub async fn ask_job(
        &self,
        question: &str,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Job, AppError> {
        only_with_everything(scope)?;
        let question = self.canonical_question(&kept_text::line("question", question, LONGEST_QUESTION)?)?;
        if self.store.count_open_jobs().await? >= MOST_OPEN_JOBS {
            return Err(AppError::Refused(format!("{MOST_OPEN_JOBS} jobs wait already; ask again later")));
        }
        self.has_room_for_results().await?;
        let id = Uuid::now_v7();
        let (slot, actor) = (id.to_string(), actor.to_owned());
        let kind = JobKind::Study;
        self.store.add_job(&NewJob { id, kind, slot, question, actor, asked_at: now, due_at: now }).await?;
        self.store.job(id).await?.ok_or_else(|| AppError::Refused("the job is gone already".to_owned()))
    }

    /// Returns jobs, those asked last first, at most so many; none for a caller who may not see everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, limit: usize, scope: &Scope) -> Result<Vec<Job>, AppError> {
        if scope.admits_everything() { Ok(self.store.jobs(limit).await?) } else { Ok(Vec::new()) }
    }

    /// Returns a job; nothing when there is none of this name that the caller may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&self, id: Uuid, scope: &Scope) -> Result<Option<Job>, AppError> {
        if scope.admits_everything() { Ok(self.store.job(id).await?) } else { Ok(None) }
    }

    /// Ends a job that nobody wants any more, and returns it as it is then; nothing when there is none of this
    /// name that the caller may see. What computes it stops when it next says how far it is.
    ///
    /// # Errors
    /// [`AppError::TooLate`] when it has ended already; or when the database fails.
    pub async fn cancel_job(
        &self,
        id: Uuid,
        scope: &Scope,
        now: DateTime<Utc>,
    ) -> Result<Option<Job>, AppError> {
        match self.job(id, scope).await? {
            None => return Ok(None),
            Some(job) if job.kind == JobKind::Nightly => {
                return Err(AppError::Refused(
                    "the run of a night cannot be cancelled: its alerts would be missed".to_owned(),
                ));
            }
            Some(_) => {}
        }
        let was_open = self.store.cancel_job(id, now).await?;
        let job = self.store.job(id).await?;
        match job {
            Some(job) if !was_open => Err(AppError::TooLate(format!("the job is {} already", job.state))),
            job => Ok(job),
        }
    }
}

/// Refuses a caller who may not see everything: until jobs and results have owners, they could show him what his
/// scope does not admit.
///
/// # Errors
/// In words.
pub(super) fn only_with_everything(scope: &Scope) -> Result<(), AppError> {
    if scope.admits_everything() {
        Ok(())
    } else {
        Err(AppError::Refused("jobs and kept results are for those who may see everything".to_owned()))
    }
}
