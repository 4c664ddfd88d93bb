//! Why something sealed stayed shut.

/// The refusal of anything sealed, wrapped or locked to open.
///
/// A wrong key, a moved ciphertext and a damaged one are one case on purpose: the cipher cannot
/// tell them apart, and an attacker shall not learn more from us than from the cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The key is wrong, or the bytes were changed or moved to another place.
    #[error("does not open: the key is wrong, or the bytes were changed or moved")]
    DoesNotOpen,
    /// The bytes have a length that nothing of this kind can have.
    #[error("{0} bytes cannot be a sealed value of this kind")]
    Length(usize),
    /// The first byte names a format that this version of Daybreak does not know.
    #[error("format {0} is not known here: it was sealed by a newer version of Daybreak")]
    Format(u8),
    /// The keyring holds no key to which this record was shared.
    #[error("the record is not shared with anyone of this keyring")]
    NotAReader,
    /// The bytes opened, but are not what the type expects.
    #[error("opened, but the content is not of the expected type")]
    Content,
    /// A password cost, stored or chosen, is outside the accepted range.
    #[error("a password costs 19,456 to 1,048,576 KiB, 2 to 16 passes and 1 to 4 lanes")]
    Cost,
}
