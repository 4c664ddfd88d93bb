use super::*;
use crate::bca::Bca;
use crate::bootstrap::{Replicates, acceleration};
use crate::catalogue::{Catalogue, Progress};
use crate::reference::{self, close};

fn shortlist(name: &str, max_order: u32) -> (Cells, TopModels) {
    let cells = Cells::new(&reference::table(name));
    let catalogue = Catalogue { max_order, criterion: Criterion::Bic, keep: 100 };
    let survey = catalogue.survey(&cells, &Progress::default()).unwrap();
    let models = TopModels::first(100, &survey, &cells);
    (cells, models)
}

/// Model and estimate of every replicate (MultipleSystemsEstimation 1.2.0, `ntop = 100`).
#[test]
fn replicates_choose_the_same_models_as_the_package() {
    for (name, order, file) in [
        ("UKdat_5", 3, "msepkg_bic_UKdat_5_mo3_ntop100_seed1234_n1000.csv.gz"),
        ("UKdat", 2, "msepkg_bic_UKdat_mo2_ntop100_seed1234_n1000.csv.gz"),
    ] {
        let Some((header, lines)) = reference::lines(file) else { return };
        let (cells, shortlist) = shortlist(name, order);
        let tables = reference::replicate_tables(&header, &lines);
        let mut scratch = Scratch::default();
        for (line, table) in lines.iter().zip(&tables) {
            let (number, population) = shortlist.select(table, &mut scratch).unwrap();
            let what = format!("{name} replicate {}", line[0]);
            close(population, line[line.len() - 2].parse().unwrap(), 1e-6, &what);
            let expected = Model::parse(&line[line.len() - 1], cells.lists()).unwrap();
            assert_eq!(shortlist.models[number].0, expected, "{what}");
        }
    }
}

/// BCa limits with 100 models in every replicate, 1e-6 relative.
#[test]
fn limits_equal_the_package() {
    let file = "msepkg_bic_UKdat_5_mo3_ntop100_seed1234_n1000.csv.gz";
    let Some((header, lines)) = reference::lines(file) else { return };
    let (cells, shortlist) = shortlist("UKdat_5", 3);
    let tables = reference::replicate_tables(&header, &lines);
    let sorted = Replicates::of_tables(&shortlist, &tables).sorted();
    let estimate = shortlist.select(&cells, &mut Scratch::default()).unwrap().1;
    let a = acceleration(&shortlist, &cells).unwrap();
    close(a, 0.031_340_790_442_260_1, 1e-6, "acceleration");
    let bca = Bca::new(&sorted, estimate, a).unwrap();
    for (level, expected) in [
        (0.025, 11_226.982_326_892_6),
        (0.05, 11_839.776_294_296_5),
        (0.1, 12_702.264_558_393_9),
        (0.9, 40_254.915_805_543_3),
        (0.95, 47_345.061_533_424),
        (0.975, 55_830.666_477_813_4),
    ] {
        close(bca.limit(&sorted, level).value.unwrap(), expected, 1e-6, &level.to_string());
    }
}
