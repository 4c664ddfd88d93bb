//! Tests of the store on SQLite and, where one is found, on PostgreSQL.

mod directory;
mod durability;
mod schema;
pub(crate) mod world;
