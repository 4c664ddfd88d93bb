//! A stream of server-sent events, read as a browser's `EventSource` does.

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::SendRequest;

use crate::AskError;

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name; empty for a comment that keeps the line open.
    pub name: String,
    /// Its id; empty where it has none.
    pub id: String,
    /// What it carries.
    pub data: String,
}

/// An open stream. Dropping it closes the connection.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    read: Vec<u8>,
    // The connection lives as long as somebody could send by it.
    _line: SendRequest<Full<Bytes>>,
}

impl Events {
    pub(crate) fn of(body: Incoming, line: SendRequest<Full<Bytes>>) -> Self {
        Self { body, read: Vec::new(), _line: line }
    }

    /// The next event; none when the server ended the stream.
    ///
    /// # Errors
    /// [`AskError::Http`] when the connection broke.
    pub async fn next(&mut self) -> Result<Option<Event>, AskError> {
        loop {
            if let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.read.drain(..end + 2).collect();
                return Ok(Some(parse(&String::from_utf8_lossy(&block))));
            }
            match self.body.frame().await {
                None => return Ok(None),
                Some(frame) => {
                    if let Ok(data) = frame?.into_data() {
                        self.read.extend_from_slice(&data);
                    }
                }
            }
        }
    }

    /// The next event of this name; none when the server ended the stream.
    ///
    /// # Errors
    /// As [`Events::next`].
    pub async fn next_of(&mut self, name: &str) -> Result<Option<Event>, AskError> {
        while let Some(event) = self.next().await? {
            if event.name == name {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }
}

fn parse(block: &str) -> Event {
    let mut event = Event::default();
    for line in block.lines() {
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => event.name = value.into(),
            "id" => event.id = value.into(),
            "data" if event.data.is_empty() => event.data = value.into(),
            "data" => event.data.extend(["\n", value]),
            _ => {}
        }
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_comments_are_not() {
        let event = parse("event: message\nid: 7\ndata: <p>\ndata: hi</p>\n\n");
        let expected = Event { name: "message".into(), id: "7".into(), data: "<p>\nhi</p>".into() };
        assert_eq!(event, expected);
        assert_eq!(parse(": keep\n\n"), Event::default());
    }
}
