//! Tests of the store on SQLite and, where one is found, on PostgreSQL.

pub(crate) mod crowd;
mod directory;
mod durability;
mod schema;
pub(crate) mod world;
