//! The tables as they go out: a document for programs, and a CSV for spreadsheets.

use serde::{Deserialize, Serialize};

use crate::cells::{Cells, coordinates};
use crate::consistent::Measured;
use crate::difference::{Codes, PublishedCell};
use crate::variable::{Node, NodeId, TOTAL, Variable};
use crate::workload::{TableSpec, Workload};

/// Everything that is published at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// The dataset's name.
    pub dataset: String,
    /// Its period.
    pub period: String,
    /// What one record is.
    pub unit: String,
    /// Whom it is about.
    pub population: String,
    /// How it is protected: `suppression`, `cell key`, `discrete Gaussian`, `discrete Laplace`.
    pub method: String,
    /// Counts of 1 to one below this are small.
    pub threshold: u64,
    /// In plain words, what is promised and what is not.
    pub statement: Vec<String>,
    /// What each variable and each code is.
    #[serde(default)]
    pub dictionary: Vec<Explained>,
    /// The tables.
    pub tables: Vec<PublishedTable>,
}

/// A variable in the dictionary of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// Its name, as in the tables.
    pub variable: String,
    /// What it tells, in words; empty if nobody wrote any.
    pub about: String,
    /// Its groups and codes.
    pub codes: Vec<ExplainedCode>,
}

/// A code or a group in the dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedCode {
    /// As in the tables.
    pub code: String,
    /// The group that it adds up to; `total` if it is in none.
    pub part_of: String,
    /// In words; empty if nobody wrote any.
    pub means: String,
}

/// The dictionary of a workload.
#[must_use]
pub fn dictionary(workload: &Workload) -> Vec<Explained> {
    let explained = |variable: &Variable| {
        let meaning = workload.dictionary.get(variable.name()).cloned().unwrap_or_default();
        let code = |node: &Node| {
            let parent = node.parent?;
            Some(ExplainedCode {
                code: node.name.clone(),
                part_of: variable.nodes()[parent].name.clone(),
                means: meaning.codes.get(&node.name).cloned().unwrap_or_default(),
            })
        };
        Explained {
            variable: variable.name().to_owned(),
            codes: variable.nodes().iter().filter_map(code).collect(),
            about: meaning.about.clone(),
        }
    };
    workload.variables.iter().map(explained).collect()
}

/// One table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedTable {
    /// What it is called.
    pub name: String,
    /// Its variables.
    pub by: Vec<String>,
    /// The column that is summed; counts without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
    /// With noise: nineteen of twenty cells of codes lie within this of the truth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<f64>,
    /// Every cell, margins and groups included.
    pub cells: Vec<Row>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// A code, a group or `total` for each variable.
    pub at: Vec<String>,
    /// The value; none if it is withheld.
    pub value: Option<f64>,
}

impl PublishedTable {
    /// A table of cells that are published or withheld.
    #[must_use]
    pub fn of_cells(
        workload: &Workload,
        spec: &TableSpec,
        cells: &Cells,
        layout: usize,
        published: &[Option<f64>],
    ) -> Self {
        let layout = &cells.tables()[layout];
        let rows = layout.cells.iter().enumerate().map(|(at, &cell)| {
            let nodes = coordinates(at, &layout.sizes);
            Row { at: labels(workload, &layout.by, &nodes), value: published[cell] }
        });
        Self::new(workload, spec, None, rows.collect())
    }

    /// A table with noise: groups and totals are sums of codes, values have one decimal.
    #[must_use]
    pub fn of_measured(workload: &Workload, spec: &TableSpec, measured: &Measured) -> Self {
        let sizes: Vec<usize> =
            measured.by.iter().map(|&by| workload.variables[by].nodes().len()).collect();
        let mut dense = vec![0.0; sizes.iter().product()];
        for (at, value) in measured.values.iter().enumerate() {
            let codes = coordinates(at, &measured.sizes);
            let place =
                codes.iter().zip(&sizes).fold(0, |place, (code, size)| place * size + code + 1);
            dense[place] = *value;
        }
        let layout = crate::cells::Layout { by: measured.by.clone(), sizes, cells: Vec::new() };
        layout.add_up(&workload.variables, &mut dense);
        let rows = dense.iter().enumerate().map(|(at, value)| {
            let nodes = coordinates(at, &layout.sizes);
            let value = Some((value * 10.0).round() / 10.0);
            Row { at: labels(workload, &layout.by, &nodes), value }
        });
        let within = (1.96 * measured.variance.sqrt()).ceil();
        Self::new(workload, spec, Some(within), rows.collect())
    }

    fn new(workload: &Workload, spec: &TableSpec, within: Option<f64>, cells: Vec<Row>) -> Self {
        let by = spec.by.iter().map(|&by| workload.variables[by].name().to_owned());
        Self { name: spec.name.clone(), by: by.collect(), sum: spec.sum.clone(), within, cells }
    }
}

impl Publication {
    /// Every table below the other: `table,variables,cell,value`, a withheld value empty.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::from("table,variables,cell,value\n");
        for table in &self.tables {
            let (name, by) = (quoted(&table.name), quoted(&table.by.join(";")));
            for row in &table.cells {
                let value = row.value.map(|value| value.to_string()).unwrap_or_default();
                csv += &format!("{name},{by},{},{value}\n", quoted(&row.at.join(";")));
            }
        }
        csv
    }

    /// The dictionary: `variable,code,part_of,means`; a variable itself has no code.
    #[must_use]
    pub fn dictionary_csv(&self) -> String {
        let mut csv = String::from("variable,code,part_of,means\n");
        for Explained { variable, about, codes } in &self.dictionary {
            let variable = quoted(variable);
            csv += &format!("{variable},,,{}\n", quoted(about));
            for ExplainedCode { code, part_of, means } in codes {
                let line = [code, part_of, means].map(|cell| quoted(cell));
                csv += &format!("{variable},{}\n", line.join(","));
            }
        }
        csv
    }

    /// Its counts for a comparison with other publications.
    ///
    /// `variables` are those of the workload that it was made from.
    #[must_use]
    pub fn counts(&self, variables: &[Variable]) -> Vec<PublishedCell> {
        let counted = self.tables.iter().filter(|table| table.sum.is_none());
        let cells = counted.flat_map(|table| {
            table.cells.iter().map(|row| {
                let parts = table.by.iter().zip(&row.at);
                let codes = parts.filter(|(_, node)| *node != "total").filter_map(|(by, node)| {
                    let variable = variables.iter().find(|variable| variable.name() == by)?;
                    let node = variable.nodes().iter().position(|known| known.name == *node)?;
                    Some((by.clone(), codes_of(variable, node).into_iter().collect()))
                });
                PublishedCell { codes: codes.collect::<Codes>(), count: row.value }
            })
        });
        cells.collect()
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn labels(workload: &Workload, by: &[usize], nodes: &[NodeId]) -> Vec<String> {
    let pairs = by.iter().zip(nodes);
    pairs.map(|(&by, &node)| workload.variables[by].nodes()[node].name.clone()).collect()
}

/// The codes under a node.
fn codes_of(variable: &Variable, node: NodeId) -> Vec<String> {
    let children = &variable.nodes()[node].children;
    if children.is_empty() && node != TOTAL {
        return vec![variable.nodes()[node].name.clone()];
    }
    children.iter().flat_map(|&child| codes_of(variable, child)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::workload;

    #[test]
    fn the_dictionary_says_what_each_code_is_part_of() {
        let text = r#"
            dataset = "county"
            period = "2026"
            unit = "one person"
            population = "people who became known"
            [[variables]]
            name = "age"
            codes = ["12-14", "15-17", "=25+"]
            groups = [{ name = "under 18", of = ["12-14", "15-17"] }]
            [[tables]]
            name = "ages"
            by = ["age"]
            [dictionary.age]
            about = "Age in \"years\""
            codes = { "=25+" = "25 and older" }
        "#;
        let found = dictionary(&Workload::read(text).unwrap());
        let publication = Publication { dictionary: found, ..Publication::default() };
        assert_eq!(
            publication.dictionary_csv(),
            "variable,code,part_of,means\n\"age\",,,\"Age in \"\"years\"\"\"\n\
             \"age\",\"12-14\",\"under 18\",\"\"\n\"age\",\"15-17\",\"under 18\",\"\"\n\
             \"age\",\"'=25+\",\"total\",\"25 and older\"\n\"age\",\"under 18\",\"total\",\"\"\n"
        );
        let wrong = text.replace("\"=25+\" = ", "\"30+\" = ");
        let refused = Workload::read(&wrong).unwrap_err().to_string();
        assert_eq!(
            refused,
            "the dictionary explains `30+` of `age`, which is no variable and no code of one"
        );
    }

    #[test]
    fn margins_of_noisy_tables_are_sums_of_their_codes() {
        let workload = workload(&[2, 2], &[&[0, 1]], 3);
        let values = vec![1.0, 2.5, 4.0, 8.0];
        let measured = Measured { by: vec![0, 1], sizes: vec![2, 2], values, variance: 4.0 };
        let table = PublishedTable::of_measured(&workload, &workload.tables[0], &measured);
        let value = |a: &str, b: &str| {
            table.cells.iter().find(|row| row.at == [a, b]).and_then(|row| row.value)
        };
        assert_eq!(value("c0", "c1"), Some(2.5));
        assert_eq!(value("c1", "total"), Some(12.0));
        assert_eq!(value("total", "total"), Some(15.5));
        assert_eq!(table.within, Some(4.0));
    }
}
