//! Import of scripts from Markdown, Fountain, plain text and subtitles, and export to them.

mod builder;
mod character_labels;
mod convert;
mod directions;
mod expansion;
mod format;
mod fountain_elements;
mod fountain_reader;
mod fountain_text;
mod fountain_writer;
mod head;
mod labels;
mod leading_settings;
mod markdown_blocks;
mod markdown_reader;
mod markdown_text;
mod markdown_writer;
mod narration_label;
mod notes;
mod options;
mod plain_text;
mod production_notes;
mod revision;
mod script_blocks;
mod subtitle_reader;
mod subtitle_tags;
mod subtitle_writer;

pub use convert::{ExportedScript, ImportedScript, export_script, import_script};
pub use expansion::{count_scenes, expand_scene, expand_sections};
pub use format::{ExportFormat, ImportFormat};
pub use revision::import_revision;

#[cfg(test)]
mod tests;
