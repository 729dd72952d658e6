//! What a recording has so far, in the data folder: found again where the program was killed while it recorded.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files;
use super::paths::Paths;
use super::{account, project, recording};
use crate::domain::{ApiVersion, Error, max_upload_bytes};

const DRAFT_SUFFIX: &str = ".wav";

/// The draft of one recording. This process holds its lock for as long as it records.
#[derive(Debug)]
pub struct RecordingDraft {
    path: PathBuf,
    file: File,
}

impl RecordingDraft {
    /// A new draft for a scene of a project in `folder`; `header` is that of the sound file.
    pub fn create(paths: &Paths, folder: &Path, scene_number: usize, header: &[u8]) -> Result<Self, Error> {
        let drafts = paths.recordings();
        files::create_private_folder(&drafts)?;
        let failed = |error| files::io_error(&drafts, "cannot keep the recording", &error);
        let prefix = format!("{}{scene_number}-", name_prefix(folder));
        let new = tempfile::Builder::new().prefix(&prefix).suffix(DRAFT_SUFFIX).tempfile_in(&drafts);
        let (mut file, path) = new.and_then(|file| Ok(file.keep()?)).map_err(failed)?;
        file.try_lock().map_err(|refused| failed(refused.into()))?;
        file.write_all(header).map_err(failed)?;
        Ok(Self { path, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn append(&mut self, samples: &[u8]) -> io::Result<()> {
        self.file.write_all(samples)
    }
}

/// Removes a draft: its recording was saved, or is not wanted.
pub fn discard(path: &Path) -> Result<(), Error> {
    files::remove_if_exists(path)
}

/// Saves the recordings of projects in `folder` whose program was killed, each into a new file there; gives these files.
/// `complete` makes a sound file of what the draft has, or nothing where that is no sound.
pub fn recover(
    paths: &Paths,
    folder: &Path,
    complete: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<Vec<PathBuf>, Error> {
    let prefix = name_prefix(folder);
    let mut saved = Vec::new();
    for entry in fs::read_dir(paths.recordings()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let scene = name.strip_prefix(&prefix).and_then(|rest| rest.split('-').next()?.parse().ok());
        let Some(scene_number) = scene.filter(|_| name.ends_with(DRAFT_SUFFIX)) else { continue };
        let path = entry.path();
        // Locked until the draft is removed: two programs that open a project at once save it once.
        let Ok(file) = files::open_regular(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        let draft = files::read_owned(&path, max_upload_bytes(ApiVersion::V2))?;
        if let Some(sound) = complete(&draft) {
            saved.push(recording::create(folder, scene_number, &sound)?);
        }
        discard(&path)?;
    }
    saved.sort();
    Ok(saved)
}

/// How the drafts of projects in a folder begin: `recording-4f0c…-`, and then the number of the scene.
fn name_prefix(folder: &Path) -> String {
    let canonical = project::canonical_path(folder);
    format!("recording-{:016x}-", account::stable_hash(canonical.as_os_str().as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_saved_once_its_program_has_ended() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::with_root(home.path());
        let (folder, other) = (home.path().join("videos"), home.path().join("other"));
        for folder in [&folder, &other] {
            fs::create_dir(folder).unwrap();
        }
        let complete = |draft: &[u8]| (draft.len() > 1).then(|| draft.to_ascii_uppercase());
        let mut draft = RecordingDraft::create(&paths, &folder, 12, b"h").unwrap();
        draft.append(b"ead").unwrap();
        assert_eq!(recover(&paths, &folder, complete), Ok(Vec::new()), "it is being recorded");
        drop(draft);
        drop(RecordingDraft::create(&paths, &folder, 3, b"h").unwrap());
        assert_eq!(recover(&paths, &other, complete), Ok(Vec::new()), "of another folder");
        fs::write(folder.join("scene-12.wav"), "mine").unwrap();
        let saved = recover(&paths, &folder, complete).unwrap();
        assert_eq!(saved, [folder.join("scene-12-2.wav")], "without a sound there is nothing to save");
        assert_eq!(fs::read(&saved[0]).unwrap(), b"HEAD");
        assert_eq!(fs::read_dir(paths.recordings()).unwrap().count(), 0);
    }
}
