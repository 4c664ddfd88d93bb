//! Documents as JSON and back, each in one way only: every further way is compiled anew for every
//! table of the model, which once took a fifth of the whole program's build.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What could not be read, and where in the document.
pub(crate) type Unread = serde_path_to_error::Error<serde_json::Error>;

/// One document as JSON on one line.
pub(crate) fn line<T: Serialize>(document: &T) -> String {
    // The model's maps have text keys and its numbers are finite, so JSON can hold it.
    serde_json::to_string(document).expect("a row of the model is always JSON")
}

/// A document from JSON.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unread> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// A document as a tree, to look through or to change.
pub(crate) fn tree<T: Serialize>(document: &T) -> Value {
    serde_json::from_str(&line(document)).expect("our own JSON is JSON")
}

/// A document from a tree.
pub(crate) fn grown<T: DeserializeOwned>(tree: &Value) -> Result<T, Unread> {
    read(&tree.to_string())
}
