//! Bodies that are too large or too slow.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, Sleep, sleep};

use super::problem::{Code, Problem};
use crate::config::Limits;

/// How often a slow body is looked at.
const TICK: Duration = Duration::from_secs(1);

/// Says why a body is not read on.
#[derive(Debug, thiserror::Error)]
enum BodyLimit {
    #[error("the body is larger than {0} bytes")]
    TooLarge(u64),
    #[error("the body comes more slowly than {0} bytes a second")]
    TooSlow(f64),
}

/// Refuses a body that says it is too large before reading it, and guards every other one while it comes.
pub(super) async fn guard_body(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|h| h.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    let is_area = request.uri().path() == super::areas::PATH;
    let most = if is_area { limits.area_bytes } else { limits.body_bytes };
    if announced.is_some_and(|bytes| bytes > most) {
        return too_large(most).into_response();
    }
    let guarded = request.map(|inner| {
        Body::new(GuardedBody {
            inner,
            limits,
            most,
            began: Instant::now(),
            received: 0,
            tick: Box::pin(sleep(limits.body_grace)),
        })
    });
    next.run(guarded).await
}

fn too_large(limit: u64) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        Code::PayloadTooLarge,
        format!("the body must not be larger than {limit} bytes"),
    )
}

/// A body that errs when it grows too large, or when it is too slow on average after a grace period.
struct GuardedBody {
    inner: Body,
    limits: Limits,
    most: u64,
    began: Instant,
    received: u64,
    tick: Pin<Box<Sleep>>,
}

impl http_body::Body for GuardedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            if let Some(Ok(frame)) = &frame
                && let Some(data) = frame.data_ref()
            {
                self.received += crate::domain::number::count_to_u64(data.len());
                if self.received > self.most {
                    return refuse(BodyLimit::TooLarge(self.most));
                }
            }
            return Poll::Ready(frame);
        }
        while self.tick.as_mut().poll(context).is_ready() {
            let least = self.began.elapsed().as_secs_f64() * self.limits.body_bytes_per_second;
            if crate::domain::number::u64_to_f64(self.received) < least {
                return refuse(BodyLimit::TooSlow(self.limits.body_bytes_per_second));
            }
            let next = Instant::now() + TICK;
            self.tick.as_mut().reset(next);
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn refuse(limit: BodyLimit) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
    Poll::Ready(Some(Err(axum::Error::new(limit))))
}

/// Refuses a body that a page elsewhere could send without being asked: those of forms and plain text.
pub(super) async fn only_json(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if request.method() == axum::http::Method::POST
        && !(kind.ends_with("json") && kind.starts_with("application/"))
    {
        return Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidBody,
            format!(
                "send JSON with its content-type, application/json or application/geo+json, not `{kind}`"
            ),
        )
        .into_response();
    }
    next.run(request).await
}

/// A body as it came, with every failure in the one envelope.
pub(super) struct WholeBody(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for WholeBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let collected = request.into_body().collect().await.map_err(|error| body_problem(&error))?;
        Ok(Self(collected.to_bytes()))
    }
}

/// A JSON body, with every failure in the one envelope.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let WholeBody(bytes) = WholeBody::from_request(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                Code::InvalidBody,
                format!("the body is not as expected: {error}"),
            )
        })
    }
}

fn body_problem(error: &axum::Error) -> Problem {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(this) = cause {
        match this.downcast_ref::<BodyLimit>() {
            Some(BodyLimit::TooLarge(limit)) => return too_large(*limit),
            Some(slow @ BodyLimit::TooSlow(_)) => {
                return Problem::new(StatusCode::REQUEST_TIMEOUT, Code::Timeout, slow.to_string());
            }
            None => cause = this.source(),
        }
    }
    Problem::new(StatusCode::BAD_REQUEST, Code::InvalidBody, "the body could not be read")
}
