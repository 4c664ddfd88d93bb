//! Other directories that this one follows, and how far each was followed.

use casework::time::Timestamp;

use crate::compiled_here;
use crate::tx::Reads;
use crate::{Error, Tx, setting};

/// How far the API at this address was followed: what its last whole run saw.
///
/// # Errors
/// If the database fails, or the mark was changed by somebody else.
#[compiled_here]
pub async fn mark(reads: &mut dyn Reads, address: &str) -> Result<Option<Timestamp>, Error> {
    let text = setting::read(reads.conn(), &name(address)).await?;
    let micros = text.map(|text| text.parse().map_err(|_| Error::Unknown("directory mark")));
    Ok(micros.transpose()?.map(Timestamp::from_micros))
}

/// Keeps how far it was followed, together with what came of it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_mark(tx: &mut Tx, address: &str, mark: Timestamp) -> Result<(), Error> {
    setting::put(tx, &name(address), mark.micros().to_string()).await
}

fn name(address: &str) -> String {
    format!("directory-source:{address}")
}
