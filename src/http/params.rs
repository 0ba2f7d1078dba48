//! Query parameters as domain values; an unknown one, or one given twice, is an error and never ignored.

use std::ops::Deref;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use utoipa::IntoParams;
use uuid::Uuid;

use super::problem::Problem;
use crate::domain::{QuestionText, number};

pub(super) use crate::domain::{REPORT_NAMES as REPORT_FIELDS, RISK_NAMES as RISK_FIELDS};

/// What a list returns when it is not told how much.
const DEFAULT_LIMIT: usize = 100;

/// The same fields for the API's description.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the API's description alone; `Params` reads the values")]
pub(super) struct ReportQueryParams {
    /// `district:3206,3409`, `province:32`, `bbox:W,S,E,N`, `circle:LON,LAT,METRES`, `crossing:C04,METRES`,
    /// `border:KM0,KM1[,METRES]` or `saved:ID`.
    area: Option<String>,
    /// First day, month or instant observed, inclusive; days and months are Asia/Bangkok.
    from: Option<String>,
    /// First day, month or instant no longer asked for.
    to: Option<String>,
    /// Category codes, comma separated.
    category: Option<String>,
    /// `unverified`, `confirmed`, `rejected`, `withdrawn`, comma separated.
    status: Option<String>,
    /// Channel codes, comma separated.
    channel: Option<String>,
    /// `exact`, `village`, `tambon`, `district`, `province`, `none`, comma separated.
    precision: Option<String>,
    /// Answer as of this moment in the history of the data: `epoch:12`, a day, a month or an instant.
    asof: Option<String>,
}

/// The fields of a question about risk points for the API's description.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the API's description alone; `Params` reads the values")]
pub(super) struct RiskQueryParams {
    /// `district:3206,3409`, `province:32`, `bbox:W,S,E,N`, `circle:LON,LAT,METRES`, `crossing:C04,METRES`,
    /// `border:KM0,KM1[,METRES]` or `saved:ID`.
    area: Option<String>,
    /// Codes of the vocabulary `risk_point_kinds`, comma separated.
    kind: Option<String>,
    /// 1 to 5, comma separated; 5 is the worst.
    severity: Option<String>,
    /// Answer as of this moment in the history of the data: `epoch:12`, a day, a month or an instant.
    asof: Option<String>,
}

/// The query of one request, cut into names and values; the values are read by the words of the trade.
#[derive(Debug)]
pub(super) struct Params(QuestionText);

impl Deref for Params {
    type Target = QuestionText;

    fn deref(&self) -> &QuestionText {
        &self.0
    }
}

impl Params {
    /// Cuts a raw query and refuses names that are not among the known.
    pub(super) fn read(raw: Option<&str>, known: &[&[&str]]) -> Result<Self, Problem> {
        Ok(Self(QuestionText::new(form_pairs(raw.unwrap_or_default()), known)?))
    }

    /// Cuts a raw query into decoded names and values.
    pub(super) fn pairs(raw: Option<&str>) -> Vec<(String, String)> {
        form_pairs(raw.unwrap_or_default())
    }

    /// Reads how much a list is to return.
    pub(super) fn limit(&self) -> Result<usize, Problem> {
        match self.text("limit").map(str::parse::<i64>) {
            None => Ok(DEFAULT_LIMIT),
            Some(Ok(n)) if (1..=10_000).contains(&n) => Ok(number::i64_to_count(n).unwrap_or(DEFAULT_LIMIT)),
            Some(_) => {
                let text = self.text("limit").unwrap_or_default();
                Err(Problem::parameter("limit", text, format!("limit must be 1 to 10000, not {text}")))
            }
        }
    }
}

/// The identity that the last part of a path names; what is none names nothing.
pub(super) struct PathId(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = id.and_then(|Path(id)| Uuid::parse_str(&id).ok());
        id.map(Self).ok_or_else(Problem::not_found)
    }
}

/// Cuts `a=1&b=2` into decoded pairs (WHATWG URL, application/x-www-form-urlencoded).
fn form_pairs(raw: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(raw.as_bytes()).into_owned().collect()
}
