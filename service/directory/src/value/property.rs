//! Reading JSON properties by the same rules as cells of a table.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, de};

use super::{Cell, excerpt};

/// Reads a required property with [`Cell`], from a JSON string, number or boolean.
pub(crate) fn required<'de, D: Deserializer<'de>, T: Cell>(deserializer: D) -> Result<T, D::Error> {
    let scalar = Scalar::deserialize(deserializer)?;
    let text = scalar.text().ok_or_else(|| wrong::<T, D::Error>("null"))?;
    T::parse(&text).ok_or_else(|| wrong::<T, D::Error>(&text))
}

/// Reads an optional property with [`Cell`]; null and blank are absent.
pub(crate) fn optional<'de, D: Deserializer<'de>, T: Cell>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let scalar = Scalar::deserialize(deserializer)?;
    match scalar.text() {
        None => Ok(None),
        Some(text) if text.trim().is_empty() => Ok(None),
        Some(text) => T::parse(&text).map(Some).ok_or_else(|| wrong::<T, D::Error>(&text)),
    }
}

/// Reads a list that loose files may also write as null.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn wrong<T: Cell, E: de::Error>(found: &str) -> E {
    E::custom(format_args!("found `{}`, expected {}", excerpt(found), T::EXPECTS))
}

enum Scalar<'a> {
    Null,
    Bool(bool),
    Whole(i128),
    Real(f64),
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(value) => value.text(),
            Self::Whole(value) => Cow::Owned(value.to_string()),
            Self::Real(value) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        })
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Scalar<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true, false or null")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }
            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Whole(value.into()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Scalar::Whole(value.into()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Scalar::Real(value))
            }
            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
