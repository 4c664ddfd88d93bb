//! One tip on the desk: what was said, what became of it, which others tell of the same.

use access::{Act, Look};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::agency::AgencyKind;
use casework::contact::{Danger, Lane};
use casework::facts::{FactField, Facts};
use casework::id::{ContactId, MemberId};
use casework::outcome::{CouldNotAct, TipStage};
use serde::Deserialize;
use store::contact::Stored;
use store::tip::likely::{self, Tokens};
use store::{View, facts, field, key, member, message, team};
use tip::fate::{Fate, Stage};
use tip::likeness::{Likeness, Strength, Suggestion, Token, WINDOW, suggest};
use tip::mark::{Mark, marks};
use vault::blind::{DialPlan, IndexKey};
use vault::{ReaderId, SecretKey, Text};

use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::contact::Note;
use crate::desk::floor::{label, page};
use crate::desk::panel::{Field, Panel};
use crate::desk::queue::tone;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::{Lines, moment};
use crate::message::{From, Message};
use crate::page::Page;
use crate::say::new_key;

/// `GET /desk/tips/{id}`
#[derive(Template)]
#[template(path = "tip/follow.html")]
pub struct FollowPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// What is known about danger.
    pub danger: Danger,
    /// Whether the contact stands in the tip lane.
    pub is_tip: bool,
    /// When the receipt that works was made; none if there is none.
    pub receipt: Option<String>,
    /// Where it stands; none without a receipt.
    pub stage: Option<TipStage>,
    /// What happened, the oldest first.
    pub steps: Vec<StepLine>,
    /// The kinds of agency that have it and have not answered.
    pub waiting_for: Vec<AgencyKind>,
    /// What was said.
    pub messages: Vec<Message>,
    /// What staff wrote down, the newest first.
    pub notes: Vec<Note>,
    /// What I typed but did not send.
    pub words: String,
    /// The idempotency key of the next message.
    pub key: String,
    /// Other tips that may tell of the same.
    pub likely: Vec<Alike>,
    /// Other tips of which a person said that they tell of the same.
    pub linked: Vec<(String, String)>,
    /// Whether the team compares names and numbers at all.
    pub searches: bool,
    /// What somebody who lost the receipt can be asked; empty for who may not decide.
    pub asks: Vec<Field>,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One step of the fate, in words.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// When, and by whom.
    pub when: String,
    /// What.
    pub stage: TipStage,
    /// Which kind of agency had a part.
    pub agency: Option<AgencyKind>,
    /// Why nobody could act.
    pub reason: Option<CouldNotAct>,
}

/// Another tip that may tell of the same.
#[derive(Clone, Debug)]
pub struct Alike {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// How strongly the suggestion is meant.
    pub strength: Strength,
    /// In what both agree.
    pub because: Vec<Likeness>,
}

/// A tip named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    pub(super) fn parse(&self) -> Result<ContactId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// What a page says beside the tip itself.
#[derive(Default)]
pub(super) struct Said {
    pub(super) problem: Option<String>,
    pub(super) words: String,
}

/// `GET /desk/tips/{id}`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, id.parse()?, Said::default()).await
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ContactId,
    said: Said,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let (stored, mut view) = app.store().look(&actor, Look::OpenContact, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let frame = page(app, reader, worker, "tips-follow-title", &format!("/desk/tips/{id}"));
    let names = names(&mut view, worker).await?;
    let lines =
        Lines::of_member(&frame, app.zone(), names.into_iter().collect(), worker.member().id);
    let opened = conversation(app, &mut view, &stored, (&lines, &key)).await?;
    let notes = notes(app, &mut view, id, (&lines, &key)).await?;
    let fate = store::tip::fate(&mut view, id).await?;
    let receipt = store::tip::receipt_made(&mut view, id).await?;
    let searches = team::searches(&mut view, stored.contact.team()).await?;
    let known = facts::of_contact(&mut view, id).await?;
    let decided = store::tip::decisions(&mut view, id).await?;
    if searches && fate.is_some() {
        note_tokens(app, &mut view, worker, &stored, &opened.told).await?;
    }
    let likely = suggestions(&mut view, worker, &stored, &decided).await?;
    drop(view);
    let may_replace =
        receipt.is_some() && app.store().may(&actor, Act::ReplaceReceipt, &stored.resource());
    let steps = fate.iter().flat_map(|fate| fate.steps()).map(|step| step_line(app, &lines, step));
    let status = if said.problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = FollowPage {
        id: id.to_string(),
        label: label(id),
        danger: stored.contact.danger(),
        is_tip: stored.contact.lane() == Lane::Tip,
        receipt: receipt.map(|at| moment(at, app.zone(), app.now())),
        stage: fate.as_ref().map(Fate::stage),
        steps: steps.collect(),
        waiting_for: fate.as_ref().map(Fate::waiting_for).unwrap_or_default(),
        messages: opened.messages,
        notes,
        words: said.words,
        key: new_key(app),
        likely: likely.iter().map(Alike::of).collect(),
        linked: decided.linked_with(id).map(|other| (other.to_string(), label(other))).collect(),
        searches,
        asks: if may_replace { asks(&frame, &known) } else { Vec::new() },
        problem: said.problem,
        page: frame,
    };
    Ok((status, shown(&drawn)).into_response())
}

impl Alike {
    fn of(one: &Suggestion) -> Self {
        Self {
            id: one.other.to_string(),
            label: label(one.other),
            strength: one.strength,
            because: one.because.iter().copied().collect(),
        }
    }
}

/// The names of all colleagues, opened with the staff key.
async fn names(view: &mut View, worker: &Worker) -> Result<Vec<(MemberId, Text)>, Error> {
    let staff = worker.0.keys.secret(ReaderId(worker.0.staff.uuid())).ok_or(Error::NotFound)?;
    let all = member::all(view).await?;
    let names = all.iter().map(|one| Ok((one.id, one.name(staff)?)));
    names.collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}

/// What was said, and beside it what the tipster told alone.
struct Opened {
    messages: Vec<Message>,
    told: String,
}

async fn conversation(
    app: &App,
    view: &mut View,
    stored: &Stored,
    (lines, key): (&Lines<'_>, &SecretKey),
) -> Result<Opened, Error> {
    let mut opened = Opened { messages: Vec::new(), told: String::new() };
    for line in message::latest(view, stored, i64::MAX, 500).await? {
        let mut message = lines.open(&line, key)?;
        message.time = moment(line.at, app.zone(), app.now());
        if message.from == From::Them {
            opened.told.push_str(&message.text);
            opened.told.push('\n');
        }
        opened.messages.push(message);
    }
    Ok(opened)
}

async fn notes(
    app: &App,
    view: &mut View,
    id: ContactId,
    (lines, key): (&Lines<'_>, &SecretKey),
) -> Result<Vec<Note>, Error> {
    let all = field::history(view, id, field::Name::Note, 100).await?;
    let note = |note: &field::Field| {
        Ok(Note {
            author: note.by.map(|by| lines.name_of(by)).unwrap_or_default(),
            time: moment(note.at, app.zone(), app.now()),
            text: note.open::<Text>(key)?.expose().to_owned(),
        })
    };
    all.iter().map(note).collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}

fn step_line(app: &App, lines: &Lines<'_>, step: &tip::fate::Step) -> StepLine {
    let (stage, agency, reason) = Stage::parts(step.stage);
    let when = moment(step.at, app.zone(), app.now());
    let by = step.by.map(|by| lines.name_of(by)).unwrap_or_default();
    let when = if by.is_empty() { when } else { format!("{when} · {by}") };
    StepLine { when, stage, agency, reason }
}

/// Below this many letters a whole text is no trait: two people who write "help her" are two.
const TELLING: usize = 24;

/// Stores by what this tip is compared, if that has changed: the tipster may have added something.
async fn note_tokens(
    app: &App,
    view: &mut View,
    worker: &Worker,
    stored: &Stored,
    told: &str,
) -> Result<(), Error> {
    let team = stored.contact.team();
    // Who reads by a key of their own, and not by the team's, cannot index it.
    let Some(secret) = worker.0.keys.secret(ReaderId(team.uuid())) else { return Ok(()) };
    let tokens = tokens_of(&IndexKey::of_team(secret), told);
    let id = stored.contact.id();
    if likely::tokens(view, id).await? != tokens {
        app.store().note_tip_tokens(team, id, &tokens).await?;
    }
    Ok(())
}

fn tokens_of(key: &IndexKey, told: &str) -> Tokens {
    let named = marks(told).into_iter().filter_map(|mark| match mark {
        Mark::Phone(number) => key.phone(&number, &DialPlan::NORTH_AMERICA),
        Mark::Email(address) => key.email(&address),
        Mark::Name(name) => key.mark(&name),
    });
    let named = named.map(|token| Token(*token.as_bytes())).collect();
    let long = told.chars().filter(|sign| sign.is_alphanumeric()).count() >= TELLING;
    let text = if long { key.text(told) } else { None };
    Tokens { text: text.map(|token| Token(*token.as_bytes())), named }
}

async fn suggestions(
    view: &mut View,
    worker: &Worker,
    stored: &Stored,
    decided: &tip::likeness::Decisions,
) -> Result<Vec<Suggestion>, Error> {
    let place = (stored.contact.team(), worker.member().id);
    let at = stored.contact.snapshot().received_at;
    let window = (at - WINDOW, at + WINDOW);
    let found = likely::candidates(view, place, stored.contact.id(), window).await?;
    Ok(found.map(|(own, others)| suggest(&own, &others, decided)).unwrap_or_default())
}

/// The facts that somebody who lost the receipt can be asked: those that are recorded, without what is
/// recorded, so that the page gives no answer away to who reads over a shoulder.
fn asks(page: &Page, known: &Facts) -> Vec<Field> {
    let recorded: Vec<&str> = FactField::ALL
        .iter()
        .filter(|field| known.value(**field).is_some())
        .map(|field| field.code())
        .collect();
    let blank = Panel::of(page, &Facts::new(), &[]);
    let fields = blank.blocks.into_iter().flat_map(|block| block.fields);
    fields.filter(|field| recorded.contains(&field.code)).collect()
}

impl FollowPage {
    fn tone(&self) -> &'static str {
        tone(self.danger)
    }

    fn is_closed(&self) -> bool {
        self.stage == Some(TipStage::Closed)
    }

    fn was_read(&self) -> bool {
        !matches!(self.stage, None | Some(TipStage::Received | TipStage::Closed))
    }

    fn can_close(&self) -> bool {
        let ended = matches!(self.stage, Some(TipStage::ActedOn | TipStage::CouldNotAct));
        ended && self.waiting_for.is_empty()
    }
}

pub(super) fn sample_page(title_key: &'static str, path: &str) -> Page {
    crate::desk::sample_page(title_key, path)
}

impl Sample for FollowPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let routed = sample(TipStage::Routed, &[AgencyKind::LawEnforcement]);
        let fresh = FollowPage {
            likely: vec![],
            linked: vec![],
            notes: vec![],
            asks: vec![],
            ..sample(TipStage::Received, &[])
        };
        let done = FollowPage { searches: false, ..sample(TipStage::ActedOn, &[]) };
        let closed = sample(TipStage::Closed, &[]);
        let bare = FollowPage {
            receipt: None,
            stage: None,
            steps: vec![],
            likely: vec![],
            linked: vec![],
            asks: vec![],
            ..sample(TipStage::Received, &[])
        };
        let problem = Some("`law_enforcement` has this tip already".into());
        let refused = FollowPage { problem, ..sample(TipStage::Routed, &[AgencyKind::School]) };
        vec![
            Shown::desk("tip-follow", routed),
            Shown::desk("tip-follow-fresh", fresh),
            Shown::desk("tip-follow-acted", done),
            Shown::desk("tip-follow-closed", closed),
            Shown::desk("tip-follow-bare", bare),
            Shown::desk("tip-follow-refused", refused),
        ]
    }
}

fn sample(stage: TipStage, waiting_for: &[AgencyKind]) -> FollowPage {
    use casework::facts::{Edit, FactValue};
    let page = sample_page("tips-follow-title", "/desk/tips/7f3a");
    let line = |when: &str, stage, agency| {
        let reason = (stage == TipStage::CouldNotAct).then_some(CouldNotAct::NothingFound);
        StepLine { when: when.into(), stage, agency, reason }
    };
    let message = |seq, from, name: &str, text: &str| Message {
        seq,
        from,
        name: name.into(),
        text: text.into(),
        time: "Nov 22, 14:02".into(),
    };
    let [county, venue] = [(FactField::County, "48201"), (FactField::Venue, "hotel_or_motel")]
        .map(|(field, code)| (field, FactValue::parse(field, [code]).expect("a code")));
    let edit = Edit::new().set(county.0, county.1).set(venue.0, venue.1);
    let known = Facts::new().apply(edit, 0).expect("the first edit").facts;
    FollowPage {
        id: "7f3a".into(),
        label: "7F3A".into(),
        danger: Danger::Raised,
        is_tip: true,
        receipt: Some("Nov 22, 14:02".into()),
        stage: Some(stage),
        steps: vec![
            line("Nov 22, 14:02", TipStage::Received, None),
            line("Nov 22, 14:06 · Maya R.", TipStage::BeingRead, None),
            line("Nov 22, 14:20 · Maya R.", TipStage::Routed, Some(AgencyKind::LawEnforcement)),
            line("Nov 24, 09:00 · Joel T.", TipStage::CouldNotAct, Some(AgencyKind::School)),
        ],
        waiting_for: waiting_for.to_vec(),
        messages: vec![
            message(1, From::Them, "Visitor", "A girl cries in room 214 every night."),
            message(2, From::Me, "Maya R.", "Thank you. On which street is the motel?"),
        ],
        notes: vec![Note {
            author: "Maya R.".into(),
            time: "Nov 22, 14:08".into(),
            text: "The same motel as in May.".into(),
        }],
        words: String::new(),
        key: "0190".into(),
        likely: vec![
            Alike {
                id: "19c2".into(),
                label: "19C2".into(),
                strength: Strength::Strong,
                because: vec![Likeness::SameName, Likeness::County],
            },
            Alike {
                id: "0ab4".into(),
                label: "0AB4".into(),
                strength: Strength::Possible,
                because: vec![Likeness::County, Likeness::AgeBand, Likeness::Venue],
            },
        ],
        linked: vec![("88d0".into(), "88D0".into())],
        searches: true,
        asks: asks(&page, &known),
        problem: None,
        page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::KeyPair;

    #[test]
    fn the_same_number_and_the_same_words_have_the_same_tokens_and_others_have_not() {
        let key = IndexKey::of_team(KeyPair::derive(&[3; 32]).secret());
        let one = tokens_of(&key, "A girl is sold in room 214. Call (555) 234-0142.\n");
        let again = tokens_of(&key, "a girl is sold in room 214! call 555 234 0142\n");
        let other = tokens_of(&key, "He drives ABC-1234 and has +1 555 234 0142\n");
        assert_eq!(one.text, again.text);
        assert_eq!(one.named, again.named);
        assert_ne!(one.text, other.text);
        assert_eq!(one.named.intersection(&other.named).count(), 1);
        assert_eq!(tokens_of(&key, "help her").text, None, "too short to tell");
    }
}
