//! One crash: a render that is killed somewhere, the runs after it, and both ledgers compared.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use cuecard::sandbox::Options;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::commands::desk::{AT_ONCE, Desk};
use crate::mp4;

const GENERATE: &str = "POST /v2/video/av4/generate";
const LATER: Duration = Duration::from_mins(10);

#[derive(Debug)]
pub(super) struct Case {
    /// Where the program dies.
    pub(super) trap: String,
    /// What goes wrong with the paid request.
    pub(super) fault: Option<&'static str>,
    /// Whether the service lists its films.
    pub(super) list: bool,
    /// Whether another film is rendered afterwards.
    pub(super) goes_on: bool,
}

#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) killed: bool,
    /// Films that the service has.
    pub(super) paid: usize,
    /// Those of them whose id the queue shows.
    pub(super) known: usize,
    /// Renders that the queue shows as unconfirmed.
    pub(super) unconfirmed: usize,
}

/// Runs it; panics where something is lost, paid twice or half written.
pub(super) fn run(case: &Case) -> Outcome {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let desk = desk(&runtime, case);
    let ended = killed(&desk, case);
    let mut rows = Vec::new();
    for _ in 0..2 {
        let ran = desk.run(&["queue", "--json"]);
        assert_eq!(ran.code, 0, "{case:?}: {ran:?}");
        rows.clone_from(ran.json().as_array().unwrap());
        desk.sandbox.advance(LATER);
    }
    let outcome = compared(&desk, case, &rows, ended);
    whole_films(&desk, case);
    if case.goes_on {
        go_on(&desk, case, outcome.paid);
    }
    outcome
}

fn desk(runtime: &Runtime, case: &Case) -> Desk {
    // The same photo and voice in every sandbox of this seed.
    static FILM: OnceLock<String> = OnceLock::new();
    let options = Options { speed: AT_ONCE, video_list: case.list, ..Options::default() };
    let _inside = runtime.enter();
    let desk = runtime.block_on(Desk::new(options));
    let text = FILM.get_or_init(|| {
        let film = desk.film();
        std::fs::remove_dir_all(desk.path(".local")).ok();
        std::fs::read_to_string(film).unwrap()
    });
    desk.file("film.toml", text);
    desk
}

/// Renders a film until the trap, or until the service has it and does not answer.
fn killed(desk: &Desk, case: &Case) -> ExitStatus {
    if let Some(fault) = case.fault {
        desk.sandbox.fault(format!("{fault}@{}", "/v2/video/av4/generate").parse().unwrap());
    }
    let words = ["render", "film.toml", "--yes", "--wait", "--json", "--download", "films"];
    let mut command = desk.command(&words);
    command.env("CUECARD_TRAP", &case.trap).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    if case.fault.is_some_and(|fault| fault.starts_with("timeout")) {
        while desk.sandbox.ledger().requests.of(GENERATE).received == 0 {
            if let Some(ended) = child.try_wait().unwrap() {
                return ended;
            }
            std::thread::yield_now();
        }
        child.kill().unwrap();
    }
    child.wait().unwrap()
}

/// Both ledgers: what the service was paid for is known by its id, or shown as unconfirmed where nobody can know.
fn compared(desk: &Desk, case: &Case, rows: &[Value], ended: ExitStatus) -> Outcome {
    let books = desk.sandbox.ledger();
    let about = || format!("{case:?}: {rows:#?}, {:#?}", books.paid);
    assert!(books.requests.of(GENERATE).received <= 1, "sent twice: {}", about());
    let mut ids = BTreeMap::<&str, usize>::new();
    for id in rows.iter().filter_map(|row| row["video_id"].as_str()) {
        *ids.entry(id).or_default() += 1;
    }
    assert!(ids.values().all(|times| *times == 1), "one film is two renders: {}", about());
    assert!(ids.keys().all(|id| books.paid.iter().any(|paid| paid.video_id == *id)), "invented: {}", about());
    let known = books.paid.iter().filter(|paid| ids.contains_key(paid.video_id.as_str())).count();
    let status = |word: &str| rows.iter().filter(|row| row["status"] == word).count();
    let unconfirmed = status("unconfirmed");
    let lost = books.paid.len() - known;
    assert!(lost <= unconfirmed, "lost: {}", about());
    assert!(lost == 0 || !case.list, "not found on the list: {}", about());
    assert_eq!(status("sending"), 0, "nobody is sending: {}", about());
    for row in rows.iter().filter(|row| row["status"] == "queued") {
        assert!(row["note"].as_str().unwrap().contains("left from before"), "{}", about());
    }
    Outcome { killed: ended.signal() == Some(9), paid: books.paid.len(), known, unconfirmed }
}

/// What stands under a film's name is a film.
fn whole_films(desk: &Desk, case: &Case) -> usize {
    let Ok(folder) = std::fs::read_dir(desk.path("films")) else { return 0 };
    let names = folder.map(|entry| entry.unwrap().path());
    let films = names.filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
    films
        .map(|path| {
            let movie = mp4::read(&std::fs::read(&path).unwrap());
            assert!(movie.frames > 0, "{case:?}: {}", path.display());
        })
        .count()
}

/// The ledger that is left is good to work with: another film is rendered, and paid once.
fn go_on(desk: &Desk, case: &Case, before: usize) {
    let ran = desk.run(&["render", "film.toml", "--yes", "--wait", "--json", "--download", "films"]);
    assert_eq!(ran.code, 0, "{case:?}: {ran:?}");
    assert_eq!(desk.sandbox.ledger().paid.len(), before + 1, "{case:?}");
    assert!(whole_films(desk, case) > 0, "{case:?}");
}
