//! Speakers, muted scenes and targets of a project, in `estimate` and `render`.

use cuecard::domain::Dialect;
use serde_json::{Value, json};

use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, isolated_command};
use crate::support::dialect_matrix::{self, sent_speakers};

/// A project of three scenes of 32 seconds, the second of them muted.
fn project_with_a_muted_scene(head: &str) -> String {
    let script = "word ".repeat(80);
    let scene = format!("[[scene]]\nscript = \"{script}\"\n");
    format!("{head}\n{scene}{scene}muted = true\n{scene}")
}

fn estimate(text: &str, options: &[&str]) -> CliOutput {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("video.toml"), text).unwrap();
    let words = [&["estimate", "video.toml"], options].concat();
    CliOutput::from_output(&isolated_command(home.path(), &words).output().unwrap())
}

#[test]
fn a_muted_scene_is_left_out_of_the_estimate() {
    let text = project_with_a_muted_scene("photo = \"p\"\nvoice = \"v\"");
    let told = estimate(&text, &["--json"]).json();
    assert_eq!((&told["words"], &told["seconds"], &told["muted"]), (&json!(160), &json!(64.0), &json!([2])));
    assert_eq!((&told["scenes"][0]["scene"], &told["scenes"][1]["scene"]), (&json!(1), &json!(3)));
    let lines = estimate(&text, &[]);
    assert_eq!((lines.exit_code, lines.stdout.lines().count()), (0, 3), "{lines:?}");
    assert!(lines.stderr.contains("scene 2 is muted: it is not rendered"), "{lines:?}");
}

#[test]
fn an_estimate_says_how_far_it_is_from_the_target() {
    for (target, over, said) in [
        ("60s", 4.0, "the video is 4.0 s over its target of 60 s"),
        ("1:30", -26.0, "target 90 s: 26.0 s to go"),
        ("1m4s", 0.0, "target 64 s: reached"),
    ] {
        let text = project_with_a_muted_scene(&format!("target = \"{target}\""));
        let told = estimate(&text, &["--json"]).json();
        assert_eq!(told["target"]["over"], json!(over), "{told}");
        let notes = estimate(&text, &[]).stderr;
        let lines: Vec<&str> = notes.lines().filter(|line| line.contains("target")).collect();
        assert_eq!(lines, [said], "once, also where the dialect is not known");
    }
    let told = estimate(&project_with_a_muted_scene(""), &["--json"]).json();
    assert_eq!(told["target"], json!(null));
}

#[test]
fn an_estimate_names_the_speaker_of_each_scene() {
    let text = project_with_a_muted_scene("").replacen("[[scene]]\n", "[[scene]]\nspeaker = \"Marco\"\n", 1);
    let text = format!("{text}[[speaker]]\nname = \"Marco\"\n");
    let told = estimate(&text, &["--json"]).json();
    assert_eq!((&told["scenes"][0]["speaker"], told["scenes"][1].get("speaker")), (&json!("Marco"), None));
    let lines = estimate(&text, &[]).stdout;
    assert!(
        lines.starts_with("scene 1, Marco  80 words") && lines.contains("\nscene 3         80 words"),
        "{lines}"
    );
}

#[test]
fn a_scene_without_its_speaker_is_an_issue() {
    let told =
        estimate("photo = \"p\"\nvoice = \"v\"\n[[scene]]\nscript = \"Hi.\"\nspeaker = \"Ana\"", &["--json"]);
    assert_eq!(
        (told.exit_code, &told.json()["issues"]),
        (2, &json!(["scene 1: there is no speaker \"Ana\""]))
    );
    let told =
        estimate("photo = \"p\"\nvoice = \"v\"\n[[scene]]\nscript = \"Hi.\"\nmuted = true", &["--json"]);
    assert_eq!((told.exit_code, &told.json()["issues"]), (2, &json!(["all scenes are muted"])));
}

/// A dialog of two people in four scenes, with a secret that is muted; Marco speaks faster. The ids of the photos and voices
/// come first.
fn write_dialog(cli: &CliHarness) -> ([String; 2], [String; 2], String) {
    let ids = |list: &str| {
        let rows = cli.run(&[list, "--json"]).json();
        [0, 1].map(|row: usize| rows[row]["id"].as_str().unwrap().to_owned())
    };
    let (photos, voices) = (ids("photos"), ids("voices"));
    let speaker = |name: &str, index: usize| {
        format!(
            "[[speaker]]\nname = \"{name}\"\nphoto = \"{}\"\nvoice = \"{}\"\n",
            photos[index], voices[index]
        )
    };
    let scene =
        |name: &str| format!("[[scene]]\nspeaker = \"{name}\"\nscript = \"This is {name} who speaks.\"\n");
    let (ana, marco) = (scene("Ana"), scene("Marco"));
    let text = format!(
        "title = \"Dialog\"\nsize = \"1280x720\"\ncaptions = false\n{}{}speed = 1.25\n{ana}{marco}{ana}{marco}\
         [[scene]]\nscript = \"Secret.\"\nspeaker = \"Ana\"\nmuted = true\n",
        speaker("Ana", 0),
        speaker("Marco", 1)
    );
    let file = cli.write_file("dialog.toml", &text);
    (photos, voices, file)
}

#[test]
fn a_dialog_of_two_people_is_rendered_in_every_dialect() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let (photos, voices, project) = write_dialog(&cli);
        let ran = cli.run(&["render", &project, "--yes", "--wait"]);
        let lost = "no speakers; 2 scenes are sent with the photo and voice of Ana; v3 or v2-generate send";
        let is_lost = matches!(dialect, Dialect::Scenes | Dialect::Flat);
        assert_eq!((ran.exit_code, ran.stderr.contains(lost)), (0, is_lost), "{ran:?}");
        assert_eq!(ran.stderr.contains("no speed; 2 scenes are sent without"), is_lost, "{ran:?}");
        let people = format!("Ana · {}   Marco · {} · 1.25x", voices[0], voices[1]);
        assert!(ran.stderr.contains(&people), "{ran:?}");
        assert!(ran.stderr.contains("Dialog: 4 scenes, about "), "{ran:?}");
        let requests: Vec<Value> = cli.sandbox.report().paid.into_iter().map(|paid| paid.request).collect();
        assert!(!format!("{requests:?}").contains("Secret"), "{requests:?}");
        let speaker = |index: usize, speed: Value| [json!(photos[index]), json!(voices[index]), speed];
        let sent = sent_speakers(dialect, &requests);
        if is_lost {
            assert_eq!(sent.len(), 1, "{requests:?}");
            assert_eq!(sent[0][1], json!(voices[0]), "{requests:?}");
        } else {
            let (ana, marco) = (speaker(0, json!(null)), speaker(1, json!(1.25)));
            assert_eq!(sent, [ana.clone(), marco.clone(), ana, marco], "{requests:?}");
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn scenes_that_are_sent_apart_have_their_own_photo_and_voice() {
    let cli = CliHarness::with_dialect(Dialect::Flat, instant_options()).await;
    let (_, voices, project) = write_dialog(&cli);
    cli.write_settings("several = \"apart\"\n");
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert!(ran.exit_code == 0 && !ran.stderr.contains("no speakers"), "{ran:?}");
    let requests: Vec<Value> = cli.sandbox.report().paid.into_iter().map(|paid| paid.request).collect();
    let sent = sent_speakers(Dialect::Flat, &requests);
    let pictures: Vec<&Value> = sent.iter().map(|speaker| &speaker[0]).collect();
    let spoken: Vec<&Value> = sent.iter().map(|speaker| &speaker[1]).collect();
    let (ana, marco) = (json!(voices[0]), json!(voices[1]));
    assert_eq!(spoken, [&ana, &marco, &ana, &marco], "{requests:?}");
    assert!(pictures[0] != pictures[1], "{requests:?}");
    assert_eq!((pictures[0], pictures[1]), (pictures[2], pictures[3]), "{requests:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_lists_who_speaks_and_follows_the_speed() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let (photos, voices, project) = write_dialog(&cli);
    let told = cli.run(&["estimate", &project, "--json"]).json();
    let expected = json!([
        { "name": "Ana", "photo": photos[0], "voice": voices[0], "scenes": [1, 3] },
        { "name": "Marco", "photo": photos[1], "voice": voices[1], "speed": 1.25, "scenes": [2, 4] },
    ]);
    assert_eq!(told["speakers"], expected, "{told}");
    let seconds = |scene: usize| told["scenes"][scene]["seconds"].as_f64().unwrap();
    assert!((seconds(0) / seconds(1) - 1.25).abs() < 0.01, "{told}");
    let people = format!("Ana · {}   Marco · {} · 1.25x", voices[0], voices[1]);
    let lines = cli.run(&["estimate", &project]);
    assert!(lines.stderr.contains(&people), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sibling_voice_that_would_carry_a_lost_emotion_is_named() {
    let cli = CliHarness::new(instant_options()).await;
    cli.write_settings("api = \"v3\"\n");
    let voices = cli.run(&["voices", "Wanda", "--json"]).json();
    let id = |name: &str| {
        let found = voices.as_array().unwrap().iter().find(|voice| voice["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (friendly, excited) = (id("Wanda - Friendly"), id("Wanda - Excited"));
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let head = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
    let text = text.replace(head, &format!("voice = \"{friendly}\""));
    let scene = "[[scene]]\nscript = \"We ship.\"\nemotion = \"Excited\"\n";
    let project = cli.write_file("video.toml", &format!("{text}{scene}{scene}"));
    let named = format!("the voice Wanda - Excited would carry Excited ({excited})");
    let row = |told: &serde_json::Value| {
        let row = &told["sibling_voices"][0];
        assert_eq!((&row["voice"], &row["name"]), (&json!(excited), &json!("Wanda - Excited")), "{told}");
        (row["scenes"].as_array().unwrap().len(), row["earlier_choice"].clone())
    };
    let ran = cli.run(&["estimate", &project]);
    assert!(ran.stderr.contains(&named), "{ran:?}");
    let count = row(&cli.run(&["estimate", &project, "--json"]).json());
    assert_eq!(count, (2, json!(false)));
    // Without the service, by the voices that were listed last.
    let requests = || format!("{:?}", cli.sandbox.report().requests);
    let before = requests();
    let offline = cli.run(&["estimate", &project, "--offline", "--json"]).json();
    assert_eq!((row(&offline), requests()), ((2, json!(false)), before));
    std::fs::remove_dir_all(cli.path(".cache")).unwrap();
    let offline = cli.run(&["estimate", &project, "--offline", "--json"]).json();
    assert_eq!(offline["sibling_voices"], json!([]));
    let ran = cli.run(&["render", &project, "--yes"]);
    assert!(ran.exit_code == 0 && ran.stderr.contains(&named), "{ran:?}");
    let ran = cli.run(&["render", &project, "--yes", "--again", "--json"]);
    assert_eq!(row(&ran.json()), (2, json!(false)));
}
