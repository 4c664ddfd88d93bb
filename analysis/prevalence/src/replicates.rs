//! Reads replicates that another program has drawn, so that its bootstrap can be checked replicate
//! by replicate.
//!
//! ```csv
//! rep,10,01,11,popest
//! 1,38,33,5,290.8
//! ```
//! One column per history, in digits; `popest` and anything after it is optional.

use std::io::Read;

use record::rows::{self, RowError, Rows};
use record::{History, Place};

use crate::cells::Cells;

/// Why a file of replicates cannot be used, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    /// The cell or line that is wrong.
    pub place: Place,
    /// What is wrong with it and what to do; part of the message, so not its source too.
    pub problem: Problem,
}

/// What is wrong with a file of replicates.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The first column is not `rep`, or no history follows.
    #[error("the header must be `rep` and then one history in digits per column, such as 100")]
    Header,
    /// A history with another number of lists than the table, or of nobody.
    #[error("`{history}` is no history over the {lists} lists of the table")]
    History {
        /// The column's name.
        history: String,
        /// The number of lists.
        lists: usize,
    },
    /// The same history in two columns.
    #[error("history `{0}` has two columns; remove one")]
    Duplicate(String),
    /// A count that is no count.
    #[error(transparent)]
    Count(#[from] record::counts::Problem),
    /// The line is no row, or no text.
    #[error(transparent)]
    Row(#[from] rows::Problem),
}

impl From<RowError> for ReadError {
    fn from(error: RowError) -> Self {
        Self { place: error.place, problem: error.problem.into() }
    }
}

/// The tables of a file of replicates, with the estimates that it claims.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// One table per replicate.
    pub tables: Vec<Cells>,
    /// The other program's estimates, where the file has them.
    pub claimed: Vec<Option<f64>>,
}

/// Reads replicates of a table with `lists` lists; `file` is only used in messages.
///
/// # Errors
/// [`ReadError`] with the place of the first mistake.
pub fn read(file: &str, input: impl Read, lists: usize) -> Result<Drawn, ReadError> {
    let mut rows = Rows::new(file, input);
    let header = rows.header()?;
    let histories = histories(file, &header, lists)?;
    let claim = header.iter().position(|name| name == "popest");
    let mut drawn = Drawn { tables: Vec::new(), claimed: Vec::new() };
    while let Some((place, row)) = rows.next()? {
        let mut counts = Vec::with_capacity(histories.len());
        for (column, history) in &histories {
            let count = record::counts::parse_count(&row[*column]).map_err(|problem| {
                let place = Place { column: column + 1, ..place.clone() };
                ReadError { place, problem: problem.into() }
            })?;
            counts.push((*history, count as f64));
        }
        let mut cells = Cells::empty(lists);
        cells.refill(counts);
        drawn.tables.push(cells);
        drawn.claimed.push(
            claim.and_then(|column| {
                row[column].parse().ok().filter(|claim: &f64| claim.is_finite())
            }),
        );
    }
    Ok(drawn)
}

/// Columns with their histories.
fn histories(
    file: &str,
    header: &[String],
    lists: usize,
) -> Result<Vec<(usize, usize)>, ReadError> {
    let at = |column: usize, problem| {
        let place = Place { file: file.to_owned(), line: 1, column };
        Err(ReadError { place, problem })
    };
    if header.first().is_none_or(|name| name != "rep") {
        return at(1, Problem::Header);
    }
    let mut histories: Vec<(usize, usize)> = Vec::new();
    let is_history = |name: &str| !name.is_empty() && name.chars().all(|c| c == '0' || c == '1');
    for (column, name) in header.iter().enumerate().skip(1).take_while(|(_, n)| is_history(n)) {
        let found = History::from_digits(name).filter(|_| name.len() == lists);
        let Some(history) = found.filter(|&history| history != History::UNSEEN) else {
            return at(column + 1, Problem::History { history: name.to_owned(), lists });
        };
        if histories.iter().any(|&(_, known)| known == history.0 as usize) {
            return at(column + 1, Problem::Duplicate(name.to_owned()));
        }
        histories.push((column, history.0 as usize));
    }
    if histories.is_empty() { at(2, Problem::Header) } else { Ok(histories) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_claims_are_read() {
        let csv = "rep,10,01,11,popest,model\n1,38,33,5,290.8,[1]\n2,40,30,0,NA,\n";
        let drawn = read("r.csv", csv.as_bytes(), 2).unwrap();
        assert_eq!(drawn.tables[0].counts(), [0.0, 38.0, 33.0, 5.0]);
        assert_eq!(drawn.claimed, [Some(290.8), None]);
    }

    #[test]
    fn mistakes_name_their_place() {
        let complaint = |csv: &str| read("r.csv", csv.as_bytes(), 2).unwrap_err().to_string();
        assert!(complaint("x,10\n").starts_with("r.csv, line 1, column 1: the header must be"));
        assert!(complaint("rep,popest\n").starts_with("r.csv, line 1, column 2: the header"));
        assert!(complaint("rep,100\n").starts_with("r.csv, line 1, column 2: `100` is no history"));
        assert!(complaint("rep,10,00\n").starts_with("r.csv, line 1, column 3"));
        assert!(complaint("rep,10,10\n").contains("two columns"));
        assert!(complaint("rep,10\n1,-3\n").starts_with("r.csv, line 2, column 2: the count `-3`"));
        assert!(complaint("rep,10\n1,2,3\n").starts_with("r.csv, line 2"));
    }
}
