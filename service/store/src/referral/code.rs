//! The code beside a link: told by telephone, asked once of each browser, with bounded tries.

use vault::{KeyPair, SessionSecret, SpokenCode};

use super::{COUNT_TRY, Stored};
use crate::db::on;
use crate::tx::Reads as _;
use crate::{Error, Tx, compiled_here, key, visitor};

/// How many wrong codes close a link. Five of a million are one chance in two hundred thousand.
pub const MOST_TRIES: i64 = 5;

/// The code of one link as it is stored: a hash of link and code together, and the wrong tries.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    lookup: [u8; 32],
    tries: i64,
}

impl Code {
    pub(super) fn read(lookup: Option<Vec<u8>>, tries: i64) -> Result<Option<Self>, Error> {
        let Some(lookup) = lookup else { return Ok(None) };
        let lookup = lookup.try_into().map_err(|_| Error::Unknown("code"))?;
        Ok(Some(Self { lookup, tries }))
    }

    /// Whether this is what link and code give together.
    pub(super) fn is(&self, both: &SessionSecret) -> bool {
        both.lookup() == self.lookup
    }

    /// How many wrong codes can still be typed.
    pub(super) fn left(&self) -> i64 {
        (MOST_TRIES - self.tries).max(0)
    }
}

/// The key pair to which something is sealed for whoever has the link, and the code where one is asked.
pub(super) fn key_pair(link: &SessionSecret, code: Option<&SpokenCode>) -> KeyPair {
    code.map_or_else(|| link.key_pair(), |code| link.with_code(code).key_pair())
}

/// What is stored of a code.
pub(super) fn lookup(link: &SessionSecret, code: Option<&SpokenCode>) -> Option<Vec<u8>> {
    code.map(|code| link.with_code(code).lookup().to_vec())
}

/// What came of a code that somebody typed.
#[derive(Debug)]
#[must_use]
pub enum Tried {
    /// It is the code: what link and code give together, for the browser to keep.
    Opened(SessionSecret),
    /// It is another; so many more can be wrong.
    Wrong(i64),
    /// It was the last wrong one: the link leads nowhere from now on.
    Shut,
}

/// Compares a code with the one of this link, and counts it when it is wrong. The transaction belongs to
/// one at a time, so no two tries are counted as one.
///
/// # Errors
/// [`Error::NotFound`] when this link is another by now, asks for no code or is shut.
#[compiled_here]
pub async fn attempt(
    tx: &mut Tx,
    stored: &Stored,
    link: &SessionSecret,
    typed: &SpokenCode,
) -> Result<Tried, Error> {
    let code = stored.code.as_ref().filter(|code| code.left() > 0).ok_or(Error::NotFound)?;
    if link.lookup() != stored.link {
        return Err(Error::NotFound);
    }
    let both = link.with_code(typed);
    if code.is(&both) {
        return Ok(Tried::Opened(both));
    }
    let id = stored.referral.id().uuid();
    on!(tx.conn(), c => sqlx::query(COUNT_TRY).bind(id).execute(&mut **c).await.map(drop)?);
    if code.left() > 1 {
        return Ok(Tried::Wrong(code.left() - 1));
    }
    key::revoke(tx, id, visitor::reader(&stored.link)).await?;
    Ok(Tried::Shut)
}
