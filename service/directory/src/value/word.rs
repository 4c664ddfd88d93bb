//! Closed lists of words, of the standard and of the profile.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::Cell;

/// A closed list of words of the standard: variants with the word of each.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $expects:literal { $( $(#[$vmeta:meta])* $variant:ident = $word:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$vmeta])* $variant, )* }

        impl $name {
            /// Every value, in the standard's order.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The standard's word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        impl Cell for $name {
            const EXPECTS: &'static str = $expects;

            fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                Self::ALL.iter().copied().find(|value| value.word().eq_ignore_ascii_case(text))
            }

            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

words! {
    /// Whether a service is offered now (`service.status`).
    Status, "active, inactive, defunct or temporarily closed" {
        /// Offered.
        #[default]
        Active = "active",
        /// Not offered at present.
        Inactive = "inactive",
        /// Will not be offered again.
        Defunct = "defunct",
        /// Will be offered again.
        TemporarilyClosed = "temporarily closed",
    }
}

words! {
    /// What kind of place a location or an address is.
    LocationType, "physical, postal or virtual" {
        /// Can be visited.
        #[default]
        Physical = "physical",
        /// Only receives mail.
        Postal = "postal",
        /// A number to call or a page to open.
        Virtual = "virtual",
    }
}

words! {
    /// A day of the week, as RFC 5545 writes it.
    WeekDay, "MO, TU, WE, TH, FR, SA or SU" {
        /// Monday.
        #[default]
        Monday = "MO",
        /// Tuesday.
        Tuesday = "TU",
        /// Wednesday.
        Wednesday = "WE",
        /// Thursday.
        Thursday = "TH",
        /// Friday.
        Friday = "FR",
        /// Saturday.
        Saturday = "SA",
        /// Sunday.
        Sunday = "SU",
    }
}

words! {
    /// How often a schedule repeats.
    Frequency, "WEEKLY or MONTHLY" {
        /// Every week, or every `interval` weeks.
        #[default]
        Weekly = "WEEKLY",
        /// Every month, or every `interval` months.
        Monthly = "MONTHLY",
    }
}

words! {
    /// Who may see an address, a phone or a location (Daybreak's profile; HSDS has no such field).
    ///
    /// In order: each may be seen by fewer people than the one before.
    Confidentiality, "public, partner or staff" {
        /// Everybody.
        #[default]
        Public = "public",
        /// Partner agencies and staff.
        Partner = "partner",
        /// Staff of the hotline and the directory.
        Staff = "staff",
    }
}
