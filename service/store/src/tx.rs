//! The only ways in ([`Store::look`], [`Store::enter`]) and the only way to keep ([`Tx::commit`]).
//!
//! Both load the record, ask `access` in the same transaction, and hand out a value whose type says
//! what it may do: a [`View`] reads, a [`Tx`] writes. A [`Tx`] that is dropped leaves no trace; a
//! [`Tx`] that is committed leaves an event and an audit entry with the change.

use access::{Act, Look, Resource};
use casework::event::Event;
use casework::id::{BedRequestId, HandOffId, HoldId, ReferralId, ScreeningId};
use casework::member::Actor;
use casework::time::Timestamp;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use uuid::Uuid;
use vault::audit::Entry;

use crate::compiled_here;
use crate::db::Conn;
use crate::wake::{Topic, Wake};
use crate::writer::Turn;
use crate::{Error, Store, subject::Subject};

/// The system's source of randomness. A failing one is fatal: nothing may be sealed with less.
pub(crate) fn entropy() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Ten random bytes for a new identifier.
pub(crate) fn ten() -> [u8; 10] {
    let mut bytes = [0; 10];
    use getrandom::rand_core::Rng as _;
    entropy().fill_bytes(&mut bytes);
    bytes
}

/// What can be read by: a [`View`] or a [`Tx`]. Nothing else can be, as nobody else has a connection.
pub trait Reads: Send {
    /// The connection to read by; of use inside this crate only.
    #[doc(hidden)]
    fn conn(&mut self) -> &mut Conn;
}

impl Reads for View {
    fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Reads for Tx {
    fn conn(&mut self) -> &mut Conn {
        self.turn.conn()
    }
}

/// A permit to read, with a connection to read by.
pub struct View {
    pub(crate) conn: Conn,
    at: Timestamp,
}

impl View {
    /// A view without asking the policies, for tests of what is read.
    #[cfg(test)]
    pub(crate) fn of(conn: Conn, at: Timestamp) -> Self {
        Self { conn, at }
    }

    /// The time of this look.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at
    }
}

/// A permit to write, inside the writer's turn.
pub struct Tx {
    turn: Turn,
    store: Store,
    actor: Actor,
    act: Act,
    subject: (&'static str, Option<Uuid>),
    at: Timestamp,
}

impl Tx {
    /// The time of this act.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The store that this transaction belongs to.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A new referral's identifier.
    #[must_use]
    pub fn referral_id(&self) -> ReferralId {
        ReferralId::new(self.at, ten())
    }

    /// A new bed request's identifier.
    #[must_use]
    pub fn bed_request_id(&self) -> BedRequestId {
        BedRequestId::new(self.at, ten())
    }

    /// A new hold's identifier.
    #[must_use]
    pub fn hold_id(&self) -> HoldId {
        HoldId::new(self.at, ten())
    }

    /// A new hand-off's identifier.
    #[must_use]
    pub fn hand_off_id(&self) -> HandOffId {
        HandOffId::new(self.at, ten())
    }

    /// A new screening's identifier.
    #[must_use]
    pub fn screening_id(&self) -> ScreeningId {
        ScreeningId::new(self.at, ten())
    }

    /// Randomness for sealing.
    #[must_use]
    pub fn rng(&self) -> UnwrapErr<SysRng> {
        entropy()
    }

    /// Wakes whoever waits for `topic`, once the work is on disk.
    pub fn wake(&mut self, topic: Topic) {
        self.turn.wake(Wake::changed(topic));
    }

    /// Names the record that this act made, for the audit entry.
    pub fn about(&mut self, kind: &'static str, id: Uuid) {
        self.subject = (kind, Some(id));
    }

    /// Names no record in the audit entry: for what must not be tied to one.
    pub fn about_nothing(&mut self) {
        (self.actor, self.subject) = (Actor::Nobody, ("none", None));
    }

    /// Keeps everything, with an event and an audit entry. Returns when it is on disk.
    ///
    /// # Errors
    /// [`Error::NotKept`] when it could not be flushed: then nothing of it is kept.
    #[compiled_here]
    pub async fn commit(self, event: Event) -> Result<(), Error> {
        self.commit_all(&[event]).await
    }

    /// [`Tx::commit`] for an act of several events (a transfer is a leaving and a joining).
    ///
    /// # Errors
    /// As [`Tx::commit`].
    #[compiled_here]
    pub async fn commit_all(mut self, events: &[Event]) -> Result<(), Error> {
        self.turn.chronicle().tell(self.at, events)?;
        let why = events.first().map_or("", |event| event.name());
        record(&mut self.turn, &self.actor, self.act.name(), self.subject, why, self.at);
        self.turn.keep().await?;
        self.store.meter().kept(events);
        Ok(())
    }
}

/// Adds the audit entry of an act or a look.
pub(crate) fn record(
    turn: &mut Turn,
    actor: &Actor,
    act: &'static str,
    (subject_kind, subject): (&'static str, Option<Uuid>),
    why: &'static str,
    at: Timestamp,
) {
    let (actor_kind, actor) = who(actor);
    let at = at.micros();
    turn.chronicle().note(|seq| Entry {
        seq,
        at,
        actor_kind,
        actor,
        act,
        subject_kind,
        subject,
        why,
    });
}

/// Whether a look shows what is sealed, and so leaves an audit entry.
fn opens_sealed(look: Look) -> bool {
    match look {
        Look::OpenContact
        | Look::ReadConversation
        | Look::SearchSealed
        | Look::ReadScreening
        | Look::ExportScreening
        | Look::ReadReleasedIdentity
        | Look::ReadAsGuest
        | Look::ReadReport
        | Look::OpenCase
        | Look::SeeConfidentialPlace => true,
        Look::SeeContact
        | Look::ReadTipStatus
        | Look::ListContacts
        | Look::SeeBoard
        | Look::ListTeamMembers
        | Look::SeeReferral
        | Look::SeeBeds
        | Look::ListDuties
        | Look::ListCases
        | Look::SeeDuty
        | Look::SeeRules
        | Look::SeeDirectory
        | Look::SeePublicDirectory
        | Look::SeeMeasures
        | Look::ListMembers
        | Look::VerifyAudit
        | Look::SeeHealth
        | Look::SeeOwnAccount => false,
    }
}

fn who(actor: &Actor) -> (&'static str, Option<Uuid>) {
    match actor {
        Actor::Visitor { contact } => ("visitor", Some(contact.uuid())),
        Actor::Tipster { contact } => ("tipster", Some(contact.uuid())),
        Actor::Member(member) => ("member", Some(member.id.uuid())),
        Actor::Partner { organization, .. } => ("partner", Some(organization.uuid())),
        Actor::Shelter { service } => ("shelter", Some(service.uuid())),
        Actor::Machine => ("machine", None),
        Actor::Nobody => ("nobody", None),
    }
}

impl Store {
    /// Loads `subject` and opens a [`View`] on it, when the policies allow `actor` this look.
    ///
    /// A look at what is sealed writes an audit entry first, and returns when that is on disk.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a refusal and for an absence alike.
    pub async fn look<S: Subject>(
        &self,
        actor: &Actor,
        look: Look,
        subject: S,
    ) -> Result<(S::Loaded, View), Error> {
        let at = self.now();
        if opens_sealed(look) {
            let mut turn = self.writer().enter().await?;
            let loaded = self.admit_look(turn.conn(), actor, look, &subject).await?;
            record(&mut turn, actor, look.name(), subject.audited(), "", at);
            turn.keep().await?;
            let conn = self.readers().acquire().await?;
            return Ok((loaded, View { conn, at }));
        }
        let mut conn = self.readers().acquire().await?;
        let loaded = self.admit_look(&mut conn, actor, look, &subject).await?;
        Ok((loaded, View { conn, at }))
    }

    /// [`Store::look`] again, for a stream whose first look was audited. The policies are asked
    /// anew each time, so a permit that was taken away ends the stream at its next line.
    ///
    /// # Errors
    /// As [`Store::look`].
    pub async fn look_on<S: Subject>(
        &self,
        actor: &Actor,
        look: Look,
        subject: S,
    ) -> Result<(S::Loaded, View), Error> {
        let mut conn = self.readers().acquire().await?;
        let loaded = self.admit_look(&mut conn, actor, look, &subject).await?;
        Ok((loaded, View { conn, at: self.now() }))
    }

    /// Loads `subject` and opens a [`Tx`] on it, when the policies allow `actor` this act.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a refusal and for an absence alike; [`Error::Busy`] when the
    /// writer's queue is full.
    pub async fn enter<S: Subject>(
        &self,
        actor: &Actor,
        act: Act,
        subject: S,
    ) -> Result<(S::Loaded, Tx), Error> {
        let allow = |resource: &Resource| match self.access().decide(actor, act, resource) {
            decision if decision.is_permitted() => Ok(()),
            _ => Err(Error::NotFound),
        };
        let known = subject.known();
        if let Some((_, resource)) = &known {
            allow(resource)?;
        }
        let mut turn = self.writer().enter().await?;
        let loaded = match known {
            Some((loaded, _)) => loaded,
            None => {
                let (loaded, resource) = subject.load(turn.conn(), actor).await?;
                allow(&resource)?;
                loaded
            }
        };
        let tx = Tx {
            turn,
            store: self.clone(),
            actor: actor.clone(),
            act,
            subject: subject.audited(),
            at: self.now(),
        };
        Ok((loaded, tx))
    }

    pub(crate) async fn admit_look<S: Subject>(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        look: Look,
        subject: &S,
    ) -> Result<S::Loaded, Error> {
        let (loaded, resource) = subject.load(conn, actor).await?;
        if self.access().decide(actor, look, &resource).is_permitted() {
            Ok(loaded)
        } else {
            Err(Error::NotFound)
        }
    }
}
