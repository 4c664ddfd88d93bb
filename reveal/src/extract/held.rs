//! Coded records between reading and writing: each as a few numbers of codes.
//!
//! What makes a combination rare is known only at the end of the file. Codes repeat, so they are held
//! once, and a record is four bytes for each of its columns.

use std::collections::HashMap;

use anyhow::{Context, Result};
use deidentify::CodedCase;
use deidentify::rare::{Census, Quasi};

/// Records of one extract.
#[derive(Default)]
pub struct Held {
    quasis: HashMap<Quasi, u32>,
    codes: HashMap<String, u32>,
    /// For each record the number of its combination, then those of its other codes.
    numbers: Vec<u32>,
    width: usize,
}

impl Held {
    /// Takes a record in.
    ///
    /// # Errors
    /// With more than four billion different codes.
    pub fn take(&mut self, case: &CodedCase) -> Result<()> {
        let number = match self.quasis.get(case.quasi()) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(self.quasis.len()).context("too many combinations")?;
                self.quasis.insert(case.quasi().clone(), number);
                number
            }
        };
        self.numbers.push(number);
        for code in case.kept() {
            let number = match self.codes.get(code) {
                Some(&number) => number,
                None => {
                    let number = u32::try_from(self.codes.len()).context("too many codes")?;
                    self.codes.insert(code.clone(), number);
                    number
                }
            };
            self.numbers.push(number);
        }
        self.width = 1 + case.kept().len();
        Ok(())
    }

    /// Hands every record to `row`, in the order in which it came; each is told with whether it leaves
    /// coarser because fewer than `k` look like it.
    ///
    /// # Errors
    /// What `row` fails with.
    pub fn each(self, k: u32, mut row: impl FnMut(&[&str], bool) -> Result<()>) -> Result<u64> {
        if self.width == 0 {
            return Ok(0);
        }
        let mut counts = vec![0_u32; self.quasis.len()];
        for record in self.numbers.chunks_exact(self.width) {
            counts[record[0] as usize] += 1;
        }
        let mut census = Census::default();
        for (quasi, &number) in &self.quasis {
            census.count_many(quasi, counts[number as usize]);
        }
        let mut combinations = vec![(Vec::new(), false); self.quasis.len()];
        for (quasi, &number) in &self.quasis {
            let coarse = census.coarsened(quasi, k);
            let cells = coarse.cells().map(std::borrow::Cow::into_owned).to_vec();
            combinations[number as usize] = (cells, coarse != *quasi);
        }
        let mut codes = vec![""; self.codes.len()];
        for (code, &number) in &self.codes {
            codes[number as usize] = code;
        }
        let mut cells: Vec<&str> = Vec::new();
        for record in self.numbers.chunks_exact(self.width) {
            let (combination, is_coarser) = &combinations[record[0] as usize];
            cells.clear();
            cells.extend(combination.iter().map(String::as_str));
            cells.extend(record[1..].iter().map(|&number| codes[number as usize]));
            row(&cells, *is_coarser)?;
        }
        Ok((self.numbers.len() / self.width) as u64)
    }
}
