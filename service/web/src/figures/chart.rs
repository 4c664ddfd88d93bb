//! A published table as people read it: rows in groups, a bar beside each number.

use std::borrow::Cow;

use release::publication::{Publication, PublishedTable, Row};

use crate::page::Page;

/// How a total is called in a publication.
const TOTAL: &str = "total";
/// The most rows of one page; the whole table is in the file.
pub const ROWS: usize = 120;

/// Rows that share all but the last of their codes.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Those codes in words; empty for a table of one variable.
    pub name: String,
    /// Its rows.
    pub bars: Vec<Bar>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The last code in words.
    pub name: String,
    /// The number as it is written; none if it is withheld.
    pub value: Option<String>,
    /// How long its bar is, of 100; none for totals, for nothing, and for what is withheld.
    pub length: Option<f64>,
}

/// What one table tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The groups, in the order of the table.
    pub groups: Vec<Group>,
    /// The largest row that is no total: its words and its number.
    pub largest: Option<(String, String)>,
    /// How many rows there are in all.
    pub rows: usize,
    /// How many of them are withheld.
    pub withheld: usize,
}

impl Chart {
    /// Draws a table of a publication.
    #[must_use]
    pub fn of(page: &Page, publication: &Publication, table: &PublishedTable) -> Self {
        let part = |row: &&Row| !is_total(publication, table, row);
        let largest = table.cells.iter().filter(part).filter(|row| row.value.is_some());
        let largest =
            largest.max_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)));
        let most = largest.and_then(|row| row.value).unwrap_or(0.0);
        let words = |row: &Row| -> Vec<String> {
            let codes = table.by.iter().zip(&row.at);
            codes.map(|(by, code)| word(page, publication, by, code).into_owned()).collect()
        };
        let mut groups: Vec<Group> = Vec::new();
        for row in table.cells.iter().take(ROWS) {
            let mut named = words(row);
            let last = named.pop().unwrap_or_default();
            let name = named.join(" · ");
            let length = row.value.filter(|&value| part(&row) && value > 0.0);
            let bar = Bar {
                name: last,
                value: row.value.map(number),
                length: length.map(|value| (1000.0 * value / most).round() / 10.0),
            };
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => group.bars.push(bar),
                None => groups.push(Group { name, bars: vec![bar] }),
            }
        }
        Self {
            groups,
            largest: largest
                .map(|row| (words(row).join(", "), row.value.map(number).unwrap_or_default())),
            rows: table.cells.len(),
            withheld: table.cells.iter().filter(|row| row.value.is_none()).count(),
        }
    }
}

/// Whether a row adds others of the same table up.
fn is_total(publication: &Publication, table: &PublishedTable, row: &Row) -> bool {
    table.by.iter().zip(&row.at).any(|(by, at)| {
        let known = publication.dictionary.iter().find(|known| known.variable == *by);
        at == TOTAL || known.is_some_and(|known| known.codes.iter().any(|code| code.part_of == *at))
    })
}

/// A code in words.
fn word<'a>(page: &Page, publication: &'a Publication, by: &str, code: &'a str) -> Cow<'a, str> {
    if code == TOTAL {
        return page.t("figures-total");
    }
    let known = publication.dictionary.iter().find(|known| known.variable == by);
    let known = known.and_then(|known| known.codes.iter().find(|known| known.code == code));
    let means = known.map(|known| known.means.as_str()).filter(|means| !means.is_empty());
    Cow::Borrowed(means.unwrap_or(code))
}

/// `1234.5` as `1,234.5`.
pub fn number(value: f64) -> String {
    let text = value.to_string();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use release::publication::{Explained, ExplainedCode};

    use super::*;
    use crate::i18n::Locale;
    use crate::page::Style;

    #[test]
    fn numbers_are_grouped_by_three() {
        let written = [0.0, 7.0, 999.0, 1_000.0, 1_234_567.5, -1_234.0].map(number);
        assert_eq!(written, ["0", "7", "999", "1,000", "1,234,567.5", "-1,234"]);
    }

    /// Totals have no bar and are never called the largest; what is withheld has no number.
    #[test]
    fn bars_compare_what_can_be_compared() {
        let page = Page::sample(Locale::En, Style::Public, "figures-title", "/figures");
        let row = |at: [&str; 2], value| Row { at: at.map(str::to_owned).to_vec(), value };
        let table = PublishedTable {
            by: vec!["county".into(), "age".into()],
            cells: vec![
                row(["north", "total"], Some(80.0)),
                row(["north", "under 18"], Some(50.0)),
                row(["north", "15-17"], Some(40.0)),
                row(["north", "18+"], None),
                row(["lake", "15-17"], Some(10.0)),
            ],
            name: "county by age".into(),
            sum: None,
            within: None,
        };
        let code = |code: &str, part_of: &str, means: &str| ExplainedCode {
            code: code.into(),
            part_of: part_of.into(),
            means: means.into(),
        };
        let ages = vec![
            code("15-17", "under 18", "15 to 17 years"),
            code("18+", "total", ""),
            code("under 18", "total", ""),
        ];
        let age = Explained { variable: "age".into(), about: String::new(), codes: ages };
        let publication = Publication { dictionary: vec![age], ..Publication::default() };
        let chart = Chart::of(&page, &publication, &table);
        let lengths: Vec<_> = chart.groups[0].bars.iter().map(|bar| bar.length).collect();
        assert_eq!(lengths, [None, None, Some(100.0), None]);
        assert_eq!(chart.groups[1].bars[0].length, Some(25.0));
        assert_eq!(chart.largest, Some(("north, 15 to 17 years".into(), "40".into())));
        assert_eq!(
            (chart.rows, chart.withheld, chart.groups[0].bars[3].value.as_ref()),
            (5, 1, None)
        );
    }
}
