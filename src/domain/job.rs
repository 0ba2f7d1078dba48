//! Questions that take long and are computed in the background, and the results that are kept.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Epoch, Findings, Limits, named_enum, period};

named_enum! {
    /// Why there is a job.
    JobKind, "kind of job" {
        /// Somebody asked.
        Study = "study",
        /// The night came: early warning, and what else is computed every night.
        Nightly = "nightly",
    }
}

named_enum! {
    /// How far a job has come.
    JobState, "state of a job" {
        /// Nobody has begun it.
        Waiting = "waiting",
        /// Somebody computes it.
        Running = "running",
        /// Its result is kept.
        Done = "done",
        /// It came to nothing; its message says why.
        Failed = "failed",
        /// Nobody wants it any more.
        Cancelled = "cancelled",
    }
}

/// A job that is about to be kept, unless there is one of its slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Identity outside.
    pub id: Uuid,
    /// Why there is one.
    pub kind: JobKind,
    /// What makes it the same job: two with one slot are never both kept.
    pub slot: String,
    /// What is asked, as text.
    pub question: String,
    /// Who asked.
    pub actor: String,
    /// What he might see; it is computed within that.
    pub within: Limits,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it may begin.
    pub due_at: DateTime<Utc>,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Identity outside.
    pub id: Uuid,
    /// Why there is one.
    pub kind: JobKind,
    /// What makes it the same job.
    pub slot: String,
    /// What is asked, as text.
    pub question: String,
    /// Who asked.
    pub actor: String,
    /// What he might see; it is computed within that.
    pub within: Limits,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it may begin.
    pub due_at: DateTime<Utc>,
    /// How far it has come.
    pub state: JobState,
    /// How often it was begun.
    pub attempts: u32,
    /// Steps that are done.
    pub steps_done: usize,
    /// Steps in all, as far as is known.
    pub steps_all: usize,
    /// Why it failed; empty otherwise.
    pub message: String,
    /// The result that came of it.
    pub result: Option<Uuid>,
    /// When it was done, failed or cancelled.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Who holds a job: a token that is made anew each time one is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobHold {
    /// The job.
    pub job: Uuid,
    /// The token.
    pub token: Uuid,
}

/// For how long a job belongs to who took it, and how often it may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobLease {
    /// How long after the holder was last heard of another may take it.
    pub lasts: TimeDelta,
    /// How often it may be begun.
    pub attempts: u32,
}

/// What a holder is told when he says that he is still at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The job is his.
    Held,
    /// Nobody wants it any more.
    Cancelled,
    /// It is not his any more.
    Lost,
}

/// A result that is about to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewResult {
    /// What it says of itself.
    pub citation: SavedResult,
    /// The answer, byte for byte.
    pub answer: Vec<u8>,
}

/// A result that is kept, without its answer: all that is needed to cite it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedResult {
    /// Identity outside.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What was asked, as text.
    pub question: String,
    /// The epoch it was answered from.
    pub epoch: Epoch,
    /// SHA-256 of the answer, in hexadecimal digits.
    pub hash: String,
    /// The software that answered.
    pub software: String,
    /// What it found.
    pub findings: Findings,
    /// Who asked.
    pub actor: String,
    /// What he might see.
    pub within: Limits,
    /// When it was kept.
    pub saved_at: DateTime<Utc>,
    /// The result that it is a re-run of.
    pub rerun_of: Option<Uuid>,
    /// When its answer and findings were deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// How many results are kept, and how long their answers are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultStock {
    /// Results that were not deleted.
    pub results: i64,
    /// Bytes of their answers.
    pub bytes: i64,
}

/// Returns the day, in Bangkok, of the last night whose run is due: its 02:00 has passed.
///
/// ```
/// use mekong_watch::domain::last_night;
/// let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>();
/// // 18:59 UTC is 01:59 of the next day in Bangkok.
/// assert_eq!(last_night(at("2026-11-21T18:59:59Z")?).to_string(), "2026-11-21");
/// assert_eq!(last_night(at("2026-11-21T19:00:00Z")?).to_string(), "2026-11-22");
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn last_night(now: DateTime<Utc>) -> NaiveDate {
    let today = period::bangkok_day(now);
    let has_passed = now >= night_run_at(today);
    if has_passed { today } else { today.checked_sub_days(Days::new(1)).unwrap_or(today) }
}

/// Returns when the run of a night is due: 02:00 in Bangkok, when nobody waits for answers.
pub fn night_run_at(day: NaiveDate) -> DateTime<Utc> {
    period::at_bangkok_time(day, NaiveTime::MIN + TimeDelta::hours(2))
}
