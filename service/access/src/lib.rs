//! Who may do what: policies in, permits out.
