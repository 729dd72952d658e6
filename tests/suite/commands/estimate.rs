//! `estimate`, `status` and `queue`: their output. (Split: `status` and `queue` tests do not belong in estimate.rs.)

use cuecard::domain::{ApiVersion, Dialect};
use cuecard::sandbox::{
    Billing, FourK, InjectedFault, InjectedFaultKind, Options, ServicePolicy, StatusWords,
};
use serde_json::{Value, json};

use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, isolated_command, paused_options};
use crate::support::dialect_matrix;

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_is_rounded_as_configured() {
    let home = tempfile::tempdir().unwrap();
    let script = "word ".repeat(80);
    let scene = format!("[[scene]]\nscript = \"{script}\"\n");
    std::fs::write(home.path().join("video.toml"), format!("{scene}{scene}")).unwrap();
    std::fs::create_dir_all(home.path().join(".config/cuecard")).unwrap();
    // Each scene lasts 32 seconds.
    for (settings, cost, of_scene) in [
        ("rounding = \"exact\"", 6.4, 3.2),
        ("rounding = \"whole\"", 7.0, 3.2),
        ("rounding = \"half-minute\"", 9.0, 3.2),
        ("rounding = \"half-minute\"\napi = \"v2\"\ndialect = \"av4-flat\"\nseveral = \"apart\"", 12.0, 6.0),
    ] {
        std::fs::write(home.path().join(".config/cuecard/config.toml"), settings).unwrap();
        let words = ["estimate", "video.toml", "--rate", "api_credit", "--json"];
        let ran = CliOutput::from_output(&isolated_command(home.path(), &words).output().unwrap());
        assert_eq!(ran.json()["cost"]["amount"], json!(cost), "{settings}");
        assert_eq!(
            ran.json()["scenes"][0]["cost"]["amount"],
            json!(of_scene),
            "a share, or a render of its own"
        );
    }
    std::fs::write(home.path().join(".config/cuecard/config.toml"), "rounding = \"up\"").unwrap();
    let ran =
        CliOutput::from_output(&isolated_command(home.path(), &["estimate", "video.toml"]).output().unwrap());
    assert!(
        ran.exit_code != 0 && ran.stderr.contains("rounding") && ran.stderr.contains("half-minute"),
        "{ran:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_4k_video_is_estimated_confirmed_and_recorded_at_its_cost() {
    let policy =
        ServicePolicy { billing: Billing::Wallet, four_k: FourK::Accepted, ..ServicePolicy::default() };
    let cli = CliHarness::with_policy(policy).await;
    let project = cli.write_project();
    let text = std::fs::read_to_string(&project).unwrap();
    let words = "word ".repeat(150);
    let large = format!("size = \"3840x2160\"\n{text}[[scene]]\nscript = \"{words}\"\n");
    let (usual, large) = (
        cli.write_file("usual.toml", &large.replace("3840x2160", "16:9")),
        cli.write_file("large.toml", &large),
    );
    let estimated = |project: &str| {
        cli.run(&["estimate", project, "--api", "v3", "--rate", "usd", "--json"]).json()["cost"]["amount"]
            .as_f64()
            .unwrap()
    };
    let (small, dear) = (estimated(&usual), estimated(&large));
    assert!((dear / small - 4.0 / 3.0).abs() < 0.01, "{dear} for {small}");
    let dearer = "v3: sent in 4k, which costs more and may be refused";
    assert!(cli.run(&["estimate", &large, "--api", "v3"]).stderr.contains(dearer));
    assert!(!cli.run(&["estimate", &usual, "--api", "v3"]).stderr.contains(dearer));

    let ran = cli.run(&["render", &large, "--api", "v3", "--yes", "--wait"]);
    let row = cli.run(&["status", "1", "--json"]).json();
    assert!(
        ran.stderr
            .contains(&format!("about ${dear:.2} at $0.0513/s, with a third more for 4K; the balance is $")),
        "{ran:?}"
    );
    assert_eq!(row["cost"]["amount"], dear, "{row}");
    let real = row["duration"].as_f64().unwrap() * 0.0385 * 4.0 / 3.0;
    assert!((dear - real).abs() / real < 0.2, "{dear} for {real}");
    cli.write_file(".config/cuecard/config.toml", &format!("cap_day = {}\n", dear + small + 0.05));
    let over = cli.run(&["render", &large, "--api", "v3", "--yes"]);
    assert!(over.exit_code == 2 && over.stderr.contains("the daily cap"), "{over:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exact_estimate_synthesizes_the_speech_of_each_scene() {
    const SPEECH: &str = "POST /v3/voices/speech";
    let cli = CliHarness::instant().await;
    let project = cli.write_project();
    let text = std::fs::read_to_string(&project).unwrap();
    cli.write_file(
        "video.toml",
        &format!("{text}[[scene]]\nscript = \"R&D, 3 < 4 <break time='2s'/> four.\"\n"),
    );
    let ran = cli.run(&["estimate", &project, "--json"]);
    assert_eq!(ran.json()["exact"], false, "{ran:?}");
    let ran = cli.run(&["estimate", &project, "--exact", "--yes", "--rate", "usd", "--api", "v3", "--json"]);
    let told = ran.json();
    let seconds = |part: &Value| {
        assert_eq!((&part["exact"], &part["range"][0]), (&json!(true), &part["range"][1]));
        part["seconds"].as_f64().unwrap()
    };
    let scenes = told["scenes"].as_array().unwrap();
    assert!((seconds(&told) - scenes.iter().map(seconds).sum::<f64>()).abs() < 0.2, "{told}");
    assert!(scenes.iter().all(|scene| seconds(scene) > 1.0), "{told}");
    assert_eq!(told["cost"]["unit"], "usd");
    assert_eq!(cli.sandbox.report().requests.of(SPEECH).received, 2);
    for words in [&["--exact", "--yes"][..], &[], &["--offline"]] {
        let words = [&["estimate", &project, "--api", "v3"], words].concat();
        let ran = cli.run(&words);
        assert!(ran.stdout.lines().all(|line| line.contains("  exactly ")), "{ran:?}");
    }
    assert_eq!(cli.sandbox.report().requests.of(SPEECH).received, 2, "what is kept is not paid for again");

    let changed = std::fs::read_to_string(&project).unwrap().replace("four.", "five.");
    let project = cli.write_file("video.toml", &changed);
    let ran = cli.run(&["estimate", &project, "--exact", "--api", "v3"]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("--yes accepts it"), "{ran:?}");
    assert_eq!(cli.sandbox.report().requests.of(SPEECH).received, 2, "a price that nobody accepted");
    assert_eq!(cli.run(&["estimate", &project, "--api", "v3", "--json"]).json()["exact"], false);
    cli.sandbox.fault(format!("500@{SPEECH}").parse().unwrap());
    let before = cli.sandbox.report().requests.of(SPEECH).received;
    let ran = cli.run(&["estimate", &project, "--exact", "--yes", "--api", "v3", "--json"]);
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(ran.json_error()["message"].as_str().unwrap().contains("the speech"), "{ran:?}");
    let tries = cli.sandbox.report().requests.of(SPEECH).received - before;
    assert!((1..=2).contains(&tries), "each scene once at the most: {tries}");
    assert!(cli.sandbox.report().paid.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_speaks_figures_and_scripts_about_as_long_as_they_are_estimated() {
    let cli = CliHarness::instant().await;
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let numbers = std::fs::read_to_string("tests/scripts/02-numbers.txt").unwrap();
    for script in [
        numbers.as_str(),
        "สวัสดีครับยินดีต้อนรับสู่ช่องของเรา",
        "我们在2026年11月28日发布iPhone17ProMax，售价9999元。",
    ] {
        let project =
            cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"\"\"{script}\"\"\"\n"));
        let seconds = |words: &[&str]| {
            let words = [&["estimate", &project, "--api", "v3", "--json"], words].concat();
            cli.run(&words).json()["scenes"][1]["seconds"].as_f64().unwrap()
        };
        let (estimated, spoken) = (seconds(&[]), seconds(&["--exact", "--yes"]));
        assert!((0.65..1.5).contains(&(spoken / estimated)), "{spoken} {estimated}: {script}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_spoken_by_mistake_is_named_before_the_price() {
    let cli = CliHarness::instant().await;
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let project =
        cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"HOST: Wait. [BEAT] Now ✅\"\n"));
    let ran = cli.run(&["estimate", &project]);
    assert!(ran.stderr.contains("Scene 2: \"HOST:\", \"[BEAT]\" would be spoken"), "{ran:?}");
    let issues = cli.run(&["estimate", &project, "--json"]).json()["script_issues"].clone();
    let texts: Vec<&Value> = issues.as_array().unwrap().iter().map(|issue| &issue["text"]).collect();
    assert_eq!(texts, ["HOST:", "[BEAT]", "✅"]);
    assert_eq!(
        issues[1],
        json!({
            "scene": 2,
            "start": 12,
            "text": "[BEAT]",
            "kind": "stage_direction",
            "message": "This stage direction would be spoken",
            "replacement": "<break time=\"1s\"/>",
        })
    );
    let ran = cli.run(&["render", &project, "--yes"]);
    let spoken = ran.stderr.find("Scene 2: \"HOST:\", \"[BEAT]\" would be spoken").unwrap();
    assert!(ran.stderr.contains("Scene 2: \"✅\" may be read aloud"), "{ran:?}");
    assert!(spoken < ran.stderr.find("; the balance is").unwrap(), "{ran:?}");
    let row = cli.run(&["render", &project, "--yes", "--again", "--json"]).json();
    assert_eq!((&row["script_issues"], &row["scenes"]), (&issues, &json!(2)));
    let ran = cli.run(&["render", &project, "--yes", "--again", "--wait", "--json"]);
    assert_eq!(ran.json_lines().last().unwrap()["script_issues"], issues, "{ran:?}");
    assert_eq!(cli.run(&["queue", "--json"]).json()[0].get("script_issues"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exact_estimate_is_in_the_unit_of_the_account() {
    for (billing, rate, unit) in [
        (Billing::Wallet, "$0.0385/s since 28 Aug 2026 (help page; measured)", "usd"),
        (Billing::UsageBased, "6 API credits/min (API limits page)", "api_credit"),
        (Billing::Subscription, "20 credits/min (API reference)", "premium_credit"),
    ] {
        let policy = ServicePolicy { billing, ..ServicePolicy::default() };
        let cli = CliHarness::with_policy(policy).await;
        let project = cli.write_project();
        let text = cli.run(&["estimate", &project, "--exact", "--yes", "--api", "v3", "--json"]).json();
        let units = [&text["cost"], &text["scenes"][0]["cost"]];
        assert!(units.iter().all(|cost| cost["unit"] == unit), "{billing}: {text}");
        assert_eq!((&text["rate"]["description"], &text["dialect"]), (&json!(rate), &json!("v3")));
        let text = cli
            .run(&["estimate", &project, "--exact", "--yes", "--api", "v3", "--rate", "api_credit", "--json"])
            .json();
        assert_eq!(text["cost"]["unit"], "api_credit", "--rate overrides the account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_needs_neither_api_key_nor_service() {
    let home = tempfile::tempdir().unwrap();
    let words = "word ".repeat(150);
    let text =
        format!("[[scene]]\nscript = \"{words}\"\n[[scene]]\nscript = \"One <break time='1s'/> two.\"\n");
    std::fs::write(home.path().join("video.toml"), text).unwrap();
    let ran = CliOutput::from_output(
        &isolated_command(home.path(), &["estimate", "video.toml", "--json"]).output().unwrap(),
    );
    let project = ran.json();
    assert_eq!(
        (ran.exit_code, &project["words"], &project["scenes"][0]["words"]),
        (2, &json!(152), &json!(150))
    );
    assert_eq!((&project["seconds"], &project["scenes"][1]["seconds"]), (&json!(61.8), &json!(1.8)));
    assert_eq!(project["cost"], json!({ "amount": 2.379, "unit": "usd" }), "as v3 bills a key");
    assert_eq!(project["issues"], json!(["no photo is chosen", "no voice is chosen"]));
    let ran = CliOutput::from_output(
        &isolated_command(home.path(), &["estimate", "video.toml", "--rate", "usd"]).output().unwrap(),
    );
    assert!(ran.stdout.ends_with("video    152 words  61.8 s  54.6 to 91.9 s  $2.38\n"), "{ran:?}");
    assert_eq!((ran.exit_code, ran.stderr.lines().count()), (2, 4), "it is incomplete: {ran:?}");
    assert!(!home.path().join(".local").exists(), "nothing was written");
}

#[test]
fn a_damaged_project_is_reported_with_line_and_column() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let file = cli.write_file("video.toml", "title = \"x\"\nphoto = 3\n");
        for command in ["estimate", "render"] {
            let ran = cli.run(&[command, &file]);
            assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""));
            assert!(ran.stderr.contains("video.toml, line 2, column 9: photo must be text"), "{ran:?}");
            assert_eq!(cli.run(&[command, &file, "--json"]).json_error()["kind"], "file");
        }
        assert_eq!(cli.run(&["estimate", "none.toml"]).exit_code, 2);
    });
}

#[test]
fn status_finds_a_render_by_video_id_or_number() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let id = cli.run(&["render", &cli.write_project(), "--yes"]).stdout.trim().to_owned();
        for name in [id.as_str(), "1", "#1"] {
            let row = cli.run(&["status", name, "--json"]).json();
            assert_eq!((&row["status"], &row["service_status"]), (&json!("completed"), &json!("completed")));
            assert_eq!((&row["video_id"], &row["id"]), (&json!(id), &json!(1)));
            assert!(
                row["url"].as_str().unwrap().starts_with("http") && row["duration"].as_f64().unwrap() > 1.0
            );
        }
        let lines = cli.run(&["status", &id]);
        assert!(
            lines.stdout.starts_with("status         completed\n")
                && lines.stdout.contains("\nurl            http")
        );
    });
}

#[test]
fn status_asks_the_service_about_a_video_outside_the_ledger() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let mut cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let id = cli.run(&["render", &cli.write_project(), "--yes"]).stdout.trim().to_owned();
        cli.home = tempfile::tempdir().unwrap();
        let row = cli.run(&["status", &id, "--json"]).json();
        assert_eq!(
            (&row["status"], &row["video_id"], &row["id"]),
            (&json!("completed"), &json!(id), &Value::Null)
        );
        assert_eq!(cli.run(&["queue", "--json"]).json(), json!([]), "status records nothing");
        let none = cli.run(&["status", "none", "--json"]);
        assert_eq!((none.exit_code, none.stdout.as_str()), (1, ""));
        assert_eq!(
            (&none.json_error()["kind"], &none.json_error()["status"]),
            (&json!("not_found"), &Value::Null)
        );
        assert!(cli.run(&["status", "none"]).stderr.contains("There is no video none"));
    });
}

#[test]
fn status_explains_a_failure_in_plain_words() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let options = Options {
            faults: vec![InjectedFault::from(InjectedFaultKind::NoCreditAtPoll)],
            ..instant_options()
        };
        let cli = CliHarness::with_dialect(dialect, options).await;
        cli.run(&["render", &cli.write_project(), "--yes"]);
        let row = cli.run(&["status", "1", "--json"]).json();
        assert_eq!(row["status"], "failed");
        let why =
            "Credits ran out while rendering. Top up the account or shorten the script, then render again.";
        assert_eq!((&row["note"], row.get("events")), (&json!(why), None));
    });
}

#[test]
fn status_events_list_the_history_with_the_services_reply() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let options =
            Options { faults: vec![InjectedFault::from(InjectedFaultKind::Failed)], ..instant_options() };
        let cli = CliHarness::with_dialect(dialect, options).await;
        cli.run(&["render", &cli.write_project(), "--yes"]);
        let row = cli.run(&["status", "1", "--events", "--json"]).json();
        let events = row["events"].as_array().unwrap();
        let whats: Vec<&Value> = events.iter().map(|event| &event["what"]).collect();
        assert_eq!(whats, ["queued", "sending", "accepted", "failed"]);
        assert_eq!((&row["status"], &events[2]["detail"]), (&json!("failed"), &row["video_id"]));
        let (code, place, begin) = match dialect.api_version() {
            ApiVersion::V2 => ("BLOCKED_WORDS_DETECTED", "/data/error/code", "{\"code\":100,"),
            ApiVersion::V3 => ("content_policy_violation", "/data/failure_code", "{\"data\":{"),
        };
        assert_eq!(events[3]["detail"], format!("{code}: The script contains blocked words."));
        let reply: Value = serde_json::from_str(events[3]["response"].as_str().unwrap()).unwrap();
        assert_eq!(reply.pointer(place), Some(&json!(code)));
        assert!(events[..3].iter().all(|event| event["response"].is_null() && event["at"].is_string()));

        let lines = cli.run(&["status", "#1", "--events"]);
        let text =
            ["  requested\n", "  being sent\n", "  accepted, as video ", &format!("  failed: {code}: ")];
        assert!(lines.exit_code == 0 && text.iter().all(|words| lines.stdout.contains(words)), "{lines:?}");
        assert!(lines.stdout.lines().last().unwrap().starts_with(begin), "{lines:?}");
    });
}

#[test]
fn the_status_words_of_the_api_reference_are_understood() {
    dialect_matrix::for_each_dialect_multi_thread(dialect_matrix::V2_DIALECTS, async |dialect| {
        let policy = ServicePolicy { statuses: StatusWords::Reference, ..ServicePolicy::default() };
        let cli = CliHarness::with_dialect(dialect, Options { policy, ..paused_options() }).await;
        let project = cli.write_project();
        let mut ran = cli.run(&["render", &project, "--yes"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let mut words = Vec::new();
        for skipped in [0, 90, 300, 900] {
            cli.sandbox.advance(std::time::Duration::from_secs(skipped));
            words.push(cli.run(&["status", "1", "--json"]).json()["status"].as_str().unwrap().to_owned());
        }
        words.dedup();
        assert_eq!(words, ["pending", "processing", "completed"]);

        cli.sandbox.fault(InjectedFaultKind::Failed.into());
        ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        cli.sandbox.advance(std::time::Duration::from_hours(1));
        let row = cli.run(&["status", "2", "--events", "--json"]).json();
        let end = row["events"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&row["status"], &end["detail"]),
            (&json!("failed"), &json!("The script contains blocked words."))
        );
        let reply: Value = serde_json::from_str(end["response"].as_str().unwrap()).unwrap();
        assert_eq!(reply["data"]["error"], "The script contains blocked words.", "the error is a string");
    });
}

#[test]
fn the_queue_polls_once_and_works_offline() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        assert!(cli.run(&["queue"]).stderr.contains("No renders yet"));
        let project = cli.write_project();
        let ids =
            [(); 2].map(|()| cli.run(&["render", &project, "--yes", "--again"]).stdout.trim().to_owned());
        cli.sandbox.advance(std::time::Duration::from_hours(1));
        let offline = cli.run(&["queue", "--offline", "--json"]).json();
        assert_eq!((&offline[0]["status"], &offline[1]["status"]), (&json!("pending"), &json!("pending")));
        assert_eq!((&offline[0]["video_id"], &offline[1]["video_id"]), (&json!(ids[1]), &json!(ids[0])));
        let asked = cli.run(&["queue", "--json"]).json();
        assert_eq!((&asked[0]["status"], &asked[1]["status"]), (&json!("completed"), &json!("completed")));
        // In v3 all are asked about at once, and then each that is there.
        let asks = if dialect == Dialect::V3 { 3 } else { 2 };
        assert_eq!(dialect_matrix::status_requests(&cli.sandbox, dialect), asks);
        let lines = cli.run(&["queue"]);
        assert_eq!((lines.stdout.lines().count(), lines.stderr.as_str()), (2, "2 renders\n"));
        assert!(lines.stdout.starts_with("2  ") && lines.stdout.contains("Launch teaser"), "{lines:?}");
    });
}
