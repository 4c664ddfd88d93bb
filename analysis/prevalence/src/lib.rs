//! How many, seen and unseen: multiple systems estimation.
