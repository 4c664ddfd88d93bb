//! A running hotline as browsers see it: the real binary in a process of its own, and visitors and
//! staff who use it over HTTP. For the tests that kill it and the bench that loads it; nothing that
//! is served depends on this crate.
//!
//! Reading order: [`Server`] starts, kills and stops the binary; [`Browser`] sends forms and keeps
//! cookies, [`Events`] follows a stream; [`house`] founds a hotline through its own pages;
//! [`database`] makes a place to keep it, on either engine.
//!
//! # Invariants
//! - What a browser cannot do, nothing here does: every contact comes from a form that was fetched.
//! - Nobody waits for luck: a server counts as started when it says where it answers.
//!
//! ```no_run
//! # async fn example() -> Result<(), drill::AskError> {
//! let place = drill::database::sqlite();
//! let server = drill::Server::start("target/debug/daybreak".as_ref(), &place, &[])?;
//! let mut visitor = drill::Browser::at(server.address());
//! let page = visitor.get("/chat/start").await?;
//! let words = [("key", page.key()), ("lane", "help"), ("words", "is anybody there?")];
//! assert_eq!(visitor.post("/chat/start", &words).await?.status, 303);
//! # Ok(())
//! # }
//! ```

mod browser;
pub mod database;
mod events;
pub mod house;
mod server;

pub use browser::{Answer, AskError, Browser};
pub use events::{Event, Events};
pub use server::Server;
