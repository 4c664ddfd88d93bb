//! The code beside a link: asked once of each browser, before anything of the referral is shown.
//!
//! The link may lie in a mailbox that others read; the code was told by telephone. Five wrong ones close
//! the link, and the desk sees it. What link and code give together stays in a cookie of this one path.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::member::Actor;
use serde::Deserialize;
use store::referral::code::Tried;
use store::referral::{Door, LINK_LASTS};
use vault::{SessionSecret, SpokenCode};

use super::{gone, path};
use crate::App;
use crate::acts::referral;
use crate::app::{Reader, shown};
use crate::caller::cookie;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// The cookie that keeps what link and code give together.
const COOKIE: &str = "__Secure-code";

/// The page that asks for the code.
#[derive(Template)]
#[template(path = "partner/code.html")]
pub struct CodePage {
    page: Page,
    left: i64,
    call: Option<String>,
    problem: Option<String>,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

/// What this browser holds of link and code together, if it was told the code before.
pub(super) fn held(headers: &HeaderMap) -> Option<SessionSecret> {
    cookie(headers, COOKIE).and_then(SessionSecret::from_cookie)
}

/// Asks for the code. Nothing of the referral is in the answer.
pub(super) fn ask(
    app: &App,
    reader: Reader,
    link: &SessionSecret,
    left: i64,
    problem: Option<&str>,
) -> Response {
    let page = app.page(reader, Style::Partner, "spoken-title", path(link));
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let problem = problem.map(|key| page.t(key).into_owned());
    let drawn = CodePage { page, left, call: app.site().phone.clone(), problem };
    (status, shown(&drawn)).into_response()
}

/// `POST /r/{secret}/code`
pub async fn tell(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    Sent(form): Sent<Typed>,
) -> Result<Response, Error> {
    let Some(link) = SessionSecret::from_cookie(&secret) else { return Ok(gone(&app, reader)) };
    let page = app.page(reader, Style::Partner, "spoken-title", path(&link));
    let on = || Redirect::to(&page.href(page.path())).into_response();
    let (id, organization, left) = match app.store().linked(&link, None).await? {
        Some(Door::Code { referral, organization, left }) => (referral, organization, left),
        // A link without a code is opened by itself.
        Some(Door::Open(_)) => return Ok(on()),
        None => return Ok(gone(&app, reader)),
    };
    // What cannot be a code was no try: a finger slipped.
    let Some(typed) = SpokenCode::parse(&form.code) else {
        return Ok(ask(&app, reader, &link, left, Some("spoken-no-code")));
    };
    let actor = Actor::Partner { organization, referral: id };
    match referral::try_code(app.store(), &actor, id, &link, &typed).await {
        Ok(Tried::Opened(both)) => {
            Ok(([(header::SET_COOKIE, keep(&link, &both))], on()).into_response())
        }
        Ok(Tried::Wrong(left)) => Ok(ask(&app, reader, &link, left, Some("spoken-wrong"))),
        Ok(Tried::Shut) | Err(store::Error::NotFound) => Ok(gone(&app, reader)),
        Err(other) => Err(other.into()),
    }
}

/// A cookie of this one link. It is sent nowhere else, so a phone that opened many links carries one at
/// a time; that needs a path, which a name with `__Host-` does not allow. `Lax`, because the link is
/// mostly tapped in a message: the cookie alone opens nothing.
fn keep(link: &SessionSecret, both: &SessionSecret) -> HeaderValue {
    let text = format!(
        "{COOKIE}={}; Path={}; Max-Age={}; Secure; HttpOnly; SameSite=Lax",
        both.to_cookie().as_str(),
        path(link),
        LINK_LASTS.seconds(),
    );
    let mut value = HeaderValue::from_str(&text)
        .expect("the name is a constant and the secrets are base64url: all are plain ASCII");
    value.set_sensitive(true);
    value
}

impl CodePage {
    fn sent_to(&self) -> String {
        self.page.href(&format!("{}/code", self.page.path()))
    }
}

impl Sample for CodePage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |left, problem: Option<&str>| {
            let page = Page::sample(locale, Style::Partner, "spoken-title", "/r/sample");
            let problem = problem.map(|key| page.t(key).into_owned());
            CodePage { left, call: Some("555-0100".into()), problem, page }
        };
        vec![
            Shown::partner("partner-code", page(5, None)),
            Shown::partner("partner-code-wrong", page(1, Some("spoken-wrong"))),
        ]
    }
}
