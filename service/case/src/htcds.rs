//! Cases in and out as HTCDS 2.0, without loss.
//!
//! The Human Trafficking Case Data Standard (IOM, CC BY 4.0) names fields and code lists; it does not
//! say how a file looks. Ours is one CSV: the columns `section`, `id`, `of`, then every field by its
//! full name; one line a record. `of` is the record it belongs to: the person of a victim's or
//! perpetrator's part, the case of a comment, an event, a plan or a consent. Several codes are
//! separated by `;`. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
//!
//! [`read`] takes all or nothing and names every wrong cell; [`write()`] writes a line at a time. [`plan`]
//! says which case a file makes, [`copy`] makes the file of a case (what came with a file and has no place
//! elsewhere is in it again), and [`release`] keeps of it what an agency may read. The standard's harmful labels ("Prostitution") are codes here and are never shown as words.

mod copy;
mod field;
pub mod list;
mod plan;
pub mod release;
mod table;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use copy::{Known, copy};
pub use field::Field;
pub use plan::{Both, Newcomer, Plan, plan};
pub use table::{Problem, ReadRefused, read, read_lines, write};
pub use value::{Value, ValueRefused};

casework::codes! {
    /// A section of the standard.
    pub enum Section in "htcds_section" {
        /// `org_`: an organisation.
        Organization = "organization",
        /// `prs_`: a person.
        Person = "person",
        /// `vic_`: what belongs to a person as a (potential) victim.
        Victim = "victim",
        /// `per_`: what belongs to a person as a perpetrator.
        Perpetrator = "perpetrator",
        /// `cas_`: a case.
        Case = "case",
        /// `cco_`: a comment about a case.
        Comment = "comment",
        /// `hte_`: a historic trafficking event.
        Event = "event",
        /// `spl_`: a support plan.
        SupportPlan = "support_plan",
        /// `con_`: a consent.
        Consent = "consent",
    }
}

/// What a field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Text of any length.
    LongText,
    /// A day, written 2026-03-14.
    Date,
    /// A whole number, not negative.
    Number,
    /// Degrees, with a point.
    Coordinate,
    /// `true` or `false`.
    Checkbox,
    /// The identifier of another record, or a name.
    Lookup,
    /// An ISO 3166 country code of two letters.
    Country,
    /// Several country codes.
    Countries,
    /// An ISO 639 language code of two or three letters.
    Language,
    /// One code of a list.
    One(&'static [&'static str]),
    /// Several codes of a list.
    Several(&'static [&'static str]),
    /// Several codes of a list that anybody may add to.
    Open(&'static [&'static str]),
}

/// One record: a line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    section: Section,
    id: String,
    of: Option<String>,
    values: BTreeMap<Field, Value>,
}

/// A field of another section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` belongs to `{}`, not to `{section}`; put it into a record of its own", field.section())]
pub struct OtherSection {
    /// Which field.
    pub field: Field,
    /// The section of the record.
    pub section: Section,
}

impl Record {
    /// An empty record with its identifier in the file.
    #[must_use]
    pub fn new(section: Section, id: impl Into<String>, of: Option<String>) -> Self {
        Self { section, id: id.into(), of, values: BTreeMap::new() }
    }

    /// Sets a field.
    ///
    /// # Errors
    /// [`OtherSection`] if the field belongs to another section.
    pub fn set(&mut self, field: Field, value: Value) -> Result<(), OtherSection> {
        if field.section() != self.section {
            return Err(OtherSection { field, section: self.section });
        }
        self.values.insert(field, value);
        Ok(())
    }

    /// The same record under other identifiers.
    #[must_use]
    pub(crate) fn renamed(self, name: impl Fn(&str) -> String) -> Self {
        let id = name(&self.id);
        Self { id, of: self.of.as_deref().map(name), ..self }
    }

    pub(crate) fn put(&mut self, field: Field, value: Value) {
        debug_assert_eq!(field.section(), self.section);
        self.values.insert(field, value);
    }

    pub(crate) fn keep(&mut self, keep: impl Fn(Field) -> bool) {
        self.values.retain(|field, _| keep(*field));
    }

    /// Which section.
    #[must_use]
    pub const fn section(&self) -> Section {
        self.section
    }

    /// Its identifier in the file.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The identifier of the record that it belongs to.
    #[must_use]
    pub fn of(&self) -> Option<&str> {
        self.of.as_deref()
    }

    /// The value of a field.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }

    /// Every field that has a value, in the order of the standard.
    pub fn values(&self) -> impl Iterator<Item = (Field, &Value)> {
        self.values.iter().map(|(&field, value)| (field, value))
    }
}

impl Section {
    /// Whether a record of this section has to say to which other record it belongs.
    #[must_use]
    pub const fn belongs_to_another(self) -> bool {
        !matches!(self, Self::Organization | Self::Person | Self::Case)
    }
}
