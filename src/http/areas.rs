//! Areas that somebody draws to ask by.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::limits::WholeBody;
use super::problem::{Problem, ProblemBody};
use crate::domain::AreaId;
use crate::export::{Decimals, feature, polygon_geometry};

/// The path under which areas are saved; its bodies may be larger than others.
pub(super) const PATH: &str = "/api/v1/areas";
/// Positions are kept in steps of 1e-7 degrees, and the same are given back.
const KEPT: Decimals = Decimals(7);

/// An area that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SavedAreaBody {
    /// Hash of its positions; the same polygon again has the same.
    id: String,
    /// What to write after `area=` in every question.
    area: String,
    /// Positions in its rings, the closing ones included.
    vertices: usize,
}

/// Keeps a polygon, so that every question can be asked in it.
#[utoipa::path(post, path = PATH, request_body(content = Object, content_type = "application/geo+json",
    description = "a Polygon or MultiPolygon, or a feature with one; at most 10,000 positions in WGS 84"),
    responses((status = 201, body = SavedAreaBody), (status = 400, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(super) async fn save(
    State(shared): State<Shared>,
    _: NoParameters,
    WholeBody(geojson): WholeBody,
) -> Result<(StatusCode, Json<SavedAreaBody>), Problem> {
    let saved = shared.app.save_area(&geojson).await.map_err(Problem::of_body)?;
    let body = SavedAreaBody {
        id: saved.id.to_string(),
        area: format!("saved:{}", saved.id),
        vertices: saved.vertices,
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Returns an area that was kept, so that a link to it can draw it: a GeoJSON feature with its positions and size.
#[utoipa::path(get, path = "/api/v1/areas/{id}", params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = 200, description = "a GeoJSON feature: `vertices`, `area_km2`", body = Object),
        (status = 404, body = ProblemBody)))]
pub(super) async fn saved(
    State(shared): State<Shared>,
    _: NoParameters,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    // What is no name names no area.
    let id: AreaId = id.ok().and_then(|Path(id)| id.parse().ok()).ok_or_else(Problem::not_found)?;
    let area = shared.app.drawn_area(&id).await?.ok_or_else(Problem::not_found)?;
    let properties = json!({ "vertices": area.vertices, "area_km2": area.area_km2 });
    let body = feature(Some(json!(id.as_str())), Some(polygon_geometry(&area.shape, KEPT)), properties);
    // The name is the hash of the positions, so the answer never changes.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable")),
    ];
    Ok((headers, body.to_string()).into_response())
}
