//! What every answer carries, whatever route made it.
//!
//! No page may be framed by others, run a script that is not ours, load from elsewhere, or tell
//! another site where its reader came from; and nothing of it is kept on the phone.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::App;
use crate::error::Shown;
use crate::oops;
use crate::page::Language;

const SAFE: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; \
             object-src 'none'",
        ),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Dresses every response in the safe headers, and turns an error into a page that says what to do.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let language = Language::of(request.uri(), request.headers());
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if let Some(shown) = response.extensions_mut().remove::<Shown>() {
        response = oops::page(&app, language, path, &shown, response);
    }
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The address at which a browser reached this service, `https://desk.example.org`, for what has to
/// name it whole. Without a word from a proxy it is taken to be encrypted, but on the same machine.
pub(crate) fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or("localhost");
    let at_home = ["localhost", "127.", "[::1]"].iter().any(|home| host.starts_with(home));
    let scheme = match text("x-forwarded-proto") {
        Some("http") => "http",
        Some(_) => "https",
        None if at_home => "http",
        None => "https",
    };
    format!("{scheme}://{host}")
}
