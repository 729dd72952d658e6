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
    let start = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let pairs = before[start..].iter().rev().zip(after[start..].iter().rev());
    let end = pairs.take_while(|(old, new)| old == new).count();
    let (old, new) = (&before[start..before.len() - end], &after[start..after.len() - end]);
    if old.len() != new.len() {
        return Some((describe_restructuring(old, new, start + 1), ChangeLocation::Scene(start, None)));
    }
    let differ: Vec<usize> =
        (start..start + old.len()).filter(|index| before[*index] != after[*index]).collect();
    match differ[..] {
        [] => None,
        [index] => Some(compare_fields(&before[index], &after[index], index)),
        _ if is_reordered(old, new) => Some((
            format!("order of scenes {}", describe_range(start + 1, old.len())),
            ChangeLocation::Scene(start, None),
        )),
        _ => Some(compare_several(before, after, &differ)),
    }
}

/// What turned some scenes into another number of scenes; `number` is that of the first.
fn describe_restructuring(old: &[Scene], new: &[Scene], number: usize) -> String {
    let words = |scenes: &[Scene]| -> String {
        scenes.iter().flat_map(|scene| scene.script.chars()).filter(|c| !c.is_whitespace()).collect()
    };
    match (old, new) {
        ([], [_]) => format!("new scene {number}"),
        ([], more) => format!("new scenes {}", describe_range(number, more.len())),
        ([_], []) => format!("deletion of scene {number}"),
        (more, []) => format!("deletion of scenes {}", describe_range(number, more.len())),
        ([_], [_, _]) if words(old) == words(new) => format!("split of scene {number}"),
        ([_, _], [_]) if words(old) == words(new) => format!("joining of scenes {number} and {}", number + 1),
        ([_], _) => format!("what was put into scene {number}"),
        (_, [_]) => format!("deletion in scenes {}", describe_range(number, old.len())),
        _ => format!("scenes {}", describe_range(number, old.len())),
    }
}

/// `2 and 3`, `2 to 4`: some consecutive scenes by their numbers.
fn describe_range(first: usize, count: usize) -> String {
    let word = if count == 2 { "and" } else { "to" };
    format!("{first} {word} {}", first + count.max(1) - 1)
}

/// Whether the same scenes stand in another order.
fn is_reordered(old: &[Scene], new: &[Scene]) -> bool {
    let mut left: Vec<&Scene> = new.iter().collect();
    old.iter().all(|scene| {
        let found = left.iter().position(|other| *other == scene);
        found.map(|index| left.swap_remove(index)).is_some()
    })
}

/// Names the one field that changed in several scenes: "emotion of 3 scenes".
fn compare_several(before: &[Scene], after: &[Scene], differ: &[usize]) -> (String, ChangeLocation) {
    let first = differ[0];
    let fields = differ.iter().map(|index| changed_fields(&before[*index], &after[*index]));
    let mut fields = fields.map(|changed| <[_; 1]>::try_from(changed).ok());
    let same = fields.next().flatten().filter(|field| fields.all(|other| other.as_ref() == Some(field)));
    if let Some([(name, field)]) = same {
        let count = differ.len();
        return (format!("{name} of {count} scenes"), ChangeLocation::Scene(first, Some(field)));
    }
    let is_run = differ.last() == Some(&(first + differ.len() - 1));
    let run = || format!("scenes {}", describe_range(first + 1, differ.len()));
    (if is_run { run() } else { "several scenes".to_owned() }, ChangeLocation::Scene(first, None))
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

    #[test]
    fn changes_of_the_number_and_order_of_scenes_are_named() {
        let scenes = |texts: &str| Project {
            scenes: texts.split('|').filter(|text| !text.is_empty()).map(Scene::new).collect(),
            ..Project::default()
        };
        let name =
            |before: &str, after: &str| ProjectDiff::between(&scenes(before), &scenes(after)).description;
        for (before, after, named) in [
            ("One.|Two.", "One.|New.|Two.", "new scene 2"),
            ("One.|Two.", "One.|Two.|New.|Newer.", "new scenes 3 and 4"),
            ("One.|Two.|Three.", "One.|Three.", "deletion of scene 2"),
            ("One.|Two.|Three.|Four.", "Four.", "deletion of scenes 1 to 3"),
            ("One.|Two. Three.", "One.|Two. |Three.", "split of scene 2"),
            ("One.|Two.|Three.", "One.|Two. Three.", "joining of scenes 2 and 3"),
            ("One two.|Three.|Four five.", "One five.", "deletion in scenes 1 to 3"),
            ("One two.", "One new.|Newer two.", "what was put into scene 1"),
            ("One.|Two.|Three.", "Two.|One.|Three.", "order of scenes 1 and 2"),
            ("One.|Two.|Three.", "Two.|Three.|One.", "order of scenes 1 to 3"),
            ("One.|Two.|Three.", "One.|2.|3.", "script of 2 scenes"),
        ] {
            assert_eq!(name(before, after), named, "{before} -> {after}");
        }
    }
}
