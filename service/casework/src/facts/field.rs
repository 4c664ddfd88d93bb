//! The fields of the documentation panel.

use crate::code::codes;

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
