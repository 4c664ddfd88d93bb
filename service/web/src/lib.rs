//! The pages: public, desk, partner, board, set-up.
