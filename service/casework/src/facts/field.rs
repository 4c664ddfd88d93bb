//! The fields of the documentation panel.

use super::Answer;
use super::list::{
    CommercialSexAct, Control, ExploiterKind, LivingSituation, ReachingOut, Relation, Venue,
    Vulnerability,
};
use crate::code::{UnknownCode, codes};
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

    /// The Fluent key of the field's label, for example `fact-age-band`.
    #[must_use]
    pub fn label_key(self) -> String {
        format!("fact-{}", hyphenated(self.code()))
    }

    /// The Fluent key of the sentence that says why it is asked, for example `fact-age-band-why`.
    #[must_use]
    pub fn why_key(self) -> String {
        format!("{}-why", self.label_key())
    }

    /// The Fluent key of the label of one option, for example `fact-age-band-15-17`; "unknown" and
    /// "prefers not to say" share `fact-unknown` and `fact-prefers-not-to-say`.
    #[must_use]
    pub fn option_key(self, code: &str) -> String {
        if code == Answer::<()>::UNKNOWN || code == Answer::<()>::PREFERS_NOT_TO_SAY {
            return format!("fact-{}", hyphenated(code));
        }
        format!("{}-{}", self.label_key(), hyphenated(code))
    }

    /// Every Fluent key that the panel needs, so that a test can prove that each locale has them.
    #[must_use]
    pub fn keys() -> Vec<String> {
        let shared = [Answer::<()>::UNKNOWN, Answer::<()>::PREFERS_NOT_TO_SAY]
            .map(|code| format!("fact-{}", hyphenated(code)));
        let of_fields = Self::ALL.iter().flat_map(|&field| {
            let options = field.options().iter().map(move |code| field.option_key(code));
            [field.label_key(), field.why_key()].into_iter().chain(options)
        });
        shared.into_iter().chain(of_fields).collect()
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

/// A code as part of a Fluent key: `snake_case` and `CamelCase` both become `kebab-case`.
fn hyphenated(code: &str) -> String {
    let mut key = String::with_capacity(code.len() + 4);
    for c in code.chars() {
        if c == '_' {
            key.push('-');
        } else if c.is_ascii_uppercase() {
            if !key.is_empty() && !key.ends_with('-') {
                key.push('-');
            }
            key.push(c.to_ascii_lowercase());
        } else {
            key.push(c);
        }
    }
    key
}
