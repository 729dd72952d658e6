//! Fountain as screenwriters write it, and as an export writes it.

use super::*;

const DIALOG_FOUNTAIN: &str = r"Title: Launch: the teaser
Photo: p-1
Voice: v-1
Size: 16:9
Background: #1b6b93
Captions: off
Callback_url: https://example.com/done
Target: 60s
Locale: en-GB
Speakers:
   - name: Marco
     photo: Kenji, white shirt
     voice: v-2
     speed: 1.05
Presenter: NARRATOR

.SCENE 1

NARRATOR
(friendly)
(Avatar leans forward, smiling)
Hello and welcome. [PAUSE 1s] Today we ship.

.SCENE 2

[[muted]]

[[enhance: no]]

[[pitch: 10]]

@Marco
(stable)
I have been waiting for it.
  
Since March!
";

const SCREENPLAY: &str = r"Title: The launch
Author: Ada

FADE IN:

INT. OFFICE - DAY

A busy office.

Marco opens both hands.

MARCO (CONT'D)
(excited)
We ship *today*!
(beat)
At last.

ANA
So soon? [[check the date]]

ANA ^
(nods)
Fine.

/*
CUT: the old ending
*/

CUT TO:

EXT. STREET - NIGHT

@McAvoy
Good night.

The lights go out.
";

#[test]
fn a_project_is_written_as_fountain_and_read_back() {
    let exported = export_script(&dialog(), ExportFormat::Fountain, &crate::domain::ScenePaces::default());
    assert_eq!((exported.text.as_str(), exported.notes.len()), (DIALOG_FOUNTAIN, 0));
    let imported = import_script(DIALOG_FOUNTAIN, ImportFormat::Fountain);
    assert_eq!((imported.project, imported.notes.len()), (dialog(), 0));
}

#[test]
fn a_screenplay_becomes_scenes_of_its_characters() {
    let imported = import_script(SCREENPLAY, ImportFormat::Fountain);
    let marco = Scene {
        speaker: Some("MARCO".into()),
        emotion: Some(Emotion::Excited),
        motion_prompt: "Marco opens both hands.".into(),
        ..Scene::new("We ship today! <break time=\"1s\"/>\nAt last.")
    };
    let ana = |script: &str, motion: &str| Scene {
        speaker: Some("ANA".into()),
        motion_prompt: motion.into(),
        ..Scene::new(script)
    };
    let mcavoy = Scene { speaker: Some("McAvoy".into()), ..Scene::new("Good night.") };
    assert_eq!(imported.project.title, "The launch");
    assert_eq!(imported.project.scenes, [marco, ana("So soon?", ""), ana("Fine.", "nods"), mcavoy]);
    assert_eq!(
        imported.notes,
        [
            "lines of the head that mean nothing in a project are left out: Author: Ada",
            "parts that the script itself omits (/* */) are left out: CUT: the old ending",
            "transitions are left out: FADE IN: · CUT TO:",
            "each heading begins a scene, and is not spoken itself: INT. OFFICE - DAY · EXT. STREET - NIGHT",
            "action without dialogue below it is left out: A busy office. · The lights go out.",
            "emphasis is left out, and its words are kept",
            "notes are left out: check the date",
            "choose a photo and a voice for each speaker: MARCO · ANA · McAvoy",
        ]
    );
}

#[test]
fn a_title_page_may_have_several_lines_and_emphasis() {
    let text = "Title:\n    _**The launch**_\n    Part two\nContact:\n    Ada\n    1 Main St: left\nTarget: 60s\n\nANA (on the phone)\nHi.\n";
    let imported = import_script(text, ImportFormat::Fountain);
    assert_eq!(imported.project.title, "The launch Part two");
    assert_eq!((imported.project.target_seconds, imported.project.scenes.len()), (Some(60), 1));
    assert_eq!(
        imported.notes[..2],
        [
            "lines of the head that mean nothing in a project are left out: Contact: Ada 1 Main St: left",
            "what stands in parentheses behind the name of a character is left out: on the phone",
        ]
    );
}

#[test]
fn a_speaker_called_narrator_keeps_its_name() {
    let mut project = dialog();
    project.speakers[0].name = "Narrator".into();
    project.scenes[1].speaker = Some("Narrator".into());
    let text = export_script(&project, ExportFormat::Fountain, &crate::domain::ScenePaces::default()).text;
    assert!(text.contains("Presenter: PRESENTER\n") && text.contains("@Narrator\n"), "{text}");
    assert_eq!(import_script(&text, ImportFormat::Fountain).project, project);
}

#[test]
fn a_scene_without_words_says_that_its_speaker_is_left_out() {
    let mut project = dialog();
    project.scenes[1] = Scene { speaker: Some("Marco".into()), ..Scene::default() };
    let exported = export_script(&project, ExportFormat::Fountain, &crate::domain::ScenePaces::default());
    assert_eq!(exported.notes, ["Fountain has no place for the speaker of a scene without words: scene 2"]);
    project.scenes[1].speaker = None;
    assert_eq!(import_script(&exported.text, ImportFormat::Fountain).project, project);
}
