//! The shapes that the map is drawn from: answers that stay the same for as long as the program runs, or
//! for as long as their edition of boundaries is asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::etag::{etag, is_known};
use crate::app::{App, View};
use crate::domain::GenerationId;
use crate::export::{
    Decimals, coord_geometry, feature, feature_collection, line_geometry, point_geometry, polygon_geometry,
};

/// Kilometres between marks on the border line.
const MARK_EVERY_KM: f64 = 10.0;
/// The lines are 130 m off on average; a metre is enough to draw them and halves what is sent.
const DRAWN: Decimals = Decimals(5);

/// Answers that never change while the program runs, made once, when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct FixedAnswers {
    boundaries: Mutex<BTreeMap<GenerationId, Arc<FixedAnswer>>>,
    border: OnceLock<FixedAnswer>,
    towns: OnceLock<FixedAnswer>,
}

impl FixedAnswers {
    /// Answers with the polygons of the districts that the map shows, in the edition of a view.
    pub(super) fn boundaries(&self, app: &App, view: &View, request: &HeaderMap) -> Response {
        let mut kept = self.boundaries.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = kept
            .entry(view.generation().id)
            .or_insert_with(|| Arc::new(FixedAnswer::new(boundary_features(app, view))));
        answer.answer(request)
    }

    /// Answers with the border line and its marks.
    pub(super) fn border(&self, app: &App, request: &HeaderMap) -> Response {
        self.border.get_or_init(|| FixedAnswer::new(border_features(app))).answer(request)
    }

    /// Answers with towns.
    pub(super) fn towns(&self, app: &App, request: &HeaderMap) -> Response {
        self.towns.get_or_init(|| FixedAnswer::new(town_features(app))).answer(request)
    }
}

#[derive(Debug)]
struct FixedAnswer {
    body: Bytes,
    mark: uuid::Uuid,
}

impl FixedAnswer {
    fn new(features: Vec<Value>) -> Self {
        let text = feature_collection(features, &Map::new()).to_string();
        let mark = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, text.as_bytes());
        Self { body: Bytes::from(text), mark }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let headers = [
            (header::ETAG, etag(self.mark)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
            (header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json")),
        ];
        if is_known(request, self.mark) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, self.body.clone()).into_response()
    }
}

fn boundary_features(app: &App, view: &View) -> Vec<Value> {
    let districts = view.placer().districts();
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
    let view = app.now();
    let border = view.placer().border();
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
