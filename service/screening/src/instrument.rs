//! An instrument: a questionnaire with what is known about it.
//!
//! For whom it was tried, how it is filled in, how it is scored, where its cut-offs lie, what the
//! studies found and who owns the wording: all of it stands in the questionnaire itself, as FHIR
//! extensions under [`EXTENSION_BASE`] (see `docs/guides/loading-instruments.md`). So an instrument
//! is one file with one version, and any FHIR system can carry it along unchanged. A questionnaire
//! without these extensions is an instrument too: one about which nothing is known.

mod read;

use crate::element::ResourceRefused;
use crate::questionnaire::Questionnaire;
use crate::score::Score;
use crate::study::Study;

/// What the addresses of Daybreak's own FHIR extensions begin with.
pub const EXTENSION_BASE: &str =
    "https://github.com/daybreak-project/daybreak/fhir/StructureDefinition/";

macro_rules! own {
    ($name:literal) => {
        concat!("https://github.com/daybreak-project/daybreak/fhir/StructureDefinition/", $name)
    };
}

const KIND: &str = own!("instrument-kind");
const WORDING: &str = own!("wording");
const POPULATION: &str = own!("population");
const SCORE: &str = own!("score");
const STUDY: &str = own!("study");
const CAUTION: &str = own!("caution");
/// Why a question is asked: stands at an item.
pub(crate) const WHY: &str = own!("why-asked");
pub(crate) const COMPLETION: &str = own!("completion");
pub(crate) const SITTING: &str = own!("sitting");
pub(crate) const PAUSED: &str = own!("paused");

pub(crate) const OWN_EXTENSIONS: [&str; 6] = [KIND, WORDING, POPULATION, SCORE, STUDY, CAUTION];

/// Which instrument in which version: what a screening was done with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstrumentKey {
    /// The canonical address of the questionnaire.
    pub url: String,
    /// Its version; empty if the publisher gives none.
    pub version: String,
}

impl std::fmt::Display for InstrumentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.version.as_str() {
            "" => f.write_str(&self.url),
            version => write!(f, "{}|{version}", self.url),
        }
    }
}

/// An instrument that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Instrument {
    key: InstrumentKey,
    questionnaire: Questionnaire,
    kind: InstrumentKind,
    wording: Wording,
    population: Population,
    scores: Vec<Score>,
    studies: Vec<Study>,
    cautions: Vec<String>,
}

/// What an instrument is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstrumentKind {
    /// Prompts for a conversation; it has no score.
    ConversationGuide,
    /// The topics of a published instrument, to note its answers and compute its score.
    ScoreSheet,
    /// An instrument with its own wording.
    Instrument,
}

/// Whose words the items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wording {
    /// Daybreak's own.
    Own,
    /// Topics in our words; the wording that was validated must be obtained from its publisher.
    ObtainFromPublisher,
    /// The publisher's.
    Publisher,
}

/// How an instrument is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completion {
    /// By the person alone.
    BySelf,
    /// Read aloud to the person.
    ReadAloud,
    /// By the professional from what they know; the items are not read to the person.
    ByProfessional,
}

impl Completion {
    /// Every way, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::BySelf, Self::ReadAloud, Self::ByProfessional];

    pub(crate) const CODES: [(&'static str, Self); 3] = [
        ("self", Self::BySelf),
        ("read-aloud", Self::ReadAloud),
        ("professional", Self::ByProfessional),
    ];

    /// The code under which it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BySelf => "self",
            Self::ReadAloud => "read-aloud",
            Self::ByProfessional => "professional",
        }
    }

    /// The way of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// For whom an instrument was validated.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Population {
    /// The ages, in completed years; [`None`] if nobody stated any.
    pub ages: Option<Ages>,
    /// Where, in words.
    pub settings: Vec<String>,
    /// How it may be filled in; empty if nobody stated it.
    pub completion: Vec<Completion>,
}

/// Ages from one to another, both included, in completed years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ages {
    low: u8,
    high: u8,
}

impl Ages {
    /// The oldest age that is told apart; an upper end at this age means "and over".
    pub const OLDEST: u8 = 130;

    /// The ages from `low` to `high`, both included; [`None`] if they are in the wrong order.
    #[must_use]
    pub fn new(low: u8, high: u8) -> Option<Self> {
        (low <= high && high <= Self::OLDEST).then_some(Self { low, high })
    }

    /// The lowest.
    #[must_use]
    pub fn low(self) -> u8 {
        self.low
    }

    /// The highest.
    #[must_use]
    pub fn high(self) -> u8 {
        self.high
    }

    /// Whether some of `other` lies within.
    #[must_use]
    pub fn meet(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// Whether all of `other` lies within.
    #[must_use]
    pub fn contain(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }
}

impl std::fmt::Display for Ages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.low, self.high) {
            (low, high) if low == high => write!(f, "{low}"),
            (low, Self::OLDEST) => write!(f, "{low} and over"),
            (low, high) => write!(f, "{low} to {high}"),
        }
    }
}

impl Instrument {
    /// Reads a FHIR `Questionnaire` with Daybreak's extensions, or without.
    ///
    /// # Errors
    /// [`ResourceRefused`] as [`Questionnaire::read`]; an extension of ours that is wrong or unknown
    /// is refused by name, and so is a questionnaire without a `url`: a result must be able to say
    /// with which instrument it was made.
    pub fn read(bytes: &[u8]) -> Result<Self, ResourceRefused> {
        read::instrument(Questionnaire::read(bytes)?)
    }

    /// Which instrument, in which version.
    #[must_use]
    pub fn key(&self) -> &InstrumentKey {
        &self.key
    }

    /// Its title for people, or its address.
    #[must_use]
    pub fn title(&self) -> &str {
        self.questionnaire.head().title.as_deref().unwrap_or(&self.key.url)
    }

    /// Its items.
    #[must_use]
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.questionnaire
    }

    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> InstrumentKind {
        self.kind
    }

    /// Whose words its items are.
    #[must_use]
    pub fn wording(&self) -> Wording {
        self.wording
    }

    /// For whom it was validated.
    #[must_use]
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// How it is scored; empty for a conversation guide.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// What studies found, the one to trust most first.
    #[must_use]
    pub fn studies(&self) -> &[Study] {
        &self.studies
    }

    /// What must be known before using it.
    #[must_use]
    pub fn cautions(&self) -> &[String] {
        &self.cautions
    }
}
