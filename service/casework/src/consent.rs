//! What a person allows: who may receive what, for which purpose, until when.
//!
//! A consent is never a condition of service and can be taken back at any time. It names its scope,
//! its recipient, its purpose, its end and its signer. The alleged abuser can never sign; a minor
//! may sign alone where the rule of the jurisdiction says so (28 CFR 94.115(b)). Encoded, encrypted
//! or hashed identifiers are still identifying (28 CFR 94.115(a)), so there is no scope that
//! releases "only a hash".
//!
//! [`ConsentForReferral`] is the proof that identity may be released now, for one referral, to the
//! one organisation that accepted it. It can only be made by [`Consent::for_referral`].

use std::collections::BTreeSet;

use crate::code::codes;
use crate::event::Event;
use crate::id::{ConsentId, ContactId, MemberId, OrganizationId, ReferralId};
use crate::referral::Referral;
use crate::time::{Span, Timestamp};

codes! {
    /// One kind of information that a consent releases.
    pub enum Scope in "consent_scope" {
        /// The name by which the person wants to be called.
        Name = "name",
        /// How to reach them safely.
        SafeContact = "safe_contact",
        /// Their date of birth or exact age.
        Age = "age",
        /// Where they are or where to pick them up.
        Location = "location",
        /// What they need and what was done so far.
        Needs = "needs",
        /// What happened to them, in the words of the notes.
        Situation = "situation",
    }
}

codes! {
    /// What the recipient may use the information for.
    pub enum Purpose in "consent_purpose" {
        /// To provide the service that was asked for.
        ProvideService = "provide_service",
        /// To plan help together with other agencies.
        CoordinateCare = "coordinate_care",
        /// To make a report that the person wants made.
        ReportForPerson = "report_for_person",
    }
}

codes! {
    /// Who gives a consent.
    pub enum SignerKind in "consent_signer" {
        /// The person, who is an adult.
        AdultThemself = "adult_themself",
        /// The person, who is a minor.
        MinorThemself = "minor_themself",
        /// A parent.
        Parent = "parent",
        /// A legal guardian or the agency with custody.
        Guardian = "guardian",
        /// Somebody appointed by a court.
        CourtAppointed = "court_appointed",
    }
}

codes! {
    /// Whether the signer may be the one who harms the person.
    pub enum AbuserCheck in "abuser_check" {
        /// Asked about, and ruled out.
        RuledOut = "ruled_out",
        /// The signer is alleged to harm the person.
        Alleged = "alleged",
        /// Nobody has asked.
        NotChecked = "not_checked",
    }
}

/// Who signs, and what is known about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// In which quality they sign.
    pub kind: SignerKind,
    /// Whether they may be the abuser; nobody has to be asked when the person signs themself.
    pub abuser_check: AbuserCheck,
}

/// What the law of the place says about a minor who signs alone; a row of the rule table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinorRule {
    /// A minor may consent alone to this service.
    MaySignAlone,
    /// A minor needs an adult who is not the abuser: what holds until somebody has looked it up.
    #[default]
    NeedsAdult,
}

/// What a person is asked to allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// About which contact.
    pub contact: ContactId,
    /// Who may receive it.
    pub recipient: OrganizationId,
    /// For what.
    pub purpose: Purpose,
    /// What may be released; not empty.
    pub scope: BTreeSet<Scope>,
    /// Who signs.
    pub signer: Signer,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    id: ConsentId,
    terms: Terms,
    given_at: Timestamp,
    recorded_by: MemberId,
    revoked_at: Option<Timestamp>,
}

/// Why a consent does not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentRefused {
    /// It would release nothing.
    #[error("the consent releases nothing; choose what may be shared")]
    EmptyScope,
    /// It would end before it begins.
    #[error("the consent would have ended already; choose a later date")]
    AlreadyExpired,
    /// It would hold for too long.
    #[error("a consent holds for at most {} days; choose an earlier date", Consent::LONGEST_DAYS)]
    TooLong,
    /// The alleged abuser would sign.
    #[error("the alleged abuser cannot sign; ask the person, or another adult")]
    AbuserCannotSign,
    /// It is not known whether the signer is the abuser.
    #[error("first find out whether the adult who signs could be the abuser")]
    AbuserNotRuledOut,
    /// The law of the place does not let a minor sign alone.
    #[error("a minor cannot sign alone here; ask an adult who is not the abuser")]
    MinorCannotSignAlone,
}

/// Why identity is not released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseRefused {
    /// The service has not accepted.
    #[error("the service has not accepted; identity is released only after it has")]
    NotAccepted,
    /// The consent is about another contact.
    #[error("this consent was given for another contact; ask for a new one")]
    OtherContact,
    /// The consent names another recipient.
    #[error("this consent names another organisation; ask for a new one")]
    OtherRecipient,
    /// The consent was given for something else.
    #[error("this consent was given for `{purpose}`; ask for one to provide the service")]
    OtherPurpose {
        /// For what it was given.
        purpose: Purpose,
    },
    /// The consent was taken back.
    #[error("the person took this consent back; do not share, and ask again only if they want")]
    Revoked,
    /// The consent is over.
    #[error("this consent has ended; ask again")]
    Expired,
}

/// The proof that identity may be released for one referral, now.
///
/// It is made by [`Consent::for_referral`] alone and lives only as long as the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ConsentForReferral {
    consent: ConsentId,
    referral: ReferralId,
    recipient: OrganizationId,
    scope: BTreeSet<Scope>,
    expires_at: Timestamp,
}

impl Consent {
    /// The longest time for which a consent can be given ("reasonably time-limited", 28 CFR 94.115).
    pub const LONGEST_DAYS: i64 = 365;

    /// Records a consent that was given at `at` and that `recorded_by` wrote down.
    ///
    /// # Errors
    /// [`ConsentRefused`], which says what is missing.
    pub fn give(
        id: ConsentId,
        terms: Terms,
        minors: MinorRule,
        recorded_by: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), ConsentRefused> {
        if terms.scope.is_empty() {
            return Err(ConsentRefused::EmptyScope);
        }
        if terms.expires_at <= at {
            return Err(ConsentRefused::AlreadyExpired);
        }
        if terms.expires_at - at > Span::from_days(Self::LONGEST_DAYS) {
            return Err(ConsentRefused::TooLong);
        }
        terms.signer.may_sign(minors)?;
        let event = Event::ConsentGiven {
            contact: terms.contact,
            consent: id,
            recipient: terms.recipient,
            expires_at: terms.expires_at,
        };
        Ok((Self { id, terms, given_at: at, recorded_by, revoked_at: None }, event))
    }

    /// A consent as stored; `given` was checked when it was given.
    #[must_use]
    pub const fn restore(
        id: ConsentId,
        terms: Terms,
        given_at: Timestamp,
        recorded_by: MemberId,
        revoked_at: Option<Timestamp>,
    ) -> Self {
        Self { id, terms, given_at, recorded_by, revoked_at }
    }

    /// The person takes the consent back. Taking it back twice changes nothing.
    #[must_use]
    pub fn revoke(self, at: Timestamp) -> (Self, Event) {
        let event = Event::ConsentRevoked { contact: self.terms.contact, consent: self.id };
        let revoked_at = Some(self.revoked_at.map_or(at, |earlier| earlier.min(at)));
        (Self { revoked_at, ..self }, event)
    }

    /// The proof that this consent releases identity for `referral` at `now`.
    ///
    /// # Errors
    /// [`ReleaseRefused`] unless the service has accepted, and contact, recipient, purpose and time
    /// all agree.
    pub fn for_referral(
        &self,
        referral: &Referral,
        now: Timestamp,
    ) -> Result<ConsentForReferral, ReleaseRefused> {
        if !referral.state().may_know() {
            return Err(ReleaseRefused::NotAccepted);
        }
        if self.terms.contact != referral.contact() {
            return Err(ReleaseRefused::OtherContact);
        }
        if self.terms.recipient != referral.organization() {
            return Err(ReleaseRefused::OtherRecipient);
        }
        if self.terms.purpose != Purpose::ProvideService {
            return Err(ReleaseRefused::OtherPurpose { purpose: self.terms.purpose });
        }
        if self.revoked_at.is_some() {
            return Err(ReleaseRefused::Revoked);
        }
        if self.terms.expires_at <= now {
            return Err(ReleaseRefused::Expired);
        }
        Ok(ConsentForReferral {
            consent: self.id,
            referral: referral.id(),
            recipient: self.terms.recipient,
            scope: self.terms.scope.clone(),
            expires_at: self.terms.expires_at,
        })
    }

    /// Which consent this is.
    #[must_use]
    pub const fn id(&self) -> ConsentId {
        self.id
    }

    /// What it allows.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// When it was given.
    #[must_use]
    pub const fn given_at(&self) -> Timestamp {
        self.given_at
    }

    /// Who wrote it down.
    #[must_use]
    pub const fn recorded_by(&self) -> MemberId {
        self.recorded_by
    }

    /// When it was taken back, if it was.
    #[must_use]
    pub const fn revoked_at(&self) -> Option<Timestamp> {
        self.revoked_at
    }
}

impl SignerKind {
    /// Whether the person signs, and nobody for them.
    #[must_use]
    pub const fn is_themself(self) -> bool {
        matches!(self, Self::AdultThemself | Self::MinorThemself)
    }
}

impl Signer {
    fn may_sign(self, minors: MinorRule) -> Result<(), ConsentRefused> {
        if self.abuser_check == AbuserCheck::Alleged {
            return Err(ConsentRefused::AbuserCannotSign);
        }
        match (self.kind, self.abuser_check, minors) {
            (SignerKind::AdultThemself, ..)
            | (SignerKind::MinorThemself, _, MinorRule::MaySignAlone) => Ok(()),
            (SignerKind::MinorThemself, _, MinorRule::NeedsAdult) => {
                Err(ConsentRefused::MinorCannotSignAlone)
            }
            (_, AbuserCheck::RuledOut, _) => Ok(()),
            _ => Err(ConsentRefused::AbuserNotRuledOut),
        }
    }
}

impl ConsentForReferral {
    /// By which consent.
    #[must_use]
    pub const fn consent(&self) -> ConsentId {
        self.consent
    }

    /// For which referral.
    #[must_use]
    pub const fn referral(&self) -> ReferralId {
        self.referral
    }

    /// To whom.
    #[must_use]
    pub const fn recipient(&self) -> OrganizationId {
        self.recipient
    }

    /// What may be released.
    #[must_use]
    pub const fn scope(&self) -> &BTreeSet<Scope> {
        &self.scope
    }

    /// Until when the recipient may read it.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

#[cfg(test)]
mod tests;
