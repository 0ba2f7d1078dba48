//! The operator's background maps: which there are, and the tiles of those that are files here.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::etag::{etag, is_known};
use super::problem::{Code, Problem, ProblemBody};
use crate::app::{OpenBasemap, Tile};

/// The deepest zoom that tiles have.
const DEEPEST_ZOOM: u8 = 24;

/// The operator's background maps.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BasemapsBody {
    basemaps: Vec<BasemapBody>,
}

/// One background map.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BasemapBody {
    id: String,
    title: TitleBody,
    /// `raster` or `vector`.
    kind: &'static str,
    /// The address of a tile with `{z}`, `{x}` and `{y}`: a path here, or an address elsewhere.
    tiles: String,
    /// The side of a picture in pixels.
    tile_size: u32,
    min_zoom: u8,
    max_zoom: u8,
    /// Whom to name on the map, in plain text.
    attribution: String,
    licence: String,
    /// The layers of vector tiles, where they are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<String>,
}

/// A title in two languages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TitleBody {
    th: String,
    en: String,
}

impl From<&OpenBasemap> for BasemapBody {
    fn from(map: &OpenBasemap) -> Self {
        let basemap = &map.basemap;
        let here = || format!("/api/v1/basemaps/{}/{{z}}/{{x}}/{{y}}", basemap.id);
        Self {
            id: basemap.id.clone(),
            title: TitleBody { th: basemap.title_th.clone(), en: basemap.title_en.clone() },
            kind: map.tiles.as_str(),
            tiles: map.template().map_or_else(here, ToOwned::to_owned),
            tile_size: basemap.tile_size,
            min_zoom: map.min_zoom,
            max_zoom: map.max_zoom,
            attribution: basemap.attribution.clone(),
            licence: basemap.licence.clone(),
            layers: map.layers.clone(),
        }
    }
}

/// Lists the background maps that the operator brought; none unless `serve --basemaps` names a file.
#[utoipa::path(get, path = "/api/v1/basemaps", responses((status = 200, body = BasemapsBody)))]
pub(super) async fn basemaps(State(shared): State<Shared>, _: NoParameters) -> Json<BasemapsBody> {
    let maps = shared.app.basemaps().maps();
    Json(BasemapsBody { basemaps: maps.iter().map(Into::into).collect() })
}

/// Answers with a tile of a background map that is a file here, as it lies in the file.
#[utoipa::path(get, path = "/api/v1/basemaps/{id}/{z}/{x}/{y}", params(
    ("id" = String, Path, description = "id of a background map that this program serves"),
    ("z" = u8, Path, description = "zoom, 0 to 24"),
    ("x" = u32, Path, description = "column from 180 W"),
    ("y" = u32, Path, description = "row from the north"),
), responses(
    (status = 200, description = "the tile"),
    (status = 204, description = "there is no tile at this place"),
    (status = 304, description = "the tile is the one that is known"),
    (status = 400, body = ProblemBody),
    (status = 404, body = ProblemBody),
))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    path: Result<Path<(String, String, String, String)>, PathRejection>,
    _: NoParameters,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let Path((id, z, x, y)) = path.map_err(|_| Problem::not_found())?;
    let map = shared.app.basemaps().served(&id).ok_or_else(Problem::not_found)?;
    let zoom = number::<u8>("z", &z, DEEPEST_ZOOM.into())?;
    let last = (1_u32 << zoom) - 1;
    let (column, row) = (number("x", &x, last)?, number("y", &y, last)?);
    match map.tile(zoom, column, row).await {
        Ok(Some(tile)) => Ok(answer(tile, &request)),
        Ok(None) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(cause) => {
            tracing::error!(%cause, "a tile of a background map cannot be read");
            let detail = "the tile cannot be read";
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, detail))
        }
    }
}

/// Reads a whole number from 0 to a last one.
fn number<T: TryFrom<u32>>(name: &str, text: &str, last: u32) -> Result<T, Problem> {
    let read = text.parse::<u32>().ok().filter(|number| *number <= last);
    read.and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| Problem::parameter(name, text, format!("{name} must be 0 to {last}, not {text}")))
}

fn answer(tile: Tile, request: &HeaderMap) -> Response {
    let mark = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, &tile.bytes);
    let known = is_known(request, mark);
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { tile.bytes.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag(mark));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(tile.media_type));
    if let Some(encoding) = tile.encoding.filter(|_| !known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
