//! A disk that is full, broken or read-only: nothing is paid for that is not written down, and the user is told why.

use std::process::Command;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;

use crate::commands::desk::{AT_ONCE, Desk, KEY, Ran};
use crate::crash::case::{GENERATE, Outcome, compared, whole_videos};
use crate::terminal::{ENTER, RENDER, on_desk};

/// Each fault of the disk, and how it is told; SQLite does not tell a broken disk from some full ones.
const FAULTS: [(&str, &[&str]); 3] = [
    ("full", &["no space left on the disk"]),
    ("broken", &["the disk failed", "the disk failed, or is full"]),
    ("read-only", &["the disk is read-only", "it is read-only"]),
];
/// Writes of a render up to the one that says that it leaves; and all of them, with some to spare.
const INTENT: usize = 4;
const WRITES: usize = 13;

/// A desk with a video that is finished at once.
async fn desk() -> Desk {
    let desk = Desk::new(Options { speed: AT_ONCE, ..Options::default() }).await;
    desk.speaks(Dialect::Scenes);
    let project = desk.project();
    let text = std::fs::read_to_string(project).unwrap();
    desk.file("film.toml", &format!("size = \"130x130\"\n{text}"));
    desk
}

fn render(desk: &Desk) -> Command {
    desk.command(&["render", "film.toml", "--yes", "--wait", "--json", "--download", "videos"])
}

/// Both ledgers agree once the disk is good again.
fn agreed(desk: &Desk, about: &str) -> Outcome {
    let rows = desk.run(&["queue", "--json"]);
    assert_eq!(rows.code, 0, "{about}: {rows:?}");
    whole_videos(desk, &about);
    compared(desk, &about, true, rows.json().as_array().unwrap())
}

/// What the command said last, as a sentence and a next step.
pub(crate) fn told(ran: &Ran) -> (String, String) {
    let error: serde_json::Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    let word = |name: &str| error["error"][name].as_str().unwrap().to_owned();
    (word("message"), word("hint"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_that_fails_is_told_and_costs_nothing_that_is_not_written_down() {
    let (mut failed, mut sent) = (0, 0);
    for (fault, causes) in FAULTS {
        for nth in 1..=WRITES {
            let desk = desk().await;
            let trap = format!("{fault}@any:{nth}");
            let ran = Ran::of(&render(&desk).env("CUECARD_DISK", &trap).output().unwrap());
            let received = desk.sandbox.ledger().requests.of(GENERATE).received;
            assert_eq!(received, u64::from(nth > INTENT), "{trap}: {ran:?}");
            assert!(ran.code == 1 || (nth > INTENT && ran.code == 0), "{trap}: {ran:?}");
            if ran.code == 1 {
                let (what, next) = told(&ran);
                assert!(causes.iter().any(|cause| what.ends_with(cause)), "{trap}: {what}");
                assert!(what.starts_with(desk.home.path().to_str().unwrap()), "{trap}: {what}");
                assert!(next.starts_with("Check the folder"), "{trap}: {next}");
                failed += 1;
            }
            let books = agreed(&desk, &trap);
            assert_eq!((books.paid, books.known, books.unconfirmed), (books.paid, books.paid, 0), "{trap}");
            sent += books.paid;
        }
    }
    assert!(failed >= 3 * (INTENT + 4), "{failed} failed");
    assert_eq!(sent, 3 * (WRITES - INTENT));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_cannot_be_written_down_is_told() {
    let desk = desk().await;
    let ran = Ran::of(&render(&desk).env("CUECARD_DISK", "full@ledger.commit:4-").output().unwrap());
    let paid = desk.sandbox.ledger().paid;
    assert_eq!((ran.code, paid.len()), (1, 1), "{ran:?}");
    assert!(format!("{}{}", ran.out, ran.err).contains(&paid[0].video_id), "{ran:?}");
    assert!(told(&ran).0.ends_with("no space left on the disk"), "{ran:?}");
    let books = agreed(&desk, "the answer is not written down");
    assert_eq!((books.paid, books.known), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_does_not_end_well_while_its_render_is_not_recorded() {
    let trap = ("CUECARD_DISK", "full@ledger.commit:4-");
    let render = ["render", "film.toml", "--yes"];
    for (words, left) in [(&render[..], false), (&["queue", "send", "1", "--yes"], true)] {
        for json in [false, true] {
            let desk = desk().await;
            if left {
                let killed =
                    desk.command(&render).env("CUECARD_TRAP", "submit.after_begin").status().unwrap();
                assert!(!killed.success());
            }
            let words = [words, if json { &["--json"] } else { &[] }].concat();
            let ran = Ran::of(&desk.command(&words).env(trap.0, trap.1).output().unwrap());
            let paid = desk.sandbox.ledger().paid;
            assert_eq!((ran.code, paid.len()), (1, 1), "{words:?}: {ran:?}");
            let id = &paid[0].video_id;
            assert!(ran.err.contains(&format!("was accepted as {id}, but could not be recorded")), "{ran:?}");
            assert!(ran.err.contains("no space left on the disk"), "{ran:?}");
            if json {
                assert!(ran.out.contains("\"unrecorded\":true") && ran.out.contains(id.as_str()), "{ran:?}");
                assert!(told(&ran).1.contains("cuecard queue"), "{ran:?}");
            }
            assert_eq!(agreed(&desk, "not recorded").known, 1, "it is found on the service");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_good_again_gets_the_id_that_it_did_not_take() {
    let desk = desk().await;
    // All tries to write the answer down.
    let ran = Ran::of(&render(&desk).env("CUECARD_DISK", "full@ledger.commit:4-8").output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("The ledger does not know it"), "{ran:?}");
    let books = agreed(&desk, "written down later");
    assert_eq!((books.paid, books.known, whole_videos(&desk, &"later")), (1, 1, 1));
}

/// A real limit of the system: no file may grow beyond so many blocks of 512 bytes.
#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_grow_cost_nothing_that_is_not_written_down() {
    let mut cases = Vec::new();
    for blocks in (0_usize..=640).step_by(40) {
        // Where the signal is not ignored, it ends the program.
        for signal in ["trap '' XFSZ", "true"] {
            let desk = desk().await;
            cases.push(tokio::task::spawn_blocking(move || limited(&desk, blocks, signal)));
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
fn limited(desk: &Desk, blocks: usize, signal: &str) -> (Option<i32>, u64) {
    let about = format!("{blocks} blocks, {signal}");
    let (bare, mut shell) = (render(desk), Command::new("/bin/sh"));
    let script = format!("{signal}; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(bare.get_program()).args(bare.get_args());
    shell.env_clear().envs(bare.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.current_dir(desk.home.path()).output().unwrap();
    let received = desk.sandbox.ledger().requests.of(GENERATE).received;
    if output.status.code() == Some(1) {
        let (what, _) = told(&Ran::of(&output));
        let causes = ["the disk failed, or is full", "the file is too large for the disk or a limit"];
        assert!(causes.iter().any(|cause| what.ends_with(cause)), "{about}: {what}");
    }
    let books = agreed(desk, &about);
    assert!(books.paid as u64 == received && books.known == books.paid, "{about}: {books:?}");
    (output.status.code(), received)
}

/// Folders that the system keeps for itself, whoever asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_takes_no_files_is_named_before_anything_is_sent() {
    let desk = desk().await;
    desk.file("taken", "a file");
    let taken = desk.path("taken");
    for data in [taken.to_str().unwrap(), "/proc/self/fd", "/dev/full"] {
        let ran = Ran::of(&render(&desk).env("XDG_DATA_HOME", data).output().unwrap());
        assert_eq!(ran.code, 1, "{ran:?}");
        let (what, next) = told(&ran);
        assert!(what.starts_with(&format!("{data}/cuecard")) && what.contains(" cannot be made: "), "{what}");
        assert!(next.starts_with("Check the folder"), "{next}");
    }
    assert_eq!(desk.sandbox.ledger().requests.of(GENERATE).received, 0);
}

/// Root may write everywhere: the same with a mount is for others to try.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_data_folder_is_told_before_anything_is_sent() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk().await;
    let data = desk.path(".local/share/cuecard");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o555)).unwrap();
    let is_open = std::fs::write(data.join("probe"), "").is_ok();
    let ran = Ran::of(&render(&desk).output().unwrap());
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    if !is_open {
        assert_eq!((ran.code, desk.sandbox.ledger().requests.of(GENERATE).received), (1, 0), "{ran:?}");
        let (what, _) = told(&ran);
        assert!(what.starts_with(data.to_str().unwrap()) && what.ends_with("permission denied"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_stays_up_on_a_full_disk_and_sends_nothing() {
    for place in ["any:1-", "ledger.commit:1-", "ledger.commit:2-", "ledger.commit:3-"] {
        let desk = desk().await;
        let mut studio = on_desk(&desk, &[("CUECARD_DISK", &format!("full@{place}"))]);
        studio.wait_for("Launch teaser");
        studio.type_keys(RENDER);
        studio.wait_for("Cancel");
        studio.type_keys(ENTER);
        studio.wait_for("Not sent. ");
        studio.wait_for("no space");
        assert_eq!(desk.sandbox.ledger().requests.of(GENERATE).received, 0, "{place}");
        studio.type_keys("q");
        assert_eq!(studio.end(), 0, "{place}");
        studio.assert_restored();
        assert!(!crate::commands::desk::holds(desk.home.path(), KEY));
        assert_eq!(agreed(&desk, place).paid, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studio_shows_an_id_that_it_cannot_write_down() {
    let desk = desk().await;
    let mut studio = on_desk(&desk, &[("CUECARD_DISK", "full@ledger.commit:4-")]);
    studio.wait_for("Launch teaser");
    studio.type_keys(RENDER);
    studio.wait_for("Cancel");
    studio.type_keys(ENTER);
    studio.wait_for("was accepted. The ledger does not know it. Its id is ");
    studio.wait_for(&desk.sandbox.ledger().paid[0].video_id);
    studio.type_keys("q");
    studio.wait_for("1 render in progress");
    studio.type_keys(ENTER);
    assert_eq!(studio.end(), 0);
    let books = agreed(&desk, "the answer is not written down");
    assert_eq!((books.paid, books.known), (1, 1), "it is found on the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_the_disk_did_not_take_outlives_what_another_program_does() {
    let desk = desk().await;
    // The service does not tell what it has: the id is known here alone.
    desk.sandbox.fault("404@/v1/video.list".parse().unwrap());
    // All tries to write the answer down, and some more.
    let mut studio = on_desk(&desk, &[("CUECARD_DISK", "full@ledger.commit:4-10")]);
    studio.wait_for("Launch teaser");
    studio.type_keys(RENDER);
    studio.wait_for("Cancel");
    studio.type_keys(ENTER);
    studio.wait_for("The ledger does not know it");
    let video = desk.sandbox.ledger().paid[0].video_id.clone();
    let text = std::fs::read_to_string(desk.path("film.toml")).unwrap();
    let row = |id: &str| {
        let rows = desk.run(&["queue", "--offline", "--json"]).json();
        rows.as_array().unwrap().iter().any(|row| row["video_id"] == id)
    };
    // Each of them has the studio read the ledger, which does not know the id yet.
    for number in 0..20 {
        let other = text.replace("Launch teaser", &format!("Another {number}"));
        desk.file("other.toml", &other);
        assert_eq!(desk.run(&["render", "other.toml", "--yes"]).code, 0);
        studio.wait_for(&format!("Another {number}"));
        if row(&video) {
            break;
        }
    }
    assert!(row(&video), "it is written down as soon as the disk takes it");
    studio.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_that_cannot_be_written_down_does_not_end_the_wait() {
    let desk = desk().await;
    // The first that is told of the video after it was accepted.
    let ran = Ran::of(&render(&desk).env("CUECARD_DISK", "full@ledger.commit:5").output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    let books = agreed(&desk, "asked again");
    assert_eq!((books.paid, books.known, whole_videos(&desk, &"asked again")), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_shown_from_a_disk_that_takes_nothing() {
    let desk = desk().await;
    assert_eq!(Ran::of(&render(&desk).output().unwrap()).code, 0);
    for place in ["any", "presence"] {
        let trap = format!("full@{place}:1-");
        let queue = |more: &[&str]| {
            let words = [&["queue"], more].concat();
            Ran::of(&desk.command(&words).env("CUECARD_DISK", &trap).output().unwrap())
        };
        let ran = queue(&["--offline"]);
        assert!(ran.code == 0 && ran.out.contains("Launch teaser"), "{trap}: {ran:?}");
        let said = ", so the queue can only be read, and nothing can be sent: ";
        assert!(ran.err.contains(said) && ran.err.contains("no space left on the disk"), "{trap}: {ran:?}");
        let ran = queue(&["remove", "1", "--yes"]);
        assert!(ran.code == 1 && ran.err.contains("no space left on the disk"), "{trap}: {ran:?}");
        let mut studio = on_desk(&desk, &[("CUECARD_DISK", &trap)]);
        studio.wait_for("can only be read");
        studio.type_keys("4");
        studio.wait_for("completed");
        studio.type_keys("q");
        assert_eq!(studio.end(), 0, "{trap}");
    }
    assert_eq!(agreed(&desk, "read only").known, 1);
}
