//! Whether the program lives and is ready, and what it is.

use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::params::Params;
use super::problem::{Code, Problem, ProblemBody};
use crate::app::{Caller, OpenTransaction};
use crate::domain::{AsOf, Channel, Epoch, ReportQuery, Right, RiskPointQuery};

/// Age from which the reports in memory are not called fresh; they are compared every second.
const STALE: TimeDelta = TimeDelta::seconds(15);

/// How long a question for news stays open; shorter than what open questions get at shutdown.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// What the page shows about the data.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatusBody {
    product: &'static str,
    version: &'static str,
    /// The last change visible to the caller.
    epoch: i64,
    /// Reports visible to the caller.
    reports: usize,
    /// When the reports in memory were last compared with the database.
    refreshed_at: DateTime<Utc>,
    /// Risk points visible to the caller.
    risk_points: usize,
    /// Whether news-derived reports or made-up risk points are among them, so that the page can say so.
    samples: bool,
    /// The boundary generation.
    boundaries: String,
    /// How many target districts there are today.
    target_districts: usize,
    /// Whose data these are; to be shown on screen.
    attribution: Vec<&'static str>,
}

/// Says that the program lives; asks nothing of the database.
#[utoipa::path(get, path = "/livez", responses((status = 200, body = String)))]
pub(super) async fn livez(_: NoParameters) -> &'static str {
    "live\n"
}

/// Says whether answers can be given: the database answers, and the reports in memory are fresh.
///
/// Nor is it ready while somebody keeps changes from being numbered. A transaction that has been open for a minute
/// is named in either answer: process, program and age.
#[utoipa::path(get, path = "/readyz", responses(
    (status = 200, body = String, description = "`ready`, and a line for each transaction open for a minute or more"),
    (status = 503, body = ProblemBody, description = "what is amiss, and what may be the cause"),
))]
pub(super) async fn readyz(State(shared): State<Shared>, _: NoParameters) -> Response {
    let open = match shared.app.look_at_database().await {
        Ok(open) => open,
        Err(error) => return Problem::from(error).into_response(),
    };
    let age = Utc::now() - shared.app.refreshed_at();
    let amiss = if age > STALE {
        Some(format!("the reports in memory are {} seconds old", age.num_seconds()))
    } else {
        open.iter()
            .any(|transaction| transaction.holds_numbers)
            .then(|| "no change can be heard of".to_owned())
    };
    let open = open.iter().map(named);
    match amiss {
        None => std::iter::once("ready".to_owned())
            .chain(open)
            .map(|line| line + "\n")
            .collect::<String>()
            .into_response(),
        Some(amiss) => {
            let detail = std::iter::once(amiss).chain(open).collect::<Vec<_>>().join("; ");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, Code::DatabaseUnavailable, detail).into_response()
        }
    }
}

/// Names a transaction to the operator; what it asks is nobody's business.
fn named(transaction: &OpenTransaction) -> String {
    let OpenTransaction { process, application, age_s, holds_numbers } = transaction;
    let what = if *holds_numbers { "kept changes from being numbered" } else { "had a transaction open" };
    format!("process {process} of PostgreSQL (`{application}`) has {what} for {age_s} s")
}

/// Says how fresh the data are and whose they are; with `since`, only once there is another epoch than that
/// one, or after some seconds, so that a page that asks on and on hears of changes at once.
#[utoipa::path(get, path = "/api/v1/status",
    params(("since" = Option<i64>, Query, description = "the epoch that the caller knows")),
    responses((status = 200, body = StatusBody), (status = 400, body = ProblemBody)))]
pub(super) async fn status(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Json<StatusBody>, Problem> {
    let params = Params::read(raw.as_deref(), &[&["since"]])?;
    if let Some(since) = params.some::<Epoch>("since")? {
        shared.app.wait_for_news(since, LONGEST_WAIT, caller.scope()).await;
    }
    let counting = caller.counting();
    let all = shared.app.count(&ReportQuery::default(), None, &counting).await?;
    let news = ReportQuery { channels: vec![Channel::OpenSource], ..ReportQuery::default() };
    let news = shared.app.count(&news, None, &counting).await?.counts.matched;
    let mut risk_points = shared.app.risk_points(&RiskPointQuery::default(), caller.scope()).await?.points;
    if caller.may(Right::SeeRiskPoints).is_err() {
        risk_points.clear();
    }
    let now = shared.app.now();
    Ok(Json(StatusBody {
        product: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        epoch: all.epoch,
        reports: all.counts.matched,
        refreshed_at: shared.app.refreshed_at(),
        risk_points: risk_points.len(),
        samples: news > 0 || risk_points.iter().any(|point| point.content.synthetic),
        boundaries: now.generation().name.clone(),
        target_districts: now.targets().len(),
        attribution: crate::app::ATTRIBUTION.to_vec(),
    }))
}

/// A moment in the history of the data.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MomentBody {
    /// The last change that it knows of.
    epoch: i64,
    /// When that change was committed; nothing before the first.
    committed_at: Option<DateTime<Utc>>,
}

/// Says which change a moment names and when it was committed, so that a page can date the numbers it shows.
#[utoipa::path(get, path = "/api/v1/moment",
    params(("asof" = String, Query, description = "`epoch:12`, a day, a month or an instant")),
    responses((status = 200, body = MomentBody), (status = 400, body = ProblemBody)))]
pub(super) async fn moment(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Json<MomentBody>, Problem> {
    let params = Params::read(raw.as_deref(), &[&["asof"]])?;
    let (epoch, committed_at) = shared.app.moment(params.needed::<AsOf>("asof")?, caller.scope()).await?;
    Ok(Json(MomentBody { epoch, committed_at }))
}
