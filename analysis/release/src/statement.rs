//! What a publication promises, in plain words: it is printed on each.

use crate::account::Rho;
use crate::cell_key::Perturbation;
use crate::consistent::Measured;
use crate::workload::Workload;

/// What stands on every publication.
fn opening(workload: &Workload) -> Vec<String> {
    vec![
        format!("Each record is {}. The figures are about {}.", workload.unit, workload.population),
        format!("Period: {}.", workload.period),
        "These are people who became known. How many there are in truth is another question, and \
         these figures do not answer it."
            .to_owned(),
    ]
}

/// For suppressed tables.
#[must_use]
pub fn suppression(workload: &Workload, small: usize, complementary: usize) -> Vec<String> {
    let threshold = workload.threshold;
    let mut lines = opening(workload);
    lines.extend([
        format!("Counts from 1 to {} are withheld: {small} cells.", threshold - 1),
        format!(
            "{complementary} further cells are withheld because the others could be worked out from \
             them. As far as anybody can calculate from these tables, each small count may be anything \
             from nobody to {threshold}."
        ),
        "This was checked by linear programming before the tables were written. It does not hold \
         against somebody who knows withheld counts from elsewhere."
            .to_owned(),
        "A zero is shown: it says that nobody with these codes became known.".to_owned(),
    ]);
    lines
}

/// For perturbed tables.
#[must_use]
pub fn cell_key(workload: &Workload, perturbation: &Perturbation) -> Vec<String> {
    let mut lines = opening(workload);
    lines.extend([
        format!(
            "Every count was changed by at most {} up or down, with a mean of nothing and a standard \
             deviation of {:.1}. Counts from 1 to {} do not occur.",
            perturbation.most,
            perturbation.variance.sqrt(),
            perturbation.hidden
        ),
        "The same people get the same change in every table and every publication, so nothing is \
         gained by asking again. Totals may differ a little from the sums of their parts."
            .to_owned(),
    ]);
    lines
}

/// For tables with differential privacy.
#[must_use]
pub fn private(
    workload: &Workload,
    tables: &[Measured],
    mechanism: &str,
    cost: Rho,
    delta: f64,
) -> Vec<String> {
    let epsilon = cost.epsilon(delta);
    let mut lines = opening(workload);
    lines.extend([
        format!(
            "Random noise ({mechanism}) was added so that these tables would look almost the same \
             without any one of the records. In figures: rho = {:.6}, which is epsilon = {epsilon:.3} \
             at delta = {delta:e}: what anybody thinks of one person's being in the data can change \
             its odds by at most a factor of {:.2}, whatever else they know.",
            cost.0,
            epsilon.exp()
        ),
        "What is protected is one record. Somebody with several records is protected less.".to_owned(),
        "Tables agree with each other and nothing is below zero; both were made from the noisy \
         figures alone. A value below the stated error may stand for nobody at all."
            .to_owned(),
    ]);
    let errors = workload.tables.iter().zip(tables).map(|(spec, table)| {
        format!(
            "{}: nineteen of twenty cells lie within {:.0} of the truth.",
            spec.name,
            (1.96 * table.variance.sqrt()).ceil()
        )
    });
    lines.extend(errors);
    lines
}

/// For synthetic rows, after the statement of the tables that they were made from.
#[must_use]
pub fn rows(k: Option<u64>) -> Vec<String> {
    let made = match k {
        Some(k) => format!(
            "The rows are made up. Every combination of codes within a table of the workload that \
             occurs in them occurred in at least {k} records. They are made for one publication: two \
             such sets of the same people can give more away."
        ),
        None => {
            "The rows are made up from the noisy tables alone, so they tell no more than those do."
                .to_owned()
        }
    };
    vec![
        made,
        "Only what stands in the tables of the workload is true of them; anything else, such as a \
         relation of variables that share no table, is an artefact."
            .to_owned(),
    ]
}
