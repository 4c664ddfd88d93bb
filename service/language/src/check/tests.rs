use proptest::prelude::*;

use super::*;

fn ids(text: &str) -> Vec<String> {
    let terms = Terms::english();
    terms.check(text, Markup::Plain).into_iter().map(|finding| finding.term.id.clone()).collect()
}

#[test]
fn the_list_has_72_terms_each_with_reason_and_source() {
    let terms = Terms::english();
    assert_eq!(terms.terms().len(), 72);
    for term in terms.terms() {
        assert!(!term.prefer.is_empty() && !term.why.is_empty() && !term.source.is_empty());
        let ambiguous = term.patterns.iter().any(|pattern| pattern.ambiguous);
        assert_eq!(ambiguous, !term.only_if.is_empty(), "{}", term.id);
    }
}

/// Every text that the list stands for, in all its forms, put into sentences one after another.
#[test]
fn all_terms_are_found_in_a_generated_text_with_every_inflection() {
    let terms = Terms::english();
    for term in terms.terms() {
        for form in term.patterns.iter().flat_map(crate::pattern::Pattern::texts) {
            let text = format!("It was noted yesterday: {form}, and nothing else.");
            let found = terms.check(&text, Markup::Plain);
            let hit = found.iter().find(|finding| finding.term.id == term.id);
            assert!(hit.is_some_and(|hit| hit.found == form), "{}: {form}", term.id);
        }
    }
}

/// The words of the list as people wrote them down, without the remarks in brackets.
#[test]
fn all_terms_are_found_as_written_in_the_list() {
    let terms = Terms::english();
    for term in terms.terms() {
        for phrase in term.avoid.split(';') {
            let phrase = phrase.split(" (").next().unwrap_or_default().trim();
            let text = format!("It was noted: {phrase}.");
            assert!(ids(&text).contains(&term.id), "{}: {phrase}", term.id);
        }
    }
}

#[test]
fn case_spelling_and_line_ends_do_not_hide_a_term() {
    for text in [
        "CHILD PROSTITUTE",
        "Child-Prostitutes",
        "the child prostitute’s room",
        "a child\n  prostitute",
        "child\u{2011}prostitute",
    ] {
        assert_eq!(ids(text), ["T001"], "{text}");
    }
    for text in [
        "a child. Prostitute",
        "child, prostitute",
        "child_prostitute",
        "grandchild prostitute",
        "child\n\nprostitute",
    ] {
        assert!(!ids(text).contains(&"T001".to_owned()), "{text}");
    }
}

#[test]
fn the_longest_term_wins() {
    assert_eq!(ids("webcam child sex tourism"), ["T048"]);
    assert_eq!(ids("pimp-controlled trafficking"), ["T031"]);
    assert_eq!(ids("self-generated child pornography"), ["T051"]);
    assert_eq!(ids("runaway children"), ["T040"]);
}

#[test]
fn statutes_and_names_keep_their_words() {
    assert!(ids("Charged under 18 U.S.C. § 2252A (child pornography).").is_empty());
    assert!(ids("The Optional Protocol covers child prostitution.").is_empty());
    assert!(ids("Ask the International Rescue Committee.").is_empty());
    assert!(ids("Call the National Runaway Safeline.").is_empty());
    assert!(ids("John said that John's sister came.").is_empty());
    // The statute excuses its own words, in its own sentence, and no others.
    assert_eq!(ids("The pimp was charged under 18 U.S.C. § 1591."), ["T030"]);
    assert_eq!(ids("He cited 18 U.S.C. § 2252A. She saw child pornography."), ["T009"]);
    assert_eq!(ids("She was found with a john."), ["T043"]);
}

#[test]
fn a_word_with_several_meanings_is_a_question_unless_the_sentence_answers_it() {
    let terms = Terms::english();
    let severity = |text: &str| {
        let found = terms.check(text, Markup::Plain);
        found.iter().find(|f| f.term.id == "T045").map(|f| (f.severity, f.depends_on_meaning))
    };
    assert_eq!(severity("Our client called back."), Some((Severity::Info, true)));
    assert_eq!(severity("The trafficker sent a client."), Some((Severity::Error, false)));
    assert_eq!(ids("The potential victim is a victim of trafficking."), Vec::<String>::new());
    assert_eq!(ids("The alleged exploiter was seen."), Vec::<String>::new());
}

#[test]
fn a_finding_says_where_and_what_to_do() {
    let terms = Terms::english();
    let found = terms.check("One.\nÄ pimp came.", Markup::Plain);
    assert_eq!((found[0].line, found[0].column, found[0].found.as_str()), (2, 3, "pimp"));
    assert_eq!(&"One.\nÄ pimp came."[found[0].span.clone()], "pimp");
    let suggestion = found[0].suggestion();
    assert!(
        suggestion.contains("trafficker; exploiter") && suggestion.contains("NCMEC"),
        "{suggestion}"
    );
    assert!(!found[0].blocks(Audience::Public));
    let found = terms.check("a lot lizard", Markup::Plain);
    assert!(found[0].blocks(Audience::Public) && !found[0].blocks(Audience::Staff));
}

#[test]
fn a_malformed_list_is_refused_with_its_place() {
    let head = "id,patterns,avoid,prefer,severity,why,source_key,source,seen,exempt_when,kept_in,only_if,context,except\n";
    let read = |rows: &str| Terms::read(&format!("{head}{rows}")).unwrap_err().to_string();
    assert!(read("T1,a~x,a,b,warn,w,k,s,yes,,,,,\n").contains("term T1"));
    assert!(read("T1,a,a,b,worst,w,k,s,yes,,,,,\n").contains("line"));
    let twice = "T1,a,a,b,warn,w,k,s,yes,,,,,\n";
    assert!(read(&twice.repeat(2)).contains("two terms"));
}

fn form() -> impl Strategy<Value = String> {
    let forms: Vec<String> = Terms::english()
        .terms()
        .iter()
        .flat_map(|term| term.patterns.iter().flat_map(crate::pattern::Pattern::texts))
        .collect();
    prop::sample::select(forms)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_found_in_quotations(
        quoted in prop::collection::vec(form(), 1..6),
        style in prop::sample::select(vec![("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"), ("`", "`")]),
    ) {
        let text: String = quoted.iter().map(|form| format!("They wrote {}{form}{} to us. ", style.0, style.1)).collect();
        let terms = Terms::english();
        prop_assert_eq!(terms.check(&text, Markup::Plain), vec![]);
        let block: String = quoted.iter().map(|form| format!("> {form}\n")).collect();
        prop_assert_eq!(terms.check(&block, Markup::Markdown), vec![]);
        let page: String = quoted.iter().map(|form| format!("<blockquote>{form}</blockquote>")).collect();
        prop_assert_eq!(terms.check(&page, Markup::Html), vec![]);
    }

    #[test]
    fn spans_are_words_of_any_text(parts in prop::collection::vec(prop_oneof![form(), any::<String>()], 0..8)) {
        let text = parts.join(" ");
        let terms = Terms::english();
        for markup in [Markup::Plain, Markup::Markdown, Markup::Html, Markup::Fluent] {
            let mut last = 0;
            for finding in terms.check(&text, markup) {
                prop_assert!(text.get(finding.span.clone()).is_some());
                prop_assert!(finding.span.start >= last && finding.line >= 1 && finding.column >= 1);
                last = finding.span.start;
            }
        }
    }
}
