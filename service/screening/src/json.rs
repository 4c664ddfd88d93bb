//! JSON as FHIR needs it: every number keeps its digits, every object its order, nothing is merged.
//!
//! A FHIR decimal says how precise it is (`1.50` is not `1.5`; FHIR R4, "Data types", decimal), and
//! an object with the same name twice hides one of the two values from every ordinary reader. So
//! numbers are kept as they were written and a repeated name is refused. Depth and size are bounded
//! before anything is built: hostile text costs at most [`MAX_DEPTH`] passes over [`MAX_BYTES`].

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 64;

/// Why a text is not taken as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonRefused {
    /// More than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes and may have {max}; load one questionnaire per file", max = MAX_BYTES)]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the file nests deeper than {max} levels; flatten its groups", max = MAX_DEPTH)]
    TooDeep,
    /// The same name twice in one object.
    #[error("the name `{name}` stands twice in one object; keep one of them")]
    RepeatedName {
        /// The name.
        name: String,
    },
    /// Not JSON at all.
    #[error("not JSON: {reason}")]
    NotJson {
        /// What the reader says, with line and column.
        reason: String,
    },
}

/// One JSON value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The digits as written.
    Number(Box<str>),
    Text(String),
    Array(Vec<Json>),
    Object(Object),
}

/// The members of an object in their order; no name occurs twice.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Json {
    /// Reads `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, JsonRefused> {
        if bytes.len() > MAX_BYTES {
            return Err(JsonRefused::TooLong { bytes: bytes.len() });
        }
        let raw: &RawValue = serde_json::from_slice(bytes).map_err(not_json)?;
        if depth(raw.get()) > MAX_DEPTH {
            return Err(JsonRefused::TooDeep);
        }
        build(raw.get())
    }

    /// The text of this value, two spaces to a level.
    pub(crate) fn write(&self) -> String {
        // The value came from text or from our own numbers, so each part of it can be written.
        serde_json::to_string_pretty(self).expect("a JSON value can always be written")
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn integer(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
}

impl Object {
    pub(crate) fn member(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    #[cfg(test)]
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Puts `value` under `name`, in the place of what was there or at the end.
    pub(crate) fn set(&mut self, name: &str, value: Json) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Puts `members` at the end, whose names are new here: in one step, whatever their number.
    pub(crate) fn extend<'a>(&mut self, members: impl Iterator<Item = (&'a str, &'a Json)>) {
        self.0.extend(members.map(|(name, value)| (name.to_owned(), value.clone())));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub(crate) fn of<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::Object(Self(members.map(|(name, value)| (name.to_owned(), value)).into()))
    }
}

/// Answers can stand in such a value: it is never printed.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json")
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object")
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(digits) => RawValue::from_string(digits.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.0.len()))?;
                for (name, value) in &object.0 {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// How deep arrays and objects nest in `text`, which is known to be JSON.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut within_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => within_text = !within_text,
            b'[' | b'{' if !within_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !within_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Builds the value that `text` holds, one level at a time; `text` is known to be JSON and not deep.
fn build(text: &str) -> Result<Json, JsonRefused> {
    let text = text.trim_ascii();
    match text.as_bytes().first() {
        Some(b'{') => {
            let mut object: Vec<(String, Json)> = Vec::new();
            let mut names = std::collections::HashSet::new();
            for (name, raw) in members(text)? {
                if !names.insert(name.clone()) {
                    return Err(JsonRefused::RepeatedName { name });
                }
                object.push((name, build(raw)?));
            }
            Ok(Json::Object(Object(object)))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_json)?;
            let items = items.into_iter().map(|raw| build(raw.get()));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        Some(b'"') => serde_json::from_str(text).map(Json::Text).map_err(not_json),
        Some(b't') => Ok(Json::Bool(true)),
        Some(b'f') => Ok(Json::Bool(false)),
        Some(b'n') => Ok(Json::Null),
        _ => Ok(Json::Number(text.into())),
    }
}

/// The names and texts of the members of the object `text`, repeated names included.
fn members(text: &str) -> Result<Vec<(String, &str)>, JsonRefused> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de str)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some((name, raw)) = map.next_entry::<String, &'de RawValue>()? {
                members.push((name, raw.get()));
            }
            Ok(members)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(serde::de::Error::custom("a list where an object was expected"))
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Members).map_err(not_json)
}

#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
fn not_json(error: serde_json::Error) -> JsonRefused {
    JsonRefused::NotJson { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_members_their_order() {
        let text = r#"{"z":1.50,"a":[1e2,-0,123456789012345678901234567890],"m":null}"#;
        let value = Json::read(text.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }

    #[test]
    fn a_repeated_name_is_refused_by_name() {
        let refused = Json::read(br#"{"item":[{"linkId":"a","linkId":"b"}]}"#).unwrap_err();
        assert_eq!(refused, JsonRefused::RepeatedName { name: "linkId".into() });
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::read(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(Json::read(nested(MAX_DEPTH + 1).as_bytes()), Err(JsonRefused::TooDeep));
        assert!(Json::read(nested(MAX_BYTES / 2).as_bytes()).is_err());
        let long = format!("\"{}\"", "a".repeat(MAX_BYTES));
        assert_eq!(Json::read(long.as_bytes()), Err(JsonRefused::TooLong { bytes: MAX_BYTES + 2 }));
    }

    #[test]
    fn what_is_not_json_is_told_with_its_place() {
        let refused = Json::read(b"{\"a\":\n tru}").unwrap_err();
        assert!(refused.to_string().contains("line 2"), "{refused}");
        assert!(Json::read(b"\xff").is_err());
        assert!(Json::read(br#"{"a":1} trailing"#).is_err());
        assert!(Json::read(br#""\ud800""#).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(value) = Json::read(&bytes) {
                prop_assert_eq!(Json::read(value.write().as_bytes()), Ok(value));
            }
        }

        #[test]
        fn json_like_text_is_read_or_refused(text in r#"[\[\]{}:,"a-c0-9.eE+\\ntrufals -]{0,60}"#) {
            if let Ok(value) = Json::read(text.as_bytes()) {
                prop_assert_eq!(Json::read(value.write().as_bytes()), Ok(value));
            }
        }
    }
}
