//! Paste from the desktop's clipboard: what another program copied, or else what was cut or copied here.

use super::ScriptPane;
use crate::domain::{Error, text};
use crate::studio::{Severity, Studio};

impl ScriptPane {
    /// Pastes as soon as the desktop's clipboard is read; at once where there is none.
    pub(super) fn request_paste(&mut self, studio: &mut Studio) {
        if !studio.read_clipboard() {
            self.paste_clipboard(studio);
        }
    }

    /// Pastes what the desktop's clipboard held. What was copied here is pasted from here: scenes keep their options.
    pub fn paste_from_desktop(&mut self, studio: &mut Studio, clipboard: Result<Option<String>, Error>) {
        match clipboard {
            Ok(Some(text)) if !studio.clipboard.lacks_last_copy && !self.has_copied(&text) => {
                self.paste(studio, &text);
            }
            Err(error) if self.clipboard.is_none() => {
                studio.report(Severity::Error, format!("Nothing was pasted: {error}"));
            }
            Ok(_) => self.paste_clipboard(studio),
            Err(error) => {
                self.paste_clipboard(studio);
                studio.report(Severity::Warning, format!("Pasted what was copied here last: {error}"));
            }
        }
    }

    /// Whether a text is what was cut or copied here last; tools may add or remove a line end. An empty one is no news.
    fn has_copied(&self, text: &str) -> bool {
        let text = text::clean_lines(text);
        let own = self.clipboard.as_ref().map(|own| text::clean_lines(&own.text));
        text.is_empty() || own.is_some_and(|own| own.trim_end() == text.trim_end())
    }
}
