//! Where a request comes from, for as long as that must be known: an hour, hashed, in memory only.
//!
//! No address is stored, logged or counted anywhere else. The key of the hash is drawn anew every
//! hour, so what was remembered can never be turned back into an address.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use casework::time::{Span, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use vault::rand_core::CryptoRng;

/// Where a request comes from: the browser's address as the connection tells it, or as our own proxy
/// on this machine does; empty where neither is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        Ok(Self(place(peer, &parts.headers)))
    }
}

fn place(peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
    let told = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match (peer, told.and_then(|list| list.rsplit(',').next())) {
        (Some(peer), Some(last)) if peer.ip().is_loopback() => last.trim().to_owned(),
        (Some(peer), _) => peer.ip().to_string(),
        (None, _) => String::new(),
    }
}

/// A place as it is remembered.
pub type Mark = [u8; 16];

/// The key under which places are hashed, for one hour.
#[derive(Debug, Default)]
pub struct Hour {
    key: [u8; 32],
    since: Option<Timestamp>,
}

impl Hour {
    /// Draws a new key when the hour is over, or when `full` says that too much is remembered;
    /// `true` means: forget everything that was marked.
    #[must_use]
    pub fn turns(&mut self, full: bool, now: Timestamp, rng: &mut impl CryptoRng) -> bool {
        let over = self.since.is_none_or(|since| now.since(since) >= Span::from_hours(1));
        if over || full {
            rng.fill_bytes(&mut self.key);
            self.since = Some(now);
        }
        over || full
    }

    /// The mark of a place, alone or with something that was done there.
    #[must_use]
    pub fn mark(&self, place: &str, with: &[u8]) -> Mark {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(&(with.len() as u64).to_be_bytes());
        mac.update(with);
        mac.update(place.as_bytes());
        let whole = mac.finalize().into_bytes();
        let mut half = [0; 16];
        half.copy_from_slice(&whole[..16]);
        half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let from = |text: &str| Some(text.parse::<SocketAddr>().unwrap());
        assert_eq!(place(from("127.0.0.1:9"), &headers), "198.51.100.7");
        assert_eq!(place(from("192.0.2.4:9"), &headers), "192.0.2.4");
        assert_eq!(place(from("192.0.2.4:9"), &HeaderMap::new()), "192.0.2.4");
        assert_eq!(place(None, &headers), "");
    }

    #[test]
    fn a_new_hour_gives_new_marks() {
        let rng = &mut vault::rand_core::UnwrapErr(getrandom::SysRng);
        let (start, mut hour) = (Timestamp::from_seconds(1_700_000_000), Hour::default());
        assert!(hour.turns(false, start, rng));
        let before = hour.mark("a", b"");
        assert!(!hour.turns(false, start + Span::from_minutes(59), rng));
        assert_eq!(hour.mark("a", b""), before);
        assert!(hour.turns(false, start + Span::from_hours(1), rng));
        assert_ne!(hour.mark("a", b""), before);
    }
}
