//! The validation of a project: its issues, and the video spec if there are none.

use std::fmt;

use super::text::truncate;
use super::{
    Emotion, MAX_SCENES, MAX_SCRIPT_CHARS, PhotoId, Project, Scene, TalkingStyle, VideoSpec, VoiceId,
};

/// Something missing or wrong in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationIssue {
    pub location: IssueLocation,
    /// What is missing or wrong; scenes are counted from one.
    message: String,
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

impl fmt::Display for ValidationIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
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
    let mut report = |location, message: String| issues.push(ValidationIssue { location, message });
    let is_blank = |id: Option<&str>| id.is_none_or(|id| id.trim().is_empty());
    if is_blank(project.photo.as_ref().map(PhotoId::as_str)) {
        report(IssueLocation::Photos, "no photo is chosen".to_owned());
    }
    if is_blank(project.voice.as_ref().map(VoiceId::as_str)) {
        report(IssueLocation::Voices, "no voice is chosen".to_owned());
    }
    let first_script = IssueLocation::Scene(0, SceneField::Script);
    match project.scenes.len() {
        0 => report(first_script, "there are no scenes".to_owned()),
        count if count > MAX_SCENES => {
            report(first_script, format!("{count} scenes; a video has at most {MAX_SCENES}"));
        }
        _ => {}
    }
    for (index, scene) in project.scenes.iter().enumerate() {
        validate_scene(index, scene, &mut report);
    }
    if !project.shape.is_accepted() {
        let shape = project.shape;
        let message = format!("size {shape}: sides must be even, over 128 and under 4096 pixels");
        report(IssueLocation::VideoSettings, message);
    }
    let url = project.callback_url.trim();
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        let message = "the callback URL does not start with https:// or http://";
        report(IssueLocation::VideoSettings, message.to_owned());
    }
    issues
}

fn validate_scene(index: usize, scene: &Scene, report: &mut impl FnMut(IssueLocation, String)) {
    let mut report = |field, what: String| {
        report(IssueLocation::Scene(index, field), format!("scene {}{what}", index + 1));
    };
    let characters = scene.sent_script().chars().count();
    if super::measure_script(&scene.script).is_silent() {
        report(SceneField::Script, " has no script".to_owned());
    } else if characters > MAX_SCRIPT_CHARS {
        let what = format!(" has {characters} characters; a script has at most {MAX_SCRIPT_CHARS}");
        report(SceneField::Script, what);
    }
    if let Some(Emotion::Other(word)) = &scene.emotion {
        let (word, known) = (truncate(word, 24), "Excited, Friendly, Serious, Soothing or Broadcaster");
        report(SceneField::Emotion, format!(": emotion \"{word}\" is not {known}"));
    }
    if let TalkingStyle::Other(word) = &scene.style {
        let word = truncate(word, 24);
        report(SceneField::Style, format!(": style \"{word}\" is not expressive or stable"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
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
    fn a_complete_project_passes_validation() {
        let spec = complete_project().spec().unwrap();
        assert_eq!((spec.title.as_str(), spec.scenes.len()), ("Untitled", 1));
        assert_eq!(spec.callback_url, None);
    }

    #[test]
    fn a_new_project_lists_every_missing_part() {
        let issues = Project::default().spec().unwrap_err();
        let found: Vec<_> = issues.iter().map(|issue| (issue.location, issue.to_string())).collect();
        let expected = [
            (IssueLocation::Photos, "no photo is chosen"),
            (IssueLocation::Voices, "no voice is chosen"),
            (IssueLocation::Scene(0, SceneField::Script), "scene 1 has no script"),
        ];
        assert_eq!(found, expected.map(|(location, message)| (location, message.to_owned())));
    }

    #[test]
    fn each_validation_issue_is_reported() {
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
