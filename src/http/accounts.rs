//! Accounts, for administrators: who there is, in which roles, and screens on walls.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Shared;
use super::caller::NoParameters;
use super::limits::JsonBody;
use super::params::PathId;
use super::problem::{Problem, ProblemBody};
use super::session::{DutyBody, NewPassBody, bad_body, new_pass};
use crate::app::{Caller, NewAccount, NewKiosk};
use crate::domain::{Account, Duty, Role};

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountBody {
    id: String,
    /// The name with which he signs in.
    name: String,
    shown_name: String,
    /// What he is here for, in the order in which it was given.
    duties: Vec<DutyBody>,
    must_change_password: bool,
    has_second_factor: bool,
    made_at: DateTime<Utc>,
    /// When it was closed; nothing while it is open.
    closed_at: Option<DateTime<Utc>>,
}

impl From<&Account> for AccountBody {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name.to_string(),
            shown_name: account.shown_name.clone(),
            duties: account.held().map(DutyBody::from).collect(),
            must_change_password: account.must_change_password,
            has_second_factor: account.has_second_factor,
            made_at: account.made_at,
            closed_at: account.closed_at,
        }
    }
}

/// Accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountsBody {
    /// By name; closed ones too, since their names are never given again.
    accounts: Vec<AccountBody>,
}

/// A duty that is to be given. What is left out is as the role has it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDutyBody {
    /// A role, such as `district_officer`.
    role: String,
    /// `everywhere`, or codes of districts (4 digits) and provinces (2 digits) with commas between them.
    remit: String,
    /// Category codes; none means all.
    #[serde(default)]
    categories: Vec<String>,
    /// The highest TLP of what he is shown; never above the role's.
    highest_tlp: Option<String>,
    /// `exact` or `coarse`; never finer than the role's.
    detail: Option<String>,
    /// The agency for which he acts.
    #[serde(default)]
    agency: String,
}

impl NewDutyBody {
    fn read(self) -> Result<Duty, Problem> {
        let role: Role = self.role.parse().map_err(|e| bad_body(&e))?;
        let mut duty =
            Duty::of(role, self.remit.parse().map_err(|e: crate::domain::RemitError| bad_body(&e))?);
        let categories = self.categories.iter().map(|name| name.parse());
        duty.categories = categories.collect::<Result<_, _>>().map_err(|e| bad_body(&e))?;
        if let Some(tlp) = &self.highest_tlp {
            duty.highest_tlp = tlp.parse().map_err(|e| bad_body(&e))?;
        }
        if let Some(detail) = &self.detail {
            duty.detail = detail.parse().map_err(|e| bad_body(&e))?;
        }
        duty.agency = self.agency;
        Ok(duty)
    }
}

/// An account that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccountBody {
    /// The name with which he will sign in: 3 to 40 of `a-z`, `0-9`, `.`, `_` and `-`.
    name: String,
    /// The name that others read.
    shown_name: String,
    duties: Vec<NewDutyBody>,
}

/// An account that was made, and the password with which its owner signs in once; it is shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeAccountBody {
    account: AccountBody,
    password: String,
}

/// A password that was made for somebody; it is shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct MadePasswordBody {
    password: String,
}

/// Lists every account.
#[utoipa::path(get, path = "/api/v1/accounts",
    responses((status = 200, body = AccountsBody), (status = 403, body = ProblemBody)))]
pub(super) async fn accounts(
    State(shared): State<Shared>,
    _: Caller,
    _: NoParameters,
) -> Result<Json<AccountsBody>, Problem> {
    let accounts = shared.app.accounts().await?;
    Ok(Json(AccountsBody { accounts: accounts.iter().map(AccountBody::from).collect() }))
}

/// Makes an account.
#[utoipa::path(post, path = "/api/v1/accounts", request_body = NewAccountBody,
    responses((status = 201, body = MadeAccountBody), (status = 400, body = ProblemBody)))]
pub(super) async fn make(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    JsonBody(body): JsonBody<NewAccountBody>,
) -> Result<(StatusCode, Json<MadeAccountBody>), Problem> {
    let duties = body.duties.into_iter().map(NewDutyBody::read).collect::<Result<_, _>>()?;
    let new = NewAccount { name: body.name, shown_name: body.shown_name, duties };
    let made = shared.app.add_account(new, caller.name(), Utc::now()).await.map_err(Problem::of_body)?;
    let password = made.password.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(MadeAccountBody { account: (&made.account).into(), password })))
}

/// Gives an account a duty.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/duties", request_body = NewDutyBody,
    params(("id" = String, Path, description = "the account")),
    responses((status = 201, body = DutyBody), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn give(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    PathId(id): PathId,
    JsonBody(body): JsonBody<NewDutyBody>,
) -> Result<(StatusCode, Json<DutyBody>), Problem> {
    let given = shared.app.give_duty(id, body.read()?, caller.name(), Utc::now()).await;
    Ok((StatusCode::CREATED, Json((&given.map_err(Problem::of_body)?).into())))
}

/// Takes a duty from an account; what acts in it ends at once.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/duties/{duty}",
    params(("id" = String, Path, description = "the account"), ("duty" = String, Path, description = "the duty")),
    responses((status = 204, description = "taken"), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn take(
    State(shared): State<Shared>,
    caller: Caller,
    _: NoParameters,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((account, duty)) = path.map_err(|_| Problem::not_found())?;
    let (Ok(account), Ok(duty)) = (Uuid::parse_str(&account), Uuid::parse_str(&duty)) else {
        return Err(Problem::not_found());
    };
    let taken = shared.app.take_duty(account, duty, caller.name(), Utc::now()).await;
    if taken.map_err(Problem::of_body)? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Gives somebody who cannot sign in any more another password to replace. His second factor is taken away, and his
/// sessions and tokens end.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", params(("id" = String, Path, description = "the account")),
    responses((status = 200, body = MadePasswordBody), (status = 404, body = ProblemBody)))]
pub(super) async fn reset(
    State(shared): State<Shared>,
    _: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<Json<MadePasswordBody>, Problem> {
    let password = shared.app.reset_account(id, Utc::now()).await?;
    Ok(Json(MadePasswordBody { password: password.reveal().to_owned() }))
}

/// Where a screen hangs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScreenBody {
    label: String,
}

/// Makes the pass of a screen on a wall, for an account in the role of a kiosk: 30 days, counts alone.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/screen", request_body = ScreenBody,
    params(("id" = String, Path, description = "the account")),
    responses((status = 201, body = NewPassBody), (status = 400, body = ProblemBody)))]
pub(super) async fn screen(
    State(shared): State<Shared>,
    _: Caller,
    _: NoParameters,
    PathId(id): PathId,
    JsonBody(body): JsonBody<ScreenBody>,
) -> Result<(StatusCode, Json<NewPassBody>), Problem> {
    let made = shared.app.make_kiosk(id, NewKiosk { label: body.label }, Utc::now()).await;
    let (pass, secret) = made.map_err(Problem::of_body)?;
    Ok((StatusCode::CREATED, Json(new_pass(&pass, secret.reveal()))))
}

/// Closes an account; its sessions and tokens end at once. Its name is never given to anybody else.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}", params(("id" = String, Path, description = "the account")),
    responses((status = 204, description = "closed"), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn close(
    State(shared): State<Shared>,
    _: Caller,
    _: NoParameters,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    let closed = shared.app.close_account(id, Utc::now()).await.map_err(Problem::of_body)?;
    if closed { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
