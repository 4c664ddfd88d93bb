//! A simulated visitor to practise with: a frightened but ordinary teenager, in plain words.
//!
//! The visitor is a small state machine. What the learner writes is looked through for what it
//! asks ([`Topic`]) and for how it is said; kindness and honesty raise trust, pressure lowers it.
//! Answers become longer with trust. A visitor who is pressed too hard leaves, as people do.
//!
//! ```text
//! Wary ──trust──▶ Talking ──trust──▶ Planning ──bed accepted──▶ Leaving well
//!   └──────────────────┴──pressure──────┴──▶ Gone
//! ```
//! No answer is graphic. It is a training partner, never an answer to a real person.

mod words;

use casework::time::Span;

use crate::random::Random;
use words::{Bank, bank};

/// The language of the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// Spanish.
    Spanish,
}

/// What somebody asks or says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Are you safe?
    Safety,
    /// What is your name?
    Name,
    /// How old are you?
    Age,
    /// Where are you?
    Place,
    /// What do you need, how can I help?
    Need,
    /// Who is he, who is with you?
    Other,
    /// A bed, a shelter.
    Shelter,
    /// The police.
    Police,
    /// Parents, family.
    Family,
    /// Who will be told what.
    Privacy,
    /// A doctor.
    Doctor,
    /// Hello.
    Greeting,
    /// Goodbye.
    Goodbye,
    /// Something else.
    Unclear,
}

/// How far the visitor has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Tests whether there is a person.
    Wary,
    /// Tells a little.
    Talking,
    /// Thinks about what to do.
    Planning,
    /// Has decided.
    LeavingWell,
    /// Has gone.
    Gone,
}

/// What the visitor writes, and after how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How long the visitor takes: for reading, thinking and typing on a phone.
    pub after: Span,
    /// The words.
    pub text: String,
}

/// A visitor in the middle of a conversation.
#[derive(Clone, Debug)]
pub struct Visitor {
    random: Random,
    bank: &'static Bank,
    stage: Stage,
    trust: i32,
    asked: Vec<Topic>,
}

impl Visitor {
    /// A visitor for a seed.
    #[must_use]
    pub fn new(seed: u64, tongue: Tongue) -> Self {
        Self {
            random: Random::part(seed, "visitor"),
            bank: bank(tongue),
            stage: Stage::Wary,
            trust: 0,
            asked: Vec::new(),
        }
    }

    /// How far the visitor has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The first words.
    #[must_use]
    pub fn opens(&mut self) -> Line {
        let text = *self.random.one(self.bank.opens);
        self.line(text)
    }

    /// What the visitor answers to a message of the specialist; nothing once they are gone.
    #[must_use]
    pub fn answers(&mut self, message: &str) -> Vec<Line> {
        if matches!(self.stage, Stage::Gone | Stage::LeavingWell) {
            return Vec::new();
        }
        let heard = words::heard(self.bank, message);
        self.trust += heard.warmth;
        if self.trust <= -3 {
            self.stage = Stage::Gone;
            let text = *self.random.one(self.bank.leaves);
            return vec![self.line(text)];
        }
        let mut lines: Vec<Line> = Vec::new();
        for topic in heard.topics {
            let again = self.asked.contains(&topic);
            if topic == Topic::Shelter && self.stage >= Stage::Planning && again {
                self.stage = Stage::LeavingWell;
                let text = *self.random.one(self.bank.accepts);
                return vec![self.line(text)];
            }
            let text = self.bank.answer(topic, self.stage, again, &mut self.random);
            lines.push(self.line(text));
            if !again {
                self.asked.push(topic);
            }
        }
        self.grow();
        lines
    }

    /// Silence for long: the visitor asks whether anybody is still there.
    #[must_use]
    pub fn waits(&mut self) -> Option<Line> {
        (!matches!(self.stage, Stage::Gone | Stage::LeavingWell)).then(|| {
            let text = *self.random.one(self.bank.waits);
            self.line(text)
        })
    }

    fn grow(&mut self) {
        self.stage = match self.stage {
            Stage::Wary if self.trust >= 2 => Stage::Talking,
            Stage::Talking if self.trust >= 5 => Stage::Planning,
            stage => stage,
        };
    }

    fn line(&mut self, text: &str) -> Line {
        // Reading and thinking, then about four characters a second.
        let think = 2.0 + self.random.wait(3.0).min(12.0);
        let seconds = think + text.chars().count() as f64 / 4.0;
        Line { after: Span::from_micros((seconds * 1e6) as i64), text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests;
