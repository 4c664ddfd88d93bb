//! The coded record, lists and the overlap table.
