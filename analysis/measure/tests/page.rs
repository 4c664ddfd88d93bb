//! The page of measures says what the program says.

use measure::Measure;

#[test]
fn the_page_has_every_definition_word_by_word() {
    let page = std::fs::read_to_string("../../docs/methods/measures.md").unwrap();
    for measure in Measure::ALL {
        let definition = measure.definition();
        let lines = [
            format!(
                "### {}\n\n`{}`, unit: {} {}\n",
                definition.name,
                measure.code(),
                definition.unit,
                definition.of_the_period
            ),
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
fn an_outcome_above_the_line_is_an_outcome_and_not_left_out() {
    for measure in Measure::ALL {
        let definition = measure.definition();
        assert!(definition.numerator.iter().all(|one| definition.outcomes.contains(one)));
        assert!(definition.numerator.iter().all(|one| !definition.left_out.contains(one)));
        assert!(definition.left_out.iter().all(|one| definition.outcomes.contains(one)));
    }
}
