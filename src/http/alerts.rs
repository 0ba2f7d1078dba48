//! Alerts: what is starting, and who has taken note of it.

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::limits::JsonBody;
use super::params::{Params, PathId};
use super::problem::{Problem, ProblemBody};
use crate::app::Caller;
use crate::domain::{Alert, AlertState};

/// What somebody says of an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcknowledgementBody {
    /// How many runs had found the alert that was looked at: its `seen`.
    seen: u32,
    /// At most 2,000 characters; may be empty.
    note: String,
}

/// More reports than expected in some districts on some days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertBody {
    id: String,
    /// The question it belongs to.
    series: String,
    /// Codes of its districts, in order.
    places: Vec<String>,
    /// Its first day.
    from: NaiveDate,
    /// Its last day so far.
    to: NaiveDate,
    /// Reports in it, as the last run found.
    observed: u32,
    /// Reports expected in it, as the last run found.
    expected: f64,
    /// How unlikely it is, as the last run found.
    statistic: f64,
    /// How often chance alone does as much, as the last run found.
    p: f64,
    /// After how many days of runs chance alone does as much once.
    recurrence_days: Option<f64>,
    /// How many runs have found it.
    seen: u32,
    raised_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    /// The id of the result that found it last.
    result: String,
    /// Who has taken note of it.
    acknowledged_by: Option<String>,
    acknowledged_at: Option<DateTime<Utc>>,
    /// What he says of it; empty when nothing.
    note: String,
    /// The id of the alert that somebody had taken note of and that this one has outgrown; nothing for most.
    follows: Option<String>,
}

/// Alerts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertsBody {
    /// Those raised last first.
    alerts: Vec<AlertBody>,
    /// What to give as `cursor` for the next page; nothing at the end.
    next: Option<String>,
    /// The run of the last night; no alert says nothing where it failed. Null where none was due yet.
    last_run: Option<LastRunBody>,
}

/// The run of a night.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LastRunBody {
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// When it was due.
    due_at: DateTime<Utc>,
    /// When it was done or failed; null before.
    ended_at: Option<DateTime<Utc>>,
}

impl From<Alert> for AlertBody {
    fn from(alert: Alert) -> Self {
        let cluster = alert.cluster;
        Self {
            id: alert.id.to_string(),
            series: cluster.series,
            places: cluster.places.iter().map(ToString::to_string).collect(),
            from: cluster.from,
            to: cluster.to,
            observed: cluster.observed,
            expected: cluster.expected,
            statistic: cluster.statistic,
            p: cluster.p,
            recurrence_days: cluster.recurrence_days,
            seen: alert.seen,
            raised_at: alert.raised_at,
            last_seen_at: alert.last_seen_at,
            result: alert.result.to_string(),
            acknowledged_at: alert.acknowledged.as_ref().map(|acknowledged| acknowledged.at),
            acknowledged_by: alert.acknowledged.map(|acknowledged| acknowledged.by),
            note: alert.note,
            follows: alert.follows.map(|earlier| earlier.to_string()),
        }
    }
}

/// Lists alerts, those raised last first.
#[utoipa::path(get, path = "/api/v1/alerts", params(
    ("state" = Option<String>, Query, description = "open, acknowledged or all; open when not given"),
    ("limit" = Option<usize>, Query, description = "1 to 10,000; 100 when not given"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before"),
), responses((status = 200, body = AlertsBody), (status = 400, body = ProblemBody)))]
pub(super) async fn alerts(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Json<AlertsBody>, Problem> {
    let params = Params::read(raw.as_deref(), &[&["state", "limit", "cursor"]])?;
    let state = params.some("state")?.unwrap_or(AlertState::Open);
    let page = shared.app.alerts(state, params.limit()?, params.some("cursor")?, caller.scope()).await?;
    let alerts = page.alerts.into_iter().map(AlertBody::from).collect();
    let last_run = shared.app.last_nightly(Utc::now()).await?.map(|run| LastRunBody {
        state: run.state.as_str(),
        due_at: run.due_at,
        ended_at: run.ended_at,
    });
    Ok(Json(AlertsBody { alerts, next: page.next.map(|id| id.to_string()), last_run }))
}

/// Takes note of an alert, once.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledge", request_body = AcknowledgementBody,
    params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = AlertBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn acknowledge(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
    JsonBody(body): JsonBody<AcknowledgementBody>,
) -> Result<Json<AlertBody>, Problem> {
    let noted = shared
        .app
        .acknowledge_alert(id, body.seen, &body.note, caller.scope(), caller.name(), Utc::now())
        .await;
    Ok(Json(noted.map_err(Problem::of_body)?.ok_or_else(Problem::not_found)?.into()))
}
