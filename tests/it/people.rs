//! People: they get accounts, sign in, prove themselves, act in their roles, and are kept out when they should be.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use mekong_watch::app::{App, Caller, NewAccount, NewToken, Proof, SignIn};
use mekong_watch::config::Limits;
use mekong_watch::domain::{Duty, Remit, Right, Role};
use mekong_watch::http::Door;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::databases::{BackEnd, Database};
use crate::support::{Answer, Product, known};

const OWN: &str = "ฝนตกที่ริมโขงทั้งวัน";

/// An account that was just made, and its first password.
async fn newcomer(app: &App, name: &str, duties: Vec<Duty>) -> String {
    let new = NewAccount { name: name.to_owned(), shown_name: name.to_owned(), duties };
    app.add_account(new, "test", Utc::now()).await.unwrap().password.reveal().to_owned()
}

fn officer() -> Duty {
    Duty::of(Role::DistrictOfficer, "3206".parse().unwrap())
}

/// Sends JSON as a browser does from our own page, with a session's cookie.
async fn by_page(product: &Product, method: &str, path: &str, cookie: Option<&str>, body: &Value) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    request = request.header("content-type", "application/json");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    product.send_as(request, Body::from(body.to_string())).await
}

/// Signs in over HTTP and returns the cookie.
async fn cookie(product: &Product, name: &str, password: &str) -> String {
    let proof = json!({ "name": name, "password": password });
    let answer = by_page(product, "POST", "/api/v1/session", None, &proof).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    let set = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    set.split(';').next().unwrap().to_owned()
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn somebody_new_gives_himself_a_password_before_anything_else() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let first = newcomer(&product.app, "somchai", vec![officer()]).await;
    let cookie = cookie(&product, "Somchai", &first).await;
    let session = by_page(&product, "GET", "/api/v1/session", Some(&cookie), &Value::Null).await.json();
    assert_eq!((&session["must_change_password"], &session["rights"]), (&json!(true), &json!([])));
    let count = by_page(&product, "GET", "/api/v1/count", Some(&cookie), &Value::Null).await;
    assert_eq!(code(&count), (403, "own_password_needed".to_owned()));
    let change = async |old: &str, new: &str| {
        let body = json!({ "old": old, "new": new });
        by_page(&product, "POST", "/api/v1/session/password", Some(&cookie), &body).await
    };
    for (old, new, why) in [
        (first.as_str(), "short", "12"),
        (&first, &first, "old"),
        ("wrong", OWN, "fit"),
        (&first, "somchai-somchai", "name"),
    ] {
        let refused = change(old, new).await;
        assert_eq!(code(&refused), (400, "invalid_body".to_owned()));
        assert!(refused.json()["detail"].as_str().unwrap().contains(why), "{}", refused.text());
    }
    assert_eq!(change(&first, OWN).await.status, StatusCode::NO_CONTENT);
    // The same session goes on, now with what his role may do, in his own district alone.
    let session = by_page(&product, "GET", "/api/v1/session", Some(&cookie), &Value::Null).await.json();
    assert_eq!(session["must_change_password"], false);
    assert!(session["rights"].as_array().unwrap().contains(&json!("handle_cases")));
    let counted = async |path: &str| {
        let answer = by_page(&product, "GET", path, Some(&cookie), &Value::Null).await;
        answer.json()["counts"]["matched"].as_u64().unwrap_or_else(|| panic!("{}", answer.text()))
    };
    let own = product.json("/api/v1/count?area=district:3206").await["counts"]["matched"].as_u64().unwrap();
    assert!(own > 0);
    assert_eq!((counted("/api/v1/count").await, counted("/api/v1/count?area=district:2706").await), (own, 0));
    let again = json!({ "name": "somchai", "password": first });
    let refused = by_page(&product, "POST", "/api/v1/session", None, &again).await;
    assert_eq!(code(&refused), (401, "sign_in_refused".to_owned()));
}

#[tokio::test]
async fn nobody_learns_whether_it_was_the_name_or_the_password() {
    let product = Product::empty(BackEnd::Sqlite).await;
    newcomer(&product.app, "somchai", vec![officer()]).await;
    newcomer(&product.app, "idle", Vec::new()).await;
    let mut answers = Vec::new();
    for (name, password) in
        [("somchai", "wrong"), ("nobody", "wrong"), ("no name", "wrong"), ("idle", "wrong")]
    {
        let body = json!({ "name": name, "password": password });
        let mut answer = by_page(&product, "POST", "/api/v1/session", None, &body).await.json();
        answer["request_id"] = Value::Null;
        answers.push(answer);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["code"], "sign_in_refused");
}

#[tokio::test]
async fn after_ten_guesses_an_address_waits_and_is_told_how_long() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let password = newcomer(&product.app, "somchai", vec![officer()]).await;
    let guess = async |password: &str| {
        let body = json!({ "name": "somchai", "password": password });
        by_page(&product, "POST", "/api/v1/session", None, &body).await
    };
    for _ in 0..10 {
        assert_eq!(guess("wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let other = json!({ "name": "no name at all", "password": "x" });
    let refused = by_page(&product, "POST", "/api/v1/session", None, &other).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "what is no name counts too");
    let refused = guess(&password).await;
    assert_eq!(code(&refused), (429, "too_many_requests".to_owned()));
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=901).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_session_is_of_no_use_to_another_page() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let password = newcomer(&product.app, "somchai", vec![officer()]).await;
    let cookie = cookie(&product, "somchai", &password).await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("x-nothing", "1")]
    {
        let request = Request::delete("/api/v1/session").header("cookie", &cookie).header(name, value);
        let answer = product.send_as(request, Body::empty()).await;
        assert_eq!(code(&answer), (403, "cross_site".to_owned()), "{name}");
    }
    let session = by_page(&product, "GET", "/api/v1/session", Some(&cookie), &Value::Null).await;
    assert_eq!(session.status, StatusCode::OK, "it goes on");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_the_browser_forgets() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let password = newcomer(&product.app, "somchai", vec![officer()]).await;
    let cookie = cookie(&product, "somchai", &password).await;
    let left = by_page(&product, "DELETE", "/api/v1/session", Some(&cookie), &Value::Null).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert!(left.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert!(left.headers["clear-site-data"].to_str().unwrap().contains("storage"));
    let after = by_page(&product, "GET", "/api/v1/session", Some(&cookie), &Value::Null).await;
    assert_eq!(code(&after), (401, "sign_in_needed".to_owned()));
}

/// The number that a telephone shows for a secret at a time.
fn shown(secret: &str, now: DateTime<Utc>) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.timestamp()).unwrap()).to_string()
}

async fn caller(app: &App, name: &str, password: &str, code: Option<String>, now: DateTime<Utc>) -> Caller {
    let proof = Proof { name: name.to_owned(), password: password.to_owned(), code };
    let mark = app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    let SignIn::In(signed_in) = app.sign_in(proof, mark, now).await.unwrap() else { panic!("refused") };
    app.caller_with(signed_in.secret.reveal(), now).await.unwrap().unwrap()
}

/// Somebody with a password of his own.
async fn settled(app: &App, name: &str, duties: Vec<Duty>, now: DateTime<Utc>) -> Caller {
    let first = newcomer(app, name, duties).await;
    let new = caller(app, name, &first, None, now).await;
    app.change_password(&new, first, OWN.to_owned(), now).await.unwrap();
    caller(app, name, OWN, None, now).await
}

async fn a_second_factor_opens_exports_and_no_number_counts_twice(back_end: BackEnd) {
    let database = Database::empty(back_end).await;
    let app = App::open(database.store().await, known()).await.unwrap();
    let now = Utc::now();
    let without = settled(&app, "planner", vec![Duty::of(Role::PatrolPlanner, Remit::Everywhere)], now).await;
    assert_eq!(without.may(Right::Export), Err(mekong_watch::app::Withheld::NeedsSecondFactor));
    assert_eq!(without.may(Right::SeeReports), Ok(()));
    let made = app.begin_second_factor(&without).await.unwrap();
    let later = now + TimeDelta::seconds(30);
    let number = shown(&made.secret, later);
    assert!(app.prove_second_factor(&without, "000000", later).await.is_err());
    app.prove_second_factor(&without, &number, later).await.unwrap();
    assert!(app.prove_second_factor(&without, &number, later).await.is_err(), "no number counts twice");
    assert!(app.begin_second_factor(&without).await.is_err(), "whoever has the session cannot replace it");
    // From now on name and password are not enough.
    let proof = |code| Proof { name: "planner".to_owned(), password: OWN.to_owned(), code };
    let mark = app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    assert!(matches!(app.sign_in(proof(None), mark, later).await.unwrap(), SignIn::NeedsCode));
    assert!(matches!(app.sign_in(proof(Some(number)), mark, later).await.unwrap(), SignIn::Refused));
    let next = later + TimeDelta::seconds(30);
    let with = caller(&app, "planner", OWN, Some(shown(&made.secret, next)), next).await;
    assert_eq!(with.may(Right::Export), Ok(()));
    // Whoever knows the password cannot guess at numbers for ever by coming without one in between.
    let there = app.mark_of("192.0.2.1".parse().unwrap(), next).unwrap();
    let mut tried = 0;
    while app.sign_in(proof(None), there, next).await.is_ok() {
        tried += 1;
        assert!(tried <= 10, "an address may try ten times");
    }
    // A lost telephone: the administrator takes the factor away, and every session ends.
    let account = app.account_named("planner").await.unwrap();
    let password = app.reset_account(account.id, next).await.unwrap();
    let again = caller(&app, "planner", password.reveal(), None, next).await;
    assert!(again.has_own_password().is_err() && !again.has_second_factor());
}

#[tokio::test]
async fn a_second_factor_opens_exports_and_no_number_counts_twice_on_sqlite() {
    a_second_factor_opens_exports_and_no_number_counts_twice(BackEnd::Sqlite).await;
}

#[tokio::test]
async fn a_second_factor_opens_exports_and_no_number_counts_twice_on_postgres() {
    a_second_factor_opens_exports_and_no_number_counts_twice(BackEnd::Postgres).await;
}

async fn who_loses_a_role_loses_what_acts_in_it_at_once(back_end: BackEnd) {
    let database = Database::empty(back_end).await;
    let app = App::open(database.store().await, known()).await.unwrap();
    let now = Utc::now();
    let province = Duty::of(Role::Province, "32".parse().unwrap());
    let new =
        NewAccount { name: "two".into(), shown_name: "สอง".into(), duties: vec![officer(), province] };
    let password = app.add_account(new, "test", now).await.unwrap().password.reveal().to_owned();
    let mark = app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    let proof = Proof { name: "two".to_owned(), password, code: None };
    let SignIn::In(session) = app.sign_in(proof, mark, now).await.unwrap() else { panic!("refused") };
    let asks = async || app.caller_with(session.secret.reveal(), now).await.unwrap();
    assert_eq!(asks().await.unwrap().role(), Some(Role::DistrictOfficer), "the first that was given");
    let account = app.account_named("two").await.unwrap();
    let [first, second] = [0, 1].map(|i| account.duties[i].id);
    app.act_in(&asks().await.unwrap(), second).await.unwrap();
    let acting = asks().await.unwrap();
    assert_eq!(acting.role(), Some(Role::Province));
    let other = settled(&app, "other", vec![officer()], now).await;
    assert!(app.act_in(&other, second).await.is_err(), "the duty is somebody else's");
    assert!(app.take_duty(account.id, second, "test", now).await.unwrap());
    assert!(asks().await.is_none());
    assert!(!app.take_duty(account.id, second, "test", now).await.unwrap());
    assert!(app.take_duty(account.id, first, "test", now).await.unwrap());
    assert!(app.own_account(&other).await.is_ok(), "others go on");
}

#[tokio::test]
async fn who_loses_a_role_loses_what_acts_in_it_at_once_on_sqlite() {
    who_loses_a_role_loses_what_acts_in_it_at_once(BackEnd::Sqlite).await;
}

#[tokio::test]
async fn who_loses_a_role_loses_what_acts_in_it_at_once_on_postgres() {
    who_loses_a_role_loses_what_acts_in_it_at_once(BackEnd::Postgres).await;
}

#[tokio::test]
async fn a_session_ends_after_a_quarter_of_an_hour_without_use_and_after_eight_hours_of_work() {
    let database = Database::empty(BackEnd::Sqlite).await;
    let app = App::open(database.store().await, known()).await.unwrap();
    let now = Utc::now();
    let password = newcomer(&app, "somchai", vec![officer()]).await;
    let mark = app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    let proof = Proof { name: "somchai".to_owned(), password, code: None };
    let SignIn::In(session) = app.sign_in(proof, mark, now).await.unwrap() else { panic!("refused") };
    let asks = async |minutes: i64| {
        let then = now + TimeDelta::minutes(minutes);
        app.caller_with(session.secret.reveal(), then).await.unwrap().is_some()
    };
    let mut at = 0;
    while at + 14 < 8 * 60 {
        at += 14;
        assert!(asks(at).await, "used every 14 minutes, {at}");
    }
    assert!(!asks(8 * 60).await);
    let other = Product::empty(BackEnd::Sqlite).await;
    let password = newcomer(&other.app, "somchai", vec![officer()]).await;
    let mark = other.app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    let proof = Proof { name: "somchai".to_owned(), password, code: None };
    let SignIn::In(session) = other.app.sign_in(proof, mark, now).await.unwrap() else { panic!("refused") };
    let late = now + TimeDelta::minutes(16);
    assert!(other.app.caller_with(session.secret.reveal(), late).await.unwrap().is_none());
}

#[tokio::test]
async fn a_page_that_only_waits_for_news_does_not_keep_a_session_open() {
    let database = Database::empty(BackEnd::Sqlite).await;
    let app = App::open(database.store().await, known()).await.unwrap();
    let now = Utc::now();
    let password = newcomer(&app, "somchai", vec![officer()]).await;
    let mark = app.mark_of("127.0.0.1".parse().unwrap(), now).unwrap();
    let proof = Proof { name: "somchai".to_owned(), password, code: None };
    let SignIn::In(session) = app.sign_in(proof, mark, now).await.unwrap() else { panic!("refused") };
    for minutes in 1..=14 {
        let then = now + TimeDelta::minutes(minutes);
        assert!(app.waiting_with(session.secret.reveal(), then).await.unwrap().is_some(), "{minutes}");
    }
    let then = now + TimeDelta::minutes(16);
    assert!(app.waiting_with(session.secret.reveal(), then).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_does_no_more_than_its_owner_and_in_a_narrower_area() {
    let product = Product::with_samples(BackEnd::Sqlite).await;
    let app = &product.app;
    let now = Utc::now();
    let analyst = settled(app, "analyst", vec![Duty::of(Role::Analyst, "32,27".parse().unwrap())], now).await;
    let duty = app.account_named("analyst").await.unwrap().duties[0].id;
    let token = |remit: Option<&str>, days| NewToken {
        label: "QGIS".to_owned(),
        duty,
        narrowed_to: remit.map(|remit| remit.parse().unwrap()),
        days,
    };
    assert!(app.make_token(&analyst, token(None, 0), now).await.is_err());
    assert!(app.make_token(&analyst, token(None, 367), now).await.is_err());
    let (wide, wide_secret) = app.make_token(&analyst, token(None, 30), now).await.unwrap();
    let (_, narrow_secret) = app.make_token(&analyst, token(Some("27,42"), 30), now).await.unwrap();
    let count = async |secret: &str, path: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {secret}"));
        product.send_as(request, Body::empty()).await
    };
    let matched = async |secret: &str| {
        count(secret, "/api/v1/count").await.json()["counts"]["matched"].as_u64().unwrap()
    };
    let all = async |area: &str| {
        product.json(&format!("/api/v1/count?area=province:{area}")).await["counts"]["matched"]
            .as_u64()
            .unwrap()
    };
    let (both, one) = (matched(wide_secret.reveal()).await, matched(narrow_secret.reveal()).await);
    assert!(one > 0 && one < both, "{one} {both}");
    assert!(both <= all("32").await + all("27").await && one <= all("27").await);
    // Exports need a second factor, which its owner had not shown when he made it.
    let refused = count(wide_secret.reveal(), "/api/v1/export?what=reports&format=csv").await;
    assert_eq!(code(&refused), (403, "second_factor_needed".to_owned()));
    assert!(app.end_own_pass(&analyst, wide.id, now).await.unwrap());
    assert_eq!(count(wide_secret.reveal(), "/api/v1/count").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(count(narrow_secret.reveal(), "/api/v1/count").await.status, StatusCode::OK);
    // A token makes no other, ends none, and sets up nobody's second factor: a wider one would outlive it.
    let program = app.caller_with(narrow_secret.reveal(), now).await.unwrap().unwrap();
    assert!(app.make_token(&program, token(None, 30), now).await.is_err());
    assert!(app.own_passes(&program, now).await.is_err());
    assert!(app.end_own_pass(&program, analyst.pass().unwrap(), now).await.is_err());
    assert!(app.begin_second_factor(&program).await.is_err());
    assert!(app.change_password(&program, OWN.to_owned(), "ฝนไม่ตกที่ริมโขง".to_owned(), now).await.is_err());
    let stranger = settled(app, "stranger", vec![officer()], now).await;
    let others = app.own_passes(&analyst, now).await.unwrap()[0].id;
    assert!(!app.end_own_pass(&stranger, others, now).await.unwrap(), "nobody ends what is not his");
    assert!(app.make_token(&stranger, token(None, 30), now).await.is_err(), "nor acts in another's duty");
}

#[tokio::test]
async fn the_last_administrator_stays_and_names_are_never_given_twice() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let app = &product.app;
    let now = Utc::now();
    let first = app.add_first_account(now).await.unwrap().unwrap().account;
    assert!(app.add_first_account(now).await.unwrap().is_none());
    let administers = first.duties.iter().find(|held| held.duty.role == Role::Administrator).unwrap().id;
    assert!(app.close_account(first.id, now).await.is_err());
    assert!(app.take_duty(first.id, administers, "test", now).await.is_err());
    newcomer(app, "second", vec![Duty::of(Role::Administrator, Remit::Everywhere)]).await;
    assert!(app.close_account(first.id, now).await.unwrap());
    let again = NewAccount { name: "ADMIN".into(), shown_name: "x".into(), duties: Vec::new() };
    let refused = app.add_account(again, "test", now).await.unwrap_err().to_string();
    assert!(refused.contains("never given twice"), "{refused}");
    for (duty, why) in [
        (Duty::of(Role::Analyst, "9698".parse().unwrap()), "9698"),
        (Duty::of(Role::PartnerAgency, Remit::Everywhere), "agency"),
    ] {
        let new = NewAccount { name: "third".into(), shown_name: "x".into(), duties: vec![duty] };
        let refused = app.add_account(new, "test", now).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
}

#[tokio::test]
async fn an_administrator_makes_accounts_over_the_page_and_others_do_not() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let app = &product.app;
    let now = Utc::now();
    let password = newcomer(app, "boss", vec![Duty::of(Role::Administrator, Remit::Everywhere)]).await;
    let boss = cookie(&product, "boss", &password).await;
    let own = json!({ "old": password, "new": OWN });
    by_page(&product, "POST", "/api/v1/session/password", Some(&boss), &own).await;
    let new = json!({ "name": "somying", "shown_name": "สมหญิง", "duties": [{ "role": "district_chief", "remit": "3206" }] });
    let somying = async || by_page(&product, "POST", "/api/v1/accounts", Some(&boss), &new).await;
    assert_eq!(code(&somying().await), (403, "second_factor_needed".to_owned()));
    let enrol = "/api/v1/session/second-factor";
    let made = by_page(&product, "POST", enrol, Some(&boss), &json!({})).await.json();
    let proof = json!({ "code": shown(made["secret"].as_str().unwrap(), now) });
    let proved = by_page(&product, "POST", &format!("{enrol}/proof"), Some(&boss), &proof).await;
    assert_eq!(proved.status, StatusCode::NO_CONTENT, "{}", proved.text());
    let answer = somying().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let made = answer.json();
    assert_eq!(made["account"]["duties"][0]["highest_tlp"], "red");
    let chief = cookie(&product, "somying", made["password"].as_str().unwrap()).await;
    let listed = by_page(&product, "GET", "/api/v1/accounts", Some(&boss), &Value::Null).await.json();
    assert_eq!(listed["accounts"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains("argon2"), "no list shows what proves who somebody is");
    let refused = by_page(&product, "GET", "/api/v1/accounts", Some(&chief), &Value::Null).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let id = made["account"]["id"].as_str().unwrap();
    let closed =
        by_page(&product, "DELETE", &format!("/api/v1/accounts/{id}"), Some(&boss), &Value::Null).await;
    assert_eq!(closed.status, StatusCode::NO_CONTENT, "{}", closed.text());
    let after = by_page(&product, "GET", "/api/v1/session", Some(&chief), &Value::Null).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
    let wide = json!({ "name": "toowide", "shown_name": "x", "duties": [{ "role": "analyst", "remit": "everywhere", "highest_tlp": "red" }] });
    let refused = by_page(&product, "POST", "/api/v1/accounts", Some(&boss), &wide).await;
    assert!(refused.json()["detail"].as_str().unwrap().contains("amber_strict"), "{}", refused.text());
}

#[tokio::test]
async fn where_the_address_is_https_the_cookie_goes_no_other_way_and_other_names_are_refused() {
    let product = Product::empty(BackEnd::Sqlite).await;
    let door = Door { host: Some("map.example.go.th".to_owned()), secure: true, proxies: Vec::new() };
    let router = mekong_watch::http::router(std::sync::Arc::clone(&product.app), Limits::default(), door);
    let password = newcomer(&product.app, "somchai", vec![officer()]).await;
    let ask = async |host: &str, cookie: Option<&str>| {
        let proof = json!({ "name": "somchai", "password": password }).to_string();
        let request = match cookie {
            None => Request::post("/api/v1/session").header("content-type", "application/json"),
            Some(cookie) => Request::get("/api/v1/session").header("cookie", cookie),
        };
        router.clone().oneshot(request.header("host", host).body(Body::from(proof)).unwrap()).await.unwrap()
    };
    let answer = ask("map.example.go.th", None).await;
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.starts_with("__Host-mekong_watch_session=") && set.contains("; Secure"), "{set}");
    let cookie = set.split(';').next().unwrap();
    assert_eq!(ask("map.example.go.th", Some(cookie)).await.status(), StatusCode::OK);
    assert_eq!(ask("evil.example", Some(cookie)).await.status(), StatusCode::MISDIRECTED_REQUEST);
    // A page of plain http on this host could have set a cookie of the other name.
    let planted = cookie.replace("__Host-", "");
    assert_eq!(ask("map.example.go.th", Some(&planted)).await.status(), StatusCode::UNAUTHORIZED);
}
