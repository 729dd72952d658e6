//! Reads a script file and makes a project of it, for `cuecard import` and the studio.

use std::path::Path;

use super::error::CliError;
use crate::domain::{ImportFormat, ImportedScript, import_script, title_from_file_stem};
use crate::store::script_file;

/// The form of a script, by the extension of its file.
pub(super) fn format_of(file: &Path) -> Option<ImportFormat> {
    file.extension().and_then(|extension| ImportFormat::from_extension(&extension.to_string_lossy()))
}

/// The project in a script file. Its title is that of the script, or else the name of the file.
pub(super) fn import_file(file: &Path, format: ImportFormat) -> Result<ImportedScript, CliError> {
    let text = script_file::read(file).map_err(|error| CliError::invalid_input(&error))?;
    let mut script = import_script(&text, format);
    if script.project.title.is_empty() {
        let stem = file.file_stem().unwrap_or_default();
        script.project.title = title_from_file_stem(&stem.to_string_lossy());
    }
    Ok(script)
}
