//! The table of all routes: who is admitted where. There is no other way to add one.
//!
//! [`Row`] couples a path with whom it admits; [`router`] builds the service from the rows and puts
//! a gate before every handler. A route without a row cannot exist, so default deny holds by
//! construction; the table-driven test in `tests/routes.rs` then tries every row as every role.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use casework::member::Role;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Whom a route admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    /// Everybody, without a session.
    Anyone,
    /// A visitor with a conversation in this browser.
    Visitor,
    /// Somebody who came back with the receipt of a tip.
    Tipster,
    /// A signed-in member who holds one of these roles.
    Members(&'static [Role]),
    /// A signed-in member whose session is locked or not: for unlocking and signing out.
    Session,
    /// Whoever holds the secret in the link; the handler looks it up.
    Link,
}

/// Every role that signs in and works with people.
pub const CARE: &[Role] = &[Role::Specialist, Role::Supervisor, Role::Coordinator];
/// Who answers people, and so enters contacts by hand.
pub const ANSWERS: &[Role] = &[Role::Specialist, Role::Supervisor];
/// Who watches the service level.
pub const SUPERVISOR: &[Role] = &[Role::Supervisor];
/// Who plans with figures.
pub const PLANS: &[Role] = &[Role::Supervisor, Role::Coordinator];
/// Who keeps the directory.
pub const KEEPS: &[Role] = &[Role::Coordinator];
/// Who brings in colleagues.
pub const LEADS: &[Role] = &[Role::Supervisor, Role::Administrator];
/// Who may read the rules by which this house works.
pub const HOUSE: &[Role] =
    &[Role::Specialist, Role::Supervisor, Role::Coordinator, Role::Analyst, Role::Administrator];
/// Who runs the system.
pub const ADMINISTRATOR: &[Role] = &[Role::Administrator];
/// Every role that signs in.
pub const STAFF: &[Role] = &[
    Role::Specialist,
    Role::Supervisor,
    Role::Coordinator,
    Role::Partner,
    Role::Analyst,
    Role::Administrator,
];

/// One route.
pub struct Row {
    /// The method.
    pub method: Method,
    /// The path, with `{name}` for what varies.
    pub path: &'static str,
    /// Whom it admits.
    pub admits: Admits,
    handler: MethodRouter<App>,
}

impl Row {
    /// A page or a stream.
    pub fn get<H, T>(path: &'static str, admits: Admits, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Self { method: Method::GET, path, admits, handler: axum::routing::get(handler) }
    }

    /// A form.
    pub fn post<H, T>(path: &'static str, admits: Admits, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Self { method: Method::POST, path, admits, handler: axum::routing::post(handler) }
    }

    /// The same, where the form may weigh up to `most` bytes. Whoever is not admitted sends no more than
    /// anybody: the gate stands before it.
    #[must_use]
    pub fn up_to(self, most: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(most)), ..self }
    }
}

/// Builds the router from the rows, a gate before each.
pub fn router(rows: Vec<Row>) -> Router<App> {
    rows.into_iter().fold(Router::new(), |router, row| {
        let admits = row.admits;
        let gate =
            middleware::from_fn(move |request: Request, next: Next| gate(admits, request, next));
        router.route(row.path, row.handler.layer(gate))
    })
}

async fn gate(admits: Admits, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().unwrap_or(Caller::NOBODY);
    match admit(admits, caller) {
        Verdict::Enter => next.run(request).await,
        Verdict::SignIn => Redirect::to("/sign-in").into_response(),
        Verdict::Unlock => Redirect::to("/unlock").into_response(),
        Verdict::Start => Redirect::to("/").into_response(),
        Verdict::Receipt => Redirect::to("/tip/return").into_response(),
        Verdict::NotHere => Error::NotFound.into_response(),
    }
}

/// What a gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
enum Verdict {
    Enter,
    SignIn,
    Unlock,
    Start,
    Receipt,
    NotHere,
}

fn admit(admits: Admits, caller: &Caller) -> Verdict {
    match admits {
        Admits::Anyone | Admits::Link => Verdict::Enter,
        Admits::Visitor => match caller.visitor {
            Some(_) => Verdict::Enter,
            None => Verdict::Start,
        },
        Admits::Tipster => match caller.tipster {
            Some(_) => Verdict::Enter,
            None => Verdict::Receipt,
        },
        Admits::Session => match caller.member {
            Some(_) => Verdict::Enter,
            None => Verdict::SignIn,
        },
        Admits::Members(roles) => match &caller.member {
            None => Verdict::SignIn,
            Some(member) if member.locked => Verdict::Unlock,
            Some(_) if caller.roles().iter().any(|role| roles.contains(role)) => Verdict::Enter,
            Some(_) => Verdict::NotHere,
        },
    }
}

/// A form from another site is refused before anything reads it.
///
/// Cookies are `SameSite=Strict` already; this holds for browsers that get that wrong, and for
/// forms that need no cookie. Browsers send `Sec-Fetch-Site`; older ones send `Origin`.
pub async fn same_site_only(request: Request, next: Next) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    if is_own(request.headers()) {
        next.run(request).await
    } else {
        Error::OtherSite.into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = text("host").unwrap_or("");
            origin.split_once("://").is_some_and(|(_, place)| place == host)
        }
        // Neither: no browser that carries a cookie of ours, or a plain program.
        (None, None) => true,
    }
}
