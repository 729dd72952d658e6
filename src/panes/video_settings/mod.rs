//! The video's own settings: title, shape, captions, callback URL.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Code, Command, Key, Scope};
use crate::domain::{Project, SHAPES, Shape};
use crate::studio::{Edit, Effect, News, Stroke, Studio, Tone};
use crate::widgets::{Editor, Frame, centre, frame, put};

/// The rows, from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Title,
    Shape,
    /// Width and height of one's own.
    Pixels,
    Captions,
    Callback,
}

const ROWS: [Row; 5] = [Row::Title, Row::Shape, Row::Pixels, Row::Captions, Row::Callback];

#[derive(Debug)]
pub struct VideoSettings {
    at: usize,
    title: Editor,
    pixels: Editor,
    callback: Editor,
    /// The project when they were opened; of it the settings count.
    before: Project,
}

impl VideoSettings {
    pub fn new(studio: &Studio) -> Self {
        let project = &studio.work.project;
        let (width, height) = project.shape.pixels();
        Self {
            at: 0,
            title: Editor::line(&project.title).hint("Untitled"),
            pixels: Editor::line(&format!("{width}x{height}")),
            callback: Editor::line(&project.callback_url)
                .hint("https://… called when the video is done; optional"),
            before: Project { scenes: Vec::new(), ..project.clone() },
        }
    }

    /// Puts the settings back as they were, and nothing else. What was changed is one undo away.
    fn put_back(&self, studio: &mut Studio) -> Vec<Effect> {
        let Project { title, shape, captions, callback_url, .. } = self.before.clone();
        let before = Project { title, shape, captions, callback_url, ..studio.work.project.clone() };
        if before == studio.work.project {
            return Vec::new();
        }
        let effects = studio.edit(Edit::Whole(Box::new(before)), Stroke::Whole);
        let back = News::new(Tone::Info, "The changes were discarded");
        studio.announce(back.hint("Ctrl-z", "restores them"));
        effects
    }

    fn type_in(&mut self, studio: &mut Studio, how: impl Fn(&mut Editor) -> Option<Stroke>) -> Vec<Effect> {
        match ROWS[self.at] {
            Row::Title => how(&mut self.title)
                .map(|stroke| studio.edit(Edit::Title(self.title.text()), stroke))
                .unwrap_or_default(),
            Row::Callback => how(&mut self.callback)
                .map(|stroke| studio.edit(Edit::CallbackUrl(self.callback.text()), stroke))
                .unwrap_or_default(),
            Row::Pixels => {
                let shape = how(&mut self.pixels).and_then(|_| self.own_shape());
                shape.map(|shape| studio.edit(Edit::Shape(shape), Stroke::Whole)).unwrap_or_default()
            }
            Row::Shape | Row::Captions => Vec::new(),
        }
    }

    /// The shape in the field of pixels, if it can be rendered.
    fn own_shape(&self) -> Option<Shape> {
        Shape::read(&self.pixels.text()).filter(|shape| shape.is_accepted())
    }

    fn turn(&mut self, studio: &mut Studio, by: isize) -> Vec<Effect> {
        let project = &studio.work.project;
        match ROWS[self.at] {
            Row::Shape => {
                let count = SHAPES.len();
                let now = SHAPES.iter().position(|shape| *shape == project.shape);
                let next =
                    now.map_or(0, |at| if by < 0 { (at + count - 1) % count } else { (at + 1) % count });
                let (width, height) = SHAPES[next].pixels();
                self.pixels = Editor::line(&format!("{width}x{height}"));
                studio.edit(Edit::Shape(SHAPES[next]), Stroke::Whole)
            }
            Row::Captions => {
                let captions = !project.captions;
                studio.edit(Edit::Captions(captions), Stroke::Whole)
            }
            Row::Title | Row::Pixels | Row::Callback => Vec::new(),
        }
    }

    fn key(&mut self, studio: &mut Studio, key: Key) -> Vec<Effect> {
        let choice = matches!(ROWS[self.at], Row::Shape | Row::Captions);
        match key.code {
            Code::Left if choice => self.turn(studio, -1),
            Code::Right | Code::Char(' ') if choice => self.turn(studio, 1),
            _ => self.type_in(studio, |editor| field::press(editor, key)),
        }
    }
}

impl Pane for VideoSettings {
    fn scope(&self) -> Scope {
        Scope::Form
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::NextField) => self.at = (self.at + 1) % ROWS.len(),
            Input::Command(Command::PreviousField) => self.at = (self.at + ROWS.len() - 1) % ROWS.len(),
            // A shape that cannot be rendered is not taken silently for the one before.
            Input::Command(Command::Accept) if self.own_shape().is_none() => self.at = 2,
            Input::Command(Command::Accept) => return Turn::go(Go::Close),
            Input::Command(Command::Leave) => {
                return Turn { effects: self.put_back(studio), go: Some(Go::Close) };
            }
            Input::Command(_) => {}
            Input::Key(key) => return self.key(studio, key).into(),
            Input::Text(text) => return self.type_in(studio, |editor| field::paste(editor, &text)).into(),
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 68, 11, buf);
        let room = frame(
            Frame { name: "Video settings", note: "Tab · Enter · Esc", focused: true },
            ctx.theme,
            place,
            buf,
        );
        let project = &studio.work.project;
        let (shown, form, below) = field::divide(room, ROWS.len(), self.at, 1);
        for (y, index) in (form.y..form.bottom()).zip(shown) {
            let row = &ROWS[index];
            let on = index == self.at;
            let label = match row {
                Row::Title => "Title",
                Row::Shape => "Shape",
                Row::Pixels => "Pixels",
                Row::Captions => "Captions",
                Row::Callback => "Callback URL",
            };
            let place = field::label(label, on, ctx, Rect { y, height: 1, ..room }, buf);
            match row {
                Row::Title => self.title.view(on, place, buf),
                Row::Pixels => self.pixels.view(on, place, buf),
                Row::Callback => self.callback.view(on, place, buf),
                Row::Shape => field::choice(&project.shape.to_string(), on, ctx, place, buf),
                Row::Captions => {
                    let word = if project.captions { "on" } else { "off" };
                    field::choice(word, on, ctx, place, buf);
                }
            }
        }
        let (text, style) = self.advice(ctx);
        put(buf, below.x, below.y, if below.height > 0 { below.width } else { 0 }, text, style);
    }
}

impl VideoSettings {
    fn advice(&self, ctx: &DrawContext) -> (&'static str, ratatui::style::Style) {
        if self.own_shape().is_none() {
            return ("Pixels: WIDTHxHEIGHT, even, over 128 and under 4096", ctx.theme.bad());
        }
        let text = match ROWS[self.at] {
            Row::Shape => "← → selects 9:16 for reels, 16:9 wide, 1:1 square",
            Row::Captions => "← → switches captions on and off",
            Row::Pixels => "Custom size: WIDTHxHEIGHT",
            Row::Title => "The title of the video and the name of its file",
            Row::Callback => "Most videos need none: the queue polls by itself",
        };
        (text, ctx.theme.dim())
    }
}
