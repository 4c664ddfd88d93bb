//! What became of tips and duties, in the words that the event log carries.
//!
//! The rules that lead from one word to the next are in the crates `tip` and `duty`.

use crate::code::codes;

codes! {
    /// What a tipster is told about their tip, in this order. Never the content of an investigation.
    pub enum TipStage in "tip_stage" {
        /// It is here.
        Received = "received",
        /// Somebody reads it.
        BeingRead = "being_read",
        /// It was given to an agency.
        Routed = "routed",
        /// The agency did something because of it.
        ActedOn = "acted_on",
        /// Nobody could do anything.
        CouldNotAct = "could_not_act",
        /// It is finished.
        Closed = "closed",
    }
}

codes! {
    /// Why nobody could act on a tip: a class, so that nothing about an investigation shows.
    pub enum CouldNotAct in "could_not_act" {
        /// Who or where it is could not be made out from what was said.
        NotEnoughToFind = "not_enough_to_find",
        /// The same was known already.
        KnownAlready = "known_already",
        /// The place or the matter is not one that any agency here answers for.
        OutsideJurisdiction = "outside_jurisdiction",
        /// The agency looked and found nothing that it may act on.
        NothingFound = "nothing_found",
        /// It is not about harm to anybody.
        NotAboutHarm = "not_about_harm",
        /// The agency does not tell.
        NotTold = "not_told",
    }
}

codes! {
    /// Why a report is not made although a rule seemed to ask for it.
    pub enum NotRequired in "duty_not_required" {
        /// The facts that started it were recorded wrongly.
        FactsCorrected = "facts_corrected",
        /// We made this very report before.
        ReportedBefore = "reported_before",
        /// Another agency made it, and we have its number or its word.
        ReportedByOther = "reported_by_other",
        /// The rule of another place applies.
        OtherJurisdiction = "other_jurisdiction",
        /// The rule does not oblige us or the member who learned of it.
        NotObliged = "not_obliged",
        /// Counsel looked at it and advised against.
        CounselAdvised = "counsel_advised",
    }
}

codes! {
    /// Who is told that a duty is still open.
    pub enum Escalation in "duty_escalation" {
        /// Nobody yet.
        None = "none",
        /// Its owner is reminded.
        Owner = "owner",
        /// Its team's supervisors are told.
        Supervisor = "supervisor",
        /// It is overdue: everybody of the team and its supervisors see it in red.
        Everybody = "everybody",
    }
}
