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

use super::calls::{SUBMIT_CALL, SUBMIT_V3_CALL};
use super::cli_harness::{API_KEY, CliHarness, CliOutput, INSTANT_SPEED, contains_text};
use super::crash_studio;
use super::mp4;
use super::proxy::{BreakMode, BreakingProxy, ProxyPoint};
use super::wait::wait_for;

const RENDER_ARGS: [&str; 8] =
    ["render", "video.toml", "--yes", "--again", "--wait", "--json", "--download", "videos"];
const FINISHING_DURATION: Duration = Duration::from_mins(10);

/// Where and how the program is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CrashTrigger {
    /// It kills itself at a place of its own.
    Failpoint(String),
    /// The line to the service breaks; where it stands still, the program is killed.
    Connection(ProxyPoint, BreakMode),
    /// It is killed when the service has the video and does not answer.
    NoResponse,
    /// The studio is driven by keys: it is killed at the first failpoint number before the acceptance, and,
    /// started again, at one place before the video is here, or is killed then.
    Studio(usize, usize),
}

#[derive(Debug)]
pub(crate) struct CrashCase {
    pub(crate) trigger: CrashTrigger,
    /// What goes wrong with the paid request.
    pub(crate) fault: Option<&'static str>,
    /// In which form the video is sent.
    pub(crate) dialect: Dialect,
    /// Whether the service lists its videos.
    pub(crate) lists_videos: bool,
    pub(crate) size: VideoSize,
    /// Whether another video is rendered afterwards.
    pub(crate) renders_again: bool,
}

/// How large the video is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VideoSize {
    /// Some kilobytes, made at once.
    Small,
    /// Some megabytes, which come in more than one piece.
    Standard,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CrashOutcome {
    /// How often the program was killed.
    pub(crate) kills: usize,
    /// Videos that the service has.
    pub(crate) paid: usize,
    /// Those of them whose id the queue shows.
    pub(crate) identified: usize,
    /// Renders that the queue shows as unconfirmed.
    pub(crate) unconfirmed: usize,
    /// Videos that are here.
    pub(crate) videos: usize,
}

/// A desk, and the line from it to the service where that is watched.
pub(crate) struct CrashHarness {
    pub(crate) cli: CliHarness,
    proxy: Option<BreakingProxy>,
}

impl CrashHarness {
    /// A harness without a kill.
    pub(crate) fn with_small_video(runtime: &Runtime) -> Self {
        let end = CrashTrigger::Failpoint("never".to_owned());
        let case = CrashCase {
            trigger: end,
            fault: None,
            dialect: Dialect::Scenes,
            lists_videos: true,
            size: VideoSize::Small,
            renders_again: false,
        };
        Self { cli: new_cli_harness(runtime, &case), proxy: None }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.cli.command(words);
        if let Some(line) = &self.proxy {
            command.env("HEYGEN_API_BASE", line.base_url());
        }
        command
    }

    pub(crate) fn run_command(&self, words: &[&str]) -> CliOutput {
        let ran = CliOutput::from_output(&self.command(words).output().unwrap());
        assert_eq!(ran.exit_code, 0, "{words:?}: {ran:?}");
        ran
    }

    /// The command that is killed.
    pub(crate) fn render_command(&self) -> Command {
        let mut command = self.command(&RENDER_ARGS);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Runs it; panics where something is lost, paid twice or half written.
pub(crate) fn run_case(case: &CrashCase) -> CrashOutcome {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let desk = new_cli_harness(&runtime, case);
    let line = match case.trigger {
        CrashTrigger::Connection(point, how) => {
            Some(BreakingProxy::start(desk.sandbox.address(), Some((point, how))))
        }
        _ => None,
    };
    let harness = CrashHarness { cli: desk, proxy: line };
    let killed = render_until_killed(&harness, case);
    harness.proxy.iter().for_each(BreakingProxy::clear_break);
    let mut rows = Vec::new();
    for _ in 0..2 {
        rows.clone_from(harness.run_command(&["queue", "--json"]).json().as_array().unwrap());
        harness.cli.sandbox.advance(FINISHING_DURATION);
    }
    if case.size == VideoSize::Small {
        assert!(!contains_text(harness.cli.home.path(), API_KEY), "the key is in a file: {case:?}");
    }
    let ledger = compare_ledgers(&harness.cli, case, case.lists_videos, &rows);
    if case.dialect == Dialect::V3 {
        assert_eq!((ledger.identified, ledger.unconfirmed), (ledger.paid, 0), "{case:?}: {rows:#?}");
        assert!(ledger.paid <= 1, "paid twice: {case:?}");
    }
    let outcome = CrashOutcome { kills: killed, videos: count_whole_videos(&harness.cli, case), ..ledger };
    if case.renders_again {
        render_again(&harness, case, outcome);
    }
    outcome
}

/// What passes on the line in a run that nothing happens to: requests, and bytes of answers.
pub(crate) fn measure_traffic(size: VideoSize) -> (usize, usize) {
    static PASSED: [OnceLock<(usize, usize)>; 2] = [OnceLock::new(), OnceLock::new()];
    *PASSED[size as usize].get_or_init(|| {
        let end = CrashTrigger::Failpoint("never".to_owned());
        let case = CrashCase {
            trigger: end,
            fault: None,
            dialect: Dialect::Scenes,
            lists_videos: true,
            size,
            renders_again: false,
        };
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let desk = new_cli_harness(&runtime, &case);
        let proxy = BreakingProxy::start(desk.sandbox.address(), None);
        let harness = CrashHarness { cli: desk, proxy: Some(proxy) };
        harness.run_command(&RENDER_ARGS);
        harness.proxy.unwrap().traffic()
    })
}

fn new_cli_harness(runtime: &Runtime, case: &CrashCase) -> CliHarness {
    // The same photo and voice in every sandbox of this seed.
    static VIDEO: OnceLock<String> = OnceLock::new();
    let options = Options { speed: INSTANT_SPEED, video_list: case.lists_videos, ..Options::default() };
    let _inside = runtime.enter();
    let cli = runtime.block_on(CliHarness::new(options));
    cli.pin_dialect(case.dialect);
    let text = VIDEO.get_or_init(|| {
        let project = cli.write_project();
        std::fs::remove_dir_all(cli.path(".local")).ok();
        std::fs::read_to_string(project).unwrap()
    });
    let size = if case.size == VideoSize::Small { "size = \"130x130\"\n" } else { "" };
    cli.write_file("video.toml", &format!("{size}{text}"));
    cli
}

/// Renders a video until the program is stopped or done; says how often it was killed.
fn render_until_killed(harness: &CrashHarness, case: &CrashCase) -> usize {
    let sandbox = &harness.cli.sandbox;
    if let Some(fault) = case.fault {
        let paid = if case.dialect == Dialect::V3 { SUBMIT_V3_CALL } else { SUBMIT_CALL };
        sandbox.fault(format!("{fault}@{paid}").parse().unwrap());
    }
    let has_video = || {
        std::thread::yield_now();
        let requests = sandbox.report().requests;
        requests.of(SUBMIT_CALL).received + requests.of(SUBMIT_V3_CALL).received > 0
    };
    let mut command = harness.render_command();
    let ended = match &case.trigger {
        CrashTrigger::Studio(before, after) => {
            return crash_studio::kill_studio(&harness.cli, *before, *after);
        }
        CrashTrigger::Connection(..) => kill_when(command, || {
            harness.proxy.as_ref().is_some_and(|line| line.wait_for_stall(Duration::from_millis(5)))
        }),
        CrashTrigger::NoResponse => kill_when(command, has_video),
        CrashTrigger::Failpoint(trap) => {
            command.env("CUECARD_KILL", trap);
            let silent = case.fault.is_some_and(|fault| fault.starts_with("timeout"));
            if silent { kill_when(command, has_video) } else { command.status().unwrap() }
        }
    };
    usize::from(ended.signal() == Some(9))
}

fn kill_when(mut command: Command, is_time: impl Fn() -> bool) -> ExitStatus {
    let mut child = command.spawn().unwrap();
    let mut ended = None;
    wait_for("the moment of the kill", || {
        is_time() || {
            ended = child.try_wait().unwrap();
            ended.is_some()
        }
    });
    if let Some(status) = ended {
        return status;
    }
    child.kill().unwrap();
    child.wait().unwrap()
}

/// Both ledgers: what the service was paid for is known by its id, or shown as unconfirmed where nobody can know.
pub(crate) fn compare_ledgers(
    cli: &CliHarness,
    case: &impl Debug,
    list: bool,
    rows: &[Value],
) -> CrashOutcome {
    let ledger = cli.sandbox.report();
    let about = || format!("{case:?}: {rows:#?}, {:#?}", ledger.paid);
    assert!(ledger.requests.of(SUBMIT_CALL).received <= 1, "sent twice: {}", about());
    let mut ids = BTreeMap::<&str, usize>::new();
    for id in rows.iter().filter_map(|row| row["video_id"].as_str()) {
        *ids.entry(id).or_default() += 1;
    }
    assert!(ids.values().all(|times| *times == 1), "one video is two renders: {}", about());
    assert!(
        ids.keys().all(|id| ledger.paid.iter().any(|paid| paid.video_id == *id)),
        "invented: {}",
        about()
    );
    let known = ledger.paid.iter().filter(|paid| ids.contains_key(paid.video_id.as_str())).count();
    let status = |word: &str| rows.iter().filter(|row| row["status"] == word).count();
    let unconfirmed = status("unconfirmed");
    let unknown = ledger.paid.len() - known;
    assert!(unknown <= unconfirmed, "lost: {}", about());
    assert!(unknown == 0 || !list, "not found on the list: {}", about());
    assert_eq!(status("sending"), 0, "nobody is sending: {}", about());
    for row in rows.iter().filter(|row| row["status"] == "queued") {
        assert!(row["note"].as_str().unwrap().contains("queued earlier"), "{}", about());
    }
    CrashOutcome { kills: 0, paid: ledger.paid.len(), identified: known, unconfirmed, videos: 0 }
}

/// What stands under a video's name is a video, and what stands beside it are all of its subtitles; says how many videos
/// there are.
pub(crate) fn count_whole_videos(cli: &CliHarness, case: &impl Debug) -> usize {
    let mut projects = 0;
    for folder in [cli.path("videos"), cli.path("")] {
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
fn render_again(harness: &CrashHarness, case: &CrashCase, before: CrashOutcome) {
    harness.run_command(&RENDER_ARGS);
    assert_eq!(harness.cli.sandbox.report().paid.len(), before.paid + 1, "{case:?}");
    assert_eq!(count_whole_videos(&harness.cli, case), before.videos + 1, "{case:?}");
}
