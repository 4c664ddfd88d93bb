//! Lists of fictional people with known truth: who is whom, across agencies and years.
//!
//! Every name is made of invented syllables, so no record is anybody's. Frequencies are skewed as real
//! names are, households share surname, place and phone, and each record suffers what records suffer:
//! typing errors, short forms, another surname, names exchanged, wrong and estimated dates, moves, new
//! phones, values never asked. Linkage is judged on the truth that the lists carry.
//!
//! ```
//! use simulation::people::{Lists, generate};
//! let mut rows = Vec::new();
//! generate(&Lists { persons: 50, ..Lists::default() }, 1, |record| rows.push(record));
//! assert!(rows.len() >= 50 && rows.iter().all(|r| r.person < 50));
//! ```

mod errors;
mod names;

use crate::random::Random;
use names::Vocabulary;
use std::io::{self, Write};

/// How many people there are and how their records come about. Shares are probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Lists {
    /// Different people.
    pub persons: u32,
    /// Agencies, each with one list.
    pub lists: u8,
    /// Share of people who have a sibling in the lists.
    pub siblings: f64,
    /// Share of siblings born on the same day.
    pub twins: f64,
    /// Shares of people with 1, 2, … 6 records.
    pub records: [f64; 6],
    /// No agency holds a person twice; further records of a person go to other agencies or are lost.
    pub once_per_list: bool,
    /// Multiplies every error and missing share: 0 for clean lists.
    pub trouble: f64,
    /// Birth years drawn from, both ends included.
    pub years: (u16, u16),
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            persons: 1_000,
            lists: 1,
            siblings: 0.10,
            twins: 0.08,
            records: [0.68, 0.20, 0.08, 0.025, 0.01, 0.005],
            once_per_list: false,
            trouble: 1.0,
            years: (1960, 2015),
        }
    }
}

/// A date of birth; day and month from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 28: every month has it, so exchanging and erring stay simple.
    pub day: u8,
}

/// One record of one agency, with its truth. Empty texts are missing values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Id within its list.
    pub id: u64,
    /// The truth: which person this is.
    pub person: u32,
    /// The truth: which household the person belongs to.
    pub household: u32,
    /// The agency, from 0.
    pub list: u8,
    /// Given name.
    pub first_name: String,
    /// Surname.
    pub surname: String,
    /// Date of birth as `yyyy-mm-dd`.
    pub dob: String,
    /// `F` or `M`.
    pub sex: String,
    /// Postal code.
    pub postcode: String,
    /// Phone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// What is true of a person before any agency writes it down.
#[derive(Debug, Clone)]
struct Person {
    household: u32,
    first_name: String,
    surname: String,
    dob: Date,
    female: bool,
    postcode: String,
    phone: String,
    email: String,
}

/// Generates lists and hands each record to `sink`; the same seed gives the same records. Records of
/// one person are scattered within windows of 2²⁰ records, so memory is bounded.
pub fn generate(lists: &Lists, seed: u64, sink: impl FnMut(PersonRecord)) {
    generate_seen(lists, seed, |_, random| lists_of(lists, random), sink);
}

/// As [`generate`], but `seen` says which agencies hold a record of each person.
pub fn generate_seen(
    lists: &Lists,
    seed: u64,
    mut seen: impl FnMut(u32, &mut Random) -> Vec<u8>,
    mut sink: impl FnMut(PersonRecord),
) {
    const WINDOW: usize = 1 << 20;
    let mut random = Random::part(seed, "people");
    let vocabulary = Vocabulary::new(lists.persons);
    let mut window = Vec::new();
    let (mut id, mut household) = (0, 0);
    let mut family: Vec<Person> = Vec::new();
    for person in 0..lists.persons {
        if !family.is_empty() && !random_sibling(lists, &family, &mut random) {
            family.clear();
            household += 1;
        }
        let next = match family.last() {
            Some(first) => sibling_of(first, lists, &vocabulary, &mut random),
            None => stranger(household, lists, &vocabulary, &mut random),
        };
        for list in seen(person, &mut random) {
            window.push(errors::written_down(&next, person, list, lists, &vocabulary, &mut random));
        }
        family.push(next);
        if window.len() >= WINDOW {
            flush(&mut window, &mut id, &mut random, &mut sink);
        }
    }
    flush(&mut window, &mut id, &mut random, &mut sink);
}

/// Writes lists as CSV with the truth in columns `cluster` and `household`; returns the records.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_csv(lists: &Lists, seed: u64, out: &mut impl Write) -> io::Result<u64> {
    writeln!(
        out,
        "unique_id,cluster,household,list,first_name,surname,dob,sex,postcode,phone,email"
    )?;
    let (mut count, mut outcome) = (0, Ok(()));
    generate(lists, seed, |r| {
        count += 1;
        if outcome.is_ok() {
            outcome = writeln!(
                out,
                "{},{},{},{},{},{},{},{},{},{},{}",
                r.id,
                r.person,
                r.household,
                r.list,
                r.first_name,
                r.surname,
                r.dob,
                r.sex,
                r.postcode,
                r.phone,
                r.email
            );
        }
    });
    outcome.map(|()| count)
}

/// Each further person joins the family so that the wished share of people has a sibling.
fn random_sibling(lists: &Lists, family: &[Person], random: &mut Random) -> bool {
    // With one-child families followed by a second child at rate q and a third at q again, about
    // 2q / (1 + q) of people have a sibling.
    let q = lists.siblings / (2.0 - lists.siblings);
    family.len() < 4 && random.share() < q
}

fn stranger(household: u32, lists: &Lists, names: &Vocabulary, random: &mut Random) -> Person {
    let female = random.share() < 0.5;
    let (first_name, surname) = (names.given(female, random), names.surname(random));
    Person {
        household,
        email: names.email(&first_name, &surname, random),
        first_name,
        surname,
        dob: date(lists, random),
        female,
        postcode: names.postcode(random),
        phone: names::phone(random),
    }
}

fn sibling_of(first: &Person, lists: &Lists, names: &Vocabulary, random: &mut Random) -> Person {
    let mut sibling = stranger(first.household, lists, names, random);
    sibling.surname.clone_from(&first.surname);
    sibling.postcode.clone_from(&first.postcode);
    sibling.phone.clone_from(&first.phone);
    sibling.email = names.email(&sibling.first_name, &sibling.surname, random);
    if random.share() < lists.twins {
        sibling.dob = first.dob;
    } else {
        let years = 1 + random.below(8) as i32 - 4;
        let year = i32::from(first.dob.year) + if years <= 0 { years - 1 } else { years };
        sibling.dob.year = u16::try_from(year).unwrap_or(first.dob.year);
    }
    sibling
}

fn date(lists: &Lists, random: &mut Random) -> Date {
    let span = usize::from(lists.years.1 - lists.years.0) + 1;
    Date {
        year: lists.years.0 + random.below(span) as u16,
        month: 1 + random.below(12) as u8,
        day: 1 + random.below(28) as u8,
    }
}

/// The agencies that hold a record of the next person.
fn lists_of(lists: &Lists, random: &mut Random) -> Vec<u8> {
    let (mut left, mut count) = (random.share(), 1);
    for (index, share) in lists.records.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            count = index + 1;
            break;
        }
    }
    let mut out: Vec<u8> = Vec::new();
    for _ in 0..count {
        let list = random.below(usize::from(lists.lists.max(1))) as u8;
        if !lists.once_per_list || !out.contains(&list) {
            out.push(list);
        }
    }
    out
}

fn flush(
    window: &mut Vec<PersonRecord>,
    id: &mut u64,
    random: &mut Random,
    sink: &mut impl FnMut(PersonRecord),
) {
    for last in (1..window.len()).rev() {
        window.swap(last, random.below(last + 1));
    }
    for mut record in window.drain(..) {
        record.id = *id;
        *id += 1;
        sink(record);
    }
}

#[cfg(test)]
mod tests;
