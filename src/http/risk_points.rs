//! Risk points: lists of one and the same query as their layer and their export.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::params::{Params, RISK_FIELDS, RiskQueryParams};
use super::problem::{Problem, ProblemBody};
use super::wire::epoch_header;
use crate::app::{Caller, RiskCursor};
use crate::export::RiskPointCollection;

/// Lists risk points, the worst first.
#[utoipa::path(get, path = "/api/v1/risk-points", params(
    RiskQueryParams,
    ("limit" = Option<usize>, Query, description = "1 to 10,000; 100 when not given"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before"),
), responses((status = 200, body = RiskPointCollection), (status = 400, body = ProblemBody)))]
pub(super) async fn risk_points(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::read(raw.as_deref(), &[RISK_FIELDS, &["limit", "cursor"]])?;
    let (limit, cursor) = (params.limit()?, params.some::<RiskCursor>("cursor")?);
    let query = params.risk_point_query()?;
    let page = shared.app.list_risk_points(&query, limit, cursor, caller.scope()).await?;
    let next = page.next.map(|cursor| cursor.to_string());
    let body = RiskPointCollection::new(page.counts, page.points.iter().map(AsRef::as_ref), next);
    Ok((epoch_header(page.view.epoch()), Json(body)).into_response())
}
