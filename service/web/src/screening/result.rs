//! What the answers give, for whom that holds, and what it does not mean.
//!
//! The page shows an [`Outcome`]. There is nothing on it that could be sent to anybody, and nothing
//! that it changes: the law's rule stands apart from every score, and facts are recorded by a person.

use access::Look;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::facts::statute::{self, Finding};
use screening::meaning::Predictive;
use screening::outcome::facts_stated;
use screening::score::Reading;
use screening::{
    Certainty, Completion, Doubt, Instrument, KnownAge, Meaning, Missing, NEVER_MEANS, Outcome,
    OutcomeRefused, OutsideValidation, Prevalence, STATUTORY_RULE, Screening, ScreeningState,
};
use serde::Deserialize;

use super::Named;
use super::choose::known_age;
use super::keep::open_as;
use super::people::People;
use super::sheet::{About, completion_key, state_key};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// How common it can be said to be by one click, in percent: rare, as in a clinic, as in the study of
/// the SSCST.
const PREVALENCES: [&str; 3] = ["1", "5", "11.1"];
/// What is shown before somebody chose.
const AT_FIRST: &str = "5";

/// `GET /desk/{contact}/screenings/{screening}/result`
#[derive(Template)]
#[template(path = "screening/result.html")]
pub struct ResultPage {
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
    /// For whom it was studied.
    pub studied: Studied,
    /// How it is filled in.
    pub completion: Completion,
    /// Where it stands.
    pub state: ScreeningState,
    /// Who began it and when.
    pub began: String,
    /// What the law says about what is known.
    pub law: Law,
    /// What the answers give, or why nothing is said.
    pub given: Given,
    /// How common it is said to be, in percent, as typed.
    pub at: String,
    /// Whether that is no prevalence.
    pub at_wrong: bool,
    /// Whether a label was asked for.
    pub labelled: bool,
}

/// For whom an instrument was studied.
#[derive(Clone, Debug)]
pub struct Studied {
    /// The ages; none if nobody stated any.
    pub ages: Option<String>,
    /// Where.
    pub settings: String,
}

/// What the rule of the law says: apart from any score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// The recorded facts make this person a victim of sex trafficking.
    pub applies: bool,
    /// An answer states a commercial sex act.
    pub stated: bool,
}

/// What the answers give.
#[derive(Clone, Debug)]
pub enum Given {
    /// There is no score.
    NoScore,
    /// There is none for this age without a label.
    Refused {
        /// The ages studied.
        ages: String,
        /// Whether the age is known, and outside of them.
        outside: bool,
    },
    /// Scores.
    Scores(Box<Scores>),
}

/// Scores with what belongs to them.
#[derive(Clone, Debug)]
pub struct Scores {
    /// One for each score.
    pub readings: Vec<Read>,
    /// Why it may not hold for this person, in words.
    pub doubts: Vec<String>,
    /// How many questions have no answer, and why.
    pub missing: Missing,
    /// What it means here, one for each study.
    pub meanings: Vec<Means>,
}

/// One score, in words.
#[derive(Clone, Debug)]
pub struct Read {
    /// Its title.
    pub title: String,
    /// `3`, or `2 to 6`; none for a score without points.
    pub points: Option<String>,
    /// The bands that are possible.
    pub bands: Vec<String>,
    /// Whether open answers can still change it.
    pub open: bool,
}

/// What one study says at one prevalence.
#[derive(Clone, Debug)]
pub struct Means {
    /// In sentences.
    pub sentences: Vec<String>,
    /// The key of how this score stands to the study's cut-off.
    pub stands: &'static str,
    /// The share of those with a positive score who are affected: `9.5 % (8.5 to 10.6)`.
    pub positive: Option<String>,
    /// The share of those without one who are not.
    pub negative: Option<String>,
    /// A hundred of them.
    pub people: People,
    /// Who wrote the study.
    pub citation: String,
    /// Where its figures were seen.
    pub source: String,
    /// What else must be known about it.
    pub notes: Vec<String>,
}

/// What the address says beside its names.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    at: Option<String>,
    label: Option<String>,
}

/// `GET /desk/{contact}/screenings/{screening}/result`: it can be asked at any time, and changes
/// nothing. `at` is a prevalence in percent; `label` asks for a score outside the ages studied, which
/// carries that label.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (contact, id) = named.parse()?;
    let opened = open_as(&app, &worker, Look::ReadScreening, (contact, id)).await?;
    let path = format!("/desk/{contact}/screenings/{id}/result");
    let frame = page(&app, reader, &worker, "screening-result", &path);
    let found = statute::finding(&opened.facts) == Finding::VictimOfSexTrafficking;
    let asked = Ask {
        age: known_age(&opened.facts),
        at: asked.at.unwrap_or_else(|| AT_FIRST.to_owned()),
        labelled: asked.label.is_some(),
    };
    let known = Known { contact: contact.to_string(), label: label(contact), began: opened.began };
    let what = (opened.instrument.as_ref(), &opened.screening);
    Ok(shown(&ResultPage::of(frame, known, what, (&asked, found))))
}

/// What is asked about a sheet.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) age: KnownAge,
    pub(super) at: String,
    pub(super) labelled: bool,
}

/// What a page says about the contact.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) contact: String,
    pub(super) label: String,
    pub(super) began: String,
}

impl ResultPage {
    pub(super) fn of(
        page: Page,
        known: Known,
        (instrument, screening): (&Instrument, &Screening),
        (asked, applies): (&Ask, bool),
    ) -> Self {
        let chosen = asked.at.trim().parse().ok().and_then(|p| Prevalence::percent(p).ok());
        let outside =
            if asked.labelled { OutsideValidation::Label } else { OutsideValidation::Refuse };
        let given = match screening.outcome(instrument, asked.age, outside) {
            Ok(outcome) => Given::Scores(Box::new(Scores::of(&page, instrument, &outcome, chosen))),
            Err(OutcomeRefused::NoScore { .. }) => Given::NoScore,
            Err(OutcomeRefused::OutsideAges { ages, .. }) => {
                Given::Refused { ages: ages.to_string(), outside: true }
            }
            Err(OutcomeRefused::AgeUnknown { ages, .. }) => {
                Given::Refused { ages: ages.to_string(), outside: false }
            }
        };
        let stated = !facts_stated(instrument, screening.answers()).is_empty();
        let population = instrument.population();
        Self {
            id: known.contact,
            label: known.label,
            screening: screening.id().to_string(),
            about: About::of(instrument),
            studied: Studied {
                ages: population.ages.as_ref().map(ToString::to_string),
                settings: population.settings.join(", "),
            },
            completion: screening.completion(),
            state: screening.state(),
            began: known.began,
            law: Law { applies, stated },
            given,
            at_wrong: chosen.is_none(),
            at: asked.at.clone(),
            labelled: asked.labelled,
            page,
        }
    }

    fn prevalences(&self) -> [&'static str; 3] {
        PREVALENCES
    }

    fn is_at(&self, percent: &str) -> bool {
        self.at.trim() == percent
    }

    /// A number of one's own; none where one of the usual ones is chosen.
    fn own(&self) -> &str {
        if PREVALENCES.iter().any(|one| self.is_at(one)) { "" } else { &self.at }
    }

    fn statutory_rule(&self) -> &'static str {
        STATUTORY_RULE
    }

    fn never_means(&self) -> [&'static str; 4] {
        NEVER_MEANS
    }

    fn completion_key(&self) -> &'static str {
        completion_key(self.completion)
    }

    fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    fn is_finished(&self) -> bool {
        self.state == ScreeningState::Finished
    }
}

impl Scores {
    fn of(page: &Page, instrument: &Instrument, outcome: &Outcome, at: Option<Prevalence>) -> Self {
        let readings = outcome.readings();
        let meanings = at.map(|at| outcome.meanings(instrument, at)).unwrap_or_default();
        Self {
            readings: readings.iter().map(Read::of).collect(),
            doubts: outcome.doubts().iter().map(|doubt| said(page, doubt)).collect(),
            missing: outcome.missing(),
            meanings: meanings.iter().map(|meaning| Means::of(meaning, readings)).collect(),
        }
    }

    fn is_missing(&self) -> bool {
        self.missing.declined + self.missing.does_not_know + self.missing.not_asked > 0
    }
}

impl Read {
    fn of(reading: &Reading) -> Self {
        let points = reading.points().map(|(least, most)| {
            if least == most { least.to_string() } else { format!("{least} to {most}") }
        });
        Self {
            title: reading.title().to_owned(),
            points,
            bands: reading.bands().iter().map(|band| band.label.clone()).collect(),
            open: reading.is_open(),
        }
    }
}

impl Means {
    fn of(meaning: &Meaning, readings: &[Reading]) -> Self {
        let study = meaning.study();
        let reading = readings.iter().find(|reading| reading.score() == study.score);
        let stands = match reading.and_then(|reading| reading.reaches(&study.band)) {
            Some(Certainty::Certain) => "result-positive",
            Some(Certainty::Excluded) => "result-not-positive",
            Some(Certainty::Open) | None => "result-open",
        };
        Self {
            sentences: meaning.sentences(),
            stands,
            positive: meaning.positive().map(in_percent),
            negative: meaning.negative().map(in_percent),
            people: People::of(&meaning.of_hundred()),
            citation: study.citation.clone(),
            source: study.source.clone(),
            notes: study.notes.clone(),
        }
    }
}

fn in_percent(value: Predictive) -> String {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    match value.interval {
        None => format!("{} %", percent(value.value)),
        Some(i) => {
            format!("{} % ({} to {})", percent(value.value), percent(i.lower), percent(i.upper))
        }
    }
}

fn said(page: &Page, doubt: &Doubt) -> String {
    match doubt {
        Doubt::OutsideAges { studied } => {
            page.t1("doubt-outside-ages", "ages", studied.to_string()).into_owned()
        }
        Doubt::AgeUnknown { studied } => {
            page.t1("doubt-age-unknown", "ages", studied.to_string()).into_owned()
        }
        Doubt::AgesNotStated => page.t("doubt-ages-not-stated").into_owned(),
        Doubt::OtherCompletion { .. } => page.t("doubt-other-completion").into_owned(),
        Doubt::OtherWording => page.t("doubt-other-wording").into_owned(),
        Doubt::CutOffsNotConfirmed => page.t("doubt-cut-offs").into_owned(),
        Doubt::NoStudy => page.t("doubt-no-study").into_owned(),
    }
}

impl Sample for ResultPage {
    fn samples(_: Locale) -> Vec<Shown> {
        super::sample::results()
    }
}
