use proptest::prelude::*;

use super::*;

/// What is left of `text`, without the spaces that cover the rest.
fn left(text: &str, markup: Markup) -> String {
    cover(text, markup).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn quotations_in_every_style_are_covered() {
    for (open, close) in
        [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»"), ("‹", "›"), ("'", "'"), ("‘", "’")]
    {
        let text = format!("She said {open}don't tell him{close} and left.");
        assert_eq!(left(&text, Markup::Plain), "She said and left.", "{open}{close}");
    }
}

#[test]
fn apostrophes_are_no_quotations() {
    let text = "The girls' room isn't hers. It's the hotel's, 'til Monday.";
    assert_eq!(left(text, Markup::Plain), text.replace("'til", "til"));
}

#[test]
fn an_open_quotation_lasts_to_the_end_of_its_paragraph() {
    let text = "He wrote “first\n\n“second” and then\n\nnobody answered.";
    assert_eq!(left(text, Markup::Plain), "He wrote and then nobody answered.");
}

#[test]
fn code_addresses_and_block_quotations_are_covered() {
    let text = "Use `code here`, see https://example.org/some-words or a@b.example now.";
    assert_eq!(left(text, Markup::Plain), "Use , see or now.");
    let text = "One\n\n> quoted\n> again\n\n```\nfenced\n```\nTwo";
    assert_eq!(left(text, Markup::Markdown), "One Two");
}

#[test]
fn pages_are_read_without_tags_and_with_spoken_attributes() {
    let text = r#"<p class="lead">One <b>two</b></p>{{ value }}{% if x %}<img alt="three" src="four.svg">
        <!-- five --><q>six</q><script>seven</script><input placeholder='eight' value="nine">"#;
    assert_eq!(left(text, Markup::Html), "One two three eight");
}

#[test]
fn fluent_files_are_read_without_keys_and_values() {
    let text = "## Comment\nstart-key = One { $name } two\n    .title = three\nmore = { $n ->\n        [one] four\n       *[other] five\n    }\n";
    assert_eq!(left(text, Markup::Fluent), "One two three [one] four *[other] five }");
}

proptest! {
    #[test]
    fn covering_any_text_keeps_every_place(text in any::<String>(), near in "[<>/=\"'“”‘’«»{}%#`~\\n a-c@:.]{0,60}") {
        for text in [text, near] {
            for markup in [Markup::Plain, Markup::Markdown, Markup::Html, Markup::Fluent] {
                let covered = cover(&text, markup);
                prop_assert_eq!(covered.len(), text.len());
                for (at, c) in covered.char_indices().filter(|(_, c)| *c != ' ' && *c != '\u{0C}') {
                    prop_assert!(text[at..].starts_with(c));
                }
            }
        }
    }
}
