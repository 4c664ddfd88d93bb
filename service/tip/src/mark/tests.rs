use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> Vec<String> {
    let written = |mark: &Mark| match mark {
        Mark::Phone(text) => format!("phone {text}"),
        Mark::Email(text) => format!("email {text}"),
        Mark::Name(text) => format!("name {text}"),
    };
    marks(text).iter().map(written).collect()
}

#[test]
fn what_identifies_is_found_however_it_stands_in_the_text() {
    for (text, found) in [
        ("He wrote from +1 555 234 0142.", vec!["phone +1 555 234 0142"]),
        ("(555) 234-0142, ask for Kim", vec!["phone (555) 234-0142"]),
        ("her snap is @kim_2008!", vec!["name kim_2008"]),
        ("plate ABC 1234 or XYZ-987.", vec!["name XYZ-987"]),
        ("mail: Kim.Doe@example.org, please", vec!["email Kim.Doe@example.org"]),
        ("user kim20089", vec!["name kim20089"]),
    ] {
        assert_eq!(shown(text), found, "{text}");
    }
}

#[test]
fn words_ages_times_and_dates_are_no_marks() {
    for text in [
        "A girl of 15 cries every evening at 7pm on the 100th street.",
        "on 2026-11-22 at 14:02",
        "since the 1990s, for 300usd",
        "room 214, 2 men, 3 girls",
        "@ . - (",
        "",
    ] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in ".{0,300}") {
        prop_assert!(marks(&text).len() <= MOST);
    }

    #[test]
    fn a_number_is_found_between_any_words(
        before in "[a-z ,]{0,40}",
        number in "[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}",
        after in "[a-z,]{0,40}",
    ) {
        let text = format!("{before} {number}, {after}");
        prop_assert!(marks(&text).contains(&Mark::Phone(number)), "{text}");
    }
}
