//! The page of a service in the states worth a look.

use super::{BedsPage, Group, Holding, Locale, Page, Shown, Style, Told, Waiting, ago};
use crate::gallery::Sample;
use casework::time::Span;

impl Sample for BedsPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = || Page::sample(locale, Style::Partner, "beds-title", "/beds/sample");
        let words = page();
        let lines = vec![
            (
                words.t("partner-need").into_owned(),
                words.label("need", "emergency_shelter").into_owned(),
            ),
            (words.t("partner-age").into_owned(), words.label("age_band", "15_17").into_owned()),
            (
                words.t("partner-gender").into_owned(),
                words.label("gender", "Feminine").into_owned(),
            ),
        ];
        let group = |id: &str, name: &str, said, kept, minutes| Group {
            id: id.into(),
            name: name.into(),
            said,
            of: Some(8),
            kept,
            age: ago(&words, Span::from_minutes(minutes)),
            old: minutes > 2_000,
            undo: (minutes < 10).then_some(3),
        };
        let waiting = |id: &str, danger, said| Waiting {
            id: id.into(),
            lines: lines.clone(),
            danger,
            until: "14:40".into(),
            said,
        };
        let hold = Holding { id: "r3".into(), lines: lines.clone(), until: "14:38".into() };
        let told = |key| Told { lines: lines.clone(), key, since: "14:02".into() };
        let with = |groups, waiting, holds, told, problem: Option<&str>| Self {
            page: page(),
            service: "Harbor House, emergency beds".into(),
            groups,
            waiting,
            holds,
            told,
            minutes: 30,
            call: Some("555-0100".into()),
            problem: problem.map(str::to_owned),
        };
        let asked = vec![waiting("r1", true, None), waiting("r2", false, Some("beds-said-no"))];
        let two = vec![
            group("g1", "Beds for girls, 12 to 17", Some(2), 1, 4),
            group("g2", "Family room with a long name that has to wrap", None, 0, 4_400),
        ];
        let ended = vec![told("beds-told-found"), told("beds-told-given"), told("beds-told-over")];
        let full = "8 free of 7 cannot be; ask again, or mend the directory";
        vec![
            Shown::partner(
                "beds",
                with(vec![group("g1", "", Some(3), 0, 40)], vec![], vec![], vec![], None),
            ),
            Shown::partner("beds-asked", with(two, asked.clone(), vec![hold], ended, None)),
            Shown::partner(
                "beds-full",
                with(vec![group("g1", "", Some(0), 0, 4_400)], asked, vec![], vec![], Some(full)),
            ),
            Shown::partner("beds-none", with(vec![], vec![], vec![], vec![], None)),
        ]
    }
}
