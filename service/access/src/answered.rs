//! Questions that the policies have answered before.
//!
//! The policies are fixed, and of an id they can only ask whether it is the same as another, or among
//! others: no policy names one (a test reads them), and Cedar compares ids in no other way. So two
//! questions that differ by a renaming of ids have the same answer. A [`Question`] is what is left when
//! each id is replaced by the place of its first mention; a hotline asks a few hundred different ones,
//! however many contacts it has.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use casework::contact::StateCode;
use casework::id::MemberId;
use casework::member::{Actor, StaffRole};

use crate::action::Action;
use crate::decision::{Cause, Decision};
use crate::resource::Resource;

/// How many answers are kept at most; with more, all are forgotten and asked anew.
const MOST: usize = 8_192;

/// What ids name. Ids of two kinds are never the same, whatever their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Contact,
    Member,
    Team,
    Organization,
    Referral,
    Service,
    Case,
    Duty,
    Glass,
}

/// One question without its ids: which action, who asks, what for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    action: &'static str,
    shape: Vec<u32>,
}

impl Question {
    pub(crate) fn of(action: &'static str, actor: &Actor, resource: &Resource) -> Self {
        let mut shaping = Shaping::default();
        shaping.actor(actor);
        shaping.resource(resource);
        Self { action, shape: shaping.shape }
    }
}

/// Writes a question down. Each part begins with its own number and each list with its length, so no
/// two questions read the same.
#[derive(Default)]
struct Shaping {
    met: Vec<(Kind, u128)>,
    shape: Vec<u32>,
}

impl Shaping {
    fn part(&mut self, number: u32) {
        self.shape.push(number);
    }

    fn count(&mut self, count: usize) {
        self.part(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn id(&mut self, kind: Kind, id: u128) {
        let place = self.met.iter().position(|met| *met == (kind, id));
        let place = place.unwrap_or_else(|| {
            self.met.push((kind, id));
            self.met.len() - 1
        });
        self.count(place);
    }

    fn members(&mut self, members: &[MemberId]) {
        self.count(members.len());
        for member in members {
            self.id(Kind::Member, member.uuid().as_u128());
        }
    }

    fn actor(&mut self, actor: &Actor) {
        match actor {
            Actor::Nobody => self.part(0),
            Actor::Machine => self.part(1),
            Actor::Visitor { contact } => {
                self.part(2);
                self.id(Kind::Contact, contact.uuid().as_u128());
            }
            Actor::Tipster { contact } => {
                self.part(3);
                self.id(Kind::Contact, contact.uuid().as_u128());
            }
            Actor::Partner { organization, referral } => {
                self.part(4);
                self.id(Kind::Organization, organization.uuid().as_u128());
                self.id(Kind::Referral, referral.uuid().as_u128());
            }
            Actor::Shelter { service } => {
                self.part(5);
                self.id(Kind::Service, service.uuid().as_u128());
            }
            Actor::Agency { organization, case } => {
                self.part(6);
                self.id(Kind::Organization, organization.uuid().as_u128());
                self.id(Kind::Case, case.uuid().as_u128());
            }
            Actor::Member(member) => {
                self.part(7);
                self.id(Kind::Member, member.id.uuid().as_u128());
                let held = |role: &StaffRole| u32::from(member.roles.contains(role));
                let roles = StaffRole::ALL.iter().fold(0, |bits, role| bits << 1 | held(role));
                self.part(roles);
                self.count(member.teams.len());
                for team in &member.teams {
                    self.id(Kind::Team, team.uuid().as_u128());
                }
            }
        }
    }

    fn resource(&mut self, resource: &Resource) {
        match resource {
            Resource::Directory => self.part(0),
            Resource::Installation { set_up } => {
                self.part(1);
                self.part(u32::from(*set_up));
            }
            Resource::Team(team) => {
                self.part(2);
                self.id(Kind::Team, team.uuid().as_u128());
            }
            Resource::Account(owner) => {
                self.part(3);
                self.id(Kind::Member, owner.uuid().as_u128());
            }
            Resource::Beds(service) => {
                self.part(4);
                self.id(Kind::Service, service.uuid().as_u128());
            }
            Resource::Case(case) => {
                self.part(5);
                self.id(Kind::Case, case.id.uuid().as_u128());
                self.id(Kind::Team, case.team.uuid().as_u128());
                self.members(&case.closed_to);
            }
            Resource::Duty(duty) => {
                self.part(6);
                self.id(Kind::Duty, duty.id.uuid().as_u128());
                self.id(Kind::Team, duty.team.uuid().as_u128());
                self.members(&duty.closed_to);
            }
            Resource::Referral(referral) => {
                self.part(7);
                self.id(Kind::Referral, referral.id.uuid().as_u128());
                self.id(Kind::Team, referral.team.uuid().as_u128());
                self.id(Kind::Organization, referral.organization.uuid().as_u128());
                self.part(u32::from(referral.identity_released));
                self.members(&referral.closed_to);
            }
            Resource::Glass(glass) => {
                self.part(9);
                self.id(Kind::Glass, glass.id.uuid().as_u128());
                self.id(Kind::Team, glass.team.uuid().as_u128());
                self.id(Kind::Member, glass.asked_by.uuid().as_u128());
                self.part(u32::from(glass.is_open));
                self.members(&glass.closed_to);
            }
            Resource::Contact(contact) => {
                self.part(8);
                self.id(Kind::Contact, contact.id.uuid().as_u128());
                self.id(Kind::Team, contact.team.uuid().as_u128());
                self.count(StateCode::ALL.iter().take_while(|one| **one != contact.state).count());
                self.members(&contact.participants);
                self.members(&contact.closed_to);
            }
        }
    }
}

/// What the policies said, whatever was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes(Vec<String>),
    No(Cause),
}

impl Answer {
    pub(crate) fn to<A: Action>(self, action: A) -> Decision<A> {
        match self {
            Self::Yes(policies) => Decision::yes(action, policies),
            Self::No(cause) => Decision::no(action, cause),
        }
    }
}

/// The answers so far.
#[derive(Default)]
pub(crate) struct Answered(RwLock<HashMap<Question, Answer>>);

impl Answered {
    /// The answer to this question, from before or from `ask`.
    pub(crate) fn or_ask(&self, question: Question, ask: impl FnOnce() -> Answer) -> Answer {
        // What is behind the lock is whole between any two statements.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known.get(&question) {
            return answer.clone();
        }
        drop(known);
        let answer = ask();
        // What went wrong is not kept: the next one may fare better.
        if !matches!(answer, Answer::No(Cause::Diagnostic(_))) {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(question, answer.clone());
        }
        answer
    }
}
