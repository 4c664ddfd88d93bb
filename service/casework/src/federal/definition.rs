//! What each element of the federal report is, in words that travel with the number.

use crate::code::codes;

codes! {
    /// One element of the report.
    pub enum Element in "federal_element" {
        /// Emergency-related service requests, by kind.
        EmergencyRequests = "emergency_requests",
        /// Those of them that found a place.
        EmergencyRequestsFound = "emergency_requests_found",
        /// Individual referrals provided.
        IndividualReferrals = "individual_referrals",
        /// The same by what came of them.
        ReferralsByAnswer = "referrals_by_answer",
        /// New referral partners.
        NewReferralPartners = "new_referral_partners",
        /// Referral partners in the database.
        ReferralPartners = "referral_partners",
        /// Reports made to authorities.
        ReportsMade = "reports_made",
        /// Contacts by the potential victim's age.
        ContactsByAgeBand = "contacts_by_age_band",
        /// Contacts by the potential victim's gender.
        ContactsByGender = "contacts_by_gender",
    }
}

codes! {
    /// In what an element is counted.
    pub enum Unit in "federal_unit" {
        /// Questions for a place or a way.
        Requests = "requests",
        /// Referrals to one service each.
        Referrals = "referrals",
        /// Organisations.
        Organisations = "organisations",
        /// Reports that were sent.
        Reports = "reports",
        /// Contacts.
        Contacts = "contacts",
    }
}

/// What an element is. `docs/methods/measures.md` prints the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// In what it is counted.
    pub unit: Unit,
    /// What is counted.
    pub counts: &'static str,
    /// Where it stands.
    pub source: &'static str,
    /// The reading that suggests itself and is wrong.
    pub does_not_mean: &'static str,
}

const CONTACTS: &str = "Contacts received in the period in the lanes help and tip, without those that \
                        ended as nothing for the hotline; each once, by what its panel says now.";

impl Element {
    /// What the element is.
    #[must_use]
    pub const fn definition(self) -> Definition {
        let (name, unit, counts, source, does_not_mean) = match self {
            Self::EmergencyRequests => (
                "Emergency-related service requests",
                Unit::Requests,
                "Bed requests and referrals for emergency shelter, extraction or transportation that \
                 were asked in the period. A referral that came from a bed request is not counted \
                 again.",
                "bed_requests, referrals: need and time of asking",
                "Not a number of people: who asks three times counts thrice, and who asks for two \
                 things counts twice.",
            ),
            Self::EmergencyRequestsFound => (
                "Emergency-related service requests that found a place",
                Unit::Requests,
                "Those bed requests of which a referral got the bed, and those referrals that were \
                 accepted and did not fall through.",
                "bed_holds, referrals: state when it is counted",
                "Not that somebody arrived, and not that the rest found nothing: a request may be \
                 open or taken back.",
            ),
            Self::IndividualReferrals => (
                "Individual referrals provided",
                Unit::Referrals,
                "Referrals of one person to one service that were offered in the period.",
                "referrals: time of offering",
                "Not a number of people, and not of numbers or addresses that were told in a \
                 conversation.",
            ),
            Self::ReferralsByAnswer => (
                "Individual referrals by answer",
                Unit::Referrals,
                "The same referrals by where they stand when it is counted: accepted (whatever came \
                 after), declined, no answer in time, taken back, open.",
                "referrals: state when it is counted",
                "Accepted is not arrived. Counted again later, what was open has moved.",
            ),
            Self::NewReferralPartners => (
                "New referral partners",
                Unit::Organisations,
                "Organisations that were asked in the period, by a referral or a bed request, and \
                 never before. The directory keeps no date of first entry, so the first question \
                 stands for it.",
                "referrals, bed_asks: the first time that an organisation was asked",
                "Not new entries of the directory: an organisation that was entered and not asked is \
                 not in it, and one that was entered years ago may be.",
            ),
            Self::ReferralPartners => (
                "Referral partners in the database",
                Unit::Organisations,
                "Organisations in the directory when it is counted.",
                "directory_entries: organisations",
                "Not as of the period's end if it is counted later, and not that each of them takes \
                 referrals.",
            ),
            Self::ReportsMade => (
                "Reports made",
                Unit::Reports,
                "Duties to report that were sent in the period, by the kind of agency that received \
                 them: law enforcement, child protection, the centre for missing children (in the \
                 US: NCMEC), others.",
                "duties: recipient, state and day of sending",
                "Not a number of children, and not whether anybody acted. What was told to an agency \
                 without a duty is not in it.",
            ),
            Self::ContactsByAgeBand => (
                "Contacts by the potential victim's age",
                Unit::Contacts,
                CONTACTS,
                "contacts: time of reception, lane, ending, age band",
                "Not a number of victims: a contact may be about several people or none, and one \
                 person may stand in many contacts. Not coded is not unknown to everybody.",
            ),
            Self::ContactsByGender => (
                "Contacts by the potential victim's gender",
                Unit::Contacts,
                CONTACTS,
                "contacts: time of reception, lane, ending, gender",
                "Not a number of victims. Who is not asked, or does not say, is in none of the \
                 genders.",
            ),
        };
        Definition { name, unit, counts, source, does_not_mean }
    }
}
