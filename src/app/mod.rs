//! The root of the studio: messages, focus, layout, view.

mod actions;
mod dialogs;
mod focus;
mod layout;
mod message;
mod message_view;
mod next;
mod undo;
mod update;
mod view;

use std::path::PathBuf;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::domain::text;
use crate::panes::Pane;
use crate::studio::{Account, Effect, Studio};
use crate::widgets::Theme;
use dialogs::Dialogs;
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
    dialogs: Dialogs,
    zoomed: bool,
    /// Whether the program ends once the project is saved.
    leaving: bool,
    size: Rect,
}

impl App {
    pub fn new(studio: Studio, theme: Theme) -> Self {
        let mut app = Self {
            studio,
            theme,
            panes: Panes::default(),
            focus: PaneId::Photos,
            overlays: Vec::new(),
            dialogs: Dialogs::default(),
            zoomed: false,
            leaving: false,
            size: Rect::new(0, 0, 80, 24),
        };
        if app.studio.account == Account::Nobody {
            app.welcome();
        }
        app
    }

    /// The first effects, with the project that was named, if one was.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.studio.start(now, project)
    }

    /// What the window of the terminal is called.
    pub fn title(&self) -> String {
        let name = text::line(self.studio.work.project.name());
        match self.studio.queue.in_flight() {
            0 => format!("{name} · cuecard"),
            flying => format!("({flying}) {name} · cuecard"),
        }
    }
}
