//! Why a service fits or not, in codes that pages put into words in each language.

use std::fmt;

use casework::{need::Need, time::Timestamp};

use super::{Needs, listing::Free};
use crate::value::utc;

/// What is asked about a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criterion {
    /// Does it do what is needed?
    Need,
    /// Does it take this age?
    Age,
    /// Does it take this gender?
    Gender,
    /// Is the language spoken?
    Language,
    /// Does it serve this county?
    Area,
    /// Is it near enough?
    Distance,
    /// Is it away from where the person must not be found?
    Danger,
    /// Can their own child come?
    OwnChild,
    /// Can a pet come?
    Pet,
    /// Is it open?
    Open,
    /// Is a place free?
    Place,
}

/// The answer to a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yes.
    Fits,
    /// The directory does not say: call.
    Ask,
    /// No.
    Fails,
}

/// The answer with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Covers `covered`; not `missing`.
    Covers {
        /// Needs it covers.
        covered: Needs,
        /// Needs of the wish that another service has to cover.
        missing: Needs,
    },
    /// Covers none of the needs.
    CoversNone,
    /// Does not say what it covers.
    NeedsNotSaid,
    /// Takes this age.
    TakesAge,
    /// Takes part of the age band only.
    TakesSomeOfAge {
        /// Youngest.
        from: u8,
        /// Oldest; `None` for no limit.
        to: Option<u8>,
    },
    /// Takes other ages.
    TakesOtherAges {
        /// Youngest.
        from: u8,
        /// Oldest; `None` for no limit.
        to: Option<u8>,
    },
    /// Does not say which ages it takes.
    AgesNotSaid,
    /// Takes this gender.
    TakesGender,
    /// Takes other genders.
    TakesOtherGenders,
    /// Takes the gender, but does not say whether people are placed as who they are.
    GenderAffirmingNotSaid,
    /// Does not say which genders it takes.
    GendersNotSaid,
    /// Speaks the language.
    Speaks,
    /// Has interpreters.
    Interprets,
    /// Speaks other languages only.
    SpeaksOthers,
    /// Does not say which languages it speaks.
    LanguagesNotSaid,
    /// Serves the county.
    Serves,
    /// Serves other counties.
    ServesOthers,
    /// Does not say whom it serves.
    AreaNotSaid,
    /// Near enough.
    Near {
        /// How far, in kilometres.
        kilometres: f64,
    },
    /// Too far.
    Far {
        /// How far, in kilometres.
        kilometres: f64,
    },
    /// By telephone or on the web.
    NoTravel,
    /// The place is confidential and not for the eyes of the audience.
    PlaceConfidential,
    /// The place is not known.
    PlaceNotSaid,
    /// Away from where the person must not be found.
    AwayFromDanger,
    /// Where the person must not be found.
    InDanger,
    /// Does not say where it is, or not to this audience.
    DangerNotSaid,
    /// Takes the person's own child.
    TakesOwnChild,
    /// Does not take the person's own child.
    NoOwnChild,
    /// Does not say whether an own child can come.
    OwnChildNotSaid,
    /// Takes pets.
    TakesPets,
    /// Takes no pets.
    NoPets,
    /// Does not say whether pets can come.
    PetsNotSaid,
    /// Open.
    Open {
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Closed.
    Closed {
        /// Until when.
        until: Option<Timestamp>,
        /// Whether the wish was for one that is open now.
        wanted: bool,
    },
    /// Closed for some time.
    TemporarilyClosed,
    /// Does not say when it is open.
    HoursNotSaid,
    /// Places are free.
    PlacesFree(Free),
    /// No place is free.
    NoPlaceFree(Free),
    /// The number of free places is old: call.
    PlacesOld(Free),
    /// Does not say whether a place is free.
    PlacesNotSaid,
}

/// One criterion with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    reason: Reason,
}

impl Finding {
    pub(super) fn of(reason: Reason) -> Self {
        Self { reason }
    }

    /// What was asked.
    #[must_use]
    pub fn criterion(&self) -> Criterion {
        self.reason.facts().0
    }

    /// The answer.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.reason.facts().1
    }

    /// What it rests on.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl Reason {
    /// The code under which pages find their words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.facts().2
    }

    fn facts(&self) -> (Criterion, Verdict, &'static str) {
        use Criterion::{
            Age, Area, Danger, Distance, Gender, Language, Need, Open, OwnChild, Pet, Place,
        };
        use Verdict::{Ask, Fails, Fits};
        match self {
            Self::Covers { .. } => (Need, Fits, "covers"),
            Self::CoversNone => (Need, Fails, "covers_none"),
            Self::NeedsNotSaid => (Need, Ask, "needs_not_said"),
            Self::TakesAge => (Age, Fits, "takes_age"),
            Self::TakesSomeOfAge { .. } => (Age, Ask, "takes_some_of_age"),
            Self::TakesOtherAges { .. } => (Age, Fails, "takes_other_ages"),
            Self::AgesNotSaid => (Age, Ask, "ages_not_said"),
            Self::TakesGender => (Gender, Fits, "takes_gender"),
            Self::TakesOtherGenders => (Gender, Fails, "takes_other_genders"),
            Self::GenderAffirmingNotSaid => (Gender, Ask, "gender_affirming_not_said"),
            Self::GendersNotSaid => (Gender, Ask, "genders_not_said"),
            Self::Speaks => (Language, Fits, "speaks"),
            Self::Interprets => (Language, Fits, "interprets"),
            Self::SpeaksOthers => (Language, Fails, "speaks_others"),
            Self::LanguagesNotSaid => (Language, Ask, "languages_not_said"),
            Self::Serves => (Area, Fits, "serves"),
            Self::ServesOthers => (Area, Fails, "serves_others"),
            Self::AreaNotSaid => (Area, Ask, "area_not_said"),
            Self::Near { .. } => (Distance, Fits, "near"),
            Self::Far { .. } => (Distance, Fails, "far"),
            Self::NoTravel => (Distance, Fits, "no_travel"),
            Self::PlaceConfidential => (Distance, Ask, "place_confidential"),
            Self::PlaceNotSaid => (Distance, Ask, "place_not_said"),
            Self::AwayFromDanger => (Danger, Fits, "away_from_danger"),
            Self::InDanger => (Danger, Fails, "in_danger"),
            Self::DangerNotSaid => (Danger, Ask, "danger_not_said"),
            Self::TakesOwnChild => (OwnChild, Fits, "takes_own_child"),
            Self::NoOwnChild => (OwnChild, Fails, "no_own_child"),
            Self::OwnChildNotSaid => (OwnChild, Ask, "own_child_not_said"),
            Self::TakesPets => (Pet, Fits, "takes_pets"),
            Self::NoPets => (Pet, Fails, "no_pets"),
            Self::PetsNotSaid => (Pet, Ask, "pets_not_said"),
            Self::Open { .. } => (Open, Fits, "open"),
            Self::Closed { wanted, .. } => (Open, if *wanted { Fails } else { Fits }, "closed"),
            Self::TemporarilyClosed => (Open, Fails, "temporarily_closed"),
            Self::HoursNotSaid => (Open, Ask, "hours_not_said"),
            Self::PlacesFree(_) => (Place, Fits, "places_free"),
            Self::NoPlaceFree(_) => (Place, Fails, "no_place_free"),
            Self::PlacesOld(_) => (Place, Ask, "places_old"),
            Self::PlacesNotSaid => (Place, Ask, "places_not_said"),
        }
    }

    /// The words of reasons that carry no number.
    fn words(&self) -> &'static str {
        match self {
            Self::CoversNone => "does not offer what is needed",
            Self::NeedsNotSaid => "does not say what it offers: ask",
            Self::TakesAge => "takes this age",
            Self::AgesNotSaid => "does not say which ages it takes: ask",
            Self::TakesGender => "takes this gender",
            Self::TakesOtherGenders => "takes other genders only",
            Self::GenderAffirmingNotSaid => {
                "does not say whether people are placed as who they are: ask"
            }
            Self::GendersNotSaid => "does not say which genders it takes: ask",
            Self::Speaks => "speaks the language",
            Self::Interprets => "has interpreters",
            Self::SpeaksOthers => "speaks other languages only",
            Self::LanguagesNotSaid => "does not say which languages it speaks: ask",
            Self::Serves => "serves this county",
            Self::ServesOthers => "serves other counties only",
            Self::AreaNotSaid => "does not say whom it serves: ask",
            Self::NoTravel => "no travel needed",
            Self::PlaceConfidential => "the place is confidential",
            Self::PlaceNotSaid => "does not say where it is: ask",
            Self::AwayFromDanger => "away from where the person must not be found",
            Self::InDanger => "where the person must not be found",
            Self::DangerNotSaid => "may be where the person must not be found: ask",
            Self::TakesOwnChild => "the person's own child can come",
            Self::NoOwnChild => "the person's own child cannot come",
            Self::OwnChildNotSaid => "does not say whether an own child can come: ask",
            Self::TakesPets => "pets can come",
            Self::NoPets => "pets cannot come",
            Self::PetsNotSaid => "does not say whether pets can come: ask",
            Self::Open { .. } => "open",
            Self::Closed { .. } => "closed",
            Self::TemporarilyClosed => "closed for some time",
            Self::HoursNotSaid => "does not say when it is open: call",
            Self::NoPlaceFree(_) => "no place free",
            Self::PlacesNotSaid => "does not say whether a place is free: call",
            Self::Covers { .. }
            | Self::TakesSomeOfAge { .. }
            | Self::TakesOtherAges { .. }
            | Self::Near { .. }
            | Self::Far { .. }
            | Self::PlacesFree(_)
            | Self::PlacesOld(_) => self.code(),
        }
    }
}

/// Plain English, for the command line.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Covers { covered, missing } if missing.is_empty() => {
                write!(f, "offers {}", names(*covered))
            }
            Self::Covers { covered, missing } => {
                write!(f, "offers {}, not {}", names(*covered), names(*missing))
            }
            Self::TakesSomeOfAge { from, to } => write!(f, "takes ages {}: ask", ages(*from, *to)),
            Self::TakesOtherAges { from, to } => write!(f, "takes ages {} only", ages(*from, *to)),
            Self::Near { kilometres } => write!(f, "{kilometres:.0} km away"),
            Self::Far { kilometres } => write!(f, "{kilometres:.0} km away, too far"),
            Self::Open { until: Some(until) } => write!(f, "open until {}", moment(*until)),
            Self::Closed { until: Some(until), .. } => {
                write!(f, "closed until {}", moment(*until))
            }
            Self::PlacesFree(free) => write!(f, "{} free", free.places),
            Self::PlacesOld(free) => {
                write!(f, "{} free some time ago: call to confirm", free.places)
            }
            other => f.write_str(other.words()),
        }
    }
}

fn names(needs: Needs) -> String {
    let names: Vec<String> = needs.iter().map(|need: Need| need.code().replace('_', " ")).collect();
    names.join(", ")
}

fn ages(from: u8, to: Option<u8>) -> String {
    match to {
        Some(to) => format!("{from} to {to}"),
        None => format!("{from} and over"),
    }
}

fn moment(at: Timestamp) -> String {
    utc(at).format("%Y-%m-%d %H:%M UTC").to_string()
}
