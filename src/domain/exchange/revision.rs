//! A project that was edited as Markdown in another program: what was not edited there stays as it was.

use super::convert::{ImportedScript, export_script, import_markdown_revision, import_script};
use super::format::{ExportFormat, ImportFormat};
use crate::domain::{Project, Scene, ScenePaces};

/// Makes a project of an edited Markdown export of `before`. Scenes that were not edited keep what Markdown does not
/// carry, such as spaces at the ends of lines; fields that the text does not name, or names unreadably, stay.
pub fn import_revision(text: &str, before: &Project) -> ImportedScript {
    let exported = export_script(before, ExportFormat::Markdown, &ScenePaces::default()).text;
    let unedited = import_script(&exported, ImportFormat::Markdown).project.scenes;
    let mut script = import_markdown_revision(text, before);
    let mut originals: Vec<(Scene, Option<&Scene>)> =
        unedited.into_iter().zip(before.scenes.iter().map(Some)).collect();
    for (index, scene) in script.project.scenes.iter_mut().enumerate() {
        let is_same =
            |(unedited, original): &(Scene, Option<&Scene>)| original.is_some() && unedited == scene;
        // A scene that stayed where it was is its own original, also where another reads the same.
        let in_place = originals.get(index).is_some_and(is_same).then_some(index);
        let found = in_place.or_else(|| originals.iter().position(is_same));
        if let Some(original) = found.and_then(|found| originals[found].1.take()) {
            scene.clone_from(original);
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Captions, PhotoId, Shape, Speaker, VoiceId, VoiceSettings};

    /// Scenes with a break without a time, and with a line break at the end.
    fn project() -> Project {
        let scenes = ["One. \n", "Wait <break/> here.\n", "One."].map(Scene::new).to_vec();
        Project { title: "Tea".into(), scenes, ..Project::default() }
    }

    #[test]
    fn what_was_not_edited_stays_as_it_was() {
        let before = project();
        let text = export_script(&before, ExportFormat::Markdown, &ScenePaces::default()).text;
        assert_eq!(import_revision(&text, &before).project, before);
        let edited = import_revision(&text.replace("Wait", "Stay"), &before).project;
        let scripts: Vec<&str> = edited.scenes.iter().map(|scene| scene.script.as_str()).collect();
        assert_eq!(scripts, ["One. \n", "Stay <break time=\"0.75s\"/> here.", "One."]);
    }

    #[test]
    fn a_moved_scene_stays_as_it_was() {
        let before = project();
        let text = export_script(&before, ExportFormat::Markdown, &ScenePaces::default()).text;
        let (head, scenes) = text.split_once("## Scene 1").unwrap();
        let (first, rest) = scenes.split_once("## Scene 2").unwrap();
        let (second, third) = rest.split_once("## Scene 3").unwrap();
        let moved = format!("{head}## Scene 1{second}## Scene 2{third}## Scene 3{first}");
        let scenes = import_revision(&moved, &before).project.scenes;
        assert_eq!(scenes[0], before.scenes[1]);
        assert_eq!(import_revision("", &before).project.scenes, []);
    }

    #[test]
    fn a_lost_head_loses_no_field_of_the_project() {
        let before = Project { photo: Some(PhotoId::new("p")), captions: Captions::Off, ..project() };
        let text = export_script(&before, ExportFormat::Markdown, &ScenePaces::default()).text;
        let without_head = &text[text.find("## Scene 1").unwrap()..];
        assert_eq!(import_revision(without_head, &before).project, before);
    }

    #[test]
    fn fields_that_are_not_named_or_unreadable_stay_and_empty_ones_go() {
        let marco = Speaker {
            name: "Marco".into(),
            photo: Some(PhotoId::new("kenji")),
            voice: Some(VoiceId::new("v-2")),
            voice_settings: VoiceSettings { speed: Some(1.1), ..VoiceSettings::default() },
        };
        let before = Project {
            photo: Some(PhotoId::new("p")),
            shape: Shape::Landscape,
            captions: Captions::Off,
            target_seconds: Some(60),
            speakers: vec![marco.clone(), Speaker { name: "Ana".into(), ..Speaker::default() }],
            ..project()
        };
        let with_head = |head: &str| import_revision(&format!("---\n{head}\n---\n\nNew."), &before);
        let unreadable = with_head("size: 9:17x\ncaptions: maybe\ntarget: soon");
        let scenes = vec![Scene::new("New.")];
        assert_eq!(unreadable.project, Project { scenes: scenes.clone(), ..before.clone() });
        let kind = "lines of the head that mean nothing in a project are left out";
        assert_eq!(unreadable.notes, [format!("{kind}: size: 9:17x · captions: maybe · target: soon")]);
        let list = "target:\nphoto:\nspeakers:\n  - name: Marco\n    speed: fast\n    photo: ada";
        let cleared = with_head(list).project;
        assert_eq!((cleared.target_seconds, cleared.photo), (None, None));
        assert_eq!(cleared.speakers, [Speaker { photo: Some(PhotoId::new("ada")), ..marco }]);
        assert_eq!(with_head("speakers:").project.speakers, []);
    }
}
