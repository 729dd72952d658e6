//! Input that waits while the desktop's clipboard is read, so that what is typed after a paste stays behind it.

use super::{App, Message};

impl App {
    /// Whether a message has to wait for the paste before it.
    pub(super) fn must_wait(&self, message: &Message) -> bool {
        let is_input = match message {
            Message::InputBurst
            | Message::Key(_)
            | Message::Typed(_)
            | Message::Paste(_)
            | Message::Mouse(_) => true,
            Message::Resize(..) | Message::Reply(..) | Message::Timer(_) => false,
        };
        is_input && self.studio.clipboard.is_reading
    }

    /// Handles the input that waited, up to the next paste.
    pub(super) fn handle_deferred_input(&mut self) {
        while !self.studio.clipboard.is_reading {
            let Some(message) = self.deferred_input.pop_front() else { return };
            self.handle_message(message);
        }
    }
}
