//! Tests of the store on SQLite and, where one is found, on PostgreSQL.

mod beds;
pub(crate) mod crowd;
mod directory;
mod durability;
pub(crate) mod month;
mod referrals;
mod schema;
pub(crate) mod sealed;
pub(crate) mod talk;
mod tamper;
pub(crate) mod world;
