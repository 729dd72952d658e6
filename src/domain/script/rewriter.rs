//! Writes a script anew from its tokens: breaks in their normal form, and no gaps where parts were left out.

use super::duration::format_break;
use super::list_item::missing_full_stop;
use super::speech_rate::WritingSystem;

/// What the next text follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Text,
    /// A break, which has a blank on both sides.
    Break,
    /// A part that was left out.
    Removed,
    /// A part that was left out between words, which are not glued together.
    RemovedBetweenWords,
}

/// A script that is being written.
#[derive(Debug)]
pub(super) struct ScriptRewriter {
    out: String,
    before: Before,
}

impl ScriptRewriter {
    pub(super) fn new(capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), before: Before::Text }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        let text = match self.before {
            Before::Text => text,
            Before::Break => {
                if !text.is_empty() && !text.starts_with(char::is_whitespace) {
                    self.out.push(' ');
                }
                text
            }
            Before::Removed => self.close_gap(text),
            Before::RemovedBetweenWords => {
                if self.out.ends_with(|c: char| is_in_spaced_word(c) || is_closing_mark(c))
                    && text.starts_with(is_in_spaced_word)
                {
                    self.out.push(' ');
                }
                self.close_gap(text)
            }
        };
        if !text.is_empty() {
            self.out.push_str(text);
            self.before = Before::Text;
        }
    }

    /// A break of no time is a blank: without a time, the service would make a pause of its own length.
    pub(super) fn push_break(&mut self, seconds: f64) {
        if !self.out.is_empty() && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        if seconds < 0.0005 {
            self.before = Before::Removed;
            return;
        }
        self.out.push_str(&format_break(seconds));
        self.before = Before::Break;
    }

    /// Leaves a part out.
    pub(super) fn remove(&mut self) {
        self.before = Before::Removed;
    }

    /// Leaves a part out that stood between words.
    pub(super) fn remove_between_words(&mut self) {
        self.before = Before::RemovedBetweenWords;
    }

    /// The length of what is written.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Ends the item of a list whose words were written from `start` on.
    pub(super) fn end_item(&mut self, start: usize) {
        let end = self.out.trim_end().len();
        let stop = self.out.get(start..end).and_then(missing_full_stop);
        if let Some(stop) = stop {
            self.out.insert(end, stop);
        }
    }

    pub(super) fn finish(mut self) -> String {
        if matches!(self.before, Before::Removed | Before::RemovedBetweenWords) {
            self.out.truncate(self.out.trim_end().len());
        }
        self.out
    }

    /// The rest of a text that follows a gap: blanks on both sides become one, an empty line goes.
    fn close_gap<'a>(&mut self, text: &'a str) -> &'a str {
        if self.out.is_empty() {
            return text.trim_start();
        }
        let mut text = text;
        if self.out.ends_with(char::is_whitespace) {
            text = text.trim_start_matches([' ', '\t']);
        }
        if text.starts_with(['\n', '\r']) {
            self.trim_blanks();
            if self.out.ends_with('\n') {
                text = text.strip_prefix('\r').unwrap_or(text);
                text = text.strip_prefix('\n').unwrap_or(text);
            }
            if self.out.ends_with("\n\n") {
                text = text.trim_start();
            }
        } else if text.starts_with(['.', ',', ';', ':', '!', '?']) && self.out.ends_with([' ', '\t']) {
            self.trim_blanks();
        }
        text
    }

    fn trim_blanks(&mut self) {
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
    }
}

/// Whether a character is part of a word that has blanks to its neighbors.
fn is_in_spaced_word(c: char) -> bool {
    c.is_alphanumeric() && !WritingSystem::of(c).is_unspaced()
}

fn is_closing_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…')
}

#[cfg(test)]
mod tests {
    use super::super::clean_script;

    #[test]
    fn words_are_not_glued_where_something_between_them_is_left_out() {
        for (script, clean) in [
            ("next<br/>line and one<br>two", "next line and one two"),
            ("Hello[sighs]there, friend(smiling)now.", "Hello there, friend now."),
            ("**Bold** and <b>bo</b>ld", "Bold and bold"),
            ("One.[cut to black]Two", "One. Two"),
            ("今天[微笑]我们", "今天我们"),
            ("I ❤️ you, and I ♥ NY. Done ❤️", "I ❤️ you, and I ♥ NY. Done"),
        ] {
            assert_eq!(clean_script(script), clean, "{script}");
        }
    }
}
