//! Areas that somebody draws to ask by.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::limits::WholeBody;
use super::problem::{Code, Problem, ProblemBody};
use crate::app::AppError;

/// The path under which areas are saved; its bodies may be larger than others.
pub(super) const PATH: &str = "/api/v1/areas";

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
    let saved = shared.app.save_area(&geojson).await.map_err(|error| match error {
        AppError::Refused(reason) => Problem::new(StatusCode::BAD_REQUEST, Code::InvalidBody, reason),
        other => other.into(),
    })?;
    let body = SavedAreaBody {
        id: saved.id.to_string(),
        area: format!("saved:{}", saved.id),
        vertices: saved.vertices,
    };
    Ok((StatusCode::CREATED, Json(body)))
}
