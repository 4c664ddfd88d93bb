//! The fields of the documentation panel.

use super::Answer;
use super::list::{
    CommercialSexAct, Control, ExploiterKind, LivingSituation, ReachingOut, Relation, Venue,
    Vulnerability,
};
use crate::code::{UnknownCode, codes};
use crate::contact::Danger;
use crate::need::{AgeBand, Gender, Need};

codes! {
    /// One fact that may be recorded about a contact; all are optional.
    pub enum FactField in "fact" {
        /// Who is reaching out.
        ReachingOut = "reaching_out",
        /// Whether the person is in danger at this moment.
        DangerNow = "danger_now",
        /// How old the (potential) victim is.
        AgeBand = "age_band",
        /// The gender of the (potential) victim.
        Gender = "gender",
        /// The county in which help is needed, as a code.
        County = "county",
        /// Where the person lives now.
        LivingSituation = "living_situation",
        /// What the person needs.
        Needs = "needs",
        /// Whether anything of value was given or promised for a sex act.
        CommercialSexAct = "commercial_sex_act",
        /// Where it happens.
        Venue = "venue",
        /// Who exploits.
        Exploiter = "exploiter",
        /// How the person and the exploiter know each other.
        Relation = "relation",
        /// By what means the person is controlled.
        Control = "control",
        /// What made the person easier to exploit.
        Vulnerability = "vulnerability",
    }
}

impl FactField {
    /// Whether the field takes several codes at once.
    #[must_use]
    pub const fn takes_several(self) -> bool {
        matches!(
            self,
            Self::Needs | Self::Venue | Self::Exploiter | Self::Control | Self::Vulnerability
        )
    }

    /// The codes that can be chosen, without "unknown" and "prefers not to say", which every field
    /// has; empty for the county, which is typed in.
    #[must_use]
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::ReachingOut => ReachingOut::CODES,
            Self::DangerNow => &["now", "raised", "none_known"],
            Self::AgeBand => AgeBand::CODES,
            Self::Gender => Gender::CODES,
            Self::County => &[],
            Self::LivingSituation => LivingSituation::CODES,
            Self::Needs => Need::CODES,
            Self::CommercialSexAct => CommercialSexAct::CODES,
            Self::Venue => Venue::CODES,
            Self::Exploiter => ExploiterKind::CODES,
            Self::Relation => Relation::CODES,
            Self::Control => Control::CODES,
            Self::Vulnerability => Vulnerability::CODES,
        }
    }

    /// The list that the codes belong to.
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::ReachingOut => ReachingOut::LIST,
            Self::DangerNow => Danger::LIST,
            Self::AgeBand => AgeBand::LIST,
            Self::Gender => Gender::LIST,
            Self::County => "county",
            Self::LivingSituation => LivingSituation::LIST,
            Self::Needs => Need::LIST,
            Self::CommercialSexAct => CommercialSexAct::LIST,
            Self::Venue => Venue::LIST,
            Self::Exploiter => ExploiterKind::LIST,
            Self::Relation => Relation::LIST,
            Self::Control => Control::LIST,
            Self::Vulnerability => Vulnerability::LIST,
        }
    }

    /// The Fluent key of the sentence that says why it is asked, for example `fact-age_band-why`.
    /// The key of the label itself is [`FactField::key`].
    #[must_use]
    pub fn why_key(self) -> String {
        format!("{}-why", self.key())
    }

    /// The Fluent key of the label of one option: the key of that code, for example `need-food` or
    /// `age_band-15_17`; "unknown" and "prefers not to say" share `answer-unknown` and
    /// `answer-prefers_not_to_say`.
    #[must_use]
    pub fn option_key(self, code: &str) -> String {
        if ANSWERS.contains(&code) {
            format!("answer-{code}")
        } else {
            format!("{}-{code}", self.list())
        }
    }

    /// Every Fluent key that the panel needs, so that a test can prove that each locale has them.
    #[must_use]
    pub fn keys() -> Vec<String> {
        let answers = ANSWERS.map(|code| format!("answer-{code}"));
        let of_fields = Self::ALL.iter().flat_map(|&field| {
            let options = field.options().iter().map(move |code| field.option_key(code));
            [field.key(), field.why_key()].into_iter().chain(options)
        });
        answers.into_iter().chain(of_fields).collect()
    }

    /// The code of this field's list that reads as `code`.
    pub(super) fn known_code(self, code: &str) -> Result<&'static str, UnknownCode> {
        let options = self.options();
        options
            .iter()
            .find(|&&known| known == code)
            .copied()
            .ok_or_else(|| UnknownCode::new(self.code(), code, options.to_vec()))
    }
}

/// The answers that every field has.
const ANSWERS: [&str; 2] = [Answer::<()>::UNKNOWN, Answer::<()>::PREFERS_NOT_TO_SAY];
