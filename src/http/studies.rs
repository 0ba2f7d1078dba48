//! Statistical methods put to the reports of a query: maps, ranks and series.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::params::{Params, ReportQueryParams};
use super::problem::{Problem, ProblemBody};
use super::wire::epoch_header;
use crate::app::{Caller, StudyEffort};
use crate::domain::{Method, StudyQuestion};
use crate::export::{HotspotCellSheet, HotspotSheet, StudySheet};

/// Methods whose answers are maps.
const MAPS: &[Method] = &[
    Method::GiStar,
    Method::Emerging,
    Method::LocalMoran,
    Method::Dbscan,
    Method::Kde,
    Method::Scan,
    Method::RiskTerrain,
];
/// Methods that say where to walk.
const ZONES: &[Method] = &[Method::Zones];
/// Methods that rank districts.
const RANKS: &[Method] = &[Method::Rates, Method::Silence];
/// Methods whose answers run along the border or along time.
const SERIES: &[Method] = &[Method::BorderProfile, Method::NearRepeat, Method::Closure];

/// Hotspots: of Gi* by district or, when a cell size was given, by cell; of every other method a study.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "read by the API's description alone; answers are kept as bytes")]
pub(super) enum HotspotBody {
    Districts(HotspotSheet),
    Cells(HotspotCellSheet),
    Study(StudySheet),
}

/// Computes hotspots over the border districts: Getis-Ord Gi* with false discovery rate unless another method is named.
#[utoipa::path(get, path = "/api/v1/hotspots", params(
    ReportQueryParams,
    ("method" = Option<String>, Query,
        description = "gi-star, emerging, local-moran, dbscan, kde, scan or risk-terrain; gi-star when not given"),
    ("cell_m" = Option<String>, Query,
        description = "by squares with this side in metres: 1000, 2000, 5000 or 10000; by district when not given"),
    ("step" = Option<String>, Query, description = "of emerging and scan: day, week or month"),
    ("steps" = Option<u32>, Query, description = "of emerging and scan: how many steps where `from` is not given"),
    ("reference" = Option<String>, Query, description = "of emerging: all_steps or own_steps"),
    ("eps_m" = Option<f64>, Query, description = "of dbscan: reach in metres"),
    ("min_points" = Option<u32>, Query, description = "of dbscan: points that make a core"),
    ("bandwidth_m" = Option<f64>, Query, description = "of kde: standard deviation of the kernel in metres"),
    ("time" = Option<String>, Query, description = "of scan: prospective or retrospective"),
    ("model" = Option<String>, Query, description = "of scan: permutation, poisson or bernoulli"),
    ("max_radius_m" = Option<f64>, Query, description = "of scan: longest radius in metres"),
    ("max_share" = Option<f64>, Query, description = "of scan: largest share of all in a circle"),
    ("min_steps" = Option<u32>, Query, description = "of scan: steps of the shortest stretch"),
    ("max_steps" = Option<u32>, Query, description = "of scan: steps of the longest stretch"),
    ("least_cases" = Option<u32>, Query, description = "of scan: fewest reports of a cluster"),
    ("clusters" = Option<u32>, Query, description = "of scan: most clusters"),
    ("replicates" = Option<u32>, Query, description = "of local-moran and scan: 99 to 9,999"),
    ("seed" = Option<u64>, Query, description = "of local-moran and scan: what chance begins from"),
), responses((status = 200, body = HotspotBody), (status = 400, body = ProblemBody)))]
pub(super) async fn hotspots(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    study(&shared, &caller, raw.as_deref(), MAPS).await
}

/// Ranks districts: by rates drawn towards the mean (empirical Bayes), or by how far they fell silent.
#[utoipa::path(get, path = "/api/v1/rank", params(
    ReportQueryParams,
    ("method" = Option<String>, Query, description = "rates or silence; rates when not given"),
    ("base" = Option<String>, Query, description = "of rates: all_reports, area or population"),
    ("level" = Option<f64>, Query, description = "of rates: level of the intervals"),
    ("step" = Option<String>, Query, description = "of silence: day, week or month"),
    ("steps" = Option<u32>, Query, description = "of silence: how many earlier steps make the history"),
    ("by" = Option<String>, Query, description = "of silence: district or tambon"),
    ("alpha" = Option<f64>, Query, description = "of silence: false discovery rate"),
), responses((status = 200, body = StudySheet), (status = 400, body = ProblemBody)))]
pub(super) async fn rank(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    study(&shared, &caller, raw.as_deref(), RANKS).await
}

/// Computes what runs along the border or along time: density by kilometre, near repeats, what a closure changed.
#[utoipa::path(get, path = "/api/v1/series", params(
    ReportQueryParams,
    ("method" = Option<String>, Query,
        description = "border-profile, near-repeat or closure; border-profile when not given"),
    ("bandwidth_km" = Option<f64>, Query, description = "of border-profile: standard deviation of the kernel"),
    ("within_m" = Option<f64>, Query, description = "of border-profile: how far from the line reports count"),
    ("band_m" = Option<f64>, Query, description = "of near-repeat: width of a band of distance"),
    ("bands" = Option<u32>, Query, description = "of near-repeat: bands of distance"),
    ("band_days" = Option<u32>, Query, description = "of near-repeat: days in a band of time"),
    ("time_bands" = Option<u32>, Query, description = "of near-repeat: bands of time"),
    ("replicates" = Option<u32>, Query, description = "of near-repeat: 99 to 9,999"),
    ("seed" = Option<u64>, Query, description = "of near-repeat: what chance begins from"),
    ("crossing" = Option<String>, Query, description = "of closure: the crossing"),
    ("day" = Option<String>, Query, description = "of closure: the first day of the new status"),
    ("days" = Option<u32>, Query, description = "of closure: days before and after"),
    ("radius_m" = Option<f64>, Query, description = "of closure: how near the crossing"),
    ("beside_km" = Option<f64>, Query, description = "of closure: how far along the border on both sides"),
), responses((status = 200, body = StudySheet), (status = 400, body = ProblemBody)))]
pub(super) async fn series(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    study(&shared, &caller, raw.as_deref(), SERIES).await
}

/// Draws risk zones of a size that a patrol can walk, with reasons, steadiness, and how zones of this recipe did before.
#[utoipa::path(get, path = "/api/v1/zones", params(
    ReportQueryParams,
    ("cell_m" = Option<String>, Query, description = "side of a square in metres"),
    ("zone_km2" = Option<f64>, Query, description = "the largest zone"),
    ("budget_km2" = Option<f64>, Query, description = "all zones together"),
    ("step" = Option<String>, Query, description = "day, week or month"),
    ("steps" = Option<u32>, Query, description = "how many steps where `from` is not given"),
    ("tested" = Option<u32>, Query, description = "how many of the last steps are foretold"),
    ("recent" = Option<f64>, Query, description = "weight of where reports came in the last three steps"),
    ("usual" = Option<f64>, Query, description = "weight of where they came in all steps"),
    ("terrain" = Option<f64>, Query, description = "weight of what the terrain lets expect"),
    ("replicates" = Option<u32>, Query, description = "how often reports are drawn anew"),
    ("seed" = Option<u64>, Query, description = "what chance begins from"),
), responses((status = 200, body = StudySheet), (status = 400, body = ProblemBody)))]
pub(super) async fn zones(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    study(&shared, &caller, raw.as_deref(), ZONES).await
}

/// Answers a study of one of some methods; the first of them where none is named.
async fn study(
    shared: &Shared,
    caller: &Caller,
    raw: Option<&str>,
    methods: &[Method],
) -> Result<Response, Problem> {
    let question = StudyQuestion::from_pairs(Params::pairs(raw), methods.first().copied())?;
    let method = question.study.method();
    if !methods.contains(&method) {
        let known: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
        let reason = format!("method `{method}` is not asked here; here are {}", known.join(", "));
        return Err(Problem::parameter("method", method.as_str(), reason));
    }
    // Who goes away stops what he asked for by waiting no longer.
    let effort = StudyEffort::all(Arc::new(|_, _| ControlFlow::Continue(())));
    let answer = shared.app.study(&question, caller.scope(), effort).await?;
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((epoch_header(answer.run.epoch), json, answer.bytes.clone()).into_response())
}
