//! What a worker does for a person, as plain values and rules.
