//! The input dialog: asks for one line of text, such as an id, a file name or an API key.

mod kind;

use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::{Action, DrawContext, Navigate, Pane, PaneInput, form_field, text_keys};
use crate::command::{Command, Scope};
use crate::domain::{ExportFormat, ImportFormat, Secret, slug, text};
use crate::studio::Studio;
use crate::widgets::{LineEditor, width, wrap};

pub use kind::InputKind;

#[derive(Debug)]
pub struct InputDialog {
    kind: InputKind,
    editor: LineEditor,
    /// Whether the field still has its suggestion, which typed text replaces.
    has_suggestion: bool,
    /// Whether cuecard quits after the file is saved.
    quit_after_save: bool,
    /// Whether the text was confirmed, and is no number of a scene, or no file of a known format.
    is_invalid: bool,
}

impl InputDialog {
    pub fn new(kind: InputKind, studio: &Studio) -> Self {
        let suggestion = match kind {
            InputKind::SaveAs => format!("{}.toml", slug(studio.project_state.project.display_title())),
            InputKind::PhotoId => studio.cast_photo().map_or(String::new(), ToString::to_string),
            InputKind::VoiceId => studio.cast_voice().map_or(String::new(), ToString::to_string),
            InputKind::Export => format!("{}.md", slug(studio.project_state.project.display_title())),
            InputKind::ApiKey | InputKind::SceneNumber | InputKind::Import => String::new(),
        };
        let field = LineEditor::new(&suggestion);
        let field = if kind == InputKind::ApiKey { field.with_mask() } else { field };
        let has_suggestion = !suggestion.is_empty();
        Self { kind, editor: field, has_suggestion, quit_after_save: false, is_invalid: false }
    }

    /// Asks for a file name, and quits after the file is saved.
    pub fn save_and_quit(studio: &Studio) -> Self {
        Self { quit_after_save: true, ..Self::new(InputKind::SaveAs, studio) }
    }

    /// What the text leads to; `None` if it is invalid.
    fn submit(&self, studio: &Studio) -> Option<Navigate> {
        let typed = text::single_line(self.editor.text());
        Some(Navigate::perform(match self.kind {
            _ if typed.is_empty() => Action::Dismiss,
            InputKind::PhotoId => Action::SetPhotoId(typed),
            InputKind::VoiceId => Action::SetVoiceId(typed),
            InputKind::SaveAs => Action::SaveAs { name: typed, quit_after_save: self.quit_after_save },
            InputKind::Import => {
                Action::Import(file_of_format(&typed, |path| ImportFormat::of_path(path).is_some())?)
            }
            InputKind::Export => {
                Action::Export(file_of_format(&typed, |path| ExportFormat::of_path(path).is_some())?)
            }
            InputKind::ApiKey => Action::SetApiKey(Secret::new(typed)),
            InputKind::SceneNumber => Action::GoToScene(scene_index(&typed, studio)?),
        }))
    }

    /// Ends the suggestion: typed text replaces it, any other key keeps it for editing.
    fn end_suggestion(&mut self, types: bool) {
        if std::mem::take(&mut self.has_suggestion) && types {
            self.editor.set_text("");
        }
    }

    fn title(&self) -> &'static str {
        match self.kind {
            InputKind::PhotoId => "Photo id",
            InputKind::VoiceId => "Voice id",
            InputKind::SaveAs => "Save as",
            InputKind::Import => "Import a script",
            InputKind::Export => "Export the script",
            InputKind::ApiKey => "HeyGen API key",
            InputKind::SceneNumber => "Go to scene",
        }
    }

    /// Says which extensions a file may have.
    fn format_hint(&self, studio: &Studio, extensions: &str) -> String {
        let invalid = if self.is_invalid { "The file extension is not known. " } else { "" };
        let folder = studio.environment.working_directory.display();
        format!("{invalid}A file name in {folder}, or a path; it ends in {extensions}.")
    }

    fn hint(&self, studio: &Studio) -> String {
        let plain = match self.kind {
            InputKind::SaveAs => {
                return format!(
                    "A file name in {}, or a path.",
                    studio.environment.working_directory.display()
                );
            }
            InputKind::Import => return self.format_hint(studio, ".md, .fountain, .txt, .srt or .vtt"),
            InputKind::Export => return self.format_hint(studio, ".md, .fountain, .srt or .vtt"),
            InputKind::SceneNumber => {
                let count = studio.project_state.project.scenes.len();
                let invalid = if self.is_invalid { "No such scene. " } else { "" };
                return format!("{invalid}A number from 1 to {count}.");
            }
            InputKind::PhotoId => "The id of a photo or avatar that is not listed.",
            InputKind::VoiceId => "The id of a voice that is not listed, such as a new clone.",
            InputKind::ApiKey => {
                "From app.heygen.com/settings?nav=API. It is stored in a file that only you can read, and is never shown again."
            }
        };
        plain.to_owned()
    }
}

/// The path that was typed, if a format is known by its extension.
fn file_of_format(typed: &str, has_format: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    Some(PathBuf::from(typed)).filter(|path| has_format(path))
}

/// The index of the scene with this number.
fn scene_index(number: &str, studio: &Studio) -> Option<usize> {
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    (index < studio.project_state.project.scenes.len()).then_some(index)
}

impl Pane for InputDialog {
    fn scope(&self) -> Scope {
        Scope::TextDialog
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match input {
            PaneInput::Command(Command::Confirm) => {
                let navigation = self.submit(studio);
                self.is_invalid = navigation.is_none();
                return navigation;
            }
            PaneInput::Command(Command::Back) => return Some(Navigate::perform(Action::Dismiss)),
            PaneInput::Key(key) => {
                self.is_invalid = false;
                self.end_suggestion(key.typed_char().is_some());
                text_keys::handle_key(&mut self.editor, key);
            }
            PaneInput::Text(text) => {
                self.is_invalid = false;
                self.end_suggestion(true);
                text_keys::insert_pasted(&mut self.editor, &text);
            }
            PaneInput::Command(_) => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let columns = 64.min(area.width);
        let hint = wrap(&self.hint(ctx.studio), usize::from(columns.saturating_sub(4)));
        let rows = u16::try_from(hint.len()).unwrap_or(2) + 5;
        let inner = ctx.draw_overlay_frame((self.title(), "Enter · Esc"), (columns, rows), area);
        let (_, row, below) = form_field::split_form(inner, 1, 0, hint.len());
        if row.height > 0 {
            ctx.draw_text(Rect { width: 2, ..row }, "›", ctx.theme.focus());
            let field = Rect { x: row.x + 2, width: row.width.saturating_sub(2), ..row };
            self.editor.draw(true, field, ctx.buf);
            if self.has_suggestion {
                let shown = u16::try_from(width(self.editor.text())).unwrap_or(u16::MAX).min(field.width);
                ctx.draw_cursor(Rect { width: shown, ..field });
            }
        }
        let style = if self.is_invalid { ctx.theme.error() } else { ctx.theme.dim() };
        form_field::draw_note(&hint, style, ctx, below);
    }
}
