//! Query parameters as domain values; an unknown one, or one given twice, is an error and never ignored.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use utoipa::IntoParams;
use uuid::Uuid;

use super::problem::Problem;
use crate::domain::{ReportQuery, RiskPointQuery, number, period};

/// The fields that every question about reports shares.
pub(super) const REPORT_FIELDS: &[&str] =
    &["area", "from", "to", "category", "status", "channel", "precision", "asof"];

/// The fields that every question about risk points shares.
pub(super) const RISK_FIELDS: &[&str] = &["area", "kind", "severity", "asof"];

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

/// The query of one request, cut into names and values.
#[derive(Debug)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    /// Cuts a raw query and refuses names that are not among the known.
    pub(super) fn read(raw: Option<&str>, known: &[&[&str]]) -> Result<Self, Problem> {
        let known: Vec<&str> = known.concat();
        let pairs: Vec<(String, String)> = form_pairs(raw.unwrap_or_default());
        for (i, (name, value)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Problem::unknown_parameter(name, &known));
            }
            if pairs[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(Problem::parameter(name, value, format!("`{name}` is given twice")));
            }
        }
        Ok(Self { pairs })
    }

    /// Returns a parameter's text; an empty one counts as not given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    /// Reads a parameter that may be missing.
    pub(super) fn some<T: FromStr<Err: ToString>>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| {
                text.parse().map_err(|e: T::Err| {
                    Problem::parameter(name, text, format!("{name} `{text}`: {}", e.to_string()))
                })
            })
            .transpose()
    }

    /// Reads a parameter that must be there.
    pub(super) fn needed<T: FromStr<Err: ToString>>(&self, name: &str) -> Result<T, Problem> {
        self.some(name)?.ok_or_else(|| Problem::parameter(name, "", format!("`{name}` is needed")))
    }

    /// Reads a list; empty when not given.
    fn list<T: FromStr<Err: ToString>>(&self, name: &str) -> Result<Vec<T>, Problem> {
        let read = |item: &str| {
            item.parse()
                .map_err(|e: T::Err| Problem::parameter(name, item, format!("{name}: {}", e.to_string())))
        };
        self.text(name).map_or(Ok(Vec::new()), |text| text.split(',').map(read).collect())
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

    /// Reads the fields that every question about risk points shares.
    pub(super) fn risk_point_query(&self) -> Result<RiskPointQuery, Problem> {
        Ok(RiskPointQuery {
            as_of: self.some("asof")?,
            area: self.some("area")?,
            kinds: self.list("kind")?,
            severities: self.list("severity")?,
        })
    }

    /// Reads the fields that every question about reports shares.
    pub(super) fn report_query(&self) -> Result<ReportQuery, Problem> {
        let bound = |name: &str| {
            self.text(name)
                .map(|text| {
                    // A plus sign that was not escaped arrives as a blank: 2025-10-01T00:00:00 07:00.
                    period::parse_bound(&text.replace(' ', "+"))
                        .map_err(|e| Problem::parameter(name, text, format!("{name}: {e}")))
                })
                .transpose()
        };
        let query = ReportQuery {
            as_of: self.some("asof")?,
            area: self.some("area")?,
            from: bound("from")?,
            to: bound("to")?,
            categories: self.list("category")?,
            statuses: self.list("status")?,
            channels: self.list("channel")?,
            precisions: self.list("precision")?,
        };
        match (query.from, query.to) {
            (Some(from), Some(to)) if to <= from => {
                let text = self.text("to").unwrap_or_default();
                Err(Problem::parameter("to", text, format!("to `{text}` must be after from")))
            }
            _ => Ok(query),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> String {
        let read = Params::read(Some(raw), &[REPORT_FIELDS]).and_then(|p| p.report_query());
        format!("{:?}", read.unwrap_err())
    }

    #[test]
    fn unknown_repeated_and_unusable_parameters_are_named() {
        assert!(code("colour=red").contains("UnknownParameter"));
        assert!(code("area=province:32&area=province:33").contains("given twice"));
        assert!(code("from=2567-01-01").contains("common era"));
        assert!(code("category=drug").contains("known are drugs"));
        assert!(code("from=2025-02&to=2025-01").contains("must be after from"));
    }

    #[test]
    fn an_empty_query_asks_for_everything() {
        let query = Params::read(None, &[REPORT_FIELDS]).unwrap().report_query().unwrap();
        assert_eq!(query, ReportQuery::default());
    }
}
