//! The last messages in full, in an overlay.

use super::App;
use super::status_message_view::format_message;
use crate::panes::help::HelpOverlay;

impl App {
    /// Shows the last messages, the newest first.
    pub(super) fn show_recent_messages(&mut self) {
        let recent = &self.studio.status_line.recent;
        let texts: Vec<String> = recent.iter().map(|message| format_message(self, message).0).collect();
        let all = if texts.is_empty() { "No messages yet.".to_owned() } else { texts.join("\n\n") };
        self.open_overlay(HelpOverlay::from_text("Messages, the newest first", &all, self.screen));
    }
}
