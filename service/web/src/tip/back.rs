//! The return page: whoever types a receipt sees what became of the tip, reads, and adds.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::agency::AgencyKind;
use casework::outcome::{CouldNotAct, TipStage};
use casework::text::{MessageText, TextRefused};
use casework::time::Timestamp;
use chrono::DateTime;
use serde::Deserialize;
use store::{key, message};
use tip::fate::Shown as Step;
use vault::Attempt;
use vault::receipt::{Receipt, ReceiptError};

use crate::App;
use crate::acts::tip as acts;
use crate::app::{Reader, shown};
use crate::caller::{MaybeTipster, TIPSTER, Tipster, drop_cookie, set_cookie};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::Lines;
use crate::message::{From, Message};
use crate::page::{Page, Style};
use crate::say::new_key;

/// Why a typed receipt opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// More or fewer than six words.
    Count(usize),
    /// A word that is in no receipt: which, and one that looks like it.
    Word(usize, Option<&'static str>),
    /// Six right words that open no tip.
    Nothing,
    /// Very many try at this moment.
    Later,
}

/// `GET /tip/return`, and the same page again when the words open nothing.
#[derive(Template)]
#[template(path = "tip/return.html")]
pub struct ReturnPage {
    /// The frame.
    pub page: Page,
    /// What was typed.
    pub words: String,
    /// Why it opens nothing.
    pub refusal: Option<Refusal>,
}

impl ReturnPage {
    fn problem(&self) -> String {
        let page = &self.page;
        match self.refusal {
            None => String::new(),
            Some(Refusal::Count(found)) => page.t1("tip-return-count", "found", found).into_owned(),
            Some(Refusal::Word(position, None)) => {
                page.t1("tip-return-word", "position", position).into_owned()
            }
            Some(Refusal::Word(position, Some(like))) => {
                page.t2("tip-return-like", "position", position, "word", like).into_owned()
            }
            Some(Refusal::Nothing) => page.t("tip-return-nothing").into_owned(),
            Some(Refusal::Later) => page.t("error-busy").into_owned(),
        }
    }
}

/// One line of what happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// The day, in words.
    pub day: String,
    /// What.
    pub text: String,
}

/// `GET /tip/mine`
#[derive(Template)]
#[template(path = "tip/mine.html")]
pub struct TipPage {
    /// The frame.
    pub page: Page,
    /// What happened, the oldest first.
    pub happened: Vec<Happened>,
    /// What was said.
    pub messages: Vec<Message>,
    /// What was typed and not sent.
    pub words: String,
    /// The idempotency key of the next message.
    pub key: String,
    /// The key of what to mend.
    pub problem: Option<&'static str>,
}

impl TipPage {
    fn problem_words(&self) -> std::borrow::Cow<'static, str> {
        self.problem.map(|key| self.page.t(key)).unwrap_or_default()
    }
}

/// `GET /tip/return`: where the six words go.
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    MaybeTipster(tipster): MaybeTipster,
) -> Response {
    if tipster.is_some() {
        return Redirect::to(&mine(&app, reader)).into_response();
    }
    shown(&ReturnPage { page: frame(&app, reader), words: String::new(), refusal: None })
}

fn frame(app: &App, reader: Reader) -> Page {
    app.page(reader, Style::Public, "tip-return-title", "/tip/return")
}

fn mine(app: &App, reader: Reader) -> String {
    frame(app, reader).href("/tip/mine")
}

/// The words as somebody typed them.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    words: String,
}

/// `POST /tip/return`: six words that open a tip open a session of an hour in this browser.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    Sent(typed): Sent<Typed>,
) -> Result<Response, Error> {
    let refused = |refusal: Refusal| {
        let page = frame(&app, reader);
        let (status, words) = match refusal {
            Refusal::Later => (StatusCode::SERVICE_UNAVAILABLE, typed.words.clone()),
            Refusal::Nothing => (StatusCode::UNPROCESSABLE_ENTITY, String::new()),
            _ => (StatusCode::UNPROCESSABLE_ENTITY, typed.words.clone()),
        };
        let page = shown(&ReturnPage { page, words, refusal: Some(refusal) });
        Ok((status, page).into_response())
    };
    let receipt = match Receipt::parse(&typed.words) {
        Ok(receipt) => receipt,
        Err(ReceiptError::Count { found }) => return refused(Refusal::Count(found)),
        Err(ReceiptError::Unknown { position, suggestion }) => {
            return refused(Refusal::Word(position, suggestion));
        }
    };
    let Some(keys) = app.receipts().read(&app, receipt).await? else {
        return refused(Refusal::Later);
    };
    let Some(back) = app.store().returning(&keys).await? else { return refused(Refusal::Nothing) };
    let session = acts::come_back(app.store(), &back).await?;
    let cookie = set_cookie(TIPSTER, &session);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&mine(&app, reader))).into_response())
}

/// `GET /tip/mine`: what happened, what was said, and a place to add more.
pub async fn read(
    State(app): State<App>,
    reader: Reader,
    tipster: Tipster,
) -> Result<Response, Error> {
    draw(&app, reader, &tipster, (String::new(), None)).await
}

async fn draw(
    app: &App,
    reader: Reader,
    tipster: &Tipster,
    (words, problem): (String, Option<&'static str>),
) -> Result<Response, Error> {
    let (id, actor) = (tipster.0.contact, tipster.actor());
    let (stored, mut view) = app.store().look(&actor, access::Look::ReadConversation, id).await?;
    let key = key::open(&mut view, id.uuid(), &tipster.0.keys).await?;
    let page = app.page(reader, Style::Public, "tip-mine-title", "/tip/mine");
    let names = message::names(&mut view, &stored, &key).await?;
    let said = message::latest(&mut view, &stored, i64::MAX, 500).await?;
    let fate = store::tip::fate(&mut view, id).await?;
    drop(view);
    let lines = Lines::of_visitor(&page, app.zone(), names);
    let messages = said
        .iter()
        .filter(|line| line.notice.is_none())
        .map(|line| {
            let opened = lines.open(line, &key)?;
            // A tip is followed for weeks: a time of day alone would say little.
            let time = format!("{}, {}", day(&page, app, line.at), opened.time);
            Ok(ours(&page, Message { time, ..opened }))
        })
        .collect::<Result<_, vault::OpenError>>()?;
    let happened = fate.iter().flat_map(tip::fate::Fate::shown);
    let happened = happened.map(|step| in_words(&page, app, step)).collect();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let drawn = TipPage { happened, messages, words, key: new_key(app), problem, page };
    Ok((status, shown(&drawn)).into_response())
}

/// Staff write to a tipster without a name: a tip is answered by the team.
fn ours(page: &Page, message: Message) -> Message {
    match message.from {
        From::Them => Message { name: page.t("tip-staff").into_owned(), ..message },
        From::Me | From::System => message,
    }
}

fn in_words(page: &Page, app: &App, step: Step) -> Happened {
    Happened { day: day(page, app, step.at), text: told(page, step) }
}

fn day(page: &Page, app: &App, at: Timestamp) -> String {
    let utc = DateTime::from_timestamp_micros(at.micros()).unwrap_or_default();
    page.day(utc.with_timezone(&app.zone()).date_naive())
}

/// One step as the tipster reads it.
fn told(page: &Page, step: Step) -> String {
    let agency = step.agency.map(|kind| page.label(AgencyKind::LIST, kind.code()));
    let reason = step.reason.map(|why| page.label(CouldNotAct::LIST, why.code()));
    let (agency_words, reason_words) = (agency.unwrap_or_default(), reason.unwrap_or_default());
    match (step.stage, step.agency) {
        (TipStage::Received, _) => page.t("tip-status-received"),
        (TipStage::BeingRead, _) => page.t("tip-status-being_read"),
        (TipStage::Routed, _) => page.t1("tip-status-routed", "agency", agency_words),
        (TipStage::ActedOn, _) => page.t1("tip-status-acted_on", "agency", agency_words),
        (TipStage::CouldNotAct, None) => page.t1("tip-status-nobody", "reason", reason_words),
        (TipStage::CouldNotAct, Some(_)) => {
            page.t2("tip-status-could_not", "agency", agency_words, "reason", reason_words)
        }
        (TipStage::Closed, _) => page.t("tip-status-closed"),
    }
    .into_owned()
}

/// What the tipster adds.
#[derive(Deserialize)]
pub struct More {
    key: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    danger: String,
}

/// `POST /tip/mine`: adds words, and says if somebody is in danger now.
pub async fn add(
    State(app): State<App>,
    reader: Reader,
    tipster: Tipster,
    Sent(form): Sent<More>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let problem = match MessageText::parse(&form.words) {
        Ok(words) if vault::receipt::contains_receipt(words.expose()) => "tip-holds-receipt",
        Ok(words) => {
            let now = form.danger == "now";
            acts::add(app.store(), tipster.0.contact, &attempt, &words, now).await?;
            let to = frame(&app, reader).href("/tip/mine#said");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(TextRefused::Empty) => "tip-needed",
        Err(TextRefused::TooLong { .. }) => "write-too-long",
        Err(TextRefused::ControlCharacter { .. }) => "write-strange",
    };
    draw(&app, reader, &tipster, (form.words, Some(problem))).await
}

/// `POST /tip/leave`: this browser forgets the tip; the words still open it.
pub async fn leave(
    State(app): State<App>,
    reader: Reader,
    tipster: Tipster,
) -> Result<Response, Error> {
    acts::leave(app.store(), tipster.0.contact, &tipster.0.lookup).await?;
    let to = frame(&app, reader).href("/");
    Ok(([(header::SET_COOKIE, drop_cookie(TIPSTER))], Redirect::to(&to)).into_response())
}

impl Sample for ReturnPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |words: &str, refusal| ReturnPage {
            page: Page::sample(locale, Style::Public, "tip-return-title", "/tip/return"),
            words: words.into(),
            refusal,
        };
        vec![
            Shown::public("tip-return", page("", None)),
            Shown::public("tip-return-count", page("copper lantern", Some(Refusal::Count(2)))),
            Shown::public(
                "tip-return-word",
                page(
                    "coppr lantern river maple window candle",
                    Some(Refusal::Word(1, Some("copper"))),
                ),
            ),
            Shown::public("tip-return-other", page("xyz", Some(Refusal::Word(1, None)))),
            Shown::public("tip-return-nothing", page("", Some(Refusal::Nothing))),
            Shown::public("tip-return-later", page("", Some(Refusal::Later))),
        ]
    }
}

fn sample_messages(page: &Page, date: &str) -> Vec<Message> {
    let message = |seq, from, text: &str| Message {
        seq,
        from,
        name: page.t("chat-you").into(),
        text: text.into(),
        time: format!("{date}, 14:02"),
    };
    let asked = message(2, From::Them, "Thank you. On which street is the motel?");
    vec![
        message(1, From::Me, "A girl cries in room 214 every night. Men come and go."),
        ours(page, asked),
        message(3, From::Me, "On Elm Road, beside the gas station."),
    ]
}

impl Sample for TipPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page =
            |steps: &[(TipStage, Option<AgencyKind>, Option<CouldNotAct>)], said, problem| {
                let page = Page::sample(locale, Style::Public, "tip-mine-title", "/tip/mine");
                let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
                let date = page.day(date);
                let happened = steps.iter().map(|&(stage, agency, reason)| {
                    let step = Step { stage, at: Timestamp::EPOCH, agency, reason };
                    Happened { day: date.clone(), text: told(&page, step) }
                });
                let happened = happened.collect();
                let messages = if said { sample_messages(&page, &date) } else { Vec::new() };
                let key = "0190".into();
                TipPage { page, happened, messages, words: String::new(), key, problem }
            };
        let police = Some(AgencyKind::LawEnforcement);
        let school = Some(AgencyKind::School);
        let why = Some(CouldNotAct::NothingFound);
        let fresh = [(TipStage::Received, None, None)];
        let long = [
            (TipStage::Received, None, None),
            (TipStage::BeingRead, None, None),
            (TipStage::Routed, police, None),
            (TipStage::Routed, school, None),
            (TipStage::ActedOn, police, None),
            (TipStage::CouldNotAct, school, why),
            (TipStage::CouldNotAct, None, Some(CouldNotAct::NotEnoughToFind)),
            (TipStage::Closed, None, None),
        ];
        vec![
            Shown::public("tip-mine-fresh", page(&fresh, false, None)),
            Shown::public("tip-mine", page(&long, true, None)),
            Shown::public("tip-mine-problem", page(&long, true, Some("tip-holds-receipt"))),
        ]
    }
}
