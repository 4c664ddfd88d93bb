//! The few files that pages load: style sheets, the icon, small modules.
//!
//! Each is part of the binary and named with the hash of its content, so a browser may keep it for
//! as long as it likes and still never shows a stale one. A page loads exactly one style sheet: the
//! sources are joined here, tokens first.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

#[cfg(test)]
mod tests;

/// One file as it is served.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The name after `/assets/`.
    pub name: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The content.
    pub body: &'static str,
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! join {
    ($($file:literal)+) => { concat!($(include_str!(concat!("../assets/", $file))),+) };
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "public.css",
        content_type: CSS,
        body: join!("tokens.css" "parts.css" "public.css"),
    },
    Asset {
        name: "desk.css",
        content_type: CSS,
        body: join!("tokens.css" "parts.css" "desk.css" "screening.css"),
    },
    Asset { name: "icon.svg", content_type: "image/svg+xml", body: join!("icon.svg") },
    Asset { name: "exit.js", content_type: SCRIPT, body: join!("exit.js") },
    Asset { name: "chat.js", content_type: SCRIPT, body: join!("talk.js" "chat.js") },
    Asset { name: "desk.js", content_type: SCRIPT, body: join!("talk.js" "desk.js") },
    Asset { name: "beds.js", content_type: SCRIPT, body: join!("beds.js") },
    Asset { name: "board.js", content_type: SCRIPT, body: join!("board.js") },
    Asset { name: "idle.js", content_type: SCRIPT, body: join!("idle.js") },
    Asset { name: "keys.js", content_type: SCRIPT, body: join!("keys.js") },
    Asset { name: "sheet.js", content_type: SCRIPT, body: join!("sheet.js") },
    Asset { name: "passkey.js", content_type: SCRIPT, body: join!("passkey.js") },
    Asset { name: "toll.js", content_type: SCRIPT, body: join!("toll.js") },
    Asset { name: "theme.js", content_type: SCRIPT, body: join!("theme.js") },
];

/// Every file, for the test that measures pages with all they load.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// The file of a name; `None` answers 404.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The address of a file, marked with its content's hash.
#[must_use]
pub fn href(name: &str) -> String {
    static MARKS: OnceLock<Vec<String>> = OnceLock::new();
    let marks = MARKS.get_or_init(|| ASSETS.iter().map(|asset| mark(asset.body)).collect());
    ASSETS
        .iter()
        .zip(marks)
        .find(|(asset, _)| asset.name == name)
        .map_or_else(|| format!("/assets/{name}"), |(_, mark)| format!("/assets/{name}?v={mark}"))
}

fn mark(body: &str) -> String {
    Sha256::digest(body).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
