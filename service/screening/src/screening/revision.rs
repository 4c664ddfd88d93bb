//! Many answers at once, over a sheet that somebody else may have changed meanwhile.
//!
//! A page says of each item what it showed ([`Seen`]) and what stands in it now. What the writer did not
//! touch is no change, so two people who fill in different items never meet. Where both changed the
//! same item, the answer that came first stands and the other is given back to be chosen between:
//! neither is lost.

#[cfg(test)]
mod tests;

use std::fmt;

use sha2::{Digest, Sha256};

use super::{Screening, ScreeningRefused};
use crate::answers::{AnswerRefused, Given};
use crate::instrument::Instrument;
use crate::value::{LinkId, Value};

/// A mark of what was known about an item when a page showed it. Two marks are equal when the same was
/// known; it is no secret and hides nothing from whoever sees the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seen(u64);

impl Seen {
    /// The mark of what is known about an item; [`None`] where nothing is.
    #[must_use]
    pub fn of(given: Option<&Given>) -> Self {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        };
        match given {
            None => {}
            Some(Given::Absent(why)) => part(why.code()),
            Some(Given::Values(values)) => {
                part("values");
                values.iter().for_each(|value| write(value, &mut part));
            }
        }
        let mut first = [0; 8];
        first.copy_from_slice(&digest.finalize()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// Reads exactly what its `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        plain.then(|| u64::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

fn write(value: &Value, part: &mut impl FnMut(&str)) {
    match value {
        Value::Boolean(yes) => part(if *yes { "true" } else { "false" }),
        Value::Integer(number) => part(&number.to_string()),
        Value::Decimal(number) => part(number.as_str()),
        Value::Date(text) | Value::DateTime(text) | Value::Time(text) | Value::Text(text) => {
            part(text);
        }
        Value::Coding(coding) => {
            part("code");
            part(coding.system.as_deref().unwrap_or_default());
            part(coding.code.as_deref().or(coding.display.as_deref()).unwrap_or_default());
        }
    }
}

/// What a writer says about one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which item.
    pub link_id: LinkId,
    /// What the page showed when the writer began.
    pub seen: Seen,
    /// What stands in it now; [`None`] takes back what was known.
    pub given: Option<Given>,
}

impl Change {
    /// Whether the writer changed what the page showed.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.seen != Seen::of(self.given.as_ref())
    }
}

/// An item that two people changed in different ways. The other's answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which item.
    pub link_id: LinkId,
    /// What this writer said.
    pub mine: Option<Given>,
    /// What stands.
    pub theirs: Option<Given>,
}

/// A screening after many answers at once.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Revision {
    /// With everything that could be kept.
    pub screening: Screening,
    /// The items that changed.
    pub changed: Vec<LinkId>,
    /// The items where somebody else was faster.
    pub conflicts: Vec<Conflict>,
    /// The answers that the instrument does not take, each by its item. The others are kept.
    pub refused: Vec<(LinkId, AnswerRefused)>,
}

impl Screening {
    /// What was said too late, when the screening was finished already: nothing is kept, and every
    /// answer that differs is given back.
    pub fn too_late(self, changes: Vec<Change>) -> Revision {
        let touched = changes.into_iter().filter(Change::is_touched);
        let differs = |change: &Change| self.answers.of(&change.link_id) != change.given.as_ref();
        let conflict = |Change { link_id, given, .. }: Change| Conflict {
            theirs: self.answers.of(&link_id).cloned(),
            mine: given,
            link_id,
        };
        let conflicts = touched.filter(differs).map(conflict).collect();
        Revision { screening: self, changed: Vec::new(), conflicts, refused: Vec::new() }
    }

    /// Keeps many answers at once, as far as nobody else changed the same items since.
    ///
    /// # Errors
    /// [`ScreeningRefused`] if it is finished or rests, or if `instrument` is another one; then nothing
    /// is changed. A single answer that does not fit is no error: it is named in the revision.
    pub fn revise(
        mut self,
        instrument: &Instrument,
        changes: Vec<Change>,
    ) -> Result<Revision, ScreeningRefused> {
        self.must_be_open()?;
        self.must_be_of(instrument)?;
        let (mut changed, mut conflicts, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for change in changes.into_iter().filter(Change::is_touched) {
            let Change { link_id, seen, given } = change;
            let stands = self.answers.of(&link_id);
            if stands == given.as_ref() {
                continue;
            }
            if Seen::of(stands) != seen {
                let theirs = stands.cloned();
                conflicts.push(Conflict { link_id, mine: given, theirs });
                continue;
            }
            match given {
                None => {
                    self.answers.withdraw(&link_id);
                    self.answered_in.remove(&link_id);
                }
                Some(given) => {
                    let taken = self.answers.record(instrument.questionnaire(), &link_id, given);
                    if let Err(why) = taken {
                        refused.push((link_id, why));
                        continue;
                    }
                    self.answered_in.insert(link_id.clone(), self.sittings.len().saturating_sub(1));
                }
            }
            changed.push(link_id);
        }
        Ok(Revision { screening: self, changed, conflicts, refused })
    }
}
