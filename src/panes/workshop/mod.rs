//! The photo workshop: new looks that the service draws, and pictures of the user's own that become talking photos.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::question::Question;
use super::{DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Code, Command, Key, Scope};
use crate::domain::{
    Api, LookPrompt, LookShape, LookStyle, LookWish, MAX_PROMPT, NewPhotos, Photo, PhotoId, Pose,
    dropped_paths, text,
};
use crate::studio::Studio;
use crate::widgets::Editor;

/// What is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Looks of the person that the service draws.
    Drawn,
    /// A look of the person, from a picture.
    Another,
    /// Somebody new, from a picture.
    New,
}

/// The rows, from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Kind,
    Prompt,
    Shape,
    Pose,
    Style,
    Picture,
    Name,
}

#[derive(Debug)]
pub struct Workshop {
    /// Whose further looks they may be, with the name.
    photo: Option<(PhotoId, String)>,
    kind: Kind,
    at: usize,
    prompt: Editor,
    shape: LookShape,
    pose: Pose,
    style: LookStyle,
    picture: Editor,
    name: Editor,
    /// Why it could not be done the last time.
    gap: Option<&'static str>,
}

impl Workshop {
    pub fn new(studio: &Studio, photo: Option<&Photo>) -> Self {
        Self {
            photo: photo.map(|photo| (photo.id.clone(), photo.name.clone())),
            kind: if photo.is_some() { Kind::Drawn } else { Kind::New },
            at: 1,
            prompt: Editor::line(&studio.prompt).hint("Wearing a blue suit in a modern office"),
            shape: LookShape::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
            picture: Editor::line("").hint("a PNG, JPEG or WEBP file: drop it here or type its path"),
            name: Editor::line("").hint("optional"),
            gap: None,
        }
    }

    fn rows(&self, studio: &Studio) -> &'static [Row] {
        match self.kind {
            // The newer generation takes nothing but words.
            Kind::Drawn if studio.dialect.api() == Api::V3 => &[Row::Kind, Row::Prompt, Row::Name],
            Kind::Drawn => &[Row::Kind, Row::Prompt, Row::Shape, Row::Pose, Row::Style, Row::Name],
            Kind::Another | Kind::New => &[Row::Kind, Row::Picture, Row::Name],
        }
    }

    fn row(&self, studio: &Studio) -> Row {
        let rows = self.rows(studio);
        rows[self.at.min(rows.len() - 1)]
    }

    fn editor(&mut self, studio: &Studio) -> Option<&mut Editor> {
        match self.row(studio) {
            Row::Prompt => Some(&mut self.prompt),
            Row::Picture => Some(&mut self.picture),
            Row::Name => Some(&mut self.name),
            Row::Kind | Row::Shape | Row::Pose | Row::Style => None,
        }
    }

    fn turn(&mut self, studio: &Studio, forwards: bool) {
        match self.row(studio) {
            Row::Kind if self.photo.is_some() => {
                self.kind = beside(&[Kind::Drawn, Kind::Another, Kind::New], self.kind, forwards);
            }
            Row::Shape => self.shape = beside(LookShape::ALL, self.shape, forwards),
            Row::Pose => self.pose = beside(Pose::ALL, self.pose, forwards),
            Row::Style => self.style = beside(LookStyle::ALL, self.style, forwards),
            Row::Kind | Row::Prompt | Row::Picture | Row::Name => {}
        }
    }

    fn key(&mut self, studio: &Studio, key: Key) {
        self.gap = None;
        match (self.editor(studio), key.code) {
            (Some(editor), _) => drop(field::press(editor, key)),
            (None, Code::Left) => self.turn(studio, false),
            (None, Code::Right | Code::Char(' ')) => self.turn(studio, true),
            (None, _) => {}
        }
    }

    fn paste(&mut self, studio: &Studio, pasted: &str) {
        self.gap = None;
        if let Some(editor) = self.editor(studio) {
            field::paste(editor, pasted);
        }
    }

    fn step(&mut self, studio: &Studio, forwards: bool) {
        let rows = self.rows(studio).len();
        self.at = (self.at + if forwards { 1 } else { rows - 1 }) % rows;
    }

    /// Does it, after asking where it may cost; what is missing is gone to.
    fn done(&mut self, studio: &mut Studio) -> Turn {
        let name = text::line(&self.name.text());
        if self.kind != Kind::Drawn {
            let pictures: Vec<_> =
                dropped_paths(&self.picture.text()).into_iter().map(|path| studio.at_home(path)).collect();
            if pictures.is_empty() {
                (self.at, self.gap) = (1, Some("The picture's path is missing."));
                return Turn::default();
            }
            let of = self.photo.as_ref().filter(|_| self.kind == Kind::Another).map(|(id, _)| id.clone());
            let new = NewPhotos { pictures, name, of };
            // It stays until the picture is read, so that a path can be put right.
            return studio.add_photos(new).into();
        }
        let prompt = text::line(&self.prompt.text());
        self.gap = match prompt.chars().count() {
            0 => Some("The prompt is missing: describe the looks."),
            1..=MAX_PROMPT => None,
            _ => Some("The prompt is longer than 1000 characters."),
        };
        let Some((photo, whose)) = self.photo.clone().filter(|_| self.gap.is_none()) else {
            self.at = 1;
            return Turn::default();
        };
        let prompt = LookPrompt { text: prompt, shape: self.shape, pose: self.pose, style: self.style };
        let wish = LookWish { photo, name, prompt, again: true };
        Turn::go(Go::Ask(Box::new(Question::looks(studio, &whose, wish))))
    }
}

/// The choice after or before one.
fn beside<T: Copy + PartialEq>(all: &[T], now: T, forwards: bool) -> T {
    let at = all.iter().position(|one| *one == now).unwrap_or_default();
    all[(at + if forwards { 1 } else { all.len() - 1 }) % all.len()]
}

impl Pane for Workshop {
    fn scope(&self) -> Scope {
        Scope::Workshop
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::NextField) => self.step(studio, true),
            Input::Command(Command::PreviousField) => self.step(studio, false),
            Input::Command(Command::Accept) => return self.done(studio),
            Input::Command(Command::Leave) => {
                studio.prompt = text::line(&self.prompt.text());
                studio.unread = None;
                return Turn::go(Go::Close);
            }
            Input::Command(_) => {}
            Input::Key(key) => {
                studio.unread = None;
                self.key(studio, key);
            }
            Input::Text(text) => {
                studio.unread = None;
                self.paste(studio, &text);
            }
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
