//! A questionnaire as data: FHIR R4 `Questionnaire`, the part of it that screening needs.
//!
//! [`Questionnaire::read`] takes the resource and [`Questionnaire::write`] gives it back with every
//! element it came with, known or not. In between stands a flat list of [`Item`]s in the order in
//! which they are asked. What is kept without being understood is listed by
//! [`Questionnaire::unread`]; what cannot be passed over is refused by name.
//!
//! # Subset
//! Item types `group`, `display`, `boolean`, `decimal`, `integer`, `date`, `dateTime`, `time`,
//! `string`, `text`, `url`, `choice`, `open-choice`; `enableWhen` with all seven operators and
//! `enableBehavior`; `answerOption`, contained value sets, `initial`, `required`, `repeats`,
//! `readOnly`, `maxLength`; the extensions for hidden items, weights and number ranges. Refused by
//! name: `attachment` (nothing is uploaded here), `reference`, `quantity`, the abstract `question`,
//! and expressions that decide which items are shown.

mod item;
mod read;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;

use crate::element::{ResourceRefused, Unread};
use crate::json::Json;
use crate::value::LinkId;

pub use item::{
    AnswerOption, Behavior, Condition, EnableWhen, Item, ItemKind, Operator, Options, Test,
};

/// The most items that one questionnaire may have.
pub const MAX_ITEMS: usize = 2_000;

/// The most options that one item may have.
pub const MAX_OPTIONS: usize = 1_000;

/// A questionnaire that was read.
///
/// # Invariants
/// Names of items are unique; conditions ask about items that exist; no item waits for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questionnaire {
    source: Json,
    head: Head,
    items: Vec<Item>,
    by_link_id: HashMap<LinkId, usize>,
    /// The positions of the items, each after its parent and after what its conditions ask about.
    order: Vec<usize>,
    unread: Vec<Unread>,
}

/// What a questionnaire says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// Its canonical address.
    pub url: Option<String>,
    /// Its version, as its publisher counts.
    pub version: Option<String>,
    /// Its title for people.
    pub title: Option<String>,
    /// `draft`, `active`, `retired` or `unknown`.
    pub status: String,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Rights and licence.
    pub copyright: Option<String>,
}

impl Questionnaire {
    /// Reads a FHIR R4 `Questionnaire` in JSON.
    ///
    /// # Errors
    /// [`ResourceRefused`] names the element and what to do. Any bytes may be given.
    pub fn read(bytes: &[u8]) -> Result<Self, ResourceRefused> {
        read::questionnaire(Json::read(bytes)?)
    }

    /// The resource in JSON, with all elements that it came with, each number as it was written.
    #[must_use]
    pub fn write(&self) -> String {
        self.source.write()
    }

    /// What it says about itself.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The items in the order in which they are asked: a parent stands before its children.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of this name.
    #[must_use]
    pub fn item(&self, link_id: &LinkId) -> Option<&Item> {
        self.position(link_id).and_then(|position| self.items.get(position))
    }

    /// The elements that are kept without being understood.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    pub(crate) fn position(&self, link_id: &LinkId) -> Option<usize> {
        self.by_link_id.get(link_id).copied()
    }

    /// Positions in an order in which everything that an item waits for comes before it.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    pub(crate) fn source(&self) -> &Json {
        &self.source
    }
}
