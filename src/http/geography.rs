//! What the map is drawn from: vocabularies, districts, crossings, border, backdrop.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::problem::{Problem, ProblemBody};
use super::wire::{NamedBody, NamesBody};
use crate::domain::{Crossing, CrossingStatus, District, DistrictCode, TargetDistrict, VocabularyEntry};

/// The names of everything that has a code.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VocabularyBody {
    categories: Vec<EntryBody>,
    statuses: Vec<EntryBody>,
    channels: Vec<EntryBody>,
    agencies: Vec<EntryBody>,
    risk_point_kinds: Vec<EntryBody>,
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
    generation: String,
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

/// Returns the names of categories, statuses, channels, agencies and kinds of risk points in four languages.
#[utoipa::path(get, path = "/api/v1/vocabulary", responses((status = 200, body = VocabularyBody)))]
pub(super) async fn vocabulary(State(shared): State<Shared>, _: NoParameters) -> Json<VocabularyBody> {
    let entries = |list: &[VocabularyEntry]| list.iter().map(EntryBody::from).collect();
    let reference = shared.app.reference();
    Json(VocabularyBody {
        categories: entries(&reference.categories),
        statuses: entries(&reference.statuses),
        channels: entries(&reference.channels),
        agencies: entries(&reference.agencies),
        risk_point_kinds: entries(&reference.risk_point_kinds),
    })
}

/// Returns the districts of the border provinces and which of them are targets today.
#[utoipa::path(get, path = "/api/v1/districts", responses((status = 200, body = DistrictsBody)))]
pub(super) async fn districts(State(shared): State<Shared>, _: NoParameters) -> Json<DistrictsBody> {
    let reference = shared.app.reference();
    let view = shared.app.now();
    let targets: BTreeMap<DistrictCode, &TargetDistrict> =
        view.target_statements().map(|statement| (statement.district, statement)).collect();
    let body = |d: &District| DistrictBody {
        code: d.code.to_string(),
        names: (&d.names).into(),
        province: reference.province(d.code.province()).map(Into::into),
        borders: [(d.borders_laos, "LA"), (d.borders_cambodia, "KH")]
            .into_iter()
            .filter_map(|(touches, code)| touches.then_some(code))
            .collect(),
        border_district: d.is_on_border(),
        target: targets.get(&d.code).map(|t| TargetBody {
            basis: t.basis.clone(),
            verified: t.verified,
            valid_from: t.valid_from,
            valid_to: t.valid_to,
        }),
        opposite: d.opposite.clone(),
        lon: d.label.lon_deg(),
        lat: d.label.lat_deg(),
    };
    let districts = reference.districts.iter().filter(|d| d.shown).map(body).collect();
    Json(DistrictsBody { generation: view.generation().name.clone(), districts })
}

/// Returns the crossings with their last documented status.
#[utoipa::path(get, path = "/api/v1/crossings", responses((status = 200, body = CrossingsBody)))]
pub(super) async fn crossings(State(shared): State<Shared>, _: NoParameters) -> Json<CrossingsBody> {
    let crossings: Vec<_> = shared.app.reference().crossings.iter().map(crossing_body).collect();
    Json(CrossingsBody {
        total: crossings.len(),
        located: shared.app.now().placer().located_crossings(),
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
    params(("generation" = String, Path, description = "`current` or the name of an edition")),
    responses((status = 200, description = "GeoJSON", body = Object), (status = 404, body = ProblemBody)))]
pub(super) async fn boundaries(
    State(shared): State<Shared>,
    _: NoParameters,
    generation: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(generation) = generation.map_err(|_| Problem::not_found())?;
    let view = match generation.as_str() {
        "current" => shared.app.now(),
        name => shared.app.view_on(name).await?.ok_or_else(Problem::not_found)?,
    };
    Ok(shared.fixed.boundaries(&shared.app, &view, &headers))
}

/// Returns the border line and a mark every ten kilometres. It is approximate and not authoritative.
#[utoipa::path(get, path = "/api/v1/border", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn border(State(shared): State<Shared>, _: NoParameters, headers: HeaderMap) -> Response {
    shared.fixed.border(&shared.app, &headers)
}

/// Returns towns, for labels.
#[utoipa::path(get, path = "/api/v1/places", responses((status = 200, description = "GeoJSON", body = Object)))]
pub(super) async fn towns(State(shared): State<Shared>, _: NoParameters, headers: HeaderMap) -> Response {
    shared.fixed.towns(&shared.app, &headers)
}
