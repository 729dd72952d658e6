//! A question that takes one line of text: an id, a file name, a key.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Deed, DrawContext, Input, Pane, Turn, field};
use crate::command::{Command, Scope};
use crate::domain::{Secret, slug, text};
use crate::studio::Studio;
use crate::widgets::{Editor, Frame, centre, frame, put, width, wrap};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    PhotoId,
    VoiceId,
    /// A name for the project's file.
    SaveAs,
    /// An API key.
    Key,
}

#[derive(Debug)]
pub struct Prompt {
    ask: Ask,
    field: Editor,
    /// Whether the field still has the suggestion that it began with: typed text replaces it.
    is_suggestion: bool,
    /// Whether the work is left once it is saved.
    then_quit: bool,
}

impl Prompt {
    pub fn new(ask: Ask, studio: &Studio) -> Self {
        let start = match ask {
            Ask::SaveAs => format!("{}.toml", slug(studio.work.project.name())),
            Ask::PhotoId => studio.work.project.photo.as_ref().map_or(String::new(), ToString::to_string),
            Ask::VoiceId => studio.work.project.voice.as_ref().map_or(String::new(), ToString::to_string),
            Ask::Key => String::new(),
        };
        let field = Editor::line(&start);
        let field = if ask == Ask::Key { field.masked() } else { field };
        Self { ask, field, is_suggestion: !start.is_empty(), then_quit: false }
    }

    /// Asks for a file name, and leaves when it is written.
    pub fn save_and_quit(studio: &Studio) -> Self {
        Self { then_quit: true, ..Self::new(Ask::SaveAs, studio) }
    }

    fn done(&self) -> Turn {
        let typed = text::line(&self.field.text());
        Turn::deed(match self.ask {
            _ if typed.is_empty() => Deed::Nothing,
            Ask::PhotoId => Deed::Photo(typed),
            Ask::VoiceId => Deed::Voice(typed),
            Ask::SaveAs => Deed::SaveAs { name: typed, then_quit: self.then_quit },
            Ask::Key => Deed::Key(Secret::new(typed)),
        })
    }

    /// Ends the suggestion: typed text replaces it, any other key keeps it for editing.
    fn touch(&mut self, types: bool) {
        if std::mem::take(&mut self.is_suggestion) && types {
            self.field.set("");
        }
    }

    fn title(&self) -> &'static str {
        match self.ask {
            Ask::PhotoId => "Photo id",
            Ask::VoiceId => "Voice id",
            Ask::SaveAs => "Save as",
            Ask::Key => "HeyGen API key",
        }
    }

    fn hint(&self, studio: &Studio) -> String {
        let plain = match self.ask {
            Ask::SaveAs => return format!("A file name in {}, or a path.", studio.folder.display()),
            Ask::PhotoId => "The talking_photo_id of a photo that is not listed. It is sent unchanged.",
            Ask::VoiceId => "The voice_id of a voice that is not listed, such as a new clone.",
            Ask::Key => {
                "From app.heygen.com/settings?nav=API. It is stored in a file that only you can read, and is never shown again."
            }
        };
        plain.to_owned()
    }
}

impl Pane for Prompt {
    fn scope(&self) -> Scope {
        Scope::Line
    }

    fn update(&mut self, _: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Accept) => return self.done(),
            Input::Command(Command::Leave) => return Turn::deed(Deed::Nothing),
            Input::Key(key) => {
                self.touch(key.typed().is_some());
                field::press(&mut self.field, key);
            }
            Input::Text(text) => {
                self.touch(true);
                field::paste(&mut self.field, &text);
            }
            Input::Command(_) => {}
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let columns = 64.min(area.width);
        let hint = wrap(&self.hint(studio), usize::from(columns.saturating_sub(4)));
        let rows = u16::try_from(hint.len()).unwrap_or(2) + 5;
        let place = centre(area, columns, rows, buf);
        let frame_of = Frame { name: self.title(), note: "Enter · Esc", focused: true };
        let room = frame(frame_of, ctx.theme, place, buf);
        let (_, row, below) = field::divide(room, 1, 0, hint.len());
        if row.height > 0 {
            put(buf, row.x, row.y, 2, "›", ctx.theme.focus());
            let field = Rect { x: row.x + 2, width: row.width.saturating_sub(2), ..row };
            self.field.view(true, field, buf);
            if self.is_suggestion {
                let shown = u16::try_from(width(&self.field.text())).unwrap_or(u16::MAX).min(field.width);
                buf.set_style(Rect { width: shown, ..field }, ctx.theme.cursor());
            }
        }
        for (y, line) in (below.y..below.bottom()).zip(&hint) {
            put(buf, room.x, y, room.width, line, ctx.theme.dim());
        }
    }
}
