//! Every way in which a request can fail, and the one page each leads to.
//!
//! From outside there are few answers: sign in, not found (also for what one may not know), the
//! rule's own sentence, and "it is our fault". Nothing that a person wrote is ever in a log line.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for this person: both read the same.
    #[error("not found")]
    NotFound,
    /// The form came from a page of another site.
    #[error("this form did not come from our page; open the page again and send it from there")]
    OtherSite,
    /// The body is not a form.
    #[error("this page takes forms only")]
    WrongKind,
    /// The body is over [`crate::form::LIMIT`].
    #[error("this is too long to send in one piece; send it in several messages")]
    TooLarge,
    /// The body is not clean UTF-8.
    #[error("some characters could not be read; type the text again and send it")]
    Unreadable,
    /// The fields are not those of the page.
    #[error("this form is not complete; open the page again and fill it in there")]
    WrongFields,
    /// A rule says no, in its own words.
    #[error("{0}")]
    Rule(String),
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed this in the meantime; look at the new state and try again")]
    Changed,
    /// Too many at once; nothing was stored.
    #[error("very many people are writing right now; try again in a few seconds")]
    Busy,
    /// The first-run page has not been completed.
    #[error("this line is not open yet")]
    Closed,
    /// Our fault.
    #[error("something failed on our side; nothing was lost, try again")]
    Ours,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Changed => Self::Changed,
            store::Error::Already => Self::Changed,
            store::Error::Rule(text) => Self::Rule(text),
            store::Error::Busy => Self::Busy,
            store::Error::Sealed(_) => Self::NotFound,
            store::Error::NotKept | store::Error::Unknown(_) | store::Error::Database(_) => {
                tracing::error!(%error, "a request failed in the store");
                Self::Ours
            }
        }
    }
}

impl From<vault::OpenError> for Error {
    /// What does not open is not there for this reader.
    fn from(_: vault::OpenError) -> Self {
        Self::NotFound
    }
}

impl Error {
    /// The HTTP status that says it.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::WrongKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable | Self::WrongFields => StatusCode::BAD_REQUEST,
            Self::Rule(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Changed => StatusCode::CONFLICT,
            Self::Busy | Self::Closed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of the sentence that a person reads.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "error-not-found",
            Self::OtherSite => "error-other-site",
            Self::WrongKind | Self::WrongFields => "error-wrong-fields",
            Self::TooLarge => "error-too-large",
            Self::Unreadable => "error-unreadable",
            Self::Rule(_) => "error-rule",
            Self::Changed => "error-changed",
            Self::Busy => "error-busy",
            Self::Closed => "error-closed",
            Self::Ours => "error-ours",
        }
    }
}

/// What the page layer needs to show an [`Error`]: it rides on the response until
/// [`crate::headers::dress`] turns it into a page in the visitor's language.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) key: &'static str,
    pub(crate) text: Option<String>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let shown = Shown {
            key: self.key(),
            text: if let Self::Rule(text) = &self { Some(text.clone()) } else { None },
        };
        let mut response = (self.status(), self.to_string()).into_response();
        response.extensions_mut().insert(shown);
        if matches!(self, Self::Busy) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
