//! Script files: texts that are imported into projects, and those that projects are exported to.

use std::path::Path;

use crate::domain::{Error, ImportFormat, ImportedScript, import_script, title_from_file_stem};

use super::files::{self, FileAccess};
use super::toml;

/// A longer text is no script.
const MAX_SCRIPT_FILE_BYTES: u64 = 8 << 20;

/// Reads a text in UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    let bytes = files::read(path, MAX_SCRIPT_FILE_BYTES)?;
    toml::decode(path, &bytes).map(str::to_owned)
}

/// The project in a script file. Its title is that of the script, or else the name of the file.
pub fn import(path: &Path, format: ImportFormat) -> Result<ImportedScript, Error> {
    let mut script = import_script(&read(path)?, format);
    if script.project.title.is_empty() {
        let stem = path.file_stem().unwrap_or_default();
        script.project.title = title_from_file_stem(&stem.to_string_lossy());
    }
    Ok(script)
}

/// Writes a new file; false if there is one of this name.
pub fn create(path: &Path, text: &str) -> Result<bool, Error> {
    files::create_new(path, text.as_bytes(), FileAccess::Inherited)
}

/// Removes a file that was written here.
pub fn remove(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(|error| files::io_error(path, "cannot be removed", &error))
}

/// Writes a file, over another of this name.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    files::replace(path, text.as_bytes(), FileAccess::Inherited)
}
