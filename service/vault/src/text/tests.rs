//! Secret text goes in by serde and comes out by `expose` only.

use super::*;

#[derive(Deserialize, Serialize)]
struct Card {
    #[serde(serialize_with = "expose")]
    name: Text,
    beds: u8,
}

#[test]
fn a_forms_field_is_secret_from_its_first_moment() {
    let card: Card = serde_json::from_str(r#"{"name":"Ana","beds":2}"#).unwrap();
    assert_eq!((card.name.expose(), card.beds), ("Ana", 2));
    assert_eq!(format!("{:?}", card.name), "Text");
}

#[test]
fn a_value_with_secret_fields_is_sealed_whole() {
    let card = Json(Card { name: Text::from("Ana"), beds: 2 });
    let plain = card.to_plain();
    assert_eq!(plain.as_slice(), br#"{"name":"Ana","beds":2}"#);
    assert_eq!(Json::<Card>::from_plain(&plain).unwrap().0.name.expose(), "Ana");
    assert_eq!(format!("{card:?}"), "Json");
}

/// A buffer that grows moves, and leaves what it held behind unwiped.
#[test]
fn json_is_written_without_moving() {
    let words = Json(vec!["word".to_owned(); 1000]);
    let plain = words.to_plain();
    assert_eq!(plain.capacity(), plain.len());
}

#[test]
fn other_content_is_refused() {
    assert!(Text::from_plain(&[0xc3]).is_none());
    assert!(Json::<Card>::from_plain(br#"{"name":7}"#).is_none());
}

#[test]
fn blank_text_is_known_as_such() {
    assert!(Text::from(" \n\u{a0}").is_blank());
    assert!(!Text::from(" a ").is_blank());
    assert_eq!(Text::from("Zoë").char_count(), 3);
}
