//! `import` and `export`: a script in another form becomes a project file, and back.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::support::cli_harness::{CliOutput, isolated_command};

const SCRIPT: &str =
    "# Launch day\n\n## Intro\n\nHello and welcome. [PAUSE 1s] Today we ship.\n\n**Marco:** At last!\n";

fn run(home: &Path, words: &[&str]) -> CliOutput {
    CliOutput::from_output(&isolated_command(home, words).output().unwrap())
}

/// A home folder with this file in it.
fn home_with(name: &str, text: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(name), text).unwrap();
    home
}

fn read(home: &TempDir, name: &str) -> String {
    fs::read_to_string(home.path().join(name)).unwrap()
}

#[test]
fn a_script_in_markdown_becomes_a_project_beside_it() {
    let home = home_with("script.md", SCRIPT);
    let ran = run(home.path(), &["import", "script.md"]);
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (0, "script.toml\n"), "{ran:?}");
    assert_eq!(
        ran.stderr,
        "2 scenes, 1 speaker\neach heading begins a scene, and is not spoken itself: Intro\n\
         choose a photo and a voice for each speaker: Marco\n"
    );
    assert_eq!(
        read(&home, "script.toml"),
        "title = \"Launch day\"\nsize = \"9:16\"\ncaptions = true\n\n[[speaker]]\nname = \"Marco\"\n\n\
         [[scene]]\nscript = 'Hello and welcome. <break time=\"1s\"/> Today we ship.'\n\n\
         [[scene]]\nscript = \"At last!\"\nspeaker = \"Marco\"\n"
    );
}

#[test]
fn an_imported_narration_of_one_voice_declares_no_speaker() {
    let script = fs::read_to_string("tests/scripts/01-narration-markup.md").unwrap();
    let home = home_with("script.md", &script);
    let ran = run(home.path(), &["import", "script.md", "--json"]);
    assert_eq!(ran.json()["speakers"], json!([]), "{ran:?}");
    let ran = run(home.path(), &["estimate", "script.toml"]);
    assert!(ran.stdout.contains("38 words"), "{ran:?}");
}

#[test]
fn an_import_never_replaces_a_project() {
    let home = home_with("script.md", SCRIPT);
    fs::write(home.path().join("script.toml"), "title = \"mine\"\n").unwrap();
    let ran = run(home.path(), &["import", "script.md"]);
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("script.toml already exists"), "{ran:?}");
    assert_eq!(read(&home, "script.toml"), "title = \"mine\"\n");
    let ran = run(home.path(), &["import", "script.md", "--to", "other.toml", "--json"]);
    let told = ran.json();
    assert_eq!((&told["project"], &told["title"]), (&json!("other.toml"), &json!("Launch day")));
    assert_eq!((&told["scenes"], &told["speakers"]), (&json!(2), &json!(["Marco"])));
    assert_eq!((told["notes"].as_array().unwrap().len(), ran.stderr.as_str()), (2, ""));
    assert_eq!(run(home.path(), &["import", "script.md", "--to", "other.txt"]).exit_code, 2);
    assert!(!home.path().join("other.txt").exists());
}

#[test]
fn the_form_of_a_script_follows_from_its_extension_or_an_option() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nHello.\n";
    for (name, text, option) in [
        ("a.fountain", "@Ana\nHello.\n", None),
        ("a.srt", srt, None),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n", None),
        ("a.txt", "Hello.\n", None),
        ("README", srt, Some("srt")),
    ] {
        let home = home_with(name, text);
        let words =
            [&["import", name, "--to", "b.toml"][..], &option.map_or(vec![], |form| vec!["--from", form])];
        let ran = run(home.path(), &words.concat());
        assert_eq!(ran.exit_code, 0, "{name}: {ran:?}");
        let project = read(&home, "b.toml");
        assert!(
            project.contains("script = \"Hello.\"") && project.matches("[[scene]]").count() == 1,
            "{project}"
        );
    }
    let home = home_with("a.doc", "Hello.");
    let ran = run(home.path(), &["import", "a.doc"]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("--from: md, fountain, txt, srt or vtt"), "{ran:?}");
    fs::write(home.path().join("b.md"), b"Caf\xe9").unwrap();
    let ran = run(home.path(), &["import", "b.md"]);
    assert!(
        ran.exit_code == 2 && ran.stderr.contains("b.md, line 1, column 4: this is not UTF-8"),
        "{ran:?}"
    );
}

#[test]
fn every_example_is_the_same_after_an_export_and_an_import() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        let original = cuecard::store::project::open(&path).unwrap().project;
        for form in ["md", "fountain"] {
            let home = home_with("video.toml", &fs::read_to_string(&path).unwrap());
            let script = format!("script.{form}");
            let ran = run(home.path(), &["export", "video.toml", "--to", form, "--output", &script]);
            assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""), "{path:?}: {ran:?}");
            let ran = run(home.path(), &["import", &script]);
            assert_eq!(ran.exit_code, 0, "{path:?}: {ran:?}");
            let mut again = cuecard::store::project::open(&home.path().join("script.toml")).unwrap().project;
            // A script ends without a line break in these forms.
            for (scene, before) in again.scenes.iter_mut().zip(&original.scenes) {
                assert_eq!(scene.script, before.trimmed_script());
                scene.script.clone_from(&before.script);
            }
            assert_eq!(again, original, "{path:?} as {form}");
        }
    }
}

#[test]
fn subtitles_are_printed_with_the_estimated_times() {
    let text =
        "title = \"Tea\"\n[[scene]]\nscript = 'One two. <break time=\"2s\"/> Three.'\nmotion = \"nods\"\n";
    let home = home_with("video.toml", text);
    let ran = run(home.path(), &["export", "video.toml", "--to", "srt"]);
    assert_eq!(
        ran.stdout,
        "1\n00:00:00,000 --> 00:00:00,800\nOne two.\n\n2\n00:00:02,800 --> 00:00:03,200\nThree.\n\n"
    );
    assert_eq!(ran.stderr, "the motion prompt of 1 scene is not in the subtitles\n");
    let told = run(home.path(), &["export", "video.toml", "--to", "vtt", "--json"]).json();
    assert!(told["text"].as_str().unwrap().starts_with("WEBVTT\n\n00:00:00.000 --> "), "{told}");
    assert_eq!(
        (&told["file"], &told["notes"]),
        (&json!(null), &json!(["the motion prompt of 1 scene is not in the subtitles"]))
    );
}

#[test]
fn an_export_names_the_keys_that_it_does_not_carry() {
    let home = home_with("video.toml", "author = \"Ada\"\n[[scene]]\nscript = \"Hello.\"\ntake = 2\n");
    let told = run(home.path(), &["export", "video.toml", "--to", "md", "--json"]).json();
    assert_eq!(told["notes"], json!(["keys that are not known are not in the export: author, take"]));
}

#[test]
fn an_export_replaces_a_file_only_when_asked() {
    let home = home_with("video.toml", "[[scene]]\nscript = \"Hello.\"\n");
    fs::write(home.path().join("script.md"), "mine").unwrap();
    let words = ["export", "video.toml", "--to", "md", "--output", "script.md"];
    let ran = run(home.path(), &words);
    assert!(ran.exit_code == 2 && ran.stderr.contains("--force replaces it"), "{ran:?}");
    assert_eq!(read(&home, "script.md"), "mine");
    let ran = run(home.path(), &[&words[..], &["--force"]].concat());
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (0, "script.md\n"), "{ran:?}");
    assert!(read(&home, "script.md").ends_with("## Scene 1\n\nHello.\n"));
    assert_eq!(run(home.path(), &["export", "none.toml", "--to", "md"]).exit_code, 2);
}

#[test]
fn a_format_is_named_in_any_usual_way_and_the_error_lists_one_name_each() {
    let home = home_with("video.toml", "[[scene]]\nscript = \"Hello.\"\n");
    let export = |form: &str| run(home.path(), &["export", "video.toml", "--to", form]);
    for (form, usual) in
        [("markdown", "md"), ("Markdown", "md"), ("spmd", "fountain"), ("SRT", "srt"), ("webvtt", "vtt")]
    {
        let (ran, same) = (export(form), export(usual));
        assert_eq!((ran.exit_code, ran.stdout), (0, same.stdout), "{form}");
    }
    let refused = export("pdf");
    assert_eq!(refused.exit_code, 2);
    assert!(refused.stderr.contains("[possible values: md, fountain, srt, vtt]"), "{refused:?}");
    fs::write(home.path().join("words"), "Hello.\n\nBye.\n").unwrap();
    let read = |form: &str, to: &str| run(home.path(), &["import", "words", "--from", form, "--to", to]);
    assert_eq!((read("text", "a.toml").exit_code, read("WebVTT", "b.toml").exit_code), (0, 0));
}

#[test]
fn one_name_above_all_scenes_is_a_speaker_and_above_the_first_alone_it_is_none() {
    for (script, speakers, told) in [
        (
            "HOST: Hello.\n\nHOST: Bye.\n",
            json!(["HOST"]),
            "choose a photo and a voice for each speaker: HOST",
        ),
        ("HOST: Hello.\n\nBye.\n", json!([]), "Label each scene to make it a speaker"),
    ] {
        let home = home_with("script.txt", script);
        let ran = run(home.path(), &["import", "script.txt", "--json"]).json();
        assert_eq!((&ran["scenes"], &ran["speakers"]), (&json!(2), &speakers), "{ran}");
        let notes = ran["notes"].as_array().unwrap();
        assert!(notes.iter().any(|note| note.as_str().unwrap().ends_with(told)), "{notes:?}");
    }
}

#[test]
fn a_project_is_edited_as_markdown_in_the_users_editor() {
    let home = home_with(
        "video.toml",
        "# mine\ntitle = \"Tea\"\n\n[[scene]]\nscript = \"Hello there.\" # kept\n\n[[scene]]\nscript = \"Bye.\"\n",
    );
    let edit = |editor: &str| {
        let mut command = isolated_command(home.path(), &["edit", "video.toml"]);
        CliOutput::from_output(&command.env("VISUAL", "").env("EDITOR", editor).output().unwrap())
    };
    let unchanged = edit("true");
    assert_eq!((unchanged.exit_code, unchanged.stdout.as_str()), (0, "unchanged\n"), "{unchanged:?}");
    let saved = edit("sed -i s/Bye/Goodbye/");
    assert_eq!((saved.exit_code, saved.stdout.as_str()), (0, "saved\n"), "{saved:?}");
    let text = read(&home, "video.toml");
    assert!(text.contains("# mine") && text.contains("\"Hello there.\" # kept"), "{text}");
    assert!(text.contains("\"Goodbye.\""), "{text}");
    assert!(!home.path().join("video.edit.md").exists());

    let failed = edit("false");
    assert!(failed.exit_code == 2 && failed.stderr.contains("nothing was changed"), "{failed:?}");
    let failed = edit("sh -c 'echo More. >> $0; exit 3'");
    assert!(
        failed.exit_code == 2 && failed.stderr.contains("What you wrote is kept in video.edit.md"),
        "{failed:?}"
    );
    assert_eq!(read(&home, "video.toml"), text);
}

#[test]
fn an_emptied_script_is_not_saved_over_the_project() {
    let toml = "title = \"Tea\"\nphoto = \"p\"\n\n[[scene]]\nscript = \"Hello.\"\n";
    let home = home_with("video.toml", toml);
    let edit = |editor: &str| {
        let mut command = isolated_command(home.path(), &["edit", "video.toml"]);
        CliOutput::from_output(&command.env("VISUAL", editor).output().unwrap())
    };
    let emptied = edit("truncate -s 0");
    assert!(emptied.exit_code == 2 && emptied.stderr.contains("has no scenes"), "{emptied:?}");
    assert_eq!(read(&home, "video.toml"), toml);
    assert!(edit("true").stderr.contains("left of an earlier edit"));
    fs::remove_file(home.path().join("video.edit.md")).unwrap();
    let headless = edit("sed -i '1,/^---$/d;/^title/d;/^size/d;/^captions/d'");
    assert_eq!(headless.exit_code, 0, "{headless:?}");
    assert!(read(&home, "video.toml").contains("photo = \"p\""), "{}", read(&home, "video.toml"));
}
