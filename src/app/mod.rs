//! The root of the studio: messages, focus, layout, view.

mod message;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::studio::{Effect, Studio};

pub use message::Message;

/// The whole program, without the world around it.
#[derive(Debug)]
pub struct App {
    pub studio: Studio,
}

impl App {
    pub fn new(studio: Studio) -> Self {
        Self { studio }
    }

    /// Takes one thing that happened, and says what is to be done about it.
    pub fn update(&mut self, now: Timestamp, message: Message) -> Vec<Effect> {
        let _ = (now, message);
        Vec::new()
    }

    /// What is to be done before the program ends against its will: unsaved work is kept.
    pub fn leave(&mut self, now: Timestamp) -> Vec<Effect> {
        let _ = now;
        Vec::new()
    }

    /// What the window of the terminal is called.
    pub fn title(&self) -> String {
        String::new()
    }
}

/// Draws the screen as it is at `now`.
pub fn view(app: &App, now: Timestamp, area: Rect, buf: &mut Buffer) {
    let _ = (app, now, area, buf);
}
