//! The instruments that come with Daybreak.
//!
//! One is our own: the conversation guide, signs and vulnerability factors in our words, without a
//! score. The others are score sheets: the topics of published instruments in our words, with their
//! cut-offs and what studies found. The words that were validated belong to their publishers; each
//! sheet says so, and `docs/guides/loading-instruments.md` tells how to load the real text.

use crate::instrument::Instrument;

macro_rules! bundled {
    ($($(#[$meta:meta])* $name:ident: $file:literal,)+) => {
        $(
            $(#[$meta])*
            #[must_use]
            pub fn $name() -> Instrument {
                read(include_bytes!(concat!("../instruments/", $file)))
            }
        )+

        /// Every bundled instrument, the conversation guide first.
        #[must_use]
        pub fn all() -> Vec<Instrument> {
            vec![$($name()),+]
        }
    };
}

bundled! {
    /// Daybreak's conversation guide. It has no score.
    conversation_guide: "conversation-guide.json",
    /// Short Screen for Child Sex Trafficking (Greenbaum and others, 2018).
    sscst: "sscst.json",
    /// Quick Youth Indicators for Trafficking (Chisolm-Straker and others, 2019).
    qyit: "qyit.json",
    /// Rapid Appraisal for Trafficking (Chisolm-Straker and others, 2021); for adults.
    raft: "raft.json",
    /// Human Trafficking Screening Tool, short form (Dank and others, 2017).
    htst_sf: "htst-sf.json",
    /// Commercial Sexual Exploitation Identification Tool: entry of a score (WestCoast).
    cse_it: "cse-it-entry.json",
}

fn read(bytes: &[u8]) -> Instrument {
    // The files are part of the program, and a test reads each of them.
    Instrument::read(bytes).expect("a bundled instrument can be read")
}
