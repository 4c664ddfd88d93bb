//! What can be sealed: secret text, bytes, and plain values as JSON.

use std::fmt;
use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A type whose values can be sealed.
pub trait Sealable: Sized {
    /// The value's bytes, in memory that is wiped after use.
    fn to_plain(&self) -> Zeroizing<Vec<u8>>;
    /// Reads what [`Sealable::to_plain`] wrote; `None` if it is something else.
    fn from_plain(plain: &[u8]) -> Option<Self>;
}

/// Text that identifies somebody: a name, a number, a message, a narrative.
///
/// It is wiped from memory when dropped, has no `Display` and no `Serialize`, and its `Debug`
/// prints the type's name. [`Text::expose`] is the one way out, so every place where clear text
/// goes somewhere can be found by searching for that word. It can be read by serde, so a form's
/// field can be secret from its first moment.
///
/// ```compile_fail,E0277
/// fn log(name: &vault::Text) { println!("{name}"); }
/// ```
/// ```compile_fail,E0277
/// fn write(name: &vault::Text) -> impl serde::Serialize { name }
/// ```
#[derive(Clone, Default)]
pub struct Text(Zeroizing<String>);

impl Text {
    /// The clear text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing but white space in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// How many characters (Unicode scalar values) it has, for limits.
    #[must_use]
    pub fn char_count(&self) -> usize {
        self.0.chars().count()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(Zeroizing::new(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.to_owned())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text")
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        String::deserialize(deserializer).map(Text::from)
    }
}

/// Writes a [`Text`] field in clear: for `#[serde(serialize_with = "vault::text::expose")]` on the
/// fields of a type that is sealed whole as [`Json`].
///
/// # Errors
/// Those of the serializer.
pub fn expose<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.expose())
}

/// A plain value that is sealed as JSON, so that a later version can add fields to it.
///
/// `Debug` prints the type's name, whatever `T` would print.
#[derive(Clone)]
pub struct Json<T>(pub T);

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json")
    }
}

impl Sealable for Text {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }

    fn from_plain(plain: &[u8]) -> Option<Text> {
        std::str::from_utf8(plain).ok().map(Text::from)
    }
}

impl Sealable for Vec<u8> {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone())
    }

    fn from_plain(plain: &[u8]) -> Option<Vec<u8>> {
        Some(plain.to_vec())
    }
}

impl<T: Serialize + DeserializeOwned> Sealable for Json<T> {
    /// # Panics
    /// If `T` cannot be written as JSON, which is a fault of the type (a map whose keys are not
    /// text), not of the value.
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        const WRITABLE: &str = "a type that is sealed can be written as JSON";
        let mut length = ByteCount(0);
        serde_json::to_writer(&mut length, &self.0).expect(WRITABLE);
        // Exactly as long as needed: a buffer that grew would leave clear copies behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(length.0));
        serde_json::to_writer(&mut *plain, &self.0).expect(WRITABLE);
        plain
    }

    fn from_plain(plain: &[u8]) -> Option<Json<T>> {
        serde_json::from_slice(plain).ok().map(Json)
    }
}

/// Counts what would be written.
struct ByteCount(usize);

impl io::Write for ByteCount {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
