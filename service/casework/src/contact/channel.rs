//! By which way a person reached out.

use crate::code::codes;

codes! {
    /// The way by which a contact came in.
    pub enum Channel in "channel" {
        /// A conversation on the public page.
        Chat = "chat",
        /// Text messages (SMS).
        Text = "text",
        /// A telephone call.
        Phone = "phone",
        /// A form on the public page that needs no answer at once.
        WebForm = "web_form",
        /// Somebody came in person.
        WalkIn = "walk_in",
        /// An e-mail.
        Email = "email",
    }
}

impl Channel {
    /// Whether somebody is there and waits for an answer now.
    ///
    /// Service levels are measured on these channels only: nobody holds the line for a web form or an
    /// e-mail.
    #[must_use]
    pub const fn waits_for_answer(self) -> bool {
        matches!(self, Self::Chat | Self::Text | Self::Phone | Self::WalkIn)
    }

    /// Whether the system notices when the person is gone, so that a contact can break off.
    ///
    /// A text message has no line that could drop, a form and a mail have nobody at the other end.
    #[must_use]
    pub const fn has_presence(self) -> bool {
        matches!(self, Self::Chat | Self::Phone | Self::WalkIn)
    }
}
