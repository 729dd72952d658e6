//! The queue pane: renders on their way, finished and failed.

mod list;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, render};
use crate::command::{Command, Scope};
use crate::domain::{Render, Sort};
use crate::studio::{self, Effect, LinkWish, Move, Studio, Target, Tone};
use list::List;

#[derive(Debug, Default)]
pub struct Queue {
    list: List,
}

impl Queue {
    /// Takes up rows that have changed.
    pub fn sync(&mut self, studio: &Studio) {
        self.list.sync(&studio.queue.renders);
    }

    fn under_cursor<'a>(&self, studio: &'a Studio) -> Option<&'a Render> {
        self.list.under_cursor(&studio.queue.renders)
    }

    fn sort(&mut self, studio: &mut Studio) {
        self.list.sort_next(&studio.queue.renders);
        studio.tell(Tone::Info, sorted(self.list.sort()));
    }

    /// Shows all about the render under the cursor, which stays under it.
    fn details(&mut self, studio: &mut Studio) -> Turn {
        let Some(id) = self.under_cursor(studio).map(|render| render.id) else { return Turn::default() };
        self.list.hold(&studio.queue.renders);
        Turn { effects: studio.look_at(id), go: Some(Go::Details(id)) }
    }

    fn reorder(&self, studio: &mut Studio, to: Move) -> Vec<Effect> {
        let Some(render) = self.under_cursor(studio).cloned() else { return Vec::new() };
        render::waiting(&render, studio, |studio, id| studio.reorder(id, to))
    }

    fn copy(&self, studio: &mut Studio) -> Vec<Effect> {
        let Some(render) = self.under_cursor(studio).cloned() else { return Vec::new() };
        let Some(target @ Target::File(_)) = studio::Queue::target(&render) else {
            return studio.link(&render, LinkWish::Copy);
        };
        studio.tell(Tone::Good, format!("Copied {}", target.text()));
        vec![Effect::Copy(target.text())]
    }
}

/// What an order puts first.
fn sorted(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "Newest first",
        Sort::Stage => "By stage: what needs attention first, then what is in progress",
        Sort::Title => "By title",
        Sort::Cost => "By cost: highest first",
        Sort::Oldest => "Oldest first",
    }
}

impl Pane for Queue {
    fn scope(&self) -> Scope {
        if self.list.filtering { Scope::Filter } else { Scope::Queue }
    }

    fn why_not(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match self.under_cursor(studio) {
            // What is copied is where the video is.
            Some(row) if command == Command::Copy => render::why_not(Command::Watch, row),
            Some(row) => render::why_not(command, row),
            None if matches!(command, Command::Details | Command::Copy) || render::is_of_one(command) => {
                Some("no render here")
            }
            None => None,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        if self.list.update(&studio.queue.renders, &input) {
            return Turn::default();
        }
        let Input::Command(command) = input else { return Turn::default() };
        match command {
            Command::Sort => self.sort(studio),
            Command::Details => return self.details(studio),
            Command::Copy => return self.copy(studio).into(),
            Command::MoveUp => return self.reorder(studio, Move::Sooner).into(),
            Command::MoveDown => return self.reorder(studio, Move::Later).into(),
            Command::Retry => {
                let another = "Another cuecard polls the renders; its results are shown here";
                studio.tell(Tone::Info, if studio.queue.asks { "Checking all renders …" } else { another });
                return studio.ask_now().into();
            }
            other => {
                let under = self.under_cursor(studio).cloned();
                return under.and_then(|row| render::run(other, &row, studio)).unwrap_or_default();
            }
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
