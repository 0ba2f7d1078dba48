//! The life of a report: steps are taken in order, by those who may, once each, and every step is kept.

use chrono::Utc;
use mekong_watch::app::NewAccount;
use mekong_watch::domain::{Duty, Role};
use serde_json::{Value, json};

use axum::body::Body;
use axum::http::Request;

use crate::databases::{BackEnd, on_both};
use crate::support::{Answer, Product};

const REPORT: &str = "id,category,lat,lon,date,summary\nA,drugs,14.45,103.7,2026-11-01,a boat\n";

/// A product with one report in Kap Choeng, and the report's id.
async fn with_one(back_end: BackEnd) -> (Product, String) {
    let product = Product::empty(back_end).await;
    let result = product.import("synthetic.csv", REPORT.as_bytes()).await;
    assert_eq!(result.refused(), 0, "{:?}", result.problems);
    let listed = product.json("/api/v1/reports").await;
    let id = listed["features"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(listed["features"][0]["properties"]["district"], "3206");
    (product, id)
}

async fn token(product: &Product, role: Role, remit: &str) -> String {
    let name = format!("{}-{remit}", role.as_str().replace('_', "-"));
    let new =
        NewAccount { shown_name: name.clone(), name, duties: vec![Duty::of(role, remit.parse().unwrap())] };
    product.app.add_program(new, 1, Utc::now()).await.unwrap().reveal().to_owned()
}

async fn ask(product: &Product, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}"));
    product.send_as(request, Body::from(body.to_string())).await
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

on_both! {
    async fn a_report_goes_from_received_to_closed_and_every_step_is_kept(back_end) {
        let (product, id) = with_one(back_end).await;
        let officer = token(&product, Role::DistrictOfficer, "3206").await;
        let chief = token(&product, Role::DistrictChief, "3206").await;
        let path = format!("/api/v1/reports/{id}");
        let take = async |who: &str, body: Value| ask(&product, who, "POST", &format!("{path}/steps"), &body).await;
        let case = async |who: &str| ask(&product, who, "GET", &path, &Value::Null).await.json();
        let new = case(&officer).await;
        assert_eq!(new["handling"], json!({ "state": "received", "decision": null, "source_grade": "F",
            "information_grade": "6", "tlp": "amber_strict", "victim": false }));
        assert_eq!((&new["steps"], &new["report"]["properties"]["summary"]), (&json!([]), &json!("a boat")));

        assert_eq!(take(&officer, json!({ "step": "triage", "seen": "received" })).await.json()["handling"]["state"], "triaged");
        // Somebody else looked at it before that.
        let late = take(&chief, json!({ "step": "triage", "seen": "received" })).await;
        assert_eq!(code(&late), (409, "too_late".to_owned()));
        for (body, why) in [
            (json!({ "step": "close", "seen": "triaged", "reason": "no reason" }), "cannot take the step close"),
            (json!({ "step": "decide", "seen": "triaged", "decision": "unfounded", "source_grade": "B" }), "information_grade"),
            (json!({ "step": "decide", "seen": "triaged", "decision": "unfounded", "source_grade": "B", "information_grade": "5" }), "needs a reason"),
            (json!({ "step": "decide", "seen": "triaged", "decision": "sure", "source_grade": "B", "information_grade": "5" }), "`sure` is not a decision"),
            (json!({ "step": "jump", "seen": "triaged" }), "`jump` is not a step"),
            (json!({ "step": "verify", "seen": "nowhere" }), "nowhere"),
        ] {
            let refused = take(&officer, body.clone()).await;
            assert_eq!(code(&refused), (400, "invalid_body".to_owned()), "{body}");
            assert!(refused.json()["detail"].as_str().unwrap().contains(why), "{}", refused.text());
        }
        assert_eq!(take(&officer, json!({ "step": "verify", "seen": "triaged" })).await.status, 200);
        let malicious = json!({ "step": "decide", "seen": "verifying", "decision": "malicious", "source_grade": "E", "information_grade": "5", "reason": "he said so" });
        assert_eq!(code(&take(&officer, malicious).await), (403, "not_allowed".to_owned()));
        let confirmed = json!({ "step": "decide", "seen": "verifying", "decision": "confirmed", "source_grade": "B", "information_grade": "1" });
        assert_eq!(take(&officer, confirmed).await.status, 200);
        assert_eq!(product.json("/api/v1/count?status=confirmed").await["counts"]["matched"], 1, "an incident");
        assert_eq!(take(&officer, json!({ "step": "act", "seen": "decided" })).await.status, 200);
        assert_eq!(take(&officer, json!({ "step": "close", "seen": "action", "reason": "สองคนถูกจับ" })).await.status, 200);
        let again = json!({ "step": "reopen", "seen": "closed", "reason": "พบพยานใหม่" });
        assert_eq!(code(&take(&officer, again.clone()).await), (403, "not_allowed".to_owned()));
        assert_eq!(take(&chief, again).await.status, 200);
        let closed = case(&chief).await;
        let steps: Vec<_> = closed["steps"].as_array().unwrap().iter().map(|step| {
            [&step["step"], &step["from"], &step["then"]["state"], &step["role"]].map(|v| v.as_str().unwrap().to_owned())
        }).collect();
        assert_eq!(steps, [
            ["triage", "received", "triaged", "district_officer"],
            ["verify", "triaged", "verifying", "district_officer"],
            ["decide", "verifying", "decided", "district_officer"],
            ["act", "decided", "action", "district_officer"],
            ["close", "action", "closed", "district_officer"],
            ["reopen", "closed", "triaged", "district_chief"],
        ]);
        assert_eq!(closed["steps"][4]["reason"], "สองคนถูกจับ");
        assert_eq!(closed["steps"][5]["actor"], "district-chief-3206");
    }

    async fn who_may_not_see_a_report_cannot_tell_it_from_none(back_end) {
        let (product, id) = with_one(back_end).await;
        let none = "01890000-0000-7000-8000-000000000000";
        let stranger = token(&product, Role::DistrictChief, "2706").await;
        let analyst = token(&product, Role::Analyst, "3206").await;
        let officer = token(&product, Role::DistrictOfficer, "3206").await;
        let step = json!({ "step": "triage", "seen": "received" });
        let same = async |who: &str| {
            let mut answers = Vec::new();
            for id in [id.as_str(), none] {
                for (method, path) in [("GET", format!("/api/v1/reports/{id}")), ("POST", format!("/api/v1/reports/{id}/steps"))] {
                    let answer = ask(&product, who, method, &path, &step).await;
                    let mut body = answer.json();
                    body["request_id"] = Value::Null;
                    answers.push((answer.status, body));
                }
            }
            assert_eq!(answers[0], answers[2]);
            assert_eq!(answers[1], answers[3]);
            answers[0].0.as_u16()
        };
        assert_eq!(same(&stranger).await, 404);
        // A possible victim: the analyst of the same district sees it no longer.
        let path = format!("/api/v1/reports/{id}");
        assert_eq!(ask(&product, &analyst, "GET", &path, &Value::Null).await.status, 200);
        let protect = json!({ "step": "protect", "seen": "received" });
        assert_eq!(ask(&product, &officer, "POST", &format!("{path}/steps"), &protect).await.status, 200);
        assert_eq!(same(&analyst).await, 404);
        assert_eq!(ask(&product, &officer, "GET", &path, &Value::Null).await.json()["handling"]["victim"], true);
        // Whoever sees places and no texts is told no reasons either.
        let commander = token(&product, Role::Commander, "3206").await;
        let refused = ask(&product, &commander, "POST", &format!("{path}/steps"), &step).await;
        assert_eq!(code(&refused), (403, "not_allowed".to_owned()));
    }

    async fn of_ten_who_take_a_step_at_once_one_takes_it(back_end) {
        let (product, id) = with_one(back_end).await;
        let officer = token(&product, Role::DistrictOfficer, "3206").await;
        let path = format!("/api/v1/reports/{id}/steps");
        let step = json!({ "step": "triage", "seen": "received" });
        let asked = (0..10).map(|_| ask(&product, &officer, "POST", &path, &step));
        let answers = futures_util::future::join_all(asked).await;
        let mut codes: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        codes.sort_unstable();
        assert_eq!((codes[0], codes[1], codes[9]), (200, 409, 409), "{codes:?}");
        let case = ask(&product, &officer, "GET", &format!("/api/v1/reports/{id}"), &Value::Null).await.json();
        assert_eq!(case["steps"].as_array().unwrap().len(), 1);
    }
}
