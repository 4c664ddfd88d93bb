//! Which agencies work on a case, and what its people allow them to see.
//!
//! Whoever coordinates brings an agency in and records a consent; anybody of the team takes either back,
//! because a person may say so to anybody.

use access::Act;
use case::person::Person;
use case::sharing::{Permission, Seat};
use casework::consent::{MinorRule, Purpose, Scope, Signer, Terms};
use casework::id::{CaseId, ConsentId, ContactId, OrganizationId, PersonId};
use casework::time::{Span, Timestamp};
use store::case::part::Agency;
use store::case::{link, part, people};
use store::{Error, Store, Tx, consent, key, referral};
use vault::{Keyring, SessionSecret, Text};

use super::{check_contact, check_open};
use crate::acts::member::Doer;
use crate::compiled_here;

/// An agency that comes to work on a case.
#[derive(Clone)]
pub struct Coming {
    /// Which organisation of the directory; one of its own if it is not there.
    pub organization: OrganizationId,
    /// What it is called.
    pub name: Text,
    /// From where it looks.
    pub seat: Seat,
    /// What for.
    pub purpose: Purpose,
    /// Until when its papers hold.
    pub agreement_until: Option<Timestamp>,
}

/// Adds an agency, or notes until when its papers hold now. One of the same name is the same one, so that
/// what was allowed to it goes on to name it.
///
/// # Errors
/// [`Error::Rule`] when the case is closed.
#[compiled_here]
pub async fn add_agency(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: CaseId,
    coming: Coming,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::ShareCase, id).await?;
    check_open(&stored)?;
    let there = same(&mut tx, keys, id, &coming).await?;
    let Coming { organization, name, seat, purpose, agreement_until } = coming;
    let organization = there.map_or(organization, |agency| agency.organization);
    let since = there.map_or(tx.now(), |agency| agency.since);
    let agency = Agency { organization, seat, purpose, agreement_until, since };
    part::put_agency(&mut tx, (id, stored.public_key), &agency, &name).await?;
    tx.commit_all(&[]).await
}

async fn same(
    tx: &mut Tx,
    keys: &Keyring,
    case: CaseId,
    coming: &Coming,
) -> Result<Option<Agency>, Error> {
    let key = key::open(tx, case.uuid(), keys).await?;
    let name = coming.name.expose().to_lowercase();
    for one in part::agencies(tx, case).await? {
        let is = one.agency.organization == coming.organization;
        if is || one.name(&key)?.expose().to_lowercase() == name {
            return Ok(Some(one.agency));
        }
    }
    Ok(None)
}

/// An agency does not work on the case any more: from the next request on it sees nothing.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop_agency(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    organization: OrganizationId,
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    part::drop_agency(&mut tx, id, organization).await?;
    link::drop(&mut tx, id, organization).await?;
    tx.commit_all(&[]).await
}

/// For how long the link of an agency works.
const LINK_LASTS: Span = Span::from_days(90);

/// Makes the link by which an agency reads what the people of a case let it; the one before leads nowhere
/// from then on.
///
/// # Errors
/// [`Error::NotFound`] when no such agency works on the case; [`Error::Rule`] when the case is closed.
#[compiled_here]
pub async fn make_link(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    (id, organization): (CaseId, OrganizationId),
) -> Result<SessionSecret, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::ShareCase, id).await?;
    check_open(&stored)?;
    let agencies = part::agencies(&mut tx, id).await?;
    if !agencies.iter().any(|one| one.agency.organization == organization) {
        return Err(Error::NotFound);
    }
    let secret = SessionSecret::generate(&mut store.rng());
    let ends = tx.now() + LINK_LASTS;
    link::put(&mut tx, (id, organization), keys, (doer.id, &secret), ends).await?;
    tx.commit_all(&[]).await?;
    Ok(secret)
}

/// Takes the link of an agency away: from the next request on it leads nowhere.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop_link(
    store: &Store,
    doer: &Doer,
    (id, organization): (CaseId, OrganizationId),
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    link::drop(&mut tx, id, organization).await?;
    tx.commit_all(&[]).await
}

/// What a person of a case allows.
#[derive(Clone, Debug)]
pub struct Allowing {
    /// Who.
    pub person: PersonId,
    /// In which contact they said so.
    pub contact: ContactId,
    /// Who may receive it.
    pub recipient: OrganizationId,
    /// For what.
    pub purpose: Purpose,
    /// What may be released.
    pub scope: Vec<Scope>,
    /// Who signs.
    pub signer: Signer,
    /// The signer's own record, if they are in the case.
    pub signed_by: Option<PersonId>,
    /// For how long.
    pub lasts: Span,
}

/// Records a consent of a person of a case, to an agency that works on it.
///
/// # Errors
/// [`Error::Rule`], for example when the signer is an alleged exploiter of the case.
#[compiled_here]
pub async fn allow(
    store: &Store,
    doer: &Doer,
    minors: MinorRule,
    id: CaseId,
    allowing: Allowing,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::ShareCase, id).await?;
    check_open(&stored)?;
    let all = people::of_case(&mut tx, id).await?;
    let person = all.person(allowing.person).and_then(Person::victim);
    let person = person.ok_or_else(|| Error::Rule("only a potential victim gives one".into()))?;
    if !part::is_joined(&mut tx, id, allowing.contact).await? {
        return Err(Error::Rule("choose a contact of this case in which they said so".into()));
    }
    check_contact(&mut tx, doer, stored.case.team(), allowing.contact).await?;
    let agencies = part::agencies(&mut tx, id).await?;
    if !agencies.iter().any(|one| one.agency.organization == allowing.recipient) {
        return Err(Error::Rule("choose an agency that works on this case".into()));
    }
    let now = tx.now();
    let terms = Terms {
        contact: allowing.contact,
        recipient: allowing.recipient,
        purpose: allowing.purpose,
        scope: allowing.scope.into_iter().collect(),
        signer: allowing.signer,
        expires_at: now + allowing.lasts,
    };
    let consent = ConsentId::from_uuid(tx.case_id().uuid());
    let given = Permission::give(
        (consent, person),
        terms,
        allowing.signed_by,
        &all,
        minors,
        (doer.id, now),
    );
    let (permission, event) = given.map_err(Error::rule)?;
    part::allow(&mut tx, id, &permission, allowing.signed_by).await?;
    tx.commit(event).await
}

/// A person takes a consent back: the next request shows nothing by it, and what was sealed for a service
/// by it is destroyed.
///
/// # Errors
/// [`Error::NotFound`] when the case has no such consent.
#[compiled_here]
pub async fn take_back(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    consent_id: ConsentId,
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    let all = part::allowed(&mut tx, id).await?;
    let found = all.into_iter().find(|(_, one, _)| one.id() == consent_id);
    let (_, given, _) = found.ok_or(Error::NotFound)?;
    let (given, event) = given.revoke(tx.now());
    consent::save(&mut tx, &given).await?;
    for one in referral::of_consent(&mut tx, consent_id).await? {
        referral::shred(&mut tx, one).await?;
    }
    tx.commit(event).await
}
