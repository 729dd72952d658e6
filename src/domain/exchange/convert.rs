//! The import and the export of a script in any format.

use super::builder::ScriptBuilder;
use super::format::{ExportFormat, ImportFormat};
use super::markdown_reader::SceneBoundary;
use super::subtitle_tags::SubtitleSyntax;
use super::{
    fountain_reader, fountain_writer, markdown_reader, markdown_writer, plain_text, subtitle_reader,
    subtitle_writer,
};
use crate::domain::{Project, ScenePaces, text};

/// A project made from a text, and what could not be carried.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedScript {
    pub project: Project,
    pub notes: Vec<String>,
}

/// A project as a text, and what could not be carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedScript {
    pub text: String,
    pub notes: Vec<String>,
}

/// Makes a project from a text. Any text gives a project, possibly one without scenes.
pub fn import_script(text: &str, format: ImportFormat) -> ImportedScript {
    let text = clean_text(text);
    let builder = match format {
        ImportFormat::Markdown => markdown_reader::read(&text, ScriptBuilder::new(), SceneBoundary::Section),
        ImportFormat::Fountain => fountain_reader::read(&text),
        ImportFormat::PlainText => plain_text::read(&text),
        ImportFormat::Srt => subtitle_reader::read(&text, SubtitleSyntax::Srt),
        ImportFormat::Vtt => subtitle_reader::read(&text, SubtitleSyntax::Vtt),
    };
    into_script(builder)
}

/// Reads a Markdown text as a new version of a project: the fields that it does not name, or names unreadably, stay.
pub(super) fn import_markdown_revision(text: &str, before: &Project) -> ImportedScript {
    let builder =
        markdown_reader::read(&clean_text(text), ScriptBuilder::revising(before), SceneBoundary::Section);
    let mut script = into_script(builder);
    if script.project.title.is_empty() {
        script.project.title.clone_from(&before.title);
    }
    script
}

pub(super) fn clean_text(text: &str) -> String {
    text::clean_lines(text.trim_start_matches('\u{feff}'))
}

pub(super) fn into_script(builder: ScriptBuilder) -> ImportedScript {
    let (project, notes) = builder.finish();
    ImportedScript { project, notes }
}

/// Writes a project as a text. Subtitles have the times of the estimate with these paces.
pub fn export_script(project: &Project, format: ExportFormat, paces: &ScenePaces) -> ExportedScript {
    let (text, notes) = match format {
        ExportFormat::Markdown => markdown_writer::write(project),
        ExportFormat::Fountain => fountain_writer::write(project),
        ExportFormat::Srt => subtitle_writer::write_srt(project, paces),
        ExportFormat::Vtt => subtitle_writer::write_vtt(project, paces),
    };
    ExportedScript { text, notes: notes.into_lines() }
}
