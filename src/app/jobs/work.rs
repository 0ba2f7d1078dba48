//! A server takes jobs that are due and computes them, one at a time and beside its answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use super::super::nightly::NIGHTLY;
use super::super::results::{Asked, NIGHTS_KEPT, keep, too_long};
use super::super::{App, AppError, Caller};
use super::compute::{Computed, Watched};
use crate::domain::{Heard, Job, JobHold, JobKind, JobLease, Limits, NewJob, last_night, night_run_at};
use crate::storage::JobDone;

/// How long a job belongs to who took it after he was last heard of, and how often it may be begun.
pub const JOB_LEASE: JobLease = JobLease { lasts: TimeDelta::seconds(60), attempts: 3 };
/// The longest that one job may take: so much later than it could, another begins, and the night's run at worst.
pub(in crate::app) const LONGEST_JOB: Duration = Duration::from_mins(30);
/// How often whoever computes a job says that he is still at it.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often keeping a result is tried while the database is away, and how long to wait in between.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

impl App {
    /// Adds what is due every night, takes one job that is due and computes it; returns which it was, or nothing
    /// when there was none to take.
    ///
    /// # Errors
    /// When the database fails; a job that was taken is taken again once its lease is over.
    pub async fn work_due_job(self: &Arc<Self>, now: DateTime<Utc>) -> Result<Option<Uuid>, AppError> {
        if self.is_stopping() {
            return Ok(None);
        }
        self.add_nightly(now).await?;
        let token = Uuid::now_v7();
        let Some(job) = self.store.claim_job(token, now, &JOB_LEASE).await? else { return Ok(None) };
        let id = job.id;
        self.work(job, token, Clock { now, began: Instant::now() }).await?;
        Ok(Some(id))
    }

    /// Stops the job that is computed, as soon as it can be, gives it back, and takes no other.
    pub fn stop_working(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits some time before looking for the next job, or until no other is to be taken.
    pub async fn rest_from_working(&self, at_most: Duration) {
        // That the time is over is what is mostly waited for.
        drop(tokio::time::timeout(at_most, is_told_to_stop(&mut self.stopping.subscribe())).await);
    }

    /// Tells whether this program takes no more jobs.
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Returns the run of the last night; nothing where none was added yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_nightly(&self, now: DateTime<Utc>) -> Result<Option<Job>, AppError> {
        Ok(self.store.job_in_slot(&night_slot(last_night(now))).await?)
    }

    /// Adds the run of the last night, unless it is there: a server that was off then does it when it comes up.
    async fn add_nightly(&self, now: DateTime<Utc>) -> Result<(), AppError> {
        let night = last_night(now);
        let slot = night_slot(night);
        if self.store.job_in_slot(&slot).await?.is_some() {
            return Ok(());
        }
        let due_at = night_run_at(night);
        let (id, actor, question) = (Uuid::now_v7(), "scheduler".to_owned(), NIGHTLY.to_owned());
        let (kind, within) = (JobKind::Nightly, Limits::of_a_night());
        // Another program may have been faster; then it is there as well.
        self.store
            .add_job(&NewJob { id, kind, slot, question, actor, within, asked_at: now, due_at })
            .await?;
        let kept_from = due_at.checked_sub_days(Days::new(NIGHTS_KEPT)).unwrap_or(due_at);
        let deleted = self.store.delete_nightly_results(kept_from, now).await?;
        if deleted > 0 {
            tracing::info!(deleted, "results of nights that are long past were deleted");
        }
        Ok(())
    }

    /// Computes a job, saying all the while that it is held, and keeps what comes of it.
    async fn work(self: &Arc<Self>, job: Job, token: Uuid, clock: Clock) -> Result<(), AppError> {
        let hold = JobHold { job: job.id, token };
        let watched = Watched::default();
        let scope = Caller::within(job.within.clone()).scope().clone();
        let mut computing = self.compute_watched(job.question.clone(), scope, &watched);
        let mut stopping = self.stopping.subscribe();
        let out_of_time = tokio::time::sleep(self.longest_job);
        tokio::pin!(out_of_time);
        let mut took_too_long = false;
        let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let computed = loop {
            tokio::select! {
                computed = &mut computing => break computed,
                () = is_told_to_stop(&mut stopping), if !watched.is_stopped() => watched.stop(),
                () = &mut out_of_time, if !watched.is_stopped() => {
                    took_too_long = true;
                    watched.stop();
                }
                _ = beat.tick() => match self.store.hear_of_job(hold, watched.steps(), clock.now()).await {
                    Ok(Heard::Held) => {}
                    Ok(Heard::Cancelled | Heard::Lost) => watched.stop(),
                    // It may come back within the lease; whether the job is still held then is asked at the end.
                    Err(cause) => tracing::warn!(%cause, job = %job.id, "a job could not be told of"),
                },
            }
        };
        match computed {
            Ok(Ok(computed)) => self.finish(&job, hold, computed, watched.steps().1, &clock).await,
            _ if took_too_long => {
                let longest = words(self.longest_job);
                let reason = format!(
                    "it was not done within {longest}, the longest that a job may take; ask for fewer places, a shorter \
                     period, longer steps or fewer replicates"
                );
                self.fail(hold, &reason, &clock).await
            }
            _ if watched.is_stopped() => {
                if self.is_stopping() {
                    self.store.give_job_back(hold).await?;
                }
                Ok(())
            }
            // Nobody wanted it stopped: it was told of somebody else's end.
            Ok(Err(AppError::Stopped)) => {
                self.store.give_job_back(hold).await?;
                Ok(())
            }
            // When its lease is over, it is taken again.
            Ok(Err(AppError::Storage(cause))) if cause.may_pass() => Err(cause.into()),
            Ok(Err(AppError::Refused(reason))) => self.fail(hold, &reason, &clock).await,
            Ok(Err(AppError::Task(cause))) | Err(cause) => {
                tracing::error!(%cause, job = %job.id, "a job broke off");
                self.fail(hold, "it broke off; the server's log says where", &clock).await
            }
            Ok(Err(cause)) => {
                tracing::error!(%cause, job = %job.id, "a job failed");
                self.fail(hold, "it failed; the server's log says why", &clock).await
            }
        }
    }

    /// Keeps what came of a job, if it is still held.
    async fn finish(
        &self,
        job: &Job,
        hold: JobHold,
        computed: Computed,
        steps: usize,
        clock: &Clock,
    ) -> Result<(), AppError> {
        if let Some(reason) = too_long(&computed) {
            return self.fail(hold, &reason, clock).await;
        }
        // There was room when it was asked; others may have filled it since.
        if job.kind == JobKind::Study
            && let Err(AppError::Refused(reason)) = self.has_room_for_results().await
        {
            return self.fail(hold, &reason, clock).await;
        }
        let name = match job.kind {
            JobKind::Nightly => &job.slot,
            JobKind::Study => &job.question,
        };
        let found = computed.clusters.clone();
        let asked = Asked {
            name,
            question: &job.question,
            actor: &job.actor,
            within: job.within.clone(),
            rerun_of: None,
        };
        let result = keep(computed, asked, clock.now());
        let done = JobDone { hold, now: clock.now(), steps, result, found };
        let mut tries = 0;
        loop {
            tries += 1;
            match self.store.finish_job(done.clone()).await {
                Err(cause) if cause.may_pass() && tries < TRIES => {
                    tracing::warn!(%cause, job = %job.id, "the result of a job could not be kept");
                    tokio::time::sleep(BETWEEN_TRIES).await;
                }
                Err(cause) => return Err(cause.into()),
                Ok(was_held) => {
                    if !was_held {
                        tracing::warn!(job = %job.id, "a job was no longer held when it was done; nothing is kept");
                    }
                    return Ok(());
                }
            }
        }
    }

    async fn fail(&self, hold: JobHold, reason: &str, clock: &Clock) -> Result<(), AppError> {
        self.store.fail_job(hold, reason, clock.now()).await?;
        Ok(())
    }
}

/// Says how long something lasts.
fn words(lasts: Duration) -> String {
    match lasts.as_secs() {
        seconds if seconds >= 120 => format!("{} minutes", seconds / 60),
        _ => format!("{lasts:?}"),
    }
}

/// What makes the run of a night the same run, whoever adds it.
fn night_slot(night: NaiveDate) -> String {
    format!("nightly:{night}")
}

/// Waits until the program is about to end.
async fn is_told_to_stop(stopping: &mut watch::Receiver<bool>) {
    // Whoever says so is gone only when the program is.
    drop(stopping.wait_for(|stopping| *stopping).await);
}

/// The time that was given when a job was taken, going on.
struct Clock {
    now: DateTime<Utc>,
    began: Instant,
}

impl Clock {
    fn now(&self) -> DateTime<Utc> {
        let since = TimeDelta::from_std(self.began.elapsed()).unwrap_or_default();
        self.now + since
    }
}
