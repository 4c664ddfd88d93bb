//! Which year of birth is which, told from encoded dates.
//!
//! Names are hidden by the year of birth, so all depends on whether the years show. All dates of a year share
//! the bits of the year and of its digits, and an estimated date, which is the commonest of its year, also has
//! those of the years before and after it. So years can be put in a row, and a row fits the calendar in few
//! places: years of one decade share a digit, those of one century two.

use super::POSITIONS;
use crate::encoding::Encoding;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// What shows of one year.
struct Year {
    encoding: Encoding,
    records: f64,
    /// Bits that all its dates have.
    always: Encoding,
    /// Its commonest date.
    commonest: Encoding,
    /// Bits of `always` that hardly another year has.
    alone: Encoding,
}

/// The year of birth that each encoding of a year stands for. `records` are the encodings of year and date;
/// `known` is the year of every person whom the attacker knows.
#[must_use]
pub fn by_years(records: &[[Encoding; 2]], known: &[u16]) -> HashMap<Encoding, u16> {
    let years = years_of(records);
    let mut shares: BTreeMap<u16, f64> = BTreeMap::new();
    known.iter().for_each(|&year| *shares.entry(year).or_default() += 1.0 / known.len() as f64);
    let mut rows = rows_of(&years);
    rows.sort_by_key(|row| std::cmp::Reverse(row.len()));
    let mut told = HashMap::new();
    for row in rows {
        let all = records.len() as f64;
        let placed = placements(row.len(), &shares)
            .filter(|place| place.iter().all(|year| !told.values().any(|t| t == year)))
            .min_by(|a, b| {
                let misfit = |place: &[u16]| misfit(&years, &row, place, &shares, all);
                misfit(a).total_cmp(&misfit(b))
            });
        let row = row.iter().map(|&at| years[at].encoding);
        told.extend(row.zip(placed.unwrap_or_default()));
    }
    told
}

fn years_of(records: &[[Encoding; 2]]) -> Vec<Year> {
    let mut dates: HashMap<Encoding, HashMap<Encoding, f64>> = HashMap::new();
    for [year, date] in records {
        *dates.entry(*year).or_default().entry(*date).or_default() += 1.0;
    }
    let of = |(encoding, dates): (Encoding, HashMap<Encoding, f64>)| {
        let mut sorted: Vec<(Encoding, f64)> = dates.into_iter().collect();
        sorted.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.0.cmp(&b.0.0)));
        let commonest = sorted[0].0;
        let always = sorted.iter().fold(commonest, |all, (date, _)| all.and(date));
        let records = sorted.iter().map(|(_, n)| n).sum();
        Year { encoding, records, always, commonest, alone: always }
    };
    let mut years: Vec<Year> = dates.into_iter().map(of).collect();
    years.sort_unstable_by_key(|year| year.encoding.0);
    for bit in 0..super::BITS {
        if years.iter().filter(|y| y.always.has(bit)).count() > 2 {
            years.iter_mut().for_each(|y| y.alone.clear(bit));
        }
    }
    years
}

/// Years that follow each other, as far as estimated dates say so.
fn rows_of(years: &[Year]) -> Vec<Vec<usize>> {
    let is_beside = |a: usize, b: usize| {
        let says = |a: &Year, b: &Year| b.alone.ones() >= 4 && a.commonest.holds(&b.alone);
        a != b && (says(&years[a], &years[b]) || says(&years[b], &years[a]))
    };
    let beside: Vec<Vec<usize>> =
        (0..years.len()).map(|a| (0..years.len()).filter(|&b| is_beside(a, b)).collect()).collect();
    let mut is_placed = vec![false; years.len()];
    let mut rows = Vec::new();
    // From the ends first: a year in the middle of a row has two beside it.
    let mut starts: Vec<usize> = (0..years.len()).collect();
    starts.sort_by_key(|&at| beside[at].len());
    for start in starts {
        let (mut row, mut at) = (Vec::new(), Some(start));
        while let Some(year) = at.filter(|&year| !is_placed[year]) {
            is_placed[year] = true;
            row.push(year);
            at = beside[year].iter().copied().find(|&next| !is_placed[next]);
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    rows
}

/// Years in a row among those that are known, in either direction.
fn placements(length: usize, shares: &BTreeMap<u16, f64>) -> impl Iterator<Item = Vec<u16>> + '_ {
    let length = u16::try_from(length).unwrap_or(u16::MAX);
    let known = |year: &u16| shares.contains_key(year);
    let upwards = shares
        .keys()
        .filter_map(move |&first| Some((first..first.checked_add(length)?).collect::<Vec<u16>>()))
        .filter(move |row| row.iter().all(known));
    upwards.flat_map(|row| [row.iter().rev().copied().collect(), row])
}

/// How badly a row of years fits a place: the digits that its years share, and how common they are.
fn misfit(
    years: &[Year],
    row: &[usize],
    place: &[u16],
    shares: &BTreeMap<u16, f64>,
    records: f64,
) -> f64 {
    let mut misfit = 0.0;
    for (i, (&a, x)) in row.iter().zip(place).enumerate() {
        let share = shares.get(x).copied().unwrap_or(f64::MIN_POSITIVE);
        misfit += (years[a].records / records / share).ln().abs();
        for (&b, y) in row[..i].iter().zip(place) {
            let shared = f64::from(years[a].always.shared(&years[b].always)) / POSITIONS as f64;
            misfit += (shared - f64::from(digits_shared(*x, *y))).powi(2);
        }
    }
    misfit
}

fn digits_shared(x: u16, y: u16) -> u32 {
    [1, 10, 100, 1000].iter().map(|unit| u32::from(x / unit % 10 == y / unit % 10)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{Encoder, Kind};
    use crate::random::Random;

    const SECRET: &[u8] = b"a secret of one project only, 32 bytes or more";
    const YEARS: std::ops::Range<u16> = 1961..2006;

    /// Encodings of the year and the date of some people a year, of whom one in `estimated` has the first of
    /// January, and what each encoding of a year stands for.
    fn people(estimated: usize) -> (Vec<[Encoding; 2]>, HashMap<Encoding, u16>) {
        let mut year_encoder = Encoder::new(SECRET, "year", Kind::Whole);
        let mut date_encoder = Encoder::new(SECRET, "dob", Kind::Date);
        let (mut records, mut truth) = (Vec::new(), HashMap::new());
        let mut random = Random::new(5, 0);
        for year in YEARS {
            let encoding = year_encoder.encode(&year.to_string()).unwrap();
            truth.insert(encoding, year);
            for person in 0..60 {
                let (month, day) = (1 + random.below(12), 2 + random.below(27));
                let date = match person % estimated {
                    0 => format!("{year}-01-01"),
                    _ => format!("{year}-{month:02}-{day:02}"),
                };
                records.push([encoding, date_encoder.encode(&date).unwrap()]);
            }
        }
        (records, truth)
    }

    fn share_told(estimated: usize) -> f64 {
        let (records, truth) = people(estimated);
        let known: Vec<u16> = YEARS.flat_map(|year| [year; 3]).collect();
        let told = by_years(&records, &known);
        let is_right = |(encoding, year): &(&Encoding, &u16)| told.get(*encoding) == Some(*year);
        truth.iter().filter(is_right).count() as f64 / truth.len() as f64
    }

    #[test]
    fn estimated_dates_put_the_years_in_a_row_and_digits_say_where_it_stands() {
        assert!(share_told(6) > 0.95, "the attack must work where it can: {}", share_told(6));
    }

    #[test]
    fn without_estimated_dates_nothing_joins_one_year_to_the_next() {
        let rows = rows_of(&years_of(&people(usize::MAX).0));
        assert!(rows.len() > YEARS.len() / 2, "{rows:?}");
    }

    #[test]
    fn years_share_the_digits_that_are_alike_place_by_place() {
        assert_eq!(
            [(1999, 2000), (2009, 2019), (1984, 1984)].map(|(x, y)| digits_shared(x, y)),
            [0, 3, 4]
        );
    }
}
