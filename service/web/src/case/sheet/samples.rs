//! The sheet in every state.

use case::review::SHEET;
use case::sharing::Item;

use super::{Choice, SheetPage, Told};
use crate::desk::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

impl Sample for SheetPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = sample_page("review-title", "/desk/cases/c7f3/sheet");
        let choice =
            |id: &str, name: &str, chosen| Choice { id: id.into(), name: name.into(), chosen };
        let told = |item: Item| match item {
            Item::Name => vec!["Ana".to_owned()],
            Item::Wishes => vec!["To finish school. Not to see him again.".to_owned()],
            Item::SafetyPlan => vec!["If he waits outside: the back door, the library.".to_owned()],
            Item::Situation => vec!["A man she met online takes her to a motel.".to_owned()],
            Item::Wellbeing => vec!["Safety: hard, with some help".to_owned()],
            Item::Justice => {
                vec!["R., alleged exploiter: buys: Arrested; Charged: 18 USC 1591(a)".to_owned()]
            }
            Item::Tasks => {
                vec!["Ask the school whom she trusts · until Nov 28 · Joel T.".to_owned()]
            }
            _ => vec![],
        };
        let own = SheetPage {
            id: "c7f3".into(),
            label: "C7F3".into(),
            victims: vec![choice("p1", "Ana", true), choice("p2", "Lea", false)],
            agencies: vec![choice("o1", "County child welfare", false)],
            at: "14:02".into(),
            fields: SHEET.iter().map(|item| (*item, Told::Lines(told(*item)))).collect(),
            page: page.clone(),
        };
        let task = page.t("review-task-sealed");
        let not = page.t("case_why_not-not_in_scope").into_owned();
        let field = |item: &Item| match item {
            Item::Wishes => (*item, Told::Lines(told(*item))),
            Item::Tasks => (*item, Told::Lines(vec![format!("{task} · until Nov 28 · Joel T.")])),
            _ => (*item, Told::Hidden(not.clone())),
        };
        let theirs = SheetPage {
            agencies: vec![choice("o1", "County child welfare", true)],
            fields: SHEET.iter().map(field).collect(),
            page: page.clone(),
            id: own.id.clone(),
            label: own.label.clone(),
            victims: own.victims.clone(),
            at: own.at.clone(),
        };
        let nobody = SheetPage {
            agencies: vec![],
            victims: vec![],
            fields: vec![],
            page,
            id: own.id.clone(),
            label: own.label.clone(),
            at: own.at.clone(),
        };
        vec![
            Shown::desk("sheet", own),
            Shown::desk("sheet-agency", theirs),
            Shown::desk("sheet-nobody", nobody),
        ]
    }
}
