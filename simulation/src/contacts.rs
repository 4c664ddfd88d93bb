//! Some weeks of people reaching out to the county's hotline.
//!
//! Contacts come as an hourly Poisson stream on the county's clock: more in the evening and at night,
//! most at the end of the week, as lines for young people report. How long people wait, whether they
//! give up and how long they talk is drawn so that the whole looks like the US hotline's own figures
//! (mean talk 18 min 49 s); nothing here is a statistic about anybody.

mod scripts;

use casework::{
    contact::{Channel, Danger, Ending, Lane, Loss},
    facts::{FactField, FactValue},
    member::StaffRole,
    time::{Span, Timestamp},
};
use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};

use crate::{
    county::{County, ZONE},
    random::Random,
};
use scripts::{SCRIPTS, Script};

pub use scripts::Speaker;

/// One person reaching out once.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedContact {
    /// When.
    pub received_at: Timestamp,
    /// Which team is asked: a number of [`County::teams`].
    pub team: usize,
    /// What for.
    pub lane: Lane,
    /// By which way.
    pub channel: Channel,
    /// How dangerous it is, as far as is known when it arrives.
    pub danger: Danger,
    /// The language spoken: ISO 639 code.
    pub language: &'static str,
    /// What became of it.
    pub course: Course,
    /// What the specialist recorded; empty if nobody answered.
    pub facts: Vec<(FactField, FactValue)>,
    /// What was written, in order. A call has none.
    pub messages: Vec<SimulatedMessage>,
}

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Nobody has answered yet.
    Waiting,
    /// The person left before anybody answered.
    Abandoned {
        /// After how long.
        after: Span,
        /// How.
        loss: Loss,
    },
    /// Somebody is with them.
    Ongoing {
        /// Who: a number of [`County::staff`].
        by: usize,
        /// After how long they answered.
        after: Span,
    },
    /// It is over.
    Ended {
        /// Who answered: a number of [`County::staff`].
        by: usize,
        /// After how long they answered.
        after: Span,
        /// How long it took from then.
        lasted: Span,
        /// How it ended.
        ending: Ending,
    },
}

/// One message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatedMessage {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub speaker: Speaker,
    /// What.
    pub text: &'static str,
}

/// The contacts of the `weeks` weeks before `now`, oldest first: about 100 a week, as in a county of
/// middle size, and a busy quarter of an hour at the end, so that people are waiting at `now`.
///
/// The same arguments give the same contacts.
#[must_use]
pub fn contacts(seed: u64, county: &County, now: Timestamp, weeks: u32) -> Vec<SimulatedContact> {
    let mut random = Random::part(seed, "contacts");
    let start = now - Span::from_days(i64::from(weeks) * 7);
    let mut contacts = Vec::new();
    for hour in 0..i64::from(weeks) * 7 * 24 {
        let begins = start + Span::from_hours(hour);
        for _ in 0..random.count(rate(begins)) {
            // Below an hour, so that the cast is exact enough.
            let within = Span::from_micros((random.share() * 3.6e9) as i64);
            contacts.push(contact(&mut random, county, begins + within, now, Moment::Usual));
        }
    }
    for (minutes, moment) in BUSY {
        let at = now - Span::from_seconds(minutes * 60);
        contacts.push(contact(&mut random, county, at, now, moment));
    }
    contacts.sort_by_key(|contact| contact.received_at);
    contacts
}

/// Contacts an hour, by the hour and the day on the county's clock.
fn rate(at: Timestamp) -> f64 {
    let utc = DateTime::<Utc>::from_timestamp(at.seconds(), 0).unwrap_or_default();
    let local = ZONE.from_utc_datetime(&utc.naive_utc());
    HOURS[local.hour() as usize] * DAYS[local.weekday().num_days_from_monday() as usize]
}

/// How a contact comes about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// As the rates say.
    Usual,
    /// At the end, for the first team, which is the one that visitors are shown.
    Late,
    /// The same, and nobody has answered.
    Unanswered,
}

/// Who comes in the last quarter of an hour, and how many minutes ago.
const BUSY: [(i64, Moment); 6] = [
    (1, Moment::Unanswered),
    (2, Moment::Unanswered),
    (4, Moment::Unanswered),
    (6, Moment::Late),
    (9, Moment::Late),
    (13, Moment::Late),
];

/// Mean contacts in each hour of the day; they sum to 14.
const HOURS: [f64; 24] = [
    0.70, 0.57, 0.43, 0.30, 0.20, 0.13, 0.17, 0.27, 0.37, 0.43, 0.47, 0.50, 0.53, 0.50, 0.53, 0.67,
    0.73, 0.73, 0.80, 0.93, 1.04, 1.10, 1.03, 0.87,
];

/// Weight of each day, Monday first.
const DAYS: [f64; 7] = [0.9, 0.9, 0.95, 1.0, 1.15, 1.15, 0.95];

fn contact(
    random: &mut Random,
    county: &County,
    received_at: Timestamp,
    now: Timestamp,
    moment: Moment,
) -> SimulatedContact {
    let mut script = random.one(&SCRIPTS);
    while moment != Moment::Usual && (script.lane != Lane::Help || script.language != "en") {
        script = random.one(&SCRIPTS);
    }
    let channel = channel(random, script.lane);
    let danger = danger(random, script.lane);
    let team = match (script.language, script.lane) {
        ("es", _) => 2,
        (_, Lane::Tip) => 1,
        _ => 0,
    };
    let course = match moment {
        Moment::Unanswered => Course::Waiting,
        _ => course(random, county, team, channel, danger).seen_at(received_at, now),
    };
    let answered = match course {
        Course::Ended { after, .. } | Course::Ongoing { after, .. } => Some(received_at + after),
        Course::Waiting | Course::Abandoned { .. } => None,
    };
    let end = match course {
        Course::Ended { after, lasted, .. } => received_at + after + lasted,
        Course::Abandoned { after, .. } => received_at + after,
        Course::Waiting | Course::Ongoing { .. } => now,
    };
    SimulatedContact {
        received_at,
        team,
        lane: script.lane,
        channel,
        danger,
        language: script.language,
        course,
        facts: match answered {
            Some(_) => facts(random, county, script, danger),
            None => Vec::new(),
        },
        messages: messages(script, channel, received_at, answered, end),
    }
}

fn channel(random: &mut Random, lane: Lane) -> Channel {
    use Channel::{Chat, Email, Phone, Text, WalkIn, WebForm};
    let weights: &[(Channel, f64)] = match lane {
        Lane::Help => &[(Chat, 5.0), (Text, 3.0), (Phone, 3.5), (WalkIn, 0.3), (WebForm, 0.5)],
        Lane::Tip => &[(Phone, 4.0), (WebForm, 3.0), (Chat, 1.5), (Email, 0.8), (Text, 0.7)],
        Lane::Question => &[(Email, 3.0), (Phone, 3.0), (Chat, 1.5), (WebForm, 1.5)],
    };
    *random.weighted(weights)
}

fn danger(random: &mut Random, lane: Lane) -> Danger {
    let weights: &[(Danger, f64)] = match lane {
        Lane::Help => &[
            (Danger::Now, 0.07),
            (Danger::Raised, 0.2),
            (Danger::NoneKnown, 0.38),
            (Danger::Unknown, 0.35),
        ],
        Lane::Tip => &[(Danger::Now, 0.04), (Danger::Raised, 0.16), (Danger::Unknown, 0.8)],
        Lane::Question => &[(Danger::NoneKnown, 1.0)],
    };
    *random.weighted(weights)
}

fn course(
    random: &mut Random,
    county: &County,
    team: usize,
    channel: Channel,
    danger: Danger,
) -> Course {
    let live = matches!(channel, Channel::Chat | Channel::Text | Channel::Phone);
    // A form or a letter waits for a quiet minute, a person does not; danger goes first.
    let mean = match (live, danger) {
        (true, Danger::Now) => 7.0,
        (true, _) => 21.0,
        (false, _) => 1_500.0,
    };
    let wait = random.wait(mean) + 2.0;
    let patience = random.wait(240.0) + 5.0;
    let seconds = |seconds: f64| Span::from_seconds(seconds as i64);
    if live && patience < wait {
        let loss = *random.weighted(&[
            (Loss::LeftQueue, 5.0),
            (Loss::ConnectionLost, 3.0),
            (Loss::QuickExit, 2.0),
        ]);
        return Course::Abandoned { after: seconds(patience), loss };
    }
    let specialists: Vec<usize> = county
        .staff
        .iter()
        .enumerate()
        .filter(|(_, staff)| staff.role == StaffRole::Specialist && staff.teams.contains(&team))
        .map(|(number, _)| number)
        .collect();
    let by = *random.one(&specialists);
    // The sum of three equal waits is less spread than one: talks are rarely very short.
    let lasted: f64 = (0..3).map(|_| random.wait(1_129.0 / 3.0)).sum::<f64>() + 20.0;
    let ending = if danger == Danger::Now {
        Ending::Finished
    } else {
        *random.weighted(&[
            (Ending::Finished, 62.0),
            (Ending::VisitorLeft, 17.0),
            (Ending::NoReply, 9.0),
            (Ending::HandedOn, 6.0),
            (Ending::OutOfScope, 3.0),
            (Ending::ByMistake, 2.0),
            (Ending::Harassment, 1.0),
        ])
    };
    Course::Ended { by, after: seconds(wait), lasted: seconds(lasted), ending }
}

impl Course {
    /// The course as far as it has come at `now`.
    fn seen_at(self, received_at: Timestamp, now: Timestamp) -> Self {
        let passed = now - received_at;
        match self {
            Self::Abandoned { after, .. } if after > passed => Self::Waiting,
            Self::Ended { after, .. } if after > passed => Self::Waiting,
            Self::Ended { by, after, lasted, .. } if after + lasted > passed => {
                Self::Ongoing { by, after }
            }
            other => other,
        }
    }
}

fn facts(
    random: &mut Random,
    county: &County,
    script: &Script,
    danger: Danger,
) -> Vec<(FactField, FactValue)> {
    let counties: Vec<(&str, f64)> =
        county.counties.iter().map(|county| county.code).zip([7.0, 2.0, 1.5]).collect();
    let mut codes: Vec<(&str, Vec<&str>)> = vec![
        ("reaching_out", vec![script.who]),
        ("danger_now", vec![if danger == Danger::Unknown { "unknown" } else { danger.code() }]),
        ("county", vec![*random.weighted(&counties)]),
    ];
    if script.lane != Lane::Question {
        codes.push(("age_band", vec![*random.weighted(&AGES)]));
        codes.push(("gender", vec![*random.weighted(&GENDERS)]));
    }
    if !script.needs.is_empty() {
        codes.push(("needs", script.needs.iter().map(|need| need.code()).collect()));
    }
    for &(field, code) in script.facts {
        // Not everything is asked: only what helps.
        if random.happens(0.8) {
            codes.retain(|(known, _)| *known != field);
            codes.push((field, vec![code]));
        }
    }
    codes
        .into_iter()
        .map(|(field, codes)| {
            let field = FactField::from_code(field).expect("the scripts have fields of the list");
            let value = FactValue::parse(field, codes).expect("the scripts have codes of the list");
            (field, value)
        })
        .collect()
}

const AGES: [(&str, f64); 8] = [
    ("under_12", 3.0),
    ("12_14", 15.0),
    ("15_17", 42.0),
    ("under_18", 8.0),
    ("18_20", 14.0),
    ("21_24", 7.0),
    ("unknown", 9.0),
    ("prefers_not_to_say", 2.0),
];

const GENDERS: [(&str, f64); 7] = [
    ("Feminine", 66.0),
    ("Masculine", 16.0),
    ("TransgenderFeminine", 4.0),
    ("TransgenderMasculine", 3.0),
    ("NonConforming", 4.0),
    ("unknown", 5.0),
    ("prefers_not_to_say", 2.0),
];

/// The lines of the script, spread over the conversation. Before somebody answers, only the
/// person's first words are there; a form or a letter has only these.
fn messages(
    script: &Script,
    channel: Channel,
    received_at: Timestamp,
    answered: Option<Timestamp>,
    end: Timestamp,
) -> Vec<SimulatedMessage> {
    let lines = match channel {
        Channel::Phone | Channel::WalkIn => return Vec::new(),
        Channel::WebForm | Channel::Email => &script.lines[..1],
        Channel::Chat | Channel::Text => script.lines,
    };
    let first = SimulatedMessage { at: received_at, speaker: lines[0].0, text: lines[0].1 };
    let rest = &lines[1..];
    let spoken = answered.into_iter().flat_map(|answered| {
        let step = (end - answered).micros() / (rest.len() as i64 + 1);
        rest.iter().enumerate().map(move |(number, &(speaker, text))| SimulatedMessage {
            at: answered + Span::from_micros(step * number as i64),
            speaker,
            text,
        })
    });
    std::iter::once(first).chain(spoken).collect()
}

#[cfg(test)]
mod tests;
