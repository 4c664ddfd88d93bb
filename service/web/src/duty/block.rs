//! What the law obliges to, beside the conversation: it appears by itself when a fact obliges.

use std::collections::BTreeSet;

use askama::Template;
use casework::agency::AgencyKind;
use casework::contact::Lane;
use casework::facts::Facts;
use casework::id::MemberId;
use duty::duty::DutyState;
use duty::obligation::{could_oblige, obligations};
use duty::rule::Form;
use duty::situation::Fact;
use store::View;
use store::contact::Stored;
use store::duty::{self as duties, known, rules};
use vault::Text;

use super::{Because, Clock};
use crate::App;
use crate::acts::duty::{place_of, situation};
use crate::error::Error;
use crate::page::Page;

/// The facts that the panel does not ask and rules look at.
const BESIDE_PANEL: [Fact; 5] =
    [Fact::Missing, Fact::CaregiverAbuse, Fact::AbuseImages, Fact::InPublicCare, Fact::TribalChild];

/// What the block shows.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// In the help lane only the law goes beyond what the person allows.
    pub help: bool,
    /// Whom the law may oblige us to tell, in this lane and at this place.
    pub could: Vec<AgencyKind>,
    /// The duties, the least time first; what has ended last.
    pub duties: Vec<Line>,
    /// What might oblige, if more were known.
    pub may: Vec<May>,
    /// What members recorded beside the panel.
    pub known: Vec<Known>,
}

/// One duty.
#[derive(Clone, Debug)]
pub struct Line {
    /// For its address.
    pub id: String,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// How it stands.
    pub clock: Clock,
    /// Where it stands.
    pub state: DutyState,
    /// Whose it is; empty if it is the whole team's.
    pub owner: String,
    /// Why.
    pub because: Because,
}

/// A rule that may apply.
#[derive(Clone, Debug)]
pub struct May {
    /// Who would have to be told.
    pub recipient: AgencyKind,
    /// What is not known.
    pub missing: Vec<Fact>,
    /// Whether the county has to be known.
    pub place: bool,
}

/// What a member recorded of one fact.
#[derive(Clone, Debug)]
pub struct Known {
    /// Which.
    pub fact: Fact,
    /// Whether it holds; none if nobody knows.
    pub holds: Option<bool>,
}

impl Known {
    pub(crate) fn is(&self, holds: bool) -> bool {
        self.holds == Some(holds)
    }
}

/// The block alone, as a stream sends it.
#[derive(Template)]
#[template(path = "duty/block.html")]
pub struct BlockPart<'a> {
    /// The frame.
    pub page: &'a Page,
    /// What it shows.
    pub duties: &'a Block,
}

impl Block {
    /// What stands for a contact. Five statements, each by a key or over the table of rules.
    pub(crate) async fn load(
        app: &App,
        view: &mut View,
        page: &Page,
        (stored, facts): (&Stored, &Facts),
        names: &[(MemberId, Text)],
    ) -> Result<Self, Error> {
        let contact = &stored.contact;
        let told = known::of_contact(view, contact.id()).await?;
        let table = rules::table(view).await?;
        let house = rules::house(view).await?;
        let situation = situation(contact, stored.last_at, facts, &told);
        let place = place_of(facts);
        let could: BTreeSet<AgencyKind> = could_oblige(&table, contact.lane(), &place, &house)
            .map(|rule| rule.recipient)
            .collect();
        let mut all = duties::of_contact(view, contact.id()).await?;
        all.sort_by_key(|one| (!one.duty.is_open(), one.duty.due_at()));
        let (now, zone) = (app.now(), app.zone());
        let line = |one: &duties::Stored| {
            let owner = one.duty.owner();
            let owner = owner.and_then(|owner| names.iter().find(|(id, _)| *id == owner));
            Line {
                id: one.duty.id().to_string(),
                recipient: one.duty.recipient(),
                form: one.duty.form(),
                clock: Clock::of(page, &one.duty, now, zone),
                state: one.duty.state(),
                owner: owner.map(|(_, name)| name.expose().to_owned()).unwrap_or_default(),
                because: Because::of(&one.duty.grounds()[0], &table, zone, now),
            }
        };
        Ok(Self {
            help: contact.lane() == Lane::Help,
            could: could.into_iter().collect(),
            may: may(&obligations(&table, &situation, &house), &all),
            duties: all.iter().map(line).collect(),
            known: BESIDE_PANEL
                .map(|fact| {
                    let said = told.said.iter().find(|said| said.fact == fact);
                    Known { fact, holds: said.map(|said| said.holds) }
                })
                .to_vec(),
        })
    }

    pub(crate) fn has_open(&self) -> bool {
        self.duties.iter().any(|line| matches!(line.state, DutyState::Open | DutyState::Disputed))
    }
}

/// Rules that may apply, one for each recipient and what is missing; not what runs already.
fn may(found: &duty::obligation::Obligations, all: &[duties::Stored]) -> Vec<May> {
    let mut seen = BTreeSet::new();
    let runs = |kind| all.iter().any(|one| one.duty.recipient() == kind && one.duty.is_open());
    let mut may = Vec::new();
    for one in &found.may {
        let missing: Vec<Fact> = one.missing.iter().copied().collect();
        if !runs(one.recipient) && seen.insert((one.recipient, missing.clone())) {
            may.push(May { recipient: one.recipient, missing, place: one.place_unknown });
        }
    }
    may
}

/// A contact of the help lane with one duty, for galleries.
pub(crate) fn sample() -> Block {
    let clock =
        |words: &str, tone| Clock { words: words.into(), tone, due: "Nov 23, 14:02".into() };
    Block {
        help: true,
        could: vec![AgencyKind::ChildProtection],
        duties: vec![
            Line {
                id: "d1".into(),
                recipient: AgencyKind::ChildProtection,
                form: Form::Either,
                clock: clock("due in 5 h", "caution"),
                state: DutyState::Open,
                owner: "Maya R.".into(),
                because: Because {
                    rule: "us-trafficked-child-protection".into(),
                    source: "42 USC 5106a and Public Law 114-22 (2015)".into(),
                    ..Because::sample()
                },
            },
            Line {
                id: "d2".into(),
                recipient: AgencyKind::LawEnforcement,
                form: Form::Oral,
                clock: clock("overdue by 2 h", "danger"),
                state: DutyState::Disputed,
                owner: String::new(),
                because: Because::sample(),
            },
        ],
        may: vec![May {
            recipient: AgencyKind::MissingChildrenCenter,
            missing: vec![Fact::Missing],
            place: false,
        }],
        known: BESIDE_PANEL
            .map(|fact| Known { fact, holds: (fact == Fact::Missing).then_some(false) })
            .to_vec(),
    }
}

/// The same contact before anything obliges.
pub(crate) fn sample_quiet() -> Block {
    Block { duties: vec![], may: vec![], ..sample() }
}
