//! Project files as people write them: what is read, what a save leaves alone, what is never overwritten.

mod properties;
mod speakers;
mod split_and_merge;

use std::fs;
use std::path::PathBuf;

use crate::domain::{
    Captions, ErrorKind, KeyLocation, PhotoId, Scene, Shape, Speaker, TalkingStyle, VoiceId,
};

use super::*;

const SAMPLE_PROJECT: &str = r#"# Launch, first cut
title = "Launch teaser"   # working title
photo = "p-1"
mood = { calm = true }    # not ours
voice = "v-1"
size = "9:16"
captions = true
callback_url = "https://example.com/done"

# The opening
[[scene]]
take = 7
script = """
Hello and welcome. <break time="1s"/> Today we ship.
"""
emotion = "Friendly"      # not too much
style = "expressive"
motion = "Avatar leans forward, smiling"
enhance = true

# The reason why
[[scene]]
script = 'We say "why" and C:\why.'
[scene.notes]
by = "Ada"

[[scene]]
script = "Bye."
style = "stable"

[archive]
old = [1, 2]
"#;

struct ProjectFileHarness {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

/// A folder with `launch.toml` in it.
fn project_file(text: impl AsRef<[u8]>) -> ProjectFileHarness {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("launch.toml");
    fs::write(&path, text).unwrap();
    ProjectFileHarness { _folder: folder, path }
}

impl ProjectFileHarness {
    fn open(&self) -> OpenedProject {
        open(&self.path).unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn open_error(&self) -> String {
        open(&self.path).unwrap_err().summary()
    }

    /// Changes the project and saves it over the file.
    fn edit(&self, change: impl FnOnce(&mut Project)) -> String {
        let OpenedProject { mut project, stamp, .. } = self.open();
        change(&mut project);
        assert!(matches!(
            save(&self.path, &project, OverwriteMode::IfUnchanged(stamp)),
            Ok(SaveOutcome::Saved(_))
        ));
        assert_eq!(self.open().project, project);
        self.text()
    }
}

#[test]
fn every_field_of_a_project_file_is_read() {
    let project = project_file(SAMPLE_PROJECT).open().project;
    assert_eq!(project.title, "Launch teaser");
    assert_eq!((project.photo, project.voice), (Some(PhotoId::new("p-1")), Some(VoiceId::new("v-1"))));
    assert_eq!((project.shape, project.captions), (Shape::Portrait, Captions::Burned));
    assert_eq!(project.callback_url, "https://example.com/done");
    let first = &project.scenes[0];
    assert_eq!(first.script, "Hello and welcome. <break time=\"1s\"/> Today we ship.");
    assert_eq!(first.motion_prompt, "Avatar leans forward, smiling");
    assert_eq!(project.scenes[1].script, "We say \"why\" and C:\\why.");
    assert_eq!((project.scenes.len(), &project.scenes[2].style), (3, &TalkingStyle::Stable));
}

#[test]
fn absent_fields_have_defaults_and_an_empty_file_has_no_scenes() {
    let empty = project_file("").open().project;
    assert_eq!(empty, Project { scenes: Vec::new(), ..Project::default() });
    assert_eq!(project_file("[[scene]]").open().project, Project::default());
    let inline = project_file("scene = [{ script = 'a' }, {}]").open().project;
    assert_eq!(inline.scenes, [Scene::new("a"), Scene::default()]);
    assert_eq!(project_file("photo = ''\n[[scene]]\nemotion = ' '").open().project, Project::default());
}

#[test]
fn saving_an_unchanged_project_keeps_every_byte() {
    let crlf = SAMPLE_PROJECT.replace('\n', "\r\n");
    let bom = format!("\u{feff}{SAMPLE_PROJECT}");
    let hostile = SAMPLE_PROJECT.replace("Launch teaser", "La\u{202e}unch \\u0007 teaser");
    for text in
        [SAMPLE_PROJECT, &crlf, &bom, &hostile, "", "# nothing", SAMPLE_PROJECT.trim_end(), "scene = [ {}, ]"]
    {
        let harness = project_file(text);
        let OpenedProject { project, stamp, .. } = harness.open();
        assert_eq!(
            save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)),
            Ok(SaveOutcome::Saved(stamp))
        );
        assert_eq!(harness.text(), text);
    }
}

#[test]
fn a_changed_field_changes_nothing_else() {
    let text = project_file(SAMPLE_PROJECT).edit(|project| {
        project.title = "Launch".into();
        project.shape = Shape::Custom(1280, 720);
        project.callback_url.clear();
        project.scenes[0].emotion = None;
        project.scenes[2].motion_prompt = "Nods".into();
    });
    let expected = SAMPLE_PROJECT
        .replace("\"Launch teaser\"", "\"Launch\"")
        .replace("\"9:16\"", "\"1280x720\"")
        .replace("callback_url = \"https://example.com/done\"\n", "")
        .replace("emotion = \"Friendly\"      # not too much\n", "")
        .replace("style = \"stable\"\n", "style = \"stable\"\nmotion = \"Nods\"\n");
    assert_eq!(text, expected);
}

#[test]
fn a_hostile_field_is_sanitized_on_read_and_kept_until_it_changes() {
    let hostile =
        SAMPLE_PROJECT.replace("Launch teaser", "La\u{202e}unch teaser").replace("Bye.", "B\\u001bye.");
    let harness = project_file(&hostile);
    let project = harness.open().project;
    assert_eq!((project.title.as_str(), project.scenes[2].script.as_str()), ("Launch teaser", "Bye."));
    assert_eq!(
        harness.edit(|project| project.captions = Captions::Off),
        hostile.replace("captions = true", "captions = false")
    );
    let cleaned = harness.edit(|project| project.title = "Launch".into());
    assert!(cleaned.contains("title = \"Launch\"   # working title") && cleaned.contains("B\\u001bye."));
}

#[test]
fn scenes_move_with_their_comments_and_unknown_keys() {
    let text = project_file(SAMPLE_PROJECT).edit(|project| project.scenes.swap(0, 1));
    let (first, rest) = SAMPLE_PROJECT.split_once("\n# The opening").unwrap();
    let (opening, rest) = rest.split_once("\n# The reason why").unwrap();
    let (reason, rest) = rest.split_once("\n[[scene]]\nscript = \"Bye.\"").unwrap();
    let expected = format!(
        "{first}\n# The reason why{reason}\n# The opening{opening}\n[[scene]]\nscript = \"Bye.\"{rest}"
    );
    assert_eq!(text, expected);
}

#[test]
fn a_removed_scene_takes_its_comments_and_keys_along() {
    let text = project_file(SAMPLE_PROJECT).edit(|project| drop(project.scenes.remove(1)));
    assert!(!text.contains("The reason why") && !text.contains("Ada"), "{text}");
    assert!(
        text.contains("# The opening\n[[scene]]\ntake = 7") && text.ends_with("[archive]\nold = [1, 2]\n")
    );

    let text = project_file(SAMPLE_PROJECT).edit(|project| project.scenes.clear());
    assert!(!text.contains("scene") && text.contains("[archive]"), "{text}");
}

#[test]
fn new_scenes_are_written_in_order() {
    let text = project_file(SAMPLE_PROJECT).edit(|project| {
        let copy = project.scenes[0].clone();
        project.scenes.insert(1, copy);
        project.scenes.push(Scene::new("Very\nlast."));
        project.scenes.insert(0, Scene::default());
    });
    assert_eq!(text.matches("take = 7").count(), 2, "a copy has the unknown keys too");
    assert_eq!(text.matches("# The opening").count(), 1, "the comment stays with the first");
    let last = "\n[[scene]]\nscript = \"\"\"\nVery\nlast.\n\"\"\"\n\n[archive]";
    assert!(text.contains(last), "{text}");
}

#[test]
fn inline_scenes_become_tables_when_they_change() {
    let text = project_file("title = \"a\"\nscene = [{ script = 'a', take = 1 }]\n[x]\ny = 1\n")
        .edit(|project| project.scenes.push(Scene::new("b")));
    assert!(text.contains("take = 1") && text.matches("[[scene]]").count() == 2, "{text}");
}

#[test]
fn windows_line_endings_are_kept() {
    let text = project_file(SAMPLE_PROJECT.replace('\n', "\r\n")).edit(|project| {
        project.title = "x".into();
        project.scenes[1].script = "a\nb".into();
    });
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("\"\"\"\r\na\r\nb\r\n\"\"\""), "{text}");
}

#[test]
fn untouched_lines_keep_their_mixed_line_endings() {
    let mixed = "title = \"Tea\"\r\nphoto = \"p\"\nvoice = \"v\"\n# c\r\n[[scene]]\nscript = \"\"\"\nOne\r\ntwo\nthree\"\"\"\n";
    let text = project_file(mixed).edit(|project| project.scenes[0].script = "One\n2\nthree".into());
    assert_eq!(text, mixed.replace("two\n", "2\r\n"));
    let text = project_file(mixed).edit(|project| project.title = "Coffee".into());
    assert_eq!(text, mixed.replace("Tea", "Coffee"));
}

#[test]
fn a_hard_linked_file_is_saved_under_both_names() {
    let harness = project_file(SAMPLE_PROJECT);
    let second = harness.path.with_file_name("second.toml");
    std::fs::hard_link(&harness.path, &second).unwrap();
    for title in ["A title that is longer than the one before it, by far", "T"] {
        let text = harness.edit(|project| project.title = title.into());
        assert_eq!(std::fs::read_to_string(&second).unwrap(), text);
        assert!(text.contains(title));
    }
}

#[test]
fn emotions_and_styles_are_read_in_any_case_and_written_as_the_service_spells_them() {
    let written = "captions = \"FILE\"\n\n[[scene]]\nemotion = \"friendly\"\nstyle = \"STABLE\"\n\n[[scene]]\nemotion = \"EXCITED\"\nstyle = \"Medium\"\n";
    let harness = project_file(written);
    let project = harness.open().project;
    assert_eq!(project.captions, crate::domain::Captions::File);
    let options: Vec<(&str, &str)> = project
        .scenes
        .iter()
        .map(|scene| {
            (scene.emotion.as_ref().map_or("", crate::domain::Emotion::as_str), scene.style.as_str())
        })
        .collect();
    assert_eq!(options, [("Friendly", "stable"), ("Excited", "medium")]);
}

#[test]
fn unknown_emotions_and_styles_are_kept() {
    let harness = project_file("[[scene]]\nemotion = \"Happy\"\nstyle = \"wild\"\n");
    let scene = harness.open().project.scenes.remove(0);
    assert_eq!((scene.emotion.unwrap().as_str(), scene.style.as_str()), ("Happy", "wild"));
    assert!(
        harness.edit(|project| project.scenes[0].script = "x".into()).contains("\"wild\"\nscript = \"x\"")
    );
}

#[test]
fn a_new_file_is_written_as_readable_toml() {
    let harness = project_file("");
    fs::remove_file(&harness.path).unwrap();
    let mut project = Project { title: "Launch".into(), ..Project::default() };
    project.scenes = vec![Scene { motion_prompt: "Nods".into(), ..Scene::new("One.\nTwo.") }];
    assert!(matches!(save(&harness.path, &project, OverwriteMode::Never), Ok(SaveOutcome::Saved(_))));
    let text = "title = \"Launch\"\nsize = \"9:16\"\ncaptions = true\n\n[[scene]]\nscript = \"\"\"\nOne.\nTwo.\n\"\"\"\n\
                motion = \"Nods\"\n";
    assert_eq!(harness.text(), text);
    assert_eq!(save(&harness.path, &project, OverwriteMode::Never), Ok(SaveOutcome::ChangedOnDisk));
}

#[test]
fn a_change_on_disk_is_detected_and_a_forced_save_keeps_comments() {
    let harness = project_file(SAMPLE_PROJECT);
    let OpenedProject { mut project, stamp, .. } = harness.open();
    project.title = "Mine".into();
    let theirs = SAMPLE_PROJECT.replace("# Launch, first cut", "# Second cut").replace("Bye.", "See you.");
    fs::write(&harness.path, &theirs).unwrap();
    assert_eq!(
        save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)),
        Ok(SaveOutcome::ChangedOnDisk)
    );
    assert_eq!(harness.text(), theirs);
    let Ok(SaveOutcome::Saved(stamp)) = save(&harness.path, &project, OverwriteMode::Always) else {
        panic!("not saved")
    };
    assert_eq!(
        harness.text(),
        SAMPLE_PROJECT.replace("# Launch, first cut", "# Second cut").replace("Launch teaser", "Mine")
    );
    project.title = "Mine again".into();
    assert!(matches!(
        save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)),
        Ok(SaveOutcome::Saved(_))
    ));
    fs::remove_file(&harness.path).unwrap();
    assert!(matches!(
        save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)),
        Ok(SaveOutcome::Saved(_))
    ));
}

#[test]
fn errors_name_line_and_column() {
    let error_for = |text: &str| project_file(text).open_error();
    assert_eq!(
        error_for("title = \"ü\"\nsize = 'wide'"),
        "launch.toml, line 2, column 8: size must be 9:16, 16:9, 1:1, 4:5, 5:4, auto or WIDTHxHEIGHT, in quotes"
    );
    assert_eq!(
        error_for("captions = 'burned'"),
        "launch.toml, line 1, column 12: captions must be true, false or \"file\""
    );
    let long = format!("title = ''\nphoto = '{}'", "a".repeat(3_000_000));
    assert_eq!(error_for(&long), "launch.toml, line 2, column 9: photo must be an id of at most 512 bytes");
    assert_eq!(error_for("title = 1"), "launch.toml, line 1, column 9: title must be text in quotes");
    assert_eq!(
        error_for("\u{feff}[[scene]]\n'é' = 1\nenhance = 1"),
        "launch.toml, line 3, column 11: enhance must be true or false"
    );
    assert_eq!(error_for("scene = 1"), "launch.toml, line 1, column 9: scenes must be written as [[scene]]");
    assert_eq!(
        error_for("[scene]\nscript = ''"),
        "launch.toml, line 1, column 1: scenes must be written as [[scene]]"
    );
    assert_eq!(
        error_for("scene = [1]"),
        "launch.toml, line 1, column 10: a scene must be a table: [[scene]]"
    );
    assert!(
        error_for("a = 1\nb = \"x\n").starts_with("launch.toml, line 2, column "),
        "{}",
        error_for("a = 1\nb = \"x\n")
    );
    assert!(error_for("a = 1\na = 2").starts_with("launch.toml, line 2, column 1: "));
}

#[test]
fn an_invalid_project_file_is_an_error_and_never_overwritten() {
    let deep = "a = ".to_owned() + &"[".repeat(100_000);
    let huge = "#".repeat(8 << 20) + "\n";
    let texts: [(&[u8], &str); 5] = [
        (b"title = \"a\xff\"", "launch.toml, line 1, column 11: this is not UTF-8"),
        (b"\xff\xfet\0", "launch.toml is UTF-16; it must be UTF-8"),
        (b"title = ", "launch.toml, line 1, column "),
        (deep.as_bytes(), "launch.toml, line 1, column "),
        (huge.as_bytes(), "is larger than 8.3 MB"),
    ];
    for (bytes, expected) in texts {
        let harness = project_file(bytes);
        let error = open(&harness.path).unwrap_err();
        assert!(error.kind == ErrorKind::File && error.summary().contains(expected), "{}", error.summary());
        assert!(save(&harness.path, &Project::default(), OverwriteMode::Always).is_err());
        assert_eq!(fs::read(&harness.path).unwrap(), bytes);
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(open(folder.path()).unwrap_err().summary().ends_with("is a folder, not a file"));
    assert!(open(&folder.path().join("x.toml")).unwrap_err().summary().contains("no such file"));
    assert!(save(&folder.path().join("no/x.toml"), &Project::default(), OverwriteMode::Never).is_err());
}

#[test]
fn a_damaged_file_causes_no_panic_and_saves_back_unchanged() {
    for end in 0..SAMPLE_PROJECT.len() {
        let _ = open(&project_file(&SAMPLE_PROJECT[..end]).path);
    }
    let harness = project_file(SAMPLE_PROJECT);
    for at in 0..SAMPLE_PROJECT.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut bytes = SAMPLE_PROJECT.as_bytes().to_vec();
            bytes[at] ^= bit;
            fs::write(&harness.path, &bytes).unwrap();
            if let Ok(OpenedProject { project, stamp, .. }) = open(&harness.path) {
                assert_eq!(
                    save(&harness.path, &project, OverwriteMode::IfUnchanged(stamp)),
                    Ok(SaveOutcome::Saved(stamp))
                );
            }
        }
    }
}
