//! The sheet as it stands now: which questions are shown, and what is known about each.
//!
//! [`Form`] is neutral: a list of [`Field`]s in order, without a word about HTML. The rules are those
//! of FHIR R4 (`Questionnaire.item.enableWhen`): an item is shown if its parent is and its conditions
//! hold, the answers of an item that is not shown count as none, and a hidden item has no field.
//!
//! Beside "shown" and "not shown", a question that depends on one without an answer is *open*
//! ([`Certainty`]): it could belong to the sheet or not. Scores need that; see
//! [`score`](crate::score).

use crate::answers::{Answers, Given};
use crate::questionnaire::{Behavior, Condition, Item, Questionnaire};
use crate::value::Value;

/// A sheet to show.
#[derive(Clone, Debug)]
pub struct Form<'a> {
    fields: Vec<Field<'a>>,
}

/// One line of a sheet.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    item: &'a Item,
    enabled: bool,
    given: Option<&'a Given>,
}

impl<'a> Form<'a> {
    /// The sheet of `questionnaire` with `answers`. Linear in the number of items and conditions.
    #[must_use]
    pub fn new(questionnaire: &'a Questionnaire, answers: &'a Answers) -> Self {
        let shown = shown(questionnaire, answers);
        let mut hidden = vec![false; questionnaire.items().len()];
        let mut fields = Vec::new();
        for (position, item) in questionnaire.items().iter().enumerate() {
            hidden[position] = item.is_hidden() || item.parent.is_some_and(|parent| hidden[parent]);
            if !hidden[position] {
                let given = answers.of(item.link_id());
                fields.push(Field { item, enabled: shown[position], given });
            }
        }
        Self { fields }
    }

    /// The fields in the order in which they are asked; disabled ones are among them.
    #[must_use]
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// The questions that are shown, required and neither answered nor passed over.
    pub fn left_open(&self) -> impl Iterator<Item = &Field<'a>> {
        let question = |field: &&Field<'a>| field.item.kind().is_question();
        self.fields
            .iter()
            .filter(question)
            .filter(|field| field.enabled && field.item.is_required() && field.given.is_none())
    }
}

impl<'a> Field<'a> {
    /// The item: its words, kind and options.
    #[must_use]
    pub fn item(&self) -> &'a Item {
        self.item
    }

    /// Whether it is shown and can be answered now.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// What is known about it. What stood in it at the start is no answer until it is recorded.
    #[must_use]
    pub fn given(&self) -> Option<&'a Given> {
        self.given
    }
}

/// What is certain about a statement while questions are still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It holds whatever the open answers are.
    Certain,
    /// It depends on an open answer.
    Open,
    /// It fails whatever the open answers are.
    Excluded,
}

impl Certainty {
    fn of(holds: bool) -> Self {
        if holds { Self::Certain } else { Self::Excluded }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Excluded, _) | (_, Self::Excluded) => Self::Excluded,
            (Self::Certain, Self::Certain) => Self::Certain,
            _ => Self::Open,
        }
    }
}

/// Which items are shown now, by position.
pub(crate) fn shown(questionnaire: &Questionnaire, answers: &Answers) -> Vec<bool> {
    let items = questionnaire.items();
    let mut shown = vec![false; items.len()];
    for &position in questionnaire.order() {
        let item = &items[position];
        let parent = item.parent.is_none_or(|parent| shown[parent]);
        let holds = |condition: &Condition| {
            let question = questionnaire.position(&condition.question);
            let values = question.filter(|&question| shown[question]);
            condition.test.holds(values.map_or(&[], |q| effective(&items[q], answers)))
        };
        shown[position] = parent
            && item.enable_when().is_none_or(|enable| match enable.behavior {
                Behavior::All => enable.conditions.iter().all(holds),
                Behavior::Any => enable.conditions.iter().any(holds),
            });
    }
    shown
}

/// Which items belong to the sheet whatever the open answers turn out to be, by position.
pub(crate) fn certainty(questionnaire: &Questionnaire, answers: &Answers) -> Vec<Certainty> {
    let items = questionnaire.items();
    let mut certainty = vec![Certainty::Excluded; items.len()];
    for &position in questionnaire.order() {
        let item = &items[position];
        let parent = item.parent.map_or(Certainty::Certain, |parent| certainty[parent]);
        let own = item.enable_when().map_or(Certainty::Certain, |enable| {
            let each = enable.conditions.iter().map(|condition| {
                match questionnaire.position(&condition.question) {
                    Some(question) => {
                        about(condition, &items[question], certainty[question], answers)
                    }
                    None => Certainty::of(condition.test.holds(&[])),
                }
            });
            match enable.behavior {
                Behavior::All => each.fold(Certainty::Certain, Certainty::and),
                Behavior::Any => any(each),
            }
        });
        certainty[position] = parent.and(own);
    }
    certainty
}

/// What is certain about a condition on `question`, which itself is on the sheet with `on_sheet`.
pub(crate) fn about(
    condition: &Condition,
    question: &Item,
    on_sheet: Certainty,
    answers: &Answers,
) -> Certainty {
    let without = Certainty::of(condition.test.holds(&[]));
    if on_sheet == Certainty::Excluded || !question.kind().is_question() {
        return without;
    }
    let values = effective(question, answers);
    if values.is_empty() {
        return Certainty::Open;
    }
    let with = Certainty::of(condition.test.holds(values));
    if on_sheet == Certainty::Certain || with == without { with } else { Certainty::Open }
}

/// What is certain about "one of them holds".
pub(crate) fn any(each: impl Iterator<Item = Certainty>) -> Certainty {
    each.fold(Certainty::Excluded, |so_far, next| match (so_far, next) {
        (Certainty::Certain, _) | (_, Certainty::Certain) => Certainty::Certain,
        (Certainty::Excluded, Certainty::Excluded) => Certainty::Excluded,
        _ => Certainty::Open,
    })
}

/// The values that count for an item: what was answered, or what a hidden item starts with.
pub(crate) fn effective<'a>(item: &'a Item, answers: &'a Answers) -> &'a [Value] {
    match answers.of(item.link_id()) {
        Some(Given::Values(values)) => values,
        Some(Given::Absent(_)) => &[],
        None if item.is_hidden() => item.initial(),
        None => &[],
    }
}
