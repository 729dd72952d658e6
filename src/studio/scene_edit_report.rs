//! Says in how many scenes an edit of several scenes changed something.

use super::{Severity, StatusMessage, Studio};
use crate::domain::format_count;

impl Studio {
    /// Says in how many scenes an edit of `count` scenes changed something: "Serious in 4 scenes".
    pub fn report_scene_edit(&mut self, what: &str, changed: usize, count: usize) {
        self.report_advised_edit(what, changed, count, "");
    }

    /// The same, with an advice at the end.
    pub(super) fn report_advised_edit(&mut self, what: &str, changed: usize, count: usize, advice: &str) {
        if changed == 0 {
            let text = format!("{what} in {} already{advice}", format_count(count, "scene"));
            return self.report(Severity::Info, text);
        }
        let text = format!("{what} in {}{advice}", format_count(changed, "scene"));
        self.show_message(StatusMessage::new(Severity::Info, text).with_undo_hint());
    }
}
