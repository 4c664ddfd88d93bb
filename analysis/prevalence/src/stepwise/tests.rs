use super::*;
use crate::published;
use crate::reference::{self, close};

/// Models and estimates of two packages (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0).
#[test]
fn selection_equals_the_published_packages() {
    for (table, model, population) in [
        (published::uk_6(), "[12,13,24,25,35,36,45]", 11_417.991_091_504_6),
        (published::uk_5(), "[12,13,24,25,35,45]", 11_312.990_289_435_3),
        (published::uk_4(), "[12,13,24]", 11_015.244_454_372_3),
        (published::netherlands_5(), "[12,13,15,24,34,35]", 121_521.613_710_563),
        (published::artificial_3(), "[1,2,3]", 539.093_930_347_585),
    ] {
        let fit = Stepwise::default().fit(&Cells::new(&table)).unwrap();
        assert_eq!(fit.model.to_string(), model);
        close(fit.population, population, 1e-9, model);
    }
}

/// Every bootstrap replicate's estimate, selection included, 1e-6 relative.
#[test]
fn replicates_equal_the_published_packages_one_by_one() {
    for file in [
        "msepkg_stepwise_Artificial_3_seed1234_n1000.csv.gz",
        "msepkg_stepwise_Ned_5_seed1234_n1000.csv.gz",
        "msepkg_stepwise_UKdat_4_seed1234_n1000.csv.gz",
        "msepkg_stepwise_UKdat_5_seed1234_n1000.csv.gz",
        "msepkg_stepwise_UKdat_seed1234_n1000.csv.gz",
        "sparsemse_UKdat_5_seed1234_n1000.csv.gz",
        "sparsemse_UKdat_seed1234_n1000.csv.gz",
    ] {
        let Some((header, lines)) = reference::lines(file) else { return };
        let mut scratch = Scratch::default();
        let tables = reference::replicate_tables(&header, &lines);
        for (line, cells) in lines.iter().zip(&tables) {
            let expected: f64 = line[line.len() - 1].parse().unwrap();
            let what = format!("{file} replicate {}", line[0]);
            match Stepwise::default().population(cells, &mut scratch) {
                Ok(found) => close(found.population, expected, 1e-6, &what),
                Err(refusal) => assert!(expected > 1e12, "{what}: {refusal}"),
            }
        }
    }
}
