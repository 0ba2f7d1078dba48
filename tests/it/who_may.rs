//! Who may ask what (bar B-09, its first half): every route of the router, asked in every role.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use mekong_watch::app::NewAccount;
use mekong_watch::domain::{Duty, Remit, Role};
use mekong_watch::http::policy::{Needs, POLICY};
use serde_json::Value;

use crate::databases::BackEnd;
use crate::support::Product;

/// Every method and path that the router answers, as the description that is made of it says; and the description.
fn routes() -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(&mekong_watch::http::openapi_json()).unwrap();
    let mut routes = BTreeSet::from([("GET".to_owned(), "/api/openapi.json".to_owned())]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.insert((method.to_uppercase(), path.clone()));
        }
    }
    routes
}

#[test]
fn every_route_has_one_row_that_says_who_may_ask_it() {
    let rows: Vec<(String, String)> =
        POLICY.iter().map(|(method, path, _)| (method.to_string(), (*path).to_owned())).collect();
    let distinct: BTreeSet<_> = rows.iter().cloned().collect();
    assert_eq!(distinct.len(), rows.len(), "a route has two rows");
    let routes = routes();
    let without: Vec<_> = routes.difference(&distinct).collect();
    assert!(without.is_empty(), "no row in http/policy.rs says who may ask {without:?}");
    let idle: Vec<_> = distinct.difference(&routes).collect();
    assert!(idle.is_empty(), "rows of http/policy.rs without a route: {idle:?}");
    assert!(routes.len() > 50);
}

/// A path with something in each place that is to be filled.
fn filled(path: &str, layer: &str) -> String {
    path.replace("{layer}", layer)
        .replace("{generation}", "current")
        .replace("{z}/{x}/{y}", "0/0/0")
        .replace("{id}", "01890000-0000-7000-8000-000000000000")
        .replace("{duty}", "01890000-0000-7000-8000-000000000000")
}

/// What became of a request: `+` it was let in, `-` the role may not, `2` a second factor is missing, `0` nobody is
/// signed in, `P` a person must ask.
fn mark(status: StatusCode, body: &[u8]) -> char {
    let code = serde_json::from_slice::<Value>(body).ok();
    let said = |key: &str| {
        code.as_ref().and_then(|problem| problem[key].as_str()).map(str::to_owned).unwrap_or_default()
    };
    match status {
        StatusCode::UNAUTHORIZED if said("code") == "sign_in_needed" => '0',
        StatusCode::FORBIDDEN if said("code") == "second_factor_needed" => '2',
        StatusCode::FORBIDDEN if said("detail").contains("a person must") => 'P',
        StatusCode::FORBIDDEN if said("code") == "not_allowed" => '-',
        other if other.is_server_error() => panic!("{other}: {}", String::from_utf8_lossy(body)),
        StatusCode::FORBIDDEN => panic!("{}", String::from_utf8_lossy(body)),
        _ => '+',
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table that it checks")]
async fn each_role_is_let_in_where_the_table_says_and_nowhere_else() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let mut tokens: Vec<(String, Option<String>)> = vec![("nobody".to_owned(), None)];
    for role in Role::ALL {
        let mut duty = Duty::of(*role, "3206".parse().unwrap());
        duty.agency = "police".to_owned();
        let name = role.as_str().replace('_', "-");
        let new = NewAccount { shown_name: name.clone(), name, duties: vec![duty] };
        let secret = product.app.add_program(new, 1, chrono::Utc::now()).await.unwrap();
        tokens.push((role.as_str().to_owned(), Some(secret.reveal().to_owned())));
    }
    let layers = ["ground", "reports", "hotspots", "risk-points", "no-such-layer"];
    let mut by_pattern: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (method, path) in routes() {
        // Signing in counts attempts, and signing out ends the token: both are tested where people are.
        if path == "/api/v1/session" && method != "GET" {
            continue;
        }
        for layer in if path.contains("{layer}") { &layers[..] } else { &layers[..1] } {
            let mut pattern = String::new();
            for (_, token) in &tokens {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let mut request = Request::builder().method(method).uri(filled(&path, layer));
                request = request.header("content-type", "application/json");
                if let Some(token) = token {
                    request = request.header("authorization", format!("Bearer {token}"));
                }
                let answer = product.send_as(request, Body::from("{}")).await;
                pattern.push(mark(answer.status, &answer.bytes));
            }
            let named = path.replace("/api/v1", "").replace("{layer}", layer);
            by_pattern.entry(pattern).or_default().push(format!("{method} {named}"));
        }
    }
    let mut table = String::new();
    for (i, (name, _)) in tokens.iter().enumerate() {
        writeln!(table, "{i:>2} {name}").unwrap();
    }
    for (pattern, routes) in by_pattern {
        writeln!(table, "\n{pattern}").unwrap();
        for route in routes {
            writeln!(table, "    {route}").unwrap();
        }
    }
    insta::assert_snapshot!(table, @r"
     0 nobody
     1 administrator
     2 central_centre
     3 province
     4 district_chief
     5 district_officer
     6 coordinator
     7 patrol_planner
     8 analyst
     9 commander
    10 partner_agency
    11 civil_society
    12 local_government
    13 kiosk

    ++++++++++++++
        GET /api/openapi.json
        GET /border
        GET /boundaries/{generation}
        GET /crossings
        GET /districts
        GET /places
        GET /vocabulary
        GET /livez
        GET /readyz

    0+++++++++++++
        GET /areas/{id}
        GET /basemaps
        GET /basemaps/{id}/{z}/{x}/{y}
        GET /moment
        GET /place
        GET /session
        GET /status
        GET /tiles/ground
        GET /tiles/no-such-layer
        GET /tiles/ground/{z}/{x}/{y}
        GET /tiles/no-such-layer/{z}/{x}/{y}
        POST /areas
        POST /geocode

    0-++++-++++--+
        GET /count
        GET /hotspots
        GET /tiles/hotspots
        GET /tiles/hotspots/{z}/{x}/{y}

    0-++++-++++---
        GET /reports
        GET /reports/{id}
        GET /tiles/reports
        GET /tiles/reports/{z}/{x}/{y}

    0-++++-+++--+-
        GET /risk-points
        GET /tiles/risk-points
        GET /tiles/risk-points/{z}/{x}/{y}

    0-++++-+++----
        DELETE /jobs/{id}
        DELETE /results/{id}
        GET /alerts
        GET /jobs
        GET /jobs/{id}
        GET /rank
        GET /results
        GET /results/{id}
        GET /results/{id}/answer
        GET /series
        GET /zones
        POST /jobs
        POST /results
        POST /results/{id}/again

    0-++++--------
        POST /reports/{id}/steps

    0-+++--++-----
        GET /export

    0-+++----+----
        POST /alerts/{id}/acknowledge

    0P------------
        DELETE /accounts/{id}
        DELETE /accounts/{id}/duties/{duty}
        GET /accounts
        POST /accounts
        POST /accounts/{id}/duties
        POST /accounts/{id}/password
        POST /accounts/{id}/screen

    0PPPPPPPPPPPPP
        DELETE /passes/{id}
        GET /passes
        POST /passes
        POST /session/duty
        POST /session/password
        POST /session/second-factor
        POST /session/second-factor/proof
    ");
}

#[tokio::test]
async fn what_asks_nothing_answers_everybody_alike() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let open = POLICY.iter().filter(|(method, path, needs)| {
        *needs == Needs::Nothing && *method == Method::GET && *path != "/readyz"
    });
    let mut asked = 0;
    for (_, path, _) in open {
        let uri = filled(path, "ground");
        let nobody = product.send_as(Request::get(&uri), Body::empty()).await;
        let somebody = product.get(&uri).await;
        assert_eq!((nobody.status, &nobody.bytes), (somebody.status, &somebody.bytes), "{uri}");
        asked += 1;
    }
    assert!(asked >= 8);
}

#[tokio::test]
async fn a_pass_that_does_not_hold_is_like_none() {
    let product = Product::empty(BackEnd::Sqlite).await;
    for header in ["Bearer ", "Bearer nonsense", "Basic YTpi", &format!("Bearer {}", "a".repeat(64))] {
        let request = Request::get("/api/v1/count").header("authorization", header);
        let answer = product.send_as(request, Body::empty()).await;
        assert_eq!((answer.status, mark(answer.status, &answer.bytes)), (StatusCode::UNAUTHORIZED, '0'));
    }
    let narrow = Duty::of(Role::Analyst, Remit::Everywhere);
    let new = NewAccount { name: "analyst".into(), shown_name: "A".into(), duties: vec![narrow] };
    let secret = product.app.add_program(new, 1, chrono::Utc::now()).await.unwrap();
    let tomorrow = chrono::Utc::now() + chrono::TimeDelta::days(1);
    assert!(product.app.caller_with(secret.reveal(), chrono::Utc::now()).await.unwrap().is_some());
    assert!(product.app.caller_with(secret.reveal(), tomorrow).await.unwrap().is_none());
}

/// What is asked is what the handler will read: the same layer in other letters needs the same right.
#[tokio::test]
async fn a_layer_written_otherwise_needs_the_same_right() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let duty = Duty::of(Role::Kiosk, Remit::Everywhere);
    let new = NewAccount { name: "screen".into(), shown_name: "S".into(), duties: vec![duty] };
    let secret = product.app.add_program(new, 1, chrono::Utc::now()).await.unwrap();
    let asked = async |path: String| {
        let request = Request::get(path).header("authorization", format!("Bearer {}", secret.reveal()));
        product.send_as(request, Body::empty()).await
    };
    for layer in ["reports", "risk-points"] {
        for at in 0..layer.len() {
            let encoded = format!("{}%{:02x}{}", &layer[..at], layer.as_bytes()[at], &layer[at + 1..]);
            for path in [format!("/api/v1/tiles/{encoded}"), format!("/api/v1/tiles/{encoded}/0/0/0")] {
                assert_eq!(asked(path.clone()).await.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
    }
    assert_eq!(asked("/api/v1/tiles/no-such-layer/0/0/0".to_owned()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(asked("/api/v1/tiles/%68otspots/0/0/0".to_owned()).await.status, StatusCode::OK);
}
