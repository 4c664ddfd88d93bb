//! What happens to what somebody says, and who will be told what: shown before anything is asked.

use askama::Template;
use casework::contact::Lane;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /before`, with `?lane=` for one lane first.
#[derive(Template)]
#[template(path = "public/before.html")]
pub struct BeforePage {
    /// The frame.
    pub page: Page,
    /// The door through which the reader came; without one, every lane is shown.
    pub lane: Option<Lane>,
}

impl BeforePage {
    fn shows(&self, lane: Lane) -> bool {
        self.lane.is_none_or(|chosen| chosen == lane)
    }
}

impl Sample for BeforePage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |lane, path| BeforePage {
            page: Page::sample(locale, Style::Public, "before-title", path),
            lane,
        };
        vec![
            Shown::public("before", page(None, "/before")),
            Shown::public("before-help", page(Some(Lane::Help), "/before?lane=help")),
            Shown::public("before-tip", page(Some(Lane::Tip), "/before?lane=tip")),
            Shown::public("before-question", page(Some(Lane::Question), "/before?lane=question")),
        ]
    }
}
