//! The directory for everybody, in the words of the read API of HSDS 3.1 (Open Referral).
//!
//! In the order in which a question goes: [`ask`] reads it strictly, [`follow`] holds which rows answer
//! ([`directory::feed::Feed`]) and reads the directory again when another was imported, [`list`] turns
//! pages and streams, [`one`] shows single rows, [`about`] says what this API is.
//!
//! # Invariants
//! - Only [`directory::public::Cleared`] documents leave, made of rows that are stored without what is
//!   confidential.
//! - A page costs its own rows; a stream holds a hundred of them at a time.
//! - Every answer is JSON, also a refusal, which says what to do.

pub mod about;
pub mod ask;
pub mod follow;
pub mod list;
pub mod one;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where the API stands.
pub const PREFIX: &str = "/hsds";

/// How long a copy of an answer may be shown again, in seconds: as long as free places stay true.
const FRESH: &str = "public, max-age=60";

/// An answer in JSON. It holds nothing that is not for everybody, so any page may read it.
fn json(status: StatusCode, text: String) -> Response {
    dressed(status, "application/json", text.into_response())
}

fn dressed(status: StatusCode, kind: &'static str, response: Response) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(FRESH)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (status, headers, response).into_response()
}

/// A path that is there, asked in another way: a program is told so; for people it is absent.
pub(crate) async fn other_method(uri: axum::http::Uri) -> Response {
    if uri.path().starts_with(PREFIX) {
        Refused::Method.into_response()
    } else {
        crate::error::Error::NotFound.into_response()
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is not understood; the text says what to do.
    #[error("{0}")]
    Asked(String),
    /// No such row.
    #[error("there is no row with this identifier")]
    NotFound,
    /// It is asked in another way than the description says.
    #[error("this is only read: ask with GET, or with POST where the description says so")]
    Method,
    /// The body is too large.
    #[error("this question is too long")]
    TooLarge,
    /// Our fault.
    #[error("something failed on our side; try again")]
    Ours,
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        if !matches!(error, store::Error::NotFound) {
            tracing::error!(%error, "the public directory cannot be read");
        }
        Self::Ours
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Asked(_) => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response =
            json(status, serde_json::json!({ "error": self.to_string() }).to_string());
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, never);
        response
    }
}
