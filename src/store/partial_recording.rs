//! The partial file of a recording, in the data folder: found again if the program was killed while it recorded.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files;
use super::paths::Paths;
use super::{account, project, recording};
use crate::domain::{ApiVersion, Error, max_upload_bytes};

const PARTIAL_SUFFIX: &str = ".wav";

/// What one recording has so far. This process holds the lock of the file for as long as it records.
#[derive(Debug)]
pub struct PartialRecording {
    path: PathBuf,
    file: File,
}

impl PartialRecording {
    /// A new file for a scene of a project; `header` is that of the sound file.
    pub fn create(paths: &Paths, project: &Path, scene_number: usize, header: &[u8]) -> Result<Self, Error> {
        let folder = paths.partial_recordings();
        files::create_private_folder(&folder)?;
        let failed = |error| files::io_error(&folder, "cannot keep the recording", &error);
        let prefix = format!("{}{scene_number}-", name_prefix(project));
        let new = tempfile::Builder::new().prefix(&prefix).suffix(PARTIAL_SUFFIX).tempfile_in(&folder);
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

/// Removes a partial file: its recording was saved, or is not wanted.
pub fn discard(path: &Path) -> Result<(), Error> {
    files::remove_if_exists(path)
}

/// What became of the recordings of a project whose program was killed.
#[derive(Debug, Default, PartialEq)]
pub struct RecoveredRecordings {
    /// New files beside the project.
    pub saved: Vec<PathBuf>,
    /// Of those that could not be saved: they stay for the next time.
    pub errors: Vec<Error>,
}

/// Saves the recordings of a project whose program was killed, each into a new file beside the project. `complete` makes a
/// sound file of what a partial file has, or nothing where that is no sound.
pub fn recover(
    paths: &Paths,
    project: &Path,
    complete: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> RecoveredRecordings {
    let project = project::canonical_path(project);
    let (prefix, folder) = (name_prefix(&project), files::parent_folder(&project));
    let mut recovered = RecoveredRecordings::default();
    for entry in fs::read_dir(paths.partial_recordings()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let scene = name.strip_prefix(&prefix).and_then(|rest| rest.split('-').next()?.parse().ok());
        let Some(scene_number) = scene.filter(|_| name.ends_with(PARTIAL_SUFFIX)) else { continue };
        match recover_one(&entry.path(), (folder, scene_number), &complete) {
            Ok(saved) => recovered.saved.extend(saved),
            Err(error) => recovered.errors.push(error),
        }
    }
    recovered.saved.sort();
    recovered
}

/// Saves one partial file, unless it is being recorded, and removes it.
fn recover_one(
    path: &Path,
    (folder, scene_number): (&Path, usize),
    complete: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<Option<PathBuf>, Error> {
    // Locked until the file is removed: two programs that open a project at once save it once.
    let file = files::open_regular(path)?;
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let partial = files::read_owned(path, max_upload_bytes(ApiVersion::V2))?;
    let sound = complete(&partial);
    let saved = sound.map(|sound| recording::create(folder, scene_number, &sound)).transpose()?;
    discard(path)?;
    Ok(saved)
}

/// How the partial files of a project begin: `recording-4f0c…-`, and then the number of the scene.
fn name_prefix(project: &Path) -> String {
    let canonical = project::canonical_path(project);
    format!("recording-{:016x}-", account::stable_hash(canonical.as_os_str().as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(partial: &[u8]) -> Option<Vec<u8>> {
        (partial.len() > 1).then(|| partial.to_ascii_uppercase())
    }

    #[test]
    fn a_partial_recording_is_saved_once_its_program_has_ended() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::with_root(home.path());
        let (project, sibling) = (home.path().join("a.toml"), home.path().join("b.toml"));
        let mut partial = PartialRecording::create(&paths, &project, 12, b"h").unwrap();
        partial.append(b"ead").unwrap();
        let nothing = RecoveredRecordings::default();
        assert_eq!(recover(&paths, &project, complete), nothing, "it is being recorded");
        drop(partial);
        drop(PartialRecording::create(&paths, &project, 3, b"h").unwrap());
        assert_eq!(recover(&paths, &sibling, complete), nothing, "of another project in the folder");
        fs::write(home.path().join("scene-12.wav"), "mine").unwrap();
        let recovered = recover(&paths, &project, complete);
        let saved = [home.path().canonicalize().unwrap().join("scene-12-2.wav")];
        assert_eq!(recovered.saved, saved, "without a sound there is nothing to save");
        assert_eq!(fs::read(&saved[0]).unwrap(), b"HEAD");
        assert_eq!(fs::read_dir(paths.partial_recordings()).unwrap().count(), 0);
    }

    #[test]
    fn a_partial_recording_that_cannot_be_read_stops_no_other() {
        let home = tempfile::tempdir().unwrap();
        let (paths, project) = (Paths::with_root(home.path()), home.path().join("a.toml"));
        for scene_number in [1, 2, 3] {
            let partial = PartialRecording::create(&paths, &project, scene_number, b"head").unwrap();
            if scene_number == 2 {
                partial.file.set_len(max_upload_bytes(ApiVersion::V2) + 1).unwrap();
            }
        }
        let recovered = recover(&paths, &project, complete);
        assert_eq!((recovered.saved.len(), recovered.errors.len()), (2, 1), "{recovered:?}");
        assert_eq!(fs::read_dir(paths.partial_recordings()).unwrap().count(), 1, "it stays");
    }
}
