//! A sheet as a page shows it: every item in its order, with what is known about it.
//!
//! Items that do not belong to the sheet now are on the page, out of sight: which they are is decided
//! by the server with each save, and the script only shows and hides what it was told.

use std::collections::BTreeMap;

use askama::Template;
use screening::{
    AbsentReason, Change, Completion, Conflict, Given, Instrument, Item, ItemKind, LinkId,
    PauseReason, Screening, ScreeningState, Seen,
};

use super::filled::{self, Fields, Wrong, has_radios, is_chosen};
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/{contact}/screenings/{screening}`, and the same page again when something is to be chosen
/// or mended.
#[derive(Template)]
#[template(path = "screening/sheet.html")]
pub struct SheetPage {
    /// The frame.
    pub page: Page,
    /// The contact, for addresses.
    pub id: String,
    /// What staff call the contact.
    pub label: String,
    /// The screening, for addresses.
    pub screening: String,
    /// What the instrument is.
    pub about: About,
    /// How it is filled in.
    pub completion: Completion,
    /// Where it stands.
    pub state: ScreeningState,
    /// Who began it and when: `Nov 22, 14:02 · Maya R.`
    pub began: String,
    /// The items.
    pub lines: Vec<Line>,
    /// When it was last saved: `14:02`.
    pub saved: Option<String>,
    /// The key of what is to be done.
    pub problem: Option<&'static str>,
}

/// What must be known about an instrument wherever it is shown.
#[derive(Clone, Debug)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Its version; empty if it has none.
    pub version: String,
    /// Whether its words must be obtained from its publisher.
    pub obtain: bool,
    /// What must be known before using it.
    pub cautions: Vec<String>,
    /// Rights and licence.
    pub copyright: String,
}

impl About {
    /// What must be known about this one.
    #[must_use]
    pub fn of(instrument: &Instrument) -> Self {
        Self {
            title: instrument.title().to_owned(),
            version: instrument.key().version.clone(),
            obtain: instrument.wording() == screening::Wording::ObtainFromPublisher,
            cautions: instrument.cautions().to_vec(),
            copyright: instrument.questionnaire().head().copyright.clone().unwrap_or_default(),
        }
    }
}

/// One item.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its place within the instrument, by which its fields are named.
    pub position: usize,
    /// How deep it stands.
    pub level: usize,
    /// Heading, note or question.
    pub kind: Kind,
    /// Its words.
    pub text: String,
    /// Why it is asked.
    pub why: String,
    /// Whether it belongs to the sheet now.
    pub shown: bool,
    /// What is known about it, in words; empty if nothing is.
    pub answer: String,
    /// The mark of that.
    pub was: Seen,
    /// What was wrong with what was typed.
    pub error: Option<&'static str>,
    /// What somebody else answered meanwhile, and what I did.
    pub both: Option<Both>,
}

/// What an item is on a page.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A heading over others.
    Heading,
    /// Words to read.
    Note,
    /// A question that is shown and not asked here.
    Fixed,
    /// A question that is answered by choosing.
    Choice {
        /// Whether several can be chosen.
        several: bool,
        /// What there is to choose.
        chips: Vec<Chip>,
        /// One's own words beside them.
        own: Option<String>,
        /// Why there is no answer, where that is not among the chips.
        none: Vec<Chip>,
    },
    /// A question that is answered in words or numbers.
    Typed {
        /// What stands in it.
        value: String,
        /// Whether it has several lines.
        long: bool,
        /// The key of what it takes; empty for words.
        hint: &'static str,
        /// Which keyboard a phone shows.
        keyboard: &'static str,
        /// The most characters.
        most: usize,
        /// Why there is no answer.
        none: Vec<Chip>,
    },
}

/// Something to choose.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What it sends.
    pub value: String,
    /// Its words, or the key of its words.
    pub label: Label,
    /// Whether it is chosen.
    pub checked: bool,
}

/// Words of an instrument, or of ours.
#[derive(Clone, Debug)]
pub enum Label {
    /// Of the instrument.
    Theirs(String),
    /// Ours, by their key.
    Ours(&'static str),
}

/// Two answers to one item.
#[derive(Clone, Debug)]
pub struct Both {
    /// What this writer said.
    pub mine: String,
    /// What stands.
    pub theirs: String,
}

/// What a page shows beside what is stored.
#[derive(Clone, Debug, Default)]
pub struct Unkept {
    /// Answers that somebody else was faster with.
    pub conflicts: Vec<Conflict>,
    /// What was typed and is no answer.
    pub wrong: Vec<Wrong>,
    /// Answers that the instrument does not take.
    pub refused: Vec<LinkId>,
    /// What the form said, to be shown again where it was refused.
    pub changes: Vec<Change>,
}

/// The items of a screening that are not hidden, in their order.
#[must_use]
pub fn lines(
    page: &Page,
    instrument: &Instrument,
    screening: &Screening,
    unkept: &Unkept,
) -> Vec<Line> {
    let questionnaire = instrument.questionnaire();
    let positions: BTreeMap<&LinkId, usize> =
        questionnaire.items().iter().enumerate().map(|(n, item)| (item.link_id(), n)).collect();
    let form = screening.form(instrument);
    let fields = form.fields().iter();
    let line = |field: &screening::Field<'_>| {
        let item = field.item();
        let position = positions.get(item.link_id()).copied().unwrap_or_default();
        let given = field.given();
        let conflict = unkept.conflicts.iter().find(|one| one.link_id == *item.link_id());
        let wrong = unkept.wrong.iter().find(|one| one.position == position);
        let refused = unkept.refused.contains(item.link_id());
        // What was refused is shown as it was sent, so that it can be mended.
        let sent = unkept.changes.iter().find(|one| one.link_id == *item.link_id());
        let shows = if refused { sent.and_then(|sent| sent.given.as_ref()) } else { given };
        Line {
            position,
            level: item.level(),
            kind: kind(item, position, shows, wrong),
            text: [item.prefix().unwrap_or_default(), item.text().unwrap_or_default()]
                .join(" ")
                .trim()
                .to_owned(),
            why: item.why().unwrap_or_default().to_owned(),
            shown: field.is_enabled(),
            answer: spoken(page, given),
            was: Seen::of(given),
            error: wrong.map(|wrong| wrong.key).or(refused.then_some("sheet-refused")),
            both: conflict.map(|both| Both {
                mine: spoken_or_nothing(page, both.mine.as_ref()),
                theirs: spoken_or_nothing(page, both.theirs.as_ref()),
            }),
        }
    };
    fields.map(line).collect()
}

/// The positions of the items that belong to the sheet now.
#[must_use]
pub fn shown(lines: &[Line]) -> Vec<usize> {
    lines.iter().filter(|line| line.shown).map(|line| line.position).collect()
}

fn kind(item: &Item, position: usize, given: Option<&Given>, wrong: Option<&Wrong>) -> Kind {
    match item.kind() {
        ItemKind::Group => return Kind::Heading,
        ItemKind::Display => return Kind::Note,
        _ if item.is_read_only() || !comes_back(item, position, given) => return Kind::Fixed,
        _ => {}
    }
    let pairs = filled::untouched(item, position, given);
    let name = format!("q{position}");
    let sends = |name: &str, value: &str| pairs.iter().any(|(n, v)| n == name && v == value);
    let none = || {
        let name = if has_radios(item) { name.clone() } else { format!("{name}.none") };
        let reason = |why: AbsentReason| Chip {
            value: format!("-{}", why.code()),
            label: Label::Ours(absent_key(why)),
            checked: sends(&name, &format!("-{}", why.code())),
        };
        let clear =
            Chip { value: String::new(), label: Label::Ours("panel-clear"), checked: false };
        AbsentReason::ALL.into_iter().map(reason).chain([clear]).collect::<Vec<_>>()
    };
    if !is_chosen(item) {
        return entry(item, typed_before(&pairs, &name, wrong), none());
    }
    let labels = match item.kind() {
        ItemKind::Boolean => vec![
            ("true".to_owned(), Label::Ours("sheet-yes")),
            ("false".to_owned(), Label::Ours("sheet-no")),
        ],
        _ => {
            let options = item.options().listed().iter().enumerate();
            options.map(|(n, o)| (n.to_string(), Label::Theirs(o.value.label()))).collect()
        }
    };
    let chip = |(value, label): (String, Label)| {
        let checked = sends(&name, &value);
        Chip { value, label, checked }
    };
    let mut chips: Vec<Chip> = labels.into_iter().map(chip).collect();
    let own = (item.kind() == ItemKind::OpenChoice)
        .then(|| typed_before(&pairs, &format!("{name}.own"), wrong));
    let several = !has_radios(item);
    let none = if several {
        none()
    } else {
        chips.extend(none());
        Vec::new()
    };
    Kind::Choice { several, chips, own, none }
}

fn typed_before(pairs: &[(String, String)], name: &str, wrong: Option<&Wrong>) -> String {
    let stored = pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    wrong.map(|wrong| wrong.typed.clone()).or(stored).unwrap_or_default()
}

fn entry(item: &Item, value: String, none: Vec<Chip>) -> Kind {
    let (hint, keyboard) = match item.kind() {
        ItemKind::Integer => ("sheet-number", "numeric"),
        ItemKind::Decimal => ("sheet-number", "decimal"),
        ItemKind::Date => ("sheet-date", "text"),
        ItemKind::DateTime => ("sheet-moment", "text"),
        ItemKind::Time => ("sheet-time", "text"),
        ItemKind::Choice => ("sheet-code", "text"),
        ItemKind::Url => ("sheet-url", "url"),
        _ if item.repeats() => ("sheet-lines", "text"),
        _ => ("", "text"),
    };
    let long = item.repeats() || item.kind() == ItemKind::Text;
    let most = if item.repeats() {
        10 * filled::LONGEST
    } else {
        item.max_length().unwrap_or(filled::LONGEST)
    };
    Kind::Typed { value, long, hint, keyboard, most, none }
}

/// Whether a form sends what is known unchanged. What was imported from elsewhere need not fit into a
/// form of ours; it is shown then, and stays as it is.
fn comes_back(item: &Item, position: usize, given: Option<&Given>) -> bool {
    let pairs = filled::untouched(item, position, given);
    let read = filled::given(item, position, &Fields::of(&pairs));
    read.is_ok_and(|read| Seen::of(read.as_ref()) == Seen::of(given))
}

/// The key of the words of a reason.
#[must_use]
pub fn absent_key(why: AbsentReason) -> &'static str {
    match why {
        AbsentReason::Declined => "sheet-declined",
        AbsentReason::DoesNotKnow => "sheet-unknown",
        AbsentReason::NotAsked => "sheet-not-asked",
    }
}

/// The key of the words of a way to fill in a sheet.
#[must_use]
pub fn completion_key(completion: Completion) -> &'static str {
    match completion {
        Completion::BySelf => "completion-self",
        Completion::ReadAloud => "completion-read-aloud",
        Completion::ByProfessional => "completion-professional",
    }
}

/// The key of the words of where a screening stands.
#[must_use]
pub fn state_key(state: ScreeningState) -> &'static str {
    match state {
        ScreeningState::Open => "screening-open",
        ScreeningState::Paused(why) => pause_key(why),
        ScreeningState::Finished => "screening-finished",
    }
}

fn pause_key(why: PauseReason) -> &'static str {
    match why {
        PauseReason::PersonWanted => "pause-person-wanted",
        PauseReason::NotSafe => "pause-not-safe",
        PauseReason::ContactEnded => "pause-contact-ended",
        PauseReason::OtherNeedFirst => "pause-other-need-first",
    }
}

fn spoken(page: &Page, given: Option<&Given>) -> String {
    match given {
        None => String::new(),
        Some(Given::Absent(why)) => page.t(absent_key(*why)).into_owned(),
        Some(Given::Values(values)) => {
            let words: Vec<_> = values.iter().map(screening::Value::label).collect();
            words.join(" · ")
        }
    }
}

fn spoken_or_nothing(page: &Page, given: Option<&Given>) -> String {
    if given.is_none() { page.t("sheet-nothing").into_owned() } else { spoken(page, given) }
}

impl SheetPage {
    fn is_finished(&self) -> bool {
        self.state == ScreeningState::Finished
    }

    fn completion_key(&self) -> &'static str {
        completion_key(self.completion)
    }

    fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    fn pauses(&self) -> [(&'static str, &'static str); 4] {
        PauseReason::ALL.map(|why| (why.code(), pause_key(why)))
    }

    fn words(&self, label: &Label) -> String {
        match label {
            Label::Theirs(words) => words.clone(),
            Label::Ours(key) => self.page.t(key).into_owned(),
        }
    }
}

impl Line {
    /// The heading's place in the page's order.
    fn rank(&self) -> usize {
        (self.level + 2).min(6)
    }
}

impl Sample for SheetPage {
    fn samples(_: Locale) -> Vec<Shown> {
        super::sample::sheets()
    }
}
