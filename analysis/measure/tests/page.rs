//! The page of measures says what the program says.

use measure::definition::beds;
use measure::{Definition, JusticeMeasure, Measure};

fn all() -> Vec<(&'static str, Definition)> {
    let victims = Measure::ALL.iter().map(|measure| (measure.code(), measure.definition()));
    let exploiters =
        JusticeMeasure::ALL.iter().map(|measure| (measure.code(), measure.definition()));
    victims.chain(exploiters).chain([(beds::CODE, beds::DEFINITION)]).collect()
}

#[test]
fn the_page_has_every_definition_word_by_word() {
    let page = std::fs::read_to_string("../../docs/methods/measures.md").unwrap();
    for (code, definition) in all() {
        let Definition { name, unit, of_the_period, .. } = definition;
        let lines = [
            format!("### {name}\n\n`{code}`, unit: {unit} {of_the_period}\n"),
            format!("- **Outcomes:** {}\n", definition.outcomes.join(", ")),
            format!("- **Counted:** {}\n", definition.numerator.join(", ")),
            format!("- **Source:** {}\n", definition.source),
            format!("- **Does not mean:** {}\n", definition.does_not_mean),
        ];
        for line in lines {
            assert!(page.contains(&line), "{line}");
        }
    }
}

#[test]
fn every_measure_has_a_code_and_a_name_of_its_own() {
    let all = all();
    for (at, (code, definition)) in all.iter().enumerate() {
        let others = &all[at + 1..];
        assert!(others.iter().all(|(other, _)| other != code), "{code}");
        assert!(others.iter().all(|(_, other)| other.name != definition.name), "{code}");
    }
}

#[test]
fn an_outcome_above_the_line_is_an_outcome_and_not_left_out() {
    for (_, definition) in all() {
        assert!(definition.numerator.iter().all(|one| definition.outcomes.contains(one)));
        assert!(definition.numerator.iter().all(|one| !definition.left_out.contains(one)));
        assert!(definition.left_out.iter().all(|one| definition.outcomes.contains(one)));
    }
}
