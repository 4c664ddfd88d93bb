//! What the form under a conversation sends, the same on both of its sides.

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::text::MessageText;
use serde::Deserialize;
use vault::Attempt;

use crate::App;
use crate::error::Error;

/// The form.
#[derive(Deserialize)]
pub struct Say {
    key: String,
    /// What was typed.
    #[serde(default)]
    pub words: String,
}

impl Say {
    /// The attempt and the words.
    ///
    /// # Errors
    /// [`Error::WrongFields`] for a form that is not ours, [`Error::Rule`] for words that are none.
    pub fn read(&self) -> Result<(Attempt, MessageText), Error> {
        let attempt = Attempt::from_field(&self.key).ok_or(Error::WrongFields)?;
        let words = MessageText::parse(&self.words).map_err(|r| Error::Rule(r.to_string()))?;
        Ok((attempt, words))
    }
}

/// The idempotency key of a form.
#[must_use]
pub fn new_key(app: &App) -> String {
    Attempt::generate(&mut app.store().rng()).to_field().to_string()
}

/// Whether a form was sent by our script in the background.
#[must_use]
pub fn by_script(headers: &HeaderMap) -> bool {
    headers.get("x-sent-by").is_some_and(|value| value == "script")
}

/// The answer to the script: nothing but the next message's key, so the page needs no reload.
///
/// # Errors
/// Never: a key is plain ASCII.
pub fn kept(app: &App) -> Result<Response, Error> {
    let next = HeaderValue::from_str(&new_key(app)).map_err(|_| Error::Ours)?;
    Ok((StatusCode::NO_CONTENT, [("x-next-key", next)]).into_response())
}
