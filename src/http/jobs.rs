//! Questions that are computed in the background: asked, looked at, cancelled.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::limits::JsonBody;
use super::params::{Params, PathId};
use super::problem::{Problem, ProblemBody};
use crate::app::Caller;
use crate::domain::Job;

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionBody {
    /// As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters.
    question: String,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobBody {
    id: String,
    /// `study` when somebody asked, `nightly` when the night came.
    kind: &'static str,
    /// What is asked, as in the query of an address.
    question: String,
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// How often it was begun.
    attempts: u32,
    /// Steps that are done.
    steps_done: usize,
    /// Steps in all, as far as is known.
    steps_all: usize,
    /// Why it failed; empty otherwise.
    message: String,
    /// The id of the result that came of it.
    result: Option<String>,
    actor: String,
    asked_at: DateTime<Utc>,
    /// When it may begin.
    due_at: DateTime<Utc>,
    /// When it was done, failed or cancelled.
    ended_at: Option<DateTime<Utc>>,
}

/// Jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobsBody {
    /// Those asked last first.
    jobs: Vec<JobBody>,
}

impl From<Job> for JobBody {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind.as_str(),
            question: job.question,
            state: job.state.as_str(),
            attempts: job.attempts,
            steps_done: job.steps_done,
            steps_all: job.steps_all,
            message: job.message,
            result: job.result.map(|id| id.to_string()),
            actor: job.actor,
            asked_at: job.asked_at,
            due_at: job.due_at,
            ended_at: job.ended_at,
        }
    }
}

/// Asks a question whose answer is computed in the background and kept as a result.
#[utoipa::path(post, path = "/api/v1/jobs", request_body = QuestionBody,
    responses((status = 202, body = JobBody, headers(("location" = String, description = "where the job is"))),
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(super) async fn ask(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<QuestionBody>,
) -> Result<Response, Problem> {
    let asked = shared.app.ask_job(&body.question, caller.scope(), caller.name(), Utc::now()).await;
    let job = asked.map_err(Problem::of_body)?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(JobBody::from(job))).into_response())
}

/// Lists jobs, those asked last first.
#[utoipa::path(get, path = "/api/v1/jobs",
    params(("limit" = Option<usize>, Query, description = "1 to 10,000; 100 when not given")),
    responses((status = 200, body = JobsBody), (status = 400, body = ProblemBody)))]
pub(super) async fn jobs(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Json<JobsBody>, Problem> {
    let limit = Params::read(raw.as_deref(), &[&["limit"]])?.limit()?;
    let jobs = shared.app.jobs(limit, caller.scope()).await?;
    Ok(Json(JobsBody { jobs: jobs.into_iter().map(JobBody::from).collect() }))
}

/// Returns a job: how far it is, and what came of it.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = JobBody), (status = 404, body = ProblemBody)))]
pub(super) async fn job(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Json<JobBody>, Problem> {
    let job = shared.app.job(id, caller.scope()).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(job.into()))
}

/// Cancels a job; one that has ended already is left as it is.
#[utoipa::path(delete, path = "/api/v1/jobs/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = JobBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn cancel(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Json<JobBody>, Problem> {
    let job = shared.app.cancel_job(id, caller.scope(), caller.name(), Utc::now()).await?;
    Ok(Json(job.ok_or_else(Problem::not_found)?.into()))
}
