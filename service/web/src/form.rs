//! What a browser sends, taken strictly.
//!
//! A form is refused with a clear answer when it is too large, of another kind, not UTF-8, or not
//! what the page asked for. Nothing of it is stored then, and nothing is guessed: a lenient decoder
//! would put replacement marks into somebody's words.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// The most that one form may weigh: a long message in a script of three bytes a letter, with room.
pub const LIMIT: usize = 64 * 1024;

/// The most that a member may paste as a file.
pub const FILE_LIMIT: usize = 1024 * 1024;

/// A form that was taken in whole and is what the handler asked for.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let essence = kind.split(';').next().unwrap_or("").trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Error::WrongKind);
        }
        let body = Bytes::from_request(request, state).await.map_err(|refusal| {
            if refusal.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Error::TooLarge
            } else {
                Error::Unreadable
            }
        })?;
        parse(&body).map(Sent)
    }
}

/// Reads a form's bytes.
///
/// # Errors
/// [`Error::Unreadable`] when a field is not UTF-8 or holds a control character that no keyboard
/// writes; [`Error::WrongFields`] when the fields are not those that `T` names.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    if !decodes_cleanly(body) {
        return Err(Error::Unreadable);
    }
    serde_html_form::from_bytes(body).map_err(|_| Error::WrongFields)
}

/// Every `%XX` is whole, and what it spells is UTF-8 without control characters.
fn decodes_cleanly(body: &[u8]) -> bool {
    let mut plain = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => {
                let digits = (bytes.next().and_then(hex), bytes.next().and_then(hex));
                let (Some(high), Some(low)) = digits else { return false };
                high << 4 | low
            }
            b'+' => b' ',
            other => other,
        });
    }
    std::str::from_utf8(&plain)
        .is_ok_and(|text| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Note {
        words: String,
        #[serde(default)]
        need: Vec<String>,
    }

    #[test]
    fn repeated_fields_are_a_list() {
        let note: Note = parse(b"words=hi+there&need=food&need=shelter").unwrap();
        assert_eq!(
            note,
            Note { words: "hi there".into(), need: vec!["food".into(), "shelter".into()] }
        );
    }

    #[test]
    fn what_is_not_utf8_or_torn_is_refused() {
        for bad in
            [&b"words=%FF%FE"[..], b"words=%E2%28", b"words=%0", b"words=a%00b", b"words=\xff"]
        {
            assert!(matches!(parse::<Note>(bad), Err(Error::Unreadable)), "{bad:?}");
        }
        assert!(matches!(parse::<Note>(b"other=1"), Err(Error::WrongFields)));
    }

    proptest! {
        #[test]
        fn any_text_comes_through_unchanged(words in "[^\\p{Cc}]*") {
            let body = serde_html_form::to_string([("words", &words)]).unwrap();
            prop_assert_eq!(parse::<Note>(body.as_bytes()).unwrap().words, words);
        }

        #[test]
        fn no_bytes_panic(body: Vec<u8>) {
            let _ = parse::<Note>(&body);
        }
    }
}
