//! The photo workshop: new looks that the service draws, and pictures of the user's own that become talking photos.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::confirm_dialog::ConfirmDialog;
use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome, form_field};
use crate::command::{Command, Key, KeyCode, Scope};
use crate::domain::{
    ApiVersion, LookOrientation, LookPrompt, LookStyle, MAX_LOOK_PROMPT_CHARS, NewLooks, NewPhotos, Photo,
    PhotoId, Pose, parse_dropped_paths, text,
};
use crate::studio::Studio;
use crate::widgets::Editor;

/// What is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WorkshopMode {
    /// Looks of the person that the service draws.
    GeneratedLooks,
    /// A look of the person, from a picture.
    LookFromPicture,
    /// Somebody new, from a picture.
    NewPerson,
}

/// The rows, from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WorkshopRow {
    Mode,
    Prompt,
    Shape,
    Pose,
    Style,
    Picture,
    Name,
}

#[derive(Debug)]
pub struct WorkshopOverlay {
    /// Whose further looks they may be, with the name.
    base_photo: Option<(PhotoId, String)>,
    mode: WorkshopMode,
    row_index: usize,
    prompt: Editor,
    shape: LookOrientation,
    pose: Pose,
    style: LookStyle,
    picture: Editor,
    name: Editor,
    /// Why it could not be done the last time.
    issue: Option<&'static str>,
}

impl WorkshopOverlay {
    pub fn new(studio: &Studio, photo: Option<&Photo>) -> Self {
        Self {
            base_photo: photo.map(|photo| (photo.id.clone(), photo.name.clone())),
            mode: if photo.is_some() { WorkshopMode::GeneratedLooks } else { WorkshopMode::NewPerson },
            row_index: 1,
            prompt: Editor::single_line(&studio.photo_jobs.look_prompt)
                .with_placeholder("Wearing a blue suit in a modern office"),
            shape: LookOrientation::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
            picture: Editor::single_line("")
                .with_placeholder("a PNG, JPEG or WEBP file: drop it here or type its path"),
            name: Editor::single_line("").with_placeholder("optional"),
            issue: None,
        }
    }

    fn rows(&self, studio: &Studio) -> &'static [WorkshopRow] {
        match self.mode {
            // The newer generation takes nothing but words.
            WorkshopMode::GeneratedLooks if studio.account.dialect.api_version() == ApiVersion::V3 => {
                &[WorkshopRow::Mode, WorkshopRow::Prompt, WorkshopRow::Name]
            }
            WorkshopMode::GeneratedLooks => &[
                WorkshopRow::Mode,
                WorkshopRow::Prompt,
                WorkshopRow::Shape,
                WorkshopRow::Pose,
                WorkshopRow::Style,
                WorkshopRow::Name,
            ],
            WorkshopMode::LookFromPicture | WorkshopMode::NewPerson => {
                &[WorkshopRow::Mode, WorkshopRow::Picture, WorkshopRow::Name]
            }
        }
    }

    fn focused_row(&self, studio: &Studio) -> WorkshopRow {
        let rows = self.rows(studio);
        rows[self.row_index.min(rows.len() - 1)]
    }

    fn focused_editor(&mut self, studio: &Studio) -> Option<&mut Editor> {
        match self.focused_row(studio) {
            WorkshopRow::Prompt => Some(&mut self.prompt),
            WorkshopRow::Picture => Some(&mut self.picture),
            WorkshopRow::Name => Some(&mut self.name),
            WorkshopRow::Mode | WorkshopRow::Shape | WorkshopRow::Pose | WorkshopRow::Style => None,
        }
    }

    fn cycle_option(&mut self, studio: &Studio, forwards: bool) {
        match self.focused_row(studio) {
            WorkshopRow::Mode if self.base_photo.is_some() => {
                self.mode = cycle(
                    &[WorkshopMode::GeneratedLooks, WorkshopMode::LookFromPicture, WorkshopMode::NewPerson],
                    self.mode,
                    forwards,
                );
            }
            WorkshopRow::Shape => self.shape = cycle(LookOrientation::ALL, self.shape, forwards),
            WorkshopRow::Pose => self.pose = cycle(Pose::ALL, self.pose, forwards),
            WorkshopRow::Style => self.style = cycle(LookStyle::ALL, self.style, forwards),
            WorkshopRow::Mode | WorkshopRow::Prompt | WorkshopRow::Picture | WorkshopRow::Name => {}
        }
    }

    fn handle_key(&mut self, studio: &Studio, key: Key) {
        self.issue = None;
        match (self.focused_editor(studio), key.code) {
            (Some(editor), _) => drop(form_field::handle_key(editor, key)),
            (None, KeyCode::Left) => self.cycle_option(studio, false),
            (None, KeyCode::Right | KeyCode::Char(' ')) => self.cycle_option(studio, true),
            (None, _) => {}
        }
    }

    fn insert_pasted(&mut self, studio: &Studio, pasted: &str) {
        self.issue = None;
        if let Some(editor) = self.focused_editor(studio) {
            form_field::insert_pasted(editor, pasted);
        }
    }

    fn move_focus(&mut self, studio: &Studio, forwards: bool) {
        let rows = self.rows(studio).len();
        self.row_index = (self.row_index + if forwards { 1 } else { rows - 1 }) % rows;
    }

    /// Does it, after asking where it may cost; what is missing is gone to.
    fn submit(&mut self, studio: &mut Studio) -> PaneOutcome {
        let name = text::single_line(&self.name.text());
        if self.mode != WorkshopMode::GeneratedLooks {
            let pictures: Vec<_> = parse_dropped_paths(&self.picture.text())
                .into_iter()
                .map(|path| studio.expand_home(path))
                .collect();
            if pictures.is_empty() {
                (self.row_index, self.issue) = (1, Some("The picture's path is missing."));
                return PaneOutcome::default();
            }
            let of = self
                .base_photo
                .as_ref()
                .filter(|_| self.mode == WorkshopMode::LookFromPicture)
                .map(|(id, _)| id.clone());
            let new = NewPhotos { pictures, name, person_photo: of };
            // It stays until the picture is read, so that a path can be put right.
            return studio.add_photos(new).into();
        }
        let prompt = text::single_line(&self.prompt.text());
        self.issue = match prompt.chars().count() {
            0 => Some("The prompt is missing: describe the looks."),
            1..=MAX_LOOK_PROMPT_CHARS => None,
            _ => Some("The prompt is longer than 1000 characters."),
        };
        let Some((photo, whose)) = self.base_photo.clone().filter(|_| self.issue.is_none()) else {
            self.row_index = 1;
            return PaneOutcome::default();
        };
        let prompt = LookPrompt { text: prompt, orientation: self.shape, pose: self.pose, style: self.style };
        let wish = NewLooks { base_photo: photo, name, prompt, allow_duplicate: true };
        PaneOutcome::navigate(Navigate::Confirm(Box::new(ConfirmDialog::confirm_looks(studio, &whose, wish))))
    }
}

/// The choice after or before one.
fn cycle<T: Copy + PartialEq>(all: &[T], now: T, forwards: bool) -> T {
    let at = all.iter().position(|one| *one == now).unwrap_or_default();
    all[(at + if forwards { 1 } else { all.len() - 1 }) % all.len()]
}

impl Pane for WorkshopOverlay {
    fn scope(&self) -> Scope {
        Scope::PhotoWorkshop
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        match input {
            PaneInput::Command(Command::NextField) => self.move_focus(studio, true),
            PaneInput::Command(Command::PreviousField) => self.move_focus(studio, false),
            PaneInput::Command(Command::Confirm) => return self.submit(studio),
            PaneInput::Command(Command::Back) => {
                studio.photo_jobs.look_prompt = text::single_line(&self.prompt.text());
                studio.photo_jobs.picture_read_error = None;
                return PaneOutcome::navigate(Navigate::Close);
            }
            PaneInput::Command(_) => {}
            PaneInput::Key(key) => {
                studio.photo_jobs.picture_read_error = None;
                self.handle_key(studio, key);
            }
            PaneInput::Text(text) => {
                studio.photo_jobs.picture_read_error = None;
                self.insert_pasted(studio, &text);
            }
        }
        PaneOutcome::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
