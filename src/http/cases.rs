//! One report with what was done with it, and the next step.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Shared;
use super::caller::{From as FromAddress, NoParameters};
use super::limits::JsonBody;
use super::params::PathId;
use super::problem::{Problem, ProblemBody};
use super::session::bad_body;
use crate::app::{Caller, Case, WantedStep};
use crate::domain::case::{CaseStep, TakenStep};
use crate::domain::{Handling, UnknownName};
use crate::export::{ReportFeature, ReportFields};

/// How a report is handled.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandlingBody {
    /// `received`, `triaged`, `assigned`, `verifying`, `decided`, `action`, `referral` or `closed`.
    state: &'static str,
    /// What was decided; nothing while nothing was.
    decision: Option<&'static str>,
    /// `A` to `F`; F means that nobody can judge, and is not worse than E.
    source_grade: &'static str,
    /// `1` to `6`; 6 means that nobody can judge, and is not worse than 5.
    information_grade: &'static str,
    /// `clear`, `green`, `amber`, `amber_strict` or `red`.
    tlp: &'static str,
    /// Whether it tells of a possible victim and is a matter of protection.
    victim: bool,
}

impl From<Handling> for HandlingBody {
    fn from(handling: Handling) -> Self {
        Self {
            state: handling.state.as_str(),
            decision: handling.decision.map(crate::domain::Decision::as_str),
            source_grade: handling.source_grade.as_str(),
            information_grade: handling.information_grade.as_str(),
            tlp: handling.tlp.as_str(),
            victim: handling.victim,
        }
    }
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepBody {
    id: String,
    step: String,
    /// How far the case had come before.
    from: &'static str,
    /// How the report was handled after it.
    then: HandlingBody,
    /// Why; empty where no reason was needed.
    reason: String,
    actor: String,
    /// In which role; empty for the operator.
    role: String,
    taken_at: DateTime<Utc>,
}

impl From<TakenStep> for StepBody {
    fn from(taken: TakenStep) -> Self {
        Self {
            id: taken.id.to_string(),
            step: taken.step,
            from: taken.from.as_str(),
            then: taken.then.into(),
            reason: taken.reason,
            actor: taken.actor,
            role: taken.role,
            taken_at: taken.taken_at,
        }
    }
}

/// A report with what was done with it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseBody {
    report: ReportFeature<ReportFields>,
    handling: HandlingBody,
    /// The first one first; empty for those who may not read words.
    steps: Vec<StepBody>,
}

fn case_body(shared: &Shared, case: Case) -> CaseBody {
    CaseBody {
        handling: case.report.handling.into(),
        report: ReportFeature::of(&case.report, &shared.app.now().targets()),
        steps: case.steps.into_iter().map(StepBody::from).collect(),
    }
}

/// A step that somebody wants to take.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStepBody {
    /// `triage`, `assign`, `verify`, `decide`, `act`, `refer`, `take_back`, `close`, `reopen`, `grade`, `share`,
    /// `protect` or `unprotect`.
    step: String,
    /// How far the case had come when he looked at it; when it has gone on, the answer is 409.
    seen: String,
    /// Why; needed by what closes, rejects, opens anew or passes on.
    #[serde(default)]
    reason: String,
    /// What is decided, for `decide`.
    decision: Option<String>,
    /// `A` to `F`, for `decide` and `grade`.
    source_grade: Option<String>,
    /// `1` to `6`, for `decide` and `grade`.
    information_grade: Option<String>,
    /// Who may hear of it, for `share`.
    tlp: Option<String>,
}

impl NewStepBody {
    fn step(&self) -> Result<CaseStep, Problem> {
        let step = match self.step.as_str() {
            "triage" => CaseStep::Triage,
            "assign" => CaseStep::Assign,
            "verify" => CaseStep::Verify,
            "decide" => CaseStep::Decide {
                decision: needed("decision", self.decision.as_deref())?,
                source: needed("source_grade", self.source_grade.as_deref())?,
                information: needed("information_grade", self.information_grade.as_deref())?,
            },
            "act" => CaseStep::Act,
            "refer" => CaseStep::Refer,
            "take_back" => CaseStep::TakeBack,
            "close" => CaseStep::Close,
            "reopen" => CaseStep::Reopen,
            "grade" => CaseStep::Grade {
                source: needed("source_grade", self.source_grade.as_deref())?,
                information: needed("information_grade", self.information_grade.as_deref())?,
            },
            "share" => CaseStep::Share { tlp: needed("tlp", self.tlp.as_deref())? },
            "protect" => CaseStep::Protect,
            "unprotect" => CaseStep::Unprotect,
            other => {
                let known =
                    "triage, assign, verify, decide, act, refer, take_back, close, reopen, grade, share, \
                    protect, unprotect"
                        .to_owned();
                return Err(bad_body(&UnknownName { text: other.to_owned(), what: "step", known }));
            }
        };
        Ok(step)
    }
}

fn needed<T: std::str::FromStr<Err = UnknownName>>(name: &str, given: Option<&str>) -> Result<T, Problem> {
    let given = given.ok_or_else(|| Problem::body(format!("this step needs `{name}`")))?;
    given.parse().map_err(|cause: UnknownName| bad_body(&cause))
}

/// Returns a report with what was done with it.
#[utoipa::path(get, path = "/api/v1/reports/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = CaseBody), (status = 404, body = ProblemBody)))]
pub(super) async fn case(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Json<CaseBody>, Problem> {
    let case = shared.app.case(id, &caller).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(case_body(&shared, case)))
}

/// Takes a step in the handling of a report.
#[utoipa::path(post, path = "/api/v1/reports/{id}/steps", request_body = NewStepBody,
    params(("id" = String, Path, description = "the report's id")),
    responses((status = 200, body = CaseBody), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn take_step(
    State(shared): State<Shared>,
    caller: Caller,
    FromAddress(from): FromAddress,
    _: NoParameters,
    PathId(id): PathId,
    JsonBody(body): JsonBody<NewStepBody>,
) -> Result<Json<CaseBody>, Problem> {
    let seen = body.seen.parse().map_err(|cause: UnknownName| bad_body(&cause))?;
    let wanted = WantedStep { step: body.step()?, seen, reason: body.reason, address_mark: from.to_string() };
    let taken = shared.app.take_step(id, wanted, &caller, Utc::now()).await.map_err(Problem::of_body)?;
    Ok(Json(case_body(&shared, taken.ok_or_else(Problem::not_found)?)))
}
