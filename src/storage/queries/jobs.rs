//! Jobs: who computes which, and that each is computed once.
//!
//! Every step is one conditional statement, or one transaction that begins with one: two programs may try the same
//! at any time, and one of them finds that it came too late.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Connection, alerts, results};
use crate::domain::number::count_to_i64;
use crate::domain::{Heard, Job, JobHold, JobKind, JobLease, JobState, NewJob};
use crate::storage::records::JobRecord;
use crate::storage::schema::job;
use crate::storage::{JobDone, StorageError};

/// What a job says that was begun too often.
const BEGUN_TOO_OFTEN: &str = "whoever computed it stopped before the end, each time it was begun";

/// Tells in SQL whether somebody holds a job by a token.
macro_rules! is_held {
    ($hold:expr) => {
        job::id
            .eq($hold.job.to_string())
            .and(job::state.eq(JobState::Running.as_str()))
            .and(job::taken_by.eq($hold.token.to_string()))
    };
}

/// Tells in SQL whether a job is running without having been heard of for as long as a lease lasts.
macro_rules! is_forsaken {
    ($now:expr, $lease:expr) => {
        job::state.eq(JobState::Running.as_str()).and(job::heard_at.lt(($now - $lease.lasts).timestamp()))
    };
}

/// Tells in SQL whether a job may be taken.
macro_rules! may_be_taken {
    ($now:expr, $lease:expr) => {
        job::state
            .eq(JobState::Waiting.as_str())
            .and(job::due_at.le($now.timestamp()))
            .or(is_forsaken!($now, $lease).and(job::attempts.lt(most_attempts($lease))))
    };
}

/// Keeps a job, unless there is one of its slot; says whether it was kept.
pub(in crate::storage) async fn add(connection: &mut Connection, new: &NewJob) -> Result<bool, StorageError> {
    let insert = diesel::insert_into(job::table).values(JobRecord::new(new));
    Ok(insert.on_conflict(job::slot).do_nothing().execute(connection).await? == 1)
}

/// Tells whether there is something to do for who takes jobs.
pub(in crate::storage) async fn is_any_due(
    connection: &mut Connection,
    now: DateTime<Utc>,
    lease: &JobLease,
) -> Result<bool, StorageError> {
    let due = job::table.filter(may_be_taken!(now, lease).or(is_forsaken!(now, lease)));
    let some: Option<String> = due.select(job::id).first(connection).await.optional()?;
    Ok(some.is_some())
}

/// Takes the run of a night before all others, then the job that has been due for longest, or one that nobody was heard of for as long as the lease lasts;
/// one that was begun too often has failed.
pub(in crate::storage) async fn claim(
    connection: &mut Connection,
    token: Uuid,
    now: DateTime<Utc>,
    lease: &JobLease,
) -> Result<Option<Job>, StorageError> {
    let given_up = is_forsaken!(now, lease).and(job::attempts.ge(most_attempts(lease)));
    diesel::update(job::table.filter(given_up))
        .set(ended(JobState::Failed, BEGUN_TOO_OFTEN, now))
        .execute(connection)
        .await?;
    loop {
        let next: Option<String> = job::table
            .filter(may_be_taken!(now, lease))
            .order((job::kind.ne(JobKind::Nightly.as_str()), job::due_at, job::id))
            .select(job::id)
            .first(connection)
            .await
            .optional()?;
        let Some(id) = next else { return Ok(None) };
        // Another program may have taken it meanwhile; then this one finds nothing, and looks for another.
        let changed =
            diesel::update(job::table.filter(job::id.eq(id.clone())).filter(may_be_taken!(now, lease)))
                .set((
                    job::state.eq(JobState::Running.as_str()),
                    job::taken_by.eq(token.to_string()),
                    job::heard_at.eq(now.timestamp()),
                    job::attempts.eq(job::attempts + 1),
                    job::steps_done.eq(0),
                    job::steps_all.eq(0),
                ))
                .execute(connection)
                .await?;
        if changed == 1 {
            let record: JobRecord =
                job::table.find(id).select(JobRecord::as_select()).first(connection).await?;
            return record.job().map(Some);
        }
    }
}

/// Notes that a holder is still at it, and how far he is; tells him what has become of the job.
pub(in crate::storage) async fn hear(
    connection: &mut Connection,
    hold: JobHold,
    steps: (usize, usize),
    now: DateTime<Utc>,
) -> Result<Heard, StorageError> {
    let heard = diesel::update(job::table.filter(is_held!(hold)))
        .set((
            job::heard_at.eq(now.timestamp()),
            job::steps_done.eq(count_to_i64(steps.0)),
            job::steps_all.eq(count_to_i64(steps.1)),
        ))
        .execute(connection)
        .await?;
    if heard == 1 {
        return Ok(Heard::Held);
    }
    let state = get(connection, hold.job).await?.map(|job| job.state);
    Ok(if state == Some(JobState::Cancelled) { Heard::Cancelled } else { Heard::Lost })
}

/// Keeps what came of a job with what it found, and ends it, inside the transaction that the back end has opened;
/// says whether it was still held. When it was not, nothing is kept.
pub(in crate::storage) async fn finish(
    connection: &mut Connection,
    done: &JobDone,
) -> Result<bool, StorageError> {
    // This locks the row: nobody takes the job, or cancels it, before the transaction ends.
    let steps = (done.steps, done.steps);
    if hear(connection, done.hold, steps, done.now).await? != Heard::Held {
        return Ok(false);
    }
    let result = done.result.citation.id;
    results::save(connection, &done.result).await?;
    alerts::tell(connection, &done.found, result, done.now).await?;
    diesel::update(job::table.filter(is_held!(done.hold)))
        .set((ended(JobState::Done, "", done.now), job::result_id.eq(result.to_string())))
        .execute(connection)
        .await?;
    Ok(true)
}

/// Ends a job that came to nothing; says whether it was still held.
pub(in crate::storage) async fn fail(
    connection: &mut Connection,
    hold: JobHold,
    message: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let it = diesel::update(job::table.filter(is_held!(hold)));
    Ok(it.set(ended(JobState::Failed, message, now)).execute(connection).await? == 1)
}

/// Gives a job back as if it had not been taken; says whether it was still held.
pub(in crate::storage) async fn give_back(
    connection: &mut Connection,
    hold: JobHold,
) -> Result<bool, StorageError> {
    let given = diesel::update(job::table.filter(is_held!(hold)))
        .set((
            job::state.eq(JobState::Waiting.as_str()),
            job::taken_by.eq(None::<String>),
            job::heard_at.eq(None::<i64>),
            job::attempts.eq(job::attempts - 1),
        ))
        .execute(connection)
        .await?;
    Ok(given == 1)
}

/// Ends a job that nobody wants any more; says whether it had not ended before.
pub(in crate::storage) async fn cancel(
    connection: &mut Connection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open = job::table.find(id.to_string()).filter(job::ended_at.is_null());
    let cancelled = diesel::update(open).set(ended(JobState::Cancelled, "", now)).execute(connection).await?;
    Ok(cancelled == 1)
}

/// Returns jobs, those asked last first.
pub(in crate::storage) async fn list(
    connection: &mut Connection,
    limit: usize,
) -> Result<Vec<Job>, StorageError> {
    let records: Vec<JobRecord> = job::table
        .order(job::id.desc())
        .limit(count_to_i64(limit))
        .select(JobRecord::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(JobRecord::job).collect()
}

/// Returns a job.
pub(in crate::storage) async fn get(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Job>, StorageError> {
    let kept = job::table.find(id.to_string()).select(JobRecord::as_select());
    let record: Option<JobRecord> = kept.first(connection).await.optional()?;
    record.map(JobRecord::job).transpose()
}

/// Returns the job of a slot.
pub(in crate::storage) async fn in_slot(
    connection: &mut Connection,
    slot: &str,
) -> Result<Option<Job>, StorageError> {
    let kept = job::table.filter(job::slot.eq(slot)).select(JobRecord::as_select());
    let record: Option<JobRecord> = kept.first(connection).await.optional()?;
    record.map(JobRecord::job).transpose()
}

/// Counts the jobs that have not ended.
pub(in crate::storage) async fn count_open(connection: &mut Connection) -> Result<i64, StorageError> {
    Ok(job::table.filter(job::ended_at.is_null()).count().get_result(connection).await?)
}

/// What is set when a job ends, however it ends.
type Ended = (
    diesel::dsl::Eq<job::state, &'static str>,
    diesel::dsl::Eq<job::taken_by, Option<String>>,
    diesel::dsl::Eq<job::heard_at, Option<i64>>,
    diesel::dsl::Eq<job::message, String>,
    diesel::dsl::Eq<job::ended_at, i64>,
);

fn ended(state: JobState, message: &str, now: DateTime<Utc>) -> Ended {
    (
        job::state.eq(state.as_str()),
        job::taken_by.eq(None),
        job::heard_at.eq(None),
        job::message.eq(message.to_owned()),
        job::ended_at.eq(now.timestamp()),
    )
}

fn most_attempts(lease: &JobLease) -> i32 {
    i32::try_from(lease.attempts).unwrap_or(i32::MAX)
}
