//! What is known about a contact, as coded facts (the documentation panel beside the conversation).

mod field;

pub use field::FactField;
