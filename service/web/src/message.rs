//! One message as both sides see it: in the page, in the stream, in the frame for script-off.

use askama::Template;

use crate::page::Page;

/// Who wrote a message, seen from whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The reader.
    Me,
    /// The other side.
    Them,
    /// The system: somebody joined, the line broke.
    System,
}

/// A message, opened and put into words for one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place in the conversation, the `id` of the stream's event.
    pub seq: i64,
    /// Whose it is.
    pub from: From,
    /// What the reader sees as the writer's name; empty for the system.
    pub name: String,
    /// What was said.
    pub text: String,
    /// When, on the reader's clock: `14:02`.
    pub time: String,
}

impl Message {
    pub(crate) fn is_mine(&self) -> bool {
        self.from == From::Me
    }

    pub(crate) fn is_event(&self) -> bool {
        self.from == From::System
    }
}

/// A message alone, as a stream sends it.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessageFragment<'a> {
    /// What is shown.
    pub message: &'a Message,
}

/// A short conversation for galleries and tests, as the visitor sees it.
#[must_use]
pub fn sample(page: &Page) -> Vec<Message> {
    let message = |seq, from, name: &str, text: &str, time: &str| Message {
        seq,
        from,
        name: name.into(),
        text: text.into(),
        time: time.into(),
    };
    let you = page.t("chat-you").into_owned();
    let long = "He knows where my school is. I am at my friend's place until six and then I have to \
                be back, I think.\nhttps://example.org/averyveryverylongaddresswithoutanyspaceinit";
    vec![
        message(1, From::Me, &you, "hi", "14:01"),
        message(2, From::System, "", &page.t("notice-answered"), "14:01"),
        message(
            3,
            From::Them,
            "Maya",
            "Hi, I am Maya. Are you in a place where you can write?",
            "14:01",
        ),
        message(4, From::Me, &you, long, "14:02"),
        message(5, From::Them, "Maya", "Thank you for telling me. It is not your fault.", "14:03"),
        message(6, From::Them, "Maya", "مرحبا، أنا هنا معك", "14:03"),
    ]
}
