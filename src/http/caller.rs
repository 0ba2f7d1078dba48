//! Who asks, for handlers: the one place where a request becomes a caller.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::params::Params;
use super::problem::Problem;
use crate::app::Caller;

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(_parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::operator())
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
