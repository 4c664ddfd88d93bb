use super::*;
use crate::published;
use crate::reference::{self, close};

fn survey(cells: &Cells, max_order: u32, keep: usize) -> Survey {
    let catalogue = Catalogue { max_order, criterion: Criterion::Bic, keep };
    catalogue.survey(cells, &Progress::default()).unwrap()
}

/// Number of models and of estimable ones (Chan, Silverman & Vincent's check, certified), and the
/// best model of two packages.
#[test]
fn counts_and_winners_are_those_of_the_packages() {
    for (table, order, considered, estimable, best, population) in [
        (published::uk_5(), 4, 6893, 6519, "[123,25,34]", 25_311.290_612_532_5),
        (published::uk_5(), 3, 6212, 6084, "[123,25,34]", 25_311.290_612_532_5),
        (published::netherlands_5(), 4, 6893, 6568, "[135,12,24,34]", 148_788.758_990_558),
        (published::uk_4(), 3, 113, 111, "[12,13,4]", 11_987.087_615_287_9),
        (published::uk_5(), 2, 1024, 1024, "[12,13,23,25,34]", 22_991.331_314_160_1),
    ] {
        let cells = Cells::new(&table);
        let survey = survey(&cells, order, 10);
        assert_eq!(survey.considered, considered);
        assert_eq!(survey.estimable, estimable, "{best}");
        assert_eq!(Catalogue::size(cells.lists(), order), Some(considered));
        assert_eq!(survey.failed, 0);
        assert_eq!(survey.best[0].model.to_string(), best);
        close(survey.best[0].population, population, 1e-8, best);
    }
}

/// Every model's population and BIC, from warm starts, against another program's fits.
#[test]
fn warm_started_fits_equal_another_program() {
    for (name, order, file) in [
        ("UKdat_5", 3, "msepkg_allmodels_UKdat_5_maxorder3.csv.gz"),
        ("Ned_5", 3, "msepkg_allmodels_Ned_5_maxorder3.csv.gz"),
        ("UKdat", 2, "msepkg_allmodels_UKdat_maxorder2.csv.gz"),
    ] {
        let Some((_, lines)) = reference::lines(file) else { return };
        let cells = Cells::new(&reference::table(name));
        let survey = survey(&cells, order, usize::MAX);
        let found: std::collections::HashMap<String, &Ranked> =
            survey.best.iter().map(|ranked| (ranked.model.to_string(), ranked)).collect();
        assert_eq!(survey.estimable as usize, lines.len());
        for line in lines {
            let model = Model::parse(&line[0], cells.lists()).unwrap().to_string();
            close(found[&model].population, line[1].parse().unwrap(), 1e-6, &model);
            close(found[&model].value, line[2].parse().unwrap(), 1e-6, &model);
        }
    }
}

/// The best model by Akaike's criterion (Rcapture 1.4-4); "valid methods range from 5,552".
#[test]
fn akaike_prefers_another_model_by_far() {
    let catalogue = Catalogue { max_order: 4, criterion: Criterion::Aic, keep: 3 };
    let cells = Cells::new(&published::uk_5());
    let survey = catalogue.survey(&cells, &Progress::default()).unwrap();
    assert_eq!(survey.best[0].model.to_string(), "[124,234,15,25,35,45]");
    close(survey.best[0].population, 5_551.768_741_764_63, 1e-6, "aic");
}

#[test]
fn a_survey_can_be_stopped() {
    let progress = Progress::default();
    progress.stop();
    let catalogue = Catalogue { max_order: 4, criterion: Criterion::Bic, keep: 3 };
    let survey = catalogue.survey(&Cells::new(&published::uk_5()), &progress).unwrap();
    assert!(!survey.complete && survey.considered < 6893);
}

#[test]
fn too_many_models_are_refused_with_an_alternative() {
    let catalogue = Catalogue { max_order: 3, criterion: Criterion::Bic, keep: 3 };
    let mut cells = Cells::empty(7);
    cells.refill((1..128).map(|history| (history, 2.0)));
    let refusal = catalogue.survey(&cells, &Progress::default()).unwrap_err();
    assert!(refusal.to_string().contains("--method downhill"), "{refusal}");
}
