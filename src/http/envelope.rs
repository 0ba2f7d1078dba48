//! What every request and every answer has: a number, a log line, a known host, safe headers, a time limit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::caller::Door;
use super::problem::{Code, Problem};
use super::request_id;

/// The header that carries a request's number.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Says what the page may load: nothing from elsewhere but pictures and data from the origins of the
/// operator's background maps, and nothing runs that is not a file of ours. MapLibre draws icons and rasters
/// from blobs and data URLs, and sets styles through the object model, which needs no exception.
pub(super) fn content_security_policy(origins: &[&str]) -> HeaderValue {
    let allowed: String = origins.iter().flat_map(|origin| [" ", origin]).collect();
    let policy = format!(
        "default-src 'self'; img-src 'self' data: blob:{allowed}; connect-src 'self'{allowed}; \
         worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("origins are plain ASCII: a scheme, a host and a port")
}

/// Gives a request its number, logs it, and puts safe headers on the answer.
///
/// The log has the path without the query: a query can hold a position.
pub(super) async fn envelop(
    State((policy, door)): State<(HeaderValue, Arc<Door>)>,
    request: Request,
    next: Next,
) -> Response {
    let id = Uuid::now_v7().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let mut response = request_id::within(id.clone(), next.run(request)).await;
    let status = response.status().as_u16();
    tracing::info!(request_id = id, %method, path, status, took_ms = began.elapsed().as_millis(), "answered");
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if door.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let holds_secrets = ["session", "passes", "accounts"]
        .iter()
        .any(|part| path.strip_prefix("/api/v1/").is_some_and(|rest| rest.starts_with(part)));
    if holds_secrets {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

/// Answers a problem when a handler takes too long.
pub(super) async fn within(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, Code::Timeout, "the answer took too long")
            .into_response()
    })
}

/// Refuses requests that name another host.
///
/// A web page elsewhere could point a name of its own at this address and read the answers through the visitor's
/// browser (DNS rebinding); such a request names that host.
pub(super) async fn known_host(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .or_else(|| request.uri().host())
        .unwrap_or_default();
    if is_loopback_host(host) || door.host.as_deref().is_some_and(|ours| ours.eq_ignore_ascii_case(host)) {
        return next.run(request).await;
    }
    let detail = "this server answers to its own name, 127.0.0.1 and localhost only";
    Problem::new(StatusCode::MISDIRECTED_REQUEST, Code::WrongHost, detail).into_response()
}

fn is_loopback_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "[::1]")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_known_host() {
        for host in ["127.0.0.1:8080", "localhost", "localhost:80", "[::1]:8080", "127.9.9.9"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:8080", "", "localhost.evil.example", "10.0.0.1"]
        {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
