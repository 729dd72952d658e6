//! Keys, typed characters and pasted text: as commands, or for the pane that has the focus.

use super::App;
use super::dialogs::InputRoute;
use crate::command::{Command, Key, KeyCode, Scope, find_command};
use crate::panes::{Pane, PaneInput};

impl App {
    pub(super) fn handle_key(&mut self, key: Key) {
        self.studio.dismiss_read_messages();
        self.dialogs.is_enter = key.code == KeyCode::Enter;
        if self.begins_writing(key) {
            return self.dispatch_input(PaneInput::Key(key));
        }
        let command = find_command(self.scope(), key);
        if self.route_input(command, key.typed_char().is_some()) == InputRoute::Drop {
            return;
        }
        match find_command(self.scope(), key) {
            // `q` closes an overlay; the other keys of this command quit.
            Some(Command::Quit) if !self.overlays.is_empty() && key.typed_char().is_some() => {
                self.dispatch_input(PaneInput::Key(key));
            }
            // In the list of scenes, Ctrl-c copies; without a selection it quits, as in other lists.
            Some(Command::Copy) if key == Key::ctrl('c') && self.has_no_scenes_to_copy() => {
                self.run_command(Command::Quit);
            }
            Some(command) => self.run_command(command),
            None => self.dispatch_input(PaneInput::Key(key)),
        }
    }

    /// Whether a key is the first letter of a script without words: a writer who opens it types at once.
    fn begins_writing(&self, key: Key) -> bool {
        let is_on_page = self.overlays.is_empty() && self.scope() == Scope::Scenes;
        let is_letter = key.typed_char().is_some_and(char::is_alphabetic);
        is_on_page && is_letter && self.panes.script.awaits_first_words(&self.studio)
    }

    fn has_no_scenes_to_copy(&self) -> bool {
        self.scope() == Scope::Scenes && !self.panes.script.is_available(&self.studio, Command::Copy)
    }

    pub(super) fn handle_paste(&mut self, text: String) {
        if self.route_input(None, true) == InputRoute::Forward {
            self.dispatch_input(PaneInput::Text(text));
        }
    }

    /// Handles typed characters: as one edit in a text field, as single keys elsewhere.
    pub(super) fn handle_typed(&mut self, text: &str) {
        for (at, c) in text.char_indices() {
            if self.scope().takes_text() {
                return self.dispatch_input(PaneInput::Text(text[at..].to_owned()));
            }
            self.handle_key(Key::char(c));
        }
    }
}
