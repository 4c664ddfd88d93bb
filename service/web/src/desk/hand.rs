//! A contact entered by hand: a call on another line, a walk-in, something of last week.

use askama::Template;
use casework::contact::{Channel, Ending, Lane};
use casework::facts::{FactField, FactValue, Facts};

use super::panel::{Block, Panel};
use super::sample_page;
use super::teams::Choice;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// What was typed, as the browser sent it. Nothing of it is lost when something is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The team's identifier; empty for the only one.
    pub team: String,
    /// By which way: a code of [`Channel`].
    pub channel: String,
    /// The lane's code.
    pub lane: String,
    /// When it came in, on the organisation's clock: `2026-11-22T14:02`.
    pub received: String,
    /// When it was over, in the same form; empty while it goes on.
    pub ended: String,
    /// How it ended: a code of [`Ending`].
    pub ending: String,
    /// What they call themself.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// Their e-mail address.
    pub email: String,
    /// What was said, in the specialist's words.
    pub narrative: String,
    /// The idempotency key.
    pub key: String,
    /// Coded facts: the field's name and one code each.
    pub facts: Vec<(String, String)>,
}

impl Draft {
    /// Takes what a browser sent. A field that the page does not have is passed over.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut draft = Self::default();
        for (name, value) in pairs {
            let place = match name.as_str() {
                "team" => &mut draft.team,
                "channel" => &mut draft.channel,
                "lane" => &mut draft.lane,
                "received" => &mut draft.received,
                "ended" => &mut draft.ended,
                "ending" => &mut draft.ending,
                "name" => &mut draft.name,
                "phone" => &mut draft.phone,
                "email" => &mut draft.email,
                "narrative" => &mut draft.narrative,
                "key" => &mut draft.key,
                _ => {
                    if FactField::from_code(&name).is_ok() && !value.is_empty() {
                        draft.facts.push((name, value));
                    }
                    continue;
                }
            };
            *place = value;
        }
        draft
    }

    /// What was chosen or typed for one fact.
    pub(super) fn codes(&self, field: FactField) -> Vec<&str> {
        let of_field = self.facts.iter().filter(|(name, _)| name == field.code());
        of_field.map(|(_, value)| value.as_str()).collect()
    }

    /// The panel with every fact as it was chosen, also one that cannot be kept so.
    fn panel(&self, page: &Page) -> Panel {
        let mut edit = casework::facts::Edit::new();
        for field in FactField::ALL {
            if let Ok(value) = FactValue::parse(*field, self.codes(*field)) {
                edit = edit.set(*field, value);
            }
        }
        let facts = Facts::new().apply(edit, 0).map(|applied| applied.facts).unwrap_or_default();
        let mut panel = Panel::of(page, &facts, &[]);
        for field in panel.blocks.iter_mut().flat_map(|block| &mut block.fields) {
            if let (Some(typed), Some((_, given))) =
                (&mut field.typed, self.facts.iter().find(|(name, _)| name == field.code))
            {
                typed.clone_from(given);
            }
        }
        panel
    }
}

/// `GET /desk/hand` and the same page again when something is missing.
#[derive(Template)]
#[template(path = "desk/hand.html")]
pub struct HandPage {
    /// The frame.
    pub page: Page,
    /// What was typed already; nothing of it is lost.
    pub draft: Draft,
    /// The teams among which the member can choose.
    pub teams: Vec<Choice>,
    /// The blocks of facts.
    pub blocks: Vec<Block>,
    /// The field that needs mending and the key of what to do.
    pub problem: Option<(&'static str, &'static str)>,
}

/// The channels that a person at the desk can enter.
pub(super) const CHANNELS: [Channel; 4] =
    [Channel::Phone, Channel::WalkIn, Channel::Text, Channel::Email];

impl HandPage {
    /// The page with what was typed so far.
    #[must_use]
    pub fn new(
        page: Page,
        teams: Vec<Choice>,
        draft: Draft,
        problem: Option<(&'static str, &'static str)>,
    ) -> Self {
        let blocks = draft.panel(&page).blocks;
        Self { page, draft, teams, blocks, problem }
    }

    fn channels(&self) -> [Channel; 4] {
        CHANNELS
    }

    fn problem_of(&self, field: &str) -> std::borrow::Cow<'static, str> {
        match self.problem {
            Some((at, key)) if at == field => self.page.t(key),
            _ => std::borrow::Cow::Borrowed(""),
        }
    }
}

impl Sample for HandPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |teams, draft, problem| {
            HandPage::new(sample_page("hand-title", "/desk/hand"), teams, draft, problem)
        };
        let draft = Draft {
            channel: "phone".into(),
            lane: "help".into(),
            received: "2026-11-22T14:02".into(),
            ..Draft::default()
        };
        let full = Draft {
            ended: "2026-11-22T13:02".into(),
            ending: "handed_on".into(),
            name: "Ana López".into(),
            phone: "555-0142".into(),
            narrative: "Called from a friend’s phone. Wants a bed for tonight.".into(),
            facts: vec![
                ("age_band".into(), "15_17".into()),
                ("needs".into(), "emergency_shelter".into()),
                ("county".into(), "too long a name".into()),
            ],
            ..draft.clone()
        };
        let teams = vec![Choice::sample("Night line", true), Choice::sample("Day line", false)];
        vec![
            Shown::desk("hand", page(vec![], draft, None)),
            Shown::desk("hand-error", page(teams, full, Some(("ended", "hand-ended-before")))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_typed_stands_on_the_page_again(
            name in "[a-zA-Zäß '&<>\"]{0,40}",
            narrative in "[a-zA-Z0-9 &<>\n]{0,200}",
            county in "[a-z0-9 ]{1,30}",
        ) {
            let pairs = [
                ("name", name.clone()),
                ("narrative", narrative.clone()),
                ("county", county.clone()),
                ("age_band", "15_17".into()),
                ("no such field", "x".into()),
            ];
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value)).to_vec();
            let draft = Draft::of(pairs);
            prop_assert_eq!(&draft.name, &name);
            prop_assert_eq!(&draft.narrative, &narrative);
            let page = sample_page("hand-title", "/desk/hand");
            let shown = HandPage::new(page, vec![], draft, None);
            let fields: Vec<_> = shown.blocks.iter().flat_map(|block| &block.fields).collect();
            let typed = fields.iter().find(|field| field.code == "county").unwrap();
            prop_assert_eq!(typed.typed.as_deref(), Some(&*county));
            let chosen = fields.iter().find(|field| field.code == "age_band").unwrap();
            prop_assert!(chosen.chips.iter().any(|chip| chip.checked && chip.code == "15_17"));
        }
    }
}
