//! The spend overlay: the spend by day and project, and how much of the caps is used.

mod rows;
mod view;

use ratatui::layout::Rect;

use super::scroll::ScrollPosition;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Scope};
use crate::studio::Studio;

#[derive(Debug)]
pub struct SpendOverlay {
    scroll: ScrollPosition,
}

impl SpendOverlay {
    pub fn new(screen: Rect) -> Self {
        Self { scroll: ScrollPosition::new(view::MAX_OVERLAY_COLUMNS, screen) }
    }
}

impl Pane for SpendOverlay {
    fn scope(&self) -> Scope {
        Scope::Spend
    }

    fn resize(&mut self, screen: Rect) {
        self.scroll.resize(screen);
    }

    fn is_available(&self, studio: &Studio, command: Command) -> bool {
        command != Command::AcceptPaidRate || studio.acceptable_rate().is_some()
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if input == PaneInput::Command(Command::AcceptPaidRate) {
            studio.accept_paid_rate();
            return None;
        }
        let rows = rows::count_rows(studio, self.scroll.page_rows());
        self.scroll.update_or_close(&input, rows)
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        view::view(&self.scroll, ctx, area);
    }
}
