//! The validation of a project: its issues, and the video spec if there are none.

use std::fmt;

use super::{Emotion, MAX_SCENES, MAX_SCRIPT_CHARS, Project, Scene, Shape, TalkingStyle, VideoSpec};

/// Something missing or wrong in a project. Scenes are counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValidationIssue {
    NoPhoto,
    NoVoice,
    NoScenes,
    TooManyScenes { count: usize },
    EmptyScript { scene: usize },
    ScriptTooLong { scene: usize, characters: usize },
    UnknownEmotion { scene: usize, word: String },
    UnknownStyle { scene: usize, word: String },
    InvalidShape(Shape),
    InvalidCallbackUrl,
}

/// Where on the screen an issue is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueLocation {
    Photos,
    Voices,
    /// A field of the scene with this index, counted from zero.
    Scene(usize, SceneField),
    VideoSettings,
}

/// The fields of a scene, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SceneField {
    Script,
    Emotion,
    Style,
    Motion,
    Enhance,
}

impl ValidationIssue {
    pub fn location(&self) -> IssueLocation {
        match self {
            Self::NoPhoto => IssueLocation::Photos,
            Self::NoVoice => IssueLocation::Voices,
            Self::NoScenes | Self::TooManyScenes { .. } => IssueLocation::Scene(0, SceneField::Script),
            Self::EmptyScript { scene } | Self::ScriptTooLong { scene, .. } => {
                IssueLocation::Scene(scene - 1, SceneField::Script)
            }
            Self::UnknownEmotion { scene, .. } => IssueLocation::Scene(scene - 1, SceneField::Emotion),
            Self::UnknownStyle { scene, .. } => IssueLocation::Scene(scene - 1, SceneField::Style),
            Self::InvalidShape(_) | Self::InvalidCallbackUrl => IssueLocation::VideoSettings,
        }
    }
}

impl fmt::Display for ValidationIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPhoto => f.write_str("no photo is chosen"),
            Self::NoVoice => f.write_str("no voice is chosen"),
            Self::NoScenes => f.write_str("there are no scenes"),
            Self::TooManyScenes { count } => write!(f, "{count} scenes; a video has at most {MAX_SCENES}"),
            Self::EmptyScript { scene } => write!(f, "scene {scene} has no script"),
            Self::ScriptTooLong { scene, characters } => {
                write!(
                    f,
                    "scene {scene} has {characters} characters; a script has at most {MAX_SCRIPT_CHARS}"
                )
            }
            Self::UnknownEmotion { scene, word } => {
                let word = super::text::truncate(word, 24);
                write!(
                    f,
                    "scene {scene}: emotion \"{word}\" is not Excited, Friendly, Serious, Soothing or Broadcaster"
                )
            }
            Self::UnknownStyle { scene, word } => {
                write!(
                    f,
                    "scene {scene}: style \"{}\" is not expressive or stable",
                    super::text::truncate(word, 24)
                )
            }
            Self::InvalidShape(shape) => {
                write!(f, "size {shape}: sides are even, over 128 and under 4096 pixels")
            }
            Self::InvalidCallbackUrl => {
                f.write_str("the callback URL does not start with https:// or http://")
            }
        }
    }
}

impl Project {
    /// The video spec, or all issues in the order of the screen.
    pub fn spec(&self) -> Result<VideoSpec, Vec<ValidationIssue>> {
        let issues = validate(self);
        match (&self.photo, &self.voice) {
            (Some(photo), Some(voice)) if issues.is_empty() => Ok(VideoSpec {
                title: self.display_title().to_owned(),
                photo: photo.clone(),
                voice: voice.clone(),
                shape: self.shape,
                captions: self.captions,
                callback_url: Some(self.callback_url.trim()).filter(|url| !url.is_empty()).map(str::to_owned),
                scenes: self.scenes.clone(),
            }),
            _ => Err(issues),
        }
    }
}

fn validate(project: &Project) -> Vec<ValidationIssue> {
    let mut issues = Vec::new();
    issues.extend(
        project
            .photo
            .as_ref()
            .is_none_or(|id| id.as_str().trim().is_empty())
            .then_some(ValidationIssue::NoPhoto),
    );
    issues.extend(
        project
            .voice
            .as_ref()
            .is_none_or(|id| id.as_str().trim().is_empty())
            .then_some(ValidationIssue::NoVoice),
    );
    match project.scenes.len() {
        0 => issues.push(ValidationIssue::NoScenes),
        count if count > MAX_SCENES => issues.push(ValidationIssue::TooManyScenes { count }),
        _ => {}
    }
    for (index, scene) in project.scenes.iter().enumerate() {
        validate_scene(index + 1, scene, &mut issues);
    }
    issues.extend((!project.shape.is_accepted()).then_some(ValidationIssue::InvalidShape(project.shape)));
    let url = project.callback_url.trim();
    let web = url.starts_with("https://") || url.starts_with("http://");
    issues.extend((!url.is_empty() && !web).then_some(ValidationIssue::InvalidCallbackUrl));
    issues
}

fn validate_scene(number: usize, scene: &Scene, issues: &mut Vec<ValidationIssue>) {
    let characters = scene.trimmed_script().chars().count();
    if super::measure_script(&scene.script) == super::ScriptLength::default() {
        issues.push(ValidationIssue::EmptyScript { scene: number });
    } else if characters > MAX_SCRIPT_CHARS {
        issues.push(ValidationIssue::ScriptTooLong { scene: number, characters });
    }
    if let Some(Emotion::Other(word)) = &scene.emotion {
        issues.push(ValidationIssue::UnknownEmotion { scene: number, word: word.clone() });
    }
    if let TalkingStyle::Other(word) = &scene.style {
        issues.push(ValidationIssue::UnknownStyle { scene: number, word: word.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, VoiceId};
    use super::*;

    fn complete_project() -> Project {
        Project {
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        }
    }

    #[test]
    fn a_whole_project_is_a_video() {
        let spec = complete_project().spec().unwrap();
        assert_eq!((spec.title.as_str(), spec.scenes.len()), ("Untitled", 1));
        assert_eq!(spec.callback_url, None);
    }

    #[test]
    fn a_new_project_says_all_that_is_missing() {
        let issues = Project::default().spec().unwrap_err();
        assert_eq!(
            issues,
            [ValidationIssue::NoPhoto, ValidationIssue::NoVoice, ValidationIssue::EmptyScript { scene: 1 }]
        );
    }

    #[test]
    fn each_issue_of_a_scene_is_named() {
        let mut project = complete_project();
        project.scenes = vec![
            Scene::new("x ".repeat(2_501)),
            Scene {
                emotion: Some(Emotion::parse("Happy")),
                style: TalkingStyle::parse("wild"),
                ..Scene::new("Hi.")
            },
            Scene::new("..."),
        ];
        project.shape = Shape::Custom(100, 100);
        project.callback_url = "ftp://x".into();
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        assert!(words[0].contains("5001 characters"), "{words:?}");
        assert!(words[1].contains("\"Happy\"") && words[2].contains("\"wild\""), "{words:?}");
        assert_eq!(words.len(), 6, "{words:?}");
    }
}
