//! What the pages that are written have in common.

/// Text as it may stand in a page or in an attribute.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
