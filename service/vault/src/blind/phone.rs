//! Phone numbers in the one form under which they are indexed.

use std::borrow::Cow;

/// How numbers are dialled where the organisation works: what a number without a country code
/// means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialPlan {
    /// The country's calling code, digits only (`1`).
    pub country: Cow<'static, str>,
    /// What is dialled before a country code (`011`).
    pub international: Cow<'static, str>,
    /// What is dialled before an area code within the country (`1`, `0`, or nothing).
    pub trunk: Cow<'static, str>,
    /// How many digits a number has within the country, without the trunk prefix, where that is
    /// fixed.
    pub digits: Option<usize>,
}

impl DialPlan {
    /// The United States, Canada and the Caribbean (North American Numbering Plan).
    pub const NORTH_AMERICA: DialPlan = DialPlan {
        country: Cow::Borrowed("1"),
        international: Cow::Borrowed("011"),
        trunk: Cow::Borrowed("1"),
        digits: Some(10),
    };

    /// The number's digits with the country code first, as in E.164 but without the plus sign;
    /// `None` if it cannot be a phone number: letters other than an extension, fewer than 7 or
    /// more than 15 digits, or not as many as this country's numbers have.
    pub(super) fn international(&self, number: &str) -> Option<String> {
        let number = number.trim();
        let number = number.strip_prefix("tel:").unwrap_or(number);
        let main = without_extension(number).trim_start();
        let whole = if main.starts_with(['+', '＋']) {
            // `+44 (0)20 …`: the zero is dialled within the country only.
            digits(&main.replacen("(0)", "", 1))?
        } else {
            let digits = digits(main)?;
            self.abroad(&digits).or_else(|| self.within(&digits))?
        };
        let possible = (7..=15).contains(&whole.len()) && !whole.starts_with('0');
        possible.then_some(whole)
    }

    fn abroad(&self, digits: &str) -> Option<String> {
        [&*self.international, "00"]
            .into_iter()
            .filter(|prefix| !prefix.is_empty())
            .find_map(|prefix| digits.strip_prefix(prefix))
            .map(str::to_owned)
    }

    fn within(&self, digits: &str) -> Option<String> {
        let full = |rest: &str| self.digits.is_none_or(|due| rest.len() == due);
        let plain = Some(digits).filter(|rest| full(rest) && !self.starts_with_trunk(rest));
        let rest = plain.or_else(|| digits.strip_prefix(&*self.trunk).filter(|rest| full(rest)))?;
        Some(format!("{}{rest}", self.country))
    }

    fn starts_with_trunk(&self, digits: &str) -> bool {
        !self.trunk.is_empty() && digits.starts_with(&*self.trunk)
    }
}

/// Cuts `x12`, `ext. 12` and `#12` off the end.
fn without_extension(number: &str) -> &str {
    let end = number.find(['x', 'X', 'e', 'E', '#', ';']).unwrap_or(number.len());
    &number[..end]
}

/// The digits of a number, in whatever script; `None` if there is anything but digits and the
/// usual separators.
fn digits(number: &str) -> Option<String> {
    let mut digits = String::with_capacity(number.len());
    for letter in number.chars() {
        match value(letter) {
            Some(digit) => digits.push(digit),
            None if letter.is_alphabetic() => return None,
            None => {}
        }
    }
    Some(digits)
}

fn value(letter: char) -> Option<char> {
    let zeros = ['0', '٠', '۰', '०', '০', '０'];
    zeros.into_iter().find_map(|zero| {
        let value = (letter as u32).checked_sub(zero as u32).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}
