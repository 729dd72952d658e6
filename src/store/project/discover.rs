//! Which project files are near: those of a folder, and those that are known from elsewhere.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::super::files;

/// Files of a folder that are looked into.
const MAX_SCANNED_FILES: usize = 500;
/// Bytes of a file that are no longer a project.
const MAX_PROJECT_BYTES: u64 = 1 << 20;

/// The projects of `folder` and those of `known` that still exist, each once, the last changed first.
pub fn find_projects(folder: &Path, known: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let here = fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_SCANNED_FILES);
    let here = here.map(|entry| entry.path()).filter(|path| is_project_file(path));
    let mut seen = HashSet::new();
    let all = here.chain(known).filter_map(|path| Some((modified_at(&path)?, path)));
    let mut found: Vec<(SystemTime, PathBuf)> = all.filter(|(_, path)| seen.insert(path.clone())).collect();
    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, path)| path).collect()
}

fn modified_at(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?.modified().ok()
}

/// Other programs' settings end in `.toml` too: a project has scenes.
fn is_project_file(path: &Path) -> bool {
    let named = path.extension().is_some_and(|end| end == "toml")
        && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let text = || files::read(path, MAX_PROJECT_BYTES).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    named && text().is_some_and(|text| text.contains("[[scene]]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_are_distinguished_from_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("film.toml"), "[[scene]]\n").unwrap();
        fs::write(path("Cargo.toml"), "[package]\n").unwrap();
        fs::write(path(".film.toml.autosave"), "[[scene]]\n").unwrap();
        let known = [path("film.toml"), path("gone.toml"), path("Cargo.toml")];
        let mut found = find_projects(folder.path(), known);
        found.sort();
        assert_eq!(
            found,
            [path("Cargo.toml"), path("film.toml")],
            "what is known from elsewhere is taken as it is"
        );
        assert!(find_projects(&path("nowhere"), []).is_empty());
    }
}
