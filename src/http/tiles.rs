//! Tiles for maps, here and in other programs: the bytes, and the description that QGIS and MapLibre read.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::etag::{etag, is_known};
use super::params::{Params, REPORT_FIELDS, RISK_FIELDS, ReportQueryParams};
use super::problem::{Problem, ProblemBody};
use super::reports::only_gi_star;
use crate::app::{ATTRIBUTION, Caller, TileQuestion};
use crate::domain::{TileId, TileLayer};
use crate::export::TileJson;

/// The media type of vector tiles, as IANA has it.
const VECTOR_TILE: &str = "application/vnd.mapbox-vector-tile";
/// What comes with the program changes with the program: once a day is often enough to ask.
const FIXED: &str = "public, max-age=86400";
/// What reports have to do with is asked for each time, and is nobody else's.
const LIVE: &str = "private, no-cache";

/// Describes a layer of tiles (`TileJSON` 3.0.0); the query is carried into the addresses of its tiles.
#[utoipa::path(get, path = "/api/v1/tiles/{layer}", params(
    ("layer" = String, Path, description = "ground, districts, reports, crossings, hotspots, risk-points or mgrs"),
    ReportQueryParams,
    ("method" = Option<String>, Query, description = "of hotspots: gi-star"),
    ("cell_m" = Option<String>, Query, description = "of hotspots: by squares with this side in metres"),
    ("kind" = Option<String>, Query, description = "of risk points: kinds, comma separated"),
    ("severity" = Option<String>, Query, description = "of risk points: 1 to 5, comma separated"),
), responses(
    (status = 200, body = TileJson),
    (status = 400, body = ProblemBody),
    (status = 404, body = ProblemBody),
))]
pub(super) async fn description(
    layer: Result<Path<String>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Json<TileJson>, Problem> {
    let Path(layer) = layer.map_err(|_| Problem::not_found())?;
    let layer: TileLayer = layer.parse().map_err(|_| Problem::not_found())?;
    read_question(layer, TileId::WORLD, raw.as_deref())?;
    // QGIS needs a whole address; a request without a host gets one that is relative to the server.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // A proxy that speaks TLS says so.
    let proxied = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let scheme = if proxied { "https" } else { "http" };
    let origin = host.map_or_else(String::new, |host| format!("{scheme}://{host}"));
    let query = raw.filter(|raw| !raw.is_empty()).map_or_else(String::new, |raw| format!("?{raw}"));
    let address = format!("{origin}/api/v1/tiles/{layer}/{{z}}/{{x}}/{{y}}{query}");
    Ok(Json(TileJson::new(layer, address, ATTRIBUTION.join(". "))))
}

/// Returns a vector tile; 204 when nothing lies in it.
#[utoipa::path(get, path = "/api/v1/tiles/{layer}/{z}/{x}/{y}", params(
    ("layer" = String, Path, description = "ground, districts, reports, crossings, hotspots, risk-points or mgrs"),
    ("z" = String, Path, description = "zoom, 0 to 16"),
    ("x" = String, Path, description = "column from the west, 0 to 2^z - 1"),
    ("y" = String, Path, description = "row from the north, 0 to 2^z - 1"),
    ReportQueryParams,
    ("method" = Option<String>, Query, description = "of hotspots: gi-star"),
    ("cell_m" = Option<String>, Query, description = "of hotspots: by squares with this side in metres"),
    ("kind" = Option<String>, Query, description = "of risk points: kinds, comma separated"),
    ("severity" = Option<String>, Query, description = "of risk points: 1 to 5, comma separated"),
), responses(
    (status = 200, description = "Mapbox Vector Tile 2.1", content_type = "application/vnd.mapbox-vector-tile"),
    (status = 204, description = "nothing lies in the tile"),
    (status = 304, description = "the tile is known by its ETag"),
    (status = 400, body = ProblemBody),
    (status = 404, body = ProblemBody),
))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    caller: Caller,
    path: Result<Path<(String, String, String, String)>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((layer, z, x, y)) = path.map_err(|_| Problem::not_found())?;
    let layer: TileLayer = layer.parse().map_err(|_| Problem::not_found())?;
    let tile = TileId::read(&z, &x, &y).map_err(|e| Problem::parameter(e.name, &e.text, e.to_string()))?;
    let question = read_question(layer, tile, raw.as_deref())?;
    let known = |mark| is_known(&headers, mark);
    // The shapes of districts carry counts.
    let counting = caller.counting();
    let scope = if layer == TileLayer::Districts { &counting } else { caller.scope() };
    let answer = shared.app.tile(&question, known, scope).await?;
    let caching = if matches!(layer, TileLayer::Ground | TileLayer::Mgrs) { FIXED } else { LIVE };
    // Whoever keeps an answer must know what it depends on, also when there is nothing in it or nothing new.
    let answer_headers = [
        (header::ETAG, etag(answer.mark)),
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let Some(tile) = answer.bytes else {
        return Ok((StatusCode::NOT_MODIFIED, answer_headers).into_response());
    };
    let plain = tile.plain();
    if plain.is_empty() {
        return Ok((StatusCode::NO_CONTENT, answer_headers).into_response());
    }
    let about = [(header::CONTENT_TYPE, VECTOR_TILE)];
    let packed = if takes_gzip(&headers) { tile.packed() } else { None };
    Ok(match packed {
        Some(packed) => (answer_headers, about, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (answer_headers, about, plain).into_response(),
    })
}

/// Tells whether a request takes an answer packed with gzip (RFC 9110, section 12.5.3).
fn takes_gzip(request: &HeaderMap) -> bool {
    let named = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused =
            weight.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Reads the parameters that a layer has.
fn read_question(layer: TileLayer, tile: TileId, raw: Option<&str>) -> Result<TileQuestion, Problem> {
    let known: &[&[&str]] = match layer {
        TileLayer::Ground | TileLayer::Mgrs => &[],
        TileLayer::Crossings => &[&["asof"]],
        TileLayer::Districts | TileLayer::Reports => &[REPORT_FIELDS],
        TileLayer::Hotspots => &[REPORT_FIELDS, &["method", "cell_m"]],
        TileLayer::RiskPoints => &[RISK_FIELDS],
    };
    let params = Params::read(raw, known)?;
    only_gi_star(&params)?;
    let (query, risk) = (params.report_query()?, params.risk_point_query()?);
    Ok(TileQuestion { layer, tile, query, risk, cell: params.some("cell_m")? })
}
