//! The fixed workload: which tables are published, of what, and under which rules.
//!
//! A file, written before the data are looked at, instead of "all combinations": every further table
//! costs privacy, and thirty to sixty tables answer what people ask.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::variable::{Variable, VariableRefused, VariableText};

/// The most cells that one table may have, margins included.
pub const MOST_CELLS: usize = 2_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkloadText {
    dataset: String,
    period: String,
    unit: String,
    population: String,
    #[serde(default = "eleven")]
    threshold: u64,
    #[serde(default)]
    dominance: Option<Dominance>,
    variables: Vec<VariableText>,
    tables: Vec<TableText>,
    #[serde(default)]
    dictionary: BTreeMap<String, Meaning>,
}

/// What a variable is, for whoever reads the figures: `[dictionary.NAME]` in the workload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// What it tells, in words.
    #[serde(default)]
    pub about: String,
    /// Words for codes and groups that do not speak for themselves.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

fn eleven() -> u64 {
    // The threshold of the Counter-Trafficking Data Collaborative's k-anonymous data.
    11
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableText {
    name: String,
    by: Vec<String>,
    #[serde(default)]
    sum: Option<String>,
    #[serde(default)]
    importance: Option<f64>,
}

/// When a sum tells too much about those who contribute most to it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dominance {
    /// The second largest contributor may not be able to estimate the largest one to within this
    /// share (the p% rule).
    pub within: f64,
    /// The largest `largest` contributors may not hold more than `share` of a sum (the (n, k) rule).
    pub largest: usize,
    /// See `largest`.
    pub share: f64,
}

/// One table of the workload.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    /// What it is called.
    pub name: String,
    /// Its variables, by their place in [`Workload::variables`], rising.
    pub by: Vec<usize>,
    /// The column that is summed; a count without it.
    pub sum: Option<String>,
    /// How much of a privacy budget it gets beside the others; `None` leaves it to its size.
    pub importance: Option<f64>,
}

/// What is published.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// The name of the dataset in the ledger.
    pub dataset: String,
    /// The period of the data, such as `2026`; the ledger's budget is per year.
    pub period: String,
    /// What one record is, in words.
    pub unit: String,
    /// Whom the data are about, in words.
    pub population: String,
    /// Counts of 1 to one below this are small.
    pub threshold: u64,
    /// For sums.
    pub dominance: Option<Dominance>,
    /// Every variable.
    pub variables: Vec<Variable>,
    /// Every table.
    pub tables: Vec<TableSpec>,
    /// What variables and codes mean, by the variable's name.
    pub dictionary: BTreeMap<String, Meaning>,
}

/// Why a workload cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkloadRefused {
    /// Not TOML, or fields that are missing or unknown.
    #[error("the workload cannot be read: {0}")]
    Text(#[from] toml::de::Error),
    /// A variable is wrong.
    #[error(transparent)]
    Variable(#[from] VariableRefused),
    /// Two of one name.
    #[error("`{0}` is named twice; variables and tables need names of their own")]
    Twice(String),
    /// A table by what does not exist.
    #[error("table `{table}` is by `{variable}`, which is no variable of the workload")]
    UnknownVariable {
        /// Which table.
        table: String,
        /// By what.
        variable: String,
    },
    /// Words for what does not exist.
    #[error("the dictionary explains `{0}`, which is no variable and no code of one")]
    Unexplained(String),
    /// A table by nothing, or by one variable twice.
    #[error("table `{0}` needs one to eight different variables")]
    By(String),
    /// A table that nobody can read.
    #[error("table `{table}` has {cells} cells, more than {MOST_CELLS}; leave a variable out")]
    TooLarge {
        /// Which table.
        table: String,
        /// How many cells.
        cells: usize,
    },
    /// A number outside its range.
    #[error("{0}")]
    Range(&'static str),
}

impl Workload {
    /// Reads a workload.
    ///
    /// # Errors
    /// [`WorkloadRefused`] with what is wrong.
    pub fn read(text: &str) -> Result<Self, WorkloadRefused> {
        let text: WorkloadText = toml::from_str(text)?;
        if text.threshold < 2 {
            return Err(WorkloadRefused::Range(
                "a threshold below 2 protects nobody; use 3 or more",
            ));
        }
        if let Some(Dominance { within, largest, share }) = text.dominance
            && !(within > 0.0 && within <= 1.0 && largest > 0 && share > 0.0 && share < 1.0)
        {
            return Err(WorkloadRefused::Range("`within` and `share` lie between 0 and 1"));
        }
        let mut names = BTreeSet::new();
        let variables: Vec<_> =
            text.variables.iter().map(Variable::new).collect::<Result<_, _>>()?;
        let table_names = text.tables.iter().map(|table| table.name.as_str());
        for name in variables.iter().map(Variable::name).chain(table_names) {
            if !names.insert(name.to_owned()) {
                return Err(WorkloadRefused::Twice(name.to_owned()));
            }
        }
        for (name, meaning) in &text.dictionary {
            let variable = variables.iter().find(|variable| variable.name() == name);
            let unknown = || WorkloadRefused::Unexplained(name.clone());
            let nodes = variable.ok_or_else(unknown)?.nodes();
            if let Some(code) =
                meaning.codes.keys().find(|code| !nodes.iter().any(|n| n.name == **code))
            {
                return Err(WorkloadRefused::Unexplained(format!("{code}` of `{name}")));
            }
        }
        let tables = text.tables.into_iter().map(|table| spec(table, &variables));
        Ok(Self {
            tables: tables.collect::<Result<_, _>>()?,
            dataset: text.dataset,
            period: text.period,
            unit: text.unit,
            population: text.population,
            threshold: text.threshold,
            dominance: text.dominance,
            variables,
            dictionary: text.dictionary,
        })
    }
}

fn spec(table: TableText, variables: &[Variable]) -> Result<TableSpec, WorkloadRefused> {
    let mut by = Vec::new();
    for name in &table.by {
        let Some(found) = variables.iter().position(|variable| variable.name() == name) else {
            let (table, variable) = (table.name, name.clone());
            return Err(WorkloadRefused::UnknownVariable { table, variable });
        };
        by.push(found);
    }
    by.sort_unstable();
    by.dedup();
    if by.is_empty() || by.len() != table.by.len() || by.len() > 8 {
        return Err(WorkloadRefused::By(table.name));
    }
    if table.importance.is_some_and(|importance| !(importance > 0.0 && importance.is_finite())) {
        return Err(WorkloadRefused::Range("the importance of a table is a positive number"));
    }
    let cells = by
        .iter()
        .fold(1_usize, |cells, &variable| cells.saturating_mul(variables[variable].nodes().len()));
    if cells > MOST_CELLS {
        return Err(WorkloadRefused::TooLarge { table: table.name, cells });
    }
    Ok(TableSpec { name: table.name, by, sum: table.sum, importance: table.importance })
}
