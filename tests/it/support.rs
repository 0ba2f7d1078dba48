//! A product on a database of its own, and a client that speaks to its routes without a network.

use std::io::Cursor;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use mekong_watch::app::{App, ImportOptions, ImportResult, Known, NewAccount, RiskImportOptions};
use mekong_watch::config::Limits;
use mekong_watch::domain::{Channel, Duty, LonLat, Reference, Remit, Role};
use mekong_watch::http::Door;
use mekong_watch::import::bundled;
use mekong_watch::spatial::Placer;
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::databases::{BackEnd, Database};

/// The reference data, read once.
pub fn reference() -> &'static Reference {
    static REFERENCE: OnceLock<Reference> = OnceLock::new();
    REFERENCE.get_or_init(|| bundled::reference().unwrap())
}

/// The placing rule on the bundled data, built once.
pub fn placer() -> &'static Placer {
    static PLACER: OnceLock<Placer> = OnceLock::new();
    PLACER.get_or_init(|| Placer::new(bundled::shapes().unwrap(), &reference().crossings))
}

/// What is known beforehand, built once.
pub fn known() -> Arc<Known> {
    static KNOWN: OnceLock<Arc<Known>> = OnceLock::new();
    Arc::clone(KNOWN.get_or_init(|| Arc::new(Known::bundled().unwrap())))
}

/// Returns how often a test tries: once for every submission, or once for `make test-long`.
pub fn trials(every_time: u64, long: u64) -> u64 {
    if std::env::var_os("MEKONG_WATCH_LONG").is_some() { long } else { every_time }
}

/// Numbers that look random and are the same in every run (`SplitMix64`; Steele, Lea and Flood 2014).
pub struct Dice {
    state: u64,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns a number below another one; that small ones come up a little more often does not matter here.
    pub fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

pub fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

/// Runs the program in a folder and waits for its end.
pub fn run(folder: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mekong-watch")).current_dir(folder).args(arguments).output().unwrap()
}

/// The number of the next product.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A product with a database of its own.
pub struct Product {
    pub app: Arc<App>,
    pub database: Database,
    router: Router,
    /// The token of a program that may see and do everything; made when it is first needed.
    token: OnceCell<String>,
    number: u32,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

impl Product {
    /// Opens an empty product.
    pub async fn empty(back_end: BackEnd) -> Self {
        Self::on(Database::empty(back_end).await).await
    }

    /// Opens a product on a database.
    pub async fn on(database: Database) -> Self {
        Self::of(Arc::new(App::open(database.store().await, known()).await.unwrap()), database)
    }

    /// Makes a product of an open one.
    pub fn of(app: Arc<App>, database: Database) -> Self {
        let router = mekong_watch::http::router(Arc::clone(&app), Limits::default(), Door::default());
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self { app, database, router, token: OnceCell::new(), number }
    }

    /// Opens a product with the sample incidents.
    pub async fn with_samples(back_end: BackEnd) -> Self {
        let product = Self::empty(back_end).await;
        let options = ImportOptions { channel: Some(Channel::OpenSource), ..ImportOptions::default() };
        let result =
            product.import_with("incidents.csv", bundled::SAMPLE_INCIDENTS.as_bytes(), &options).await;
        assert_eq!(result.refused(), 0, "{:?}", result.problems);
        product
    }

    /// Imports a file with nothing said about it.
    pub async fn import(&self, file: &str, bytes: &[u8]) -> ImportResult {
        self.import_with(file, bytes, &ImportOptions::default()).await
    }

    pub async fn import_with(&self, file: &str, bytes: &[u8], options: &ImportOptions) -> ImportResult {
        let plan = self.app.plan_import(file, Cursor::new(bytes.to_vec()), options).await.unwrap();
        let result = self.app.run_import(plan, |_| Ok(())).await.unwrap();
        self.app.refresh().await.unwrap();
        result
    }

    pub async fn import_risk_points(&self, file: &str, bytes: &[u8], update: bool) -> ImportResult {
        let options = RiskImportOptions { update, ..RiskImportOptions::default() };
        let plan = self.app.plan_risk_points(file, Cursor::new(bytes.to_vec()), &options).await.unwrap();
        let result = self.app.run_import(plan, |_| Ok(())).await.unwrap();
        self.app.refresh().await.unwrap();
        result
    }

    /// Asks a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// Posts a JSON text.
    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send_with(request, body.into()).await
    }

    /// Deletes what is at a path.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Request::delete(path)).await
    }

    pub async fn send(&self, request: axum::http::request::Builder) -> Answer {
        self.send_with(request, Body::empty()).await
    }

    /// Returns the token of the program that may see and do everything, but for what needs a person.
    pub async fn token(&self) -> &str {
        let made = async {
            let duties = vec![Duty::of(Role::CentralCentre, Remit::Everywhere)];
            let new = NewAccount { shown_name: "all-seeing".to_owned(), name: self.name(), duties };
            self.app.add_program(new, 1, chrono::Utc::now()).await.unwrap().reveal().to_owned()
        };
        self.token.get_or_init(|| made).await
    }

    /// Returns the name of that program: another one for each product, since several may open one database.
    pub fn name(&self) -> String {
        format!("test-{}-{}", std::process::id(), self.number)
    }

    /// Sends a request as the program that may do everything.
    pub async fn send_with(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let token = self.token().await;
        self.send_as(request.header("authorization", format!("Bearer {token}")), body).await
    }

    /// Sends a request as it is.
    pub async fn send_as(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header("host", "127.0.0.1").body(body).unwrap();
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Asks a path and reads the JSON of a good answer.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }
}

async fn read(response: axum::response::Response) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, bytes }
}
