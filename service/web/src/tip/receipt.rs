//! The receipt: made after the tip is stored, shown once, kept nowhere.
//!
//! The words are in the answer to the form that told the tip, and in no address: going back or opening
//! the address again does not show them. Who did not see them (the line broke, very many told something
//! at once) sends the form's key again within the hour and gets new words.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ContactId;
use casework::member::Actor;
use serde::Deserialize;
use vault::Attempt;

use super::derive::{Made, Waiting};
use crate::App;
use crate::acts::tip::give_receipt;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// The six words, and how to keep them.
#[derive(Template)]
#[template(path = "tip/receipt.html")]
pub struct ReceiptPage {
    /// The frame.
    pub page: Page,
    /// The words in their order.
    pub words: Vec<String>,
}

/// The tip is stored, and its words are not made yet.
#[derive(Template)]
#[template(path = "tip/stored.html")]
pub struct StoredPage {
    /// The frame.
    pub page: Page,
    /// The key of the form that told it.
    pub key: String,
}

/// What a member reads out to the tipster on the telephone.
#[derive(Template)]
#[template(path = "tip/given.html")]
pub struct GivenPage {
    /// The frame.
    pub page: Page,
    /// The tip, for addresses.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// The words in their order.
    pub words: Vec<String>,
}

/// The words of a receipt one by one, for a page that shows them.
pub(super) fn words(made: &Made) -> Vec<String> {
    made.receipt.to_text().split(' ').map(str::to_owned).collect()
}

/// Makes the receipt of the tip that this attempt told, and shows it.
pub(super) async fn show(
    app: &App,
    reader: Reader,
    (attempt, key): (&Attempt, &str),
    waiting: Waiting,
) -> Result<Response, Error> {
    let Some(teller) = app.store().visiting(&attempt.session_secret()).await? else {
        // An hour has gone by since: only the words of then open it.
        let to = app.page(reader, Style::Public, "tip-return-title", "/tip").href("/tip/return");
        return Ok(Redirect::to(&to).into_response());
    };
    let Some(made) = app.receipts().make(app, waiting).await? else {
        let page = app.page(reader, Style::Public, "tip-stored-title", "/tip");
        return Ok(shown(&StoredPage { page, key: key.to_owned() }));
    };
    let actor = Actor::Tipster { contact: teller.contact };
    give_receipt(app.store(), &actor, &teller.keys, teller.contact, &made.keys).await?;
    let page = app.page(reader, Style::Public, "tip-receipt-title", "/tip");
    Ok(shown(&ReceiptPage { page, words: words(&made) }))
}

/// The page from which a member reads the words to the tipster of a contact that they entered. None
/// where another try of the same form had given the tip its words: those are shown once.
pub(crate) async fn read_out(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (id, made): (ContactId, &Made),
) -> Result<Option<Response>, Error> {
    if app.store().returning(&made.keys).await?.is_none() {
        return Ok(None);
    }
    let page = floor::page(app, reader, worker, "tips-given-title", "/desk/tips");
    let given = GivenPage { page, id: id.to_string(), label: floor::label(id), words: words(made) };
    Ok(Some(shown(&given)))
}

/// The key of the form that told the tip.
#[derive(Deserialize)]
pub struct Again {
    key: String,
}

/// `POST /tip/receipt`: for a tip that is stored and whose words were not shown.
pub async fn again(
    State(app): State<App>,
    reader: Reader,
    Sent(form): Sent<Again>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    show(&app, reader, (&attempt, &form.key), Waiting::InLine).await
}

pub(super) fn sample_words() -> Vec<String> {
    ["copper", "lantern", "river", "maple", "window", "candle"].map(str::to_owned).to_vec()
}

impl Sample for ReceiptPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "tip-receipt-title", "/tip");
        vec![Shown::public("tip-receipt", ReceiptPage { page, words: sample_words() })]
    }
}

impl Sample for StoredPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "tip-stored-title", "/tip");
        vec![Shown::public("tip-stored", StoredPage { page, key: "0190".into() })]
    }
}

impl Sample for GivenPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = super::follow::sample_page("tips-given-title", "/desk/tips/7f3a");
        let words = sample_words();
        let given = GivenPage { page, id: "7f3a".into(), label: "7F3A".into(), words };
        vec![Shown::desk("tip-given", given)]
    }
}
