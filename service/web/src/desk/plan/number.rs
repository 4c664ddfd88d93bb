//! The numbers of a form that is sent in an address: each within its limits, or with a word of what is wrong.

use std::collections::HashMap;

/// What stands in the address.
pub struct Asked(HashMap<String, String>);

/// One number of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its field.
    pub name: &'static str,
    /// As it was typed.
    pub typed: String,
    /// What it is; none if it may be left out and was, or if it is wrong.
    pub value: Option<f64>,
    /// Least and most.
    pub limits: (f64, f64),
    /// Whether it cannot be used.
    pub is_wrong: bool,
}

impl Asked {
    /// Reads an address; what is no field of a form is passed over.
    #[must_use]
    pub fn of(query: &str) -> Self {
        Self(serde_html_form::from_str(query).unwrap_or_default())
    }

    /// A number; `usual` where the address does not name it.
    #[must_use]
    pub fn number(&self, name: &'static str, usual: &str, limits: (f64, f64)) -> Number {
        let typed = self.0.get(name).map_or(usual, |typed| typed.trim()).to_owned();
        let value: Option<f64> = typed.parse().ok();
        let value = value.filter(|value| (limits.0..=limits.1).contains(value));
        Number { name, is_wrong: value.is_none(), typed, value, limits }
    }

    /// A number that may be left empty.
    #[must_use]
    pub fn optional(&self, name: &'static str, limits: (f64, f64)) -> Number {
        let number = self.number(name, "", limits);
        Number { is_wrong: number.is_wrong && !number.typed.is_empty(), ..number }
    }
}

impl Number {
    /// Its limits as they are read.
    #[must_use]
    pub fn least(&self) -> String {
        self.limits.0.to_string()
    }

    /// See [`least`](Self::least).
    #[must_use]
    pub fn most(&self) -> String {
        self.limits.1.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_within_its_limits_only() {
        let asked = Asked::of("a=4.5&b=many&c=-1&d=&e=NaN&f=inf&a2=7&x=1");
        let value = |name| asked.number(name, "3", (0.0, 10.0)).value;
        let found = ["a", "b", "c", "d", "e", "f", "a2", "missing"].map(value);
        assert_eq!(found, [Some(4.5), None, None, None, None, None, Some(7.0), Some(3.0)]);
        assert!(!asked.optional("d", (0.0, 1.0)).is_wrong);
        assert!(!asked.optional("missing", (0.0, 1.0)).is_wrong);
        assert!(asked.optional("b", (0.0, 1.0)).is_wrong);
    }
}
