//! Passwords, log-in names and codes: what is typed, and how it is turned into a key.

use crate::compiled_here;
use std::fmt;
use std::sync::LazyLock;

use casework::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::Store;
use store::directory::MarkKey;
use tokio::sync::Semaphore;
use totp_rs::{Builder, Secret, Totp};
use vault::member::PasswordCost;
use vault::rand_core::{Rng as _, UnwrapErr};
use vault::{OpenError, Password, PasswordLock, ReaderId, SecretKey, Text};

/// The key of this installation under which log-in names are hashed. It lives in a file beside the
/// database, so a stolen database does not tell who works here.
///
/// The default is drawn from the system's randomness: log-in names stored under it are found as
/// long as the process runs, which is enough for a trial and safe where somebody forgot to set it.
#[derive(Clone)]
pub struct InstanceKey([u8; 32]);

impl InstanceKey {
    /// Takes the bytes of the key file.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key under which entries of the directory are marked.
    #[must_use]
    pub fn marks(&self) -> MarkKey {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"daybreak directory marks 1\x00");
        MarkKey::new(mac.finalize().into_bytes().into())
    }

    /// The keyed hash of a log-in name. Case and surrounding spaces do not count.
    #[must_use]
    pub fn login(&self, typed: &str) -> [u8; 32] {
        let name = typed.trim().to_lowercase();
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"daybreak log-in name 1\x00");
        mac.update(name.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The ticket of a contact's toll under a flood, in hex; see [`crate::flood`].
    #[must_use]
    pub(crate) fn ticket(&self, attempt: &[u8; 32], ready: Timestamp) -> String {
        let bytes = self.toll(attempt, ready).finalize().into_bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a ticket is ours, for this contact and time; takes as long for any wrong one.
    #[must_use]
    pub(crate) fn is_ticket(&self, attempt: &[u8; 32], ready: Timestamp, ticket: &str) -> bool {
        let digits = ticket.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).ok());
        let bytes: Option<Vec<u8>> =
            digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
        bytes.is_some_and(|bytes| self.toll(attempt, ready).verify_slice(&bytes).is_ok())
    }

    fn toll(&self, attempt: &[u8; 32], ready: Timestamp) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"daybreak flood ticket 1\x00");
        mac.update(attempt);
        mac.update(&ready.micros().to_be_bytes());
        mac
    }
}

impl Default for InstanceKey {
    fn default() -> Self {
        let mut bytes = [0; 32];
        UnwrapErr(getrandom::SysRng).fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Debug for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstanceKey")
    }
}

/// How many slow derivations run at once: each takes a core and 19 MiB.
static CORES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// Locks a member's key under a password. Slow on purpose: never call it inside a transaction.
#[compiled_here]
pub async fn lock(
    store: &Store,
    secret: &SecretKey,
    password: Password,
    member: ReaderId,
) -> PasswordLock {
    let (secret, mut rng) = (SecretKey::from_bytes(&secret.expose()), store.rng());
    slowly(move || {
        PasswordLock::lock(&secret, &password, PasswordCost::default(), member, &mut rng)
    })
    .await
}

/// Opens a member's key with a password. Slow on purpose: never call it inside a transaction.
///
/// # Errors
/// [`OpenError`] for a wrong password.
#[compiled_here]
pub async fn unlock(
    lock: PasswordLock,
    password: Password,
    member: ReaderId,
) -> Result<SecretKey, OpenError> {
    slowly(move || lock.unlock(&password, member)).await
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let _turn = CORES.acquire().await.expect("the semaphore is never closed");
    tokio::task::spawn_blocking(work).await.expect("key derivation does not panic")
}

/// A new secret of the second factor, in base32 as authenticator apps take it.
#[must_use]
pub fn new_code_secret(store: &Store) -> Text {
    let mut bytes = [0; 20];
    store.rng().fill_bytes(&mut bytes);
    Secret::new_stack(bytes).to_base32().into()
}

/// The generator of codes (RFC 6238: SHA-1, six digits, 30 seconds, one step of skew, which is what
/// every authenticator app does) of a secret in base32; `None` when the text is no secret.
#[must_use]
pub fn codes(secret: &Text, issuer: &str, account: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret.expose()).ok()?;
    // A colon separates issuer and account in the address; names must not hold one.
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(secret)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(account))
        .build()
        .ok()
}

/// The time step of a code that fits now, within one step of skew.
#[must_use]
pub fn step(secret: &Text, typed: &str, seconds: i64) -> Option<i64> {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let step = codes(secret, "", "member")?.check(&digits, u64::try_from(seconds).ok()?)?;
    i64::try_from(step).ok()
}
