//! A question as it comes: parameters of the address, and of a JSON body where one is sent.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use directory::feed::{Feed, Link, Question};
use directory::value::{Cell as _, Moment};
use uuid::Uuid;

use super::Refused;

/// The most rows of one page.
pub const MOST: usize = 500;
/// The rows of a page where nobody says how many.
pub const USUAL: usize = 50;

/// What a value of a body is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    YesOrNo,
}

/// What a question can name; what else a body holds is passed over, as in an address.
const NAMES: [(&str, Kind); 15] = [
    ("search", Kind::Text),
    ("page", Kind::Number),
    ("per_page", Kind::Number),
    ("format", Kind::Text),
    ("taxonomy_term_id", Kind::Text),
    ("taxonomy_id", Kind::Text),
    ("organization_id", Kind::Text),
    ("parent_id", Kind::Text),
    ("top_only", Kind::YesOrNo),
    ("modified_after", Kind::Text),
    ("minimal", Kind::YesOrNo),
    ("full", Kind::YesOrNo),
    ("full_service", Kind::YesOrNo),
    ("postcode", Kind::Text),
    ("proximity", Kind::Number),
];

/// The parameters of a question by name.
#[derive(Debug, Default)]
pub struct Ask(HashMap<String, String>);

/// How much is said of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Its identifier and when it changed.
    Minimal,
    /// What is one to one.
    Brief,
    /// All of it.
    Full,
    /// All of an organisation with its services in full.
    WithServices,
}

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One page: its number from 1, and how many rows it has at most.
    Page {
        /// The number.
        number: usize,
        /// The most rows.
        size: usize,
    },
    /// All of them, one a line.
    Stream,
}

impl<S: Send + Sync> FromRequest<S> for Ask {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(request, state).await.map_err(|refusal| {
            if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Refused::TooLarge.into_response()
            } else {
                asked("the body cannot be read").into_response()
            }
        })?;
        Self::read(&query, &body).map_err(Refused::into_response)
    }
}

impl Ask {
    /// Reads a query and a body, which may be empty. What the body names counts where both name it.
    ///
    /// # Errors
    /// [`Refused::Asked`] for what is neither.
    pub fn read(query: &str, body: &[u8]) -> Result<Self, Refused> {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query)
            .map_err(|_| asked("the address holds what is no parameter"))?;
        let mut all = Self(pairs.into_iter().collect());
        if !body.is_empty() {
            all.check()?;
            let named: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body)
                .map_err(|_| {
                    asked("the body is no JSON object; parameters can stand in the address")
                })?;
            for (name, value) in named {
                let Some((_, kind)) = NAMES.iter().find(|(known, _)| *known == name) else {
                    continue;
                };
                let text = match (kind, value) {
                    (Kind::Text, serde_json::Value::String(text)) => text,
                    (Kind::Number, serde_json::Value::Number(number)) => written(&number),
                    (Kind::YesOrNo, serde_json::Value::Bool(yes)) => yes.to_string(),
                    (Kind::Text, _) => return Err(asked(&format!("`{name}` is a text"))),
                    (Kind::Number, _) => return Err(asked(&format!("`{name}` is a number"))),
                    (Kind::YesOrNo, _) => {
                        return Err(asked(&format!("`{name}` is true or false")));
                    }
                };
                all.0.insert(name, text);
            }
            all.check()?;
        }
        Ok(all)
    }

    /// What is named must be readable, also where the body says something else or nothing asks for it.
    fn check(&self) -> Result<(), Refused> {
        self.way()?;
        self.depth()?;
        self.question()?;
        self.metres().map(drop)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn number(&self, name: &str, usual: usize, most: usize) -> Result<usize, Refused> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| asked(&format!("`{name}` is a whole number from 1 to {most}")))
    }

    fn yes(&self, name: &str) -> Result<bool, Refused> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(asked(&format!("`{name}` is `true` or `false`"))),
        }
    }

    fn id(&self, name: &str) -> Result<Option<Uuid>, Refused> {
        let read = |text| {
            Uuid::parse_str(text).map_err(|_| asked(&format!("`{name}` is a UUID of a row")))
        };
        self.get(name).map(read).transpose()
    }

    /// Which rows are wanted.
    ///
    /// # Errors
    /// [`Refused::Asked`] for a page that cannot be.
    pub fn way(&self) -> Result<Way, Refused> {
        let number = self.number("page", 1, u32::MAX as usize)?;
        let size = self.number("per_page", USUAL, MOST)?;
        match self.get("format") {
            None | Some("json") => Ok(Way::Page { number, size }),
            Some("ndjson") => Ok(Way::Stream),
            Some(_) => Err(asked("`format` is `json` or `ndjson`")),
        }
    }

    /// How much is wanted of each row.
    ///
    /// # Errors
    /// [`Refused::Asked`] for what is neither true nor false.
    pub fn depth(&self) -> Result<Depth, Refused> {
        let (minimal, full) = (self.yes("minimal")?, self.yes("full")?);
        Ok(match (self.yes("full_service")?, minimal, full) {
            (true, ..) => Depth::WithServices,
            (false, true, _) => Depth::Minimal,
            (false, false, true) => Depth::Full,
            (false, false, false) => Depth::Brief,
        })
    }

    /// What is asked of a table. Everything that is named must hold.
    ///
    /// # Errors
    /// [`Refused::Asked`] for a parameter that cannot be read.
    pub fn question(&self) -> Result<Question, Refused> {
        let links = [
            self.id("taxonomy_term_id")?.map(Link::Term),
            self.id("taxonomy_id")?.map(Link::Taxonomy),
            self.id("organization_id")?.map(Link::Organization),
            self.id("parent_id")?.map(Link::Parent),
            self.yes("top_only")?.then_some(Link::Top),
        ];
        let since = |text| {
            let at = Moment::parse(text).map(|at| at.timestamp().micros());
            at.ok_or_else(|| asked("`modified_after` is a time such as 2026-03-14T15:00:00Z"))
        };
        Ok(Question {
            search: self.get("search").unwrap_or_default().to_owned(),
            links: links.into_iter().flatten().collect(),
            modified_after: self.get("modified_after").map(since).transpose()?,
            among: None,
        })
    }

    fn metres(&self) -> Result<Option<f64>, Refused> {
        let metres = |text: &str| {
            let metres: Option<f64> = text.parse().ok().filter(|m: &f64| (0.0..=5e7).contains(m));
            metres.ok_or_else(|| asked("`proximity` is a number of metres"))
        };
        self.get("proximity").map(metres).transpose()
    }

    /// Which services at locations are near a postal code, or serve it; [`None`] if nobody asks. A
    /// distance from nowhere means nothing.
    ///
    /// # Errors
    /// [`Refused::Asked`] for a distance that is none.
    pub fn near(&self, feed: &Feed) -> Result<Option<Vec<u32>>, Refused> {
        match (self.get("postcode"), self.metres()?) {
            (None, _) => Ok(None),
            (Some(code), metres) => {
                // Of a postal code that the directory does not know nothing is near.
                let Some(centre) = feed.postcode(code) else { return Ok(Some(Vec::new())) };
                let near = metres.map(|metres| feed.within(centre, metres));
                Ok(Some(near.unwrap_or_else(|| feed.serving(centre))))
            }
        }
    }
}

/// A number as an address would write it: JSON may write a whole one as `2.0`.
fn written(number: &serde_json::Number) -> String {
    let whole = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 1e15);
    whole.map_or_else(|| number.to_string(), |value| format!("{value:.0}"))
}

fn asked(what: &str) -> Refused {
    Refused::Asked(what.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_question_makes_it_stumble(query in ".{0,60}", body: Vec<u8>) {
            if let Ok(ask) = Ask::read(&query, &body) {
                let _ = (ask.way(), ask.depth(), ask.question());
            }
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_name() {
        for (query, name) in [
            ("page=0", "`page`"),
            ("per_page=501", "`per_page`"),
            ("format=xml", "`format`"),
            ("full=perhaps", "`full`"),
            ("organization_id=7", "`organization_id`"),
            ("modified_after=soon", "`modified_after`"),
        ] {
            let ask = Ask::read(query, b"").unwrap();
            let said = [
                ask.way().err().map(|r| r.to_string()),
                ask.depth().err().map(|r| r.to_string()),
                ask.question().err().map(|r| r.to_string()),
            ];
            let said: Vec<_> = said.into_iter().flatten().collect();
            assert!(said.len() == 1 && said[0].contains(name), "{query}: {said:?}");
        }
        let ask = Ask::read("page=2&per_page=5", br#"{"per_page": 7, "search": "bed"}"#).unwrap();
        assert_eq!(ask.way().unwrap(), Way::Page { number: 2, size: 7 });
        assert_eq!(ask.question().unwrap().search, "bed");
        let ask = Ask::read("", br#"{"page": 3.0, "colour": ["blue"]}"#).unwrap();
        assert_eq!(ask.way().unwrap(), Way::Page { number: 3, size: USUAL });
        assert!(Ask::read("per_page=9999", br#"{"per_page": 7}"#).is_err());
        for wrong in [
            r#"{"proximity": 50000001}"#,
            r#"{"proximity": "7"}"#,
            r#"{"postcode": false}"#,
            r#"{"full": "true"}"#,
            r#"{"page": null}"#,
        ] {
            assert!(Ask::read("", wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
