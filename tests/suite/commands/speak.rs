//! `cuecard speak`, and what it makes exact: estimates, subtitles and the price of a render.

use cuecard::sandbox::{Billing, ServicePolicy};
use serde_json::{Value, json};

use crate::support::calls::SPEECH_CALL;
use crate::support::cli_harness::CliHarness;

/// A wallet, and a project of two scenes and a muted one on v3.
async fn two_scenes() -> (CliHarness, String) {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let cli = CliHarness::with_policy(policy).await;
    cli.write_settings("api = \"v3\"\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let scenes = "[[scene]]\nscript = \"So it ends <break time='1s'/> here.\"\n[[scene]]\nscript = \"Left out.\"\nmuted = true\n";
    let project = cli.write_file("video.toml", &format!("{text}{scenes}"));
    (cli, project)
}

fn received(cli: &CliHarness) -> u64 {
    cli.sandbox.report().requests.of(SPEECH_CALL).received
}

#[tokio::test(flavor = "multi_thread")]
async fn scenes_are_spoken_after_their_price_and_kept() {
    let (cli, project) = two_scenes().await;
    let ran = cli.run(&["speak", &project]);
    assert_eq!((ran.exit_code, received(&cli)), (2, 0), "{ran:?}");
    assert!(
        ran.stderr.contains("Speaking 2 scenes costs $0.0") && ran.stderr.contains("--yes accepts it"),
        "{ran:?}"
    );

    let ran = cli.run(&["speak", &project, "--scene", "2", "--yes", "--json"]);
    let told = ran.json();
    let scene = &told["scenes"][0];
    assert_eq!(
        (&scene["scene"], &scene["kept"], told["scenes"].as_array().unwrap().len()),
        (&json!(2), &json!(false), 1)
    );
    assert_eq!(told["cost"]["unit"], "usd");
    let words: Vec<&Value> = scene["words"].as_array().unwrap().iter().map(|word| &word["word"]).collect();
    assert_eq!(words, ["So", "it", "ends", "here."]);
    assert!(
        scene["words"][3]["start"].as_f64().unwrap() - scene["words"][2]["end"].as_f64().unwrap() > 0.9,
        "{scene}"
    );

    let ran = cli.run(&["speak", &project, "--yes"]);
    assert!(ran.stdout.contains("scene 1  ") && ran.stdout.contains("spoken now"), "{ran:?}");
    assert!(ran.stdout.lines().nth(1).unwrap().ends_with("kept"), "{ran:?}");
    let ran = cli.run(&["speak", &project, "--json"]);
    assert_eq!((ran.exit_code, &ran.json()["cost"]), (0, &Value::Null), "what is kept needs no --yes");
    assert_eq!(received(&cli), 2);
    let spend = cli.run(&["spend", "--json"]).json();
    let seconds: f64 =
        [0, 1].map(|scene| ran.json()["scenes"][scene]["seconds"].as_f64().unwrap()).iter().sum();
    let total = spend["units"][0]["total"].as_f64().unwrap();
    assert!((total - seconds * 0.000_667).abs() < 0.001, "{spend} for {seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_spoken_is_exact_in_estimates_subtitles_and_renders() {
    let (cli, project) = two_scenes().await;
    let before = cli.run(&["export", &project, "--to", "srt"]).stdout;
    let spoken = cli.run(&["speak", &project, "--yes", "--json"]).json();
    let srt = cli.run(&["export", &project, "--to", "srt"]).stdout;
    assert_ne!(srt, before);
    let last = spoken["scenes"][1]["words"][3]["start"].as_f64().unwrap();
    let start = spoken["scenes"][0]["seconds"].as_f64().unwrap() + last;
    let shown = format!("00:00:{start:06.3}").replace('.', ",");
    assert!(srt.contains(&shown), "{shown} in {srt}");

    for words in [&["--offline"][..], &[]] {
        let told = cli.run(&[&["estimate", &project, "--json"], words].concat()).json();
        assert_eq!((&told["exact"], &told["seconds"]), (&json!(true), &spoken["seconds"]), "{told}");
        assert_eq!(told["range"], json!([told["seconds"], told["seconds"]]));
    }
    let ran = cli.run(&["render", &project, "--yes", "--wait", "--json"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let row = cli.run(&["queue", "--offline", "--json"]).json()[0].clone();
    let paid = &cli.sandbox.report().paid[0];
    assert!((row["cost"]["amount"].as_f64().unwrap() - paid.cost).abs() < 0.001, "{row} {paid:?}");
    assert!((row["seconds"].as_f64().unwrap() - paid.duration).abs() < 1e-6, "{row} {paid:?}");

    // The sound is damaged, and so is the other file's head: one is fetched again, one was not heard.
    let changed = std::fs::read_to_string(&project).unwrap().replace("So it ends", "So it ended");
    cli.write_file("video.toml", &changed);
    let told = cli.run(&["estimate", &project, "--offline", "--json"]).json();
    let exact: Vec<&Value> = told["scenes"].as_array().unwrap().iter().map(|scene| &scene["exact"]).collect();
    assert_eq!((exact, &told["exact"]), (vec![&json!(true), &json!(false)], &json!(false)), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_a_voice_is_known_without_the_service() {
    let (cli, project) = two_scenes().await;
    let voices = cli.run(&["voices", "--json"]).json();
    let voices = voices.as_array().unwrap();
    let is_single = |name: &Value| voices.iter().filter(|voice| voice["name"] == *name).count() == 1;
    let voice = voices
        .iter()
        .find(|voice| is_single(&voice["name"]) && voice["id"].as_str().unwrap().len() == 32)
        .unwrap();
    let text = std::fs::read_to_string(&project).unwrap();
    let head = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
    cli.write_file("video.toml", &text.replace(head, &format!("voice = {}", voice["name"])));
    let ran = cli.run(&["speak", &project, "--yes"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let told = cli.run(&["estimate", &project, "--offline", "--json"]).json();
    assert_eq!(told["exact"], true, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_spoken_is_refused_before_the_price() {
    let (cli, project) = two_scenes().await;
    for (words, message) in [
        (&["--scene", "9"][..], "there is no scene 9: the project has 3 scenes"),
        (&["--api", "v2"], "in API v3 only"),
    ] {
        let ran = cli.run(&[&["speak", &project, "--yes"], words].concat());
        assert!(ran.exit_code > 0 && ran.stderr.contains(message), "{ran:?}");
    }
    let voices = cli.run(&["voices", "--json"]).json();
    let odd =
        voices.as_array().unwrap().iter().find(|voice| voice["id"].as_str().unwrap().len() != 32).unwrap();
    let text = std::fs::read_to_string(&project).unwrap();
    let head = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
    cli.write_file("video.toml", &text.replace(head, &format!("voice = {}", odd["id"])));
    for words in [["speak", "--yes"], ["estimate", "--exact"]] {
        let ran = cli.run(&[words[0], &project, words[1]]);
        let refusal = format!("{} cannot speak without a video", odd["name"].as_str().unwrap());
        assert!(ran.exit_code == 1 && ran.stderr.contains(&refusal), "{ran:?}");
    }
    assert_eq!(received(&cli), 0);
    cli.write_file("silent.toml", "[[scene]]\nscript = \"Hello.\"\n");
    assert!(cli.run(&["speak", "silent.toml", "--yes"]).stderr.contains("the project has no voice"));
    for scene in
        ["script = \"\"", "script = \"Hello.\"\naudio = \"hello.wav\"", "script = \"Hello.\"\nmuted = true"]
    {
        cli.write_file("silent.toml", &format!("[[scene]]\n{scene}\n"));
        let told = cli.run(&["speak", "silent.toml", "--yes"]).stderr;
        assert!(told.contains("nothing to speak: the scenes are muted"), "{scene}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_replies_say_what_they_may_have_cost_and_what_asks_again() {
    let (cli, project) = two_scenes().await;
    cli.sandbox.fault(format!("reset-recorded:1@{SPEECH_CALL}").parse().unwrap());
    let ran = cli.run(&["speak", &project, "--yes"]);
    let told = "1 scene may have been spoken, which costs $0.00";
    assert!(ran.exit_code == 1 && ran.stderr.contains(told), "{ran:?}");
    let next = "Nothing is sent again by itself. The same command asks again for what is not kept";
    assert!(ran.stderr.contains(next), "{ran:?}");
    assert_eq!(received(&cli), 2, "none is sent twice");
    let ran = cli.run(&["speak", &project, "--yes", "--json"]);
    assert_eq!((ran.exit_code, received(&cli)), (0, 3), "only what is not kept: {ran:?}");
}

/// A voice of the sandbox that is on no list.
const UNLISTED_VOICE: &str = "7e02b6d1c4f94a3c8d15a90be637f248";

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_that_no_list_has_is_offered_and_one_that_nobody_knows_is_refused() {
    let (cli, project) = two_scenes().await;
    let text = std::fs::read_to_string(&project).unwrap();
    let head = text.lines().find(|line| line.starts_with("voice = ")).unwrap().to_owned();
    let with_voice =
        |id: &str| cli.write_file("video.toml", &text.replace(&head, &format!("voice = \"{id}\"")));
    with_voice(UNLISTED_VOICE);
    let doubt = "Not known whether Odile can speak without a video: the service may refuse";
    let ran = cli.run(&["speak", &project]);
    assert!(ran.exit_code == 2 && ran.stderr.contains(doubt) && ran.stderr.contains("costs $0.0"), "{ran:?}");
    let ran = cli.run(&["speak", &project, "--yes", "--json"]);
    assert_eq!((ran.exit_code, ran.json()["scenes"].as_array().unwrap().len()), (0, 2), "{ran:?}");
    assert_eq!(received(&cli), 2);

    with_voice("00000000000000000000000000000009");
    let ran = cli.run(&["speak", &project, "--yes"]);
    let missing = "The service does not know the voice 00000000000000000000000000000009";
    assert!(ran.exit_code == 1 && ran.stderr.contains(missing), "{ran:?}");
    assert_eq!(received(&cli), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_voices_that_cannot_speak_are_named() {
    let (cli, project) = two_scenes().await;
    let voices = cli.run(&["voices", "Pedro Lima", "--json"]).json();
    let voice =
        |index: usize| (voices[index]["id"].as_str().unwrap(), voices[index]["name"].as_str().unwrap());
    let ((one, one_name), (two, two_name)) = (voice(0), voice(1));
    let text = std::fs::read_to_string(&project).unwrap();
    let head = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
    let text = text
        .replace(head, &format!("voice = \"{one}\""))
        .replace("script = \"So it", "speaker = \"Two\"\nscript = \"So it");
    cli.write_file("video.toml", &format!("{text}[[speaker]]\nname = \"Two\"\nvoice = \"{two}\"\n"));
    let ran = cli.run(&["speak", &project, "--yes"]);
    let refusal = format!("{one_name} and {two_name} cannot speak without a video");
    assert!(ran.exit_code == 1 && ran.stderr.contains(&refusal), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_the_speech_is_not_lost_for_the_command() {
    let (cli, project) = two_scenes().await;
    cli.run(&["voices"]);
    let cache = cli.path(".cache/cuecard");
    std::fs::create_dir_all(cache.parent().unwrap()).unwrap();
    let _ = std::fs::remove_dir_all(&cache);
    std::fs::write(&cache, "in the way").unwrap();
    let ran = cli.run(&["speak", &project, "--yes", "--json"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert_eq!(ran.json()["scenes"].as_array().unwrap().len(), 2, "{ran:?}");
    assert!(ran.stderr.contains("The speech cannot be kept."), "{ran:?}");
    assert_eq!(received(&cli), 2);
}
