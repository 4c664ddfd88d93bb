//! What every table of the standard has in common, and the macro that declares one.
//!
//! A table is declared once: its columns, the parents that a row can belong to, the rows that can
//! hang below it, and the objects that JSON nests where a table has only an id. From this one
//! declaration come the struct, its JSON form, and the reading and writing of its CSV form.

use std::borrow::Cow;

use serde_json::{Map, Value};
use uuid::Uuid;

/// Properties and columns that the standard does not know: kept and given back, never dropped.
pub type Extra = Map<String, Value>;

/// The tables of HSDS 3.1, in the order in which the standard lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the standard's own table name")]
#[repr(u8)]
pub enum Entity {
    Organization,
    Program,
    Service,
    Attribute,
    ServiceAtLocation,
    Location,
    Phone,
    Contact,
    Address,
    Schedule,
    Funding,
    ServiceArea,
    RequiredDocument,
    Language,
    Accessibility,
    TaxonomyTerm,
    Metadata,
    MetaTableDescription,
    CostOption,
    OrganizationIdentifier,
    Taxonomy,
    ServiceCapacity,
    Unit,
    Url,
}

impl Entity {
    /// Every table.
    pub const ALL: [Self; 24] = [
        Self::Organization,
        Self::Program,
        Self::Service,
        Self::Attribute,
        Self::ServiceAtLocation,
        Self::Location,
        Self::Phone,
        Self::Contact,
        Self::Address,
        Self::Schedule,
        Self::Funding,
        Self::ServiceArea,
        Self::RequiredDocument,
        Self::Language,
        Self::Accessibility,
        Self::TaxonomyTerm,
        Self::Metadata,
        Self::MetaTableDescription,
        Self::CostOption,
        Self::OrganizationIdentifier,
        Self::Taxonomy,
        Self::ServiceCapacity,
        Self::Unit,
        Self::Url,
    ];

    /// The table's name in the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// The table's file in a tabular package.
    #[must_use]
    pub fn file(self) -> &'static str {
        self.names().1
    }

    /// The table whose name or file (with or without `.csv`) this is.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".csv").unwrap_or(name);
        Self::ALL.into_iter().find(|entity| {
            let (name, file) = entity.names();
            stem.eq_ignore_ascii_case(name)
                || file.strip_suffix(".csv").is_some_and(|file| stem.eq_ignore_ascii_case(file))
        })
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Organization => ("organization", "organizations.csv"),
            Self::Program => ("program", "programs.csv"),
            Self::Service => ("service", "services.csv"),
            Self::Attribute => ("attribute", "attributes.csv"),
            Self::ServiceAtLocation => ("service_at_location", "service_at_location.csv"),
            Self::Location => ("location", "locations.csv"),
            Self::Phone => ("phone", "phones.csv"),
            Self::Contact => ("contact", "contacts.csv"),
            Self::Address => ("address", "addresses.csv"),
            Self::Schedule => ("schedule", "schedules.csv"),
            Self::Funding => ("funding", "funding.csv"),
            Self::ServiceArea => ("service_area", "service_areas.csv"),
            Self::RequiredDocument => ("required_document", "required_documents.csv"),
            Self::Language => ("language", "languages.csv"),
            Self::Accessibility => ("accessibility", "accessibility.csv"),
            Self::TaxonomyTerm => ("taxonomy_term", "taxonomy_terms.csv"),
            Self::Metadata => ("metadata", "metadata.csv"),
            Self::MetaTableDescription => ("meta_table_description", "meta_table_descriptions.csv"),
            Self::CostOption => ("cost_option", "cost_options.csv"),
            Self::OrganizationIdentifier => {
                ("organization_identifier", "organization_identifiers.csv")
            }
            Self::Taxonomy => ("taxonomy", "taxonomies.csv"),
            Self::ServiceCapacity => ("service_capacity", "service_capacity.csv"),
            Self::Unit => ("unit", "units.csv"),
            Self::Url => ("url", "url.csv"),
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the heading, which is also the JSON property's name.
    pub name: &'static str,
    /// Whether a row without it is refused.
    pub required: bool,
    /// What a right value looks like.
    pub expects: &'static str,
    /// Whether a spreadsheet could take a value for a formula.
    pub is_text: bool,
}

/// A column that names the row which this row belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Its name in the heading.
    pub name: &'static str,
    /// The table of the parent.
    pub to: Entity,
}

/// A row of one of the standard's tables.
pub trait Row: Clone + Default + PartialEq {
    /// The table.
    const ENTITY: Entity;
    /// Its own columns: `id`, the required ones, the optional ones.
    const COLUMNS: &'static [Column];
    /// The columns that say what a row belongs to. In JSON the nesting says it.
    const LINKS: &'static [Link];

    /// The row's identifier.
    fn id(&self) -> Uuid;

    /// Gives the row another identifier.
    fn set_id(&mut self, id: Uuid);

    /// Reads the cell of column number `column` of [`Row::COLUMNS`]; false if it cannot be one.
    fn read(&mut self, column: usize, text: &str) -> bool;

    /// Writes the cell of column number `column` of [`Row::COLUMNS`]; empty if absent.
    fn write(&self, column: usize) -> Cow<'_, str>;

    /// The link number `link` of [`Row::LINKS`], as far as nesting does not already say it.
    fn link(&self, link: usize) -> Option<Uuid>;

    /// Sets the link number `link` of [`Row::LINKS`].
    fn set_link(&mut self, link: usize, to: Option<Uuid>);

    /// What the standard does not know.
    fn extra(&self) -> &Extra;

    /// What the standard does not know, to add to it.
    fn extra_mut(&mut self) -> &mut Extra;

    /// The row's attributes and change history.
    fn annotations(&mut self) -> (&mut Vec<crate::Attribute>, &mut Vec<crate::Metadata>);
}

/// Declares a table. See the module's words.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $name:ident
        links { $( $link:ident => $to:ident, )* }
        required { $( $(#[$rmeta:meta])* $required:ident: $rty:ty, )* }
        optional { $( $(#[$ometa:meta])* $optional:ident: $oty:ty, )* }
        below { $( $(#[$bmeta:meta])* $below:ident: $bty:ty, )* }
        nested { $( $(#[$nmeta:meta])* $nested:ident: $nty:ty, )* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            /// The identifier, unique among all rows of the table.
            #[serde(deserialize_with = "crate::value::required")]
            pub id: uuid::Uuid,
            $(
                #[doc = concat!("The ", stringify!($to), " it belongs to, where nesting does not say it.")]
                #[serde(
                    default,
                    deserialize_with = "crate::value::optional",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $link: Option<uuid::Uuid>,
            )*
            $(
                $(#[$rmeta])*
                #[serde(deserialize_with = "crate::value::required")]
                pub $required: $rty,
            )*
            $(
                $(#[$ometa])*
                #[serde(
                    default,
                    deserialize_with = "crate::value::optional",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $optional: Option<$oty>,
            )*
            $(
                $(#[$bmeta])*
                #[serde(
                    default,
                    deserialize_with = "crate::value::list",
                    skip_serializing_if = "Vec::is_empty"
                )]
                pub $below: Vec<$bty>,
            )*
            $(
                $(#[$nmeta])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $nested: Option<Box<$nty>>,
            )*
            /// Facts under codes of a taxonomy.
            #[serde(
                default,
                deserialize_with = "crate::value::list",
                skip_serializing_if = "Vec::is_empty"
            )]
            pub attributes: Vec<crate::Attribute>,
            /// The history of its changes.
            #[serde(
                default,
                deserialize_with = "crate::value::list",
                skip_serializing_if = "Vec::is_empty"
            )]
            pub metadata: Vec<crate::Metadata>,
            /// What the standard does not know.
            #[serde(flatten)]
            pub extra: crate::Extra,
        }

        impl crate::row::Row for $name {
            const ENTITY: crate::row::Entity = crate::row::Entity::$name;
            const COLUMNS: &'static [crate::row::Column] = &[
                crate::row::table!(@column id, uuid::Uuid, true),
                $( crate::row::table!(@column $required, $rty, true), )*
                $( crate::row::table!(@column $optional, $oty, false), )*
            ];
            const LINKS: &'static [crate::row::Link] = &[
                $( crate::row::Link {
                    name: stringify!($link),
                    to: crate::row::Entity::$to,
                }, )*
            ];

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn set_id(&mut self, id: uuid::Uuid) {
                self.id = id;
            }

            #[allow(unused_assignments, reason = "the counter ends one past the last column")]
            fn read(&mut self, column: usize, text: &str) -> bool {
                use crate::value::Cell;
                if column == 0 {
                    return uuid::Uuid::parse(text).map(|id| self.id = id).is_some();
                }
                let mut at = 1;
                $(
                    if column == at {
                        return <$rty>::parse(text).map(|value| self.$required = value).is_some();
                    }
                    at += 1;
                )*
                $(
                    if column == at {
                        let value = <$oty>::parse(text);
                        let read = value.is_some();
                        self.$optional = value;
                        return read;
                    }
                    at += 1;
                )*
                false
            }

            #[allow(unused_assignments, reason = "the counter ends one past the last column")]
            fn write(&self, column: usize) -> std::borrow::Cow<'_, str> {
                use crate::value::Cell;
                if column == 0 {
                    return self.id.text();
                }
                let mut at = 1;
                $(
                    if column == at {
                        return self.$required.text();
                    }
                    at += 1;
                )*
                $(
                    if column == at {
                        return self.$optional.as_ref().map(Cell::text).unwrap_or_default();
                    }
                    at += 1;
                )*
                std::borrow::Cow::Borrowed("")
            }

            #[allow(unused_mut, unused_variables, unused_assignments, reason = "some tables have no links")]
            fn link(&self, link: usize) -> Option<uuid::Uuid> {
                let mut at = 0;
                $(
                    if link == at {
                        return self.$link;
                    }
                    at += 1;
                )*
                None
            }

            #[allow(unused_mut, unused_variables, unused_assignments, reason = "some tables have no links")]
            fn set_link(&mut self, link: usize, to: Option<uuid::Uuid>) {
                let mut at = 0;
                $(
                    if link == at {
                        self.$link = to;
                        return;
                    }
                    at += 1;
                )*
            }

            fn extra(&self) -> &crate::Extra {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut crate::Extra {
                &mut self.extra
            }

            fn annotations(&mut self) -> (&mut Vec<crate::Attribute>, &mut Vec<crate::Metadata>) {
                (&mut self.attributes, &mut self.metadata)
            }
        }
    };
    (@column $field:ident, $ty:ty, $required:literal) => {
        crate::row::Column {
            name: crate::row::bare(stringify!($field)),
            required: $required,
            expects: <$ty as crate::value::Cell>::EXPECTS,
            is_text: <$ty as crate::value::Cell>::IS_TEXT,
        }
    };
}
pub(crate) use table;

/// A field's name without the mark that lets it be a word of the language (`r#type`).
pub(crate) const fn bare(name: &str) -> &str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}
