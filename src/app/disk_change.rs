//! The project file, changed on disk: what the screen does when its content is taken.

use super::App;
use crate::domain::Project;

impl App {
    /// Takes the project that another program wrote.
    pub(super) fn take_from_disk(&mut self) {
        let before = self.studio.project_state.project.clone();
        self.studio.take_from_disk();
        self.keep_caret(&before);
    }

    /// Keeps the caret at its words after the whole project was replaced.
    pub(super) fn keep_caret(&mut self, before: &Project) {
        let after = &self.studio.project_state.project;
        if before != after {
            self.panes.script.keep_caret(&before.scenes, &after.scenes);
        }
    }
}
