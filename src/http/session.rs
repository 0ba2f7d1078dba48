//! Signing in and out, the role in which somebody acts, his password, his second factor, his tokens.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Shared;
use super::caller::{From as FromAddress, NoParameters};
use super::limits::JsonBody;
use super::params::PathId;
use super::problem::{Code, Problem, ProblemBody};
use crate::app::{Caller, NewToken, Proof, SignIn};
use crate::domain::{Account, Bearer, HeldDuty, Pass, Right};

/// What somebody gives to prove who he is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofBody {
    /// The name with which he signs in.
    name: String,
    /// The password.
    password: String,
    /// The number that the second factor shows, when it was asked for.
    code: Option<String>,
}

/// Who is signed in, and what he may do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionBody {
    name: String,
    shown_name: String,
    /// `session`, `token` or `kiosk`.
    kind: &'static str,
    /// The duty in which he acts.
    acts_in: DutyBody,
    /// The duties that he holds, in the order in which they were given.
    duties: Vec<DutyBody>,
    /// What he may do now: rights that need a second factor are among them only once he has proved himself with one.
    rights: Vec<&'static str>,
    /// What his role may do that he may not do yet for want of a second factor.
    rights_with_second_factor: Vec<&'static str>,
    /// Whether he must replace a password that was made for him before anything else.
    must_change_password: bool,
    /// Whether he has a second factor.
    has_second_factor: bool,
    /// Whether he proved himself with it in this session.
    second_factor: bool,
    begun_at: DateTime<Utc>,
    /// When the session ends, however busy he is.
    ends_at: DateTime<Utc>,
    /// After how many seconds without a request it ends; nothing for tokens.
    idle_s: Option<i64>,
}

/// What somebody is here for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DutyBody {
    id: String,
    role: &'static str,
    /// `everywhere`, or codes of districts and provinces with commas between them.
    remit: String,
    /// Category codes; none means all.
    categories: Vec<&'static str>,
    highest_tlp: &'static str,
    /// `exact` or `coarse`.
    detail: &'static str,
    /// The agency for which he acts; empty when none.
    agency: String,
    given_at: DateTime<Utc>,
    given_by: String,
}

impl From<&HeldDuty> for DutyBody {
    fn from(held: &HeldDuty) -> Self {
        let duty = &held.duty;
        Self {
            id: held.id.to_string(),
            role: duty.role.as_str(),
            remit: duty.remit.to_string(),
            categories: duty.categories.iter().map(|category| category.as_str()).collect(),
            highest_tlp: duty.highest_tlp.as_str(),
            detail: duty.detail.as_str(),
            agency: duty.agency.clone(),
            given_at: held.given_at,
            given_by: held.given_by.clone(),
        }
    }
}

/// Signs somebody in. Where a second factor is needed the answer is 401 with the code `second_factor_needed`, and the
/// same is sent again with `code`.
#[utoipa::path(post, path = "/api/v1/session", request_body = ProofBody,
    responses((status = 204, description = "a cookie holds the session"),
        (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn sign_in(
    State(shared): State<Shared>,
    FromAddress(from): FromAddress,
    _: NoParameters,
    JsonBody(body): JsonBody<ProofBody>,
) -> Result<Response, Problem> {
    let proof = Proof { name: body.name, password: body.password, code: body.code };
    let refused = |code, detail| Problem::new(StatusCode::UNAUTHORIZED, code, detail);
    match shared.app.sign_in(proof, from, Utc::now()).await? {
        SignIn::In(signed_in) => {
            let cookie = shared.door.opening(signed_in.secret.reveal());
            Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
        }
        SignIn::NeedsCode => {
            Err(refused(Code::SecondFactorNeeded, "give the number that your second factor shows as well"))
        }
        SignIn::Refused => Err(refused(Code::SignInRefused, "name, password or number do not fit")),
    }
}

/// Says who is signed in and what he may do.
#[utoipa::path(get, path = "/api/v1/session",
    responses((status = 200, body = SessionBody), (status = 401, body = ProblemBody)))]
pub(super) async fn session(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
) -> Result<Json<SessionBody>, Problem> {
    let account = shared.app.own_account(&caller).await?;
    let bearer = caller.bearer().ok_or_else(super::policy::sign_in_needed)?;
    Ok(Json(session_body(&caller, bearer, &account)))
}

fn session_body(caller: &Caller, bearer: &Bearer, account: &Account) -> SessionBody {
    let may = |right: &&Right| caller.may(**right).is_ok();
    let later = |right: &&Right| caller.may(**right) == Err(crate::app::Withheld::NeedsSecondFactor);
    let rights =
        |some: &dyn Fn(&&Right) -> bool| Right::ALL.iter().filter(some).map(|r| r.as_str()).collect();
    let acts_in = account.held().find(|held| held.id == bearer.pass.duty);
    let begun = || {
        DutyBody::from(&HeldDuty {
            id: bearer.pass.duty,
            duty: bearer.duty.clone(),
            given_at: bearer.pass.begun_at,
            given_by: String::new(),
            taken_at: None,
        })
    };
    let acts_in = acts_in.map_or_else(begun, DutyBody::from);
    let idle = match bearer.pass.kind {
        crate::domain::PassKind::Session => Some(crate::domain::SESSION_IDLE.num_seconds()),
        crate::domain::PassKind::Token | crate::domain::PassKind::Kiosk => None,
    };
    SessionBody {
        name: account.name.to_string(),
        shown_name: account.shown_name.clone(),
        kind: bearer.pass.kind.as_str(),
        acts_in,
        duties: account.held().map(DutyBody::from).collect(),
        rights: rights(&may),
        rights_with_second_factor: rights(&later),
        must_change_password: bearer.must_change_password,
        has_second_factor: account.has_second_factor,
        second_factor: bearer.pass.second_factor,
        begun_at: bearer.pass.begun_at,
        ends_at: bearer.pass.ends_at,
        idle_s: idle,
    }
}

/// Signs out: the session ends at once, wherever its secret is.
#[utoipa::path(delete, path = "/api/v1/session",
    responses((status = 204, description = "signed out"), (status = 401, body = ProblemBody)))]
pub(super) async fn sign_out(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
) -> Result<Response, Problem> {
    shared.app.sign_out(&caller, Utc::now()).await?;
    // What the browser kept of answers goes too.
    let clear = axum::http::HeaderValue::from_static("\"cache\", \"storage\"");
    let clear_site_data = axum::http::HeaderName::from_static("clear-site-data");
    let headers = [(header::SET_COOKIE, shared.door.closing()), (clear_site_data, clear)];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// The duty in which somebody wants to act.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActBody {
    duty: Uuid,
}

/// Lets somebody act in another of his duties.
#[utoipa::path(post, path = "/api/v1/session/duty", request_body = ActBody,
    responses((status = 204, description = "he acts in it"), (status = 400, body = ProblemBody)))]
pub(super) async fn act_in(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<ActBody>,
) -> Result<StatusCode, Problem> {
    shared.app.act_in(&caller, body.duty).await.map_err(Problem::of_body)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password and its successor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordBody {
    old: String,
    /// At least 12 characters.
    new: String,
}

/// Replaces one's own password; all other sessions and tokens of the account end.
#[utoipa::path(post, path = "/api/v1/session/password", request_body = PasswordBody,
    responses((status = 204, description = "replaced"), (status = 400, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(super) async fn change_password(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<PasswordBody>,
) -> Result<StatusCode, Problem> {
    let changed = shared.app.change_password(&caller, body.old, body.new, Utc::now()).await;
    changed.map_err(Problem::of_body)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody needs to set his telephone up.
#[derive(Serialize, ToSchema)]
pub(super) struct EnrolmentBody {
    /// The secret in base 32, to type it in.
    secret: String,
    /// The same as an `otpauth:` address.
    address: String,
    /// The address as a picture (SVG).
    picture: String,
}

/// Begins a second factor (TOTP, RFC 6238: SHA-1, 6 digits, 30 s); it counts once a number made of it was shown.
#[utoipa::path(post, path = "/api/v1/session/second-factor",
    responses((status = 200, body = EnrolmentBody), (status = 400, body = ProblemBody)))]
pub(super) async fn begin_second_factor(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
) -> Result<Json<EnrolmentBody>, Problem> {
    let made = shared.app.begin_second_factor(&caller).await.map_err(Problem::of_body)?;
    Ok(Json(EnrolmentBody { secret: made.secret, address: made.address, picture: made.picture }))
}

/// A number that a second factor shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeBody {
    code: String,
}

/// Confirms a second factor, or proves oneself with it: the session may then do what needs one.
#[utoipa::path(post, path = "/api/v1/session/second-factor/proof", request_body = CodeBody,
    responses((status = 204, description = "the number was right"), (status = 400, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(super) async fn prove_second_factor(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<CodeBody>,
) -> Result<StatusCode, Problem> {
    shared.app.prove_second_factor(&caller, &body.code, Utc::now()).await.map_err(Problem::of_body)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A session or token of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PassBody {
    id: String,
    /// `session`, `token` or `kiosk`.
    kind: &'static str,
    /// What its owner calls it; empty for sessions.
    label: String,
    /// The id of the duty in which it acts.
    duty: String,
    /// The area to which it is narrowed beyond the duty; nothing when it is not.
    narrowed_to: Option<String>,
    begun_at: DateTime<Utc>,
    /// When it was last used, to within a minute.
    used_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    this: bool,
}

/// Sessions and tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PassesBody {
    /// The newest first.
    passes: Vec<PassBody>,
}

/// A pass that was made, with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct NewPassBody {
    pub(super) id: String,
    /// Sent as `Authorization: Bearer SECRET`.
    pub(super) secret: String,
    pub(super) ends_at: DateTime<Utc>,
}

/// Lists one's own open sessions and tokens.
#[utoipa::path(get, path = "/api/v1/passes",
    responses((status = 200, body = PassesBody), (status = 401, body = ProblemBody)))]
pub(super) async fn passes(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
) -> Result<Json<PassesBody>, Problem> {
    let passes = shared.app.own_passes(&caller, Utc::now()).await?;
    let body = |pass: Pass| PassBody {
        this: caller.pass() == Some(pass.id),
        id: pass.id.to_string(),
        kind: pass.kind.as_str(),
        duty: pass.duty.to_string(),
        narrowed_to: pass.narrowed_to.map(|remit| remit.to_string()),
        label: pass.label,
        begun_at: pass.begun_at,
        used_at: pass.used_at,
        ends_at: pass.ends_at,
    };
    Ok(Json(PassesBody { passes: passes.into_iter().map(body).collect() }))
}

/// A token that is to be made for a program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    /// What its owner calls it.
    label: String,
    /// The id of the duty in which it acts.
    duty: Uuid,
    /// An area to which it is narrowed: `everywhere`, or codes of districts and provinces.
    narrowed_to: Option<String>,
    /// For how many days, at most 366.
    days: u16,
}

/// Makes a token for a program. It may do what its owner may in a duty, but for accounts and who reported.
#[utoipa::path(post, path = "/api/v1/passes", request_body = TokenBody,
    responses((status = 201, body = NewPassBody), (status = 400, body = ProblemBody)))]
pub(super) async fn make_token(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<TokenBody>,
) -> Result<(StatusCode, Json<NewPassBody>), Problem> {
    let narrowed_to = body.narrowed_to.as_deref().map(str::parse).transpose();
    let narrowed_to = narrowed_to.map_err(|cause: crate::domain::RemitError| bad_body(&cause))?;
    let new = NewToken { label: body.label, duty: body.duty, narrowed_to, days: body.days };
    let (pass, secret) = shared.app.make_token(&caller, new, Utc::now()).await.map_err(Problem::of_body)?;
    Ok((StatusCode::CREATED, Json(new_pass(&pass, secret.reveal()))))
}

/// Ends a session or token of one's own, at once.
#[utoipa::path(delete, path = "/api/v1/passes/{id}", params(("id" = String, Path, description = "its id")),
    responses((status = 204, description = "ended"), (status = 404, body = ProblemBody)))]
pub(super) async fn end_pass(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    let ended = shared.app.end_own_pass(&caller, id, Utc::now()).await?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

pub(super) fn new_pass(pass: &Pass, secret: &str) -> NewPassBody {
    NewPassBody { id: pass.id.to_string(), secret: secret.to_owned(), ends_at: pass.ends_at }
}

/// Makes the problem of a value in a body.
pub(super) fn bad_body(cause: &dyn std::error::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, Code::InvalidBody, cause.to_string())
}
