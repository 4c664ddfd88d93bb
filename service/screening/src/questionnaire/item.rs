//! One item of a questionnaire: a question, a heading or a note.

use crate::value::{LinkId, Points, Value};

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub(crate) link_id: LinkId,
    pub(crate) parent: Option<usize>,
    pub(crate) level: usize,
    pub(crate) kind: ItemKind,
    pub(crate) prefix: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) codes: Vec<crate::value::Coding>,
    pub(crate) required: bool,
    pub(crate) repeats: bool,
    pub(crate) read_only: bool,
    pub(crate) hidden: bool,
    pub(crate) max_length: Option<i32>,
    pub(crate) least: Option<Value>,
    pub(crate) most: Option<Value>,
    pub(crate) enable_when: Option<EnableWhen>,
    pub(crate) options: Options,
    pub(crate) initial: Vec<Value>,
}

/// What an item is (FHIR R4 `Questionnaire.item.type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A heading over other items.
    Group,
    /// Words to read, nothing to answer.
    Display,
    /// Yes or no.
    Boolean,
    /// A decimal number.
    Decimal,
    /// A whole number.
    Integer,
    /// A date.
    Date,
    /// A date with a time.
    DateTime,
    /// A time of day.
    Time,
    /// A short text.
    String,
    /// A long text.
    Text,
    /// An address.
    Url,
    /// One or several of the options.
    Choice,
    /// One or several of the options, or own words.
    OpenChoice,
}

impl ItemKind {
    /// Each kind with its FHIR code.
    pub(crate) const CODES: [(&'static str, Self); 13] = [
        ("group", Self::Group),
        ("display", Self::Display),
        ("boolean", Self::Boolean),
        ("decimal", Self::Decimal),
        ("integer", Self::Integer),
        ("date", Self::Date),
        ("dateTime", Self::DateTime),
        ("time", Self::Time),
        ("string", Self::String),
        ("text", Self::Text),
        ("url", Self::Url),
        ("choice", Self::Choice),
        ("open-choice", Self::OpenChoice),
    ];

    /// Whether it asks for an answer.
    #[must_use]
    pub fn is_question(self) -> bool {
        !matches!(self, Self::Group | Self::Display)
    }

    /// Whether a value of this kind answers an item of this kind.
    #[must_use]
    pub fn takes(self, value: &Value) -> bool {
        match self {
            Self::Group | Self::Display => false,
            Self::Boolean => matches!(value, Value::Boolean(_)),
            Self::Decimal => matches!(value, Value::Decimal(_)),
            Self::Integer => matches!(value, Value::Integer(_)),
            Self::Date => matches!(value, Value::Date(_)),
            Self::DateTime => matches!(value, Value::DateTime(_)),
            Self::Time => matches!(value, Value::Time(_)),
            Self::String | Self::Text | Self::Url => matches!(value, Value::Text(_)),
            Self::OpenChoice => matches!(value, Value::Coding(_) | Value::Text(_)),
            Self::Choice => !matches!(value, Value::Boolean(_) | Value::Decimal(_)),
        }
    }
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Options {
    /// Nothing to choose from is given.
    None,
    /// These.
    Listed(Vec<AnswerOption>),
    /// A list that is not part of the file; its address.
    Elsewhere(String),
}

impl Options {
    /// The options that are listed here.
    #[must_use]
    pub fn listed(&self) -> &[AnswerOption] {
        if let Self::Listed(options) = self { options } else { &[] }
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerOption {
    /// What choosing it answers.
    pub value: Value,
    /// What it is worth; [`None`] if it has no part in any score.
    pub weight: Option<Points>,
    /// Whether it is chosen at the start.
    pub initially_selected: bool,
}

/// When an item is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnableWhen {
    /// How the conditions join.
    pub behavior: Behavior,
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// How several conditions join (FHIR `enableBehavior`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Behavior {
    /// All must hold.
    All,
    /// One must hold.
    Any,
}

/// One condition about the answers of another item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The item asked about.
    pub question: LinkId,
    /// What must hold.
    pub test: Test,
}

/// What must hold of the answers of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is an answer, or there is none.
    Exists(bool),
    /// Some answer stands so to a value ([`Operator::NotEqual`]: no answer is equal to it).
    Compare(Operator, Value),
}

/// How an answer is compared (FHIR R4 `questionnaire-enable-operator`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `<`
    Less,
    /// `>=`
    GreaterOrEqual,
    /// `<=`
    LessOrEqual,
}

impl Operator {
    pub(crate) const CODES: [(&'static str, Self); 6] = [
        ("=", Self::Equal),
        ("!=", Self::NotEqual),
        (">", Self::Greater),
        ("<", Self::Less),
        (">=", Self::GreaterOrEqual),
        ("<=", Self::LessOrEqual),
    ];
}

impl Test {
    /// Whether it holds of `answers`, the complete answers of the item asked about.
    #[must_use]
    pub fn holds(&self, answers: &[Value]) -> bool {
        match self {
            Self::Exists(expected) => answers.is_empty() != *expected,
            Self::Compare(Operator::Equal, value) => answers.contains(value),
            Self::Compare(Operator::NotEqual, value) => !answers.contains(value),
            Self::Compare(operator, value) => answers.iter().any(|answer| {
                answer.order(value).is_some_and(|order| match operator {
                    Operator::Greater => order.is_gt(),
                    Operator::Less => order.is_lt(),
                    Operator::GreaterOrEqual => order.is_ge(),
                    Operator::LessOrEqual => order.is_le(),
                    Operator::Equal | Operator::NotEqual => false,
                })
            }),
        }
    }
}

impl Item {
    /// Its name.
    #[must_use]
    pub fn link_id(&self) -> &LinkId {
        &self.link_id
    }

    /// How deep it stands; the outermost items have level 0.
    #[must_use]
    pub fn level(&self) -> usize {
        self.level
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ItemKind {
        self.kind
    }

    /// The label before its words, such as `1a`.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Why it is asked.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// The codes of what it asks.
    #[must_use]
    pub fn codes(&self) -> &[crate::value::Coding] {
        &self.codes
    }

    /// Whether the publisher wants an answer before the sheet counts as complete.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether it may have several answers.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.repeats
    }

    /// Whether it is shown but not typed into.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether it is never shown (FHIR extension `questionnaire-hidden`).
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// The most characters of a text answer.
    #[must_use]
    pub fn max_length(&self) -> Option<usize> {
        self.max_length.and_then(|length| usize::try_from(length).ok())
    }

    /// The least and the most that a number or date may be.
    #[must_use]
    pub fn range(&self) -> (Option<&Value>, Option<&Value>) {
        (self.least.as_ref(), self.most.as_ref())
    }

    /// When it is shown; [`None`]: always.
    #[must_use]
    pub fn enable_when(&self) -> Option<&EnableWhen> {
        self.enable_when.as_ref()
    }

    /// What can be chosen.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What stands in it at the start.
    #[must_use]
    pub fn initial(&self) -> &[Value] {
        &self.initial
    }

    /// What answering `value` is worth; [`None`] if it has no part in any score.
    #[must_use]
    pub fn weight(&self, value: &Value) -> Option<Points> {
        let option = self.options.listed().iter().find(|option| option.value == *value);
        option.and_then(|option| option.weight)
    }

    /// Whether any answer to it has points.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.options.listed().iter().any(|option| option.weight.is_some())
    }
}
