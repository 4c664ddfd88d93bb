//! Referrals: what was asked of which service, what came of it, and the link by which it answers.
//!
//! # The link
//! A link holds 32 random bytes and nothing else. The row holds a hash of them, by which it is found,
//! and the public half of the key pair that they give. What a consent releases is sealed to a key of
//! its own for this referral, and that key's secret half is wrapped to the link's public half and to
//! the contact's team. So neither the database nor a backup opens it, and the link alone does not
//! either: before the service has accepted, the server does not hand the ciphertext out. When nobody
//! may read it any more, the wrapped key and the ciphertext are destroyed. Where the asker chose a
//! [`code`] beside the link, the key pair is that of link and code together.

pub mod code;

use casework::consent::Consent;
use casework::id::{ConsentId, ContactId, MemberId, OrganizationId, ReferralId, ServiceId, TeamId};
use casework::need::Need;
use casework::referral::{Referral, ReferralState, Request, Snapshot};
use casework::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{
    Json, Keyring, Place, PublicKey, ReaderId, RecordKey, Sealed, SecretKey, SessionSecret,
    SpokenCode,
};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::error::once;
use crate::tx::{Reads, entropy};
use crate::{Error, Store, Tx, consent, contact, key, visitor};

use code::{Code, MOST_TRIES};

/// For how long a link leads to its referral: long enough to say whether somebody arrived, was served,
/// and what became of them thirty days later.
pub const LINK_LASTS: Span = Span::from_days(45);

statements! {
    INSERT = "
        INSERT INTO referrals (id, contact_id, organization_id, service_id, organization_name,
            service_name, need, age_band, gender, offered_by, offered_at, expires_at, state, since,
            decline_reason, consent_id, identity_consent_id, version, link, link_key,
            link_expires_at, identity_sealed, identity_version, arrived_at, scheduled_for,
            code_lookup, code_tries)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, NULL, NULL, 1,
            $15, $16, $17, NULL, 0, NULL, NULL, $18, 0)";
    OF_ID = "
        SELECT id, contact_id, organization_id, service_id, organization_name, service_name, need,
            age_band, gender, offered_by, offered_at, expires_at, state, since, decline_reason,
            consent_id, identity_consent_id, version, link, link_key, link_expires_at,
            identity_sealed, identity_version, scheduled_for, code_lookup, code_tries
        FROM referrals WHERE id = $1";
    OF_CONTACT = "
        SELECT id, contact_id, organization_id, service_id, organization_name, service_name, need,
            age_band, gender, offered_by, offered_at, expires_at, state, since, decline_reason,
            consent_id, identity_consent_id, version, link, link_key, link_expires_at,
            identity_sealed, identity_version, scheduled_for, code_lookup, code_tries
        FROM referrals WHERE contact_id = $1 ORDER BY offered_at DESC, id DESC LIMIT $2";
    /// What a team still waits for, the longest first. Read by the index of what is open.
    OPEN_OF_TEAM = "
        SELECT r.id, r.contact_id, r.organization_id, r.service_id, r.organization_name,
            r.service_name, r.need, r.age_band, r.gender, r.offered_by, r.offered_at, r.expires_at,
            r.state, r.since, r.decline_reason, r.consent_id, r.identity_consent_id, r.version,
            r.link, r.link_key, r.link_expires_at, r.identity_sealed, r.identity_version,
            r.scheduled_for, r.code_lookup, r.code_tries
        FROM referrals r JOIN contacts c ON c.id = r.contact_id
        WHERE r.state IN ('offered', 'accepted', 'scheduled', 'arrived') AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                            WHERE x.contact_id = r.contact_id AND x.member_id = $2)
            AND (CAST($3 AS BIGINT) = 0 OR r.offered_by = $2)
            AND (r.offered_at, r.id) > ($4, $5)
        ORDER BY r.offered_at, r.id LIMIT $6";
    /// What lately came to nothing: somebody has to ask elsewhere.
    FAILED_OF_TEAM = "
        SELECT r.id, r.contact_id, r.organization_id, r.service_id, r.organization_name,
            r.service_name, r.need, r.age_band, r.gender, r.offered_by, r.offered_at, r.expires_at,
            r.state, r.since, r.decline_reason, r.consent_id, r.identity_consent_id, r.version,
            r.link, r.link_key, r.link_expires_at, r.identity_sealed, r.identity_version,
            r.scheduled_for, r.code_lookup, r.code_tries
        FROM referrals r JOIN contacts c ON c.id = r.contact_id
        WHERE r.state IN ('declined', 'expired', 'did_not_arrive') AND r.since > $4
            AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                            WHERE x.contact_id = r.contact_id AND x.member_id = $2)
            AND (CAST($3 AS BIGINT) = 0 OR r.offered_by = $2)
        ORDER BY r.since DESC, r.id LIMIT $5";
    /// A link that was closed by wrong codes leads nowhere.
    OF_LINK = "
        SELECT id, organization_id, code_lookup, code_tries FROM referrals
        WHERE link = $1 AND link_expires_at > $2 AND code_tries < $3";
    OF_CONSENT = "SELECT id FROM referrals WHERE consent_id = $1 OR identity_consent_id = $1";
    UNANSWERED = "
        SELECT id FROM referrals WHERE state = 'offered' AND expires_at <= $1
        ORDER BY expires_at, id LIMIT $2";
    SAVE = "
        UPDATE referrals SET state = $2, since = $3, decline_reason = $4, identity_consent_id = $5,
            arrived_at = CASE WHEN $2 = 'arrived' THEN $3 ELSE arrived_at END,
            scheduled_for = $7, link_expires_at = $8, version = version + 1
        WHERE id = $1 AND version = $6";
    SHARE = "
        UPDATE referrals SET consent_id = $2, identity_sealed = $3,
            identity_version = identity_version + 1, version = version + 1
        WHERE id = $1 AND version = $4";
    RELINK = "
        UPDATE referrals SET link = $2, link_key = $3, link_expires_at = $4, code_lookup = $6,
            code_tries = 0, version = version + 1
        WHERE id = $1 AND version = $5";
    /// A wrong code changes nothing that an answer rests on, so the version stays.
    COUNT_TRY = "UPDATE referrals SET code_tries = code_tries + 1 WHERE id = $1";
    SHRED = "UPDATE referrals SET identity_sealed = NULL WHERE id = $1";
}

/// A referral as stored, with what its pages and the policies need.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The referral itself.
    pub referral: Referral,
    /// What the organisation was called when it was asked.
    pub organization_name: String,
    /// What the service was called when it was asked.
    pub service_name: String,
    /// Who asked.
    pub offered_by: MemberId,
    /// The consent by which identity may follow, if one was recorded.
    pub consent: Option<Consent>,
    /// Grows with every change.
    pub version: i64,
    /// Until when the link leads here.
    pub link_expires_at: Timestamp,
    /// The team whose contact it is.
    pub team: TeamId,
    /// Members to whom the contact is closed.
    pub closed_to: Vec<MemberId>,
    link: [u8; 32],
    link_key: PublicKey,
    identity: Option<Vec<u8>>,
    identity_version: i64,
    code: Option<Code>,
}

impl Stored {
    pub(crate) const fn link(&self) -> &[u8; 32] {
        &self.link
    }

    pub(crate) const fn link_key(&self) -> &PublicKey {
        &self.link_key
    }

    /// Whether the link asks for a code that was told by telephone.
    #[must_use]
    pub const fn has_code(&self) -> bool {
        self.code.is_some()
    }

    /// Whether so many wrong codes were typed that the link leads nowhere any more.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.code.as_ref().is_some_and(|code| code.left() == 0)
    }

    /// Whether identity is released to the organisation by a consent that holds at `now`, and the
    /// referral is still under way.
    #[must_use]
    pub fn is_released(&self, now: Timestamp) -> bool {
        self.referral.identity().is_some()
            && self.identity.is_some()
            && self.consent.as_ref().is_some_and(|consent| {
                Some(consent.id()) == self.referral.identity()
                    && consent.for_referral(&self.referral, now).is_ok()
            })
    }

    /// Whether something is sealed for the service, to be read once it has accepted.
    #[must_use]
    pub fn is_prepared(&self) -> bool {
        self.identity.is_some()
    }

    /// What is released, opened with the referral's key.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is; [`Error::Sealed`] when the key is another.
    pub fn identity(&self, key: &SecretKey) -> Result<Identity, Error> {
        let sealed = self.identity.clone().ok_or(Error::NotFound)?;
        let sealed: Sealed<Json<Identity>> = Sealed::from_bytes(sealed);
        Ok(sealed.open(key, self.place(self.identity_version))?.0)
    }

    fn place(&self, version: i64) -> Place {
        place(self.referral.id(), version)
    }
}

fn place(id: ReferralId, version: i64) -> Place {
    Place { table: "referrals", record: id.uuid(), column: "identity_sealed", version }
}

/// What a consent releases: one text for each scope that it names.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Identity {
    /// The scope's code and what it says.
    pub lines: Vec<(String, String)>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        for (_, text) in &mut self.lines {
            zeroize::Zeroize::zeroize(text);
        }
    }
}

row! {
    struct Row {
        id: Uuid,
        contact_id: Uuid,
        organization_id: Uuid,
        service_id: Uuid,
        organization_name: String,
        service_name: String,
        need: String,
        age_band: Option<String>,
        gender: Option<String>,
        offered_by: Uuid,
        offered_at: i64,
        expires_at: i64,
        state: String,
        since: i64,
        decline_reason: Option<String>,
        consent_id: Option<Uuid>,
        identity_consent_id: Option<Uuid>,
        version: i64,
        link: Vec<u8>,
        link_key: Vec<u8>,
        link_expires_at: i64,
        identity_sealed: Option<Vec<u8>>,
        identity_version: i64,
        scheduled_for: Option<i64>,
        code_lookup: Option<Vec<u8>>,
        code_tries: i64,
    }
}

impl Row {
    fn restore(&self) -> Result<Referral, Error> {
        let time = Timestamp::from_micros;
        let code = |what| move |_| Error::Unknown(what);
        let age = self.age_band.as_deref().map(str::parse).transpose();
        let gender = self.gender.as_deref().map(str::parse).transpose();
        let reason = self.decline_reason.as_deref().map(str::parse).transpose();
        let snapshot = Snapshot {
            id: ReferralId::from_uuid(self.id),
            contact: ContactId::from_uuid(self.contact_id),
            organization: OrganizationId::from_uuid(self.organization_id),
            service: ServiceId::from_uuid(self.service_id),
            request: Request {
                need: self.need.parse::<Need>().map_err(code("need"))?,
                age_band: age.map_err(code("age band"))?,
                gender: gender.map_err(code("gender"))?,
            },
            offered_at: time(self.offered_at),
            expires_at: time(self.expires_at),
            state: self.state.parse::<ReferralState>().map_err(code("referral state"))?,
            since: time(self.since),
            scheduled_for: self.scheduled_for.map(time),
            decline_reason: reason.map_err(code("decline reason"))?,
            identity: self.identity_consent_id.map(ConsentId::from_uuid),
        };
        Referral::restore(&snapshot).map_err(|_| Error::Unknown("referral"))
    }

    fn read(
        self,
        consent: Option<Consent>,
        team: TeamId,
        closed_to: Vec<MemberId>,
    ) -> Result<Stored, Error> {
        Ok(Stored {
            referral: self.restore()?,
            organization_name: self.organization_name,
            service_name: self.service_name,
            offered_by: MemberId::from_uuid(self.offered_by),
            consent,
            version: self.version,
            link_expires_at: Timestamp::from_micros(self.link_expires_at),
            team,
            closed_to,
            link: self.link.try_into().map_err(|_| Error::Unknown("link"))?,
            link_key: PublicKey::from_bytes(&self.link_key)
                .map_err(|_| Error::Unknown("public key"))?,
            identity: self.identity_sealed,
            identity_version: self.identity_version,
            code: Code::read(self.code_lookup, self.code_tries)?,
        })
    }
}

/// One referral by its id. Six statements at most, each by a key.
#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: ReferralId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let row = row.ok_or(Error::NotFound)?;
    let contact = contact::load(conn, ContactId::from_uuid(row.contact_id)).await?;
    let consent = match row.identity_consent_id.or(row.consent_id) {
        Some(id) => consent::load(conn, ConsentId::from_uuid(id)).await?,
        None => None,
    };
    row.read(consent, contact.contact.team(), contact.closed_to)
}

/// One referral.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, id: ReferralId) -> Result<Stored, Error> {
    load(reads.conn(), id).await
}

/// What belongs to a new referral beside itself.
#[derive(Clone, Debug)]
pub struct Offering<'a> {
    /// The referral.
    pub referral: &'a Referral,
    /// What the organisation is called.
    pub organization_name: &'a str,
    /// What the service is called.
    pub service_name: &'a str,
    /// Who asks.
    pub by: MemberId,
    /// The link's secret: only its hash and the public half of its key pair are stored.
    pub link: &'a SessionSecret,
    /// The code that is told by telephone, where one is asked for.
    pub code: Option<&'a SpokenCode>,
    /// Until when the link leads to the referral.
    pub link_expires_at: Timestamp,
}

/// Stores a new referral.
///
/// # Errors
/// [`Error::Already`] when this link was made before: the form was sent twice.
#[compiled_here]
pub async fn insert(tx: &mut Tx, new: &Offering<'_>) -> Result<(), Error> {
    let s = new.referral.snapshot();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(s.id.uuid())
        .bind(s.contact.uuid())
        .bind(s.organization.uuid())
        .bind(s.service.uuid())
        .bind(new.organization_name)
        .bind(new.service_name)
        .bind(s.request.need.code())
        .bind(s.request.age_band.map(|age| age.code()))
        .bind(s.request.gender.map(|gender| gender.code()))
        .bind(new.by.uuid())
        .bind(s.offered_at.micros())
        .bind(s.expires_at.micros())
        .bind(s.state.code())
        .bind(s.since.micros())
        .bind(new.link.lookup().as_slice())
        .bind(code::key_pair(new.link, new.code).public().as_bytes().as_slice())
        .bind(new.link_expires_at.micros())
        .bind(code::lookup(new.link, new.code))
        .execute(&mut **c)
        .await
        .map(drop));
    once(done)
}

/// Stores the next state of a referral over the version that was loaded. The link leads here as long
/// after an agreed day as it does after the offer.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed it since.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &Referral) -> Result<(), Error> {
    let s = next.snapshot();
    let link_until = s
        .scheduled_for
        .map_or(before.link_expires_at, |at| before.link_expires_at.max(at + LINK_LASTS));
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(s.id.uuid())
        .bind(s.state.code())
        .bind(s.since.micros())
        .bind(s.decline_reason.map(|reason| reason.code()))
        .bind(s.identity.map(ConsentId::uuid))
        .bind(before.version)
        .bind(s.scheduled_for.map(Timestamp::micros))
        .bind(link_until.micros())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// Seals what `consent` releases to a key of its own, which the link's secret and the team open.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed the referral since it was loaded.
#[compiled_here]
pub async fn share(
    tx: &mut Tx,
    before: &Stored,
    consent: ConsentId,
    identity: Identity,
    (team, team_key): (TeamId, PublicKey),
) -> Result<(), Error> {
    let id = before.referral.id();
    let record = RecordKey::generate(&mut tx.rng());
    let place = before.place(before.identity_version + 1);
    let sealed = Sealed::seal(&Json(identity), &record.public(), place, &mut entropy());
    let done = on!(tx.conn(), c => sqlx::query(SHARE)
        .bind(id.uuid())
        .bind(consent.uuid())
        .bind(sealed.as_bytes())
        .bind(before.version)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done != 1 {
        return Err(Error::Changed);
    }
    key::erase(tx, id.uuid()).await?;
    let partner = visitor::reader(&before.link);
    for (reader, public, kind) in [
        (partner, before.link_key, key::Reader::Partner),
        (ReaderId(team.uuid()), team_key, key::Reader::Team),
    ] {
        let wrapped = record.wrap_for(reader, &public, id.uuid(), &mut tx.rng());
        key::grant(tx, id.uuid(), reader, kind, &wrapped).await?;
    }
    Ok(())
}

/// Destroys what was sealed for the service, and every copy of its key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn shred(tx: &mut Tx, id: ReferralId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(SHRED).bind(id.uuid()).execute(&mut **c).await.map(drop)?);
    key::erase(tx, id.uuid()).await
}

/// Gives a referral a new link; the old one leads nowhere from then on. What was sealed for the
/// service opens with the new one.
///
/// # Errors
/// [`Error::Sealed`] when something is sealed and no key on the ring opens it; [`Error::Changed`]
/// when somebody else changed the referral since it was loaded.
#[compiled_here]
pub async fn relink(
    tx: &mut Tx,
    before: &Stored,
    keys: &Keyring,
    (link, code): (&SessionSecret, Option<&SpokenCode>),
    expires_at: Timestamp,
) -> Result<(), Error> {
    let id = before.referral.id();
    let public = code::key_pair(link, code).public();
    if before.is_prepared() {
        let record = RecordKey::from_secret(key::open(tx, id.uuid(), keys).await?);
        let reader = visitor::reader(&link.lookup());
        let wrapped = record.wrap_for(reader, &public, id.uuid(), &mut tx.rng());
        key::revoke(tx, id.uuid(), visitor::reader(&before.link)).await?;
        key::grant(tx, id.uuid(), reader, key::Reader::Partner, &wrapped).await?;
    }
    let done = on!(tx.conn(), c => sqlx::query(RELINK)
        .bind(id.uuid())
        .bind(link.lookup().as_slice())
        .bind(public.as_bytes().as_slice())
        .bind(expires_at.micros())
        .bind(before.version)
        .bind(code::lookup(link, code))
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// The referrals of one contact, the latest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_contact(
    reads: &mut dyn Reads,
    contact: &contact::Stored,
    most: i64,
) -> Result<Vec<Stored>, Error> {
    let id = contact.contact.id().uuid();
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(id).bind(most).fetch_all(&mut **c).await?);
    let team = contact.contact.team();
    rows.into_iter().map(|row| row.read(None, team, contact.closed_to.clone())).collect()
}

/// From where a list of open referrals goes on: the last row of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// When that one was offered.
    pub offered_at: Timestamp,
    /// Which it was.
    pub id: ReferralId,
}

impl After {
    /// The first page.
    pub const START: Self = Self {
        offered_at: Timestamp::from_micros(i64::MIN),
        id: ReferralId::from_uuid(Uuid::nil()),
    };
}

/// What a team still waits for, the longest first: all of it, or what `me` asked. Contacts that are
/// closed to `me` are left out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    (me, only_mine): (MemberId, bool),
    after: After,
    most: i64,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OPEN_OF_TEAM)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(i64::from(only_mine))
        .bind(after.offered_at.micros())
        .bind(after.id.uuid())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(|row| row.read(None, team, Vec::new())).collect()
}

/// What came to nothing after `since`, the latest first, as in [`open_of_team`].
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn failed_of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    (me, only_mine): (MemberId, bool),
    since: Timestamp,
    most: i64,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(FAILED_OF_TEAM)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(i64::from(only_mine))
        .bind(since.micros())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(|row| row.read(None, team, Vec::new())).collect()
}

/// The referrals that rest on one consent.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_consent(
    reads: &mut dyn Reads,
    consent: ConsentId,
) -> Result<Vec<ReferralId>, Error> {
    let rows: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(OF_CONSENT)
        .bind(consent.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| ReferralId::from_uuid(id)).collect())
}

/// A service as its link shows it.
#[derive(Debug)]
pub struct Linked {
    /// The one referral that the link answers.
    pub referral: ReferralId,
    /// The organisation that it was made for.
    pub organization: OrganizationId,
    /// What opens what was released to it.
    pub keys: Keyring,
}

/// What stands behind a link that still leads somewhere.
#[derive(Debug)]
pub enum Door {
    /// The referral.
    Open(Linked),
    /// The referral, once the code was told that the asker chose. Nothing of it may be shown before.
    Code {
        /// Which referral.
        referral: ReferralId,
        /// For which organisation.
        organization: OrganizationId,
        /// How many wrong codes can still be typed.
        left: i64,
    },
}

impl Door {
    /// Which referral it is.
    #[must_use]
    pub const fn referral(&self) -> ReferralId {
        match self {
            Self::Open(linked) => linked.referral,
            Self::Code { referral, .. } => *referral,
        }
    }
}

row! {
    struct LinkRow {
        id: Uuid,
        organization_id: Uuid,
        code_lookup: Option<Vec<u8>>,
        code_tries: i64,
    }
}

impl Store {
    /// Which referral a link leads to, if it still does. `both` is what the browser holds of link and
    /// code together, if it was told the code before. One statement by key.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn linked(
        &self,
        link: &SessionSecret,
        both: Option<&SessionSecret>,
    ) -> Result<Option<Door>, Error> {
        let lookup = link.lookup();
        let mut conn = self.readers().acquire().await?;
        let row: Option<LinkRow> = on!(&mut conn, c => sqlx::query_as(OF_LINK)
            .bind(lookup.as_slice())
            .bind(self.now().micros())
            .bind(MOST_TRIES)
            .fetch_optional(&mut **c)
            .await?);
        let Some(row) = row else { return Ok(None) };
        let referral = ReferralId::from_uuid(row.id);
        let organization = OrganizationId::from_uuid(row.organization_id);
        let opens = match Code::read(row.code_lookup, row.code_tries)? {
            None => link,
            Some(code) => match both.filter(|both| code.is(both)) {
                Some(both) => both,
                None => return Ok(Some(Door::Code { referral, organization, left: code.left() })),
            },
        };
        let keys = Keyring::new(visitor::reader(&lookup), opens.key_pair().into_secret());
        Ok(Some(Door::Open(Linked { referral, organization, keys })))
    }

    /// Referrals that nobody answered until `now`, the longest over first.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn unanswered(&self, now: Timestamp, most: i64) -> Result<Vec<ReferralId>, Error> {
        let mut conn = self.readers().acquire().await?;
        let rows: Vec<(Uuid,)> = on!(&mut conn, c => sqlx::query_as(UNANSWERED)
            .bind(now.micros()).bind(most).fetch_all(&mut **c).await?);
        Ok(rows.into_iter().map(|(id,)| ReferralId::from_uuid(id)).collect())
    }
}
