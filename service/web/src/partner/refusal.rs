//! Refusals in the language of a service's page.
//!
//! The rules say in English why something cannot be. What they can say to a service is listed here by
//! its type, so that the page says the same in another language; a rule whose words change stays found.

use casework::bed::{BedRefused, PlacesRefused};
use casework::follow_up::FollowUpRefused;
use casework::referral::{ReferralRefused, ReferralState};

use crate::i18n::Locale;
use crate::page::Page;

/// What a rule said, as the page says it.
pub(crate) fn words(page: &Page, said: String) -> String {
    if page.locale() == Locale::En {
        return said;
    }
    if let Some(key) = key(&said) {
        return page.t(key).into_owned();
    }
    let numbers = numbers(&said);
    if let [available, maximum] = numbers[..]
        && said == (PlacesRefused::MoreThanThereAre { available, maximum }).to_string()
    {
        return page.t2("refused-more", "count", available, "most", maximum).into_owned();
    }
    if let [held] = numbers[..]
        && said == (PlacesRefused::Held { held }).to_string()
    {
        return page.t1("refused-held", "count", held).into_owned();
    }
    page.t("refused-other").into_owned()
}

fn numbers(said: &str) -> Vec<u32> {
    said.split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

fn key(said: &str) -> Option<&'static str> {
    let bed = [
        (BedRefused::NotAsked, "refused-not-asked"),
        (BedRefused::AlreadyHeld, "refused-already-held"),
        (BedRefused::NothingHeld, "refused-nothing-held"),
        (BedRefused::HeldElsewhere, "refused-already-held"),
        (BedRefused::TimeOver, "refused-time"),
        (BedRefused::Over, "refused-over"),
    ];
    let referral = [
        (ReferralRefused::TooLate, "refused-time"),
        (ReferralRefused::TimeIsOver, "refused-day-over"),
        (ReferralRefused::TooFarAhead, "refused-day-far"),
    ];
    let follow_up = [
        (FollowUpRefused::NotArrived, "refused-not-arrived"),
        (FollowUpRefused::TooEarly, "refused-early"),
        (FollowUpRefused::Recorded, "refused-recorded"),
    ];
    let fixed = bed.map(|(why, key)| (why.to_string(), key)).into_iter();
    let fixed = fixed.chain(referral.map(|(why, key)| (why.to_string(), key)));
    let fixed = fixed.chain(follow_up.map(|(why, key)| (why.to_string(), key)));
    let none_free = (PlacesRefused::NoneFree.to_string(), "refused-none-free");
    let mut fixed = fixed.chain([none_free]);
    fixed.find(|(text, _)| text == said).map(|(_, key)| key).or_else(|| stands(said))
}

/// A step that the state of the referral does not allow.
fn stands(said: &str) -> Option<&'static str> {
    let all = ReferralState::ALL;
    let pairs = all.iter().flat_map(|&state| all.iter().map(move |&wanted| (state, wanted)));
    let mut texts =
        pairs.map(|(state, wanted)| ReferralRefused::WrongState { state, wanted }.to_string());
    texts.any(|text| text == said).then_some("refused-state")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Style;

    fn spanish(said: &str) -> String {
        let page = Page::sample(Locale::Es, Style::Partner, "partner-title", "/r/sample");
        words(&page, said.to_owned())
    }

    #[test]
    fn every_refusal_that_a_service_can_meet_has_words_of_its_own() {
        let other = spanish("something that no rule says");
        let wrong = ReferralRefused::WrongState {
            state: ReferralState::Served,
            wanted: ReferralState::Arrived,
        };
        for said in [
            ReferralRefused::TooLate.to_string(),
            wrong.to_string(),
            BedRefused::NotAsked.to_string(),
            FollowUpRefused::Recorded.to_string(),
            PlacesRefused::NoneFree.to_string(),
            PlacesRefused::Held { held: 2 }.to_string(),
            PlacesRefused::MoreThanThereAre { available: 12, maximum: 8 }.to_string(),
        ] {
            let words = spanish(&said);
            assert!(words != said && words != other, "{said}");
        }
        assert!(spanish(&PlacesRefused::Held { held: 2 }.to_string()).contains('2'));
    }

    #[test]
    fn english_stays_as_the_rule_said_it() {
        let page = Page::sample(Locale::En, Style::Partner, "partner-title", "/r/sample");
        assert_eq!(words(&page, "as it is".into()), "as it is");
    }
}
