use proptest::prelude::*;

use super::*;

fn key() -> Key {
    Key::new([3; 32])
}

fn opened() -> String {
    let terms = Terms { dataset: "county".to_owned(), yearly: Rho(0.1), delta: 1e-6 };
    Ledger::open(terms, &key()) + "\n"
}

fn charge(period: &str, rho: f64, release: &str) -> Charge {
    Charge {
        period: period.to_owned(),
        method: "gaussian".to_owned(),
        rho: Rho(rho),
        release: release.to_owned(),
        data: format!("data of {period}"),
        at: 0,
    }
}

/// Charges as a program does that is started anew for every release.
fn charged(file: &mut String, asked: Charge) -> Result<bool, ChargeRefused> {
    let ledger = Ledger::read(file, &key()).unwrap();
    match ledger.charge("county", asked, &key())? {
        Charged::Append(line) => {
            *file += &(line + "\n");
            Ok(true)
        }
        Charged::Before => Ok(false),
    }
}

#[test]
fn a_restart_does_not_bring_the_budget_back() {
    let mut file = opened();
    assert_eq!(charged(&mut file, charge("2026", 0.06, "a")), Ok(true));
    let refused = charged(&mut file, charge("2026-Q3", 0.05, "b")).unwrap_err();
    assert!(matches!(refused, ChargeRefused::Spent { year: 2026, .. }), "{refused}");
    // The same release again is free, another year has its own budget, several years pay each.
    assert_eq!(charged(&mut file, charge("2026", 0.06, "a")), Ok(false));
    assert_eq!(charged(&mut file, charge("2025", 0.1, "c")), Ok(true));
    let refused = charged(&mut file, charge("2024/2026", 0.04, "d")).unwrap_err();
    assert!(matches!(refused, ChargeRefused::Spent { year: 2025, .. }), "{refused}");
}

#[test]
fn another_label_does_not_make_other_people() {
    let mut file = opened();
    assert_eq!(charged(&mut file, charge("2026", 0.06, "a")), Ok(true));
    let relabelled = Charge { period: "2031".to_owned(), ..charge("2026", 0.06, "b") };
    let refused = charged(&mut file, relabelled).unwrap_err();
    assert_eq!(refused, ChargeRefused::OtherPeriod("2026".to_owned()));
    for period in ["", "soon", "20 6", "2026/2024", "20267"] {
        let refused = charged(&mut file, charge(period, 0.01, "c")).unwrap_err();
        assert_eq!(refused, ChargeRefused::Period(period.to_owned()));
    }
}

#[test]
fn a_cost_that_is_no_number_is_refused() {
    let mut file = opened();
    assert!(charged(&mut file, charge("2026", f64::NAN, "a")).is_err());
    assert!(charged(&mut file, charge("2026", f64::INFINITY, "a")).is_err());
    assert!(charged(&mut file, charge("2026", -1.0, "a")).is_err());
}

proptest! {
    #[test]
    fn no_year_ever_passes_its_budget(
        asked in prop::collection::vec((2020_u16..2024, 0_u16..3, 0.0_f64..0.05), 1..40)
    ) {
        let mut file = opened();
        for (number, (from, more, rho)) in asked.into_iter().enumerate() {
            let period = format!("{from}/{}", from + more);
            let _ = charged(&mut file, charge(&period, rho, &number.to_string()));
        }
        let ledger = Ledger::read(&file, &key()).unwrap();
        prop_assert!(ledger.spent().values().all(|rho| rho.0 <= 0.1 + 1e-9));
    }

    #[test]
    fn any_change_of_a_byte_is_noticed(at in 0_usize..400, by in 1_u8..100) {
        let mut file = opened();
        charged(&mut file, charge("2026", 0.06, "a")).unwrap();
        let mut bytes = file.clone().into_bytes();
        let at = at % (bytes.len() - 1);
        prop_assume!(bytes[at] != b'\n');
        bytes[at] = b' ' + (bytes[at] - b' ' + by) % 95;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assume!(changed != file);
        prop_assert!(Ledger::read(&changed, &key()).is_err());
    }
}
