//! What keeps the house: founding it, members joining, signing in, being reset.
//!
//! Handlers, the demo and the command line all come through here. The order is the same in every
//! act: what is slow (a password's derivation) first, outside any transaction; then one transaction.
//!
//! # Who holds which key
//! Every member holds the key of the staff team, to which the names of colleagues are sealed.
//! The key of a hotline team goes only to who works there, from who holds it already. An
//! administrator or an analyst never gets one: they open nothing.

use std::collections::BTreeSet;

use access::Act;
use casework::event::Event;
use casework::id::{MemberId, TeamId};
use casework::member::{Actor, MemberState, StaffRole};
use casework::time::Span;
use store::member::Joining;
use store::subject::Installation;
use store::team::{Team, TeamKind};
use store::{Store, Tx, account, member, setting, team};
use vault::member::PasswordError;
use vault::rand_core::Rng as _;
use vault::{
    KeyPair, Keyring, Password, PasswordLock, PublicKey, ReaderId, RecoveryKey, SecretKey,
    SessionSecret, Text, WrappedKey,
};

use crate::account::secret::{self, InstanceKey};
use crate::compiled_here;

mod admission;

pub use admission::{grant_team, open_session, reset, set_suspended};

/// How long a session lasts at most.
pub const SESSION: Span = Span::from_hours(12);
/// How long an invitation holds.
pub const INVITATION: Span = Span::from_days(3);

/// Why an account was not made or changed. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The password is refused.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The log-in name is empty or too long.
    #[error("a log-in name has 2 to 64 characters")]
    Login,
    /// The log-in name belongs to somebody else.
    #[error("this log-in name is taken; choose another")]
    LoginTaken,
    /// The display name is empty or too long.
    #[error("a name has 1 to 80 characters")]
    Name,
    /// No role was given.
    #[error("choose at least one role")]
    Roles,
    /// An administrator or analyst in a team that answers contacts.
    #[error("an administrator or analyst opens nothing, so they belong to no hotline team")]
    OpensNothing,
    /// Whoever adds the member does not hold the key of the team.
    #[error("only somebody who belongs to the team can add a member to it")]
    KeyMissing,
    /// A supervisor gave a role that only an administrator gives.
    #[error("only an administrator can invite an administrator or an analyst")]
    NotYourRole,
    /// The recovery key is of another installation.
    #[error("this is not the recovery key of this installation")]
    RecoveryKey,
    /// The last group of the recovery key was not typed back.
    #[error("this is not the last group of the key above; read it from your print")]
    RecoveryGroup,
    /// The organisation or its hotline team has no name.
    #[error("give the organisation and its hotline team a name")]
    Organization,
    /// Nobody was named to lead the hotline team.
    #[error("name the first supervisor: without one nobody holds the key of the hotline team")]
    Supervisor,
    /// One cannot do this to oneself.
    #[error("ask another administrator to do this to your own account")]
    Oneself,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Somebody with a password of their own who becomes a member.
#[derive(Clone, Debug)]
pub struct Newcomer<'a> {
    /// What they type to sign in. Stored only as a keyed hash.
    pub login: &'a str,
    /// The name that colleagues see.
    pub name: &'a str,
    /// Their password, of at least [`Password::FEWEST`] characters.
    pub password: &'a str,
    /// Their roles.
    pub roles: BTreeSet<StaffRole>,
    /// The hotline teams they join; the staff team is joined by everybody.
    pub teams: Vec<TeamId>,
}

/// What the first-run page asks for.
#[derive(Debug)]
pub struct Founding<'a> {
    /// The organisation: the name of the staff team.
    pub organization: &'a str,
    /// The recovery key, printed already. Only its public half is stored.
    pub recovery: &'a RecoveryKey,
    /// The first administrator's log-in name.
    pub login: &'a str,
    /// The first administrator's display name.
    pub name: &'a str,
    /// The first administrator's password.
    pub password: &'a str,
    /// The names of the hotline teams, the first of which answers the public pages.
    pub hotlines: &'a [&'a str],
}

/// What was founded.
#[derive(Debug)]
pub struct Founded {
    /// The first administrator.
    pub administrator: MemberId,
    /// The team of everybody.
    pub staff: TeamId,
    /// The hotline teams, in the order given.
    pub hotlines: Vec<TeamId>,
    /// The keys of all teams, to add the first members with. Nobody else holds the keys of the
    /// hotline teams yet but the recovery key.
    pub keys: Keyring,
}

struct Drawn {
    id: TeamId,
    kind: TeamKind,
    name: Text,
    keys: KeyPair,
}

fn ten(store: &Store) -> [u8; 10] {
    let mut bytes = [0; 10];
    store.rng().fill_bytes(&mut bytes);
    bytes
}

fn draw(store: &Store, kind: TeamKind, name: &str) -> Result<Drawn, AccountError> {
    Ok(Drawn {
        id: TeamId::new(store.now(), ten(store)),
        kind,
        name: named(name)?,
        keys: KeyPair::generate(&mut store.rng()),
    })
}

/// Founds the installation: recovery key, staff team, hotline teams, first administrator. Works
/// once; the administrator belongs to the staff team only.
///
/// # Errors
/// [`AccountError`]; [`store::Error::NotFound`] when it was founded already.
#[compiled_here]
pub async fn found(
    store: &Store,
    key: &InstanceKey,
    founding: &Founding<'_>,
) -> Result<Founded, AccountError> {
    let first = Newcomer {
        login: founding.login,
        name: founding.name,
        password: founding.password,
        roles: BTreeSet::from([StaffRole::Administrator]),
        teams: Vec::new(),
    };
    let staff = draw(store, TeamKind::Staff, founding.organization)?;
    let mut teams = vec![staff];
    for name in founding.hotlines {
        teams.push(draw(store, TeamKind::Hotline, name)?);
    }
    let first = Enrolling::prepare(store, key, &first).await?;
    let recovery = founding.recovery.key_pair().public();
    let (_, mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await?;
    setting::put_recovery_key(&mut tx, &recovery).await?;
    let staff_key = teams[0].keys.public();
    let mut events = vec![Event::SystemSetUp {}];
    for one in &teams {
        let rng = &mut tx.rng();
        let row = Team::new(one.id, one.kind, one.keys.public(), &one.name, &staff_key, rng);
        team::insert(&mut tx, &row).await?;
        account::keep_for_recovery(&mut tx, one.id.uuid(), one.keys.secret(), &recovery).await?;
        events.push(Event::TeamCreated { team: one.id });
    }
    let joined = [(teams[0].id, teams[0].keys.secret())];
    first.write(&mut tx, &joined, &staff_key, &recovery).await?;
    tx.about("member", first.id.uuid());
    events.push(Event::MemberEnrolled { member: first.id, invitation: None });
    tx.commit_all(&events).await?;
    Ok(founded(first.id, teams))
}

fn founded(administrator: MemberId, teams: Vec<Drawn>) -> Founded {
    let ids: Vec<_> = teams.iter().map(|team| team.id).collect();
    let mut keys = Keyring::empty();
    for team in teams {
        keys.insert(ReaderId(team.id.uuid()), team.keys.into_secret());
    }
    Founded { administrator, staff: ids[0], hotlines: ids[1..].to_vec(), keys }
}

/// Makes a member with a password, active at once. `keys` are those of somebody who holds the key of
/// the staff team `staff` and of every team of the newcomer.
///
/// # Errors
/// [`AccountError`].
#[compiled_here]
pub async fn add_member(
    store: &Store,
    key: &InstanceKey,
    keys: &Keyring,
    staff: TeamId,
    newcomer: &Newcomer<'_>,
) -> Result<MemberId, AccountError> {
    let teams = held(keys, staff, &newcomer.roles, &newcomer.teams)?;
    let recovery = store.recovery_key().await?.ok_or(store::Error::NotFound)?;
    let staff_key = teams[0].1.public();
    let new = Enrolling::prepare(store, key, newcomer).await?;
    let (_, mut tx) = store.enter(&Actor::Nobody, Act::AcceptInvitation, Installation).await?;
    new.write(&mut tx, &teams, &staff_key, &recovery).await?;
    tx.about("member", new.id.uuid());
    tx.commit(Event::MemberEnrolled { member: new.id, invitation: None }).await?;
    Ok(new.id)
}

/// The staff team and the given teams with their secret keys, where the ring holds all of them.
fn held<'k>(
    keys: &'k Keyring,
    staff: TeamId,
    roles: &BTreeSet<StaffRole>,
    teams: &[TeamId],
) -> Result<Vec<(TeamId, &'k SecretKey)>, AccountError> {
    if roles.is_empty() {
        return Err(AccountError::Roles);
    }
    if !teams.is_empty() && opens_nothing(roles) {
        return Err(AccountError::OpensNothing);
    }
    std::iter::once(&staff)
        .chain(teams)
        .map(|&id| {
            let secret = keys.secret(ReaderId(id.uuid())).ok_or(AccountError::KeyMissing)?;
            Ok((id, secret))
        })
        .collect()
}

fn opens_nothing(roles: &BTreeSet<StaffRole>) -> bool {
    roles.contains(&StaffRole::Administrator) || roles.contains(&StaffRole::Analyst)
}

fn named(typed: &str) -> Result<Text, AccountError> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(AccountError::Name);
    }
    Ok(Text::from(name))
}

fn login_of(key: &InstanceKey, typed: &str) -> Result<[u8; 32], AccountError> {
    match typed.trim().chars().count() {
        2..=64 => Ok(key.login(typed)),
        _ => Err(AccountError::Login),
    }
}

fn taken(error: store::Error) -> AccountError {
    match error {
        store::Error::Already => AccountError::LoginTaken,
        other => other.into(),
    }
}

/// A member whose slow part is done.
struct Enrolling {
    id: MemberId,
    login: [u8; 32],
    name: Text,
    roles: BTreeSet<StaffRole>,
    state: MemberState,
    keys: KeyPair,
    lock: Option<PasswordLock>,
}

impl Enrolling {
    async fn prepare(
        store: &Store,
        key: &InstanceKey,
        new: &Newcomer<'_>,
    ) -> Result<Self, AccountError> {
        let login = login_of(key, new.login)?;
        let password = Password::chosen(new.password)?;
        let mut member = Self::invited(store, new.name, new.roles.clone())?;
        let reader = ReaderId(member.id.uuid());
        let lock = secret::lock(store, member.keys.secret(), password, reader).await;
        (member.login, member.state, member.lock) = (login, MemberState::Active, Some(lock));
        Ok(member)
    }

    /// Somebody who has no log-in name yet: a random hash, which no name has.
    fn invited(
        store: &Store,
        name: &str,
        roles: BTreeSet<StaffRole>,
    ) -> Result<Self, AccountError> {
        let mut login = [0; 32];
        store.rng().fill_bytes(&mut login);
        Ok(Self {
            id: MemberId::new(store.now(), ten(store)),
            login,
            name: named(name)?,
            roles,
            state: MemberState::Invited,
            keys: KeyPair::generate(&mut store.rng()),
            lock: None,
        })
    }

    async fn write(
        &self,
        tx: &mut Tx,
        teams: &[(TeamId, &SecretKey)],
        staff: &PublicKey,
        recovery: &PublicKey,
    ) -> Result<(), AccountError> {
        let joining = Joining {
            id: self.id,
            login: self.login,
            roles: self.roles.clone(),
            state: self.state,
            public_key: self.keys.public(),
            name: &self.name,
            staff: *staff,
        };
        member::insert(tx, &joining).await.map_err(taken)?;
        for (team, secret) in teams {
            join(tx, self.id, &self.keys.public(), *team, secret).await?;
        }
        if let Some(lock) = &self.lock {
            account::put_password(tx, self.id, lock).await?;
        }
        account::keep_for_recovery(tx, self.id.uuid(), self.keys.secret(), recovery).await?;
        Ok(())
    }
}

async fn join(
    tx: &mut Tx,
    id: MemberId,
    public_key: &PublicKey,
    team: TeamId,
    secret: &SecretKey,
) -> Result<(), store::Error> {
    let (of, reader) = (team.uuid(), ReaderId(id.uuid()));
    let wrapped = WrappedKey::wrap(secret, of, reader, public_key, &mut tx.rng());
    member::join_team(tx, id, team, &wrapped).await
}

/// Invites somebody: the account is made, and its key waits under the secret of a link. `keys` are
/// the inviter's; the invited person gets the keys of `teams` with the account. An administrator
/// holds no key of a hotline team, so a supervisor adds the person to theirs ([`grant_team`]).
/// [`Actor::Nobody`] invites at the first run only, with the keys of [`Founded`].
///
/// # Errors
/// [`AccountError`].
#[compiled_here]
pub async fn invite(
    store: &Store,
    actor: &Actor,
    (keys, staff): (&Keyring, TeamId),
    name: &str,
    roles: BTreeSet<StaffRole>,
    teams: &[TeamId],
) -> Result<SessionSecret, AccountError> {
    if let Actor::Member(inviter) = actor
        && !inviter.is(StaffRole::Administrator)
        && opens_nothing(&roles)
    {
        return Err(AccountError::NotYourRole);
    }
    let teams = held(keys, staff, &roles, teams)?;
    let recovery = store.recovery_key().await?.ok_or(store::Error::NotFound)?;
    let staff_key = teams[0].1.public();
    let new = Enrolling::invited(store, name, roles)?;
    let act = if *actor == Actor::Nobody { Act::AcceptInvitation } else { Act::InviteMember };
    let (_, mut tx) = store.enter(actor, act, Installation).await?;
    new.write(&mut tx, &teams, &staff_key, &recovery).await?;
    let link = SessionSecret::generate(&mut tx.rng());
    let until = tx.now() + INVITATION;
    account::invite(&mut tx, new.id, &link, new.keys.secret(), until).await?;
    tx.about("member", new.id.uuid());
    let roles = new.roles.iter().copied().collect();
    let invitation = account::invitation_id(&link);
    tx.commit(Event::MemberInvited { invitation, roles }).await?;
    Ok(link)
}

/// Completes an invitation or a reset: the person behind the link sets log-in name, display name and
/// password. The link works once.
///
/// # Errors
/// [`AccountError`]; [`store::Error::NotFound`] when the link was used or has run out.
#[compiled_here]
pub async fn accept(
    store: &Store,
    key: &InstanceKey,
    link: &SessionSecret,
    login: &str,
    name: &str,
    password: &str,
) -> Result<MemberId, AccountError> {
    let invited = store.invitation(link).await?.ok_or(store::Error::NotFound)?;
    let (login, name) = (login_of(key, login)?, named(name)?);
    let reader = ReaderId(invited.member.uuid());
    let lock = secret::lock(store, &invited.key, Password::chosen(password)?, reader).await;
    let teams = store.teams().await?;
    let staff = teams.iter().find(|team| team.kind == TeamKind::Staff);
    let staff = staff.ok_or(store::Error::NotFound)?.public_key;
    let (_, mut tx) = store.enter(&Actor::Nobody, Act::AcceptInvitation, Installation).await?;
    account::take_invitation(&mut tx, link).await?;
    account::enrol(&mut tx, invited.member, &login, &name, &staff).await.map_err(taken)?;
    account::put_password(&mut tx, invited.member, &lock).await?;
    tx.about("member", invited.member.uuid());
    let invitation = Some(account::invitation_id(link));
    tx.commit(Event::MemberEnrolled { member: invited.member, invitation }).await?;
    Ok(invited.member)
}
