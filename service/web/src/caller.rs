//! Who sends a request: read from the cookies once, before any gate.
//!
//! A cookie holds a random secret and nothing else; the tables hold its hash and the keys locked
//! under it. Neither opens anything alone, so any node can serve any request. The same browser may
//! hold a visitor's and a member's session at once (as in the demo); each page uses its own.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use casework::member::{Actor, Member, Role};
use store::member::Signed;
use store::visitor::Visiting;
use vault::SessionSecret;

use crate::App;
use crate::acts::member::Doer;
use crate::error::Error;

/// The visitor's cookie.
pub const VISITOR: &str = "__Host-visit";
/// The cookie of somebody who came back with the receipt of a tip.
pub const TIPSTER: &str = "__Host-tip";
/// The member's cookie.
pub const MEMBER: &str = "__Host-desk";

/// Who sends a request.
#[derive(Clone, Default)]
pub struct Caller {
    /// A visitor with a conversation in this browser.
    pub visitor: Option<Arc<Visiting>>,
    /// Somebody who came back with the receipt of a tip.
    pub tipster: Option<Arc<Visiting>>,
    /// A signed-in member.
    pub member: Option<Arc<Signed>>,
}

impl Caller {
    /// Nobody that we know.
    pub const NOBODY: &'static Self = &Self { visitor: None, tipster: None, member: None };

    /// The roles of the signed-in member.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        self.member.as_ref().map_or_else(Vec::new, |signed| {
            signed.member.roles.iter().map(|&role| role.into()).collect()
        })
    }
}

/// Reads the cookies into a [`Caller`]. Costs nothing for a request without a cookie of ours; two
/// statements by key otherwise.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let visitor = secret(request.headers(), VISITOR);
    let tipster = secret(request.headers(), TIPSTER);
    let member = secret(request.headers(), MEMBER);
    match read(&app, visitor, tipster, member).await {
        Ok(caller) => {
            if let Some(signed) = caller.member.as_ref().filter(|_| is_own(request.uri().path()))
                && let Err(error) = app.store().note_use(signed).await
            {
                return Error::from(error).into_response();
            }
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => Error::from(error).into_response(),
    }
}

/// Whether a request is a person's own act. A stream that a forgotten tab opens again is none.
fn is_own(path: &str) -> bool {
    path != "/desk/events"
}

fn secret(headers: &HeaderMap, name: &str) -> Option<SessionSecret> {
    cookie(headers, name).and_then(SessionSecret::from_cookie)
}

async fn read(
    app: &App,
    visitor: Option<SessionSecret>,
    tipster: Option<SessionSecret>,
    member: Option<SessionSecret>,
) -> Result<Caller, store::Error> {
    let mut caller = Caller::default();
    if let Some(secret) = visitor {
        caller.visitor = app.store().visiting(&secret).await?.map(Arc::new);
    }
    if let Some(secret) = tipster {
        caller.tipster = app.store().visiting(&secret).await?.map(Arc::new);
    }
    if let Some(secret) = member {
        caller.member = app.store().signed(&secret).await?.map(Arc::new);
    }
    Ok(caller)
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// A `Set-Cookie` that only this host, only over TLS (or on this machine), only from our own pages
/// and no script can use; it lives as long as the browser.
#[must_use]
pub fn set_cookie(name: &str, secret: &SessionSecret) -> HeaderValue {
    let text = format!(
        "{name}={}; Path=/; Secure; HttpOnly; SameSite=Strict",
        secret.to_cookie().as_str()
    );
    let mut value = HeaderValue::from_str(&text)
        .expect("the name is a constant and the secret is base64url: both are plain ASCII");
    value.set_sensitive(true);
    value
}

/// A `Set-Cookie` that takes the cookie away.
#[must_use]
pub fn drop_cookie(name: &'static str) -> HeaderValue {
    let text = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    HeaderValue::from_str(&text).expect("the name is a constant of plain ASCII")
}

/// The signed-in member of a route that the gate opened to members.
#[derive(Clone)]
pub struct Worker(pub Arc<Signed>);

impl Worker {
    /// Who acts, for the policies.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Member(self.0.member.clone())
    }

    /// Who acts, by the name that visitors and colleagues see.
    #[must_use]
    pub fn doer(&self) -> Doer {
        Doer { actor: self.actor(), id: self.0.member.id, name: self.0.name.clone() }
    }

    /// Who they are, with roles and teams.
    #[must_use]
    pub fn member(&self) -> &Member {
        &self.0.member
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Worker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let caller = parts.extensions.get::<Caller>().unwrap_or(Caller::NOBODY);
        caller.member.clone().map(Self).ok_or(Error::NotFound)
    }
}

/// The visitor of a route that the gate opened to visitors.
#[derive(Clone)]
pub struct Guest(pub Arc<Visiting>);

impl Guest {
    /// Who acts, for the policies.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Visitor { contact: self.0.contact }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Guest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let caller = parts.extensions.get::<Caller>().unwrap_or(Caller::NOBODY);
        caller.visitor.clone().map(Self).ok_or(Error::NotFound)
    }
}

/// The visitor of a route that is open to everybody, if this browser has a conversation.
#[derive(Clone)]
pub struct MaybeGuest(pub Option<Arc<Visiting>>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeGuest {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let caller = parts.extensions.get::<Caller>().unwrap_or(Caller::NOBODY);
        Ok(Self(caller.visitor.clone()))
    }
}

/// The tipster of a route that the gate opened to tipsters.
#[derive(Clone)]
pub struct Tipster(pub Arc<Visiting>);

impl Tipster {
    /// Who acts, for the policies.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Tipster { contact: self.0.contact }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Tipster {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let caller = parts.extensions.get::<Caller>().unwrap_or(Caller::NOBODY);
        caller.tipster.clone().map(Self).ok_or(Error::NotFound)
    }
}

/// The tipster of a route that is open to everybody, if this browser has a tip open.
#[derive(Clone)]
pub struct MaybeTipster(pub Option<Arc<Visiting>>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeTipster {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let caller = parts.extensions.get::<Caller>().unwrap_or(Caller::NOBODY);
        Ok(Self(caller.tipster.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; x__Host-visit=no"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=2; __Host-visit=yes"));
        assert_eq!(cookie(&headers, VISITOR), Some("yes"));
        assert_eq!(cookie(&headers, MEMBER), None);
    }
}
