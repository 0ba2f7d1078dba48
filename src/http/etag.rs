//! Entity tags: what tells one answer from another, and whether a client has it already.

use axum::http::{HeaderMap, HeaderValue, header};
use uuid::Uuid;

/// Writes a mark as an entity tag of the same content, however it is packed (RFC 9110, section 8.8.1: a strong one
/// would promise the same bytes).
pub(super) fn etag(mark: Uuid) -> HeaderValue {
    HeaderValue::from_str(&format!("W/{}", quoted(mark))).expect("hexadecimal digits are a header value")
}

/// Tells whether a request names a mark among those it knows (RFC 9110, section 13.1.2).
pub(super) fn is_known(request: &HeaderMap, mark: Uuid) -> bool {
    let wanted = quoted(mark);
    let named = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == wanted)
}

fn quoted(mark: Uuid) -> String {
    format!("\"{}\"", mark.simple())
}
