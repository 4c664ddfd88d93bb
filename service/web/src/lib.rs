//! The pages: public, desk, partner, board, set-up.

pub mod asset;
pub mod i18n;
pub mod page;
