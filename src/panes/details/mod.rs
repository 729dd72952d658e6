//! The overlay about one render: what happened to it, why, what to do next, what the service said, what was sent.

mod lines;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, render};
use crate::command::{Command, Scope};
use crate::domain::{Details as All, Render, RenderId};
use crate::studio::{Effect, Loading, Queue, Studio, Tone};

#[derive(Debug)]
pub struct Details {
    render: RenderId,
    /// The first line that is seen.
    top: usize,
    screen: Rect,
}

impl Details {
    pub fn new(render: RenderId, screen: Rect) -> Self {
        Self { render, top: 0, screen }
    }

    /// What the ledger says beside the row, once it is here.
    fn all<'a>(&self, studio: &'a Studio) -> Option<&'a All> {
        self.read(studio).and_then(Loading::ready).map(Box::as_ref)
    }

    fn read<'a>(&self, studio: &'a Studio) -> Option<&'a Loading<Box<All>>> {
        let looked = studio.looked.as_ref().filter(|looked| looked.render == self.render);
        looked.map(|looked| &looked.details)
    }

    fn scroll(&mut self, studio: &Studio, to: usize) {
        let room = view::room(self.screen);
        let count = lines::lines(self, studio, studio.now(), room.width.into()).len();
        self.top = to.min(count.saturating_sub(room.height.into()));
    }

    fn command(&mut self, studio: &mut Studio, command: Command) -> Turn {
        let page = usize::from(view::room(self.screen).height).max(1);
        match command {
            Command::Up => self.scroll(studio, self.top.saturating_sub(1)),
            Command::Down => self.scroll(studio, self.top + 1),
            Command::PageUp => self.scroll(studio, self.top.saturating_sub(page)),
            Command::PageDown => self.scroll(studio, self.top + page),
            Command::Top => self.top = 0,
            Command::Bottom => self.scroll(studio, usize::MAX),
            Command::Leave => return Turn::go(Go::Close),
            other => {
                let Some(row) = studio.queue.render(self.render).cloned() else { return Turn::default() };
                if other == Command::Copy {
                    return self.copy(&row, studio).into();
                }
                return render::run(other, &row, studio).unwrap_or_default();
            }
        }
        Turn::default()
    }

    /// Copies what a question to the service's support needs most: its reply, or else where the video is.
    fn copy(&self, row: &Render, studio: &mut Studio) -> Vec<Effect> {
        let reply = self.all(studio).and_then(All::last_reply).map(|(_, reply)| reply.to_owned());
        let (said, text) = match (reply, Queue::target(row), &row.video) {
            (Some(reply), ..) => ("Copied the service's reply".to_owned(), reply),
            (None, Some(target), _) => (format!("Copied {}", target.text()), target.text()),
            (None, None, Some(video)) => (format!("Copied the video's id, {video}"), video.to_string()),
            (None, None, None) => {
                studio.tell(Tone::Info, "Nothing to copy yet: no reply, link or id");
                return Vec::new();
            }
        };
        studio.tell(Tone::Good, said);
        vec![Effect::Copy(text)]
    }
}

impl Pane for Details {
    fn scope(&self) -> Scope {
        Scope::Details
    }

    fn why_not(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match studio.queue.render(self.render) {
            Some(row) => render::why_not(command, row),
            None => (command == Command::Copy || render::is_of_one(command)).then_some("no render here"),
        }
    }

    fn resized(&mut self, screen: Rect) {
        self.screen = screen;
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        let turn = match input {
            Input::Command(command) => self.command(studio, command),
            Input::Key(_) => Turn::go(Go::Close),
            Input::Text(_) => Turn::default(),
        };
        if matches!(turn.go, Some(Go::Close | Go::Do(_))) {
            studio.looked = None;
        }
        turn
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
