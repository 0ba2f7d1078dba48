//! Who asks, for handlers: the one place where a request becomes a caller, and is let through or not.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Utc;

use super::Shared;
use super::params::Params;
use super::policy;
use super::problem::{Code, Problem};
use crate::app::{AddressMark, Caller};

/// The name of the cookie that holds a session's secret.
const COOKIE: &str = "mekong_watch_session";
/// The same where the address is https: the browser keeps it to this host and to encrypted connections.
const SECURE_COOKIE: &str = "__Host-mekong_watch_session";

/// The machine at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Where the door stands, as requests see it.
#[derive(Debug, Clone, Default)]
pub struct Door {
    /// The host of the public address, such as `mekong-watch.example.go.th`; none when only this machine asks.
    pub host: Option<String>,
    /// Whether that address is https.
    pub secure: bool,
    /// Machines that hand requests on and say for whom.
    pub proxies: Vec<IpAddr>,
}

impl Door {
    fn cookie(&self) -> &'static str {
        if self.secure { SECURE_COOKIE } else { COOKIE }
    }

    /// Returns the header that gives a browser its session.
    pub(super) fn opening(&self, secret: &str) -> HeaderValue {
        self.cookie_header(secret, "")
    }

    /// Returns the header that takes it away.
    pub(super) fn closing(&self) -> HeaderValue {
        self.cookie_header("", "; Max-Age=0")
    }

    fn cookie_header(&self, secret: &str, more: &str) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}{more}", self.cookie());
        HeaderValue::from_str(&text).expect("a secret is hexadecimal digits")
    }

    /// Returns the address that asks: of a proxy that is trusted the one it names last, which it saw itself.
    fn address(&self, request: &Parts) -> IpAddr {
        let peer = request.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
        if !self.proxies.contains(&peer) {
            return peer;
        }
        let named = request.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let mut named: Vec<IpAddr> =
            named.flat_map(|value| value.split(',')).filter_map(|text| text.trim().parse().ok()).collect();
        while named.last().is_some_and(|last| self.proxies.contains(last)) {
            named.pop();
        }
        named.pop().unwrap_or(peer)
    }
}

/// The secret with which a request comes, and whether a browser adds it by itself.
struct Shown<'a> {
    secret: &'a str,
    by_browser: bool,
}

fn shown<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<Shown<'a>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, secret) = value.to_str().ok()?.split_once(' ')?;
        return scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| Shown { secret: secret.trim(), by_browser: false });
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == cookie)?;
    Some(Shown { secret, by_browser: true })
}

/// Finds out who asks, and lets him through to the route or not.
pub(super) async fn identify(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match let_in(&shared, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn let_in(shared: &Shared, parts: &mut Parts) -> Result<(), Problem> {
    let route =
        parts.extensions.get::<MatchedPath>().map_or_else(String::new, |path| path.as_str().to_owned());
    let Some(needs) = policy::needs(&parts.method, &route) else {
        let detail = "no rule says who may ask this";
        return Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, detail));
    };
    let caller = match shown(&parts.headers, shared.door.cookie()) {
        None => None,
        Some(shown) => {
            if shown.by_browser {
                from_our_page(&parts.method, &parts.headers)?;
            }
            if waits_for_news(&route, parts.uri.query()) {
                shared.app.waiting_with(shown.secret, Utc::now()).await?
            } else {
                shared.app.caller_with(shown.secret, Utc::now()).await?
            }
        }
    };
    // Decoded, as the handler will read it: a letter written as %72 is that letter.
    let path = RawPathParams::from_request_parts(parts, shared).await.ok();
    let layer = path.as_ref().and_then(|path| path.iter().find(|(name, _)| *name == "layer"));
    policy::admit(needs, layer.map(|(_, layer)| layer), caller.as_ref())?;
    if let Some(caller) = caller {
        parts.extensions.insert(Arc::new(caller));
    }
    Ok(())
}

/// Tells whether a page asks by itself, on and on, whether there is news: a session nobody uses must end all the same.
fn waits_for_news(route: &str, query: Option<&str>) -> bool {
    route == "/api/v1/status" && query.is_some_and(|query| query.starts_with("since="))
}

/// Refuses what a page elsewhere made a browser send with its visitor's cookie.
///
/// Browsers say where a request comes from (Fetch Metadata), and older ones at least from which origin.
fn from_our_page(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => false,
    };
    if ours {
        return Ok(());
    }
    let detail = "a browser's session changes things from our own page only; programs send a token";
    Err(Problem::new(StatusCode::FORBIDDEN, Code::CrossSite, detail))
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    /// Who asks was found out at the door; where it let nobody in there is nobody.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Arc<Caller>>();
        caller.map(|caller| Caller::clone(caller)).ok_or_else(policy::sign_in_needed)
    }
}

/// What stands for the address that asks.
pub(super) struct From(pub(super) AddressMark);

impl FromRequestParts<Shared> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        Ok(Self(shared.app.mark_of(shared.door.address(parts), Utc::now())?))
    }
}

/// Stands in handlers that take no parameters, so that one given is refused and not ignored.
pub(super) struct NoParameters;

impl<S: Send + Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Params::read(parts.uri.query(), &[]).map(|_| Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(peer: &str, forwarded: &[&str]) -> Parts {
        let mut request = Request::get("/");
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(Peer(peer.parse().unwrap()));
        parts
    }

    #[test]
    fn only_a_trusted_proxy_says_for_whom_it_asks() {
        let door = Door { proxies: vec!["10.0.0.1".parse().unwrap()], ..Door::default() };
        let address = |peer, forwarded: &[&str]| door.address(&parts(peer, forwarded)).to_string();
        assert_eq!(address("192.0.2.9", &["203.0.113.5"]), "192.0.2.9", "anybody can write that header");
        assert_eq!(address("10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert_eq!(
            address("10.0.0.1", &["6.6.6.6, 203.0.113.5"]),
            "203.0.113.5",
            "what it saw itself is last"
        );
        assert_eq!(address("10.0.0.1", &["6.6.6.6", "203.0.113.5, 10.0.0.1"]), "203.0.113.5");
        assert_eq!(address("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_session_changes_things_from_our_own_page_only() {
        let may = |method: Method, headers: &[(&'static str, &'static str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
                .collect();
            from_our_page(&method, &headers).is_ok()
        };
        let ours = [("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")];
        assert!(may(Method::GET, &[]) && may(Method::POST, &ours));
        assert!(may(Method::DELETE, &[("sec-fetch-site", "same-origin")]));
        assert!(!may(Method::POST, &[]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!may(Method::POST, &[("sec-fetch-site", site)]), "{site}");
        }
        let other = [("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8081")];
        assert!(!may(Method::POST, &other));
        assert!(!may(Method::POST, &[("host", "127.0.0.1:8080"), ("origin", "null")]));
    }

    #[test]
    fn a_secret_comes_as_a_token_or_as_a_cookie_and_the_token_goes_before() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
                .collect()
        };
        let secret =
            |pairs| shown(&headers(pairs), COOKIE).map(|shown| (shown.secret.to_owned(), shown.by_browser));
        assert_eq!(secret(&[("authorization", "Bearer abc")]), Some(("abc".to_owned(), false)));
        assert_eq!(secret(&[("cookie", "a=b; mekong_watch_session=def")]), Some(("def".to_owned(), true)));
        let both = [("authorization", "Basic abc"), ("cookie", "mekong_watch_session=def")];
        assert_eq!(secret(&both), None);
        assert_eq!(secret(&[("cookie", "other=1")]), None);
    }
}
