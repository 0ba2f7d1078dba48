//! The one envelope of every error (RFC 9457), with a code that the page turns into words.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_id;
use crate::app::AppError;
use crate::domain::QuestionError;

/// What went wrong, for programs; stable names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A parameter's value cannot be used.
    InvalidParameter,
    /// A parameter is not known here.
    UnknownParameter,
    /// The body cannot be read.
    InvalidBody,
    /// Nobody is signed in.
    SignInNeeded,
    /// Name, password or number do not fit.
    SignInRefused,
    /// It takes a second factor.
    SecondFactorNeeded,
    /// A password that was made for somebody must be replaced first.
    OwnPasswordNeeded,
    /// The role may not do this.
    NotAllowed,
    /// A page elsewhere made the browser ask.
    CrossSite,
    /// It was asked too often.
    TooManyRequests,
    /// There is nothing at this address.
    NotFound,
    /// What is asked for came too late.
    TooLate,
    /// The address does not know this method.
    MethodNotAllowed,
    /// The body is larger than allowed.
    PayloadTooLarge,
    /// The request came too slowly, or the answer took too long.
    Timeout,
    /// The request names another host than this server.
    WrongHost,
    /// The database does not answer.
    DatabaseUnavailable,
    /// Something failed that should not.
    Internal,
}

/// Longest detail, in characters.
const LONGEST_DETAIL: usize = 600;

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: Code,
    detail: String,
    parameter: Option<String>,
    value: Option<String>,
    retry_after_s: Option<u64>,
}

/// The envelope as it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Always `about:blank`: the code says more.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong.
    pub code: Code,
    /// What went wrong, in English, naming what was given.
    pub detail: String,
    /// The parameter it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The value given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The request's number, as in the header `x-request-id` and in the log.
    pub request_id: Option<String>,
}

impl Problem {
    /// Makes a problem that is about no parameter.
    pub fn new(status: StatusCode, code: Code, detail: impl Into<String>) -> Self {
        // What was given may be long; the beginning says enough.
        let detail = detail.into().chars().take(LONGEST_DETAIL).collect();
        Self { status, code, detail, parameter: None, value: None, retry_after_s: None }
    }

    /// Makes the problem of a parameter's value.
    pub fn parameter(name: &str, value: &str, reason: impl Into<String>) -> Self {
        Self {
            parameter: Some(name.to_owned()),
            value: Some(value.chars().take(200).collect()),
            ..Self::new(StatusCode::BAD_REQUEST, Code::InvalidParameter, reason)
        }
    }

    /// Makes the problem of an address where nothing is.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, Code::NotFound, "there is nothing at this address")
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        let reason = error.to_string();
        match error {
            QuestionError::Unknown { name, .. } => Self {
                parameter: Some(name.chars().take(200).collect()),
                ..Self::new(StatusCode::BAD_REQUEST, Code::UnknownParameter, reason)
            },
            QuestionError::Unusable { name, value, .. } => Self::parameter(&name, &value, reason),
        }
    }
}

impl From<AppError> for Problem {
    /// Logs the cause once, here at the edge; the caller gets no more than he can use.
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(reason) => Self::new(StatusCode::BAD_REQUEST, Code::InvalidParameter, reason),
            AppError::TooLate(reason) => Self::new(StatusCode::CONFLICT, Code::TooLate, reason),
            AppError::Gone(reason) => Self::new(StatusCode::NOT_FOUND, Code::NotFound, reason),
            AppError::SignedOut => super::policy::sign_in_needed(),
            AppError::TooMany { seconds, what } => Self {
                retry_after_s: Some(seconds),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    Code::TooManyRequests,
                    format!("too many {what}; try again in {seconds} s"),
                )
            },
            AppError::Storage(cause) if !cause.may_pass() => Self::internal(&cause),
            AppError::Storage(cause) => {
                tracing::error!(%cause, "the database failed");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    Code::DatabaseUnavailable,
                    "the database does not answer; try again in a moment",
                )
            }
            AppError::Stopped => Self::new(
                StatusCode::GATEWAY_TIMEOUT,
                Code::Timeout,
                "this takes longer than an answer may; take fewer replicates, larger cells or a shorter period, or \
                 ask for it as a job",
            ),
            AppError::File(cause) => Self::internal(&cause),
            AppError::Columns(cause) => Self::internal(&cause),
            AppError::Backup(cause) => Self::internal(&cause),
            AppError::Snapshot(cause) => Self::internal(&cause),
            AppError::Task(cause) => Self::internal(&cause),
            cause @ (AppError::NoBoundaries | AppError::NoRandomness(_) | AppError::Hashing(_)) => {
                Self::internal(&cause)
            }
        }
    }
}

impl Problem {
    /// Makes the problem of what a body asks for.
    pub fn of_body(error: AppError) -> Self {
        match error {
            AppError::Refused(reason) => Self::new(StatusCode::BAD_REQUEST, Code::InvalidBody, reason),
            other => other.into(),
        }
    }

    fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "something failed; it was logged")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Some(self.retry_after_s.unwrap_or(5)),
            _ => self.retry_after_s,
        };
        let body = ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
            parameter: self.parameter,
            value: self.value,
            request_id: request_id::current(),
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
