//! The overlay about one render: what happened to it, why, what to do next, what the service said, what was sent.

mod content;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome, render_actions};
use crate::command::{Command, Scope};
use crate::domain::{Render, RenderDetails as All, RenderId};
use crate::studio::{Effect, Remote, RenderQueue, Severity, Studio};

#[derive(Debug)]
pub struct DetailsOverlay {
    render_id: RenderId,
    /// The first line that is seen.
    first_line: usize,
    screen: Rect,
}

impl DetailsOverlay {
    pub fn new(render: RenderId, screen: Rect) -> Self {
        Self { render_id: render, first_line: 0, screen }
    }

    /// What the ledger says beside the row, once it is here.
    fn loaded_details<'a>(&self, studio: &'a Studio) -> Option<&'a All> {
        self.remote_details(studio).and_then(Remote::ready).map(Box::as_ref)
    }

    fn remote_details<'a>(&self, studio: &'a Studio) -> Option<&'a Remote<Box<All>>> {
        let looked = studio.open_details.as_ref().filter(|looked| looked.render == self.render_id);
        looked.map(|looked| &looked.details)
    }

    fn scroll_to(&mut self, studio: &Studio, to: usize) {
        let room = view::text_area(self.screen);
        let count = content::build_lines(self, studio, studio.now(), room.width.into()).len();
        self.first_line = to.min(count.saturating_sub(room.height.into()));
    }

    fn handle_command(&mut self, studio: &mut Studio, command: Command) -> PaneOutcome {
        let page = usize::from(view::text_area(self.screen).height).max(1);
        match command {
            Command::Up => self.scroll_to(studio, self.first_line.saturating_sub(1)),
            Command::Down => self.scroll_to(studio, self.first_line + 1),
            Command::PageUp => self.scroll_to(studio, self.first_line.saturating_sub(page)),
            Command::PageDown => self.scroll_to(studio, self.first_line + page),
            Command::Top => self.first_line = 0,
            Command::Bottom => self.scroll_to(studio, usize::MAX),
            Command::Back => return PaneOutcome::navigate(Navigate::Close),
            other => {
                let Some(row) = studio.queue.render(self.render_id).cloned() else {
                    return PaneOutcome::default();
                };
                if other == Command::Copy {
                    return self.copy_reply(&row, studio).into();
                }
                return render_actions::run_command(other, &row, studio).unwrap_or_default();
            }
        }
        PaneOutcome::default()
    }

    /// Copies what a question to the service's support needs most: its reply, or else where the video is.
    fn copy_reply(&self, row: &Render, studio: &mut Studio) -> Vec<Effect> {
        let reply = self.loaded_details(studio).and_then(All::last_reply).map(|(_, reply)| reply.to_owned());
        let (said, text) = match (reply, RenderQueue::open_target(row), &row.video_id) {
            (Some(reply), ..) => ("Copied the service's reply".to_owned(), reply),
            (None, Some(target), _) => (format!("Copied {}", target.text()), target.text()),
            (None, None, Some(video)) => (format!("Copied the video's id, {video}"), video.to_string()),
            (None, None, None) => {
                studio.report(Severity::Info, "Nothing to copy yet: no reply, link or id");
                return Vec::new();
            }
        };
        studio.report(Severity::Success, said);
        vec![Effect::CopyToClipboard(text)]
    }
}

impl Pane for DetailsOverlay {
    fn scope(&self) -> Scope {
        Scope::RenderDetails
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match studio.queue.render(self.render_id) {
            Some(row) => render_actions::unavailable_reason(command, row),
            None => (command == Command::Copy || render_actions::is_render_command(command))
                .then_some("no render here"),
        }
    }

    fn resize(&mut self, screen: Rect) {
        self.screen = screen;
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        let turn = match input {
            PaneInput::Command(command) => self.handle_command(studio, command),
            PaneInput::Key(_) => PaneOutcome::navigate(Navigate::Close),
            PaneInput::Text(_) => PaneOutcome::default(),
        };
        if matches!(turn.navigation, Some(Navigate::Close | Navigate::Perform(_))) {
            studio.open_details = None;
        }
        turn
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        self.draw(studio, ctx, area, buf);
    }
}
