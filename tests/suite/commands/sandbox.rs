//! `sandbox`: the sandbox as a command.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::calls::UPLOAD_CALL;
use crate::support::cli_harness::{CliOutput, isolated_command};
use crate::support::files::write_picture;
use crate::support::sandbox::{get_json, send_json_request};

/// Ends the sandbox also where a test breaks off: it would hold the test run's output open.
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_sandbox(home: &std::path::Path, words: &[&str]) -> (Child, BufReader<ChildStdout>, String) {
    let words = [&["sandbox"], words].concat();
    let mut child = isolated_command(home, &words).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut base = String::new();
    out.read_line(&mut base).unwrap();
    (child, out, base.trim_end().to_owned())
}

#[test]
fn the_sandbox_prints_its_address_and_ends_on_a_signal() {
    let home = tempfile::tempdir().unwrap();
    for signal in [Signal::TERM, Signal::INT] {
        let (mut child, mut out, base) = start_sandbox(home.path(), &["--port", "0", "--speed", "60"]);
        assert!(base.strip_prefix("http://127.0.0.1:").unwrap().parse::<u16>().unwrap() > 0);
        let mut photos = isolated_command(home.path(), &["photos", "--json"]);
        photos.env("HEYGEN_API_KEY", "any").env("HEYGEN_API_BASE", &base);
        assert!(!CliOutput::from_output(&photos.output().unwrap()).json().as_array().unwrap().is_empty());
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "the base is alone on stdout");
    }
}

#[test]
fn the_sandbox_injects_the_requested_fault() {
    let home = tempfile::tempdir().unwrap();
    let (mut child, _out, base) = start_sandbox(home.path(), &["--fault", "410@/v2/voices"]);
    let run = |list: &str| {
        let mut command = isolated_command(home.path(), &[list, "--json"]);
        command.env("HEYGEN_API_KEY", "any").env("HEYGEN_API_BASE", &base);
        CliOutput::from_output(&command.output().unwrap())
    };
    assert_eq!(run("photos").exit_code, 0);
    let refused = run("voices");
    assert_eq!((refused.exit_code, refused.stdout.as_str()), (1, ""));
    assert_eq!(
        (&refused.json_error()["kind"], &refused.json_error()["status"]),
        (&"endpoint".into(), &410.into())
    );
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    child.wait().unwrap();
    let unknown = CliOutput::from_output(
        &isolated_command(home.path(), &["sandbox", "--fault", "explode"]).output().unwrap(),
    );
    assert_eq!(unknown.exit_code, 2);
    assert!(unknown.stderr.contains("reset-recorded"), "{unknown:?}");
}

#[test]
fn the_sandbox_options_set_its_service_policy() {
    let home = tempfile::tempdir().unwrap();
    for (words, terms) in [
        (
            &[][..],
            r#"{"4k":"refused","av4":"both","billing":"subscription","picture_keys":"loose","statuses":"service","sunset":"none","training":"optional","v3":true}"#,
        ),
        (
            &[
                "--sunset",
                "removed-410",
                "--av4",
                "flat",
                "--picture-keys",
                "strict",
                "--billing",
                "enterprise",
                "--4k",
                "accepted",
                "--statuses",
                "reference",
                "--training",
                "required",
                "--no-v3",
            ],
            r#"{"4k":"accepted","av4":"flat","billing":"enterprise","picture_keys":"strict","statuses":"reference","sunset":"removed-410","training":"required","v3":false}"#,
        ),
    ] {
        let (mut child, _out, base) = start_sandbox(home.path(), words);
        let expected: serde_json::Value = serde_json::from_str(terms).unwrap();
        assert_eq!(get_json(&base, "/sandbox/policy"), expected);
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        child.wait().unwrap();
    }
    let unknown = CliOutput::from_output(
        &isolated_command(home.path(), &["sandbox", "--sunset", "soon"]).output().unwrap(),
    );
    assert_eq!(unknown.exit_code, 2);
    assert!(
        unknown.stderr.contains(
            "none, announced, announced-headers, announced-body, past-date, removed-410, removed-code, removed-html"
        ),
        "{unknown:?}"
    );
}

#[test]
fn the_api_host_and_the_upload_host_are_separate() {
    let home = tempfile::tempdir().unwrap();
    write_picture(&home.path().join("me.png"), 90);
    for api in ["v2", "v3"] {
        let (child, mut out, base) = start_sandbox(home.path(), &["--upload-port", "0", "--speed", "1e12"]);
        let _sandbox = KillOnDrop(child);
        let mut uploads = String::new();
        out.read_line(&mut uploads).unwrap();
        let uploads = uploads.trim_end();
        let run = |bases: [&str; 2], words: &[&str]| {
            let mut command = isolated_command(home.path(), &[words, &["--api", api, "--json"]].concat());
            command.env("HEYGEN_API_KEY", "any").env("HEYGEN_API_BASE", bases[0]);
            command.env("HEYGEN_UPLOAD_BASE", bases[1]);
            CliOutput::from_output(&command.output().unwrap())
        };
        let right = [base.as_str(), uploads];
        let added = run(right, &["photos", "add", "me.png", "--name", "Me"]);
        assert_eq!(added.exit_code, 0, "{added:?}");
        let id = |list: &str| run(right, &[list]).json()[0]["id"].as_str().unwrap().to_owned();
        let head =
            format!("title = \"Two hosts\"\nphoto = \"{}\"\nvoice = \"{}\"\n", id("photos"), id("voices"));
        let project = home.path().join("video.toml");
        std::fs::write(&project, format!("{head}[[scene]]\nscript = \"Hello and welcome.\"\n")).unwrap();
        let project = project.to_str().unwrap();
        let rendered = run(right, &["render", project, "--yes", "--again", "--picture-key", "upload"]);
        assert_eq!(rendered.exit_code, 0, "{rendered:?}");
        let accepted = |call: &str| get_json(&base, "/sandbox/report")["requests"][call]["accepted"].as_u64();
        if api == "v2" {
            assert!(accepted(UPLOAD_CALL) >= Some(1));
        }

        // The roles mixed up: everything is an unknown path, and v3 uploads go to the API host.
        let swapped = [uploads, base.as_str()];
        assert_eq!(run(swapped, &["voices"]).json_error()["status"], 404);
        let one = [base.as_str(), base.as_str()];
        let added = run(one, &["photos", "add", "me.png", "--name", "Me"]);
        assert_eq!(added.exit_code, i32::from(api == "v2"), "{added:?}");
    }
}

#[test]
fn a_killed_sandbox_keeps_everything_it_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let mut accepted: Vec<serde_json::Value> = Vec::new();
    for round in 0..4 {
        let (child, _out, base) = start_sandbox(home.path(), &["--world", "world.jsonl", "--speed", "0"]);
        let mut sandbox = KillOnDrop(child);
        let known = get_json(&base, "/sandbox/report")["paid"].clone();
        let known: Vec<_> = known.as_array().unwrap().iter().map(|paid| paid["video_id"].clone()).collect();
        assert_eq!(known, accepted, "after {round} kills");
        let photo = get_json(&base, "/v2/avatars")["data"]["talking_photos"][0]["talking_photo_id"].clone();
        let voice = get_json(&base, "/v2/voices")["data"]["voices"][0]["voice_id"].clone();
        let project =
            serde_json::json!({ "image_key": photo, "voice_id": voice, "script": "Hello." }).to_string();
        for _ in 0..3 {
            accepted.push(
                send_json_request(&base, "POST", "/v2/video/av4/generate", &project)["data"]["video_id"]
                    .clone(),
            );
        }
        sandbox.0.kill().unwrap();
        sandbox.0.wait().unwrap();
        // A kill in the middle of the next change leaves a piece of its line.
        let world = home.path().join("world.jsonl");
        let piece = [std::fs::read(&world).unwrap(), b"[[\"videos\",".to_vec()].concat();
        std::fs::write(&world, piece).unwrap();
    }
    assert!(accepted.iter().all(serde_json::Value::is_string), "{accepted:?}");
}
