//! What this API is, for programs: its version, its profile, its description.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json as object;

use super::{PREFIX, json};
use crate::headers::origin;

/// `GET /hsds`
pub async fn root(headers: HeaderMap) -> Response {
    let about = object!({
        "version": directory::profile::HSDS_VERSION,
        "profile": directory::profile::URI,
        "openapi_url": format!("{}{PREFIX}/openapi.json", origin(&headers)),
    });
    json(StatusCode::OK, about.to_string())
}

/// `GET /hsds/openapi.json`
pub async fn openapi() -> Response {
    json(StatusCode::OK, OPENAPI.to_owned())
}

/// The description of the API (OpenAPI 3.1).
pub const OPENAPI: &str = include_str!("openapi.json");
