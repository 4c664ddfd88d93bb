//! Code lists: enums whose every value has one stable, published string.
//!
//! A code is what the database, the exports and the message keys hold, so it never changes once it
//! has landed. Labels are not here: they live in the Fluent files of the web crate and may differ
//! from a standard's own label where that label harms.
//!
//! The crates beside this one declare their lists with the same macro, [`codes!`](crate::codes).

/// A string that is not in the code list it was read for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not a code of `{list}`; use one of: {}", allowed.join(", "))]
pub struct UnknownCode {
    /// The name of the code list.
    pub list: &'static str,
    /// What was read, cut to 40 characters so that no long text travels with an error.
    pub code: String,
    /// Every code of the list.
    pub allowed: Vec<&'static str>,
}

impl UnknownCode {
    /// The error for `code`, which `list` does not hold.
    #[must_use]
    pub fn new(list: &'static str, code: &str, allowed: Vec<&'static str>) -> Self {
        Self { list, code: code.chars().take(40).collect(), allowed }
    }
}

/// Declares an enum whose values have stable string codes, together with everything a code list
/// needs: `ALL`, `CODES`, `LIST`, `code`, `key`, `from_code`, `Display`, `FromStr` and serde by code.
///
/// The crate that uses it has to depend on `serde`.
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident in $list:literal {
            $( $(#[$variant_meta:meta])* $Variant:ident = $code:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $( $(#[$variant_meta])* $Variant, )+
        }

        impl $Name {
            /// Every value, in the order in which a page lists them.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// Every code, in the same order as `ALL`.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The name of the code list, used in message keys and errors.
            pub const LIST: &'static str = $list;

            /// The stable code, as stored and exported.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$Variant => $code),+ }
            }

            /// The Fluent key of the label: the list, a hyphen and the code.
            #[must_use]
            pub fn key(self) -> String {
                format!("{}-{}", Self::LIST, self.code())
            }

            /// The value whose code this is.
            ///
            /// # Errors
            /// [`UnknownCode`](crate::code::UnknownCode) if the list has no such code.
            pub fn from_code(code: &str) -> Result<Self, $crate::code::UnknownCode> {
                match code {
                    $($code => Ok(Self::$Variant),)+
                    _ => Err($crate::code::UnknownCode::new($list, code, Self::CODES.to_vec())),
                }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $Name {
            type Err = $crate::code::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::from_code(code)
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_code(&code).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub use codes;
