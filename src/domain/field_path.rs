//! The labels of request fields: `script of scene 2` for the path `scenes.1.input.script` in a refusal.

/// The service's names of request fields, and their label on the screen.
const FIELD_LABELS: &[(&[&str], &str)] = &[
    (&["script", "input_text", "text"], "script"),
    (&["audio_asset_id", "audio_url"], "recording"),
    (&["voice_id", "voice"], "voice"),
    (&["avatar_id", "image_key", "talking_photo_id", "character", "avatar"], "photo"),
    (&["motion_prompt", "custom_motion_prompt"], "motion prompt"),
    (&["enhance_custom_motion_prompt"], "enhanced motion prompt"),
    (&["emotion"], "emotion"),
    (&["talking_style", "expressiveness"], "talking style"),
    (&["title", "video_title"], "title"),
    (&["dimension", "width", "height", "aspect_ratio", "resolution", "video_orientation", "fit"], "shape"),
    (&["caption"], "captions"),
    (&["callback_url"], "callback URL"),
    (&["background"], "background"),
];
/// The fields that hold the list of scenes.
const SCENE_LIST_FIELDS: [&str; 2] = ["scenes", "video_inputs"];

/// The label of a field; its path if it has no label, and empty for an empty path.
pub fn field_label(param: &str) -> String {
    let steps: Vec<&str> = param.split(['.', '[', ']', '/']).filter(|step| !step.is_empty()).collect();
    let known =
        |step: &&str| FIELD_LABELS.iter().find(|(names, _)| names.contains(step)).map(|(_, name)| *name);
    let name = steps.iter().rev().find_map(known);
    match (name, scene_number(&steps)) {
        (Some(name), Some(scene)) => format!("{name} of scene {scene}"),
        (Some(name), None) => name.to_owned(),
        (None, Some(scene)) if steps.len() == 2 => format!("scene {scene}"),
        (None, _) => super::text::truncate(param, 60),
    }
}

/// The number of the scene, counted from one.
fn scene_number(steps: &[&str]) -> Option<usize> {
    let at = steps.windows(2).find(|pair| SCENE_LIST_FIELDS.contains(&pair[0]))?[1];
    at.parse::<usize>().ok()?.checked_add(1)
}

/// The field path that a message begins with, as in messages of v2.
pub fn leading_field_path(message: &str) -> Option<&str> {
    let first = message.split_whitespace().next()?.trim_end_matches([':', ',']);
    let is_path = first.split(['.', '[', ']']).any(|step| SCENE_LIST_FIELDS.contains(&step))
        && first.split(['.', '[', ']']).filter(|step| !step.is_empty()).count() > 1;
    is_path.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_path_has_the_label_of_the_screen() {
        for (param, name) in [
            ("scenes.1.input.script", "script of scene 2"),
            ("scenes[1].input.script", "script of scene 2"),
            ("video_inputs.0.voice.input_text", "script of scene 1"),
            ("video_inputs.4.character.talking_photo_id", "photo of scene 5"),
            ("/scenes/2/input/motion_prompt", "motion prompt of scene 3"),
            ("script", "script"),
            ("avatar_id", "photo"),
            ("dimension.width", "shape"),
            ("caption.file_format", "captions"),
            ("scenes[0]", "scene 1"),
            ("scenes", "scenes"),
            ("scenes.x.wings", "scenes.x.wings"),
            ("scenes.99999999999999999999.script", "script"),
            ("a\u{1b}[2Jb", "a[2Jb"),
            ("", ""),
        ] {
            assert_eq!(field_label(param), name, "{param}");
        }
    }

    #[test]
    fn a_field_path_is_read_from_the_start_of_a_message() {
        for (message, path) in [
            ("scenes.1.script must be at most 5000 characters", Some("scenes.1.script")),
            ("video_inputs[0].voice: field required", Some("video_inputs[0].voice")),
            ("video_inputs is invalid: field required", None),
            ("Hello. There is no scenes.1", None),
            ("", None),
        ] {
            assert_eq!(leading_field_path(message), path, "{message}");
        }
    }
}
