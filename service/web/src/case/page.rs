//! What the page of one case shows.

use askama::Template;
use case::break_glass::Reason as GlassReason;
use case::case::Status;
use case::person::Part;
use case::task::End;
use casework::agency::AgencyKind;
use casework::contact::{Channel, Danger, Lane, StateCode};
use casework::referral::ReferralState;
use store::screening::State as Stage;

use super::joined::{Referral, Screening};
use crate::desk::queue::tone;
use crate::desk::sample_page;
use crate::duty::Clock;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::oversight::banner::Banner;
use crate::page::Page;
use crate::screening::choose::Begun;

/// `GET /desk/cases/{id}`
#[derive(Template)]
#[template(path = "case/open.html")]
pub struct CasePage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// Where it stands, and since when.
    pub status: Status,
    /// Since when.
    pub since: String,
    /// What is known about danger.
    pub danger: Danger,
    /// How often a victim was treated as an offender here, and how often that is not put right.
    pub harms: (usize, usize),
    /// Openings by break-glass that nobody has looked at yet.
    pub openings: Vec<Banner>,
    /// Whose it is; empty if it is the team's.
    pub owner: String,
    /// Its people, potential victims first.
    pub people: Vec<Person>,
    /// Two records that may be one person, or are said to be.
    pub pairs: usize,
    /// Its contacts, a page of them.
    pub contacts: Vec<Contact>,
    /// How many there are in all.
    pub contact_count: i64,
    /// Where the next contacts are.
    pub more_contacts: Option<String>,
    /// The screenings of its contacts that the reader may open.
    pub screenings: Vec<Screening>,
    /// The referrals of its contacts.
    pub referrals: Vec<Referral>,
    /// The reports that are due or were made.
    pub duties: Vec<Duty>,
    /// Its tasks: the open ones by day, then what ended last.
    pub tasks: Vec<Task>,
    /// The agencies that work on it.
    pub agencies: Vec<String>,
    /// What it is about.
    pub summary: Words,
    /// The safety plan.
    pub plan: Words,
    /// Its notes, a page of them.
    pub notes: Vec<Note>,
    /// How many there are in all.
    pub note_count: i64,
    /// Where the next notes are.
    pub more_notes: Option<String>,
    /// Who can be given a task: id and name.
    pub colleagues: Vec<(String, String)>,
    /// A day from now, as a field of a form shows it.
    pub tomorrow: String,
    /// Whether the reader may move the case on.
    pub settles: bool,
    /// A note and the words of a task that could not be kept.
    pub typed: (String, String),
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// For their page.
    pub id: String,
    /// What they are called, or the end of their id.
    pub name: String,
    /// In which part.
    pub part: Part,
    /// Whether another record counts for them.
    pub merged: bool,
}

impl Person {
    /// The key of the words of their part.
    fn part_key(&self) -> String {
        match self.part {
            Part::Victim(status) => format!("victim_status-{}", status.code()),
            Part::Exploiter(role) => format!("exploiter_role-{}", role.code()),
            Part::Other(other) => format!("other_part-{}", other.code()),
        }
    }

    fn tone(&self) -> &'static str {
        match self.part {
            Part::Victim(_) => "accent",
            Part::Exploiter(_) => "caution",
            Part::Other(_) => "",
        }
    }
}

/// One contact.
#[derive(Clone, Debug)]
pub struct Contact {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// By which way it came.
    pub channel: Channel,
    /// Its lane.
    pub lane: Lane,
    /// Where it stands.
    pub state: StateCode,
    /// When it was received.
    pub received: String,
}

/// One report.
#[derive(Clone, Debug)]
pub struct Duty {
    /// For its address.
    pub id: String,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// How it stands.
    pub clock: Clock,
}

/// One task.
#[derive(Clone, Debug)]
pub struct Task {
    /// For its form.
    pub id: String,
    /// What is to be done.
    pub words: String,
    /// Whose; empty if it is the team's.
    pub owner: String,
    /// By when.
    pub due: String,
    /// Whether that is over.
    pub late: bool,
    /// How it ended.
    pub end: Option<End>,
}

/// A text with the version that the reader sees.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What it says, or what was typed and could not be kept.
    pub text: String,
    /// Its version; 0 if nobody wrote it.
    pub version: i64,
    /// What stands now, beside something else that was typed.
    pub stands: Option<String>,
}

impl Words {
    /// With what was typed in its place: the next save is over what stands now, with both in sight.
    pub(super) fn typed(self, typed: &str) -> Self {
        if typed == self.text {
            return self;
        }
        Self { text: typed.to_owned(), stands: Some(self.text), ..self }
    }
}

/// One note.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub time: String,
    /// Whether it is a document that was typed in.
    pub document: bool,
    /// What it says.
    pub text: String,
}

impl CasePage {
    fn tone(&self) -> &'static str {
        tone(self.danger)
    }

    fn is_open(&self) -> bool {
        self.status.is_open()
    }

    fn is_danger(&self, danger: &Danger) -> bool {
        self.danger == *danger
    }
}

impl Sample for CasePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let fresh = CasePage {
            people: vec![],
            pairs: 0,
            contacts: vec![],
            contact_count: 0,
            more_contacts: None,
            screenings: vec![],
            referrals: vec![],
            duties: vec![],
            tasks: vec![],
            agencies: vec![],
            summary: Words::default(),
            plan: Words::default(),
            notes: vec![],
            note_count: 0,
            more_notes: None,
            danger: Danger::Unknown,
            harms: (0, 0),
            openings: vec![],
            ..sample()
        };
        let problem = Some("1 reports, 2 tasks and 0 harms are not settled".into());
        let typed = ("She called from the library.".into(), String::new());
        let refused = CasePage { problem, typed, ..sample() };
        let problem = Some("Somebody else wrote here meanwhile.".into());
        let plan = sample().plan.typed("If he waits outside: the fire stairs.");
        let met = CasePage { problem, plan, ..sample() };
        let closed = CasePage { status: Status::Closed, settles: true, harms: (1, 0), ..sample() };
        vec![
            Shown::desk("case", sample()),
            Shown::desk("case-fresh", fresh),
            Shown::desk("case-refused", refused),
            Shown::desk("case-met", met),
            Shown::desk("case-closed", closed),
        ]
    }
}

fn sample() -> CasePage {
    use case::person::{ExploiterRole, OtherPart, VictimStatus};
    let person = |id: &str, name: &str, part, merged| Person {
        id: id.into(),
        name: name.into(),
        part,
        merged,
    };
    let task = |words: &str, owner: &str, late, end| Task {
        id: words.len().to_string(),
        words: words.into(),
        owner: owner.into(),
        due: "Nov 28, 12:00".into(),
        late,
        end,
    };
    CasePage {
        page: sample_page("case-title", "/desk/cases/c7f3"),
        id: "c7f3".into(),
        label: "C7F3".into(),
        status: Status::Active,
        since: "Nov 12, 09:30".into(),
        danger: Danger::Raised,
        harms: (2, 1),
        openings: vec![
            Banner::sample(GlassReason::DangerNow, Some("Nov 22, 07:12")),
            Banner::sample(GlassReason::CourtOrLaw, None),
        ],
        owner: "Maya R.".into(),
        people: vec![
            person("p1", "Ana", Part::Victim(VictimStatus::Possible), false),
            person("p2", "Anna", Part::Victim(VictimStatus::Possible), true),
            person("p3", "Her aunt", Part::Other(OtherPart::Caregiver), false),
            person("p4", "D. (the driver)", Part::Exploiter(ExploiterRole::Facilitator), false),
        ],
        pairs: 1,
        contacts: vec![
            Contact {
                id: "7f3a".into(),
                label: "7F3A".into(),
                channel: Channel::Chat,
                lane: Lane::Help,
                state: StateCode::Ended,
                received: "Nov 22, 14:02".into(),
            },
            Contact {
                id: "19c2".into(),
                label: "19C2".into(),
                channel: Channel::Phone,
                lane: Lane::Tip,
                state: StateCode::Ended,
                received: "Nov 20, 08:10".into(),
            },
        ],
        contact_count: 41,
        more_contacts: Some("/desk/cases/c7f3?contacts=1_2".into()),
        screenings: vec![(
            "7f3a".into(),
            Begun {
                id: "s1".into(),
                title: "Conversation guide".into(),
                state: Stage::Resting,
                changed: "Nov 22, 14:40".into(),
            },
        )],
        referrals: vec![Referral {
            id: "r1".into(),
            asked: ("North shelter".into(), "Emergency beds".into()),
            state: ReferralState::Accepted,
            since: "Nov 22, 15:00".into(),
        }],
        duties: vec![Duty {
            id: "d1".into(),
            recipient: AgencyKind::ChildProtection,
            clock: Clock {
                words: "overdue by 2 h".into(),
                tone: "danger",
                due: "Nov 22, 14:02".into(),
            },
        }],
        tasks: vec![
            task("Ask the school whom she trusts", "Joel T.", true, None),
            task("Bring her phone charger", "", false, None),
            task("Call the shelter", "Maya R.", false, Some(End::Done)),
        ],
        agencies: vec!["North shelter".into(), "County child welfare".into()],
        summary: Words {
            text: "A man she met online takes her to a motel.".into(),
            version: 2,
            stands: None,
        },
        plan: Words {
            text: "If he waits outside: the back door, then the library.".into(),
            version: 1,
            stands: None,
        },
        notes: vec![Note {
            author: "Maya R.".into(),
            time: "Nov 22, 15:10".into(),
            document: false,
            text: "She slept at her aunt's.".into(),
        }],
        note_count: 2000,
        more_notes: Some("/desk/cases/c7f3?notes=1_2".into()),
        colleagues: vec![("m1".into(), "Maya R.".into()), ("m2".into(), "Joel T.".into())],
        tomorrow: "2026-11-23T16:40".into(),
        settles: true,
        typed: Default::default(),
        problem: None,
    }
}
