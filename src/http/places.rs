//! Where a point lies, and where a text points to.

use axum::Json;
use axum::extract::{RawQuery, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Shared;
use super::caller::NoParameters;
use super::limits::JsonBody;
use super::params::Params;
use super::problem::{Problem, ProblemBody};
use super::wire::{NamedBody, NamesBody};
use crate::app::{GeocodeRequest, PlaceAnswer};
use crate::domain::{Country, Datum, DistrictCode, Doubt, LonLat, ProvinceCode};
use crate::export::HandledByFields;

/// What is known of a point.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlaceBody {
    lon: f64,
    lat: f64,
    /// `TH`, `LA` or `KH`; null when no rule decides it.
    country: Option<&'static str>,
    district: Option<NamedBody>,
    province: Option<NamedBody>,
    /// Who handles a report from there: its district, or the nearest within 5 km of a foreign point.
    routed_to: Option<NamedBody>,
    handled_by: HandledByFields,
    in_target: bool,
    /// `containing`, `nearest`, `foreign` or `outside`.
    method: &'static str,
    edge_distance_m: Option<f64>,
    doubt: Option<DoubtBody>,
    crossing: Option<NearestCrossingBody>,
    border: Option<BorderBody>,
    /// Grid reference to the metre, WGS 84.
    mgrs: String,
    /// How far the truth may lie from it by the way it was written, in metres; 0 for `lon` and `lat`.
    radius_m: f64,
    /// The point in the forms that people write, all on WGS 84.
    written: WrittenBody,
    /// The UTM zone.
    zone: Option<i32>,
    /// The datum that the text was read on: `wgs84` or `indian1975`.
    datum: &'static str,
    /// The text as typed.
    original: Option<String>,
    /// How far the declared datum moved the point, in metres.
    shifted_m: Option<f64>,
    /// What should be known of how the text was read.
    notes: Vec<NoteBody>,
}

/// A position in the forms that people write.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WrittenBody {
    /// `47QPB5025076350`.
    mgrs: String,
    /// `47N 650250 2176350`.
    utm: String,
    /// `19°40'36.51"N 100°26'00.02"E`.
    dms: String,
    /// `19.6768086, 100.4333382`: latitude first.
    degrees: String,
}

/// A note on how a text was read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteBody {
    /// `swapped`, `datum_assumed` or `zone_from_letters`.
    code: &'static str,
    /// How far the truth may lie off because of it, in metres.
    radius_m: Option<f64>,
}

/// Why the district should be looked at again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DoubtBody {
    /// `near_edge` or `line_disagrees`.
    reason: &'static str,
    second_choice: Option<NamedBody>,
}

/// The nearest crossing of those with a known position.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NearestCrossingBody {
    id: String,
    names: Option<NamesBody>,
    distance_m: f64,
    /// How many crossings have a position.
    of_located: usize,
}

/// Where a point stands to the border line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BorderBody {
    /// `TH-LA` or `TH-KH`.
    border: &'static str,
    /// Kilometre from the north, Thai-Lao then on along Thai-Cambodian.
    km: f64,
    distance_m: f64,
    /// The bank it lies on, a country code.
    bank: &'static str,
}

/// A place in words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GeocodeBody {
    place_text: String,
    tambon: Option<String>,
    amphoe: Option<String>,
    province: Option<String>,
}

/// What a text points to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GeocodedBody {
    lon: Option<f64>,
    lat: Option<f64>,
    district: Option<NamedBody>,
    tambon: Option<NamedBody>,
    province: Option<NamedBody>,
    precision: &'static str,
    method: &'static str,
    confidence: &'static str,
    /// What was doubted, or why it cannot be told.
    why: String,
    alternatives: Vec<AlternativeBody>,
}

/// Another place that a text may point to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlternativeBody {
    label: String,
    district: Option<String>,
    precision: &'static str,
}

/// Places a point: district, country, nearest crossing, distance and bank of the border. Takes `lon` and `lat`, or
/// `text`.
#[utoipa::path(get, path = "/api/v1/place", params(
    ("lon" = Option<f64>, Query, description = "longitude in degrees, WGS 84"),
    ("lat" = Option<f64>, Query, description = "latitude in degrees"),
    ("text" = Option<String>, Query, description = "a position in degrees, minutes and seconds, UTM or MGRS, Thai digits too: PB 502763"),
    ("datum" = Option<String>, Query, description = "of the text: wgs84 (taken when not given) or indian1975"),
), responses((status = 200, body = PlaceBody), (status = 400, body = ProblemBody)))]
pub(super) async fn place(
    State(shared): State<Shared>,
    RawQuery(raw): RawQuery,
) -> Result<Json<PlaceBody>, Problem> {
    let params = Params::read(raw.as_deref(), &[&["lon", "lat", "text", "datum"]])?;
    Ok(Json(place_body(&shared, asked(&shared, &params)?)))
}

/// Looks up the point that is asked for.
fn asked(shared: &Shared, params: &Params) -> Result<PlaceAnswer, Problem> {
    let datum = params.some::<Datum>("datum")?;
    match params.text("text") {
        Some(text) => {
            if let Some(other) = ["lon", "lat"].into_iter().find(|name| params.text(name).is_some()) {
                let value = params.text(other).unwrap_or_default();
                return Err(Problem::parameter(other, value, "give lon and lat, or text, not both"));
            }
            let read = shared.app.look_up_text(text, datum);
            read.map_err(|e| Problem::parameter("text", text, e.to_string()))
        }
        None => {
            if let Some(datum) = datum {
                let reason = "a datum belongs to text; lon and lat are on WGS 84";
                return Err(Problem::parameter("datum", datum.as_str(), reason));
            }
            let at = LonLat::new(params.needed("lon")?, params.needed("lat")?);
            let at = at.map_err(|e| {
                Problem::parameter("lat", params.text("lat").unwrap_or_default(), e.to_string())
            })?;
            Ok(shared.app.look_up(at))
        }
    }
}

fn place_body(shared: &Shared, answer: PlaceAnswer) -> PlaceBody {
    let reference = shared.app.reference();
    let (at, placement, written) = (answer.at, answer.placement, answer.written);
    PlaceBody {
        lon: at.lon_deg(),
        lat: at.lat_deg(),
        country: placement.country.map(Country::as_str),
        district: placement.district.and_then(|code| district_body(shared, code)),
        province: placement.province.and_then(|code| province_body(shared, code)),
        routed_to: placement.routed_to.and_then(|code| district_body(shared, code)),
        handled_by: answer.handled_by.into(),
        in_target: answer.in_target,
        method: placement.method.as_str(),
        edge_distance_m: placement.edge_distance_m,
        doubt: placement.doubt.map(|doubt: Doubt| DoubtBody {
            reason: doubt.as_str(),
            second_choice: placement.second_choice.and_then(|code| district_body(shared, code)),
        }),
        crossing: placement.crossing.map(|nearest| NearestCrossingBody {
            names: reference.crossing(&nearest.crossing).map(|c| (&c.names).into()),
            id: nearest.crossing.to_string(),
            distance_m: nearest.distance_m,
            of_located: shared.app.now().placer().located_crossings(),
        }),
        border: placement.border.map(|b| BorderBody {
            border: b.border.as_str(),
            km: b.km,
            distance_m: b.distance_m,
            bank: b.bank.as_str(),
        }),
        mgrs: written.mgrs.clone(),
        radius_m: answer.radius_m,
        zone: written.zone,
        written: WrittenBody {
            mgrs: written.mgrs,
            utm: written.utm,
            dms: written.dms,
            degrees: written.degrees,
        },
        datum: answer.datum.as_str(),
        original: answer.original,
        shifted_m: answer.shifted_m,
        notes: answer
            .notes
            .into_iter()
            .map(|note| NoteBody { code: note.code.as_str(), radius_m: note.radius_m })
            .collect(),
    }
}

/// Finds a place named in Thai or English; says "cannot tell" rather than guess.
#[utoipa::path(post, path = "/api/v1/geocode", request_body = GeocodeBody,
    responses((status = 200, body = GeocodedBody), (status = 400, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(super) async fn geocode(
    State(shared): State<Shared>,
    _: NoParameters,
    JsonBody(body): JsonBody<GeocodeBody>,
) -> Json<GeocodedBody> {
    let GeocodeBody { place_text, tambon, amphoe, province } = body;
    let found = shared.app.geocode_text(&GeocodeRequest { place_text, tambon, amphoe, province });
    let at = found.place.point();
    Json(GeocodedBody {
        lon: at.map(LonLat::lon_deg),
        lat: at.map(LonLat::lat_deg),
        district: found.district.and_then(|code| district_body(&shared, code)),
        tambon: found
            .tambon
            .and_then(|code| shared.app.reference().tambon(code))
            .map(|t| NamedBody { code: t.code.to_string(), names: (&t.names).into() }),
        province: found.province.and_then(|code| province_body(&shared, code)),
        precision: found.place.precision().as_str(),
        method: found.method.as_str(),
        confidence: found.confidence.as_str(),
        why: found.why,
        alternatives: found
            .alternatives
            .into_iter()
            .map(|a| AlternativeBody {
                label: a.label,
                district: a.district.map(|d| d.to_string()),
                precision: a.precision.as_str(),
            })
            .collect(),
    })
}

fn district_body(shared: &Shared, code: DistrictCode) -> Option<NamedBody> {
    shared.app.reference().district(code).map(Into::into)
}

fn province_body(shared: &Shared, code: ProvinceCode) -> Option<NamedBody> {
    shared.app.reference().province(code).map(Into::into)
}
