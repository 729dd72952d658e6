//! The state of the whole program.

use std::collections::VecDeque;
use std::path::PathBuf;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::dialog_state::DialogState;
use super::focus::Panes;
use super::{Message, PaneId};
use crate::domain::{ImportedScript, text};
use crate::panes::Pane;
use crate::studio::{ActiveAccount, Effect, Studio};
use crate::widgets::Theme;

/// The whole program, without input, output and clock.
#[derive(Debug)]
pub struct App {
    pub studio: Studio,
    pub(super) theme: Theme,
    pub(super) panes: Panes,
    pub(super) focus: PaneId,
    /// The stack of overlays; the last one has the keys.
    pub(super) overlays: Vec<Box<dyn Pane>>,
    pub(super) dialogs: DialogState,
    pub(super) is_zoomed: bool,
    /// Whether the program ends once the project is saved.
    pub(super) quits_after_save: bool,
    /// Whether the script comes to the front once a project is open, as it does for a render's project.
    pub(super) shows_opened_project: bool,
    pub(super) screen: Rect,
    /// Input that waits for a paste before it.
    pub(super) deferred_input: VecDeque<Message>,
    /// The pane in which the mouse button went down last.
    pub(super) pressed_pane: Option<PaneId>,
}

impl App {
    pub fn new(studio: Studio, theme: Theme) -> Self {
        let mut app = Self {
            studio,
            theme,
            panes: Panes::default(),
            focus: PaneId::Photos,
            overlays: Vec::new(),
            dialogs: DialogState::default(),
            is_zoomed: false,
            quits_after_save: false,
            shows_opened_project: false,
            screen: Rect::new(0, 0, 80, 24),
            deferred_input: VecDeque::new(),
            pressed_pane: None,
        };
        if app.studio.account.active == ActiveAccount::SignedOut {
            app.open_welcome();
        }
        app
    }

    /// The first effects: load the account's data, and open `project`.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        if project.is_some() {
            self.focus = PaneId::Script;
        }
        self.studio.start(now, project);
        self.studio.take_effects()
    }

    /// The first effects: load the account's data, with an imported script as an unsaved project.
    pub fn start_with_script(&mut self, now: Timestamp, name: &str, script: ImportedScript) -> Vec<Effect> {
        self.focus = PaneId::Script;
        self.studio.start_with_script(now, name, script);
        self.studio.take_effects()
    }

    /// The title of the terminal window.
    pub fn window_title(&self) -> String {
        let name = text::single_line(self.studio.project_state.project.display_title());
        match self.studio.queue.in_flight_count() {
            0 => format!("{name} · cuecard"),
            flying => format!("({flying}) {name} · cuecard"),
        }
    }
}
