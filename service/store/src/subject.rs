//! What a look or an act is about: how it is loaded, and what the policies need to know of it.

use access::{ReferralResource, Resource};
use casework::id::{
    BedRequestId, CaseId, ContactId, DutyId, MemberId, ReferralId, ServiceId, TeamId,
};
use casework::member::Actor;
use casework::time::Timestamp;
use uuid::Uuid;

use crate::db::Conn;
use crate::{Error, Store, bed, case, contact, duty, member, referral};

/// Something that can be looked at or acted on.
pub trait Subject: Send + Sync {
    /// What the caller gets.
    type Loaded: Send;

    /// Its kind and id in the audit chain.
    fn audited(&self) -> (&'static str, Option<Uuid>);

    /// What [`Subject::load`] gives, where nothing has to be loaded for it: the policies are then
    /// asked before the writer's queue is entered, and nobody waits for their answer.
    fn known(&self) -> Option<(Self::Loaded, Resource)> {
        None
    }

    /// Loads it, with what the policies decide by.
    fn load(
        &self,
        conn: &mut Conn,
        actor: &Actor,
    ) -> impl Future<Output = Result<(Self::Loaded, Resource), Error>> + Send;
}

impl Subject for ContactId {
    type Loaded = contact::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("contact", Some(self.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(contact::Stored, Resource), Error> {
        let stored = contact::load(conn, *self).await?;
        let resource = stored.resource();
        Ok((stored, resource))
    }
}

impl Subject for ReferralAt {
    type Loaded = referral::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("referral", Some(self.id.uuid()))
    }

    async fn load(
        &self,
        conn: &mut Conn,
        _: &Actor,
    ) -> Result<(referral::Stored, Resource), Error> {
        let stored = referral::load(conn, self.id).await?;
        let resource = Resource::Referral(ReferralResource {
            id: self.id,
            team: stored.team,
            closed_to: stored.closed_to.clone(),
            organization: stored.referral.organization(),
            identity_released: stored.is_released(self.now),
        });
        Ok((stored, resource))
    }
}

impl Subject for CaseId {
    type Loaded = case::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("case", Some(self.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(case::Stored, Resource), Error> {
        let stored = case::load(conn, *self).await?;
        let resource = stored.resource();
        Ok((stored, resource))
    }
}

impl Subject for DutyId {
    type Loaded = duty::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("duty", Some(self.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(duty::Stored, Resource), Error> {
        let stored = duty::load(conn, *self).await?;
        let resource = stored.resource();
        Ok((stored, resource))
    }
}

/// One referral, at one moment: whether a consent still holds depends on it.
#[derive(Clone, Copy, Debug)]
pub struct ReferralAt {
    /// Which.
    pub id: ReferralId,
    /// The moment.
    pub now: Timestamp,
}

impl Store {
    /// One referral as it stands now, to be looked at or acted on.
    #[must_use]
    pub fn referral(&self, id: ReferralId) -> ReferralAt {
        ReferralAt { id, now: self.now() }
    }
}

/// One bed request: whoever may work with its contact may work with it.
impl Subject for BedRequestId {
    type Loaded = bed::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("bed_request", Some(self.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(bed::Stored, Resource), Error> {
        let stored = bed::load(conn, *self).await?;
        let contact = contact::load(conn, stored.request.contact()).await?;
        Ok((stored, contact.resource()))
    }
}

/// The beds of one service, as its saved link opens them.
#[derive(Clone, Copy, Debug)]
pub struct Beds(pub ServiceId);

impl Subject for Beds {
    type Loaded = ();

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("beds", Some(self.0.uuid()))
    }

    fn known(&self) -> Option<((), Resource)> {
        Some(((), Resource::Beds(self.0)))
    }

    async fn load(&self, _: &mut Conn, _: &Actor) -> Result<((), Resource), Error> {
        Ok(((), Resource::Beds(self.0)))
    }
}

/// One team's work: its queue, its lists, its board.
impl Subject for TeamId {
    type Loaded = ();

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("team", Some(self.uuid()))
    }

    fn known(&self) -> Option<((), Resource)> {
        Some(((), Resource::Team(*self)))
    }

    async fn load(&self, _: &mut Conn, _: &Actor) -> Result<((), Resource), Error> {
        Ok(((), Resource::Team(*self)))
    }
}

/// The account of one member: their own sessions and keys.
impl Subject for MemberId {
    type Loaded = member::Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("member", Some(self.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(member::Stored, Resource), Error> {
        Ok((member::load(conn, *self).await?, Resource::Account(*self)))
    }
}

/// The directory of services.
#[derive(Clone, Copy, Debug)]
pub struct Directory;

impl Subject for Directory {
    type Loaded = ();

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("directory", None)
    }

    async fn load(&self, _: &mut Conn, _: &Actor) -> Result<((), Resource), Error> {
        Ok(((), Resource::Directory))
    }
}

/// The installation as a whole: set-up, members, teams, measures, backups.
#[derive(Clone, Copy, Debug)]
pub struct Installation;

impl Subject for Installation {
    type Loaded = ();

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        ("installation", None)
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<((), Resource), Error> {
        Ok(((), Resource::Installation { set_up: member::any(conn).await? }))
    }
}
