//! The root of the studio: messages, focus, layout, view.

mod actions;
mod dialogs;
mod focus;
mod layout;
mod message;
mod next_step;
mod status_message_view;
mod undo;
mod update;
mod view;

use std::path::PathBuf;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::domain::text;
use crate::panes::Pane;
use crate::studio::{ActiveAccount, Effect, Studio};
use crate::widgets::Theme;
use dialogs::DialogQueue;
use focus::Panes;

pub use focus::PaneId;
pub use message::Message;
pub use view::view;

/// The whole program, without the world around it.
#[derive(Debug)]
pub struct App {
    pub studio: Studio,
    theme: Theme,
    panes: Panes,
    focus: PaneId,
    /// Overlays over each other; the last has the keys.
    overlays: Vec<Box<dyn Pane>>,
    dialogs: DialogQueue,
    is_zoomed: bool,
    /// Whether the program ends once the project is saved.
    quits_after_save: bool,
    screen: Rect,
}

impl App {
    pub fn new(studio: Studio, theme: Theme) -> Self {
        let mut app = Self {
            studio,
            theme,
            panes: Panes::default(),
            focus: PaneId::Photos,
            overlays: Vec::new(),
            dialogs: DialogQueue::default(),
            is_zoomed: false,
            quits_after_save: false,
            screen: Rect::new(0, 0, 80, 24),
        };
        if app.studio.account == ActiveAccount::SignedOut {
            app.open_welcome();
        }
        app
    }

    /// The first effects, with the project that was named, if one was.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.studio.start(now, project)
    }

    /// What the window of the terminal is called.
    pub fn window_title(&self) -> String {
        let name = text::single_line(self.studio.project_state.project.display_title());
        match self.studio.queue.in_flight_count() {
            0 => format!("{name} · cuecard"),
            flying => format!("({flying}) {name} · cuecard"),
        }
    }
}
