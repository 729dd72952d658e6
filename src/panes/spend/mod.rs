//! The spend overlay: what was spent by day and project, and how much of the caps is used.

mod rows;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome};
use crate::command::{Command, Scope};
use crate::studio::Studio;

#[derive(Debug)]
pub struct SpendOverlay {
    first_row: usize,
    /// Rows that are seen at a time.
    visible_rows: usize,
}

impl SpendOverlay {
    /// `height` is that of the screen: all but the footer, a row above and below, and the frame.
    pub fn new(height: u16) -> Self {
        Self { first_row: 0, visible_rows: usize::from(height.saturating_sub(5)).max(1) }
    }

    fn scroll_to(&mut self, studio: &Studio, to: usize) {
        self.first_row =
            to.min(rows::count_rows(studio, self.visible_rows).saturating_sub(self.visible_rows));
    }
}

impl Pane for SpendOverlay {
    fn scope(&self) -> Scope {
        Scope::ScrollOnly
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        match input {
            PaneInput::Command(Command::Up) => self.scroll_to(studio, self.first_row.saturating_sub(1)),
            PaneInput::Command(Command::Down) => self.scroll_to(studio, self.first_row + 1),
            PaneInput::Command(Command::PageUp) => {
                self.scroll_to(studio, self.first_row.saturating_sub(self.visible_rows))
            }
            PaneInput::Command(Command::PageDown) => {
                self.scroll_to(studio, self.first_row + self.visible_rows)
            }
            PaneInput::Command(Command::Back) | PaneInput::Key(_) => {
                return PaneOutcome::navigate(Navigate::Close);
            }
            _ => {}
        }
        PaneOutcome::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self.first_row, studio, ctx, area, buf);
    }
}
