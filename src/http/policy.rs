//! Who may ask what: one row for each route. A route without a row answers nobody, and a test says which one it is.

use axum::http::{Method, StatusCode};

use super::problem::{Code, Problem};
use crate::app::{Caller, Withheld};
use crate::domain::{Right, TileLayer};

/// What a route asks of who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it answers everybody, and the same.
    Nothing,
    /// That he is signed in, if only to give himself a password or to leave.
    Self_,
    /// That he asks in person, with a session: not with the token of a program, not from a screen.
    Person,
    /// The same, and that he has a password of his own.
    OwnPassword,
    /// That he is signed in and has a password of his own.
    SignIn,
    /// A right.
    Right(Right),
    /// What the layer of tiles in its path needs.
    Layer,
}

use Needs::{Layer, Nothing, OwnPassword, Person, Self_, SignIn};
use Right::{
    AcknowledgeAlerts, Analyse, Export, HandleCases, ManageAccounts, SeeCounts, SeeReports, SeeRiskPoints,
};

/// The table: method, path, and what it needs.
pub const POLICY: &[(Method, &str, Needs)] = &[
    (Method::GET, "/livez", Nothing),
    (Method::GET, "/readyz", Nothing),
    (Method::GET, "/api/openapi.json", Nothing),
    // signing in
    (Method::POST, "/api/v1/session", Nothing),
    (Method::GET, "/api/v1/session", Self_),
    (Method::DELETE, "/api/v1/session", Self_),
    (Method::POST, "/api/v1/session/duty", Person),
    (Method::POST, "/api/v1/session/password", Person),
    (Method::POST, "/api/v1/session/second-factor", OwnPassword),
    (Method::POST, "/api/v1/session/second-factor/proof", OwnPassword),
    (Method::GET, "/api/v1/passes", OwnPassword),
    (Method::POST, "/api/v1/passes", OwnPassword),
    (Method::DELETE, "/api/v1/passes/{id}", OwnPassword),
    // accounts
    (Method::GET, "/api/v1/accounts", Needs::Right(ManageAccounts)),
    (Method::POST, "/api/v1/accounts", Needs::Right(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/duties", Needs::Right(ManageAccounts)),
    (Method::DELETE, "/api/v1/accounts/{id}/duties/{duty}", Needs::Right(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/password", Needs::Right(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/screen", Needs::Right(ManageAccounts)),
    (Method::DELETE, "/api/v1/accounts/{id}", Needs::Right(ManageAccounts)),
    // what is the same for everybody
    (Method::GET, "/api/v1/vocabulary", Nothing),
    (Method::GET, "/api/v1/districts", Nothing),
    (Method::GET, "/api/v1/boundaries/{generation}", Nothing),
    (Method::GET, "/api/v1/border", Nothing),
    (Method::GET, "/api/v1/places", Nothing),
    (Method::GET, "/api/v1/crossings", Nothing),
    // what helps to ask
    (Method::GET, "/api/v1/status", SignIn),
    (Method::GET, "/api/v1/moment", SignIn),
    (Method::GET, "/api/v1/place", SignIn),
    (Method::POST, "/api/v1/geocode", SignIn),
    (Method::POST, "/api/v1/areas", SignIn),
    (Method::GET, "/api/v1/areas/{id}", SignIn),
    (Method::GET, "/api/v1/basemaps", SignIn),
    (Method::GET, "/api/v1/basemaps/{id}/{z}/{x}/{y}", SignIn),
    // reports and risk points
    (Method::GET, "/api/v1/reports", Needs::Right(SeeReports)),
    (Method::GET, "/api/v1/reports/{id}", Needs::Right(SeeReports)),
    (Method::POST, "/api/v1/reports/{id}/steps", Needs::Right(HandleCases)),
    (Method::GET, "/api/v1/count", Needs::Right(SeeCounts)),
    (Method::GET, "/api/v1/risk-points", Needs::Right(SeeRiskPoints)),
    (Method::GET, "/api/v1/export", Needs::Right(Export)),
    (Method::GET, "/api/v1/tiles/{layer}", Layer),
    (Method::GET, "/api/v1/tiles/{layer}/{z}/{x}/{y}", Layer),
    // analysis
    (Method::GET, "/api/v1/hotspots", Needs::Right(SeeCounts)),
    (Method::GET, "/api/v1/rank", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/series", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/zones", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/jobs", Needs::Right(Analyse)),
    (Method::POST, "/api/v1/jobs", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/jobs/{id}", Needs::Right(Analyse)),
    (Method::DELETE, "/api/v1/jobs/{id}", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/results", Needs::Right(Analyse)),
    (Method::POST, "/api/v1/results", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/results/{id}", Needs::Right(Analyse)),
    (Method::DELETE, "/api/v1/results/{id}", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/results/{id}/answer", Needs::Right(Analyse)),
    (Method::POST, "/api/v1/results/{id}/again", Needs::Right(Analyse)),
    (Method::GET, "/api/v1/alerts", Needs::Right(Analyse)),
    (Method::POST, "/api/v1/alerts/{id}/acknowledge", Needs::Right(AcknowledgeAlerts)),
];

/// Returns what a route needs; nothing when there is no row.
pub fn needs(method: &Method, route: &str) -> Option<Needs> {
    // What is asked with HEAD is what is asked with GET, without the body.
    let method = if method == Method::HEAD { &Method::GET } else { method };
    POLICY.iter().find(|(known, path, _)| known == method && *path == route).map(|(_, _, needs)| *needs)
}

/// Returns what a layer of tiles needs.
fn needs_of_layer(layer: TileLayer) -> Needs {
    match layer {
        TileLayer::Ground | TileLayer::Mgrs | TileLayer::Districts | TileLayer::Crossings => SignIn,
        TileLayer::Reports => Needs::Right(SeeReports),
        TileLayer::Hotspots => Needs::Right(SeeCounts),
        TileLayer::RiskPoints => Needs::Right(SeeRiskPoints),
    }
}

/// Lets a caller through, or says why not; `layer` is the layer of tiles that the path names, decoded.
///
/// # Errors
/// 401 when nobody is signed in, 403 when somebody is and may not, 404 when there is no such layer.
pub(super) fn admit(needs: Needs, layer: Option<&str>, caller: Option<&Caller>) -> Result<(), Problem> {
    if needs == Nothing {
        return Ok(());
    }
    let caller = caller.ok_or_else(sign_in_needed)?;
    let needs = match needs {
        Layer => {
            let layer = layer.and_then(|layer| layer.parse().ok());
            needs_of_layer(layer.ok_or_else(Problem::not_found)?)
        }
        Nothing | Self_ | Person | OwnPassword | SignIn | Needs::Right(_) => needs,
    };
    match needs {
        Nothing | Self_ => Ok(()),
        Person => caller.in_person(),
        OwnPassword => caller.in_person().and_then(|()| caller.has_own_password()),
        SignIn | Layer => caller.has_own_password(),
        Needs::Right(right) => caller.may(right),
    }
    .map_err(withheld)
}

pub(super) fn sign_in_needed() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, Code::SignInNeeded, "sign in first")
}

pub(super) fn withheld(why: Withheld) -> Problem {
    let (code, detail) = match why {
        Withheld::NotInThisRole => (Code::NotAllowed, "the role in which you act may not do this"),
        Withheld::NeedsPerson => (Code::NotAllowed, "no token may do this; a person must"),
        Withheld::NeedsSecondFactor => {
            (Code::SecondFactorNeeded, "this needs a second factor: set one up, or sign in with it")
        }
        Withheld::NeedsOwnPassword => (Code::OwnPasswordNeeded, "give yourself a password of your own first"),
    };
    Problem::new(StatusCode::FORBIDDEN, code, detail)
}
