//! The pages: public, desk, partner, board, set-up.
//!
//! A request goes one way: [`headers`] dress every answer, [`caller`] reads who asks, the gate of its
//! row in the table of [`routes`] admits or refuses, the handler enters the [`store`], asks one rule
//! of `casework`, saves and commits ([`acts`]), and answers with a page.
//!
//! Reading order: [`route`] and [`routes`], [`app`], [`acts`], then a feature: [`public`] for people
//! who reach out. What all pages share: [`page`], [`i18n`], [`asset`], [`gallery`].
//!
//! # Invariants
//! - A route without a row in the table cannot exist; every row has a gate.
//! - No page loads anything from elsewhere, runs a script that is not a file of ours, or sets a
//!   cookie before a conversation or a log-in needs it.
//! - No log line holds an address of a visitor or a word that somebody wrote.
//!
//! ```
//! let rows = web::routes::rows();
//! assert!(rows.iter().any(|row| row.path == "/" && row.admits == web::route::Admits::Anyone));
//! ```

pub mod account;
pub mod acts;
pub mod agency;
pub mod app;
pub mod asset;
pub mod caller;
pub mod case;
pub mod catalogue;
pub mod desk;
pub mod duty;
pub mod entries;
pub mod erasure;
pub mod error;
pub mod figures;
pub mod flood;
pub mod form;
pub mod gallery;
pub mod headers;
pub mod hsds;
pub mod i18n;
pub mod line;
pub mod message;
pub mod monitor;
mod oops;
pub mod oversight;
pub mod page;
pub mod partner;
pub mod place;
pub mod presence;
pub mod public;
pub mod review;
pub mod route;
pub mod routes;
pub mod say;
pub mod screening;
pub mod shelter;
pub mod tip;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;

pub use app::{App, Config};
/// Boxes the future of a function, so that its body is compiled in this crate, once: see `store`.
pub(crate) use async_recursion::async_recursion as compiled_here;

/// The whole service.
pub fn router(app: App) -> Router {
    route::router(routes::rows().into_iter().chain(gallery::rows()).collect())
        .fallback(public::plain::absent)
        .method_not_allowed_fallback(hsds::other_method)
        .layer(DefaultBodyLimit::max(form::LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), caller::identify))
        .layer(middleware::from_fn(route::same_site_only))
        .layer(middleware::from_fn_with_state(app.clone(), headers::dress))
        .layer(middleware::from_fn_with_state(app.clone(), monitor::count))
        .with_state(app)
}

/// Serves until the application is stopped, then lets requests under way finish. Streams never finish by
/// themselves: whoever waits for this sets a limit.
///
/// # Errors
/// When the listener fails.
#[compiled_here]
pub async fn serve(listener: tokio::net::TcpListener, app: App) -> std::io::Result<()> {
    // The door of staff slows guessing by where it comes from; nothing else reads the address.
    let stop = app.stopped();
    let service = router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
