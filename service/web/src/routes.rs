//! All routes, in the order in which people meet them.

use crate::public::{plain, send, stream, talk};
use crate::route::{Admits, Row};

/// Every route of the application.
#[must_use]
pub fn rows() -> Vec<Row> {
    public()
}

fn public() -> Vec<Row> {
    use Admits::{Anyone, Visitor};
    vec![
        Row::get("/", Anyone, plain::start),
        Row::get("/before", Anyone, plain::before),
        Row::get("/safety", Anyone, plain::safety),
        Row::get("/numbers", Anyone, plain::numbers),
        Row::get("/understand", Anyone, plain::understand),
        Row::get("/assets/{name}", Anyone, plain::file),
        Row::get("/healthz", Anyone, plain::health),
        Row::get("/write", Anyone, send::form),
        Row::post("/write", Anyone, send::send),
        Row::get("/write/thanks", Anyone, send::thanks),
        Row::get("/chat/start", Anyone, talk::before),
        Row::post("/chat/start", Anyone, talk::start),
        Row::get("/chat", Visitor, talk::read),
        Row::post("/chat", Visitor, talk::say),
        Row::get("/chat/events", Visitor, stream::events),
        Row::get("/chat/live", Visitor, stream::live),
        Row::post("/chat/typing", Visitor, talk::typing),
        Row::get("/chat/end", Visitor, talk::ended),
        Row::post("/chat/end", Visitor, talk::end),
        Row::post("/chat/survey", Visitor, talk::survey),
        Row::get("/exit", Anyone, talk::exit),
        Row::post("/exit", Anyone, talk::exit),
    ]
}
