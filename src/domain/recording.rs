//! A recording: a sound file that is heard in a scene in place of a voice of the service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::recording_issue::RecordingIssue;
use super::{ApiVersion, Dialect, Project, Scene, SceneField, ValidationIssue, text};

/// The longest recording that the service certainly takes, in seconds; its pages name ten minutes and thirty.
const MAX_CERTAIN_SECONDS: f64 = 600.0;
/// Seconds of a longer recording, which no page allows.
const MAX_SECONDS: f64 = 1_800.0;
/// Columns of a file name in a sentence.
const MAX_NAME_COLUMNS: usize = 40;

/// The type of a sound file that the service accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingFormat {
    Wav,
    Mp3,
}

/// A sound file as it was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingFile {
    pub path: PathBuf,
    pub format: RecordingFormat,
    pub byte_count: u64,
    pub seconds: f64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Its id on the service, once it is uploaded there.
    pub asset_id: Option<String>,
}

/// The files of the recordings of a project, by the path as its scenes have it. Clones share them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recordings(Arc<BTreeMap<String, Result<RecordingFile, RecordingIssue>>>);

impl Recordings {
    pub fn insert(&mut self, path: impl Into<String>, file: Result<RecordingFile, RecordingIssue>) {
        Arc::make_mut(&mut self.0).insert(path.into(), file);
    }

    /// What was found at the path of a scene's recording; `None` without a recording, and before it was looked at.
    pub fn find(&self, scene: &Scene) -> Option<&Result<RecordingFile, RecordingIssue>> {
        self.0.get(scene.recording.as_deref()?)
    }

    /// The readable file of a scene's recording.
    pub fn file(&self, scene: &Scene) -> Option<&RecordingFile> {
        self.find(scene)?.as_ref().ok()
    }

    /// The readable files, each once.
    pub fn files(&self) -> impl Iterator<Item = &RecordingFile> {
        self.0.values().filter_map(|file| file.as_ref().ok())
    }

    /// The same files without those that no scene names.
    #[must_use]
    pub fn of_scenes(&self, scenes: &[Scene]) -> Self {
        let is_named = |path: &String| scenes.iter().any(|scene| scene.recording.as_ref() == Some(path));
        let named = self.0.iter().filter(|(path, _)| is_named(path));
        Self(Arc::new(named.map(|(path, file)| (path.clone(), file.clone())).collect()))
    }

    /// Notes the ids that files of these hashes have on the service.
    pub fn set_asset_ids(&mut self, id_of_hash: impl Fn(&str) -> Option<String>) {
        for file in Arc::make_mut(&mut self.0).values_mut().flatten() {
            file.asset_id = id_of_hash(&file.hash);
        }
    }

    /// What stops the recordings of the scenes that are rendered from being sent in a dialect.
    pub fn issues(&self, project: &Project, dialect: Dialect) -> Vec<ValidationIssue> {
        let mut issues = Vec::new();
        for (index, scene) in project.scenes.iter().enumerate().filter(|(_, scene)| !scene.is_muted) {
            let Some(recording) = &scene.recording else { continue };
            let reason = match self.find(scene) {
                _ if !dialect.sends_recordings() => unspoken_reason(project, scene, dialect),
                Some(Ok(file)) => file.refusal(dialect.api_version()),
                Some(Err(issue)) => Some(issue.describe(&short_name(recording))),
                None => Some(format!("{} is not read yet", short_name(recording))),
            };
            issues.extend(reason.map(|reason| {
                ValidationIssue::of_scene(index, SceneField::Recording, format!(": {reason}"))
            }));
        }
        issues
    }

    /// Warnings about recordings that the service may refuse.
    pub fn warnings(&self, project: &Project, dialect: Dialect) -> Vec<String> {
        let scenes = project.scenes.iter().enumerate().filter(|(_, scene)| !scene.is_muted);
        let is_long = |file: &&RecordingFile| file.seconds > MAX_CERTAIN_SECONDS;
        let long = scenes.filter_map(|(index, scene)| Some((index, self.file(scene).filter(is_long)?)));
        let warning = |(index, file): (usize, &RecordingFile)| {
            let number = index + 1;
            format!("Scene {number}: {} lasts {}; over 10 minutes may be refused", file.name(), file.length())
        };
        if dialect.sends_recordings() { long.map(warning).collect() } else { Vec::new() }
    }
}

impl RecordingFile {
    /// The name of the file.
    pub fn name(&self) -> String {
        short_name(&self.path.to_string_lossy())
    }

    /// Minutes and seconds.
    pub fn length(&self) -> String {
        let seconds = format!("{:.0}", self.seconds.max(0.0)).parse::<u64>().unwrap_or_default();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// Why the service refuses the file, for its size or its length.
    fn refusal(&self, api: ApiVersion) -> Option<String> {
        let max_bytes = max_upload_bytes(api);
        let name = self.name();
        if self.byte_count > max_bytes {
            let hint = if self.format == RecordingFormat::Wav { ": convert it to MP3" } else { "" };
            return Some(format!("{name} is larger than {} MB{hint}", max_bytes >> 20));
        }
        (self.seconds > MAX_SECONDS)
            .then(|| format!("{name} lasts {}; the most is 30 minutes", self.length()))
    }
}

/// The largest recording that an API version takes, in bytes.
pub fn max_upload_bytes(api: ApiVersion) -> u64 {
    match api {
        ApiVersion::V2 => 50 << 20,
        ApiVersion::V3 => 32 << 20,
    }
}

/// Why a scene whose recording a dialect does not send cannot be spoken by a voice either.
fn unspoken_reason(project: &Project, scene: &Scene, dialect: Dialect) -> Option<String> {
    let missing = if scene.script.length(None).is_silent() {
        "script"
    } else if project.voice_of(scene).is_none() {
        "voice"
    } else {
        return None;
    };
    Some(format!("{} sends no recordings, and the scene has no {missing}", dialect.as_str()))
}

/// The file name at the end of a path, as a sentence has it.
pub fn short_name(path: &str) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    text::truncate(&name.unwrap_or_else(|| path.to_owned()), MAX_NAME_COLUMNS)
}

/// The file that a project in `folder` means by a path: relative to the folder, absolute, or below the home folder (`~/`).
pub fn recording_path(path: &str, folder: &Path, home: Option<&Path>) -> PathBuf {
    match (Path::new(path).strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(path),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, VoiceId};
    use super::*;

    fn file(byte_count: u64, seconds: f64) -> RecordingFile {
        RecordingFile {
            path: PathBuf::from("/videos/scene-2.wav"),
            format: RecordingFormat::Wav,
            byte_count,
            seconds,
            hash: "ab".into(),
            asset_id: None,
        }
    }

    fn recorded(script: &str) -> Project {
        let scene = Scene { recording: Some("scene-2.wav".into()), ..Scene::new(script) };
        Project { photo: Some(PhotoId::new("p")), scenes: vec![scene], ..Project::default() }
    }

    fn issues_of(file: Result<RecordingFile, RecordingIssue>, dialect: Dialect) -> Vec<String> {
        let mut recordings = Recordings::default();
        recordings.insert("scene-2.wav", file);
        recordings.issues(&recorded("Hi."), dialect).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_recording_that_cannot_be_sent_is_an_issue_with_its_reason() {
        let large = || Ok(file(40 << 20, 200.0));
        for (found, dialect, expected) in [
            (Ok(file(1_000, 12.0)), Dialect::V3, None),
            (large(), Dialect::V3, Some("scene 1: scene-2.wav is larger than 32 MB: convert it to MP3")),
            (large(), Dialect::Flat, None),
            (
                Ok(file(1_000, 1_801.0)),
                Dialect::V3,
                Some("scene 1: scene-2.wav lasts 30:01; the most is 30 minutes"),
            ),
            (Err(RecordingIssue::Missing), Dialect::V3, Some("scene 1: scene-2.wav is missing")),
            (
                Ok(file(1_000, 12.0)),
                Dialect::Scenes,
                Some("scene 1: scenes sends no recordings, and the scene has no voice"),
            ),
        ] {
            assert_eq!(issues_of(found, dialect), Vec::from_iter(expected.map(str::to_owned)));
        }
        let unread = Recordings::default().issues(&recorded("Hi."), Dialect::V3);
        assert_eq!(unread[0].to_string(), "scene 1: scene-2.wav is not read yet");
    }

    #[test]
    fn a_dialect_without_recordings_speaks_the_script_instead() {
        let mut project = Project { voice: Some(VoiceId::new("v")), ..recorded("Hi.") };
        let recordings = Recordings::default();
        assert_eq!(recordings.issues(&project, Dialect::Scenes), []);
        project.scenes[0].script = "".into();
        let issues = recordings.issues(&project, Dialect::Scenes);
        assert_eq!(issues[0].to_string(), "scene 1: scenes sends no recordings, and the scene has no script");
    }

    #[test]
    fn a_long_recording_is_a_warning() {
        let mut recordings = Recordings::default();
        recordings.insert("scene-2.wav", Ok(file(1_000, 601.0)));
        let warnings = recordings.warnings(&recorded(""), Dialect::V3);
        assert_eq!(warnings, ["Scene 1: scene-2.wav lasts 10:01; over 10 minutes may be refused"]);
        recordings.insert("scene-2.wav", Ok(file(1_000, 600.0)));
        assert!(recordings.warnings(&recorded(""), Dialect::V3).is_empty());
    }

    #[test]
    fn a_path_is_relative_to_the_project_absolute_or_below_home() {
        let path = |path| recording_path(path, Path::new("/videos"), Some(Path::new("/home/ada")));
        assert_eq!(path("a.wav"), Path::new("/videos/a.wav"));
        assert_eq!(path("/tmp/a.wav"), Path::new("/tmp/a.wav"));
        assert_eq!(path("~/a.wav"), Path::new("/home/ada/a.wav"));
    }
}
