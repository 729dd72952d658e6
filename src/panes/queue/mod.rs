//! The queue pane: renders on their way, finished and failed.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::question::Question;
use super::{Deed, DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Scope};
use crate::domain::{Holder, Render, RenderId, Stage};
use crate::studio::{self, Effect, Move, Request, Studio, Target, Tone};

#[derive(Debug, Default)]
pub struct Queue {
    /// The render under the cursor, which stays under it when rows come and go; `None` is the newest.
    under: Option<RenderId>,
}

impl Queue {
    fn place(&self, studio: &Studio) -> usize {
        let rows = &studio.queue.renders;
        self.under.and_then(|id| rows.iter().position(|render| render.id == id)).unwrap_or(0)
    }

    fn under_cursor<'a>(&self, studio: &'a Studio) -> Option<&'a Render> {
        studio.queue.renders.get(self.place(studio))
    }

    fn go_to(&mut self, studio: &Studio, place: usize) {
        let rows = &studio.queue.renders;
        let place = place.min(rows.len().saturating_sub(1));
        self.under = rows.get(place).filter(|_| place > 0).map(|render| render.id);
    }

    fn open(&self, studio: &mut Studio) -> Vec<Effect> {
        let Some(render) = self.under_cursor(studio).cloned() else { return Vec::new() };
        match (studio::Queue::target(&render), render.stage) {
            (Some(target), _) => {
                studio.tell(Tone::Info, format!("Opening {} …", render.title));
                vec![studio.request(Request::Show(target))]
            }
            (None, stage) => {
                studio.tell(Tone::Info, not_yet(&render, stage));
                Vec::new()
            }
        }
    }

    fn open_link(&self, studio: &mut Studio) -> Vec<Effect> {
        let Some(url) = self.under_cursor(studio).and_then(|render| render.url.clone()) else {
            studio.tell(Tone::Info, "There is no link yet");
            return Vec::new();
        };
        vec![studio.request(Request::Show(Target::Link(url)))]
    }

    fn open_project(&self, studio: &mut Studio) -> Turn {
        if let Some(path) = self.under_cursor(studio).and_then(|render| render.project.clone()) {
            return Turn::deed(Deed::Open(path.to_string_lossy().into_owned()));
        }
        studio.tell(Tone::Info, "It was sent without a project file");
        Turn::default()
    }

    /// Asks before a render is sent: one that was left from before, or one that came to nothing.
    fn send(&self, studio: &mut Studio) -> Turn {
        let Some(render) = self.under_cursor(studio) else { return Turn::default() };
        let deed = match render.stage {
            Stage::Queued if render.wait.holder == Holder::Nobody => Deed::SendQueued(render.id),
            Stage::Refused | Stage::Failed | Stage::Unconfirmed | Stage::Cancelled => {
                Deed::SendAgain(render.id)
            }
            Stage::Completed => {
                studio.tell(Tone::Info, "It is finished; Ctrl-r renders the open film as a new take");
                return Turn::default();
            }
            _ => {
                studio.tell(Tone::Info, "It is on its way already");
                return Turn::default();
            }
        };
        Turn::go(Go::Ask(Box::new(Question::send(render, deed))))
    }

    fn forget(&self, studio: &mut Studio) -> Turn {
        match self.under_cursor(studio) {
            Some(render) if render.stage.is_running() || render.stage == Stage::Sending => {
                studio.tell(Tone::Info, "It is on its way: it can be forgotten when it is over");
                Turn::default()
            }
            Some(render) => Turn::go(Go::Ask(Box::new(Question::forget(render)))),
            None => Turn::default(),
        }
    }

    /// Does something with a render that waits; others are left alone.
    fn wait(&self, studio: &mut Studio, what: impl Fn(&mut Studio, RenderId) -> Vec<Effect>) -> Vec<Effect> {
        let Some(render) = self.under_cursor(studio) else { return Vec::new() };
        if render.stage != Stage::Queued {
            studio.tell(Tone::Info, "Only a render that waits here can be moved or taken back");
            return Vec::new();
        }
        let id = render.id;
        what(studio, id)
    }

    fn copy(&self, studio: &mut Studio) -> Vec<Effect> {
        let Some(target) = self.under_cursor(studio).and_then(studio::Queue::target) else {
            studio.tell(Tone::Info, "There is no link to copy yet");
            return Vec::new();
        };
        studio.tell(Tone::Good, format!("Copied {}", target.text()));
        vec![Effect::Copy(target.text())]
    }
}

fn not_yet(render: &Render, stage: Stage) -> String {
    let title = &render.title;
    match stage {
        Stage::Failed | Stage::Refused => {
            format!("{title} has no film: {}", render.note.as_deref().unwrap_or("it failed"))
        }
        Stage::Unconfirmed => format!("Whether {title} was sent is not known: look on the service"),
        _ => format!("{title} is not finished yet"),
    }
}

impl Pane for Queue {
    fn scope(&self) -> Scope {
        Scope::Queue
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        let place = self.place(studio);
        let Input::Command(command) = input else { return Turn::default() };
        match command {
            Command::Up => self.go_to(studio, place.saturating_sub(1)),
            Command::Down => self.go_to(studio, place + 1),
            Command::PageUp => self.go_to(studio, place.saturating_sub(5)),
            Command::PageDown => self.go_to(studio, place + 5),
            Command::Top => self.go_to(studio, 0),
            Command::Bottom => self.go_to(studio, usize::MAX),
            Command::Watch => return self.open(studio).into(),
            Command::Copy => return self.copy(studio).into(),
            Command::OpenLink => return self.open_link(studio).into(),
            Command::OpenProject => return self.open_project(studio),
            Command::Send => return self.send(studio),
            Command::Forget => return self.forget(studio),
            Command::Withdraw => return self.wait(studio, Studio::withdraw).into(),
            Command::MoveUp => {
                return self.wait(studio, |studio, id| studio.reorder(id, Move::Sooner)).into();
            }
            Command::MoveDown => {
                return self.wait(studio, |studio, id| studio.reorder(id, Move::Later)).into();
            }
            Command::Retry => {
                studio.tell(Tone::Info, "Asking about all renders …");
                return studio.ask_now().into();
            }
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
