//! What encodings give away to somebody without the key.
//!
//! ```text
//! cargo run --release -p linkage --example attack -- LIST.csv CORPUS.csv [DECOYS] [WHAT]
//! ```
//! An outsider holds the encodings of LIST and the clear CORPUS: first a list of other people of the same
//! population, then LIST itself, the worst case. A share DECOYS (0.25) of further records is made of
//! values of the list. Given name and surname share a key, so they are also attacked as one field. The
//! salt is the year of birth; an attacker who learned the years from encoded dates attacks year by year. Salted
//! lists have tokens of both names together: these are counted, and names whose records they say to be one
//! are counted over all years (`bridged`). Which year is which is told from encoded dates. WHAT names one field,
//! `tokens` or `years`, where that alone is to be done.

use hashbrown::HashMap;
use linkage::encoding::attack::{
    Encoded, Guesses, Known, by_frequency, by_likeness, by_patterns, by_years,
};
use linkage::encoding::{Encoder, Encoding, Kind, YEAR};
use linkage::names::{fold, year};
use linkage::random::Random;
use linkage::table::{Table, TableBuilder, Wanted, read};
use std::collections::BTreeMap;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

const SECRET: &[u8] = b"a secret for measuring, never for a list of people";
const NAMES: [&str; 2] = ["first_name", "surname"];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, corpus, rest @ ..] = arguments.as_slice() else {
        return Err("name a list and a corpus".into());
    };
    let decoys: f64 = rest.first().map_or(Ok(0.25), |share| share.parse())?;
    let wants = |what: &str| rest.get(1).is_none_or(|word| word == what);
    let (list, corpus) = (table(list)?, table(corpus)?);
    let victim = with_decoys(&list, decoys);
    let both: Vec<Person> = people(&corpus);
    let own: Vec<Person> = people(&list);
    println!("fields, salt, attacker's list, attack, values named, records named, precision");
    for (whose, known) in [("other people", &both), ("the same people", &own)] {
        let fields: [(&str, &[usize]); 5] = [
            ("first_name", &[0]),
            ("surname", &[1]),
            ("dob", &[2]),
            ("postcode", &[3]),
            ("both names", &[0, 1]),
        ];
        for (name, fields) in fields {
            let are_names = fields.iter().all(|&field| field < NAMES.len());
            if wants(name) {
                told(name, "none", whose, &attacked(&victim, known, fields, false));
            }
            if wants(name) && are_names {
                told(name, "year", whose, &attacked(&victim, known, fields, true));
                told(name, "year, known", whose, &year_by_year(&victim, known, fields));
            }
            if wants("tokens") && are_names {
                told(name, "year, bridged", whose, &bridged(&victim, known, fields));
            }
        }
        if wants("years") {
            told("year of birth", "none", whose, &years(&victim, known));
        }
        if wants("tokens") {
            told("tokens of both names", "none", whose, &tokens(&victim, known));
        }
    }
    Ok(())
}

/// The fields of a record that are attacked: given name, surname, date of birth, postal code.
type Person = [String; 4];

fn table(path: &str) -> Result<Table, Failure> {
    let mut lists = TableBuilder::default();
    let wanted = Wanted { id: Some("unique_id".to_owned()), ..Wanted::default() };
    read(Path::new(path), "list", &wanted, &mut lists)?;
    Ok(lists.build())
}

fn people(table: &Table) -> Vec<Person> {
    let columns = [NAMES[0], NAMES[1], "dob", "postcode"].map(|name| table.column(name));
    let of = |record| columns.map(|c| c.map_or("", |c| table.text(c, record)).to_owned());
    (0..table.len() as u32).map(of).collect()
}

/// The list, and further records whose values are those of random records.
fn with_decoys(table: &Table, share: f64) -> Vec<Person> {
    let mut all = people(table);
    let (records, mut random) = (all.len(), Random::new(1, 0));
    for _ in 0..(records as f64 * share) as usize {
        let decoy = std::array::from_fn(|field| all[random.below(records)][field].clone());
        all.push(decoy);
    }
    all
}

/// Records, those of which every value was named rightly, and the same for values; guesses made.
#[derive(Default, Clone, Copy)]
struct Tally {
    records: f64,
    named: f64,
    values: f64,
    values_named: f64,
    guesses: f64,
}

/// By attack: what it named.
type Rates = BTreeMap<&'static str, Tally>;

fn told(field: &str, salt: &str, whose: &str, rates: &Rates) {
    for (attack, t) in rates {
        println!(
            "{field}, {salt}, {whose}, {attack}, {:.4}, {:.4}, {:.3}",
            t.values_named / t.values.max(1.0),
            t.named / t.records.max(1.0),
            t.values_named / t.guesses.max(1.0)
        );
    }
}

/// Attacks the encodings of some fields, which share a key, with what is known of the same fields.
fn attacked(victim: &[Person], known: &[Person], fields: &[usize], is_salted: bool) -> Rates {
    let (name, kind) = match fields {
        [2] => ("dob", Kind::Date),
        [3] => ("postcode", Kind::Postcode),
        _ => (NAMES[0], Kind::Name),
    };
    let mut encoder = Encoder::new(SECRET, name, kind);
    let mut truth: HashMap<Encoding, String> = HashMap::new();
    let mut records: Vec<Vec<Encoding>> = Vec::new();
    for person in victim {
        let salt = if is_salted { year(&person[2]).unwrap_or_default() } else { "" };
        if is_salted && salt.is_empty() {
            continue;
        }
        let mut of_record = Vec::new();
        for &field in fields {
            if let Some(encoding) = encoder.encode_salted(&person[field], salt) {
                truth.insert(encoding, fold(&person[field]));
                of_record.push(encoding);
            }
        }
        if of_record.len() == fields.len() {
            records.push(of_record);
        }
    }
    let encoded = Encoded::new(records.iter().flatten().copied());
    let known = known_of(known, fields, kind);
    let attacks: [(&'static str, Guesses); 3] = [
        ("frequency", by_frequency(&encoded, &known)),
        ("patterns", by_patterns(&encoded, &known)),
        ("likeness", by_likeness(&encoded, &known, 1_500)),
    ];
    let judge = |(name, guesses): (&'static str, Guesses)| {
        (name, judged(&encoded, &guesses, &known, &truth, &records))
    };
    attacks.into_iter().map(judge).collect()
}

fn known_of(known: &[Person], fields: &[usize], kind: Kind) -> Known {
    Known::new(known.iter().flat_map(|p| fields.iter().map(|&f| p[f].as_str())), kind)
}

/// Both names as one text, as tokens encode them.
fn together(person: &Person) -> Option<String> {
    let (given, surname) = (fold(&person[0]), fold(&person[1]));
    let (low, high) = if given < surname { (given, surname) } else { (surname, given) };
    (!low.is_empty()).then(|| format!("{low}0{high}"))
}

/// The attack on tokens of both names by their frequency; who names a token has named both.
fn tokens(victim: &[Person], known: &[Person]) -> Rates {
    let mut encoder = Encoder::new(SECRET, "names", Kind::Whole);
    let mut truth = HashMap::new();
    let mut records = Vec::new();
    for text in victim.iter().filter_map(together) {
        if let Some(encoding) = encoder.encode(&text) {
            truth.insert(encoding, text);
            records.push(vec![encoding]);
        }
    }
    let encoded = Encoded::new(records.iter().flatten().copied());
    let known: Vec<String> = known.iter().filter_map(together).collect();
    let known = Known::new(known.iter().map(String::as_str), Kind::Whole);
    let guesses = by_frequency(&encoded, &known);
    Rates::from([("frequency", judged(&encoded, &guesses, &known, &truth, &records))])
}

/// The attack on the years of birth by what encoded dates share.
fn years(victim: &[Person], known: &[Person]) -> Rates {
    let mut of_years = Encoder::new(SECRET, YEAR, Kind::Whole);
    let mut of_dates = Encoder::new(SECRET, "dob", Kind::Date);
    let (mut truth, mut records) = (HashMap::new(), Vec::new());
    for (date, year) in victim.iter().filter_map(|p| Some((&p[2], year(&p[2])?))) {
        if let (Some(of_year), Some(of_date)) = (of_years.encode(year), of_dates.encode(date)) {
            truth.insert(of_year, year.to_owned());
            records.push([of_year, of_date]);
        }
    }
    let known = known.iter().filter_map(|p| year(&p[2])?.parse().ok());
    let guesses = by_years(&records, &known.collect::<Vec<u16>>());
    let is_right =
        |year: &Encoding| guesses.get(year).map(u16::to_string) == truth.get(year).cloned();
    let told = Tally {
        records: records.len() as f64,
        named: records.iter().filter(|[year, _]| is_right(year)).count() as f64,
        values: truth.len() as f64,
        values_named: truth.keys().filter(|year| is_right(year)).count() as f64,
        guesses: guesses.len() as f64,
    };
    Rates::from([("years in a row", told)])
}

/// The attack on salted names by somebody who takes two encodings for one name when records with one token
/// have them, and counts names over all years.
fn bridged(victim: &[Person], known: &[Person], fields: &[usize]) -> Rates {
    let mut encoder = Encoder::new(SECRET, NAMES[0], Kind::Name);
    let mut truth: HashMap<Encoding, String> = HashMap::new();
    let mut same = Same::default();
    let mut first_of: HashMap<String, [Encoding; 2]> = HashMap::new();
    let mut records: Vec<Vec<Encoding>> = Vec::new();
    for person in victim {
        let Some(salt) = year(&person[2]) else { continue };
        let names = [0, 1].map(|field| encoder.encode_salted(&person[field], salt));
        for (field, name) in names.iter().enumerate() {
            truth.extend(name.map(|name| (name, fold(&person[field]))));
        }
        if let ([Some(given), Some(surname)], Some(text)) = (names, together(person)) {
            let first = *first_of.entry(text).or_insert([given, surname]);
            same.join(first[0], given);
            same.join(first[1], surname);
        }
        let of_record: Vec<Encoding> = fields.iter().filter_map(|&field| names[field]).collect();
        if of_record.len() == fields.len() {
            records.push(of_record);
        }
    }
    records.iter_mut().flatten().for_each(|encoding| *encoding = same.first(*encoding));
    let encoded = Encoded::new(records.iter().flatten().copied());
    let known = known_of(known, fields, Kind::Name);
    let guesses = by_frequency(&encoded, &known);
    Rates::from([("frequency", judged(&encoded, &guesses, &known, &truth, &records))])
}

/// Which encodings are taken for one.
#[derive(Default)]
struct Same(HashMap<Encoding, Encoding>);

impl Same {
    fn first(&self, mut encoding: Encoding) -> Encoding {
        while let Some(before) = self.0.get(&encoding) {
            encoding = *before;
        }
        encoding
    }

    fn join(&mut self, a: Encoding, b: Encoding) {
        let (a, b) = (self.first(a), self.first(b));
        if a != b {
            self.0.insert(b, a);
        }
    }
}

fn judged(
    encoded: &Encoded,
    guesses: &Guesses,
    known: &Known,
    truth: &HashMap<Encoding, String>,
    records: &[Vec<Encoding>],
) -> Tally {
    let is_right = |(encoding, guess): (&Encoding, &Option<usize>)| {
        let right = guess.is_some_and(|g| truth.get(encoding) == Some(&known.values[g]));
        (*encoding, right)
    };
    let right: HashMap<Encoding, bool> =
        encoded.encodings.iter().zip(guesses).map(is_right).collect();
    let named = records.iter().filter(|r| r.iter().all(|e| right[e])).count();
    Tally {
        records: records.len() as f64,
        named: named as f64,
        values: encoded.encodings.len() as f64,
        values_named: right.values().filter(|&&r| r).count() as f64,
        guesses: guesses.iter().flatten().count() as f64,
    }
}

/// The attack on salted names by somebody who learned every record's year of birth from its encoded date.
fn year_by_year(victim: &[Person], known: &[Person], fields: &[usize]) -> Rates {
    let by_year = |list: &[Person]| {
        let mut years: BTreeMap<String, Vec<Person>> = BTreeMap::new();
        for person in list {
            if let Some(of) = year(&person[2]) {
                years.entry(of.to_owned()).or_default().push(person.clone());
            }
        }
        years
    };
    let (victims, known) = (by_year(victim), by_year(known));
    let mut all = Rates::new();
    for (of, victims) in &victims {
        let Some(known) = known.get(of) else { continue };
        for (attack, t) in attacked(victims, known, fields, true) {
            let sum = all.entry(attack).or_default();
            sum.records += t.records;
            sum.named += t.named;
            sum.values += t.values;
            sum.values_named += t.values_named;
            sum.guesses += t.guesses;
        }
    }
    all
}
