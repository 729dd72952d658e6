//! The video settings overlay: title, shape, background, captions, target length, callback URL.

use ratatui::layout::Rect;

use super::cycle::{Direction, cycle, cycle_index};
use super::form_field::{self, FormValue, FormView};
use super::text_keys;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, KeyCode, Scope};
use crate::domain::{Background, Captions, Project, SHAPES, Shape, format_target, parse_target};
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};
use crate::widgets::LineEditor;

/// The rows of the form, from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SettingsRow {
    Title,
    Shape,
    /// Custom width and height.
    CustomSize,
    /// What is behind the people.
    Background,
    Captions,
    /// The length to aim at.
    Target,
    CallbackUrl,
}

const ROWS: [SettingsRow; 7] = [
    SettingsRow::Title,
    SettingsRow::Shape,
    SettingsRow::CustomSize,
    SettingsRow::Background,
    SettingsRow::Captions,
    SettingsRow::Target,
    SettingsRow::CallbackUrl,
];

/// The typed target is no length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct InvalidTarget;

/// The typed background is neither a color nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct InvalidBackground;

#[derive(Debug)]
pub struct VideoSettingsOverlay {
    row_index: usize,
    title: LineEditor,
    custom_size: LineEditor,
    background: LineEditor,
    target: LineEditor,
    callback_url: LineEditor,
    /// The project when the overlay was opened, without its scenes.
    original: Project,
}

impl VideoSettingsOverlay {
    pub fn new(studio: &Studio) -> Self {
        let project = &studio.project_state.project;
        Self {
            row_index: 0,
            title: LineEditor::new(&project.title).with_placeholder("Untitled"),
            custom_size: LineEditor::new(&size_text(project.shape)),
            background: LineEditor::new(project.background.as_deref().unwrap_or_default())
                .with_placeholder("that of the photo; or #1b6b93, or https://…"),
            target: LineEditor::new(&project.target_seconds.map_or(String::new(), format_target))
                .with_placeholder("none; such as 60s or 1:30"),
            callback_url: LineEditor::new(&project.callback_url)
                .with_placeholder("https://… called when the video is done; optional"),
            original: Project { scenes: Vec::new(), ..project.clone() },
        }
    }

    /// Restores the settings, and nothing else of the project; undo brings the changes back.
    fn restore_original(&self, studio: &mut Studio) {
        let Project { title, shape, background, captions, callback_url, target_seconds, .. } =
            self.original.clone();
        let project = studio.project_state.project.clone();
        let before = Project { title, shape, background, captions, callback_url, target_seconds, ..project };
        if before == studio.project_state.project {
            return;
        }
        studio.edit(Edit::ReplaceProject(Box::new(before)), EditKind::SingleStep);
        let message = StatusMessage::new(Severity::Info, "The changes were discarded");
        studio.show_message(message.with_key_hint("Ctrl-z", "restores them"));
    }

    /// Goes to the next or previous row; a size, a background and a target are selected, so that a new one replaces them.
    fn go_to_neighbor_row(&mut self, direction: Direction) {
        self.row_index = cycle_index(ROWS.len(), self.row_index, direction);
        match ROWS[self.row_index] {
            SettingsRow::CustomSize => self.custom_size.select_all(),
            SettingsRow::Background => self.background.select_all(),
            SettingsRow::Target => self.target.select_all(),
            SettingsRow::Title | SettingsRow::Shape | SettingsRow::Captions | SettingsRow::CallbackUrl => {}
        }
    }

    fn focus_row(&mut self, row: SettingsRow) {
        self.row_index = ROWS.iter().position(|other| *other == row).unwrap_or(self.row_index);
    }

    fn edit_field(&mut self, studio: &mut Studio, apply_edit: impl Fn(&mut LineEditor) -> Option<EditKind>) {
        let (editor, edit): (_, fn(String) -> Edit) = match ROWS[self.row_index] {
            SettingsRow::Title => (&mut self.title, Edit::Title),
            SettingsRow::CallbackUrl => (&mut self.callback_url, Edit::CallbackUrl),
            SettingsRow::CustomSize => {
                let shape = apply_edit(&mut self.custom_size).and_then(|_| self.custom_shape());
                if let Some(shape) = shape {
                    studio.edit(Edit::Shape(shape), EditKind::SingleStep);
                }
                return;
            }
            SettingsRow::Background => {
                let kind = apply_edit(&mut self.background);
                if let (Some(kind), Ok(background)) = (kind, self.typed_background()) {
                    studio.edit(Edit::Background(background), kind);
                }
                return;
            }
            SettingsRow::Target => {
                let kind = apply_edit(&mut self.target);
                if let (Some(kind), Ok(target)) = (kind, self.typed_target()) {
                    studio.edit(Edit::Target(target), kind);
                }
                return;
            }
            SettingsRow::Shape | SettingsRow::Captions => return,
        };
        if let Some(kind) = apply_edit(editor) {
            studio.edit(edit(editor.text().to_owned()), kind);
        }
    }

    /// The typed target, none where the field is empty; an error if it is no length.
    fn typed_target(&self) -> Result<Option<u32>, InvalidTarget> {
        let typed = self.target.text();
        if typed.trim().is_empty() {
            return Ok(None);
        }
        parse_target(typed).map(Some).ok_or(InvalidTarget)
    }

    /// The typed background, none where the field is empty; an error if it is neither a color nor an address.
    fn typed_background(&self) -> Result<Option<String>, InvalidBackground> {
        let typed = self.background.text();
        if typed.trim().is_empty() {
            return Ok(None);
        }
        Background::parse(typed).map(|parsed| Some(parsed.as_str().to_owned())).ok_or(InvalidBackground)
    }

    /// The typed custom size, if it can be rendered.
    fn custom_shape(&self) -> Option<Shape> {
        Shape::parse(self.custom_size.text()).filter(|shape| shape.is_accepted())
    }

    fn cycle_option(&mut self, studio: &mut Studio, direction: Direction) {
        let project = &studio.project_state.project;
        match ROWS[self.row_index] {
            SettingsRow::Shape => {
                let shape = cycle(&SHAPES, &project.shape, direction);
                self.custom_size = LineEditor::new(&size_text(shape));
                studio.edit(Edit::Shape(shape), EditKind::SingleStep);
            }
            SettingsRow::Captions => {
                let captions = cycle(&Captions::ALL, &project.captions, direction);
                studio.edit(Edit::Captions(captions), EditKind::SingleStep);
            }
            SettingsRow::Title
            | SettingsRow::CustomSize
            | SettingsRow::Background
            | SettingsRow::Target
            | SettingsRow::CallbackUrl => {}
        }
    }

    fn handle_key(&mut self, studio: &mut Studio, key: Key) {
        let is_choice = matches!(ROWS[self.row_index], SettingsRow::Shape | SettingsRow::Captions);
        match key.code {
            KeyCode::Left if is_choice => self.cycle_option(studio, Direction::Previous),
            KeyCode::Right | KeyCode::Char(' ') if is_choice => self.cycle_option(studio, Direction::Next),
            _ => self.edit_field(studio, |editor| text_keys::handle_key(editor, key)),
        }
    }
}

fn captions_hint(captions: Captions) -> &'static str {
    match captions {
        Captions::Off => "← → select captions; off: none",
        Captions::File => "← → select captions; file: a subtitle file only, on v3",
        Captions::Burned => "← → select captions; on: in the picture, with a file",
    }
}

fn shape_hint(shape: Shape) -> &'static str {
    match shape {
        Shape::FourByFive | Shape::FiveByFour => "← → select the shape; 4:5 and 5:4 are for feeds",
        Shape::LikePhoto => "← → select the shape; auto is that of the photo, on v3",
        _ => "← → select 9:16 for reels, 16:9 wide, 1:1 square",
    }
}

/// The pixels of a shape, or its word where the photo decides.
fn size_text(shape: Shape) -> String {
    let (width, height) = shape.pixels();
    if shape == Shape::LikePhoto { shape.to_string() } else { format!("{width}x{height}") }
}

impl Pane for VideoSettingsOverlay {
    fn scope(&self) -> Scope {
        Scope::VideoSettings
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match input {
            PaneInput::Command(Command::NextField) => self.go_to_neighbor_row(Direction::Next),
            PaneInput::Command(Command::PreviousField) => self.go_to_neighbor_row(Direction::Previous),
            // An invalid size is not silently replaced by the previous one.
            PaneInput::Command(Command::Confirm) if self.custom_shape().is_none() => {
                self.focus_row(SettingsRow::CustomSize);
            }
            PaneInput::Command(Command::Confirm) if self.typed_target().is_err() => {
                self.focus_row(SettingsRow::Target);
            }
            PaneInput::Command(Command::Confirm) if self.typed_background().is_err() => {
                self.focus_row(SettingsRow::Background);
            }
            PaneInput::Command(Command::Confirm) => return Some(Navigate::Close),
            PaneInput::Command(Command::Back) => {
                self.restore_original(studio);
                return Some(Navigate::Close);
            }
            PaneInput::Command(_) => {}
            PaneInput::Key(key) => self.handle_key(studio, key),
            PaneInput::Text(text) => {
                self.edit_field(studio, |editor| text_keys::insert_pasted(editor, &text));
            }
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let project = &ctx.studio.project_state.project;
        let rows = ROWS.map(|row| match row {
            SettingsRow::Title => ("Title", FormValue::Text(&self.title)),
            SettingsRow::Shape => ("Shape", FormValue::Choice(project.shape.to_string())),
            SettingsRow::CustomSize => ("Pixels", FormValue::Text(&self.custom_size)),
            SettingsRow::Background => ("Background", FormValue::Text(&self.background)),
            SettingsRow::Captions => ("Captions", FormValue::Choice(project.captions.as_str().to_owned())),
            SettingsRow::Target => ("Target", FormValue::Text(&self.target)),
            SettingsRow::CallbackUrl => ("Callback URL", FormValue::Text(&self.callback_url)),
        });
        let (text, style) = self.footer_text(ctx);
        let form = FormView {
            title: "Video settings",
            max_columns: 68,
            min_rows: 0,
            rows: rows.into(),
            focused_row: self.row_index,
            note: (text.to_owned(), style),
        };
        form_field::draw_form(&form, ctx, area);
    }
}

impl VideoSettingsOverlay {
    fn footer_text(&self, ctx: &DrawContext<'_>) -> (&'static str, ratatui::style::Style) {
        if self.custom_shape().is_none() {
            return ("Pixels: WIDTHxHEIGHT, even, over 128 and under 4096", ctx.theme.error());
        }
        if self.typed_target().is_err() {
            return ("Target: a length such as 60s, 1:30 or 2m; empty for none", ctx.theme.error());
        }
        if self.typed_background().is_err() {
            return ("Background: a color such as #1b6b93, or https://…; empty for none", ctx.theme.error());
        }
        let text = match ROWS[self.row_index] {
            SettingsRow::Background => "On v3, behind looks whose own background it removes",
            SettingsRow::Target => "The length to aim at: 60s, 1:30 or 2m",
            SettingsRow::Shape => shape_hint(ctx.studio.project_state.project.shape),
            SettingsRow::Captions => captions_hint(ctx.studio.project_state.project.captions),
            SettingsRow::CustomSize => "Custom size: WIDTHxHEIGHT",
            SettingsRow::Title => "The title of the video and the name of its file",
            SettingsRow::CallbackUrl => "Most videos need none: the queue polls anyway",
        };
        (text, ctx.theme.dim())
    }
}
