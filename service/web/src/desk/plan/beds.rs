//! Beds for one need, with limits.

use planning::beds::{Need, Places, places};

use super::number::{Asked, Number};
use super::{DAYS, uniform};

/// How certain the limits are.
const LEVEL: f64 = 0.9;

/// The numbers of the form, and what follows from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Beds {
    /// The form.
    pub fields: Vec<Number>,
    /// How many it takes; none if a number is wrong or too little is known.
    pub places: Option<Places>,
}

impl Beds {
    /// Plans what is asked; `counted` are the requests of the last days that found a bed, and that did not.
    #[must_use]
    pub fn plan(asked: &Asked, counted: (u64, u64)) -> Self {
        let (met, unmet) = (counted.0.to_string(), counted.1.to_string());
        let fields = vec![
            asked.number("days", &DAYS.to_string(), (1.0, 3_660.0)),
            asked.number("met", &met, (0.0, 100_000.0)),
            asked.number("unmet", &unmet, (0.0, 100_000.0)),
            asked.number("stays", "10", (1.0, 100_000.0)),
            asked.number("stay", "21", (0.1, 3_660.0)),
            asked.number("places", "4", (0.0, 100_000.0)),
            asked.number("turned", "5", (0.5, 50.0)),
        ];
        if fields.iter().any(|field| field.is_wrong) {
            return Self { fields, places: None };
        }
        let number = |at: usize| fields[at].value.unwrap_or_default();
        let need = Need {
            days: number(0),
            met: number(1) as u32,
            unmet: Some(number(2) as u32),
            stays: number(3) as u32,
            stay_days: number(3).floor() * number(4),
            places: number(5) as u32,
        };
        let places = places(&need, number(6) / 100.0, LEVEL, &mut uniform()).ok();
        Self { fields, places }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_stands_in_the_form_until_somebody_types_another_number() {
        let usual = Beds::plan(&Asked::of(""), (40, 20));
        let typed = |beds: &Beds, at: usize| beds.fields[at].typed.clone();
        assert_eq!((typed(&usual, 1), typed(&usual, 2)), ("40".into(), "20".into()));
        let more = Beds::plan(&Asked::of("met=80&unmet=40"), (40, 20));
        let median = |beds: &Beds| beds.places.unwrap().median;
        assert!(median(&more) > median(&usual));
        let places = usual.places.unwrap();
        assert!(places.lower <= places.median && places.median <= places.upper);
        assert_eq!(places.missing, places.median - 4);
        assert_eq!(Beds::plan(&Asked::of("stay=0"), (1, 1)).places, None);
    }
}
