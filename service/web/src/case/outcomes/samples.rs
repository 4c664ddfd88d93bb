//! The page of outcomes in every state.

use case::justice::SystemHarm;
use case::wellbeing::{Domain, State};

use super::{Harm, Life, OutcomesPage, Seen, Victim};
use crate::desk::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

fn victim(name: &str, looked: bool) -> Victim {
    let seen = |at: &str, state, words: &str| Seen { at: at.into(), state, words: words.into() };
    let life = |domain: &Domain| {
        let looks = match domain {
            _ if !looked => vec![],
            Domain::Safety => vec![
                seen("November 22, 2026", State::Fragile, ""),
                seen("November 2, 2026", State::Crisis, ""),
            ],
            Domain::OwnGoals => {
                let words = "To finish school, and to see her sister.";
                vec![seen("November 22, 2026", State::AsWished, words)]
            }
            Domain::Housing => vec![seen("November 20, 2026", State::Returned, "")],
            Domain::Health => vec![seen("November 20, 2026", State::DeclinedForNow, "")],
            Domain::Schooling => vec![],
        };
        let now = looks.first().map_or(State::Unknown, |one| one.state);
        Life { domain: *domain, now, looks }
    };
    Victim {
        id: name.to_lowercase(),
        name: name.into(),
        lives: Domain::ALL.iter().map(life).collect(),
    }
}

impl Sample for OutcomesPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let harm = |harm, place, put_right: Option<&str>| Harm {
            victim: "p1".into(),
            place,
            name: "Ana".into(),
            harm,
            at: "November 3, 2026".into(),
            put_right: put_right.map(str::to_owned),
        };
        let page = |harms, victims, open, problem: Option<&str>| OutcomesPage {
            page: sample_page("outcomes-title", "/desk/cases/c7f3/outcomes"),
            id: "c7f3".into(),
            label: "C7F3".into(),
            open,
            harms,
            victims,
            today: "2026-11-22".into(),
            typed: problem.map(|_| "She wants to wait.".to_owned()).unwrap_or_default(),
            problem: problem.map(str::to_owned),
        };
        let harms = vec![
            harm(SystemHarm::Arrested, 1, Some("November 5, 2026")),
            harm(SystemHarm::Detained, 2, None),
        ];
        let two = vec![victim("Ana", true), victim("Lea", false)];
        let refused = Some("this day is still to come; choose the day it happened");
        vec![
            Shown::desk("outcomes", page(harms.clone(), two.clone(), true, None)),
            Shown::desk("outcomes-refused", page(vec![], two.clone(), true, refused)),
            Shown::desk("outcomes-closed", page(harms, two, false, None)),
            Shown::desk("outcomes-nobody", page(vec![], vec![], true, None)),
        ]
    }
}
