//! What an earlier result knows: person ids, and for an increment its pairs and its model.

use anyhow::{Context, Result, bail};
use linkage::incremental::{self, earlier_edges};
use linkage::score::Edge;
use linkage::table::{Column, Table, TableBuilder, Wanted, read};
use std::path::{Path, PathBuf};

/// An earlier result.
pub(super) struct Earlier {
    dir: PathBuf,
    pub(super) persons: incremental::Earlier,
    /// Only records that it does not know are compared.
    pub(super) increment: bool,
}

impl Earlier {
    /// Reads the person ids of the result in `dir`.
    pub(super) fn read(dir: &Path, increment: bool) -> Result<Self> {
        let table = results(dir, "persons")?;
        let (list, record) = (column(&table, "list")?, column(&table, "record")?);
        let person = column(&table, "person")?;
        let text = |c, r| table.text(c, r).to_owned();
        let persons = (0..table.len() as u32)
            .map(|r| ((text(list, r), text(record, r)), text(person, r)))
            .collect();
        Ok(Self { dir: dir.to_owned(), persons, increment })
    }

    /// The file of its model.
    pub(super) fn model(&self) -> PathBuf {
        self.dir.join("model.json")
    }

    /// Its pairs among the records of `lists` that are not `fresh`.
    pub(super) fn pairs(&self, lists: &Table, fresh: &[bool]) -> Result<Vec<Edge>> {
        let table = results(&self.dir, "pairs")?;
        let (left_list, left) = (column(&table, "left_list")?, column(&table, "left")?);
        let (right_list, right) = (column(&table, "right_list")?, column(&table, "right")?);
        let weight = column(&table, "weight")?;
        let weights = (0..table.len() as u32)
            .map(|r| table.text(weight, r).parse::<f64>())
            .collect::<Result<Vec<f64>, _>>()
            .with_context(|| format!("a weight in `{}` is no number", self.dir.display()))?;
        let text = |c, r| table.text(c, r);
        let pairs = weights.iter().enumerate().map(|(row, &weight)| {
            let r = row as u32;
            ((text(left_list, r), text(left, r)), (text(right_list, r), text(right, r)), weight)
        });
        Ok(earlier_edges(lists, fresh, pairs))
    }
}

/// The table `name` of the result in `dir`, as CSV or Parquet.
fn results(dir: &Path, name: &str) -> Result<Table> {
    let files = ["parquet", "csv"].map(|extension| dir.join(format!("{name}.{extension}")));
    let Some(path) = files.into_iter().find(|path| path.exists()) else {
        bail!("`{}` holds no {name}.parquet or {name}.csv", dir.display());
    };
    let mut builder = TableBuilder::default();
    read(&path, name, &Wanted::default(), &mut builder)?;
    Ok(builder.build())
}

fn column<'t>(table: &'t Table, name: &str) -> Result<&'t Column> {
    table.column(name).with_context(|| format!("the earlier result has no column `{name}`"))
}
