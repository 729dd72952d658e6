//! Options and settings of a Markdown text that are misspelled or cannot be read.

use super::*;

#[test]
fn misspelled_and_unreadable_options_below_a_scene_heading_are_no_speakers() {
    let text =
        "## Scene 1\n\n- Emotoin: Friendly\n- Speed: fast\n- Mtion: waves\n\nHello.\n\n- Styel: stable\n";
    let script = import_script(text, ImportFormat::Markdown);
    let scene = &script.project.scenes[0];
    assert_eq!(scene.emotion, Some(Emotion::Friendly));
    assert_eq!(scene.motion_prompt, "waves");
    assert_eq!((scene.style.as_str(), scene.script.as_str()), ("stable", "Hello."), "also behind the words");
    assert!(script.project.speakers.is_empty());
    assert_eq!(
        script.notes[..3],
        [
            "read as the option emotion: Emotoin: Friendly",
            "options that cannot be read are left out: Speed: fast",
            "read as the option motion: Mtion: waves",
        ]
    );
    for heading in ["## Scene 1: The offer", "## Hook", "## Scene 1"] {
        let text = format!(
            "{heading}\n\nHello.\n\n- Emotoin: Serious\n- Stlye: medium\n- Mutde: yes\n- Notion: a tool\n"
        );
        let script = import_script(&text, ImportFormat::Markdown).project;
        let scene = &script.scenes[0];
        assert_eq!((scene.emotion.as_ref(), scene.style.as_str()), (Some(&Emotion::Serious), "medium"));
        assert!(scene.is_muted && script.speakers.is_empty(), "{heading}");
        assert_eq!(scene.script.as_str(), "Hello.\nNotion: a tool.", "{heading}: a free value may be words");
    }
    let declared = "---\nspeakers:\n  - name: Stile\n---\n\n## Scene 1\n\n- Stile: stable.\n";
    let spoken = (Some("Stile".to_owned()), "stable.".to_owned());
    assert_eq!(read_markdown(declared), [spoken], "a declared speaker stays one");
}

#[test]
fn lines_below_an_unknown_key_of_the_head_are_no_settings_of_the_project() {
    let text = "---\nvoice: v-1\nspeekers:\n  - name: Marco\n    voice: v-2\ntarget: 60s\n---\n\nHello.";
    let script = import_script(text, ImportFormat::Markdown);
    let project = script.project;
    assert_eq!(project.voice.as_ref().map(VoiceId::as_str), Some("v-1"));
    assert_eq!((project.target_seconds, project.speakers.len()), (Some(60), 0));
    assert!(
        script.notes[0].contains("speekers") && script.notes[0].contains("voice: v-2"),
        "{:?}",
        script.notes
    );
}
