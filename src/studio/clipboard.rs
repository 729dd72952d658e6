//! The clipboard of this machine's desktop: when it is read, and when it is given up.

use super::{ClipboardReply, ClipboardRequest, Severity, Studio};

impl Studio {
    /// Requests the text of the desktop's clipboard; returns whether there is a desktop.
    pub fn read_clipboard(&mut self) -> bool {
        if self.clipboard.has_desktop {
            self.clipboard.is_reading = true;
            self.request(ClipboardRequest::Read);
        }
        self.clipboard.has_desktop
    }

    pub(super) fn handle_clipboard_reply(&mut self, reply: &ClipboardReply) {
        match reply {
            ClipboardReply::CopyFailed(error) => {
                // What it holds is not what was copied here: it would be pasted in its place.
                if std::mem::take(&mut self.clipboard.has_desktop) {
                    let text = format!("The desktop's clipboard is not used from now on: {error}");
                    self.report(Severity::Warning, text);
                }
            }
            ClipboardReply::Read(_) => self.clipboard.is_reading = false,
        }
    }
}
