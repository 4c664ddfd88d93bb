//! Published tables, as the project's own data (see `data/README.md` for the sources).

use record::{OverlapTable, counts};

/// Potential victims of trafficking, United Kingdom 2013, six lists.
#[must_use]
pub fn uk_6() -> OverlapTable {
    table(include_str!("../data/uk_6.csv"))
}

/// The same with police forces and the National Crime Agency as one list.
#[must_use]
pub fn uk_5() -> OverlapTable {
    table(include_str!("../data/uk_5.csv"))
}

/// The same without the list of the general public.
#[must_use]
pub fn uk_4() -> OverlapTable {
    table(include_str!("../data/uk_4.csv"))
}

/// Potential victims of trafficking, the Netherlands 2010 to 2015, five lists.
#[must_use]
pub fn netherlands_5() -> OverlapTable {
    table(include_str!("../data/netherlands_5.csv"))
}

/// A made-up sparse table of three lists, two pairs of which share nobody.
#[must_use]
pub fn artificial_3() -> OverlapTable {
    table(include_str!("../data/artificial_3.csv"))
}

fn table(csv: &str) -> OverlapTable {
    counts::read("published table", csv.as_bytes()).expect("the data files are tested to be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_those_of_the_papers() {
        let persons =
            [uk_6(), uk_5(), uk_4(), netherlands_5(), artificial_3()].map(|table| table.persons());
        assert_eq!(persons, [2744, 2744, 2428, 8234, 96]);
    }
}
