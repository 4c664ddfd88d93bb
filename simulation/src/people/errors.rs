//! What happens between a person and a record.

use super::names::{Vocabulary, phone};
use super::{Date, Lists, Person, PersonRecord};
use crate::random::Random;

/// Shares of each trouble at `Lists::trouble` 1.
const TYPO_FIRST: f64 = 0.08;
const TYPO_SURNAME: f64 = 0.07;
const SHORT_FORM: f64 = 0.04;
const OTHER_SURNAME: f64 = 0.03;
const EXCHANGED: f64 = 0.015;
const DAY_MONTH: f64 = 0.015;
const WRONG_YEAR: f64 = 0.015;
const ESTIMATED: f64 = 0.03;
const TYPO_DATE: f64 = 0.01;
const MOVED: f64 = 0.15;
const NEW_PHONE: f64 = 0.25;
const NEW_EMAIL: f64 = 0.10;
const WRONG_SEX: f64 = 0.005;
const NO_FIRST: f64 = 0.03;
const NO_SURNAME: f64 = 0.02;
const NO_DATE: f64 = 0.04;
const NO_SEX: f64 = 0.02;
const NO_POSTCODE: f64 = 0.10;
const NO_PHONE: f64 = 0.30;
const NO_EMAIL: f64 = 0.50;

/// One record of `person` at one agency.
pub(super) fn written_down(
    person: &Person,
    number: u32,
    list: u8,
    lists: &Lists,
    names: &Vocabulary,
    random: &mut Random,
) -> PersonRecord {
    let mut happens = |share: f64| random.share() < share * lists.trouble;
    let troubles: Vec<bool> = [
        SHORT_FORM,
        TYPO_FIRST,
        OTHER_SURNAME,
        TYPO_SURNAME,
        EXCHANGED,
        MOVED,
        NEW_PHONE,
        NEW_EMAIL,
        WRONG_SEX,
        NO_FIRST,
        NO_SURNAME,
        NO_DATE,
        NO_SEX,
        NO_POSTCODE,
        NO_PHONE,
        NO_EMAIL,
    ]
    .into_iter()
    .map(&mut happens)
    .collect();
    let (mut first, mut surname) = (person.first_name.clone(), person.surname.clone());
    if troubles[0] {
        first.truncate(3 + random.below(2).min(first.len().saturating_sub(3)));
    }
    if troubles[1] {
        first = misspelt(&first, random);
    }
    if troubles[2] {
        surname = names.surname(random);
    }
    if troubles[3] {
        surname = misspelt(&surname, random);
    }
    let postcode = if troubles[5] { names.postcode(random) } else { person.postcode.clone() };
    let number_called = if troubles[6] { phone(random) } else { person.phone.clone() };
    let email = if troubles[7] {
        names.email(&person.first_name, &person.surname, random)
    } else {
        person.email.clone()
    };
    let dob = date_written(person.dob, lists, random);
    let unless = |missing: bool, text: String| if missing { String::new() } else { text };
    first = unless(troubles[9], first);
    surname = unless(troubles[10], surname);
    if troubles[4] {
        std::mem::swap(&mut first, &mut surname);
    }
    let sex = if person.female != troubles[8] { "F" } else { "M" };
    PersonRecord {
        id: 0,
        person: number,
        household: person.household,
        list,
        first_name: first,
        surname,
        dob: unless(troubles[11], dob),
        sex: unless(troubles[12], sex.to_owned()),
        postcode: unless(troubles[13], postcode),
        phone: unless(troubles[14], number_called),
        email: unless(troubles[15], email),
    }
}

fn date_written(truth: Date, lists: &Lists, random: &mut Random) -> String {
    let at = random.share() / lists.trouble.max(1e-9);
    let Date { mut year, mut month, mut day } = truth;
    let mut limit = ESTIMATED;
    if at < limit {
        year = year + random.below(3) as u16 - 1;
        (month, day) = (1, 1);
    } else if at < add(&mut limit, DAY_MONTH) {
        if day <= 12 {
            std::mem::swap(&mut day, &mut month);
        }
    } else if at < add(&mut limit, WRONG_YEAR) {
        year = if random.below(2) == 0 { year - 1 } else { year + 1 };
    } else if at < add(&mut limit, TYPO_DATE) {
        day = 1 + (day / 10 * 10 + random.below(9) as u8) % 28;
    }
    format!("{year:04}-{month:02}-{day:02}")
}

fn add(limit: &mut f64, share: f64) -> f64 {
    *limit += share;
    *limit
}

/// One letter left out, doubled, replaced or exchanged with its neighbour.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 {
        return word.to_owned();
    }
    let at = random.below(letters.len() - 1);
    match random.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = (b'a' + random.below(26) as u8) as char,
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
