//! Files in which the user's text editor edits a script: each alone in a private folder, until its text was taken.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::files::{self, FileAccess};
use super::paths::Paths;
use super::script_file;
use crate::domain::Error;

const FOLDER_PREFIX: &str = "edit-";

/// Writes a text into a new private file of this name.
pub fn create(paths: &Paths, name: &str, text: &str) -> Result<PathBuf, Error> {
    let parent = paths.edited_texts();
    files::create_private_folder(&parent)?;
    let private = Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().prefix(FOLDER_PREFIX).permissions(private).tempdir_in(&parent);
    let folder = folder.map_err(|error| files::io_error(&parent, "cannot be written to", &error))?;
    let file = folder.path().join(name);
    files::create_new(&file, text.as_bytes(), FileAccess::Private)?;
    // From now on it stays until its text was taken.
    let _ = folder.keep();
    Ok(file)
}

/// Reads what the editor has saved.
pub fn read(file: &Path) -> Result<String, Error> {
    script_file::read(file)
}

/// Removes a file of [`create`], with what the editor left beside it.
pub fn remove(paths: &Paths, file: &Path) -> Result<(), Error> {
    let folder = files::parent_folder(file);
    if folder.parent() != Some(&paths.edited_texts()) {
        return Err(files::file_error(file, "is not a text that was given to an editor"));
    }
    std::fs::remove_dir_all(folder).map_err(|error| files::io_error(file, "cannot be removed", &error))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_text_is_private_and_goes_with_what_the_editor_left() {
        let root = tempfile::tempdir().unwrap();
        let paths = Paths::with_root(root.path());
        let file = create(&paths, "script.md", "Hi.").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        fs::write(file.with_extension("md~"), "backup").unwrap();
        assert_eq!(read(&file).unwrap(), "Hi.");
        remove(&paths, &file).unwrap();
        assert_eq!(fs::read_dir(paths.edited_texts()).unwrap().count(), 0);
        let foreign = root.path().join("notes/script.md");
        fs::create_dir(foreign.parent().unwrap()).unwrap();
        fs::write(&foreign, "mine").unwrap();
        assert!(remove(&paths, &foreign).is_err() && foreign.exists());
    }
}
