//! Dates as agencies write them.
//!
//! `2010-03-12`, `20100312`, `3/12/2010`, `12.03.2010`, `12-Mar-10`, `March 12, 2010` and
//! `2010-03-12T00:00:00` are the same day once it is known whether a list writes the day or the month
//! first. That is told from the list itself: a first number above 12 is a day. Where no date of a list
//! tells, slashes are read with the month first, as in the United States, and everything else with the
//! day first. A date that only fits the other order is read in that order.

/// What stands first in dates that do not begin with the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
}

/// The order of the dates of one list.
pub(super) fn order_of<'t>(texts: impl Iterator<Item = &'t str>) -> Order {
    let (mut day, mut month, mut slashes, mut all) = (0_u64, 0_u64, 0_u64, 0_u64);
    for text in texts {
        if let Some(Shape::Either(first, second, _)) = shape_of(text) {
            all += 1;
            slashes += u64::from(text.contains('/'));
            day += u64::from(first > 12 && second <= 12);
            month += u64::from(second > 12 && first <= 12);
        }
    }
    match day.cmp(&month) {
        std::cmp::Ordering::Greater => Order::Day,
        std::cmp::Ordering::Less => Order::Month,
        std::cmp::Ordering::Equal if 2 * slashes > all => Order::Month,
        std::cmp::Ordering::Equal => Order::Day,
    }
}

/// The date as `yyyy-mm-dd`; `None` for what is no date, a year alone included.
pub(super) fn read_date(text: &str, order: Order) -> Option<String> {
    let (year, month, day) = match shape_of(text)? {
        Shape::Known(year, month, day) => (year, month, day),
        Shape::Either(first, second, year) => {
            let month_first = if first > 12 { false } else { second > 12 || order == Order::Month };
            if month_first { (year, first, second) } else { (year, second, first) }
        }
    };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

enum Shape {
    /// Year, month, day.
    Known(u32, u32, u32),
    /// Day and month in an order that the list decides, and the year.
    Either(u32, u32, u32),
}

fn shape_of(text: &str) -> Option<Shape> {
    let text = without_time(text.trim());
    if text.len() > 30 {
        return None;
    }
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [digits] if digits.len() == 8 && digits.is_ascii() => {
            let number = |from: usize, to: usize| whole(&digits[from..to]);
            match (number(0, 4)?, number(4, 6)?, number(6, 8)?) {
                (y @ 1850..=2150, m, d) if m <= 12 => Some(Shape::Known(y, m, d)),
                _ => Some(Shape::Either(number(0, 2)?, number(2, 4)?, number(4, 8)?)),
            }
        }
        [a, b, c] => match (month_named(a), month_named(b)) {
            (Some(month), _) => Some(Shape::Known(year_of(c)?, month, whole(b)?)),
            (_, Some(month)) if a.len() == 4 => Some(Shape::Known(year_of(a)?, month, whole(c)?)),
            (_, Some(month)) => Some(Shape::Known(year_of(c)?, month, whole(a)?)),
            _ if a.len() == 4 => Some(Shape::Known(whole(a)?, whole(b)?, whole(c)?)),
            _ => Some(Shape::Either(whole(a)?, whole(b)?, year_of(c)?)),
        },
        _ => None,
    }
}

/// Cuts what follows a date: `T00:00:00`, ` 00:00`.
fn without_time(text: &str) -> &str {
    let end = text.find(['T', ' ']).filter(|&at| text[at..].contains(':'));
    end.map_or(text, |at| &text[..at])
}

fn whole(text: &str) -> Option<u32> {
    let digits = text.len() <= 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Two digits below 30 are of this century: nobody in a list is to be born after 2029.
fn year_of(text: &str) -> Option<u32> {
    match (text.len(), whole(text)?) {
        (4, year) => Some(year),
        (2, year) => Some(if year < 30 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn month_named(text: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene"],
        &["feb"],
        &["mar"],
        &["apr", "abr"],
        &["may"],
        &["jun"],
        &["jul"],
        &["aug", "ago"],
        &["sep", "set"],
        &["oct"],
        &["nov"],
        &["dec", "dic"],
    ];
    let start = text.get(..3)?.to_lowercase();
    let letters = text.chars().all(char::is_alphabetic);
    let at = MONTHS.iter().position(|names| names.contains(&start.as_str())).filter(|_| letters)?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_day_in_many_forms() {
        for text in [
            "2010-03-12",
            "2010/3/12",
            "20100312",
            "12-Mar-2010",
            "12 March 2010",
            "March 12, 2010",
            "2010-03-12T00:00:00",
            "2010-03-12 00:00:00.000",
            "12 mar 10",
            "12032010",
            "12/3/2010",
        ] {
            assert_eq!(read_date(text, Order::Day).as_deref(), Some("2010-03-12"), "{text}");
        }
        assert_eq!(read_date("3/12/10", Order::Month).as_deref(), Some("2010-03-12"));
        assert_eq!(read_date("3/25/2010", Order::Day).as_deref(), Some("2010-03-25"));
        for text in ["2010", "", "about 12", "2010-13-40", "99/99/9999", "1/2/3/4", "12-xyz-2010"] {
            assert_eq!(read_date(text, Order::Day), None, "{text}");
        }
    }

    #[test]
    fn a_list_tells_its_own_order() {
        assert_eq!(order_of(["1/2/2010", "25/2/2010"].into_iter()), Order::Day);
        assert_eq!(order_of(["1.2.2010", "2.25.2010"].into_iter()), Order::Month);
        assert_eq!(order_of(["1/2/2010"].into_iter()), Order::Month);
        assert_eq!(order_of(["1.2.2010", "2010-01-25"].into_iter()), Order::Day);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,40}", digits in "[0-9/. -]{0,14}") {
            for text in [text, digits] {
                let order = order_of([text.as_str()].into_iter());
                if let Some(date) = read_date(&text, order) {
                    let again = read_date(&date, Order::Day);
                    prop_assert_eq!(again.as_deref(), Some(date.as_str()));
                }
            }
        }
    }
}
