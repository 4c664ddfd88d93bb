//! What fits a need and why, put into words.

use casework::need::Need;
use casework::time::{Span, Timestamp};
use chrono::DateTime;
use chrono_tz::Tz;
use directory::matching::{Fit, Free, Freshness, Matches, Needs, Reason, Verdict};

use super::floor::spoken;
use super::wish::{Wishes, first_covered};
use crate::catalogue::{Card, Ready};
use crate::page::Page;

/// A service, measured by what is needed.
#[derive(Clone, Debug)]
pub struct ServiceFit {
    /// The service's identifier.
    pub service: String,
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub organization: String,
    /// What it would be asked for: the first need that it covers, as a code.
    pub need: String,
    /// The age and the gender that were wished for, as codes.
    pub person: (String, String),
    /// The number that staff call.
    pub phone: Option<String>,
    /// How far: `3 km`.
    pub distance: Option<String>,
    /// Free places and how old that number is.
    pub beds: Option<Beds>,
    /// Whether it counts its places, so that one can be asked for and kept.
    pub counts_beds: bool,
    /// Why it fits and what is left to ask, in words.
    pub findings: Vec<Finding>,
    /// Whether it fails one wish; it stands below those that fit.
    pub nearly: bool,
}

/// One reason in words.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which way it points.
    pub verdict: Verdict,
    /// The reason.
    pub text: String,
}

impl Finding {
    pub(crate) fn key(&self) -> &'static str {
        match self.verdict {
            Verdict::Fits => "match-fits",
            Verdict::Ask => "match-ask",
            Verdict::Fails => "match-fails",
        }
    }

    pub(crate) fn mark(&self) -> &'static str {
        match self.verdict {
            Verdict::Fits => "✓",
            Verdict::Ask => "?",
            Verdict::Fails => "✕",
        }
    }

    pub(crate) fn tone(&self) -> &'static str {
        match self.verdict {
            Verdict::Fits => "positive",
            Verdict::Ask => "caution",
            Verdict::Fails => "danger",
        }
    }
}

/// Free places with the age of the number, for the bed meter.
#[derive(Clone, Debug)]
pub struct Beds {
    /// How many are free.
    pub free: u32,
    /// How long ago that was said: `2 h ago`.
    pub age: String,
    /// Whether it is too old to rely on.
    pub old: bool,
}

/// Puts services that fit, and those that nearly do, into words.
pub(super) fn fits(
    page: &Page,
    ready: &Ready,
    matches: &Matches,
    wishes: &Wishes,
    (now, zone): (Timestamp, Tz),
) -> Vec<ServiceFit> {
    let of = |fits: &[Fit], nearly| -> Vec<ServiceFit> {
        fits.iter()
            .filter_map(|fit| {
                let card = ready.cards.get(&fit.service)?;
                let need = first_covered(fit).map(|need| need.code().to_owned());
                Some(ServiceFit {
                    need: need.or_else(|| wishes.need.first().cloned()).unwrap_or_default(),
                    person: (wishes.age.clone(), wishes.gender.clone()),
                    ..in_words(page, card, fit, nearly, (now, zone))
                })
            })
            .collect()
    };
    [of(&matches.fitting, false), of(&matches.nearly, true)].concat()
}

fn in_words(
    page: &Page,
    card: &Card,
    fit: &Fit,
    nearly: bool,
    (now, zone): (Timestamp, Tz),
) -> ServiceFit {
    let ago = |free: &Free| page.t1("match-ago", "time", spoken(now - free.updated)).into_owned();
    ServiceFit {
        service: fit.service.to_string(),
        name: card.name.clone(),
        organization: card.organization_name.clone(),
        need: String::new(),
        person: (String::new(), String::new()),
        phone: card.phone.clone(),
        distance: fit.kilometres.map(|km| page.t1("match-km", "km", format!("{km:.0}")).into()),
        beds: fit.free.as_ref().map(|free| Beds {
            free: free.places,
            age: ago(free),
            old: free.freshness == Freshness::Old,
        }),
        counts_beds: card.counts_beds,
        findings: fit
            .findings
            .iter()
            .map(|finding| Finding {
                verdict: finding.verdict(),
                text: words(page, finding.reason(), (now, zone)),
            })
            .collect(),
        nearly,
    }
}

/// A reason in the words of the desk.
pub(super) fn words(page: &Page, reason: &Reason, (now, zone): (Timestamp, Tz)) -> String {
    let text = match reason {
        Reason::Covers { covered, missing } if missing.is_empty() => {
            page.t1("reason-covers", "needs", needs(page, *covered))
        }
        Reason::Covers { covered, missing } => page.t2(
            "reason-covers_some",
            "needs",
            needs(page, *covered),
            "missing",
            needs(page, *missing),
        ),
        Reason::CoversNone => page.t("reason-covers_none"),
        Reason::NeedsNotSaid => page.t("reason-needs_not_said"),
        Reason::TakesAge => page.t("reason-takes_age"),
        Reason::TakesSomeOfAge { from, to } => {
            page.t1("reason-takes_some_of_age", "ages", ages(page, *from, *to))
        }
        Reason::TakesOtherAges { from, to } => {
            page.t1("reason-takes_other_ages", "ages", ages(page, *from, *to))
        }
        Reason::AgesNotSaid => page.t("reason-ages_not_said"),
        Reason::TakesGender => page.t("reason-takes_gender"),
        Reason::TakesOtherGenders => page.t("reason-takes_other_genders"),
        Reason::GenderAffirmingNotSaid => page.t("reason-gender_affirming_not_said"),
        Reason::GendersNotSaid => page.t("reason-genders_not_said"),
        Reason::Speaks => page.t("reason-speaks"),
        Reason::Interprets => page.t("reason-interprets"),
        Reason::SpeaksOthers => page.t("reason-speaks_others"),
        Reason::LanguagesNotSaid => page.t("reason-languages_not_said"),
        Reason::Serves => page.t("reason-serves"),
        Reason::ServesOthers => page.t("reason-serves_others"),
        Reason::AreaNotSaid => page.t("reason-area_not_said"),
        Reason::Near { kilometres } => page.t1("reason-near", "km", format!("{kilometres:.0}")),
        Reason::Far { kilometres } => page.t1("reason-far", "km", format!("{kilometres:.0}")),
        Reason::NoTravel => page.t("reason-no_travel"),
        Reason::PlaceConfidential => page.t("reason-place_confidential"),
        Reason::PlaceNotSaid => page.t("reason-place_not_said"),
        Reason::AwayFromDanger => page.t("reason-away_from_danger"),
        Reason::InDanger => page.t("reason-in_danger"),
        Reason::DangerNotSaid => page.t("reason-danger_not_said"),
        Reason::TakesOwnChild => page.t("reason-takes_own_child"),
        Reason::NoOwnChild => page.t("reason-no_own_child"),
        Reason::OwnChildNotSaid => page.t("reason-own_child_not_said"),
        Reason::TakesPets => page.t("reason-takes_pets"),
        Reason::NoPets => page.t("reason-no_pets"),
        Reason::PetsNotSaid => page.t("reason-pets_not_said"),
        Reason::Open { until: None } => page.t("reason-open"),
        Reason::Open { until: Some(at) } => {
            page.t1("reason-open_until", "time", moment(*at, now, zone))
        }
        Reason::Closed { until: None, .. } => page.t("reason-closed"),
        Reason::Closed { until: Some(at), .. } => {
            page.t1("reason-closed_until", "time", moment(*at, now, zone))
        }
        Reason::TemporarilyClosed => page.t("reason-temporarily_closed"),
        Reason::HoursNotSaid => page.t("reason-hours_not_said"),
        Reason::PlacesFree(free) => page.t1("match-free", "count", free.places),
        Reason::NoPlaceFree(_) => page.t("reason-no_place_free"),
        Reason::PlacesOld(_) => page.t("reason-places_old"),
        Reason::PlacesNotSaid => page.t("reason-places_not_said"),
    };
    text.into_owned()
}

fn needs(page: &Page, needs: Needs) -> String {
    let labels: Vec<_> = needs.iter().map(|need| page.label(Need::LIST, need.code())).collect();
    labels.join(", ")
}

fn ages(page: &Page, from: u8, to: Option<u8>) -> String {
    match to {
        Some(to) => page.t2("reason-ages", "from", u32::from(from), "to", u32::from(to)),
        None => page.t1("reason-ages_from", "from", u32::from(from)),
    }
    .into_owned()
}

/// A moment near now: the time alone if it is within 18 hours, else with its day.
pub(crate) fn moment(at: Timestamp, now: Timestamp, zone: Tz) -> String {
    let far = at - now > Span::from_hours(18) || now - at > Span::from_hours(18);
    let pattern = if far { "%a %b %-d, %H:%M" } else { "%H:%M" };
    DateTime::from_timestamp_micros(at.micros())
        .map(|utc| utc.with_timezone(&zone).format(pattern).to_string())
        .unwrap_or_default()
}

pub(super) fn sample_fits() -> Vec<ServiceFit> {
    let finding = |verdict, text: &str| Finding { verdict, text: text.into() };
    vec![
        ServiceFit {
            service: "s1".into(),
            name: "Harbor House, emergency beds".into(),
            organization: "Harbor Youth Services".into(),
            need: "emergency_shelter".into(),
            person: ("15_17".into(), "Feminine".into()),
            phone: Some("555-0134".into()),
            distance: Some("3 km".into()),
            beds: Some(Beds { free: 2, age: "40 min ago".into(), old: false }),
            counts_beds: true,
            findings: vec![
                finding(Verdict::Fits, "takes this age"),
                finding(Verdict::Fits, "open until 22:00"),
                finding(Verdict::Ask, "does not say whether pets can come"),
            ],
            nearly: false,
        },
        ServiceFit {
            service: "s2".into(),
            name: "Night line and safe rides with a very long name that has to wrap".into(),
            organization: "County Youth Alliance".into(),
            need: "emergency_shelter".into(),
            person: ("15_17".into(), "Feminine".into()),
            phone: None,
            distance: None,
            beds: Some(Beds { free: 1, age: "3 days ago".into(), old: true }),
            counts_beds: false,
            findings: vec![finding(Verdict::Fails, "takes ages 18 and over only")],
            nearly: true,
        },
    ]
}
