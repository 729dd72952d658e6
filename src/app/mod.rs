//! The root of the studio: messages, focus, layout, view.

mod focus;
mod layout;
mod message;
mod update;
mod view;

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::Offset;
use ratatui::layout::Rect;

use crate::domain::text;
use crate::panes::Pane;
use crate::studio::{Account, Effect, Studio};
use crate::widgets::Theme;
use focus::Panes;

pub use focus::PaneId;
pub use message::Message;
pub use view::view;

/// The whole program, without the world around it.
#[derive(Debug)]
pub struct App {
    pub studio: Studio,
    theme: Theme,
    offset: Offset,
    panes: Panes,
    focus: PaneId,
    /// Overlays over each other; the last has the keys.
    overlays: Vec<Box<dyn Pane>>,
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
            offset: Offset::UTC,
            panes: Panes::default(),
            focus: PaneId::Photos,
            overlays: Vec::new(),
            zoomed: false,
            leaving: false,
            size: Rect::new(0, 0, 80, 24),
        };
        if app.studio.account == Account::Nobody {
            app.welcome();
        }
        app
    }

    /// Shows times of day at this distance from UTC.
    #[must_use]
    pub fn in_zone(self, offset: Offset) -> Self {
        Self { offset, ..self }
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
