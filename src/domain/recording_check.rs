//! What stops recordings from being sent, and what may: their files, and the bounds of the service.

use super::recording::{RecordingFile, RecordingFormat, Recordings};
use super::{ApiVersion, Dialect, Project, Scene, SceneField, ValidationIssue, text};

/// Up to this length every page of the service allows a recording; one says 10 minutes, another 30.
const MAX_CERTAIN_SECONDS: f64 = 600.0;
/// The longest recording that any page of the service allows.
const MAX_SECONDS: f64 = 1_800.0;

impl Recordings {
    /// What stops the recordings of the scenes that are rendered from being sent in a dialect.
    pub fn issues(&self, project: &Project, dialect: Dialect) -> Vec<ValidationIssue> {
        let mut issues = Vec::new();
        for (index, scene) in project.indexed_rendered_scenes() {
            let reason = self.issue_of(project, scene, dialect);
            issues.extend(reason.map(|reason| {
                ValidationIssue::of_scene(index, SceneField::Recording, &format!(": {reason}"))
            }));
        }
        issues
    }

    /// What stops the recording of a scene from being sent in a dialect; `None` also without a recording.
    pub fn issue_of(&self, project: &Project, scene: &Scene, dialect: Dialect) -> Option<String> {
        let name = text::short_file_name(scene.recording.as_ref()?);
        match self.find(scene) {
            _ if !dialect.sends_recordings() => unspoken_reason(project, scene, dialect),
            Some(Ok(file)) => file.refusal(dialect.api_version()),
            Some(Err(issue)) => Some(issue.describe(&name)),
            None => Some(format!("{name} is not read yet")),
        }
    }

    /// Warnings about recordings that the service may refuse.
    pub fn warnings(&self, project: &Project, dialect: Dialect) -> Vec<String> {
        let scenes = project.indexed_rendered_scenes();
        let is_long = |file: &&RecordingFile| file.seconds > MAX_CERTAIN_SECONDS;
        let long = scenes.filter_map(|(index, scene)| Some((index, self.file(scene).filter(is_long)?)));
        let warning = |(index, file): (usize, &RecordingFile)| {
            let number = index + 1;
            format!(
                "Scene {number}: {} lasts {}; over 10 minutes may be refused",
                file.short_name(),
                file.format_length()
            )
        };
        if dialect.sends_recordings() { long.map(warning).collect() } else { Vec::new() }
    }
}

impl RecordingFile {
    /// Why the service refuses the file, for its size or its length.
    fn refusal(&self, api: ApiVersion) -> Option<String> {
        let max_bytes = max_upload_bytes(api);
        let name = self.short_name();
        if self.byte_count > max_bytes {
            let hint = if self.format == RecordingFormat::Wav { ": convert it to MP3" } else { "" };
            return Some(format!("{name} is larger than {} MB{hint}", max_bytes >> 20));
        }
        (self.seconds > MAX_SECONDS)
            .then(|| format!("{name} lasts {}; the most is 30 minutes", self.format_length()))
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
    let missing = if scene.script.length(None).is_empty() {
        "script"
    } else if project.voice_of(scene).is_none() {
        "voice"
    } else {
        return None;
    };
    Some(format!("{} sends no recordings, and the scene has no {missing}", dialect.as_str()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::recording_issue::RecordingIssue;
    use super::super::{PhotoId, RecordingFormat, VoiceId};
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
}
