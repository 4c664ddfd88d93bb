//! The vocabulary of the event log: what happened, in codes only.
//!
//! An event is written in the same transaction as the change it tells of; who did it and when stand
//! beside it in the log. Everything here belongs to the coded plane: identifiers, codes and times,
//! never a name, a number or a word that somebody wrote. Measures are computed from these events
//! alone ([`measure`](crate::measure)).
//!
//! The name of an event and the names of its fields are stable: old logs stay readable for ever.
//! A new field must have a default; an event is never renamed or removed.

use serde::{Deserialize, Serialize};

use crate::agency::AgencyKind;
use crate::bed::{BedReply, HoldState};
use crate::contact::{Channel, Danger, Ending, Lane, Loss};
use crate::conversation::{Seq, Speaker, SystemNotice};
use crate::facts::{CountyCode, FactField};
use crate::follow_up::{FollowUpOutcome, Milestone};
use crate::id::{
    BedRequestId, CaseId, ConsentId, ContactId, DutyId, EventId, HandOffId, HoldId, InvitationId,
    MemberId, MessageId, NoteId, OrganizationId, PersonId, ReferralId, ScreeningId, ServiceId,
    SessionId, TeamId,
};
use crate::member::StaffRole;
use crate::need::{AgeBand, Gender, Need};
use crate::outcome::{CouldNotAct, Escalation, NotRequired, TipStage};
use crate::referral::DeclineReason;
use crate::time::Timestamp;

/// One entry of the event log, as measures read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// When the event was committed.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

macro_rules! events {
    ($(
        $(#[$meta:meta])*
        $Name:ident { $( $(#[$field_meta:meta])* $field:ident: $Type:ty, )* },
    )+) => {
        /// Something that happened.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        pub enum Event {
            $( $(#[$meta])* $Name { $( $(#[$field_meta])* $field: $Type, )* }, )+
        }

        impl Event {
            /// The name of every event.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($Name)),+];

            /// The stable name, as stored.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$Name { .. } => stringify!($Name)),+ }
            }
        }
    };
}

events! {
    /// A contact came in, or was entered by hand.
    ContactReceived {
        /// Which contact.
        contact: ContactId,
        /// Whose queue it went to.
        team: TeamId,
        /// By which way.
        channel: Channel,
        /// Into which lane.
        lane: Lane,
        /// What was known about danger.
        danger: Danger,
        /// When it was received; earlier than the event if entered late.
        received_at: Timestamp,
        /// Who entered it by hand; none if it came by itself.
        entered_by: Option<MemberId>,
    },
    /// Somebody could not be taken: the line was busy or the limit of a channel was reached.
    ContactBlocked {
        /// Which way they tried.
        channel: Channel,
    },
    /// A member answered.
    ContactAnswered {
        /// Which contact.
        contact: ContactId,
        /// Who answered.
        member: MemberId,
    },
    /// Another member joined.
    MemberJoined {
        /// Which contact.
        contact: ContactId,
        /// Who joined.
        member: MemberId,
    },
    /// A member left the others with the visitor.
    MemberLeft {
        /// Which contact.
        contact: ContactId,
        /// Who left.
        member: MemberId,
        /// Who leads now.
        lead: MemberId,
    },
    /// A member transferred a contact to another.
    ContactTransferred {
        /// Which contact.
        contact: ContactId,
        /// Who had it.
        from: MemberId,
        /// Who leads now.
        to: MemberId,
    },
    /// A member gave a contact back to a queue.
    ContactReturnedToQueue {
        /// Which contact.
        contact: ContactId,
        /// Who gave it back.
        member: MemberId,
        /// The team whose contact it was.
        from: TeamId,
        /// The team whose queue it waits in.
        to: TeamId,
    },
    /// The visitor is gone before the contact was over.
    ContactBrokenOff {
        /// Which contact.
        contact: ContactId,
        /// How they went.
        loss: Loss,
    },
    /// The visitor came back.
    ContactResumed {
        /// Which contact.
        contact: ContactId,
        /// Whether it waits in the queue; otherwise members are with it again.
        waits: bool,
    },
    /// A contact ended.
    ContactEnded {
        /// Which contact.
        contact: ContactId,
        /// How.
        ending: Ending,
        /// Who ended it; none if the visitor did.
        member: Option<MemberId>,
    },
    /// A contact was moved between lanes.
    LaneMoved {
        /// Which contact.
        contact: ContactId,
        /// The lane it was in.
        from: Lane,
        /// The lane it is in.
        to: Lane,
    },
    /// What is known about danger changed.
    DangerAssessed {
        /// Which contact.
        contact: ContactId,
        /// What was recorded before.
        from: Danger,
        /// What is recorded now.
        to: Danger,
    },
    /// A message was stored.
    MessageSent {
        /// Which contact.
        contact: ContactId,
        /// Which message.
        message: MessageId,
        /// Its place in the conversation.
        seq: Seq,
        /// Who spoke.
        speaker: Speaker,
    },
    /// The system said something in the conversation.
    NoticeShown {
        /// Which contact.
        contact: ContactId,
        /// Its place in the conversation.
        seq: Seq,
        /// What it said, as a code.
        notice: SystemNotice,
    },
    /// A note was written.
    NoteWritten {
        /// About which contact.
        contact: ContactId,
        /// Which note.
        note: NoteId,
    },
    /// Facts about a contact were recorded.
    FactsRecorded {
        /// About which contact.
        contact: ContactId,
        /// The version of the facts that this made.
        version: u64,
        /// Which facts changed; never their values.
        fields: Vec<FactField>,
    },
    /// The safe-contact card of a contact was changed.
    SafeContactRecorded {
        /// Of which contact.
        contact: ContactId,
    },
    /// The visitor answered the anonymous survey after the end.
    SurveyAnswered {
        /// Whether they felt heard, from 1 (no) to 5 (yes), if they said.
        heard: Option<u8>,
        /// Whether they know what to do next, from 1 (no) to 5 (yes), if they said.
        knows_next_step: Option<u8>,
    },
    /// A member opened the sealed part of a contact.
    ContactOpened {
        /// Which contact.
        contact: ContactId,
    },
    /// A member searched sealed names or numbers by the blind index.
    SealedSearched {
        /// In which team's index.
        team: TeamId,
        /// How many records were found.
        found: u32,
    },
    /// A contact was closed to a member because of a conflict of interest.
    ContactClosedToMember {
        /// Which contact.
        contact: ContactId,
        /// To whom it is closed.
        member: MemberId,
    },
    /// A person gave a consent.
    ConsentGiven {
        /// About which contact.
        contact: ContactId,
        /// Which consent.
        consent: ConsentId,
        /// Whom it allows to receive.
        recipient: OrganizationId,
        /// Until when.
        expires_at: Timestamp,
    },
    /// A person took a consent back.
    ConsentRevoked {
        /// About which contact.
        contact: ContactId,
        /// Which consent.
        consent: ConsentId,
    },
    /// A service was asked to take somebody.
    ReferralOffered {
        /// From which contact.
        contact: ContactId,
        /// Which referral.
        referral: ReferralId,
        /// Which organisation was asked.
        organization: OrganizationId,
        /// Which of its services.
        service: ServiceId,
    },
    /// The service will take them.
    ReferralAccepted {
        /// Which referral.
        referral: ReferralId,
    },
    /// A day and an hour were agreed, for the first time or anew.
    ReferralScheduled {
        /// Which referral.
        referral: ReferralId,
        /// When they are to come.
        at: Timestamp,
    },
    /// The link of a referral was closed after too many wrong codes.
    ReferralLinkClosed {
        /// Which referral.
        referral: ReferralId,
    },
    /// The service will not.
    ReferralDeclined {
        /// Which referral.
        referral: ReferralId,
        /// Why.
        reason: DeclineReason,
    },
    /// The identity of the person was released to the service that accepted.
    IdentityReleased {
        /// Which referral.
        referral: ReferralId,
        /// To whom.
        recipient: OrganizationId,
        /// By which consent.
        consent: ConsentId,
    },
    /// The person arrived.
    ReferralArrived {
        /// Which referral.
        referral: ReferralId,
    },
    /// The person did not arrive.
    ReferralDidNotArrive {
        /// Which referral.
        referral: ReferralId,
    },
    /// The person was served.
    ReferralServed {
        /// Which referral.
        referral: ReferralId,
    },
    /// The hotline or the person took the referral back.
    ReferralWithdrawn {
        /// Which referral.
        referral: ReferralId,
    },
    /// Nobody answered the referral in time.
    ReferralExpired {
        /// Which referral.
        referral: ReferralId,
    },
    /// Somebody of a service was invited into a conversation, after the young person agreed.
    GuestInvited {
        /// Into which conversation.
        contact: ContactId,
        /// Which hand-off.
        hand_off: HandOffId,
        /// By the link of which referral.
        referral: ReferralId,
    },
    /// The guest came.
    GuestJoined {
        /// Into which conversation.
        contact: ContactId,
        /// Which hand-off.
        hand_off: HandOffId,
    },
    /// The guest went, or is not to come any more.
    GuestLeft {
        /// From which conversation.
        contact: ContactId,
        /// Which hand-off.
        hand_off: HandOffId,
    },
    /// Services were asked for a bed; the codes are what unmet need is counted by.
    BedRequested {
        /// From which contact.
        contact: ContactId,
        /// Which request.
        request: BedRequestId,
        /// What is needed.
        need: Need,
        /// How old the person is, if that was told.
        age_band: Option<AgeBand>,
        /// Their gender, if that was told.
        gender: Option<Gender>,
        /// Their county, if that was told.
        county: Option<CountyCode>,
        /// How many services were asked.
        services: u8,
    },
    /// A service said whether it has a bed.
    BedAnswered {
        /// Which request.
        request: BedRequestId,
        /// Which service.
        service: ServiceId,
        /// What it said.
        reply: BedReply,
        /// Why not, if not.
        reason: Option<DeclineReason>,
    },
    /// A bed is kept.
    BedHeld {
        /// For which request.
        request: BedRequestId,
        /// Which hold.
        hold: HoldId,
        /// By which service.
        service: ServiceId,
        /// Until when.
        until: Timestamp,
    },
    /// A bed is kept no more.
    BedHoldEnded {
        /// For which request it was kept.
        request: BedRequestId,
        /// Which hold.
        hold: HoldId,
        /// How it ended.
        state: HoldState,
    },
    /// A bed request is over.
    BedRequestEnded {
        /// Which request.
        request: BedRequestId,
        /// Whether a referral got a bed by it.
        found: bool,
    },
    /// A service got a link by which it tells of its beds.
    BedLinkMade {
        /// Which service.
        service: ServiceId,
    },
    /// Somebody said what became of a person after they arrived.
    FollowUpRecorded {
        /// Of which referral.
        referral: ReferralId,
        /// How long after.
        milestone: Milestone,
        /// What became of them.
        outcome: FollowUpOutcome,
    },
    /// A tip got its receipt; nothing of the receipt is in the event.
    TipReceived {
        /// Which contact.
        contact: ContactId,
    },
    /// What the tipster is told about a tip changed.
    TipMoved {
        /// Which contact.
        contact: ContactId,
        /// To which stage.
        to: TipStage,
        /// To which kind of agency it was given, when it was.
        agency: Option<AgencyKind>,
        /// Why nobody could act, when nobody could.
        reason: Option<CouldNotAct>,
    },
    /// The tipster came back with the receipt.
    TipsterReturned {
        /// To which contact.
        contact: ContactId,
    },
    /// A person decided that two tips tell of the same.
    TipsLinked {
        /// The one.
        contact: ContactId,
        /// The other.
        other: ContactId,
    },
    /// A person decided that two tips are not about the same, or undid their linking.
    TipsUnlinked {
        /// The one.
        contact: ContactId,
        /// The other.
        other: ContactId,
    },
    /// A lost receipt was replaced after a person was convinced by facts.
    ReceiptReplaced {
        /// Of which contact.
        contact: ContactId,
    },
    /// A screening was begun.
    ScreeningBegun {
        /// In which contact.
        contact: ContactId,
        /// Which screening.
        screening: ScreeningId,
    },
    /// Answers of a screening were recorded; never which, nor what they were.
    ScreeningRecorded {
        /// In which contact.
        contact: ContactId,
        /// Which screening.
        screening: ScreeningId,
    },
    /// A screening was finished, complete or not; never with what result.
    ScreeningFinished {
        /// In which contact.
        contact: ContactId,
        /// Which screening.
        screening: ScreeningId,
    },
    /// An instrument for screenings was loaded.
    InstrumentLoaded {},
    /// A duty to report began.
    DutyStarted {
        /// Which duty.
        duty: DutyId,
        /// From which contact; none if a case started it.
        contact: Option<ContactId>,
        /// From which case; none if a contact started it.
        case: Option<CaseId>,
        /// Who has to be told.
        recipient: AgencyKind,
        /// Until when.
        due_at: Timestamp,
    },
    /// Another rule came to oblige to the same report, perhaps with less time.
    DutyGrounded {
        /// Which duty.
        duty: DutyId,
        /// Until when it is due now.
        due_at: Timestamp,
    },
    /// The owner of a duty changed.
    DutyHanded {
        /// Which duty.
        duty: DutyId,
        /// Who owns it now; none if it fell to the team.
        to: Option<MemberId>,
    },
    /// Somebody was told that a duty is still open.
    DutyEscalated {
        /// Which duty.
        duty: DutyId,
        /// Who was told.
        to: Escalation,
    },
    /// The report was sent.
    DutySent {
        /// Which duty.
        duty: DutyId,
        /// Whether it was sent after it was due.
        late: bool,
    },
    /// A member holds that no report has to be made; it stays due until another agrees.
    DutyDisputed {
        /// Which duty.
        duty: DutyId,
        /// Why.
        reason: NotRequired,
    },
    /// Another member did not agree that no report has to be made.
    DutyUpheld {
        /// Which duty.
        duty: DutyId,
    },
    /// Two members agreed that no report has to be made.
    DutyNotRequired {
        /// Which duty.
        duty: DutyId,
        /// Why.
        reason: NotRequired,
    },
    /// A report was prepared for a person to send.
    ReportPrepared {
        /// For which duty.
        duty: DutyId,
    },
    /// A row of the rule table was written, changed or withdrawn.
    RuleEdited {
        /// The revision that this made.
        revision: u32,
    },
    /// A member recorded a fact that rules of reporting look at and the panel does not tell.
    DutyFactRecorded {
        /// Of which contact.
        contact: ContactId,
    },
    /// What the law takes the house for was changed.
    DutyHouseChanged {},
    /// A case was opened.
    CaseOpened {
        /// Which case.
        case: CaseId,
        /// Whose.
        team: TeamId,
    },
    /// A contact was joined to a case.
    ContactJoined {
        /// Which contact.
        contact: ContactId,
        /// To which case.
        case: CaseId,
    },
    /// A person was added to a case.
    PersonAdded {
        /// To which case.
        case: CaseId,
        /// Which person.
        person: PersonId,
    },
    /// Two records of a case turned out to be one person.
    PeopleMerged {
        /// In which case.
        case: CaseId,
        /// The record that is kept.
        kept: PersonId,
        /// The record that is now part of it.
        merged: PersonId,
    },
    /// A merge was undone.
    MergeUndone {
        /// In which case.
        case: CaseId,
        /// The record that was kept.
        kept: PersonId,
        /// The record that stands by itself again.
        merged: PersonId,
    },
    /// A victim was arrested, charged or detained for their own exploitation: the system failed.
    VictimTreatedAsOffender {
        /// In which case.
        case: CaseId,
        /// Which person.
        person: PersonId,
    },
    /// A record was erased: its keys are destroyed.
    RecordErased {
        /// Its place in the erasure ledger, from 1.
        entry: u64,
    },
    /// A member began to take contacts.
    ShiftStarted {
        /// Who.
        member: MemberId,
        /// How many conversations they take at once.
        places: u8,
    },
    /// A member takes no new contacts for a while.
    ShiftPaused {
        /// Who.
        member: MemberId,
    },
    /// A member takes contacts again.
    ShiftResumed {
        /// Who.
        member: MemberId,
    },
    /// A member stopped taking contacts.
    ShiftEnded {
        /// Who.
        member: MemberId,
    },
    /// The system was set up and its recovery key shown.
    SystemSetUp {},
    /// A team was founded.
    TeamCreated {
        /// Which team.
        team: TeamId,
    },
    /// Somebody was invited to become a member.
    MemberInvited {
        /// Which invitation.
        invitation: InvitationId,
        /// With which roles.
        roles: Vec<StaffRole>,
    },
    /// An invited person enrolled.
    MemberEnrolled {
        /// Who they are now.
        member: MemberId,
        /// By which invitation; none for the first administrator.
        invitation: Option<InvitationId>,
    },
    /// The roles or teams of a member changed.
    MemberChanged {
        /// Whose.
        member: MemberId,
        /// The roles they hold now.
        roles: Vec<StaffRole>,
        /// The teams they belong to now.
        teams: Vec<TeamId>,
    },
    /// A member may not sign in any more.
    MemberSuspended {
        /// Who.
        member: MemberId,
    },
    /// A member's access was reset with the recovery key.
    MemberAccessReset {
        /// Whose.
        member: MemberId,
    },
    /// A member signed in.
    SessionStarted {
        /// Which session.
        session: SessionId,
        /// Whose.
        member: MemberId,
    },
    /// A session ended.
    SessionEnded {
        /// Which session.
        session: SessionId,
    },
    /// A member's second factor or passkey was added or replaced.
    CredentialChanged {
        /// Whose.
        member: MemberId,
    },
    /// A directory was imported.
    DirectoryImported {
        /// How many organisations it holds now.
        organizations: u32,
        /// How many services it holds now.
        services: u32,
    },
    /// An entry of the directory was changed by hand.
    ServiceEdited {
        /// Which service.
        service: ServiceId,
    },
    /// A service said how many places it has.
    CapacityUpdated {
        /// Which service.
        service: ServiceId,
        /// How many are free.
        available: u32,
    },
    /// Measures were exported.
    MeasuresExported {
        /// The first moment of the period.
        from: Timestamp,
        /// The first moment after the period.
        to: Timestamp,
    },
    /// The audit chain was verified.
    AuditVerified {
        /// How many entries were checked.
        entries: u64,
        /// The first entry that does not follow from the one before, if any.
        first_broken: Option<EventId>,
    },
    /// An encrypted backup was written.
    BackupWritten {
        /// Its size.
        bytes: u64,
    },
}

impl Event {
    /// The contact that the event belongs to, if it belongs to one.
    #[must_use]
    pub const fn contact(&self) -> Option<ContactId> {
        match self {
            Self::ContactReceived { contact, .. }
            | Self::ContactAnswered { contact, .. }
            | Self::MemberJoined { contact, .. }
            | Self::MemberLeft { contact, .. }
            | Self::ContactTransferred { contact, .. }
            | Self::ContactReturnedToQueue { contact, .. }
            | Self::ContactBrokenOff { contact, .. }
            | Self::ContactResumed { contact, .. }
            | Self::ContactEnded { contact, .. }
            | Self::LaneMoved { contact, .. }
            | Self::DangerAssessed { contact, .. }
            | Self::MessageSent { contact, .. }
            | Self::NoticeShown { contact, .. }
            | Self::NoteWritten { contact, .. }
            | Self::FactsRecorded { contact, .. }
            | Self::SafeContactRecorded { contact, .. }
            | Self::ContactOpened { contact, .. }
            | Self::ContactClosedToMember { contact, .. }
            | Self::ConsentGiven { contact, .. }
            | Self::ConsentRevoked { contact, .. }
            | Self::TipReceived { contact }
            | Self::TipMoved { contact, .. }
            | Self::TipsterReturned { contact }
            | Self::TipsLinked { contact, .. }
            | Self::TipsUnlinked { contact, .. }
            | Self::ReceiptReplaced { contact }
            | Self::ScreeningBegun { contact, .. }
            | Self::ScreeningRecorded { contact, .. }
            | Self::ScreeningFinished { contact, .. }
            | Self::DutyFactRecorded { contact }
            | Self::ContactJoined { contact, .. }
            | Self::BedRequested { contact, .. }
            | Self::GuestInvited { contact, .. }
            | Self::GuestJoined { contact, .. }
            | Self::GuestLeft { contact, .. }
            | Self::ReferralOffered { contact, .. } => Some(*contact),
            Self::DutyStarted { contact, .. } => *contact,
            _ => None,
        }
    }

    /// The referral that the event belongs to, if it belongs to one.
    #[must_use]
    pub const fn referral(&self) -> Option<ReferralId> {
        match self {
            Self::ReferralOffered { referral, .. }
            | Self::ReferralAccepted { referral }
            | Self::ReferralScheduled { referral, .. }
            | Self::ReferralLinkClosed { referral }
            | Self::ReferralDeclined { referral, .. }
            | Self::IdentityReleased { referral, .. }
            | Self::ReferralArrived { referral }
            | Self::ReferralDidNotArrive { referral }
            | Self::ReferralServed { referral }
            | Self::ReferralWithdrawn { referral }
            | Self::ReferralExpired { referral }
            | Self::FollowUpRecorded { referral, .. } => Some(*referral),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
