//! The spend overlay: what was spent by day and project, and how much of the caps is used.

mod rows;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Scope};
use crate::studio::Studio;

#[derive(Debug)]
pub struct Spend {
    top: usize,
    /// Rows that are seen at a time.
    page: usize,
}

impl Spend {
    /// `height` is that of the screen: all but the footer, a row above and below, and the frame.
    pub fn new(height: u16) -> Self {
        Self { top: 0, page: usize::from(height.saturating_sub(5)).max(1) }
    }

    fn scroll(&mut self, studio: &Studio, to: usize) {
        self.top = to.min(rows::count(studio, self.page).saturating_sub(self.page));
    }
}

impl Pane for Spend {
    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Up) => self.scroll(studio, self.top.saturating_sub(1)),
            Input::Command(Command::Down) => self.scroll(studio, self.top + 1),
            Input::Command(Command::PageUp) => self.scroll(studio, self.top.saturating_sub(self.page)),
            Input::Command(Command::PageDown) => self.scroll(studio, self.top + self.page),
            Input::Command(Command::Leave) | Input::Key(_) => return Turn::go(Go::Close),
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self.top, studio, ctx, area, buf);
    }
}
