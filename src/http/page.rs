//! The built page, embedded in the binary.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::problem::{Code, Problem};

/// The files of `web/dist`; none when the page was not built before the program.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// What is shown when the page was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=th><meta charset=utf-8><title>Mekong Watch</title>\
    <h1>Mekong Watch</h1><p lang=th>ยังไม่ได้สร้างหน้าเว็บ ให้สั่ง <code>make run</code> แล้วเปิดหน้านี้อีกครั้ง</p>\
    <p lang=en>The page has not been built. Run <code>make run</code>, then open this page again. \
    The API is at <code>/api/openapi.json</code>.</p>";

/// Serves a file of the page; any other path outside the API gets the page itself, which reads the address.
pub(super) async fn file_or_page(request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") || path == "/metrics" {
        return Problem::not_found().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let detail = "this address is only read";
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, detail);
        return ([(header::ALLOW, "GET, HEAD")], problem).into_response();
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Files::get(name) {
        return answer(name, file);
    }
    let looks_like_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    match Files::get("index.html") {
        _ if looks_like_file => Problem::not_found().into_response(),
        Some(file) => answer("index.html", file),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

fn answer(name: &str, file: rust_embed::EmbeddedFile) -> Response {
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    // Built files carry a hash of their content in their name; the page itself does not.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
