use super::*;
use crate::bootstrap::Resampling;
use crate::catalogue::{Catalogue, Progress};
use crate::published;
use crate::random::Stream;
use crate::reference::close;

#[test]
fn the_bound_finds_what_enumeration_finds() {
    let tables = [
        published::uk_5(),
        published::netherlands_5(),
        published::uk_4(),
        published::artificial_3(),
    ];
    let mut scratch = Scratch::default();
    for (table, criterion) in tables.iter().zip([Criterion::Bic, Criterion::Aic].iter().cycle()) {
        let cells = Cells::new(table);
        let resampling = Resampling::multinomial(&cells);
        let mut replicate = Cells::empty(cells.lists());
        for number in 0..25 {
            resampling.draw(&mut Stream::new(17, number), &mut replicate);
            let catalogue = Catalogue { max_order: 2, criterion: *criterion, keep: 2 };
            let all = catalogue.survey(&replicate, &Progress::default());
            let best = BestPairs { criterion: *criterion }.select(&replicate, &mut scratch);
            match (all, best) {
                (Ok(all), Ok(best)) => {
                    close(best.value, all.best[0].value, 1e-10, "value");
                    close(best.population, all.best[0].population, 1e-7, "population");
                    assert_eq!(best.model(cells.lists()), all.best[0].model);
                }
                (Err(_), Err(_)) => {}
                (all, best) => panic!("enumeration {all:?}, bound {best:?}"),
            }
        }
    }
}

/// MultipleSystemsEstimation 1.2.0, `assemble_bic(maxorder = 2)`.
#[test]
fn six_lists_have_the_published_winner() {
    let fit = BestPairs::default().fit(&Cells::new(&published::uk_6())).unwrap();
    assert_eq!(fit.model.to_string(), "[12,13,25,35,36,45]");
    close(fit.bic, 244.119_345_679_911, 1e-9, "bic");
    close(fit.population, 12_349.586_953_562, 1e-9, "population");
}

#[test]
fn the_near_best_are_those_of_the_enumeration() {
    let cells = Cells::new(&published::uk_6());
    let near = BestPairs::default().near_best(&cells, 6.0).unwrap();
    let catalogue = Catalogue { max_order: 2, criterion: Criterion::Bic, keep: 2000 };
    let all = catalogue.survey(&cells, &Progress::default()).unwrap().best;
    let expected: Vec<_> = all.iter().filter(|ranked| ranked.value <= all[0].value + 6.0).collect();
    assert_eq!(near.len(), expected.len());
    for (found, expected) in near.iter().zip(expected) {
        assert_eq!(found.model, expected.model);
        close(found.population, expected.population, 1e-7, "population");
    }
}
