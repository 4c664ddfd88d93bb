//! Tests of the store on SQLite and, where one is found, on PostgreSQL.

mod directory;
pub(crate) mod crowd;
mod durability;
mod schema;
pub(crate) mod world;
