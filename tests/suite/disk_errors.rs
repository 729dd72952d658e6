//! A disk that is full, broken or read-only: nothing is paid for that is not written down, and the user is told why.

use std::process::Command;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;

use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, INSTANT_SPEED};
use crate::support::crash_harness::{CrashOutcome, GENERATE, compare_ledgers, count_whole_videos};
use crate::support::studio_program::{ENTER_KEY, RENDER_KEY, start_studio_with};

/// Each fault of the disk, and how it is told; SQLite does not tell a broken disk from some full ones.
const DISK_ERRORS: [(&str, &[&str]); 3] = [
    ("full", &["no space left on the disk"]),
    ("broken", &["the disk failed", "the disk failed, or is full"]),
    ("read-only", &["the disk is read-only", "it is read-only"]),
];
/// Writes of a render up to the one that says that it leaves; and all of them, with some to spare.
const WRITES_BEFORE_SUBMIT: usize = 4;
const MAX_WRITES: usize = 13;

/// A desk with a video that is finished at once.
async fn new_harness() -> CliHarness {
    let desk = CliHarness::new(Options { speed: INSTANT_SPEED, ..Options::default() }).await;
    desk.pin_dialect(Dialect::Scenes);
    let project = desk.write_project();
    let text = std::fs::read_to_string(project).unwrap();
    desk.write_file("video.toml", &format!("size = \"130x130\"\n{text}"));
    desk
}

fn render_command(desk: &CliHarness) -> Command {
    desk.command(&["render", "video.toml", "--yes", "--wait", "--json", "--download", "videos"])
}

/// Both ledgers agree once the disk is good again.
fn compare_after_queue(desk: &CliHarness, about: &str) -> CrashOutcome {
    let rows = desk.run(&["queue", "--json"]);
    assert_eq!(rows.exit_code, 0, "{about}: {rows:?}");
    count_whole_videos(desk, &about);
    compare_ledgers(desk, &about, true, rows.json().as_array().unwrap())
}

/// What the command said last, as a sentence and a next step.
pub(crate) fn last_error(ran: &CliOutput) -> (String, String) {
    let error: serde_json::Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    let word = |name: &str| error["error"][name].as_str().unwrap().to_owned();
    (word("message"), word("hint"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_that_fails_is_told_and_costs_nothing_that_is_not_written_down() {
    let (mut failed, mut sent) = (0, 0);
    for (fault, causes) in DISK_ERRORS {
        for nth in 1..=MAX_WRITES {
            let desk = new_harness().await;
            let trap = format!("{fault}@any:{nth}");
            let ran =
                CliOutput::from_output(&render_command(&desk).env("CUECARD_DISK", &trap).output().unwrap());
            let received = desk.sandbox.ledger().requests.of(GENERATE).received;
            assert_eq!(received, u64::from(nth > WRITES_BEFORE_SUBMIT), "{trap}: {ran:?}");
            assert!(
                ran.exit_code == 1 || (nth > WRITES_BEFORE_SUBMIT && ran.exit_code == 0),
                "{trap}: {ran:?}"
            );
            if ran.exit_code == 1 {
                let (what, next) = last_error(&ran);
                assert!(causes.iter().any(|cause| what.ends_with(cause)), "{trap}: {what}");
                let effect = "The queue can only be read, and nothing can be sent: ";
                let file = what.strip_prefix(effect).unwrap_or(&what);
                assert!(file.starts_with(desk.home.path().to_str().unwrap()), "{trap}: {what}");
                assert!(next.starts_with("Check the folder"), "{trap}: {next}");
                failed += 1;
            }
            let books = compare_after_queue(&desk, &trap);
            let expected = usize::from(nth > WRITES_BEFORE_SUBMIT);
            assert_eq!((books.paid, books.identified, books.unconfirmed), (expected, expected, 0), "{trap}");
            sent += books.paid;
        }
    }
    assert!(failed >= 3 * (WRITES_BEFORE_SUBMIT + 4), "{failed} failed");
    assert_eq!(sent, 3 * (MAX_WRITES - WRITES_BEFORE_SUBMIT));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_cannot_be_written_down_is_told() {
    let desk = new_harness().await;
    let ran = CliOutput::from_output(
        &render_command(&desk).env("CUECARD_DISK", "full@ledger.commit:4-").output().unwrap(),
    );
    let paid = desk.sandbox.ledger().paid;
    assert_eq!((ran.exit_code, paid.len()), (1, 1), "{ran:?}");
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains(&paid[0].video_id), "{ran:?}");
    assert!(last_error(&ran).0.ends_with("no space left on the disk"), "{ran:?}");
    let books = compare_after_queue(&desk, "the answer is not written down");
    assert_eq!((books.paid, books.identified), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_does_not_end_well_while_its_render_is_not_recorded() {
    let trap = ("CUECARD_DISK", "full@ledger.commit:4-");
    let render = ["render", "video.toml", "--yes"];
    for (words, left) in [(&render[..], false), (&["queue", "send", "1", "--yes"], true)] {
        for json in [false, true] {
            let desk = new_harness().await;
            if left {
                let killed =
                    desk.command(&render).env("CUECARD_TRAP", "submit.after_begin").status().unwrap();
                assert!(!killed.success());
            }
            let words = [words, if json { &["--json"] } else { &[] }].concat();
            let ran = CliOutput::from_output(&desk.command(&words).env(trap.0, trap.1).output().unwrap());
            let paid = desk.sandbox.ledger().paid;
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
            assert_eq!(
                compare_after_queue(&desk, "not recorded").identified,
                1,
                "it is found on the service"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_good_again_gets_the_id_that_it_did_not_take() {
    let desk = new_harness().await;
    // All tries to write the answer down.
    let ran = CliOutput::from_output(
        &render_command(&desk).env("CUECARD_DISK", "full@ledger.commit:4-8").output().unwrap(),
    );
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert!(ran.stdout.contains("The ledger does not know it"), "{ran:?}");
    let books = compare_after_queue(&desk, "written down later");
    assert_eq!((books.paid, books.identified, count_whole_videos(&desk, &"later")), (1, 1, 1));
}

/// A real limit of the system: no file may grow beyond so many blocks of 512 bytes.
#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_grow_cost_nothing_that_is_not_written_down() {
    let mut cases = Vec::new();
    for blocks in (0_usize..=640).step_by(40) {
        // Where the signal is not ignored, it ends the program.
        for signal in ["trap '' XFSZ", "true"] {
            let desk = new_harness().await;
            cases.push(tokio::task::spawn_blocking(move || run_with_file_limit(&desk, blocks, signal)));
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

/// How a render ended in a shell that lets no file grow, and how often it was asked for.
fn run_with_file_limit(desk: &CliHarness, blocks: usize, signal: &str) -> (Option<i32>, u64) {
    let about = format!("{blocks} blocks, {signal}");
    let (bare, mut shell) = (render_command(desk), Command::new("/bin/sh"));
    let script = format!("{signal}; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(bare.get_program()).args(bare.get_args());
    shell.env_clear().envs(bare.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.current_dir(desk.home.path()).output().unwrap();
    let received = desk.sandbox.ledger().requests.of(GENERATE).received;
    if output.status.code() == Some(1) {
        let (what, _) = last_error(&CliOutput::from_output(&output));
        let causes = ["the disk failed, or is full", "the file is too large for the disk or a limit"];
        assert!(causes.iter().any(|cause| what.ends_with(cause)), "{about}: {what}");
    }
    let books = compare_after_queue(desk, &about);
    assert!(books.paid as u64 == received && books.identified == books.paid, "{about}: {books:?}");
    (output.status.code(), received)
}

/// Folders that the system keeps for itself, whoever asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_takes_no_files_is_named_before_anything_is_sent() {
    let desk = new_harness().await;
    desk.write_file("taken", "a file");
    let taken = desk.path("taken");
    for data in [taken.to_str().unwrap(), "/proc/self/fd", "/dev/full"] {
        let ran = CliOutput::from_output(&render_command(&desk).env("XDG_DATA_HOME", data).output().unwrap());
        assert_eq!(ran.exit_code, 1, "{ran:?}");
        let (what, next) = last_error(&ran);
        assert!(what.starts_with(&format!("{data}/cuecard")) && what.contains(" cannot be made: "), "{what}");
        assert!(next.starts_with("Check the folder"), "{next}");
    }
    assert_eq!(desk.sandbox.ledger().requests.of(GENERATE).received, 0);
}

/// Root may write everywhere: the same with a mount is for others to try.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_data_folder_is_told_before_anything_is_sent() {
    use std::os::unix::fs::PermissionsExt;
    let desk = new_harness().await;
    let data = desk.path(".local/share/cuecard");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o555)).unwrap();
    let is_open = std::fs::write(data.join("probe"), "").is_ok();
    let ran = CliOutput::from_output(&render_command(&desk).output().unwrap());
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    if !is_open {
        assert_eq!((ran.exit_code, desk.sandbox.ledger().requests.of(GENERATE).received), (1, 0), "{ran:?}");
        let (what, _) = last_error(&ran);
        assert!(what.starts_with(data.to_str().unwrap()) && what.ends_with("permission denied"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_stays_up_on_a_full_disk_and_sends_nothing() {
    for place in ["any:1-", "ledger.commit:1-", "ledger.commit:2-", "ledger.commit:3-"] {
        let desk = new_harness().await;
        let mut studio = start_studio_with(&desk, &[("CUECARD_DISK", &format!("full@{place}"))]);
        studio.wait_for_text("Launch teaser");
        studio.type_keys(RENDER_KEY);
        studio.wait_for_text("Cancel");
        studio.type_keys(ENTER_KEY);
        studio.wait_for_text("Not sent. ");
        studio.wait_for_text("no space");
        assert_eq!(desk.sandbox.ledger().requests.of(GENERATE).received, 0, "{place}");
        studio.type_keys("q");
        assert_eq!(studio.wait_for_exit(), 0, "{place}");
        studio.assert_restored();
        assert!(!crate::support::cli_harness::contains_text(desk.home.path(), API_KEY));
        assert_eq!(compare_after_queue(&desk, place).paid, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_shows_an_id_that_it_cannot_write_down() {
    let desk = new_harness().await;
    let mut studio = start_studio_with(&desk, &[("CUECARD_DISK", "full@ledger.commit:4-")]);
    studio.wait_for_text("Launch teaser");
    studio.type_keys(RENDER_KEY);
    studio.wait_for_text("Cancel");
    studio.type_keys(ENTER_KEY);
    studio.wait_for_text("was accepted. The ledger does not know it. Its id is ");
    studio.wait_for_text(&desk.sandbox.ledger().paid[0].video_id);
    studio.type_keys("q");
    studio.wait_for_text("1 render in progress");
    studio.type_keys(ENTER_KEY);
    assert_eq!(studio.wait_for_exit(), 0);
    let books = compare_after_queue(&desk, "the answer is not written down");
    assert_eq!((books.paid, books.identified), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_the_disk_did_not_take_outlives_what_another_program_does() {
    let desk = new_harness().await;
    // The service does not tell what it has: the id is known here alone.
    desk.sandbox.fault("404@/v1/video.list".parse().unwrap());
    // All tries to write the answer down, and some more.
    let mut studio = start_studio_with(&desk, &[("CUECARD_DISK", "full@ledger.commit:4-10")]);
    studio.wait_for_text("Launch teaser");
    studio.type_keys(RENDER_KEY);
    studio.wait_for_text("Cancel");
    studio.type_keys(ENTER_KEY);
    studio.wait_for_text("The ledger does not know it");
    let video = desk.sandbox.ledger().paid[0].video_id.clone();
    let text = std::fs::read_to_string(desk.path("video.toml")).unwrap();
    let row = |id: &str| {
        let rows = desk.run(&["queue", "--offline", "--json"]).json();
        rows.as_array().unwrap().iter().any(|row| row["video_id"] == id)
    };
    // Each of them has the studio read the ledger, which does not know the id yet.
    for number in 0..20 {
        let other = text.replace("Launch teaser", &format!("Another {number}"));
        desk.write_file("other.toml", &other);
        assert_eq!(desk.run(&["render", "other.toml", "--yes"]).exit_code, 0);
        studio.wait_for_text(&format!("Another {number}"));
        if row(&video) {
            break;
        }
    }
    assert!(row(&video), "it is written down as soon as the disk takes it");
    studio.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_that_cannot_be_written_down_does_not_end_the_wait() {
    let desk = new_harness().await;
    // The first that is told of the video after it was accepted.
    let ran = CliOutput::from_output(
        &render_command(&desk).env("CUECARD_DISK", "full@ledger.commit:5").output().unwrap(),
    );
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let books = compare_after_queue(&desk, "asked again");
    assert_eq!((books.paid, books.identified, count_whole_videos(&desk, &"asked again")), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_shown_from_a_disk_that_takes_nothing() {
    let desk = new_harness().await;
    assert_eq!(CliOutput::from_output(&render_command(&desk).output().unwrap()).exit_code, 0);
    for place in ["any", "presence"] {
        let trap = format!("full@{place}:1-");
        let queue = |more: &[&str]| {
            let words = [&["queue"], more].concat();
            CliOutput::from_output(&desk.command(&words).env("CUECARD_DISK", &trap).output().unwrap())
        };
        let ran = queue(&["--offline"]);
        assert!(ran.exit_code == 0 && ran.stdout.contains("Launch teaser"), "{trap}: {ran:?}");
        let said = "The queue can only be read, and nothing can be sent: ";
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains("no space left on the disk"),
            "{trap}: {ran:?}"
        );
        let ran = queue(&["remove", "1", "--yes"]);
        assert!(ran.exit_code == 1 && ran.stderr.contains("no space left on the disk"), "{trap}: {ran:?}");
        let mut studio = start_studio_with(&desk, &[("CUECARD_DISK", &trap)]);
        studio.wait_for_text("can only be read");
        studio.type_keys("4");
        studio.wait_for_text("completed");
        studio.type_keys("q");
        assert_eq!(studio.wait_for_exit(), 0, "{trap}");
    }
    assert_eq!(compare_after_queue(&desk, "read only").identified, 1);
}
