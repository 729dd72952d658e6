//! One crash: a render that is killed somewhere, the runs after it, and both ledgers compared.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::keys;
use super::proxy::{Break, Point, Proxy};
use crate::commands::desk::{AT_ONCE, Desk, KEY, Ran, holds};
use crate::mp4;

pub(crate) const GENERATE: &str = "POST /v2/video/av4/generate";
/// The same in the newer generation.
const NEWER: &str = "POST /v3/videos";
const RENDER: [&str; 8] =
    ["render", "film.toml", "--yes", "--again", "--wait", "--json", "--download", "videos"];
const LATER: Duration = Duration::from_mins(10);

/// Where and how the program is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// It kills itself at a place of its own.
    Trap(String),
    /// The line to the service breaks; where it stands still, the program is killed.
    Line(Point, Break),
    /// It is killed when the service has the video and does not answer.
    Silence,
    /// The studio is asked by keys: it kills itself at one place before the video is accepted, or is killed then; and,
    /// started again, at one place before the video is here, or is killed then.
    Keys(usize, usize),
}

#[derive(Debug)]
pub(super) struct Case {
    pub(super) end: End,
    /// What goes wrong with the paid request.
    pub(super) fault: Option<&'static str>,
    /// In which form the video is sent.
    pub(super) dialect: Dialect,
    /// Whether the service lists its videos.
    pub(super) list: bool,
    pub(super) size: Size,
    /// Whether another video is rendered afterwards.
    pub(super) goes_on: bool,
}

/// How large the video is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Some kilobytes, made at once.
    Small,
    /// Some megabytes, which come in more than one piece.
    Usual,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// How often the program was killed.
    pub(crate) killed: usize,
    /// Videos that the service has.
    pub(crate) paid: usize,
    /// Those of them whose id the queue shows.
    pub(crate) known: usize,
    /// Renders that the queue shows as unconfirmed.
    pub(crate) unconfirmed: usize,
    /// Videos that are here.
    pub(crate) projects: usize,
}

/// A desk, and the line from it to the service where that is watched.
pub(super) struct Place {
    pub(super) desk: Desk,
    line: Option<Proxy>,
}

impl Place {
    /// One that nothing happens to.
    pub(super) fn of_a_small_video(runtime: &Runtime) -> Self {
        let end = End::Trap("never".to_owned());
        let case = Case {
            end,
            fault: None,
            dialect: Dialect::Scenes,
            list: true,
            size: Size::Small,
            goes_on: false,
        };
        Self { desk: desk(runtime, &case), line: None }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.desk.command(words);
        if let Some(line) = &self.line {
            command.env("HEYGEN_API_BASE", line.base());
        }
        command
    }

    pub(super) fn run(&self, words: &[&str]) -> Ran {
        let ran = Ran::of(&self.command(words).output().unwrap());
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran
    }

    /// The command that is killed.
    pub(super) fn render(&self) -> Command {
        let mut command = self.command(&RENDER);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Runs it; panics where something is lost, paid twice or half written.
pub(super) fn run(case: &Case) -> Outcome {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let desk = desk(&runtime, case);
    let line = match case.end {
        End::Line(point, how) => Some(Proxy::start(desk.sandbox.address(), Some((point, how)))),
        _ => None,
    };
    let place = Place { desk, line };
    let killed = killed(&place, case);
    place.line.iter().for_each(Proxy::heal);
    let mut rows = Vec::new();
    for _ in 0..2 {
        rows.clone_from(place.run(&["queue", "--json"]).json().as_array().unwrap());
        place.desk.sandbox.advance(LATER);
    }
    if case.size == Size::Small {
        assert!(!holds(place.desk.home.path(), KEY), "the key is in a file: {case:?}");
    }
    let books = compared(&place.desk, case, case.list, &rows);
    if case.dialect == Dialect::V3 {
        assert_eq!((books.known, books.unconfirmed), (books.paid, 0), "{case:?}: {rows:#?}");
        assert!(books.paid <= 1, "paid twice: {case:?}");
    }
    let outcome = Outcome { killed, projects: whole_videos(&place.desk, case), ..books };
    if case.goes_on {
        go_on(&place, case, outcome);
    }
    outcome
}

/// What passes on the line in a run that nothing happens to: requests, and bytes of answers.
pub(super) fn passes(size: Size) -> (usize, usize) {
    static PASSED: [OnceLock<(usize, usize)>; 2] = [OnceLock::new(), OnceLock::new()];
    *PASSED[size as usize].get_or_init(|| {
        let end = End::Trap("never".to_owned());
        let case = Case { end, fault: None, dialect: Dialect::Scenes, list: true, size, goes_on: false };
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let desk = desk(&runtime, &case);
        let proxy = Proxy::start(desk.sandbox.address(), None);
        let place = Place { desk, line: Some(proxy) };
        place.run(&RENDER);
        place.line.unwrap().passed()
    })
}

fn desk(runtime: &Runtime, case: &Case) -> Desk {
    // The same photo and voice in every sandbox of this seed.
    static VIDEO: OnceLock<String> = OnceLock::new();
    let options = Options { speed: AT_ONCE, video_list: case.list, ..Options::default() };
    let _inside = runtime.enter();
    let desk = runtime.block_on(Desk::new(options));
    desk.speaks(case.dialect);
    let text = VIDEO.get_or_init(|| {
        let project = desk.project();
        std::fs::remove_dir_all(desk.path(".local")).ok();
        std::fs::read_to_string(project).unwrap()
    });
    let size = if case.size == Size::Small { "size = \"130x130\"\n" } else { "" };
    desk.file("film.toml", &format!("{size}{text}"));
    desk
}

/// Renders a video until the program is stopped or done; says how often it was killed.
fn killed(place: &Place, case: &Case) -> usize {
    let sandbox = &place.desk.sandbox;
    if let Some(fault) = case.fault {
        let paid = if case.dialect == Dialect::V3 { NEWER } else { GENERATE };
        sandbox.fault(format!("{fault}@{paid}").parse().unwrap());
    }
    let has_video = || {
        std::thread::yield_now();
        let requests = sandbox.ledger().requests;
        requests.of(GENERATE).received + requests.of(NEWER).received > 0
    };
    let mut command = place.render();
    let ended = match &case.end {
        End::Keys(before, after) => return keys::killed(&place.desk, *before, *after),
        End::Line(..) => killed_when(command, || {
            place.line.as_ref().is_some_and(|line| line.is_still(Duration::from_millis(5)))
        }),
        End::Silence => killed_when(command, has_video),
        End::Trap(trap) => {
            command.env("CUECARD_TRAP", trap);
            let silent = case.fault.is_some_and(|fault| fault.starts_with("timeout"));
            if silent { killed_when(command, has_video) } else { command.status().unwrap() }
        }
    };
    usize::from(ended.signal() == Some(9))
}

fn killed_when(mut command: Command, is_time: impl Fn() -> bool) -> ExitStatus {
    let mut child = command.spawn().unwrap();
    while !is_time() {
        if let Some(ended) = child.try_wait().unwrap() {
            return ended;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap()
}

/// Both ledgers: what the service was paid for is known by its id, or shown as unconfirmed where nobody can know.
pub(crate) fn compared(desk: &Desk, case: &impl Debug, list: bool, rows: &[Value]) -> Outcome {
    let books = desk.sandbox.ledger();
    let about = || format!("{case:?}: {rows:#?}, {:#?}", books.paid);
    assert!(books.requests.of(GENERATE).received <= 1, "sent twice: {}", about());
    let mut ids = BTreeMap::<&str, usize>::new();
    for id in rows.iter().filter_map(|row| row["video_id"].as_str()) {
        *ids.entry(id).or_default() += 1;
    }
    assert!(ids.values().all(|times| *times == 1), "one video is two renders: {}", about());
    assert!(ids.keys().all(|id| books.paid.iter().any(|paid| paid.video_id == *id)), "invented: {}", about());
    let known = books.paid.iter().filter(|paid| ids.contains_key(paid.video_id.as_str())).count();
    let status = |word: &str| rows.iter().filter(|row| row["status"] == word).count();
    let unconfirmed = status("unconfirmed");
    let unknown = books.paid.len() - known;
    assert!(unknown <= unconfirmed, "lost: {}", about());
    assert!(unknown == 0 || !list, "not found on the list: {}", about());
    assert_eq!(status("sending"), 0, "nobody is sending: {}", about());
    for row in rows.iter().filter(|row| row["status"] == "queued") {
        assert!(row["note"].as_str().unwrap().contains("left from before"), "{}", about());
    }
    Outcome { killed: 0, paid: books.paid.len(), known, unconfirmed, projects: 0 }
}

/// What stands under a video's name is a video, and what stands beside it are all of its subtitles; says how many videos
/// there are.
pub(crate) fn whole_videos(desk: &Desk, case: &impl Debug) -> usize {
    let mut projects = 0;
    for folder in [desk.path("videos"), desk.path("")] {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|end| end.to_str()) {
                Some("mp4") => {
                    let movie = mp4::read(&std::fs::read(&path).unwrap());
                    assert!(movie.frames > 0, "{case:?}: {}", path.display());
                    projects += 1;
                }
                Some("ass") => {
                    let text = std::fs::read_to_string(&path).unwrap();
                    assert!(text.starts_with("[Script Info]") && text.ends_with('\n'), "{case:?}: {text}");
                }
                _ => {}
            }
        }
    }
    projects
}

/// The ledger that is left is good to work with: another video is rendered, and paid once.
fn go_on(place: &Place, case: &Case, before: Outcome) {
    place.run(&RENDER);
    assert_eq!(place.desk.sandbox.ledger().paid.len(), before.paid + 1, "{case:?}");
    assert_eq!(whole_videos(&place.desk, case), before.projects + 1, "{case:?}");
}
