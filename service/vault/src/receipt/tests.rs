//! Receipts are drawn evenly, read back from careless typing, and noticed in a message.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::testing::{PlaybackRng, SeededRng};

fn receipt(seed: u64) -> Receipt {
    Receipt::generate(&mut SeededRng::new(seed))
}

fn suggestion(typed: &str) -> Option<&'static str> {
    match Receipt::parse(typed) {
        Err(ReceiptError::Unknown { suggestion, .. }) => suggestion,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_list_is_sorted_plain_and_told_apart_by_four_letters() {
    assert!(WORDS.is_sorted());
    let telling: HashSet<&str> = WORDS.iter().map(|word| &word[..TELLING]).collect();
    assert_eq!(telling.len(), 1 << 10);
    for word in WORDS {
        assert!((4..=LONGEST).contains(&word.len()), "{word}");
        assert!(word.bytes().all(|letter| letter.is_ascii_lowercase()), "{word}");
    }
}

/// Every 16 bits drawn are one word, and every word belongs to the same number of them.
#[test]
fn every_word_is_as_likely_as_any_other() {
    let mut times = vec![0; WORDS.len()];
    for drawn in (0..=u16::MAX).collect::<Vec<_>>().chunks(WORD_COUNT) {
        let mut bytes: Vec<u8> = drawn.iter().flat_map(|number| number.to_be_bytes()).collect();
        bytes.resize(2 * WORD_COUNT, 0);
        let receipt = Receipt::generate(&mut PlaybackRng(bytes.into_iter()));
        for place in &receipt.0[..drawn.len()] {
            times[usize::from(*place)] += 1;
        }
    }
    assert!(times.iter().all(|times| *times == 64));
}

proptest! {
    #[test]
    fn a_receipt_reads_back(seed: u64) {
        let text = receipt(seed).to_text();
        let again = Receipt::parse(&text).unwrap().to_text();
        prop_assert_eq!(again.as_str(), text.as_str());
        prop_assert_eq!(text.split(' ').count(), WORD_COUNT);
    }

    #[test]
    fn a_receipt_is_noticed_in_any_message(seed: u64, before in "\\PC{0,30}", after in "\\PC{0,30}") {
        let words = receipt(seed).to_text();
        for between in [" ", ", ", "\n", " - ", ". 2. "] {
            let written = words.replace(' ', between).to_uppercase();
            let message = format!("{before} {written} {after}");
            prop_assert!(contains_receipt(&message));
        }
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,200}") {
        let read = Receipt::parse(&text);
        prop_assert!(read.is_err() || tokens(&text).count() == WORD_COUNT);
        prop_assert!(!contains_receipt(&text) || tokens(&text).count() >= WORD_COUNT);
    }
}

#[test]
fn careless_typing_is_understood() {
    let careful = Receipt::parse("acorn teapot river window maple zucchini").unwrap();
    for typed in [
        "Acorn  TEAPOT, river; window -- maple\nzucchini.",
        "1. acorn 2. teapot 3. river 4. window 5. maple 6. zucchini",
        "acorns teapots rivers windows maples zuccini",
    ] {
        let read = Receipt::parse(typed).unwrap();
        assert_eq!(read.to_text().as_str(), careful.to_text().as_str(), "{typed}");
    }
}

#[test]
fn a_wrong_word_is_named_with_what_it_may_have_been() {
    let typed = "acorn teapot rivr window maple zucchini";
    let expected = ReceiptError::Unknown { position: 3, suggestion: Some("river") };
    assert_eq!(Receipt::parse(typed).err(), Some(expected));
    assert_eq!(expected.to_string(), "word 3 is in no receipt");
    assert_eq!(suggestion("kayk"), Some("kayak"));
    assert_eq!(suggestion("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), None);
    assert_eq!(suggestion("ñandú"), None);
}

#[test]
fn another_number_of_words_is_refused() {
    for (typed, found) in [("", 0), ("acorn", 1), ("maple maple maple maple maple maple maple", 7)]
    {
        assert_eq!(Receipt::parse(typed).err(), Some(ReceiptError::Count { found }));
    }
}

#[test]
fn the_same_words_give_the_same_keys_in_one_installation_only() {
    let keys = receipt(1).keys(&[7; 16]);
    let again = Receipt::parse(&receipt(1).to_text()).unwrap().keys(&[7; 16]);
    assert_eq!(again.lookup(), keys.lookup());
    assert_eq!(again.key_pair().public(), keys.key_pair().public());
    let elsewhere = receipt(1).keys(&[8; 16]);
    assert_ne!(elsewhere.lookup(), keys.lookup());
    assert_ne!(elsewhere.key_pair().public(), keys.key_pair().public());
    assert_ne!(receipt(2).keys(&[7; 16]).lookup(), keys.lookup());
}

/// What the module's documentation states about guessing, computed. A guess hits one of `tips`
/// receipts among all after (all + 1) / (tips + 1) tries on average.
#[test]
fn guessing_a_receipt_is_hopeless() {
    let all = (WORDS.len() as f64).powi(WORD_COUNT as i32);
    assert!((all.log2() - 60.0).abs() < 1e-9);
    let year = 365.25 * 24.0 * 3600.0;
    let years =
        |tips: f64, seconds_a_guess: f64| (all + 1.0) / (tips + 1.0) * seconds_a_guess / year;
    let offline = 0.18;
    assert!((3.2e9..3.4e9).contains(&years(1.0, offline)));
    assert!((6_000.0..7_000.0).contains(&years(1e6, offline)));
    let online = 1.0 / 1000.0;
    assert!((36.0..37.0).contains(&years(1e6, online)));
}

/// Sentences of tips as people write them: none may be taken for a receipt.
#[test]
fn sentences_are_no_receipt() {
    for sentence in [
        "There is a young girl at the shop on the corner, she never goes out alone.",
        "blue van, three seats, window broken, parked at the north gate every night",
        "House with green door, red brick wall, behind the train station near the river.",
        "acorn teapot river window maple",
        "acorn teapot river the window maple zucchini",
    ] {
        assert!(!contains_receipt(sentence), "{sentence}");
    }
}

#[test]
fn debug_shows_no_word() {
    assert_eq!(format!("{:?}", receipt(1)), "Receipt");
}
