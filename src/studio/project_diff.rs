//! The difference between two projects: its name for the user, and the location where it is seen.

use crate::domain::{Project, Scene, SceneField, VoiceSetting};

/// Changes that are named one by one; more are called "several changes".
pub(super) const MAX_NAMED_CHANGES: usize = 3;

/// The difference between a project before an edit and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectDiff {
    /// A noun phrase: "motion of scene 3".
    pub description: String,
    pub location: ChangeLocation,
}

/// The location where a change is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeLocation {
    Photos,
    Voices,
    /// A scene, counted from zero, and the one field that changed, where it is one.
    Scene(usize, Option<SceneField>),
    /// Settings of the whole project: title, shape, background, captions, callback URL, target, speakers.
    Settings,
}

impl ProjectDiff {
    /// Compares the project `before` an edit with the one `after` it.
    pub(super) fn between(before: &Project, after: &Project) -> Self {
        let scenes = compare_scenes(&before.scenes, &after.scenes);
        let changed: Vec<(String, ChangeLocation)> = changed_settings(before, after)
            .into_iter()
            .map(|(name, location)| (name.to_owned(), location))
            .chain(scenes)
            .collect();
        // A change in a scene is shown first, where several things changed.
        let in_scene =
            |(_, location): &&(String, ChangeLocation)| matches!(location, ChangeLocation::Scene(..));
        let first = changed.iter().find(in_scene).or(changed.first());
        let location = first.map_or(ChangeLocation::Settings, |(_, location)| *location);
        let name = match changed.len() {
            1..=MAX_NAMED_CHANGES => {
                changed.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
            }
            _ => "several changes".to_owned(),
        };
        Self { description: name, location }
    }
}

/// The fields of the whole project that differ, with their names.
pub(super) fn changed_settings(before: &Project, after: &Project) -> Vec<(&'static str, ChangeLocation)> {
    let fields = [
        (before.photo != after.photo, "photo", ChangeLocation::Photos),
        (before.voice != after.voice, "voice", ChangeLocation::Voices),
        (before.voice_settings != after.voice_settings, "voice settings", ChangeLocation::Settings),
        (before.title != after.title, "title", ChangeLocation::Settings),
        (before.shape != after.shape, "shape", ChangeLocation::Settings),
        (before.background != after.background, "background", ChangeLocation::Settings),
        (before.captions != after.captions, "captions", ChangeLocation::Settings),
        (before.callback_url != after.callback_url, "callback URL", ChangeLocation::Settings),
        (before.target_seconds != after.target_seconds, "target", ChangeLocation::Settings),
        (before.speakers != after.speakers, "speakers", ChangeLocation::Settings),
    ];
    keep_changed(fields)
}

fn compare_scenes(before: &[Scene], after: &[Scene]) -> Option<(String, ChangeLocation)> {
    let same = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let differ: Vec<usize> =
        (0..before.len().min(after.len())).filter(|index| before[*index] != after[*index]).collect();
    let named = |label: &str| Some((format!("{label} {}", same + 1), ChangeLocation::Scene(same, None)));
    if after.len() == before.len() + 1 && before[same..] == after[same + 1..] {
        return named("new scene");
    }
    if before.len() == after.len() + 1 && before[same + 1..] == after[same..] {
        return named("deletion of scene");
    }
    if before.len() != after.len() {
        return Some(("several scenes".to_owned(), ChangeLocation::Scene(same, None)));
    }
    match differ[..] {
        [] => None,
        [index] => Some(compare_fields(&before[index], &after[index], index)),
        [one, other] if before[one] == after[other] && before[other] == after[one] => {
            Some((format!("order of scenes {} and {}", one + 1, other + 1), ChangeLocation::Scene(one, None)))
        }
        _ => Some(compare_several(before, after, &differ)),
    }
}

/// Names the one field that changed in several scenes: "emotion of 3 scenes".
fn compare_several(before: &[Scene], after: &[Scene], differ: &[usize]) -> (String, ChangeLocation) {
    let first = differ[0];
    let fields = differ.iter().map(|index| changed_fields(&before[*index], &after[*index]));
    let mut fields = fields.map(|changed| <[_; 1]>::try_from(changed).ok());
    let same = fields.next().flatten().filter(|field| fields.all(|other| other.as_ref() == Some(field)));
    match same {
        Some([(name, field)]) => {
            let count = differ.len();
            (format!("{name} of {count} scenes"), ChangeLocation::Scene(first, Some(field)))
        }
        None => ("several scenes".to_owned(), ChangeLocation::Scene(first, None)),
    }
}

/// The fields that differ, with their names.
fn changed_fields(before: &Scene, after: &Scene) -> Vec<(&'static str, SceneField)> {
    let voice = |setting: VoiceSetting| {
        let is_changed = before.voice_settings.text(setting) != after.voice_settings.text(setting);
        (is_changed, setting.as_str(), SceneField::VoiceSetting(setting))
    };
    let [speed, pitch, volume, locale] = VoiceSetting::ALL.map(voice);
    let fields = [
        speed,
        pitch,
        volume,
        locale,
        (before.script != after.script, "script", SceneField::Script),
        (before.speaker != after.speaker, "speaker", SceneField::Speaker),
        (before.recording != after.recording, "recording", SceneField::Recording),
        (before.emotion != after.emotion, "emotion", SceneField::Emotion),
        (before.style != after.style, "style", SceneField::Style),
        (before.motion_prompt != after.motion_prompt, "motion", SceneField::Motion),
        (before.enhance_motion != after.enhance_motion, "enhance", SceneField::Enhance),
        (before.background != after.background, "background", SceneField::Background),
        (before.is_muted != after.is_muted, "mute", SceneField::Muted),
    ];
    keep_changed(fields)
}

/// The fields that changed, as name and location.
fn keep_changed<P, const N: usize>(fields: [(bool, &'static str, P); N]) -> Vec<(&'static str, P)> {
    let changed = fields.into_iter().filter(|(changed, ..)| *changed);
    changed.map(|(_, name, place)| (name, place)).collect()
}

fn compare_fields(before: &Scene, after: &Scene, index: usize) -> (String, ChangeLocation) {
    match changed_fields(before, after)[..] {
        [(name, field)] => {
            (format!("{name} of scene {}", index + 1), ChangeLocation::Scene(index, Some(field)))
        }
        _ => (format!("scene {}", index + 1), ChangeLocation::Scene(index, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Speaker;

    #[test]
    fn changes_of_speakers_mute_and_target_are_named() {
        let before = Project { scenes: vec![Scene::new("One."), Scene::new("Two.")], ..Project::default() };
        let name = |change: fn(&mut Project)| {
            let mut after = before.clone();
            change(&mut after);
            ProjectDiff::between(&before, &after)
        };
        let in_second = |field| ChangeLocation::Scene(1, Some(field));
        for (diff, description, location) in [
            (name(|after| after.target_seconds = Some(60)), "target", ChangeLocation::Settings),
            (name(|after| after.speakers = vec![Speaker::default()]), "speakers", ChangeLocation::Settings),
            (
                name(|after| after.scenes[1].speaker = Some("Marco".into())),
                "speaker of scene 2",
                in_second(SceneField::Speaker),
            ),
            (name(|after| after.scenes[1].is_muted = true), "mute of scene 2", in_second(SceneField::Muted)),
            (
                name(|after| after.scenes.iter_mut().for_each(|scene| scene.is_muted = true)),
                "mute of 2 scenes",
                ChangeLocation::Scene(0, Some(SceneField::Muted)),
            ),
        ] {
            assert_eq!((diff.description.as_str(), diff.location), (description, location));
        }
    }
}
