//! The pages: public, desk, partner, board, set-up.

pub mod asset;
pub mod desk;
pub mod gallery;
pub mod i18n;
pub mod message;
pub mod page;
pub mod public;
