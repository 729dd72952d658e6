//! Speakers, muted scenes and the target of a project file: what is read, and what a save leaves alone.

use super::*;
use crate::domain::VoiceSettings;

const INTERVIEW: &str = r#"title = "Interview"
target = "1:30"   # the slot of the show

# The guest
[[speaker]]
name = "Marco"    # as he is called
photo = "p-2"
voice = "v-2"
speed = 1.05
pronouns = "he"

[[speaker]]
name = "Zoë"
voice = "v-3"

# The opening
[[scene]]
script = "Welcome, Marco."

[[scene]]
speaker = "Marco"
script = "Thank you."
muted = true      # until he agrees
"#;

#[test]
fn speakers_muted_scenes_and_the_target_are_read() {
    let OpenedProject { project, unknown, .. } = project_file(INTERVIEW).open();
    let marco = Speaker {
        name: "Marco".into(),
        photo: Some(PhotoId::new("p-2")),
        voice: Some(VoiceId::new("v-2")),
        voice_settings: VoiceSettings { speed: Some(1.05), ..VoiceSettings::default() },
    };
    let zoe = Speaker { name: "Zoë".into(), voice: Some(VoiceId::new("v-3")), ..Speaker::default() };
    assert_eq!((project.target_seconds, project.speakers), (Some(90), vec![marco, zoe]));
    let muted = Scene { speaker: Some("Marco".into()), is_muted: true, ..Scene::new("Thank you.") };
    assert_eq!(project.scenes, [Scene::new("Welcome, Marco."), muted]);
    assert_eq!((unknown[0].name.as_str(), unknown[0].location), ("pronouns", KeyLocation::Speaker(1)));
}

#[test]
fn a_changed_speaker_changes_nothing_else() {
    let text = project_file(INTERVIEW).edit(|project| {
        project.target_seconds = Some(60);
        project.speakers[0].voice_settings.speed = Some(0.9);
        project.scenes[0].is_muted = true;
        project.scenes[1].is_muted = false;
    });
    let expected = INTERVIEW
        .replace("\"1:30\"", "\"60s\"")
        .replace("1.05", "0.9")
        .replace("muted = true      # until he agrees\n", "")
        .replace("\"Welcome, Marco.\"\n", "\"Welcome, Marco.\"\nmuted = true\n");
    assert_eq!(text, expected);
}

#[test]
fn speakers_move_with_their_comments_and_unknown_keys() {
    let text = project_file(INTERVIEW).edit(|project| {
        project.speakers.swap(0, 1);
        project.speakers.push(Speaker { name: "Ana".into(), ..Speaker::default() });
    });
    let (head, rest) = INTERVIEW.split_once("\n# The guest").unwrap();
    let (marco, rest) = rest.split_once("\n[[speaker]]\nname = \"Zoë\"").unwrap();
    let (zoe, rest) = rest.split_once("\n# The opening").unwrap();
    let ana = "\n[[speaker]]\nname = \"Ana\"\n";
    let expected =
        format!("{head}\n[[speaker]]\nname = \"Zoë\"{zoe}\n# The guest{marco}{ana}\n# The opening{rest}");
    assert_eq!(text, expected);
    let text = project_file(INTERVIEW).edit(|project| project.speakers.clear());
    assert!(!text.contains("[[speaker]]") && text.contains("# The opening\n[[scene]]"), "{text}");
}

#[test]
fn the_first_speaker_is_written_above_the_scenes() {
    let ana = || Speaker {
        name: "Ana".into(),
        voice_settings: VoiceSettings { speed: Some(1.0), ..VoiceSettings::default() },
        ..Speaker::default()
    };
    let text = project_file(SAMPLE_PROJECT).edit(|project| project.speakers = vec![ana()]);
    let speaker = "\n[[speaker]]\nname = \"Ana\"\nspeed = 1\n";
    assert_eq!(text, SAMPLE_PROJECT.replace("\n# The opening", &format!("{speaker}\n# The opening")));

    let path = PathBuf::from("new.toml");
    let project = Project { title: "Two".into(), speakers: vec![ana()], ..Project::default() };
    let text = to_toml(&path, &project).unwrap();
    assert!(
        text.find("[[speaker]]") < text.find("[[scene]]") && text.contains("captions = true\n\n[[speaker]]")
    );
}

#[test]
fn errors_of_speakers_and_the_target_name_line_and_column() {
    let error_for = |text: &str| project_file(text).open_error();
    let target =
        "launch.toml, line 1, column 10: target must be a length such as \"60s\" or \"1:30\", in quotes";
    assert_eq!(error_for("target = 'soon'"), target);
    assert_eq!(error_for("target = 60"), target);
    let speed = "launch.toml, line 2, column 9: speed must be a number such as 1.05";
    assert_eq!(error_for("[[speaker]]\nspeed = 'fast'"), speed);
    assert_eq!(error_for("[[speaker]]\nspeed = nan"), speed);
    let tables = "launch.toml, line 1, column 11: speakers must be written as [[speaker]]";
    assert_eq!(error_for("speaker = \"Ana\""), tables);
    let whole = project_file("[[speaker]]\nspeed = 1").open().project.speakers[0].voice_settings.speed;
    assert_eq!(whole, Some(1.0));
}
