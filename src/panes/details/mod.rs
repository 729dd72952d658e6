//! The details overlay: a render's history, its next step, the service's response and the request.

mod content;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::scroll::ScrollPosition;
use super::{DrawContext, Navigate, Pane, PaneInput, render_actions};
use crate::command::{Command, Scope};
use crate::domain::{Render, RenderDetails, RenderId};
use crate::studio::{Effect, Remote, RenderQueue, Severity, Studio};
use crate::widgets::StyledLine;
use content::DetailsLine;

const MAX_OVERLAY_COLUMNS: u16 = 104;

#[derive(Debug)]
pub struct DetailsOverlay {
    render_id: RenderId,
    scroll: ScrollPosition,
}

impl DetailsOverlay {
    pub fn new(render: RenderId, screen: Rect) -> Self {
        Self { render_id: render, scroll: ScrollPosition::new(MAX_OVERLAY_COLUMNS, screen) }
    }

    /// The details from the ledger, once they are loaded.
    fn loaded_details<'a>(&self, studio: &'a Studio) -> Option<&'a RenderDetails> {
        self.remote_details(studio).and_then(Remote::ready).map(Box::as_ref)
    }

    fn remote_details<'a>(&self, studio: &'a Studio) -> Option<&'a Remote<Box<RenderDetails>>> {
        let open = studio.open_details.as_ref().filter(|open| open.render == self.render_id);
        open.map(|open| &open.details)
    }

    fn lines(&self, studio: &Studio, now: Timestamp) -> Vec<DetailsLine> {
        let columns = self.scroll.text_area().width.into();
        content::build_lines(self.render_id, self.remote_details(studio), studio, now, columns)
    }

    fn handle_command(&self, studio: &mut Studio, command: Command) -> Option<Navigate> {
        if command == Command::Back {
            return Some(Navigate::Close);
        }
        let row = studio.queue.render(self.render_id)?.clone();
        if command == Command::Copy {
            self.copy_response(&row, studio);
            return None;
        }
        render_actions::run_command(command, &row, studio)
    }

    /// Copies what the service's support needs first: its response, or else the location of the video.
    fn copy_response(&self, row: &Render, studio: &mut Studio) {
        let response = self
            .loaded_details(studio)
            .and_then(RenderDetails::last_response)
            .map(|(_, response)| response.to_owned());
        let (message, text) = match (response, RenderQueue::open_target(row), &row.video_id) {
            (Some(response), ..) => ("Copied the service's response".to_owned(), response),
            (None, Some(target), _) => (format!("Copied {}", target.text()), target.text()),
            (None, None, Some(video)) => (format!("Copied the video's id, {video}"), video.to_string()),
            (None, None, None) => {
                return studio.report(Severity::Info, "Nothing to copy yet: no response, link or id");
            }
        };
        studio.report(Severity::Success, message);
        studio.emit(Effect::CopyToClipboard(text));
    }
}

impl Pane for DetailsOverlay {
    fn scope(&self) -> Scope {
        Scope::RenderDetails
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match studio.queue.render(self.render_id) {
            Some(row) => render_actions::unavailable_reason(command, row),
            None => (command == Command::Copy || render_actions::render_action(command).is_some())
                .then_some("no render here"),
        }
    }

    fn resize(&mut self, screen: Rect) {
        self.scroll.resize(screen);
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        let line_count = self.lines(studio, studio.now()).len();
        if self.scroll.update(&input, line_count) {
            return None;
        }
        let navigation = match input {
            PaneInput::Command(command) => self.handle_command(studio, command),
            PaneInput::Key(_) => Some(Navigate::Close),
            PaneInput::Text(_) => None,
        };
        if matches!(navigation, Some(Navigate::Close | Navigate::Perform(_))) {
            studio.open_details = None;
        }
        navigation
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let (studio, theme) = (ctx.studio, ctx.theme);
        let title = studio.queue.render(self.render_id).map_or("A render", |row| row.title.as_str());
        let lines = self.lines(studio, ctx.now);
        let (inner, first) = self.scroll.draw_frame(title, lines.len(), ctx, area);
        for (y, DetailsLine { label, text, style }) in (inner.y..inner.bottom()).zip(&lines[first..]) {
            let line = StyledLine::new().add(label.as_str(), theme.dim()).add(text.as_str(), style(theme));
            line.draw_left(Rect { y, height: 1, ..inner }, ctx.buf);
        }
    }
}
