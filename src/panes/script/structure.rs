//! Cutting, joining and inserting scenes: pure functions of the scenes of a project.

use std::ops::Range;

use super::position::{PagePosition, selected_range};
use crate::domain::{Scene, SceneText, Script};

/// A replacement of some scenes by others.
pub(super) type SceneReplacement = (Range<usize>, Vec<Scene>);

/// Splits a scene at an offset of its script. The second part has the options of the first, and neither
/// its recording nor its motion prompt.
pub(super) fn split(scene: &Scene, offset: usize) -> [Scene; 2] {
    let (head, tail) = scene.script.split_at(offset);
    let second =
        Scene { script: tail.into(), recording: None, motion_prompt: String::new(), ..scene.clone() };
    [Scene { script: head.into(), ..scene.clone() }, second]
}

/// Joins two scenes, with the options of the first; the recording of the second stays only if the first has none. Muted
/// only if both are. A sentence end and a letter are not glued together.
pub(super) fn join(first: &Scene, second: &Scene) -> Scene {
    Scene {
        script: join_scripts(&first.script, &second.script).into(),
        recording: first.recording.clone().or_else(|| second.recording.clone()),
        motion_prompt: join_motions(&first.motion_prompt, &second.motion_prompt),
        is_muted: first.is_muted && second.is_muted,
        ..first.clone()
    }
}

/// What a join makes of the options and recordings of two scenes that differ, behind `Scenes 1 and 2 are one scene now`.
/// `number` is that of the first.
pub(super) fn describe_join(first: &Scene, second: &Scene, number: usize) -> String {
    let options = |scene: &Scene| Scene {
        recording: None,
        motion_prompt: String::new(),
        is_muted: false,
        script: Script::default(),
        ..scene.clone()
    };
    let is_same = options(first) == options(second);
    let text = if is_same { String::new() } else { format!(", with the options of scene {number}") };
    let kept = match (&first.recording, &second.recording) {
        (Some(_), Some(_)) => "without",
        (None, Some(_)) if !first.script.is_empty() => "with",
        _ => return text,
    };
    text + &format!(", {kept} the recording of scene {}", number + 1)
}

fn join_scripts(first: &str, second: &str) -> String {
    format!("{first}{}{second}", sentence_gap(first, second))
}

/// The blank between the end of a sentence and the next one.
pub(super) fn sentence_gap(first: &str, second: &str) -> &'static str {
    let ends_sentence = first.ends_with(['.', '!', '?', '…', '”', '"']);
    if ends_sentence && second.starts_with(char::is_alphabetic) { " " } else { "" }
}

fn join_motions(first: &str, second: &str) -> String {
    let gap = if first.is_empty() || second.is_empty() { "" } else { ", " };
    format!("{first}{gap}{second}")
}

/// The replacement that takes a selection away: what is left of its first and last scene becomes one scene.
pub(super) fn without_selection(scenes: &[Scene], selection: &Range<PagePosition>) -> SceneReplacement {
    let range = selection.start.scene..selection.end.scene + 1;
    let kept = |scene: &Scene, index: usize| {
        let rest = |field: SceneText| {
            let text = scene.text(field);
            selected_range(selection, index, field, text.len())
                .map_or_else(|| text.to_owned(), |cut| format!("{}{}", &text[..cut.start], &text[cut.end..]))
        };
        Scene {
            script: rest(SceneText::Script).into(),
            motion_prompt: rest(SceneText::Motion),
            ..scene.clone()
        }
    };
    let (Some(first), Some(last)) = (scenes.get(range.start), scenes.get(selection.end.scene)) else {
        return (0..0, Vec::new());
    };
    let first = kept(first, range.start);
    if selection.start.scene == selection.end.scene {
        return (range, vec![first]);
    }
    let last = kept(last, selection.end.scene);
    let joined = Scene {
        script: format!("{}{}", first.script, last.script).into(),
        motion_prompt: first.motion_prompt + &last.motion_prompt,
        ..scenes[range.start].clone()
    };
    (range, vec![joined])
}

/// The selected parts of scenes, as scenes. A part of a script has no recording.
pub(super) fn selected_parts(scenes: &[Scene], selection: &Range<PagePosition>) -> Vec<Scene> {
    let part = |(index, scene): (usize, &Scene)| {
        let selected = |field: SceneText| {
            let text = scene.text(field);
            selected_range(selection, index, field, text.len()).map_or("", |range| &text[range]).to_owned()
        };
        let script = selected(SceneText::Script);
        Scene {
            recording: scene.recording.clone().filter(|_| scene.script == script.as_str()),
            script: script.into(),
            motion_prompt: selected(SceneText::Motion),
            ..scene.clone()
        }
    };
    let range = selection.start.scene..selection.end.scene + 1;
    scenes.iter().enumerate().filter(|(index, _)| range.contains(index)).map(part).collect()
}

/// Scenes inserted at an offset of a script. The first continues the text before the offset, the last is continued by the
/// text behind it. Returns also where the inserted text ends.
pub(super) fn insert_scenes(
    scenes: &[Scene],
    at: PagePosition,
    inserted: &[Scene],
) -> Option<(SceneReplacement, PagePosition)> {
    let around = scenes.get(at.scene)?;
    let [head, tail] = split(around, at.offset);
    let (first, last) = (inserted.first()?, inserted.len() - 1);
    let mut parts = inserted.to_vec();
    let is_part_of_scene = !head.script.is_empty() || (last == 0 && !tail.script.is_empty());
    let options = if is_part_of_scene { around.clone() } else { first.clone() };
    parts[0] = Scene {
        script: join_scripts(&head.script, &first.script).into(),
        motion_prompt: first.motion_prompt.clone(),
        ..options
    };
    let end =
        PagePosition { scene: at.scene + last, field: SceneText::Script, offset: parts[last].script.len() };
    parts[last].script = join_scripts(&parts[last].script, &tail.script).into();
    parts[last].motion_prompt = join_motions(&parts[last].motion_prompt, &around.motion_prompt);
    Some(((at.scene..at.scene + 1, parts), end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Emotion;

    fn scenes(texts: &[(&str, &str)]) -> Vec<Scene> {
        let scene = |(script, motion): &(&str, &str)| Scene {
            motion_prompt: (*motion).to_owned(),
            ..Scene::new(*script)
        };
        texts.iter().map(scene).collect()
    }

    fn script_at(scene: usize, offset: usize) -> PagePosition {
        PagePosition { scene, field: SceneText::Script, offset }
    }

    proptest! {
        #[test]
        fn a_split_and_a_join_cancel_out(words in proptest::collection::vec("[a-zéß今]{1,5}[.,!]?", 0..8), cut in 0_usize..8) {
            let script = words.join(" ");
            let cut = script.split_inclusive(' ').take(cut).map(str::len).sum();
            let scene = Scene { motion_prompt: "nods".to_owned(), ..Scene::new(script) };
            let [first, second] = split(&scene, cut);
            prop_assert_eq!(join(&first, &second), scene);
        }

        #[test]
        fn what_was_cut_can_be_pasted_back(start in 0_usize..6, end in 0_usize..6, first in 0_usize..3, last in 0_usize..3) {
            let scenes = scenes(&[("one two", "nods"), ("three", ""), ("four five", "smiles")]);
            let (a, b) = (script_at(first, start.min(5)), script_at(last, end.min(5)));
            let selection = a.min(b)..a.max(b);
            let parts = selected_parts(&scenes, &selection);
            let mut rest = scenes.clone();
            let (range, replacement) = without_selection(&scenes, &selection);
            rest.splice(range, replacement);
            let ((range, replacement), _) = insert_scenes(&rest, selection.start, &parts).unwrap();
            rest.splice(range, replacement);
            prop_assert_eq!(rest, scenes);
        }
    }

    #[test]
    fn a_cut_over_several_scenes_joins_what_is_left() {
        let scenes = scenes(&[("one two", "nods"), ("three", ""), ("four five", "smiles")]);
        let (range, left) = without_selection(&scenes, &(script_at(0, 4)..script_at(2, 5)));
        assert_eq!((range, left.len()), (0..3, 1));
        assert_eq!((left[0].script.as_str(), left[0].motion_prompt.as_str()), ("one five", "smiles"));
    }

    #[test]
    fn a_join_says_what_it_drops() {
        let said = |first: &Scene, second: &Scene| describe_join(first, second, 3);
        let plain = Scene::new("One.");
        let friendly = Scene { emotion: Some(Emotion::Friendly), ..Scene::new("Two.") };
        let heard = Scene { recording: Some("b.wav".into()), ..Scene::new("Two.") };
        let moved = Scene { motion_prompt: "nods".into(), is_muted: true, ..Scene::new("Two.") };
        assert_eq!(said(&plain, &moved), "");
        assert_eq!(said(&plain, &friendly), ", with the options of scene 3");
        assert_eq!(said(&plain, &heard), ", with the recording of scene 4");
        assert_eq!(said(&Scene::default(), &heard), "");
        assert_eq!(said(&heard, &plain), "");
        let both = Scene { recording: heard.recording.clone(), ..friendly };
        assert_eq!(said(&both, &heard), ", with the options of scene 3, without the recording of scene 4");
    }

    #[test]
    fn a_join_does_not_glue_sentences() {
        assert_eq!(join(&Scene::new("It works."), &Scene::new("Really.")).script, "It works. Really.");
        assert_eq!(join(&Scene::new("wo"), &Scene::new("rd")).script, "word");
    }
}
