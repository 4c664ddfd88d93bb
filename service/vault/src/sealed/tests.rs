//! Sealing and opening, padding, and everything that must keep a ciphertext shut.

use uuid::Uuid;

use super::*;
use crate::keys::KeyPair;
use crate::testing::SeededRng;
use crate::text::Text;

#[test]
fn what_was_sealed_opens_at_its_place() {
    let mut rng = SeededRng::new(1);
    let pair = KeyPair::generate(&mut rng);
    let place = Place { table: "messages", record: Uuid::from_u128(7), column: "body", version: 1 };
    let sealed = Sealed::seal(&Text::from("I need help"), &pair.public(), place, &mut rng);
    assert_eq!(sealed.open(pair.secret(), place).unwrap().expose(), "I need help");
}
