//! Which records of several lists are the same person, and how sure we are.
