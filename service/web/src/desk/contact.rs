//! One contact: the conversation in the middle, what we know and what to do next beside it.

use askama::Template;
use case::break_glass::Reason;
use casework::contact::{Channel, Danger, Ending, Lane, StateCode};
use casework::facts::{Edit, FactField, FactValue, Facts};
use casework::safe_contact::{SafeChannel, Voicemail};
use casework::shift::ShiftState;

use super::bed::{AskBeds, BedView, sample_ask, sample_requests};
use super::panel::Panel;
use super::queue::{Queue, tone};
use super::referral::{ReferralView, sample_referrals};
use super::sample_page;
use super::service::{ServiceFit, sample_fits};
use super::teams::Choice;
use crate::duty::block::{self, Block};
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::message::{self, Message};
use crate::oversight::banner::Banner;
use crate::page::Page;
use crate::screening::choose::Begun;

/// `GET /desk/{contact}`
#[derive(Template)]
#[template(path = "desk/contact.html")]
pub struct ContactPage {
    /// The frame.
    pub page: Page,
    /// The first column.
    pub queue: Queue,
    /// The contact's identifier, for addresses.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// Its lane.
    pub lane: Lane,
    /// By which way it came.
    pub channel: Channel,
    /// What is known about danger.
    pub danger: Danger,
    /// Where it stands.
    pub state: StateCode,
    /// Since when, in words: `since 14:02`.
    pub since: String,
    /// Who is with it, the lead first.
    pub members: Vec<String>,
    /// Whether I am one of them.
    pub with_me: bool,
    /// Whether I may close it as nothing for the hotline.
    pub may_dismiss: bool,
    /// Whether the ways to do so stand open.
    pub closing: bool,
    /// What was said.
    pub messages: Vec<Message>,
    /// Whether a message can be sent to the person now.
    pub can_write: bool,
    /// What I typed but did not send.
    pub words: String,
    /// The idempotency key of the next message.
    pub key: String,
    /// The coded facts.
    pub panel: Panel,
    /// Whether the statute alone makes this person a victim of sex trafficking.
    pub statute: bool,
    /// How the person can be reached safely.
    pub safe: SafeCard,
    /// What the law obliges to.
    pub duties: Block,
    /// The cases to which it belongs: id and name.
    pub cases: Vec<(String, String)>,
    /// Openings by break-glass that nobody has looked at yet.
    pub openings: Vec<Banner>,
    /// What fits.
    pub fits: Vec<ServiceFit>,
    /// The form that asks several services for a bed; none where no bed is needed.
    pub ask: Option<AskBeds>,
    /// Beds that were asked for, the latest first.
    pub beds: Vec<BedView>,
    /// What was asked of whom.
    pub referrals: Vec<ReferralView>,
    /// Screenings that were begun, the latest first.
    pub begun: Vec<Begun>,
    /// Notes, the newest first.
    pub notes: Vec<Note>,
    /// The idempotency key of the next note, and of a case that is opened from here.
    pub note_key: String,
    /// Colleagues on shift to whom it can be transferred or who can be asked in.
    pub colleagues: Vec<Colleague>,
    /// Teams to whose queue it can be given; none where there is one team.
    pub queues: Vec<Choice>,
    /// When something was last saved: `14:02`.
    pub saved: Option<String>,
    /// The key of what went wrong with the last form.
    pub problem: Option<&'static str>,
}

/// The safe-contact card, opened.
#[derive(Clone, Debug, Default)]
pub struct SafeCard {
    /// The version that the reader saw.
    pub version: u64,
    /// What they call themself.
    pub name: String,
    /// By which way.
    pub channel: Option<SafeChannel>,
    /// Where, by telephone or text.
    pub phone: String,
    /// Where, by e-mail.
    pub email: String,
    /// When, in words: `Mo, We 16:00–18:00`.
    pub hours: String,
    /// What is left when nobody answers.
    pub voicemail: Option<Voicemail>,
    /// The word by which both know that it is safe to speak.
    pub code_word: String,
    /// Anything else.
    pub instructions: String,
    /// The other version, if somebody else changed the card meanwhile, line by line.
    pub theirs: Option<Vec<String>>,
}

impl SafeCard {
    fn is_empty(&self) -> bool {
        self.channel.is_none()
            && self.name.is_empty()
            && self.phone.is_empty()
            && self.email.is_empty()
    }
}

/// A note, opened.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who wrote it.
    pub author: String,
    /// When: `14:02`.
    pub time: String,
    /// What it says.
    pub text: String,
}

/// Somebody on shift.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Their identifier.
    pub id: String,
    /// Their name, and how many places they have left.
    pub name: String,
}

impl ContactPage {
    fn counts_beds(&self) -> bool {
        self.fits.iter().any(|fit| fit.counts_beds)
    }

    fn last_seq(&self) -> i64 {
        self.messages.last().map_or(0, |message| message.seq)
    }

    fn tone(&self) -> &'static str {
        tone(self.danger)
    }

    fn is_broken_off(&self) -> bool {
        self.state == StateCode::BrokenOff
    }

    fn is_waiting(&self) -> bool {
        self.state == StateCode::Waiting
    }

    fn is_open(&self) -> bool {
        self.state != StateCode::Ended
    }

    fn is_lane(&self, lane: &Lane) -> bool {
        self.lane == *lane
    }

    /// Endings that close a contact that was nothing for the hotline: two clicks.
    fn dismissals(&self) -> impl Iterator<Item = Ending> {
        Ending::ALL.iter().copied().filter(|ending| ending.dismisses())
    }

    fn endings(&self) -> impl Iterator<Item = Ending> {
        Ending::ALL.iter().copied().filter(|ending| !ending.dismisses())
    }

    fn is_safe_channel(&self, channel: &SafeChannel) -> bool {
        self.safe.channel == Some(*channel)
    }

    fn is_voicemail(&self, voicemail: &Voicemail) -> bool {
        self.safe.voicemail == Some(*voicemail)
    }
}

impl Sample for ContactPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let talking = sample();
        let mut other = set(Edit::new(), FactField::AgeBand, "18_20");
        other = set(other, FactField::Needs, "food");
        let conflicts = match known().apply(other, 0) {
            Err(casework::facts::EditRefused::Conflicts { conflicts, .. }) => conflicts,
            _ => Vec::new(),
        };
        let conflict = ContactPage {
            panel: Panel::of(&talking.page, &known(), &conflicts),
            problem: Some("contact-conflict"),
            ..sample()
        };
        let fresh = ContactPage {
            messages: talking.messages.iter().take(1).cloned().collect(),
            panel: Panel::of(&talking.page, &Facts::new(), &[]),
            danger: Danger::Unknown,
            statute: false,
            duties: block::sample_quiet(),
            cases: vec![],
            openings: vec![],
            safe: SafeCard::default(),
            fits: vec![],
            ask: None,
            beds: vec![],
            referrals: vec![],
            begun: vec![],
            notes: vec![],
            saved: None,
            ..sample()
        };
        let waiting = ContactPage {
            messages: talking.messages.iter().take(1).cloned().collect(),
            state: StateCode::Waiting,
            members: vec![],
            with_me: false,
            can_write: false,
            closing: true,
            notes: vec![],
            ..sample()
        };
        let gone = ContactPage { state: StateCode::BrokenOff, can_write: false, ..sample() };
        let over = ContactPage { state: StateCode::Ended, can_write: false, ..sample() };
        vec![
            Shown::desk("contact", talking),
            Shown::desk("contact-fresh", fresh),
            Shown::desk("contact-waiting", waiting),
            Shown::desk("contact-conflict", conflict),
            Shown::desk("contact-broken-off", gone),
            Shown::desk("contact-ended", over),
        ]
    }
}

fn set(edit: Edit, field: FactField, code: &str) -> Edit {
    edit.set(field, FactValue::parse(field, [code]).expect("a code of the field"))
}

fn known() -> Facts {
    let mut edit = Edit::new();
    for (field, code) in [
        (FactField::DangerNow, "raised"),
        (FactField::ReachingOut, "potential_victim"),
        (FactField::AgeBand, "15_17"),
        (FactField::Gender, "Feminine"),
        (FactField::CommercialSexAct, "yes"),
        (FactField::Needs, "emergency_shelter"),
    ] {
        edit = set(edit, field, code);
    }
    Facts::new().apply(edit, 0).expect("the first edit").facts
}

fn sample() -> ContactPage {
    let page = sample_page("contact-title", "/desk/7f3a");
    let messages = message::sample(&page)
        .into_iter()
        .map(|message| match message.from {
            message::From::Me => Message {
                from: message::From::Them,
                name: page.t("desk-visitor").into(),
                ..message
            },
            message::From::Them => Message { from: message::From::Me, ..message },
            message::From::System => message,
        })
        .collect();
    ContactPage {
        queue: Queue::sample(),
        id: "7f3a".into(),
        label: "7F3A".into(),
        lane: Lane::Help,
        channel: Channel::Chat,
        danger: Danger::Raised,
        state: StateCode::Active,
        since: "14:01".into(),
        members: vec!["Maya R.".into(), "Joel T.".into()],
        with_me: true,
        may_dismiss: true,
        closing: false,
        messages,
        can_write: true,
        words: String::new(),
        key: "0190".into(),
        panel: Panel::of(&page, &known(), &[]),
        statute: true,
        safe: SafeCard {
            version: 2,
            name: "Ana".into(),
            channel: Some(SafeChannel::Text),
            phone: "555-0142".into(),
            hours: "after 16:00".into(),
            voicemail: Some(Voicemail::Never),
            code_word: "sunflower".into(),
            ..SafeCard::default()
        },
        duties: block::sample(),
        cases: vec![("c7f3".into(), "C7F3".into())],
        openings: vec![Banner::sample(Reason::OwnerUnreachable, Some("Nov 22, 07:12"))],
        fits: sample_fits(),
        ask: Some(sample_ask()),
        beds: sample_requests(),
        referrals: sample_referrals(),
        begun: crate::screening::sample_begun(),
        notes: vec![Note {
            author: "Maya R.".into(),
            time: "14:04".into(),
            text: "Wants to decide about the shelter after six. Do not push.".into(),
        }],
        note_key: "0191".into(),
        colleagues: vec![Colleague { id: "m2".into(), name: "Joel T. (2 free)".into() }],
        queues: vec![Choice::sample("Day line", true), Choice::sample("Night line", false)],
        saved: Some("14:04".into()),
        problem: None,
        page,
    }
}
