//! The queue pane: the list of renders.

mod list;
mod view;

use ratatui::layout::{Position, Rect};

use super::{DrawContext, Navigate, Pane, PaneInput, render_actions};
use crate::command::{Command, Scope};
use crate::domain::{Render, SortOrder};
use crate::studio::{self, Effect, LinkAction, OpenTarget, Severity, Studio};
use list::QueueList;

#[derive(Debug, Default)]
pub struct QueuePane {
    list: QueueList,
}

impl QueuePane {
    /// Updates the list after the renders changed.
    pub fn sync(&mut self, studio: &Studio) {
        self.list.sync(&studio.queue.renders);
    }

    fn selected_render<'a>(&self, studio: &'a Studio) -> Option<&'a Render> {
        self.list.selected_render(&studio.queue.renders)
    }

    fn cycle_sort(&mut self, studio: &mut Studio) {
        self.list.cycle_sort(&studio.queue.renders);
        studio.report(Severity::Info, sort_message(self.list.sort()));
    }

    /// Opens the details of the selected render, and keeps the cursor on it.
    fn open_details(&mut self, studio: &mut Studio) -> Option<Navigate> {
        let id = self.selected_render(studio)?.id;
        self.list.pin_cursor(&studio.queue.renders);
        studio.load_details(id);
        Some(Navigate::Details(id))
    }

    fn copy_location(&self, studio: &mut Studio) {
        let Some(render) = self.selected_render(studio).cloned() else { return };
        let Some(target @ OpenTarget::File(_)) = studio::RenderQueue::open_target(&render) else {
            return studio.use_link(&render, LinkAction::Copy);
        };
        studio.report(Severity::Success, format!("Copied {}", target.text()));
        studio.emit(Effect::CopyToClipboard(target.text()));
    }
}

/// The status message for a sort order.
fn sort_message(sort: SortOrder) -> &'static str {
    match sort {
        SortOrder::Newest => "Newest first",
        SortOrder::Stage => "By stage: what needs attention first, then what is in progress",
        SortOrder::Title => "By title",
        SortOrder::Cost => "By cost: highest first",
        SortOrder::Oldest => "Oldest first",
    }
}

impl Pane for QueuePane {
    fn scope(&self) -> Scope {
        if self.list.filter.is_typing { Scope::Filter } else { Scope::Queue }
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match self.selected_render(studio) {
            // Copy copies the location of the video.
            Some(row) if command == Command::Copy => {
                render_actions::unavailable_reason(Command::OpenVideo, row)
            }
            Some(row) => render_actions::unavailable_reason(command, row),
            None if matches!(command, Command::Details | Command::Copy)
                || render_actions::render_action(command).is_some() =>
            {
                Some("no render here")
            }
            None => None,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if self.list.update(&studio.queue.renders, &input) {
            return None;
        }
        let PaneInput::Command(command) = input else { return None };
        match command {
            Command::Back => return Some(Navigate::ToScript),
            Command::Sort => self.cycle_sort(studio),
            Command::Details => return self.open_details(studio),
            Command::Copy => self.copy_location(studio),
            Command::Reload => {
                let another = "Another cuecard polls the renders; its results are shown here";
                studio.report(
                    Severity::Info,
                    if studio.queue.holds_poll_lease() { "Checking all renders …" } else { another },
                );
                studio.refresh_now();
            }
            other => {
                let row = self.selected_render(studio)?.clone();
                return render_actions::run_command(other, &row, studio);
            }
        }
        None
    }

    fn select_at(&mut self, studio: &Studio, cell: Position) {
        if let Some(row) = self.list.drawn_rows.row_at(cell) {
            self.list.move_cursor(&studio.queue.renders, row);
        }
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
