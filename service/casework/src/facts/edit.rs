//! Editing facts without losing anybody's edit.

use std::collections::BTreeMap;

use super::{FactField, FactValue, Facts};
use crate::contact::Danger;
use crate::facts::Answer;

/// What one member wants to change: a new value for a field, or none to clear it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Edit {
    pub(super) changes: BTreeMap<FactField, Option<FactValue>>,
}

/// What came of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The facts with the edit; the same version as before if it changed nothing.
    pub facts: Facts,
    /// Which fields now differ from before, in the order of the panel.
    pub changed: Vec<FactField>,
}

/// One field that two members set differently at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which field.
    pub field: FactField,
    /// What this edit wanted; none to clear it.
    pub mine: Option<FactValue>,
    /// What stands there now; none if the other member cleared it.
    pub theirs: Option<FactValue>,
}

/// Why an edit was not applied as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// Some fields were changed by somebody else in the meantime.
    #[error("{} fields were changed by somebody else meanwhile; choose which value holds", .conflicts.len())]
    Conflicts {
        /// The facts with everything applied that does not conflict: save them, then ask.
        merged: Applied,
        /// The rest, with both values; never empty.
        conflicts: Vec<Conflict>,
    },
    /// The edit claims to have seen facts that do not exist yet.
    #[error("the page shows version {base} but only version {current} exists; load it again")]
    UnknownVersion {
        /// The version the page claims.
        base: u64,
        /// The version there is.
        current: u64,
    },
}

impl Edit {
    /// An edit that changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one field.
    #[must_use]
    pub fn set(mut self, field: FactField, value: FactValue) -> Self {
        self.changes.insert(field, Some(value));
        self
    }

    /// Clears one field.
    #[must_use]
    pub fn clear(mut self, field: FactField) -> Self {
        self.changes.insert(field, None);
        self
    }

    /// The fields that it touches.
    pub fn fields(&self) -> impl Iterator<Item = FactField> + '_ {
        self.changes.keys().copied()
    }

    /// What the edit says about danger, which the contact itself must then carry
    /// ([`Contact::assess_danger`](crate::contact::Contact::assess_danger)): the queue orders by it.
    #[must_use]
    pub fn danger(&self) -> Option<Danger> {
        let value = self.changes.get(&FactField::DangerNow)?;
        match value.as_ref().and_then(|value| value.one(Danger::from_code)) {
            Some(Answer::Known(danger)) => Some(danger),
            _ => Some(Danger::Unknown),
        }
    }
}

impl Facts {
    /// Applies `edit`, whose author saw version `base`.
    ///
    /// A field conflicts if somebody else changed it after `base` to something other than what this
    /// edit wants. Two members who say the same do not conflict.
    ///
    /// # Errors
    /// [`EditRefused::Conflicts`] with everything else merged, so that no edit is lost, or
    /// [`EditRefused::UnknownVersion`] if `base` is newer than these facts.
    pub fn apply(&self, edit: Edit, base: u64) -> Result<Applied, EditRefused> {
        if base > self.version {
            return Err(EditRefused::UnknownVersion { base, current: self.version });
        }
        let mut facts = self.clone();
        facts.version += 1;
        let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
        for (field, mine) in edit.changes {
            let theirs = self.value(field);
            if theirs == mine.as_ref() {
                continue;
            }
            if self.changed_in(field) > base {
                conflicts.push(Conflict { field, mine, theirs: theirs.cloned() });
            } else {
                facts.set(field, mine);
                changed.push(field);
            }
        }
        if changed.is_empty() {
            facts.version = self.version;
        }
        let applied = Applied { facts, changed };
        if conflicts.is_empty() {
            Ok(applied)
        } else {
            Err(EditRefused::Conflicts { merged: applied, conflicts })
        }
    }
}
