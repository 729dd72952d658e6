//! Script files of other formats: imported into the studio, and exported from it.

use std::path::PathBuf;

use super::blocking::run_blocking;
use crate::domain::{Error, ErrorKind, ImportFormat, ImportedScript};
use crate::store::script_file;
use crate::studio::{SaveMode, SaveResult, ScriptExport};

/// Makes a project of a script, in the format of its file extension.
pub(super) async fn import(path: PathBuf) -> Result<Box<ImportedScript>, Error> {
    run_blocking(move || {
        let format = ImportFormat::of_path(&path).ok_or_else(|| {
            let reason = "its file extension is none of these: .md, .fountain, .txt, .srt or .vtt";
            Error::new(path.display().to_string(), ErrorKind::File, reason)
        })?;
        script_file::import(&path, format).map(Box::new)
    })
    .await
}

/// Writes a script; over another file only where that was asked for.
pub(super) async fn export(export: ScriptExport) -> Result<SaveResult, Error> {
    run_blocking(move || {
        let ScriptExport { path, text, mode, .. } = &export;
        if *mode == SaveMode::Overwrite {
            return script_file::replace(path, text).map(|()| SaveResult::Written);
        }
        let is_new = script_file::create(path, text)?;
        Ok(if is_new { SaveResult::Written } else { SaveResult::FileExists })
    })
    .await
}
