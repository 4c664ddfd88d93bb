//! A fictional county with known truth: demo, practice, proof.
