//! Names of people, dates of birth and other values, made comparable.
//!
//! Everything here is a pure function of one or two texts, so it can be computed once per distinct
//! value.

mod fold;
mod short_forms;

pub use fold::fold;
pub(crate) use short_forms::is_listed_short_form;
pub use short_forms::is_short_form;

/// American Soundex of the folded name: a letter and three digits; empty without letters.
///
/// Rules as published by the US National Archives for the census indexes, the h/w rule included.
#[must_use]
pub fn phonetic(name: &str) -> String {
    let folded = fold(name);
    let mut letters = folded.bytes().filter(u8::is_ascii_lowercase);
    let Some(first) = letters.next() else {
        return String::new();
    };
    let mut out = String::with_capacity(4);
    out.push(first.to_ascii_uppercase() as char);
    let mut last = soundex_digit(first);
    for letter in letters {
        let digit = soundex_digit(letter);
        match (letter, digit) {
            (b'h' | b'w', _) => continue,
            (_, Some(d)) if last != Some(d) => out.push(d),
            _ => {}
        }
        last = digit;
        if out.len() == 4 {
            break;
        }
    }
    while out.len() < 4 {
        out.push('0');
    }
    out
}

fn soundex_digit(letter: u8) -> Option<char> {
    match letter {
        b'b' | b'f' | b'p' | b'v' => Some('1'),
        b'c' | b'g' | b'j' | b'k' | b'q' | b's' | b'x' | b'z' => Some('2'),
        b'd' | b't' => Some('3'),
        b'l' => Some('4'),
        b'm' | b'n' => Some('5'),
        b'r' => Some('6'),
        _ => None,
    }
}

/// Words that join surnames and name nobody by themselves.
const PARTICLES: &[&str] = &[
    "de", "la", "las", "los", "del", "da", "do", "dos", "das", "di", "van", "von", "der", "den",
    "el", "al", "bin", "ibn", "san", "santa", "mac", "y", "e",
];

/// True when two surnames share a word of at least three letters that is not a particle: double
/// surnames, hyphenated ones, Spanish naming with the second surname given or left out.
#[must_use]
pub fn shares_word(a: &str, b: &str) -> bool {
    // Most surnames are one plain word: equal or not, without splitting anything.
    if [a, b].iter().all(|n| n.bytes().all(|c| c.is_ascii_alphabetic())) {
        return a.len() >= 3
            && a.eq_ignore_ascii_case(b)
            && !PARTICLES.contains(&a.to_ascii_lowercase().as_str());
    }
    let (a, b) = (fold_words(a), fold_words(b));
    let counts = |w: &&String| w.len() >= 3 && !PARTICLES.contains(&w.as_str());
    a.iter().filter(counts).any(|word| b.contains(word))
}

fn fold_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphabetic() && c != '\'')
        .map(fold)
        .filter(|w| !w.is_empty())
        .collect()
}

/// Year, month and day of `yyyy-mm-dd`, `yyyy/mm/dd` or `yyyymmdd`, without checking the calendar.
#[must_use]
pub fn date_parts(text: &str) -> Option<(u32, u32, u32)> {
    let parse = |s: &str| if s.bytes().all(|b| b.is_ascii_digit()) { s.parse().ok() } else { None };
    let mut parts = text.split(['-', '/', '.']);
    if let (Some(y), Some(m), Some(d), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        return (y.len() == 4).then_some(()).and(Some((parse(y)?, parse(m)?, parse(d)?)));
    }
    let compact = text.len() == 8 && text.is_ascii();
    compact
        .then_some(())
        .and_then(|()| Some((parse(&text[..4])?, parse(&text[4..6])?, parse(&text[6..])?)))
}

/// The year of a date, or of a text that begins with four digits.
#[must_use]
pub fn year(text: &str) -> Option<&str> {
    let year = text.get(..4)?;
    year.bytes().all(|b| b.is_ascii_digit()).then_some(year)
}

/// A date as one number, `yyyy mmmm dddd` in decimal, so that two dates are compared without reading
/// them; −1 for what is no date.
#[must_use]
pub fn date_number(text: &str) -> f64 {
    match date_parts(text) {
        Some((y, m, d)) if m < 10_000 && d < 10_000 => {
            f64::from(y) * 1e8 + f64::from(m) * 1e4 + f64::from(d)
        }
        _ => -1.0,
    }
}

/// [`date_number`]s of one year differ by less.
pub(crate) const YEAR: f64 = 1e8;

/// True when the dates of two [`date_number`]s are different and agree once day and month of one are
/// exchanged.
#[must_use]
pub fn are_swapped(a: f64, b: f64) -> bool {
    let years_differ = (a - b).abs() >= YEAR;
    if years_differ || a < 0.0 || b < 0.0 {
        return false;
    }
    let parts = |n: f64| (n as u64 / 100_000_000, n as u64 / 10_000 % 10_000, n as u64 % 10_000);
    let ((ya, ma, da), (yb, mb, db)) = (parts(a), parts(b));
    ya == yb && ma == db && da == mb && ma != da
}

/// True when the dates are different and agree once day and month of one are exchanged.
#[must_use]
pub fn day_month_swapped(a: &str, b: &str) -> bool {
    are_swapped(date_number(a), date_number(b))
}

/// True for a first of January: how a date estimated from an age is usually written.
#[must_use]
pub fn is_estimated(date: &str) -> bool {
    matches!(date_parts(date), Some((_, 1, 1)))
}

/// Seconds from 1970-01-01 to `text` read by a `strptime` format of `%Y %m %d %H %M %S %y` and
/// literals; `None` when it does not fit or is no date of the calendar.
#[must_use]
pub fn seconds(text: &str, format: &str) -> Option<f64> {
    let mut rest = text;
    let (mut y, mut m, mut d, mut time) = (1970_i64, 1_u32, 1_u32, [0_u32; 3]);
    let mut marks = format.chars();
    while let Some(mark) = marks.next() {
        if mark != '%' {
            rest = rest.strip_prefix(mark)?;
            continue;
        }
        match marks.next()? {
            'Y' => y = i64::from(take_digits(&mut rest, 4)?),
            'y' => {
                let short = i64::from(take_digits(&mut rest, 2)?);
                y = if short < 69 { 2000 + short } else { 1900 + short };
            }
            'm' => m = take_digits(&mut rest, 2)?,
            'd' => d = take_digits(&mut rest, 2)?,
            'H' => time[0] = take_digits(&mut rest, 2)?,
            'M' => time[1] = take_digits(&mut rest, 2)?,
            'S' => time[2] = take_digits(&mut rest, 2)?,
            _ => return None,
        }
    }
    let valid = rest.is_empty()
        && (1..=12).contains(&m)
        && (1..=days_in_month(y, m)).contains(&d)
        && time[0] < 24
        && time[1] < 60
        && time[2] < 61;
    let clock = f64::from(time[0] * 3600 + time[1] * 60 + time[2]);
    valid.then(|| days_from_epoch(y, m, d) as f64 * 86_400.0 + clock)
}

fn take_digits(rest: &mut &str, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, tail) = rest.split_at(count);
    *rest = tail;
    digits.parse().ok()
}

fn days_in_month(year: i64, month: u32) -> u32 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March.
fn days_from_epoch(year: i64, month: u32, day: u32) -> i64 {
    let shifted = year - i64::from(month <= 2);
    let since_march = i64::from((month + 9) % 12);
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    365 * shifted + leap_days + (153 * since_march + 2) / 5 + i64::from(day) - 719_469
}

#[cfg(test)]
mod tests;
