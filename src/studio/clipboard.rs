//! The clipboard of this machine's desktop: when it is read, and what of a copy is reported.

use super::{ClipboardReply, ClipboardRequest, Severity, Studio};

impl Studio {
    /// Requests the text of the desktop's clipboard; returns whether it can be what the user wants to paste.
    pub fn read_clipboard(&mut self) -> bool {
        let reads = self.clipboard.has_desktop && !self.clipboard.lacks_last_copy;
        if reads {
            self.clipboard.is_reading = true;
            self.request(ClipboardRequest::Read);
        }
        reads
    }

    pub(super) fn handle_clipboard_reply(&mut self, reply: &ClipboardReply) {
        match reply {
            ClipboardReply::Copied => self.clipboard.lacks_last_copy = false,
            ClipboardReply::CopyFailed(error) => {
                // Said once for a row of failures.
                if !std::mem::replace(&mut self.clipboard.lacks_last_copy, true) {
                    let text = format!("Copied here, but not to the desktop's clipboard: {error}");
                    self.report(Severity::Warning, text);
                }
            }
            ClipboardReply::Read(_) => self.clipboard.is_reading = false,
        }
    }
}
