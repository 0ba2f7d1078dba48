//! What the map is drawn from: vocabularies, districts, crossings, border, backdrop.

use std::sync::OnceLock;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::problem::{Problem, ProblemBody};
use super::wire::{NamedBody, NamesBody};
use crate::app::{App, FAR_LAND, GENERATION, RIVERS};
use crate::domain::{Crossing, CrossingStatus, District, VocabularyEntry};
use crate::export::{
    Decimals, coord_geometry, feature, feature_collection, line_geometry, point_geometry, polygon_geometry,
};

/// Kilometres between marks on the border line.
const MARK_EVERY_KM: f64 = 10.0;
/// The lines are 130 m off on average; a metre is enough to draw them and halves what is sent.
const DRAWN: Decimals = Decimals(5);
/// The other side is drawn more coarsely still.
const DRAWN_BEYOND: Decimals = Decimals(4);

/// Answers that never change while the program runs, made once, when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct FixedAnswers {
    boundaries: OnceLock<FixedAnswer>,
    border: OnceLock<FixedAnswer>,
    neighbours: OnceLock<FixedAnswer>,
    backdrop: OnceLock<FixedAnswer>,
    towns: OnceLock<FixedAnswer>,
}

#[derive(Debug)]
struct FixedAnswer {
    body: Bytes,
    etag: HeaderValue,
}

impl FixedAnswer {
    fn new(features: Vec<Value>) -> Self {
        let text = feature_collection(features, &Map::new()).to_string();
        let hash = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, text.as_bytes()).simple().to_string();
        let etag =
            HeaderValue::from_str(&format!("\"{hash}\"")).expect("hexadecimal digits are a header value");
        Self { body: Bytes::from(text), etag }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let headers = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
            (header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json")),
        ];
        if request.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, self.body.clone()).into_response()
    }
}

fn boundary_features(app: &App) -> Vec<Value> {
    let districts = app.placer().districts();
    let shown = app.reference().districts.iter().filter(|d| d.shown);
    shown
        .filter_map(|d| {
            let geometry = polygon_geometry(districts.shape(d.code)?, DRAWN);
            let properties = json!({ "code": d.code.to_string() });
            Some(feature(Some(json!(d.code.number())), Some(geometry), properties))
        })
        .collect()
}

fn border_features(app: &App) -> Vec<Value> {
    let border = app.placer().border();
    let stretches = border.stretches();
    let lines = stretches.iter().enumerate().map(|(i, stretch)| {
        let km_to = stretches.get(i + 1).map_or(border.length_km(), |next| next.km_from);
        let properties = json!({
            "kind": "line",
            "border": stretch.border.as_str(),
            "maritime": stretch.maritime,
            "km_from": stretch.km_from,
            "km_to": km_to,
        });
        feature(None, Some(line_geometry(&stretch.line, DRAWN)), properties)
    });
    let marks = border.marks(MARK_EVERY_KM).into_iter().map(|mark| {
        let properties = json!({
            "kind": "mark",
            "border": mark.border.as_str(),
            "maritime": mark.maritime,
            "km": mark.km,
        });
        feature(None, Some(coord_geometry(mark.at, DRAWN)), properties)
    });
    lines.chain(marks).collect()
}

fn neighbour_features(app: &App) -> Vec<Value> {
    app.placer()
        .neighbours()
        .map(|(unit, shape)| {
            let properties = json!({ "country": unit.country.as_str(), "name_en": unit.name_en });
            feature(None, Some(polygon_geometry(shape, DRAWN_BEYOND)), properties)
        })
        .collect()
}

/// Joins land and rivers into one answer, each feature with its kind; the files are kept apart by licence.
fn backdrop_features() -> Vec<Value> {
    let features = |text: &str, kind: &'static str| {
        let collection: Value = serde_json::from_str(text).unwrap_or_default();
        let found = collection.get("features").and_then(Value::as_array).cloned().unwrap_or_default();
        found.into_iter().map(move |mut feature| {
            if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert("kind".to_owned(), json!(kind));
            }
            feature
        })
    };
    features(FAR_LAND, "land").chain(features(RIVERS, "river")).collect()
}

fn town_features(app: &App) -> Vec<Value> {
    app.reference()
        .places
        .iter()
        .map(|place| {
            let th = if place.names.th.is_empty() { &place.names.en } else { &place.names.th };
            let properties = json!({
                "names": { "th": th, "en": place.names.en },
                "population": place.population,
                "country": place.country,
            });
            feature(None, Some(point_geometry(place.at)), properties)
        })
        .collect()
}

/// The names of everything that has a code.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VocabularyBody {
    categories: Vec<EntryBody>,
    statuses: Vec<EntryBody>,
    channels: Vec<EntryBody>,
    agencies: Vec<EntryBody>,
}

/// One entry of a vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryBody {
    code: String,
    /// Code of the entry above.
    parent: Option<String>,
    /// Whether it belongs to the core threats.
    core: bool,
    names: NamesBody,
}

impl From<&VocabularyEntry> for EntryBody {
    fn from(entry: &VocabularyEntry) -> Self {
        Self {
            code: entry.code.clone(),
            parent: entry.parent.clone(),
            core: entry.core,
            names: (&entry.names).into(),
        }
    }
}

/// The districts that the map shows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DistrictsBody {
    /// The boundary generation.
    generation: &'static str,
    districts: Vec<DistrictBody>,
}

/// One district.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DistrictBody {
    code: String,
    names: NamesBody,
    province: Option<NamedBody>,
    /// `LA`, `KH`, both, or none.
    borders: Vec<&'static str>,
    /// Whether it touches a border: the mask of hotspots.
    border_district: bool,
    /// Why and since when it is a target district; null outside the target area.
    target: Option<TargetBody>,
    /// Districts across the border, in words.
    opposite: String,
    /// A point inside it.
    lon: f64,
    lat: f64,
}

/// Why a district is a target.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TargetBody {
    basis: String,
    verified: bool,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

/// All crossings, with and without a position.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CrossingsBody {
    total: usize,
    /// How many have a position.
    located: usize,
    crossings: Vec<CrossingBody>,
}

/// One crossing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CrossingBody {
    id: String,
    names: NamesBody,
    /// `permanent`, `temporary`, `trade`, `tourism` or `natural_route`.
    kind: &'static str,
    /// `TH-LA` or `TH-KH`.
    border: &'static str,
    district: String,
    opposite: OppositeBody,
    /// Null where none is known: such a crossing is listed, never mapped.
    position: Option<PositionBody>,
    /// The last status documented; what holds today is not known.
    status: LastStatusBody,
    /// All that is documented, oldest first.
    history: Vec<StatusEntryBody>,
}

/// The other side of a crossing; empty text where not known.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OppositeBody {
    name: String,
    district: String,
    province: String,
}

/// Where a crossing is and how well that is known.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PositionBody {
    lon: f64,
    lat: f64,
    /// `sourced`, `snapped_anchor` or `recalled`.
    basis: &'static str,
    verified: bool,
}

/// The last status documented.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LastStatusBody {
    /// `open`, `restricted`, `humanitarian_only`, `closed` or `unknown`.
    value: &'static str,
    /// The day it is documented from.
    as_of: Option<NaiveDate>,
    hours: Option<String>,
    note: Option<String>,
    source: Option<String>,
}

/// One documented status.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatusEntryBody {
    from: NaiveDate,
    to: Option<NaiveDate>,
    status: &'static str,
    hours: String,
    days: String,
    authority: String,
    order_ref: String,
    note: String,
    source: String,
}

/// Returns the names of categories, statuses, channels and agencies in four languages.
#[utoipa::path(get, path = "/api/v1/vocabulary", responses((status = 200, body = VocabularyBody)))]
pub(super) async fn vocabulary(State(shared): State<Shared>, _: NoParameters) -> Json<VocabularyBody> {
    let entries = |list: &[VocabularyEntry]| list.iter().map(EntryBody::from).collect();
    let reference = shared.app.reference();
    Json(VocabularyBody {
        categories: entries(&reference.categories),
        statuses: entries(&reference.statuses),
        channels: entries(&reference.channels),
        agencies: entries(&reference.agencies),
    })
}

/// Returns the districts of the border provinces and which of them are targets today.
#[utoipa::path(get, path = "/api/v1/districts", responses((status = 200, body = DistrictsBody)))]
pub(super) async fn districts(State(shared): State<Shared>, _: NoParameters) -> Json<DistrictsBody> {
    let reference = shared.app.reference();
    let body = |d: &District| DistrictBody {
        code: d.code.to_string(),
        names: (&d.names).into(),
        province: reference.province(d.code.province()).map(Into::into),
        borders: [(d.borders_laos, "LA"), (d.borders_cambodia, "KH")]
            .into_iter()
            .filter_map(|(touches, code)| touches.then_some(code))
            .collect(),
        border_district: d.is_on_border(),
        target: shared.app.target_statement(d.code).map(|t| TargetBody {
            basis: t.basis,
            verified: t.verified,
            valid_from: t.valid_from,
            valid_to: t.valid_to,
        }),
        opposite: d.opposite.clone(),
        lon: d.label.lon_deg(),
        lat: d.label.lat_deg(),
    };
    let districts = reference.districts.iter().filter(|d| d.shown).map(body).collect();
    Json(DistrictsBody { generation: GENERATION, districts })
}

/// Returns the crossings with their last documented status.
#[utoipa::path(get, path = "/api/v1/crossings", responses((status = 200, body = CrossingsBody)))]
pub(super) async fn crossings(State(shared): State<Shared>, _: NoParameters) -> Json<CrossingsBody> {
    let crossings: Vec<_> = shared.app.reference().crossings.iter().map(crossing_body).collect();
    Json(CrossingsBody {
        total: crossings.len(),
        located: shared.app.placer().located_crossings(),
        crossings,
    })
}

fn crossing_body(crossing: &Crossing) -> CrossingBody {
    let last = crossing.last_known();
    let written = |text: fn(&CrossingStatus) -> &String| last.map(text).filter(|t| !t.is_empty()).cloned();
    CrossingBody {
        id: crossing.id.to_string(),
        names: (&crossing.names).into(),
        kind: crossing.kind.as_str(),
        border: crossing.border.as_str(),
        district: crossing.district.to_string(),
        opposite: OppositeBody {
            name: crossing.opposite.name.clone(),
            district: crossing.opposite.district.clone(),
            province: crossing.opposite.province.clone(),
        },
        position: crossing.position.map(|p| PositionBody {
            lon: p.at.lon_deg(),
            lat: p.at.lat_deg(),
            basis: p.basis.as_str(),
            verified: p.verified,
        }),
        status: LastStatusBody {
            value: last.map_or(crate::domain::CrossingState::Unknown, |s| s.state).as_str(),
            as_of: last.map(|s| s.from),
            hours: written(|s| &s.hours),
            note: written(|s| &s.note),
            source: written(|s| &s.source),
        },
        history: crossing
            .history
            .iter()
            .map(|s| StatusEntryBody {
                from: s.from,
                to: s.to,
                status: s.state.as_str(),
                hours: s.hours.clone(),
                days: s.days.clone(),
                authority: s.authority.clone(),
                order_ref: s.order_ref.clone(),
                note: s.note.clone(),
                source: s.source.clone(),
            })
            .collect(),
    }
}

/// Returns the polygons of the districts that the map shows; `current` names the generation in use.
#[utoipa::path(get, path = "/api/v1/boundaries/{generation}",
    params(("generation" = String, Path, description = "`current` or the generation's name")),
    responses((status = 200, description = "GeoJSON", body = Object), (status = 404, body = ProblemBody)))]
pub(super) async fn boundaries(
    State(shared): State<Shared>,
    _: NoParameters,
    generation: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(generation) = generation.map_err(|_| Problem::not_found())?;
    match generation.as_str() {
        "current" | GENERATION => Ok(shared
            .fixed
            .boundaries
            .get_or_init(|| FixedAnswer::new(boundary_features(&shared.app)))
            .answer(&headers)),
        _ => Err(Problem::not_found()),
    }
}

/// Returns the border line and a mark every ten kilometres. It is approximate and not authoritative.
#[utoipa::path(get, path = "/api/v1/border", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn border(State(shared): State<Shared>, _: NoParameters, headers: HeaderMap) -> Response {
    shared.fixed.border.get_or_init(|| FixedAnswer::new(border_features(&shared.app))).answer(&headers)
}

/// Returns the Lao and Cambodian side.
#[utoipa::path(get, path = "/api/v1/neighbours", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn neighbours(
    State(shared): State<Shared>,
    _: NoParameters,
    headers: HeaderMap,
) -> Response {
    shared.fixed.neighbours.get_or_init(|| FixedAnswer::new(neighbour_features(&shared.app))).answer(&headers)
}

/// Returns far land and rivers, drawn under everything else.
#[utoipa::path(get, path = "/api/v1/backdrop", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn backdrop(State(shared): State<Shared>, _: NoParameters, headers: HeaderMap) -> Response {
    shared.fixed.backdrop.get_or_init(|| FixedAnswer::new(backdrop_features())).answer(&headers)
}

/// Returns towns, for labels.
#[utoipa::path(get, path = "/api/v1/places", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn towns(State(shared): State<Shared>, _: NoParameters, headers: HeaderMap) -> Response {
    shared.fixed.towns.get_or_init(|| FixedAnswer::new(town_features(&shared.app))).answer(&headers)
}
