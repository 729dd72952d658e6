//! The last messages in full, in an overlay.

use super::App;
use crate::domain::text;
use crate::panes::help::HelpOverlay;
use crate::studio::Severity;

impl App {
    /// Shows the last messages, the newest first.
    pub(super) fn open_messages(&mut self) {
        let recent = self.studio.status_line.recent.iter().map(|text| text::single_line(text));
        let all = recent.collect::<Vec<_>>().join("\n\n");
        if all.is_empty() {
            return self.studio.report(Severity::Info, "There were no messages yet");
        }
        self.open_overlay(HelpOverlay::from_text("Messages, the newest first", &all, self.screen));
    }
}
