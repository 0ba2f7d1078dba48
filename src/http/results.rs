//! Results that are kept: cited, read as they were, and asked again.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Shared;
use super::caller::NoParameters;
use super::limits::JsonBody;
use super::params::{Params, PathId};
use super::problem::{Problem, ProblemBody};
use crate::app::Caller;
use crate::domain::{Finding, FindingChanges, OtherFinding, SavedResult};

/// What is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewResultBody {
    /// What it is called; at most 200 characters.
    name: String,
    /// As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters.
    question: String,
}

/// Nothing to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NothingBody {}

/// A kept result: all that is needed to cite it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ResultBody {
    id: String,
    /// What it is called.
    name: String,
    /// What was asked, as in the query of an address.
    question: String,
    /// The epoch it was answered from.
    epoch: i64,
    /// SHA-256 of the answer, in hexadecimal digits.
    hash: String,
    /// The software that answered.
    software: String,
    actor: String,
    saved_at: DateTime<Utc>,
    /// The id of the result that it is a re-run of.
    rerun_of: Option<String>,
    /// What it found, in the order of keys.
    findings: Vec<FindingBody>,
}

/// One thing that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingBody {
    /// What it is about.
    key: String,
    /// What is said of it.
    says: String,
}

/// One thing of which two results say something else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherFindingBody {
    /// What it is about.
    key: String,
    /// What the earlier result said.
    was: String,
    /// What the later result says.
    says: String,
}

/// Kept results.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ResultsBody {
    /// The newest first.
    results: Vec<ResultBody>,
    /// What to give as `cursor` for the next page; nothing at the end.
    next: Option<String>,
}

/// What a re-run found otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingChangesBody {
    /// What only the re-run found.
    new: Vec<FindingBody>,
    /// What only the earlier result found.
    gone: Vec<FindingBody>,
    /// What both found, and say otherwise.
    other: Vec<OtherFindingBody>,
}

/// A re-run.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RerunBody {
    /// The new result.
    result: ResultBody,
    /// What it found otherwise.
    changes: FindingChangesBody,
}

impl From<Finding> for FindingBody {
    fn from(Finding { key, says }: Finding) -> Self {
        Self { key, says }
    }
}

impl From<OtherFinding> for OtherFindingBody {
    fn from(OtherFinding { key, was, says }: OtherFinding) -> Self {
        Self { key, was, says }
    }
}

impl From<FindingChanges> for FindingChangesBody {
    fn from(changes: FindingChanges) -> Self {
        let bodies = |findings: Vec<Finding>| findings.into_iter().map(FindingBody::from).collect();
        let other = changes.other.into_iter().map(OtherFindingBody::from).collect();
        Self { new: bodies(changes.new), gone: bodies(changes.gone), other }
    }
}

impl From<SavedResult> for ResultBody {
    fn from(result: SavedResult) -> Self {
        let finding = |(key, says): (&str, &str)| FindingBody { key: key.to_owned(), says: says.to_owned() };
        Self {
            id: result.id.to_string(),
            findings: result.findings.iter().map(finding).collect(),
            name: result.name,
            question: result.question,
            epoch: result.epoch,
            hash: result.hash,
            software: result.software,
            actor: result.actor,
            saved_at: result.saved_at,
            rerun_of: result.rerun_of.map(|id| id.to_string()),
        }
    }
}

/// Answers a question and keeps the answer under a name.
#[utoipa::path(post, path = "/api/v1/results", request_body = NewResultBody,
    responses((status = 201, body = ResultBody, headers(("location" = String, description = "where the result is"))),
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(super) async fn save(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<NewResultBody>,
) -> Result<Response, Problem> {
    let NewResultBody { name, question } = body;
    let kept = shared.app.save_result(&name, &question, caller.scope(), caller.name(), Utc::now()).await;
    let result = kept.map_err(Problem::of_body)?;
    Ok(created(result.id, ResultBody::from(result)))
}

/// Lists kept results, the newest first.
#[utoipa::path(get, path = "/api/v1/results", params(
    ("limit" = Option<usize>, Query, description = "1 to 10,000; 100 when not given"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before"),
), responses((status = 200, body = ResultsBody), (status = 400, body = ProblemBody)))]
pub(super) async fn results(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Json<ResultsBody>, Problem> {
    let params = Params::read(raw.as_deref(), &[&["limit", "cursor"]])?;
    let page = shared.app.results(params.limit()?, params.some("cursor")?, caller.scope()).await?;
    let results = page.results.into_iter().map(ResultBody::from).collect();
    Ok(Json(ResultsBody { results, next: page.next.map(|id| id.to_string()) }))
}

/// Returns what a kept result says of itself.
#[utoipa::path(get, path = "/api/v1/results/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = ResultBody), (status = 404, body = ProblemBody)))]
pub(super) async fn result(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Json<ResultBody>, Problem> {
    let result = shared.app.result(id, caller.scope()).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(result.into()))
}

/// Deletes a kept result, whoever kept it, and what a night came to as well. Whoever names it later is told so.
#[utoipa::path(delete, path = "/api/v1/results/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 204, description = "it is deleted"), (status = 404, body = ProblemBody)))]
pub(super) async fn delete(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    let was_there = shared.app.delete_result(id, caller.scope(), caller.name(), Utc::now()).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Returns the answer of a kept result as it was, byte for byte.
#[utoipa::path(get, path = "/api/v1/results/{id}/answer", params(("id" = String, Path, description = "its id")),
    responses((status = 200, description = "as the question was answered", body = Object),
        (status = 404, body = ProblemBody)))]
pub(super) async fn answer(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Response, Problem> {
    let answer = shared.app.result_answer(id, caller.scope()).await?.ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], answer).into_response())
}

/// Asks the question of a kept result again, keeps that answer too, and says what it found otherwise.
#[utoipa::path(post, path = "/api/v1/results/{id}/again", params(("id" = String, Path, description = "its id")),
    request_body = NothingBody,
    responses((status = 201, body = RerunBody, headers(("location" = String, description = "where the result is"))),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn again(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
    _: JsonBody<NothingBody>,
) -> Result<Response, Problem> {
    let again = shared.app.save_again(id, caller.scope(), caller.name(), Utc::now()).await;
    let again = again.map_err(Problem::of_body)?.ok_or_else(Problem::not_found)?;
    let location = again.result.id;
    Ok(created(location, RerunBody { result: again.result.into(), changes: again.changes.into() }))
}

fn created(id: Uuid, body: impl Serialize) -> Response {
    let location = format!("/api/v1/results/{id}");
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(body)).into_response()
}
