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
use crate::domain::{Job, JobKind, Limits, NewJob, Scope};

/// Most jobs that have not ended: nobody may fill the disk with them, or make the night's run wait for days.
const MOST_OPEN_JOBS: i64 = 100;
/// How many of the last jobs are looked at for a list.
const MOST_LISTED: usize = 10_000;

impl App {
    /// Asks a question whose answer is computed in the background and kept.
    ///
    /// # Errors
    /// When the text is no question, too many are waiting, or the database fails.
    pub async fn ask_job(
        &self,
        question: &str,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Job, AppError> {
        let question = self.canonical_question(&kept_text::line("question", question, LONGEST_QUESTION)?)?;
        if self.store.count_open_jobs().await? >= MOST_OPEN_JOBS {
            return Err(AppError::Refused(format!("{MOST_OPEN_JOBS} jobs wait already; ask again later")));
        }
        self.has_room_for_results().await?;
        let id = Uuid::now_v7();
        let (slot, actor) = (id.to_string(), actor.to_owned());
        let (kind, within) = (JobKind::Study, limits_of_answers(scope));
        self.store
            .add_job(&NewJob { id, kind, slot, question, actor, within, asked_at: now, due_at: now })
            .await?;
        self.store.job(id).await?.ok_or_else(|| AppError::Refused("the job is gone already".to_owned()))
    }

    /// Returns jobs that the caller may see, those asked last first, at most so many: those within his own scope,
    /// whoever asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, limit: usize, scope: &Scope) -> Result<Vec<Job>, AppError> {
        let mut jobs = self.store.jobs(MOST_LISTED).await?;
        jobs.retain(|job| may_see(scope, &job.within));
        jobs.truncate(limit);
        Ok(jobs)
    }

    /// Returns a job; nothing when there is none of this name that the caller may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&self, id: Uuid, scope: &Scope) -> Result<Option<Job>, AppError> {
        Ok(self.store.job(id).await?.filter(|job| may_see(scope, &job.within)))
    }

    /// Ends a job that nobody wants any more, and returns it as it is then; nothing when there is none of this
    /// name that the caller may see. What computes it stops when it next says how far it is.
    ///
    /// # Errors
    /// [`AppError::TooLate`] when it has ended already; when somebody else asked and the caller may not see everything,
    /// or the database fails.
    pub async fn cancel_job(
        &self,
        id: Uuid,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Job>, AppError> {
        match self.job(id, scope).await? {
            None => return Ok(None),
            Some(job) if job.kind == JobKind::Nightly => {
                return Err(AppError::Refused(
                    "the run of a night cannot be cancelled: its alerts would be missed".to_owned(),
                ));
            }
            Some(job) if job.actor != actor && !scope.admits_everything() => {
                return Err(AppError::Refused(format!("{} asked this, and cancels it", job.actor)));
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

/// Returns the limits within which a question of a caller is answered: no answer holds words of reports.
pub(super) fn limits_of_answers(scope: &Scope) -> Limits {
    Limits { texts: false, ..scope.limits() }
}

/// Tells whether a caller may see what was made within limits: he may see all of that by himself.
pub(super) fn may_see(scope: &Scope, within: &Limits) -> bool {
    scope.limits().cover(within)
}
