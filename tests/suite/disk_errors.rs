//! A full, broken or read-only disk: nothing unrecorded is paid, and the cause is reported.

use std::process::Command;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;

use crate::support::calls::SUBMIT_CALL;
use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, INSTANT_SPEED};
use crate::support::crash_harness::{CrashOutcome, compare_ledgers, count_whole_videos};
use crate::support::studio_program::{ENTER_KEY, RENDER_KEY, start_studio_with};

/// Each disk error and its messages; SQLite reports some full disks as failed ones.
const DISK_ERRORS: [(&str, &[&str]); 3] = [
    ("full", &["no space left on the disk"]),
    ("broken", &["the disk failed", "the disk failed, or is full"]),
    ("read-only", &["the disk is read-only", "it is read-only"]),
];
/// Writes before the submission, and an upper bound of the writes of a render.
const WRITES_BEFORE_SUBMIT: usize = 4;
const MAX_WRITES: usize = 13;

/// A harness whose videos finish at once.
async fn new_harness() -> CliHarness {
    let cli = CliHarness::new(Options { speed: INSTANT_SPEED, ..Options::default() }).await;
    cli.pin_dialect(Dialect::Scenes);
    let project = cli.write_project();
    let text = std::fs::read_to_string(project).unwrap();
    cli.write_file("video.toml", &format!("size = \"130x130\"\n{text}"));
    cli
}

fn render_command(cli: &CliHarness) -> Command {
    cli.command(&["render", "video.toml", "--yes", "--wait", "--json", "--download", "videos"])
}

/// Compares both ledgers after the disk works again.
fn compare_after_queue(cli: &CliHarness, about: &str) -> CrashOutcome {
    let rows = cli.run(&["queue", "--json"]);
    assert_eq!(rows.exit_code, 0, "{about}: {rows:?}");
    count_whole_videos(cli, &about);
    compare_ledgers(cli, &about, true, rows.json().as_array().unwrap())
}

/// Message and hint of the last error of the command.
pub(crate) fn last_error(ran: &CliOutput) -> (String, String) {
    let error: serde_json::Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    let word = |name: &str| error["error"][name].as_str().unwrap().to_owned();
    (word("message"), word("hint"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_write_is_reported_and_nothing_unrecorded_is_paid() {
    let (mut failed, mut sent) = (0, 0);
    for (fault, causes) in DISK_ERRORS {
        for nth in 1..=MAX_WRITES {
            let cli = new_harness().await;
            let trap = format!("{fault}@any:{nth}");
            let ran = CliOutput::from_output(
                &render_command(&cli).env("CUECARD_FAIL_WRITE", &trap).output().unwrap(),
            );
            let received = cli.sandbox.report().requests.of(SUBMIT_CALL).received;
            assert_eq!(received, u64::from(nth > WRITES_BEFORE_SUBMIT), "{trap}: {ran:?}");
            assert!(
                ran.exit_code == 1 || (nth > WRITES_BEFORE_SUBMIT && ran.exit_code == 0),
                "{trap}: {ran:?}"
            );
            if ran.exit_code == 1 {
                let (what, next) = last_error(&ran);
                assert!(causes.iter().any(|cause| what.ends_with(cause)), "{trap}: {what}");
                let effect = "The queue is read-only, and nothing can be sent: ";
                let file = what.strip_prefix(effect).unwrap_or(&what);
                assert!(file.starts_with(cli.home.path().to_str().unwrap()), "{trap}: {what}");
                assert!(next.starts_with("Check the folder"), "{trap}: {next}");
                failed += 1;
            }
            let ledger = compare_after_queue(&cli, &trap);
            let expected = usize::from(nth > WRITES_BEFORE_SUBMIT);
            assert_eq!(
                (ledger.paid, ledger.identified, ledger.unconfirmed),
                (expected, expected, 0),
                "{trap}"
            );
            sent += ledger.paid;
        }
    }
    assert!(failed >= 3 * (WRITES_BEFORE_SUBMIT + 4), "{failed} failed");
    assert_eq!(sent, 3 * (MAX_WRITES - WRITES_BEFORE_SUBMIT));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_id_that_cannot_be_recorded_is_reported() {
    let cli = new_harness().await;
    let ran = CliOutput::from_output(
        &render_command(&cli).env("CUECARD_FAIL_WRITE", "full@ledger.commit:4-").output().unwrap(),
    );
    let paid = cli.sandbox.report().paid;
    assert_eq!((ran.exit_code, paid.len()), (1, 1), "{ran:?}");
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains(&paid[0].video_id), "{ran:?}");
    assert!(last_error(&ran).0.ends_with("no space left on the disk"), "{ran:?}");
    let ledger = compare_after_queue(&cli, "the response is not recorded");
    assert_eq!((ledger.paid, ledger.identified), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_fails_while_its_render_is_not_recorded() {
    let trap = ("CUECARD_FAIL_WRITE", "full@ledger.commit:4-");
    let render = ["render", "video.toml", "--yes"];
    for (words, left) in [(&render[..], false), (&["queue", "send", "1", "--yes"], true)] {
        for json in [false, true] {
            let cli = new_harness().await;
            if left {
                cli.run_until_failpoint("submit.after_begin", &render);
            }
            let words = [words, if json { &["--json"] } else { &[] }].concat();
            let ran = CliOutput::from_output(&cli.command(&words).env(trap.0, trap.1).output().unwrap());
            let paid = cli.sandbox.report().paid;
            assert_eq!((ran.exit_code, paid.len()), (1, 1), "{words:?}: {ran:?}");
            let id = &paid[0].video_id;
            assert!(
                ran.stderr.contains(&format!("was accepted as {id}, but could not be recorded")),
                "{ran:?}"
            );
            assert!(ran.stderr.contains("no space left on the disk"), "{ran:?}");
            if json {
                assert!(
                    ran.stdout.contains("\"unrecorded\":true") && ran.stdout.contains(id.as_str()),
                    "{ran:?}"
                );
                assert!(last_error(&ran).1.contains("cuecard queue"), "{ran:?}");
            }
            assert_eq!(compare_after_queue(&cli, "not recorded").identified, 1, "it is found on the service");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unrecorded_id_is_recorded_once_the_disk_works_again() {
    let cli = new_harness().await;
    // Every attempt to record the response fails.
    let ran = CliOutput::from_output(
        &render_command(&cli).env("CUECARD_FAIL_WRITE", "full@ledger.commit:4-8").output().unwrap(),
    );
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert!(ran.stdout.contains("It is not in the ledger"), "{ran:?}");
    let ledger = compare_after_queue(&cli, "written down later");
    assert_eq!((ledger.paid, ledger.identified, count_whole_videos(&cli, &"later")), (1, 1, 1));
}

/// A real resource limit: files have at most this many blocks of 512 bytes.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_size_limit_causes_no_unrecorded_payment() {
    let mut cases = Vec::new();
    for blocks in (0_usize..=640).step_by(40) {
        // If SIGXFSZ is not ignored, it ends the program.
        for signal in ["trap '' XFSZ", "true"] {
            let cli = new_harness().await;
            cases.push(tokio::task::spawn_blocking(move || run_with_file_limit(&cli, blocks, signal)));
        }
    }
    let (mut refused, mut done) = (0, 0);
    for case in cases {
        let (code, received) = case.await.unwrap();
        refused += usize::from(code == Some(1) && received == 0);
        done += usize::from(code == Some(0));
    }
    assert!(refused > 1 && done > 1, "{refused} were refused, {done} done");
}

/// Exit code of a render under this limit, and the number of submissions.
fn run_with_file_limit(cli: &CliHarness, blocks: usize, signal: &str) -> (Option<i32>, u64) {
    let about = format!("{blocks} blocks, {signal}");
    let (bare, mut shell) = (render_command(cli), Command::new("/bin/sh"));
    let script = format!("{signal}; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(bare.get_program()).args(bare.get_args());
    shell.env_clear().envs(bare.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.current_dir(cli.home.path()).output().unwrap();
    let received = cli.sandbox.report().requests.of(SUBMIT_CALL).received;
    if output.status.code() == Some(1) {
        let (what, _) = last_error(&CliOutput::from_output(&output));
        let causes = ["the disk failed, or is full", "the file is too large for the disk or a limit"];
        assert!(causes.iter().any(|cause| what.ends_with(cause)), "{about}: {what}");
    }
    let ledger = compare_after_queue(cli, &about);
    assert!(ledger.paid as u64 == received && ledger.identified == ledger.paid, "{about}: {ledger:?}");
    (output.status.code(), received)
}

/// Folders that even root cannot write to.
#[tokio::test(flavor = "multi_thread")]
async fn an_unusable_data_folder_is_reported_before_anything_is_sent() {
    let cli = new_harness().await;
    cli.write_file("taken", "a file");
    let taken = cli.path("taken");
    for data in [taken.to_str().unwrap(), "/proc/self/fd", "/dev/full"] {
        let ran = CliOutput::from_output(&render_command(&cli).env("XDG_DATA_HOME", data).output().unwrap());
        assert_eq!(ran.exit_code, 1, "{ran:?}");
        let (what, next) = last_error(&ran);
        assert!(
            what.starts_with(&format!("{data}/cuecard")) && what.contains(" cannot be created: "),
            "{what}"
        );
        assert!(next.starts_with("Check the folder"), "{next}");
    }
    assert_eq!(cli.sandbox.report().requests.of(SUBMIT_CALL).received, 0);
}

/// Skips the check as root, who may write everywhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_data_folder_is_reported_before_anything_is_sent() {
    use std::os::unix::fs::PermissionsExt;
    let cli = new_harness().await;
    let data = cli.path(".local/share/cuecard");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o555)).unwrap();
    let is_open = std::fs::write(data.join("probe"), "").is_ok();
    let ran = CliOutput::from_output(&render_command(&cli).output().unwrap());
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_open {
        println!("skipped: this user may write everywhere");
        return;
    }
    assert_eq!((ran.exit_code, cli.sandbox.report().requests.of(SUBMIT_CALL).received), (1, 0), "{ran:?}");
    let (what, _) = last_error(&ran);
    assert!(what.starts_with(data.to_str().unwrap()) && what.ends_with("permission denied"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_keeps_running_on_a_full_disk_and_sends_nothing() {
    for place in ["any:1-", "ledger.commit:1-", "ledger.commit:2-", "ledger.commit:3-"] {
        let cli = new_harness().await;
        let mut studio = start_studio_with(&cli, &[("CUECARD_FAIL_WRITE", &format!("full@{place}"))]);
        studio.wait_for_text("Launch teaser");
        studio.type_keys(RENDER_KEY);
        studio.wait_for_text("Cancel");
        studio.type_keys(ENTER_KEY);
        studio.wait_for_text("Not sent. ");
        studio.wait_for_text("no space");
        assert_eq!(cli.sandbox.report().requests.of(SUBMIT_CALL).received, 0, "{place}");
        studio.type_keys("q");
        assert_eq!(studio.wait_for_exit(), 0, "{place}");
        studio.assert_restored();
        assert!(!crate::support::cli_harness::contains_text(cli.home.path(), API_KEY));
        assert_eq!(compare_after_queue(&cli, place).paid, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_shows_a_video_id_that_it_cannot_record() {
    let cli = new_harness().await;
    let mut studio = start_studio_with(&cli, &[("CUECARD_FAIL_WRITE", "full@ledger.commit:4-")]);
    studio.wait_for_text("Launch teaser");
    studio.type_keys(RENDER_KEY);
    studio.wait_for_text("Cancel");
    studio.type_keys(ENTER_KEY);
    studio.wait_for_text("was accepted. It is not in the ledger. Its id is ");
    studio.wait_for_text(&cli.sandbox.report().paid[0].video_id);
    studio.type_keys("q");
    studio.wait_for_text("1 render in progress");
    studio.type_keys(ENTER_KEY);
    assert_eq!(studio.wait_for_exit(), 0);
    let ledger = compare_after_queue(&cli, "the response is not recorded");
    assert_eq!((ledger.paid, ledger.identified), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unrecorded_id_survives_ledger_changes_by_another_program() {
    let cli = new_harness().await;
    // The service lists no videos: only this program knows the id.
    cli.sandbox.fault("404@/v1/video.list".parse().unwrap());
    // Every attempt to record the response fails, and some later writes.
    let mut studio = start_studio_with(&cli, &[("CUECARD_FAIL_WRITE", "full@ledger.commit:4-10")]);
    studio.wait_for_text("Launch teaser");
    studio.type_keys(RENDER_KEY);
    studio.wait_for_text("Cancel");
    studio.type_keys(ENTER_KEY);
    studio.wait_for_text("It is not in the ledger");
    let video = cli.sandbox.report().paid[0].video_id.clone();
    let text = std::fs::read_to_string(cli.path("video.toml")).unwrap();
    let row = |id: &str| {
        let rows = cli.run(&["queue", "--offline", "--json"]).json();
        rows.as_array().unwrap().iter().any(|row| row["video_id"] == id)
    };
    // Each render makes the studio read the ledger, which lacks the id.
    for number in 0..20 {
        let other = text.replace("Launch teaser", &format!("Another {number}"));
        cli.write_file("other.toml", &other);
        assert_eq!(cli.run(&["render", "other.toml", "--yes"]).exit_code, 0);
        studio.wait_for_text(&format!("Another {number}"));
        if row(&video) {
            break;
        }
    }
    assert!(row(&video), "it is recorded once the disk works");
    studio.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_status_that_cannot_be_recorded_does_not_end_the_wait() {
    let cli = new_harness().await;
    // The first status after the acceptance.
    let ran = CliOutput::from_output(
        &render_command(&cli).env("CUECARD_FAIL_WRITE", "full@ledger.commit:5").output().unwrap(),
    );
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let ledger = compare_after_queue(&cli, "asked again");
    assert_eq!((ledger.paid, ledger.identified, count_whole_videos(&cli, &"asked again")), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_shown_read_only_when_the_disk_is_full() {
    let cli = new_harness().await;
    assert_eq!(CliOutput::from_output(&render_command(&cli).output().unwrap()).exit_code, 0);
    for place in ["any", "presence"] {
        let trap = format!("full@{place}:1-");
        let queue = |more: &[&str]| {
            let words = [&["queue"], more].concat();
            CliOutput::from_output(&cli.command(&words).env("CUECARD_FAIL_WRITE", &trap).output().unwrap())
        };
        let ran = queue(&["--offline"]);
        assert!(ran.exit_code == 0 && ran.stdout.contains("Launch teaser"), "{trap}: {ran:?}");
        let text = "The queue is read-only, and nothing can be sent: ";
        assert!(
            ran.stderr.contains(text) && ran.stderr.contains("no space left on the disk"),
            "{trap}: {ran:?}"
        );
        let ran = queue(&["remove", "1", "--yes"]);
        assert!(ran.exit_code == 1 && ran.stderr.contains("no space left on the disk"), "{trap}: {ran:?}");
        let mut studio = start_studio_with(&cli, &[("CUECARD_FAIL_WRITE", &trap)]);
        studio.wait_for_text("is read-only");
        studio.type_keys("4");
        studio.wait_for_text("completed");
        studio.type_keys("q");
        assert_eq!(studio.wait_for_exit(), 0, "{trap}");
    }
    assert_eq!(compare_after_queue(&cli, "read only").identified, 1);
}
