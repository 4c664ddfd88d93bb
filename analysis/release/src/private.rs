//! Tables with differential privacy.
//!
//! Each table of the workload is measured once, over codes; the budget is divided by
//! [`account::divide`](crate::account::divide), noise is drawn exactly ([`noise`](crate::noise)), and
//! tables are made to agree ([`consistent`](crate::consistent)). Margins and groups are sums of what
//! was measured, so they add up in every table.
//!
//! A record adds one to one cell of each table. Nothing else about the data enters: which codes exist
//! stands in the workload, and the number of records is not published but through the tables.

use crate::account::{Rho, divide};
use crate::consistent::{Measured, reconcile};
use crate::dataset::Dataset;
use crate::noise::{self, Fraction};
use crate::source::{Key, Source};
use crate::variable::Variable;
use crate::workload::Workload;

/// Which noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mechanism {
    /// Discrete Gaussian, for this zero-concentrated cost in all.
    Gaussian(Rho),
    /// Discrete Laplace, for this pure ε in all.
    Laplace(f64),
}

/// What was asked cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MechanismRefused {
    /// Noise beyond what is drawn.
    #[error(
        "a budget of {0} for this workload is outside what can be drawn; change it or ask for fewer tables"
    )]
    Budget(f64),
    /// Sums have no stated bound on what one record adds.
    #[error(
        "table `{0}` is a sum; what one record adds to it has no bound, so only counts can be noisy"
    )]
    Sum(String),
}

impl Mechanism {
    /// Its cost for the ledger.
    ///
    /// Pure ε is divided by the square root of a table's cells, and each part's cost added.
    #[must_use]
    pub fn cost(self, workload: &Workload) -> Rho {
        match self {
            Self::Gaussian(rho) => rho,
            Self::Laplace(epsilon) => Rho(pure_parts(epsilon, workload)
                .into_iter()
                .map(|part| Rho::of_pure(part).0)
                .sum()),
        }
    }

    /// Its name in the ledger and on the release.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gaussian(_) => "discrete Gaussian",
            Self::Laplace(_) => "discrete Laplace",
        }
    }
}

/// Measures every table and makes them agree.
///
/// Call it only after the ledger was charged with [`Mechanism::cost`].
///
/// # Errors
/// [`MechanismRefused`] before anything is drawn.
pub fn measure(
    workload: &Workload,
    data: &Dataset,
    mechanism: Mechanism,
    key: &Key,
    purpose: &str,
) -> Result<Vec<Measured>, MechanismRefused> {
    let mut tables = draw(workload, data, mechanism, key, purpose)?;
    reconcile(&mut tables);
    Ok(tables)
}

/// Measures every table; they do not agree yet.
///
/// # Errors
/// [`MechanismRefused`] before anything is drawn.
pub fn draw(
    workload: &Workload,
    data: &Dataset,
    mechanism: Mechanism,
    key: &Key,
    purpose: &str,
) -> Result<Vec<Measured>, MechanismRefused> {
    if let Some(sum) = workload.tables.iter().find(|table| table.sum.is_some()) {
        return Err(MechanismRefused::Sum(sum.name.clone()));
    }
    let scales = scales(workload, mechanism)?;
    let tables = workload.tables.iter().zip(scales).map(|(spec, scale)| {
        let mut table = count(&workload.variables, data, &spec.by);
        let mut source = Source::new(key, format!("noise\n{purpose}\n{}", spec.name).as_bytes());
        table.variance = match mechanism {
            Mechanism::Gaussian(_) => scale.value(),
            Mechanism::Laplace(_) => 2.0 * scale.value().powi(2),
        };
        for value in &mut table.values {
            *value += match mechanism {
                Mechanism::Gaussian(_) => noise::gaussian(scale, &mut source),
                Mechanism::Laplace(_) => noise::laplace(scale, &mut source),
            } as f64;
        }
        table
    });
    Ok(tables.collect())
}

/// The counts of a table over codes, without noise.
#[must_use]
pub fn count(variables: &[Variable], data: &Dataset, by: &[usize]) -> Measured {
    let sizes: Vec<usize> = by.iter().map(|&by| variables[by].codes()).collect();
    let mut values = vec![0.0; sizes.iter().product()];
    let columns: Vec<&[u8]> = by.iter().map(|&by| data.column(by)).collect();
    for record in 0..data.len() {
        let place = columns
            .iter()
            .zip(&sizes)
            .fold(0, |place, (column, size)| place * size + usize::from(column[record]));
        values[place] += 1.0;
    }
    Measured { by: by.to_vec(), sizes, values, variance: 0.0 }
}

fn cells(workload: &Workload) -> Vec<(usize, Option<f64>)> {
    let codes = |by: &usize| workload.variables[*by].codes();
    let sized = workload
        .tables
        .iter()
        .map(|table| (table.by.iter().map(codes).product(), table.importance));
    sized.collect()
}

/// Pure ε divided for the least sum of absolute errors: shares proportional to the root of cells.
fn pure_parts(epsilon: f64, workload: &Workload) -> Vec<f64> {
    let weights: Vec<f64> = cells(workload)
        .into_iter()
        .map(|(cells, importance)| (cells as f64).sqrt() * importance.unwrap_or(1.0))
        .collect();
    let all: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| epsilon * weight / all).collect()
}

fn scales(workload: &Workload, mechanism: Mechanism) -> Result<Vec<Fraction>, MechanismRefused> {
    let (wished, budget): (Vec<f64>, f64) = match mechanism {
        Mechanism::Gaussian(rho) => {
            let parts = divide(rho, &cells(workload));
            (parts.into_iter().map(|part| 0.5 / part.0).collect(), rho.0)
        }
        Mechanism::Laplace(epsilon) => {
            let parts = pure_parts(epsilon, workload);
            (parts.into_iter().map(|part| 1.0 / part).collect(), epsilon)
        }
    };
    let most = match mechanism {
        Mechanism::Gaussian(_) => (noise::MOST as f64).powi(2),
        Mechanism::Laplace(_) => noise::MOST as f64,
    };
    let fraction = |value: f64| Fraction::near(value).filter(|_| value <= most);
    let drawn: Option<Vec<_>> = wished.into_iter().map(fraction).collect();
    drawn.ok_or(MechanismRefused::Budget(budget))
}

#[cfg(test)]
mod tests;
