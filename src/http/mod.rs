//! The only room that speaks HTTP and JSON: every route is on this screen. It decides nothing about
//! reports and speaks no SQL.

mod accounts;
mod alerts;
mod areas;
mod basemaps;
mod caller;
mod envelope;
mod etag;
mod fixed;
mod geography;
mod health;
mod jobs;
mod limits;
mod page;
mod params;
mod places;
pub mod policy;
mod problem;
mod reports;
mod request_id;
mod results;
mod risk_points;
mod server;
mod session;
mod studies;
mod tiles;
mod wire;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use caller::Door;
pub use problem::{Code, Problem};
pub use server::serve;

use crate::app::App;
use crate::config::Limits;

/// What handlers share.
#[derive(Clone)]
struct Shared {
    app: Arc<App>,
    fixed: Arc<fixed::FixedAnswers>,
    door: Arc<Door>,
}

/// The API's description; paths and schemas are collected from the handlers.
#[derive(OpenApi)]
#[openapi(info(
    title = "Mekong Watch",
    description = "Border situation map: reports placed against the target districts, crossings and border."
))]
struct Description;

/// Builds the routes. Requests that name another host than the door's, or this machine, are refused.
pub fn router(app: Arc<App>, limits: Limits, door: Door) -> Router {
    let policy = envelope::content_security_policy(&app.basemaps().origins());
    let fixed = Arc::new(fixed::FixedAnswers::default());
    let shared = Shared { app, fixed, door: Arc::new(door) };
    let (router, document) = api().split_for_parts();
    let text: Arc<str> = document_text(&document).into();
    let openapi = move |State(text): State<Arc<str>>| async move {
        ([("content-type", "application/vnd.oai.openapi+json;version=3.1")], text.to_string())
    };
    let identify = middleware::from_fn_with_state(shared.clone(), caller::identify);
    let door = Arc::clone(&shared.door);
    let known_host = middleware::from_fn_with_state(Arc::clone(&door), envelope::known_host);
    let router = router
        .with_state(shared)
        .route("/api/openapi.json", axum::routing::get(openapi).with_state(text))
        .route_layer(identify)
        .method_not_allowed_fallback(wrong_method)
        .fallback(page::file_or_page)
        .layer(middleware::from_fn(limits::only_json))
        .layer(middleware::from_fn_with_state(limits, limits::guard_body))
        .layer(middleware::from_fn_with_state(limits.answer, envelope::within))
        .layer(CompressionLayer::new());
    router.layer(known_host).layer(middleware::from_fn_with_state((policy, door), envelope::envelop))
}

/// Returns the API's description as JSON, one line a value, as it is committed for the page's types.
pub fn openapi_json() -> String {
    document_text(&api().split_for_parts().1)
}

fn api() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::livez))
        .routes(routes!(health::readyz))
        .routes(routes!(health::status))
        .routes(routes!(health::moment))
        .routes(routes!(session::sign_in, session::session, session::sign_out))
        .routes(routes!(session::act_in))
        .routes(routes!(session::change_password))
        .routes(routes!(session::begin_second_factor))
        .routes(routes!(session::prove_second_factor))
        .routes(routes!(session::passes, session::make_token))
        .routes(routes!(session::end_pass))
        .routes(routes!(accounts::accounts, accounts::make))
        .routes(routes!(accounts::close))
        .routes(routes!(accounts::give))
        .routes(routes!(accounts::take))
        .routes(routes!(accounts::reset))
        .routes(routes!(accounts::screen))
        .routes(routes!(geography::vocabulary))
        .routes(routes!(geography::districts))
        .routes(routes!(geography::boundaries))
        .routes(routes!(geography::border))
        .routes(routes!(geography::towns))
        .routes(routes!(geography::crossings))
        .routes(routes!(places::place))
        .routes(routes!(places::geocode))
        .routes(routes!(areas::save))
        .routes(routes!(areas::saved))
        .routes(routes!(basemaps::basemaps))
        .routes(routes!(basemaps::tile))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::count))
        .routes(routes!(studies::hotspots))
        .routes(routes!(studies::rank))
        .routes(routes!(studies::series))
        .routes(routes!(studies::zones))
        .routes(routes!(risk_points::risk_points))
        .routes(routes!(reports::export))
        .routes(routes!(jobs::ask, jobs::jobs))
        .routes(routes!(jobs::job, jobs::cancel))
        .routes(routes!(results::save, results::results))
        .routes(routes!(results::result, results::delete))
        .routes(routes!(results::answer))
        .routes(routes!(results::again))
        .routes(routes!(alerts::alerts))
        .routes(routes!(alerts::acknowledge))
        .routes(routes!(tiles::description))
        .routes(routes!(tiles::tile))
}

fn document_text(document: &Document) -> String {
    let text = document.to_pretty_json().expect("the description is plain data");
    format!("{text}\n")
}

async fn wrong_method() -> Response {
    Problem::new(
        axum::http::StatusCode::METHOD_NOT_ALLOWED,
        Code::MethodNotAllowed,
        "this address does not know this method",
    )
    .into_response()
}
