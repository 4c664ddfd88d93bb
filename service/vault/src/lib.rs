//! Sealed records, keyrings, blind index and the audit chain.
