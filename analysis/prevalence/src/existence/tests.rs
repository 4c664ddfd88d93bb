use super::*;
use crate::cells::Cells;
use crate::model::Model;
use crate::reference;

/// The verdict on every hierarchical model of five tables equals verdicts that were checked
/// against exact rational certificates (Chan, Silverman & Vincent 2021 give the codes).
#[test]
fn verdicts_equal_certified_ones_on_every_model() {
    for (name, file) in [
        ("Artificial_3", "fr_Artificial_3_mo2.csv.gz"),
        ("Ned_5", "fr_Ned_5_mo4.csv.gz"),
        ("UKdat_4", "fr_UKdat_4_mo3.csv.gz"),
        ("UKdat_5", "fr_UKdat_5_mo4.csv.gz"),
        ("UKdat", "fr_UKdat_mo2.csv.gz"),
    ] {
        let Some((_, lines)) = reference::lines(file) else { return };
        let cells = Cells::new(&reference::table(name));
        let observed: Vec<u32> = cells.observed().collect();
        for line in lines {
            let model = Model::parse(&line[0], cells.lists()).unwrap();
            let found = decide(cells.lists(), &observed, model.terms());
            assert_eq!(found.code().to_string(), line[1], "{name} {model}");
        }
    }
}

#[test]
fn cached_verdicts_equal_fresh_ones() {
    let mut verdicts = Verdicts::default();
    for counts in [[5, 4, 3, 2, 0, 0, 0], [5, 4, 0, 3, 0, 0, 1], [5, 4, 3, 2, 1, 1, 0]] {
        let mut cells = Cells::empty(3);
        cells.refill((1..8).zip(counts.map(f64::from)));
        let observed: Vec<u32> = cells.observed().collect();
        for model in ["[1,2,3]", "[12,3]", "[13,2]", "[12,13]", "[12,13,23]"] {
            let terms = Model::parse(model, 3).unwrap().terms().to_vec();
            let cached = verdicts.of(3, cells.pattern()).decide(3, &terms);
            assert_eq!(cached, decide(3, &observed, &terms), "{counts:?} {model}");
        }
    }
}

#[test]
fn no_overlap_at_all_has_no_estimate() {
    // Replicate 350 of the artificial table: two packages answered 1.3e13.
    let terms = Model::independence(3).terms().to_vec();
    assert_eq!(decide(3, &[1, 2, 4], &terms), Existence::DoesNotExist);
}

#[test]
fn independence_modulo_two_is_never_claimed_in_vain() {
    let mut stream = crate::random::Stream::new(3, 1);
    let (mut shown, mut missed) = (0, 0);
    for _ in 0..2000 {
        let observed: Vec<u32> = (1..64).filter(|_| stream.uniform() < 0.4).collect();
        let columns: Vec<u32> = (0..64).filter(|_| stream.uniform() < 0.2).collect();
        let exact = rank(&incidence(&observed, &columns)).unwrap() == columns.len();
        let modulo_two = is_independent_modulo_two(&observed, &columns);
        assert!(exact || !modulo_two, "{observed:?} {columns:?}");
        assert_eq!(has_full_rank(&observed, &columns), exact);
        shown += u32::from(modulo_two);
        missed += u32::from(exact && !modulo_two);
    }
    assert!(shown > 100 && missed > 0, "{shown} {missed}");
}
