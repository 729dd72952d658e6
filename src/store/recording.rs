//! Sound files that are the recordings of scenes: inspected, listed, and written beside a project.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::Builder;

use super::files;
use super::temp_files::TEMP_FILE_PREFIX;
use crate::domain::{
    ApiVersion, Error, ErrorKind, Project, RecordingFile, RecordingIssue, Recordings, max_upload_bytes,
    measure_sound, resolve_project_path, text,
};

/// The extensions of sound files that are listed.
const SOUND_EXTENSIONS: [&str; 2] = ["wav", "mp3"];
/// Sound files that are listed.
const MAX_LISTED_FILES: usize = 200;
/// Names that are tried for a new recording.
const MAX_NAMES: usize = 1_000;

/// Reads a sound file whole: its type, its length and its hash.
pub fn inspect(path: &Path) -> Result<RecordingFile, RecordingIssue> {
    let bytes = read(path)?;
    let (format, seconds) = measure_sound(&bytes)?;
    let byte_count = u64::try_from(bytes.len()).map_err(|_| RecordingIssue::TooLarge)?;
    Ok(RecordingFile {
        path: path.to_owned(),
        format,
        byte_count,
        seconds,
        hash: content_hash(&bytes),
        asset_id: None,
    })
}

/// Inspects the recordings of a project in `folder`, each once.
pub fn inspect_all(project: &Project, folder: &Path, home: Option<&Path>) -> Recordings {
    let mut recordings = Recordings::default();
    let mut paths: Vec<&String> =
        project.scenes.iter().filter_map(|scene| scene.recording.as_ref()).collect();
    paths.sort();
    paths.dedup();
    for path in paths {
        recordings.insert(path, inspect(&resolve_project_path(path, folder, home)));
    }
    recordings
}

/// The bytes of an inspected file. Fails if they are no longer the inspected ones.
pub fn read_unchanged(file: &RecordingFile) -> Result<Vec<u8>, Error> {
    let name = file.short_name();
    let failed = |message: String| Error::new("the recording", ErrorKind::RecordingChanged, message);
    let bytes = read(&file.path).map_err(|issue| failed(issue.describe(&name)))?;
    if content_hash(&bytes) == file.hash {
        return Ok(bytes);
    }
    Err(failed(format!("{name} has changed since the price was shown")))
}

/// The bytes of a sound file that is played.
pub fn sound(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |issue: RecordingIssue| {
        let message = issue.describe(&text::short_file_name(path));
        Error::new("the recording", ErrorKind::File, message)
    };
    read(path).map_err(failed)
}

fn read(path: &Path) -> Result<Vec<u8>, RecordingIssue> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(RecordingIssue::Missing),
        Err(error) => return Err(RecordingIssue::Unreadable(error.kind().to_string())),
        Ok(metadata) if metadata.is_file() && metadata.len() > max_upload_bytes(ApiVersion::V2) => {
            return Err(RecordingIssue::TooLarge);
        }
        Ok(_) => {}
    }
    let unreadable = |error: Error| RecordingIssue::Unreadable(error.message);
    files::read(path, max_upload_bytes(ApiVersion::V2)).map_err(unreadable)
}

/// The SHA-256 of a file, in hexadecimal digits.
pub(super) fn content_hash(bytes: &[u8]) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut text = String::with_capacity(64);
    for byte in hash.as_ref() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The names of the sound files in a folder, sorted.
pub fn list_sound_files(folder: &Path) -> Vec<String> {
    let is_sound = |name: &String| {
        let extension = Path::new(name).extension().and_then(OsStr::to_str).map(str::to_lowercase);
        !name.starts_with('.') && extension.is_some_and(|end| SOUND_EXTENSIONS.contains(&end.as_str()))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(is_sound).collect();
    names.sort();
    names.truncate(MAX_LISTED_FILES);
    names
}

/// Writes the recording of a scene into a new file, `scene-2.wav` or the next free name. No file is replaced.
pub fn create(folder: &Path, scene_number: usize, bytes: &[u8]) -> Result<PathBuf, Error> {
    let unsaved = |error: &io::Error| {
        let message = format!("The recording cannot be saved in {}: {error}", folder.display());
        Error::new("the recording", ErrorKind::File, message)
    };
    // What the umask leaves, as for other files that the user makes there.
    let permissions = Permissions::from_mode(0o666);
    let new = Builder::new().prefix(TEMP_FILE_PREFIX).permissions(permissions).tempfile_in(folder);
    let mut file = new.map_err(|error| unsaved(&error))?;
    let written = file.write_all(bytes).and_then(|()| file.as_file().sync_all());
    written.map_err(|error| unsaved(&error))?;
    for take in 1..=MAX_NAMES {
        let suffix = if take == 1 { String::new() } else { format!("-{take}") };
        let path = folder.join(format!("scene-{scene_number}{suffix}.wav"));
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(unsaved(&error.error)),
        }
    }
    Err(unsaved(&io::Error::from(io::ErrorKind::AlreadyExists)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WAV file of one second.
    fn wav() -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        file.extend(8_000_u32.to_le_bytes());
        file.extend(16_000_u32.to_le_bytes());
        file.extend(b"\x02\0\x10\0data\x80\x3e\0\0");
        file.resize(file.len() + 16_000, 0);
        file
    }

    #[test]
    fn a_file_is_the_same_recording_by_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one.wav"), folder.path().join("other.wav"));
        fs::write(&one, wav()).unwrap();
        fs::write(&other, wav()).unwrap();
        let (first, second) = (inspect(&one).unwrap(), inspect(&other).unwrap());
        assert_eq!((&first.hash, first.seconds, first.byte_count), (&second.hash, 1.0, 16_044));
        assert_eq!(read_unchanged(&first).unwrap(), wav());
        fs::write(&one, [wav(), vec![0; 16_000]].concat()).unwrap();
        assert!(read_unchanged(&first).unwrap_err().message.contains("one.wav has changed"));
        fs::remove_file(&one).unwrap();
        assert_eq!(inspect(&one), Err(RecordingIssue::Missing));
        assert!(matches!(inspect(folder.path()), Err(RecordingIssue::Unreadable(_))));
    }

    #[test]
    fn a_file_over_any_upload_bound_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.wav");
        fs::File::create(&path).unwrap().set_len((50 << 20) + 1).unwrap();
        assert_eq!(inspect(&path), Err(RecordingIssue::TooLarge));
    }

    #[test]
    fn a_new_recording_replaces_no_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("scene-2.wav"), "mine").unwrap();
        let names: Vec<PathBuf> = (0..2).map(|_| create(folder.path(), 2, &wav()).unwrap()).collect();
        assert_eq!(names, ["scene-2-2.wav", "scene-2-3.wav"].map(|name| folder.path().join(name)));
        assert_eq!(fs::read(folder.path().join("scene-2.wav")).unwrap(), b"mine");
        fs::write(folder.path().join("notes.txt"), "").unwrap();
        fs::write(folder.path().join("Intro.MP3"), "").unwrap();
        let listed = list_sound_files(folder.path());
        assert_eq!(listed, ["Intro.MP3", "scene-2-2.wav", "scene-2-3.wav", "scene-2.wav"]);
    }
}
