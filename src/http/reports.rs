//! Reports: lists, counts, hotspots and exports of one and the same query.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::params::{Params, REPORT_FIELDS, RISK_FIELDS, ReportQueryParams};
use super::problem::{Problem, ProblemBody};
use super::wire::epoch_header;
use crate::app::{Caller, Cursor, ExportFile, Exported, Format, Wanted};
use crate::domain::{CellSize, GroupBy, Method, QuestionText, Study, StudyQuestion, named_enum};
use crate::export::{CoreFields, CountFields, ReportCollection, ReportFields};

/// What an export is told beside the fields of its question.
const EXPORT_FIELDS: &[&str] = &["what", "format"];
/// What hotspots are told beside the fields of their question.
const HOTSPOT_FIELDS: &[&str] = &["method", "cell_m"];

/// Counts, in all and by group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CountBody {
    counts: CountFields,
    /// What the groups are.
    group_by: Option<&'static str>,
    /// Most frequent first; reports without the field come last, under a null key.
    groups: Vec<GroupBody>,
}

/// One group of a count.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupBody {
    key: Option<String>,
    count: usize,
}

named_enum! {
    /// Which fields of a report a list has.
    ListFields, "fields" {
        /// Every field.
        All = "all",
        /// Those kept in memory.
        Core = "core",
    }
}

/// Reports with the fields asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum ReportsBody {
    All(ReportCollection<ReportFields>),
    Core(ReportCollection<CoreFields>),
}

/// Lists reports, newest first.
#[utoipa::path(get, path = "/api/v1/reports", params(
    ReportQueryParams,
    ("limit" = Option<usize>, Query, description = "1 to 10,000; 100 when not given"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ("fields" = Option<String>, Query,
        description = "all, or core: what maps and counts use, without the words, and much faster; all when not given"),
), responses((status = 200, body = ReportsBody), (status = 400, body = ProblemBody)))]
pub(super) async fn reports(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::read(raw.as_deref(), &[REPORT_FIELDS, &["limit", "cursor", "fields"]])?;
    let limit = params.limit()?;
    let cursor = params.some::<Cursor>("cursor")?;
    let query = params.report_query()?;
    let written = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.to_string());
    let (epoch, body) = match params.some::<ListFields>("fields")?.unwrap_or(ListFields::All) {
        ListFields::All => {
            let answer = shared.app.list(&query, limit, cursor, caller.scope()).await?;
            let (targets, next) = (answer.view.targets(), written(answer.next));
            let body = ReportCollection::new(answer.counts, &answer.reports, &targets, next);
            (answer.view.epoch(), ReportsBody::All(body))
        }
        ListFields::Core => {
            let answer = shared.app.list_core(&query, limit, cursor, caller.scope()).await?;
            let body = ReportCollection::core(answer.counts, &answer.reports, written(answer.next));
            (answer.view.epoch(), ReportsBody::Core(body))
        }
    };
    Ok((epoch_header(epoch), written_json(&body)).into_response())
}

/// Writes a list, which may have thousands of features, in one piece of memory.
fn written_json(body: &ReportsBody) -> Response {
    let bytes = serde_json::to_vec(body).expect("plain data with text keys always serialises");
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response()
}

/// Counts reports, in all and by a field.
#[utoipa::path(get, path = "/api/v1/count", params(
    ReportQueryParams,
    ("group_by" = Option<String>, Query,
        description = "district, province, tambon, category, status, channel, crossing, month, day, hour or weekday"),
), responses((status = 200, body = CountBody), (status = 400, body = ProblemBody)))]
pub(super) async fn count(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::read(raw.as_deref(), &[REPORT_FIELDS, &["group_by"]])?;
    let group_by = params.some::<GroupBy>("group_by")?;
    let answer = shared.app.count(&params.report_query()?, group_by, caller.scope()).await?;
    let body = CountBody {
        counts: answer.counts.into(),
        group_by: group_by.map(GroupBy::as_str),
        groups: answer.groups.into_iter().map(|(key, count)| GroupBody { key, count }).collect(),
    };
    Ok((epoch_header(answer.epoch), Json(body)).into_response())
}

/// Exports exactly what a query matches, as a file.
#[utoipa::path(get, path = "/api/v1/export", params(
    ReportQueryParams,
    ("what" = String, Query, description = "reports, hotspots, risk-points or zones, which take the settings of /api/v1/zones too"),
    ("format" = String, Query, description = "geojson, csv, kml (reports: those with a point) or gpx (also: of hotspots the significant ones)"),
    ("method" = Option<String>, Query, description = "of hotspots: gi-star"),
    ("cell_m" = Option<String>, Query, description = "of hotspots: by squares with this side in metres"),
    ("kind" = Option<String>, Query, description = "of risk points, which take only area and asof beside it"),
    ("severity" = Option<String>, Query, description = "of risk points: 1 to 5, comma separated"),
), responses((status = 200, description = "the file"), (status = 400, body = ProblemBody)))]
pub(super) async fn export(
    State(shared): State<Shared>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let of_risk_points = &["kind", "severity"];
    let any = &[REPORT_FIELDS, EXPORT_FIELDS, HOTSPOT_FIELDS, of_risk_points, Study::names(Method::Zones)];
    // Which parameters are known depends on what is exported.
    let what = Params::read(raw.as_deref(), any)?.needed::<Exported>("what")?;
    if what == Exported::Zones {
        let own = |name: &str| EXPORT_FIELDS.contains(&name);
        let (of_file, of_study): (Vec<_>, Vec<_>) =
            Params::pairs(raw.as_deref()).into_iter().partition(|(name, _)| own(name));
        let format = QuestionText::new(of_file, &[EXPORT_FIELDS])?.needed::<Format>("format")?;
        let question = StudyQuestion::from_pairs(of_study, Some(Method::Zones))?;
        if question.study.method() != Method::Zones {
            let reason = "zones are exported by the method zones alone";
            return Err(Problem::parameter("method", question.study.method().as_str(), reason));
        }
        return Ok(sent(shared.app.export(&Wanted::Zones(question), format, caller.scope()).await?, format));
    }
    let known: &[&[&str]] = match what {
        Exported::Zones | Exported::Reports | Exported::Hotspots => {
            &[REPORT_FIELDS, EXPORT_FIELDS, HOTSPOT_FIELDS]
        }
        Exported::RiskPoints => &[RISK_FIELDS, EXPORT_FIELDS],
    };
    let params = Params::read(raw.as_deref(), known)?;
    let format = params.needed::<Format>("format")?;
    let wanted = wanted(what, &params)?;
    let file = shared.app.export(&wanted, format, caller.scope()).await?;
    Ok(sent(file, format))
}

/// Sends a file under its name.
fn sent(file: ExportFile, format: Format) -> Response {
    let mut response = (epoch_header(file.epoch), file.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn wanted(what: Exported, params: &Params) -> Result<Wanted, Problem> {
    only_gi_star(params)?;
    let cell = params.some::<CellSize>("cell_m")?;
    match what {
        Exported::Reports if cell.is_some() => {
            let text = params.text("cell_m").unwrap_or_default();
            Err(Problem::parameter("cell_m", text, "a cell size belongs to hotspots, not to reports"))
        }
        Exported::Reports => Ok(Wanted::Reports(params.report_query()?)),
        Exported::Hotspots => Ok(Wanted::Hotspots(params.report_query()?, cell)),
        Exported::RiskPoints => Ok(Wanted::RiskPoints(params.risk_point_query()?)),
        Exported::Zones => {
            Err(Problem::parameter("what", "zones", "zones are asked with settings of their own"))
        }
    }
}

/// Refuses another method than Gi* where hotspots are tiles or files.
pub(super) fn only_gi_star(params: &Params) -> Result<(), Problem> {
    match params.some::<Method>("method")? {
        None | Some(Method::GiStar) => Ok(()),
        Some(other) => {
            let reason = format!("tiles and files of hotspots are made by gi-star, not by {other}");
            Err(Problem::parameter("method", other.as_str(), reason))
        }
    }
}
