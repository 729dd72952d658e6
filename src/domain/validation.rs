//! Validation issues of a project, and where on the screen each is corrected.

use std::fmt;

use super::{Emotion, MAX_SCENES, MAX_SCRIPT, Project, Scene, Shape, Style};

/// One thing that is missing or wrong. Scenes are counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    NoPhoto,
    NoVoice,
    NoScenes,
    TooManyScenes { count: usize },
    EmptyScript { scene: usize },
    LongScript { scene: usize, characters: usize },
    UnknownEmotion { scene: usize, word: String },
    UnknownStyle { scene: usize, word: String },
    Shape(Shape),
    CallbackUrl,
}

/// Where a gap is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Photos,
    Voices,
    /// A field of the scene with this index, counted from zero.
    Scene(usize, Field),
    VideoSettings,
}

/// The fields of a scene, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Script,
    Emotion,
    Style,
    Motion,
    Enhance,
}

impl Gap {
    pub fn place(&self) -> Place {
        match self {
            Self::NoPhoto => Place::Photos,
            Self::NoVoice => Place::Voices,
            Self::NoScenes | Self::TooManyScenes { .. } => Place::Scene(0, Field::Script),
            Self::EmptyScript { scene } | Self::LongScript { scene, .. } => {
                Place::Scene(scene - 1, Field::Script)
            }
            Self::UnknownEmotion { scene, .. } => Place::Scene(scene - 1, Field::Emotion),
            Self::UnknownStyle { scene, .. } => Place::Scene(scene - 1, Field::Style),
            Self::Shape(_) | Self::CallbackUrl => Place::VideoSettings,
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPhoto => f.write_str("no photo is chosen"),
            Self::NoVoice => f.write_str("no voice is chosen"),
            Self::NoScenes => f.write_str("there are no scenes"),
            Self::TooManyScenes { count } => write!(f, "{count} scenes; a video has at most {MAX_SCENES}"),
            Self::EmptyScript { scene } => write!(f, "scene {scene} has no script"),
            Self::LongScript { scene, characters } => {
                write!(f, "scene {scene} has {characters} characters; a script has at most {MAX_SCRIPT}")
            }
            Self::UnknownEmotion { scene, word } => {
                let word = super::text::short(word, 24);
                write!(
                    f,
                    "scene {scene}: emotion \"{word}\" is not Excited, Friendly, Serious, Soothing or Broadcaster"
                )
            }
            Self::UnknownStyle { scene, word } => {
                write!(
                    f,
                    "scene {scene}: style \"{}\" is not expressive or stable",
                    super::text::short(word, 24)
                )
            }
            Self::Shape(shape) => write!(f, "size {shape}: sides are even, over 128 and under 4096 pixels"),
            Self::CallbackUrl => f.write_str("the callback URL does not start with https:// or http://"),
        }
    }
}

pub(super) fn gaps(project: &Project) -> Vec<Gap> {
    let mut gaps = Vec::new();
    gaps.extend(
        project.photo.as_ref().is_none_or(|id| id.as_str().trim().is_empty()).then_some(Gap::NoPhoto),
    );
    gaps.extend(
        project.voice.as_ref().is_none_or(|id| id.as_str().trim().is_empty()).then_some(Gap::NoVoice),
    );
    match project.scenes.len() {
        0 => gaps.push(Gap::NoScenes),
        count if count > MAX_SCENES => gaps.push(Gap::TooManyScenes { count }),
        _ => {}
    }
    for (index, scene) in project.scenes.iter().enumerate() {
        scene_gaps(index + 1, scene, &mut gaps);
    }
    gaps.extend((!project.shape.is_accepted()).then_some(Gap::Shape(project.shape)));
    let url = project.callback_url.trim();
    let web = url.starts_with("https://") || url.starts_with("http://");
    gaps.extend((!url.is_empty() && !web).then_some(Gap::CallbackUrl));
    gaps
}

fn scene_gaps(number: usize, scene: &Scene, gaps: &mut Vec<Gap>) {
    let characters = scene.spoken().chars().count();
    if super::measure(&scene.script) == super::Speech::default() {
        gaps.push(Gap::EmptyScript { scene: number });
    } else if characters > MAX_SCRIPT {
        gaps.push(Gap::LongScript { scene: number, characters });
    }
    if let Some(Emotion::Other(word)) = &scene.emotion {
        gaps.push(Gap::UnknownEmotion { scene: number, word: word.clone() });
    }
    if let Style::Other(word) = &scene.style {
        gaps.push(Gap::UnknownStyle { scene: number, word: word.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, VoiceId};
    use super::*;

    fn whole() -> Project {
        Project {
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        }
    }

    #[test]
    fn a_whole_project_is_a_video() {
        let spec = whole().spec().unwrap();
        assert_eq!((spec.title.as_str(), spec.scenes.len()), ("Untitled", 1));
        assert_eq!(spec.callback_url, None);
    }

    #[test]
    fn a_new_project_says_all_that_is_missing() {
        let gaps = Project::default().spec().unwrap_err();
        assert_eq!(gaps, [Gap::NoPhoto, Gap::NoVoice, Gap::EmptyScript { scene: 1 }]);
    }

    #[test]
    fn each_fault_of_a_scene_is_named() {
        let mut project = whole();
        project.scenes = vec![
            Scene::new("x ".repeat(2_501)),
            Scene { emotion: Some(Emotion::read("Happy")), style: Style::read("wild"), ..Scene::new("Hi.") },
            Scene::new("..."),
        ];
        project.shape = Shape::Own(100, 100);
        project.callback_url = "ftp://x".into();
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        assert!(words[0].contains("5001 characters"), "{words:?}");
        assert!(words[1].contains("\"Happy\"") && words[2].contains("\"wild\""), "{words:?}");
        assert_eq!(words.len(), 6, "{words:?}");
    }
}
