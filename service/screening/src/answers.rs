//! What was answered, and what was left open and why.

use std::collections::BTreeMap;
use std::fmt;

use crate::questionnaire::{Item, ItemKind, Options, Questionnaire};
use crate::value::{LinkId, Value};

/// What is known about one question.
#[derive(Clone, PartialEq, Eq)]
pub enum Given {
    /// Answered; at least one value.
    Values(Vec<Value>),
    /// Asked or passed over, without an answer. It never counts as "no".
    Absent(AbsentReason),
}

/// Why a question has no answer (FHIR `data-absent-reason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbsentReason {
    /// The person prefers not to say.
    Declined,
    /// The person was asked and does not know.
    DoesNotKnow,
    /// It was not asked.
    NotAsked,
}

impl AbsentReason {
    /// Every reason, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Declined, Self::DoesNotKnow, Self::NotAsked];

    /// The FHIR code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Declined => "asked-declined",
            Self::DoesNotKnow => "asked-unknown",
            Self::NotAsked => "not-asked",
        }
    }

    /// The reason of this FHIR code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Why an answer is not taken. It names the question, never the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// No such item.
    #[error("the instrument has no item `{link_id}`")]
    UnknownItem {
        /// The name.
        link_id: String,
    },
    /// A heading or a note.
    #[error("item `{link_id}` is not a question")]
    NotAQuestion {
        /// The name.
        link_id: String,
    },
    /// An answer of the wrong kind.
    #[error("item `{link_id}` takes another kind of answer")]
    WrongKind {
        /// The name.
        link_id: String,
    },
    /// A choice that is not offered.
    #[error("item `{link_id}` does not offer this choice; take one of its options")]
    NotAnOption {
        /// The name.
        link_id: String,
    },
    /// No value, or several where one belongs.
    #[error("item `{link_id}` takes {expected}")]
    WrongCount {
        /// The name.
        link_id: String,
        /// How many it takes.
        expected: &'static str,
    },
    /// Too long, too small or too large.
    #[error("the answer to item `{link_id}` is outside what it allows")]
    OutOfRange {
        /// The name.
        link_id: String,
    },
    /// The same item twice, as in a repeated group.
    #[error("item `{link_id}` was answered twice; one sheet holds one answer to each item")]
    Twice {
        /// The name.
        link_id: String,
    },
}

/// The answers of one sheet, by item. They are sensitive: `Debug` shows only how many there are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<LinkId, Given>);

impl Answers {
    /// No answers.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Keeps `given` for the item `link_id`, in the place of what was known before.
    ///
    /// # Errors
    /// [`AnswerRefused`] if the item does not take it; nothing is changed then.
    pub fn record(
        &mut self,
        questionnaire: &Questionnaire,
        link_id: &LinkId,
        given: Given,
    ) -> Result<(), AnswerRefused> {
        let Some(item) = questionnaire.item(link_id) else {
            return Err(AnswerRefused::UnknownItem { link_id: link_id.to_string() });
        };
        if !item.kind().is_question() {
            return Err(AnswerRefused::NotAQuestion { link_id: link_id.to_string() });
        }
        if let Given::Values(values) = &given {
            check_count(item, values)?;
            values.iter().try_for_each(|value| check_value(item, value))?;
        }
        self.0.insert(link_id.clone(), given);
        Ok(())
    }

    /// Takes back what was known about an item.
    pub fn withdraw(&mut self, link_id: &LinkId) {
        self.0.remove(link_id);
    }

    /// What is known about an item.
    #[must_use]
    pub fn of(&self, link_id: &LinkId) -> Option<&Given> {
        self.0.get(link_id)
    }

    /// The values answered to an item; empty if there is no answer.
    #[must_use]
    pub fn values(&self, link_id: &LinkId) -> &[Value] {
        match self.0.get(link_id) {
            Some(Given::Values(values)) => values,
            _ => &[],
        }
    }

    /// Every item about which something is known.
    pub fn iter(&self) -> impl Iterator<Item = (&LinkId, &Given)> {
        self.0.iter()
    }

    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers to {} items", self.0.len())
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given")
    }
}

fn check_count(item: &Item, values: &[Value]) -> Result<(), AnswerRefused> {
    let expected = match values.len() {
        0 => "at least one answer; say why it has none instead",
        1 => return Ok(()),
        _ if item.repeats() => return Ok(()),
        _ => "one answer",
    };
    Err(AnswerRefused::WrongCount { link_id: item.link_id().to_string(), expected })
}

fn check_value(item: &Item, value: &Value) -> Result<(), AnswerRefused> {
    let link_id = || item.link_id().to_string();
    if !item.kind().takes(value) {
        return Err(AnswerRefused::WrongKind { link_id: link_id() });
    }
    let own_words = item.kind() == ItemKind::OpenChoice && matches!(value, Value::Text(_));
    let offered = match item.options() {
        Options::Listed(options) => options.iter().any(|option| option.value == *value),
        Options::None => true,
        Options::Elsewhere(_) => matches!(value, Value::Coding(coding) if coding.code.is_some()),
    };
    if !offered && !own_words {
        return Err(AnswerRefused::NotAnOption { link_id: link_id() });
    }
    let (least, most) = item.range();
    let below = least.and_then(|least| value.order(least)).is_some_and(|order| order.is_lt());
    let above = most.and_then(|most| value.order(most)).is_some_and(|order| order.is_gt());
    let long = match (value, item.max_length()) {
        (Value::Text(text), Some(most)) => text.chars().count() > most,
        _ => false,
    };
    if below || above || long {
        return Err(AnswerRefused::OutOfRange { link_id: link_id() });
    }
    Ok(())
}
