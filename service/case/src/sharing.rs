//! What an agency sees of a person in a case, field by field, and why.
//!
//! Nothing is shown to another agency because it sits at the table: each field needs a consent that
//! names that agency, the purpose and the kind of information, and that holds at this moment.
//! [`view`] computes the whole page anew each time, so a consent that is taken back takes effect with
//! the next request. [`Verdict`] carries the reason both ways, for the page that shows a person (and
//! the record's owner) what each agency sees and why.
//!
//! Screening scores and an advocate's notes never leave the agency that wrote them, whatever was
//! signed.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use casework::consent::{Consent, ConsentRefused, MinorRule, Purpose, Scope, Terms};
use casework::event::Event;
use casework::id::{ConsentId, MemberId, OrganizationId, PersonId};
use casework::time::Timestamp;

use crate::merge::People;
use crate::person::VictimId;

casework::codes! {
    /// One field of a person's sheet, in its order: what the person wants comes first.
    pub enum Item in "case_item" {
        /// What the person wants, in their own words.
        Wishes = "wishes",
        /// The name.
        Name = "name",
        /// The age.
        Age = "age",
        /// How to reach them safely.
        SafeContact = "safe_contact",
        /// Where they are.
        Location = "location",
        /// What they need and what was done.
        Needs = "needs",
        /// How they are over time.
        Wellbeing = "wellbeing",
        /// What happened.
        Situation = "situation",
        /// The safety plan.
        SafetyPlan = "safety_plan",
        /// What the team agreed to do.
        Tasks = "tasks",
        /// Which reports are due or were made.
        Duties = "duties",
        /// What became of the alleged exploiters.
        Justice = "justice",
        /// Screenings and their scores.
        Screenings = "screenings",
        /// Notes of the advocate.
        Notes = "notes",
    }
}

casework::codes! {
    /// From where somebody looks.
    pub enum Seat in "case_seat" {
        /// A member of the team whose case it is.
        OwnTeam = "own_team",
        /// A member of the multidisciplinary team.
        Review = "review",
        /// A service that was asked for something.
        Partner = "partner",
        /// An analyst.
        Analyst = "analyst",
        /// An administrator.
        Administrator = "administrator",
    }
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// For which organisation.
    pub organization: OrganizationId,
    /// From where.
    pub seat: Seat,
    /// What for.
    pub purpose: Purpose,
    /// Until when their confidentiality agreement and their organisation's memorandum both hold.
    pub agreement_until: Option<Timestamp>,
    /// Whether the case is closed to them because of a conflict of interest.
    pub closed: bool,
}

/// What a viewer is shown of one field, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is shown.
    Shown(Why),
    /// It is not.
    Hidden(WhyNot),
}

/// Why a field is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is the team's own case.
    OwnCase,
    /// The team works on it together, and it tells nothing about the person themself.
    SharedWork,
    /// The person allows it by this consent, until then.
    Consent {
        /// By which consent.
        consent: ConsentId,
        /// Until when.
        until: Timestamp,
    },
}

casework::codes! {
    /// Why a field is not shown; of several reasons the first of this list.
    pub enum WhyNot in "case_why_not" {
        /// The case is closed to this member.
        ConflictOfInterest = "conflict_of_interest",
        /// This role never opens what is sealed.
        RoleOpensNothing = "role_opens_nothing",
        /// No confidentiality agreement and memorandum on file that holds.
        NoAgreement = "no_agreement",
        /// It never leaves the agency that wrote it.
        NeverLeaves = "never_leaves",
        /// It is the work of the multidisciplinary team, not of a partner.
        NotForPartners = "not_for_partners",
        /// Whoever signed turned out to be an alleged exploiter.
        SignedByExploiter = "signed_by_exploiter",
        /// The person took the consent back.
        Revoked = "revoked",
        /// The consent has ended.
        Expired = "expired",
        /// A consent names this agency for another purpose.
        OtherPurpose = "other_purpose",
        /// A consent names this agency, but not this information.
        NotInScope = "not_in_scope",
        /// No consent names this agency.
        NoConsent = "no_consent",
    }
}

/// A consent of one person of a case, with whoever signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    person: VictimId,
    consent: Consent,
    signed_by: Option<PersonId>,
}

/// Why a consent does not come about in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PermissionRefused {
    /// The rules of any consent.
    #[error(transparent)]
    Consent(#[from] ConsentRefused),
    /// Whoever signs for themself is the person.
    #[error("whoever signs for themself is the person whom it is about; choose how they sign")]
    NotThemself,
    /// The signer is nobody of the case.
    #[error("whoever signs is not in this case; choose them among its people, or say so")]
    UnknownSigner,
    /// The signer is in the case as an alleged exploiter, whatever was ticked.
    #[error("whoever signs is an alleged exploiter in this case; ask the person, or another adult")]
    ExploiterSigns,
}

impl Permission {
    /// Records a consent of `person`. `signed_by` is the signer's own record, if they are in the case:
    /// then what is known there counts, and not what was ticked.
    ///
    /// # Errors
    /// [`PermissionRefused`].
    pub fn give(
        (id, person): (ConsentId, VictimId),
        terms: Terms,
        signed_by: Option<PersonId>,
        people: &People,
        minors: MinorRule,
        (recorded_by, at): (MemberId, Timestamp),
    ) -> Result<(Self, Event), PermissionRefused> {
        if let Some(signer) = signed_by {
            if people.person(signer).is_none() {
                return Err(PermissionRefused::UnknownSigner);
            }
            if is_exploiter(people, signer) {
                return Err(PermissionRefused::ExploiterSigns);
            }
            let themself = people.resolve(signer) == people.resolve(person.person());
            if terms.signer.kind.is_themself() && !themself {
                return Err(PermissionRefused::NotThemself);
            }
        }
        let (consent, event) = Consent::give(id, terms, minors, recorded_by, at)?;
        Ok((Self { person, consent, signed_by }, event))
    }

    /// A permission as stored.
    #[must_use]
    pub const fn restore(person: VictimId, consent: Consent, signed_by: Option<PersonId>) -> Self {
        Self { person, consent, signed_by }
    }

    /// The person takes it back.
    #[must_use]
    pub fn revoke(self, at: Timestamp) -> (Self, Event) {
        let (consent, event) = self.consent.revoke(at);
        (Self { consent, ..self }, event)
    }

    /// Whose it is.
    #[must_use]
    pub const fn person(&self) -> VictimId {
        self.person
    }

    /// The consent itself.
    #[must_use]
    pub const fn consent(&self) -> &Consent {
        &self.consent
    }

    fn allows(&self, scope: Scope, purpose: Purpose, people: &People, now: Timestamp) -> Verdict {
        let terms = self.consent.terms();
        let not = if self.signed_by.is_some_and(|signer| is_exploiter(people, signer)) {
            WhyNot::SignedByExploiter
        } else if self.consent.revoked_at().is_some() {
            WhyNot::Revoked
        } else if terms.expires_at <= now || self.consent.given_at() > now {
            WhyNot::Expired
        } else if terms.purpose != purpose {
            WhyNot::OtherPurpose
        } else if !terms.scope.contains(&scope) {
            WhyNot::NotInScope
        } else {
            let (consent, until) = (self.consent.id(), terms.expires_at);
            return Verdict::Shown(Why::Consent { consent, until });
        };
        Verdict::Hidden(not)
    }
}

/// What `viewer` is shown of `person` at `now`: every field with its reason.
///
/// It costs one pass over the permissions a field; a case has tens of them.
pub fn view(
    viewer: &Viewer,
    person: VictimId,
    permissions: &[Permission],
    people: &People,
    now: Timestamp,
) -> Vec<(Item, Verdict)> {
    let verdict = |item: &Item| (*item, judge(*item, viewer, person, permissions, people, now));
    Item::ALL.iter().map(verdict).collect()
}

/// The fields that `viewer` is shown; an export, a list and a page all ask this.
#[must_use]
pub fn shown(
    viewer: &Viewer,
    person: VictimId,
    permissions: &[Permission],
    people: &People,
    now: Timestamp,
) -> BTreeSet<Item> {
    view(viewer, person, permissions, people, now)
        .into_iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Shown(_)))
        .map(|(item, _)| item)
        .collect()
}

fn judge(
    item: Item,
    viewer: &Viewer,
    person: VictimId,
    permissions: &[Permission],
    people: &People,
    now: Timestamp,
) -> Verdict {
    if viewer.closed {
        return Verdict::Hidden(WhyNot::ConflictOfInterest);
    }
    let agreed = viewer.agreement_until.is_some_and(|until| now < until);
    match (viewer.seat, item.release()) {
        (Seat::Analyst | Seat::Administrator, _) => Verdict::Hidden(WhyNot::RoleOpensNothing),
        (Seat::OwnTeam, _) => Verdict::Shown(Why::OwnCase),
        (Seat::Review, _) if !agreed => Verdict::Hidden(WhyNot::NoAgreement),
        (_, Release::Never) => Verdict::Hidden(WhyNot::NeverLeaves),
        (Seat::Review, Release::Work) => Verdict::Shown(Why::SharedWork),
        (Seat::Partner, Release::Work) => Verdict::Hidden(WhyNot::NotForPartners),
        (Seat::Review | Seat::Partner, Release::Consent(scope)) => {
            by_consent(scope, viewer, person, permissions, people, now)
        }
    }
}

fn by_consent(
    scope: Scope,
    viewer: &Viewer,
    person: VictimId,
    permissions: &[Permission],
    people: &People,
    now: Timestamp,
) -> Verdict {
    let whose = people.resolve(person.person());
    let named = permissions.iter().filter(|permission| {
        people.resolve(permission.person.person()) == whose
            && permission.consent.terms().recipient == viewer.organization
    });
    let mut nearest = WhyNot::NoConsent;
    for permission in named {
        match permission.allows(scope, viewer.purpose, people, now) {
            shown @ Verdict::Shown(_) => return shown,
            Verdict::Hidden(not) => nearest = nearest.min(not),
        }
    }
    Verdict::Hidden(nearest)
}

enum Release {
    Consent(Scope),
    Work,
    Never,
}

impl Item {
    const fn release(self) -> Release {
        match self {
            Self::Name => Release::Consent(Scope::Name),
            Self::Age => Release::Consent(Scope::Age),
            Self::SafeContact => Release::Consent(Scope::SafeContact),
            Self::Location => Release::Consent(Scope::Location),
            Self::Wishes | Self::Needs | Self::Wellbeing => Release::Consent(Scope::Needs),
            Self::Situation | Self::SafetyPlan => Release::Consent(Scope::Situation),
            Self::Tasks | Self::Duties | Self::Justice => Release::Work,
            Self::Screenings | Self::Notes => Release::Never,
        }
    }
}

/// Any record of theirs says so; but whoever counts as a victim, and was held to be an exploiter before,
/// is a victim.
fn is_exploiter(people: &People, person: PersonId) -> bool {
    let kept = people.person(people.resolve(person));
    let victim = kept.is_some_and(|kept| kept.victim().is_some());
    !victim && people.same_as(person).any(|one| one.exploiter().is_some())
}
