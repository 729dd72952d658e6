//! One failed read of an intact ledger: no file is moved, and nothing unrecorded is sent.

use std::path::Path;
use std::process::{Command, Stdio};

use tokio::runtime::{Builder, Runtime};

use crate::disk_errors::last_error;
use crate::support::calls::SUBMIT_CALL;
use crate::support::cli_harness::CliOutput;
use crate::support::crash_harness::CrashHarness;
use crate::support::files::file_names;

/// Errors of a read.
const ERRNO_NAMES: [&str; 4] = ["EIO", "ENOSPC", "EROFS", "EACCES"];
/// Their messages.
const CAUSE_MESSAGES: [&str; 6] = [
    "the disk failed",
    "the disk failed, or is full",
    "no space left on the disk",
    "the disk is read-only",
    "permission denied",
    // Where SQLite calls the file corrupt because of one read, once it is in use: nothing is set aside for that.
    "it is damaged, or the disk failed",
];
/// Far more than one command reads of a ledger.
const MAX_READS: usize = 200;

/// A desk whose ledger has one accepted render.
fn harness_with_one_render(runtime: &Runtime) -> CrashHarness {
    let harness = CrashHarness::with_small_video(runtime);
    harness.run_command(&["render", "video.toml", "--yes", "--json"]);
    assert_eq!(submit_requests(&harness), 1);
    harness
}

fn submit_requests(harness: &CrashHarness) -> u64 {
    harness.cli.sandbox.report().requests.of(SUBMIT_CALL).received
}

/// The ledger file was not moved, and shows the one paid render.
fn assert_untouched(harness: &CrashHarness, about: &str) {
    assert!(
        file_names(&harness.cli.path(".local/share/cuecard")).iter().all(|name| !name.contains("damaged")),
        "{about}: {:?}",
        file_names(&harness.cli.path(".local/share/cuecard"))
    );
    assert_eq!(submit_requests(harness), 1, "{about}");
    let rows = harness.run_command(&["queue", "--offline", "--json"]).json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 1, "{about}: {rows:?}");
    assert_eq!(rows[0]["video_id"], harness.cli.sandbox.report().paid[0].video_id.as_str(), "{about}");
}

/// The command ended with the sentence about the disk, or without having met the error.
fn assert_reported(ran: &CliOutput, about: &str) {
    if ran.exit_code == 2 {
        assert!(ran.stderr.contains("\"duplicate\""), "{about}: {ran:?}");
        return;
    }
    assert_eq!(ran.exit_code, 1, "{about}: {ran:?}");
    let (what, next) = last_error(ran);
    assert!(what.contains("cuecard.db cannot be "), "{about}: {what}");
    assert!(CAUSE_MESSAGES.iter().any(|cause| what.ends_with(cause)), "{about}: {what}");
    assert!(next.starts_with("Check the folder"), "{about}: {next}");
}

#[test]
fn a_failed_ledger_read_is_reported_as_a_disk_error() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let harness = harness_with_one_render(&runtime);
    for spot in ["ledger.head:1", "ledger.check:1"] {
        let mut command = harness.cli.command(&["render", "video.toml", "--yes", "--json"]);
        let ran = CliOutput::from_output(
            &command.env("CUECARD_FAIL_READ", format!("broken@{spot}")).output().unwrap(),
        );
        assert_reported(&ran, spot);
        assert_eq!(ran.exit_code, 1, "{spot}: {ran:?}");
        assert_untouched(&harness, spot);
    }
}

#[test]
fn any_failed_ledger_read_moves_no_file_and_sends_nothing() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        println!("skipped: there is no strace on this machine");
        return;
    }
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let harness = harness_with_one_render(&runtime);
    let mut failed = 0;
    for call in ["read", "pread64"] {
        for nth in 1..=MAX_READS {
            let error = ERRNO_NAMES[nth % ERRNO_NAMES.len()];
            let about = format!("{call}:error={error}:when={nth}");
            let Some(ran) = render_with_failed_read(&harness, &about, call) else { break };
            failed += usize::from(ran.exit_code == 1);
            assert_reported(&ran, &about);
            assert_untouched(&harness, &about);
        }
    }
    assert!(failed > 3, "{failed} failed");
}

/// `render --yes` with one failed read of the ledger; `None` where the command has fewer reads.
fn render_with_failed_read(harness: &CrashHarness, what: &str, call: &str) -> Option<CliOutput> {
    let (log, ledger) = (harness.cli.path("strace"), harness.cli.path(".local/share/cuecard/cuecard.db"));
    let render = harness.cli.command(&["render", "video.toml", "--yes", "--json"]);
    let mut command = Command::new("strace");
    command.args(["-f", "-o"]).arg(&log).arg("-P").arg(&ledger);
    command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={what}")]);
    command.arg(render.get_program()).args(render.get_args()).env_clear();
    command.envs(render.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(harness.cli.home.path()).stdin(Stdio::null());
    let ran = CliOutput::from_output(&command.output().unwrap());
    take_log(&log).contains("(INJECTED)").then_some(ran)
}

fn take_log(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap();
    std::fs::remove_file(log).unwrap();
    text
}
