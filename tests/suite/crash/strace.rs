//! The program killed, and its disk broken, at each system call of one submission: `CUECARD_STRACE=1 cargo test strace`.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use crate::support::crash_harness::{CrashHarness, compare_ledgers, count_whole_videos};

/// Calls that write, make last, rename or send, and whether the disk can fail at them.
const SYSTEM_CALLS: [(&str, DiskBehavior); 9] = [
    ("fsync", DiskBehavior::Fails),
    ("fdatasync", DiskBehavior::Fails),
    ("rename,renameat,renameat2,link,linkat", DiskBehavior::Fails),
    ("pwrite64,pwritev", DiskBehavior::Fails),
    ("write", DiskBehavior::Passes),
    ("writev,sendto,sendmsg", DiskBehavior::Passes),
    ("ftruncate", DiskBehavior::Fails),
    ("unlink,unlinkat", DiskBehavior::Passes),
    ("openat", DiskBehavior::Passes),
];
/// Far more than a submission has of any call.
const MAX_CALLS: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DiskBehavior {
    Fails,
    Passes,
}

/// How often something was done, and what came of it.
#[derive(Debug, Default)]
struct CrashTotals {
    points: usize,
    paid: usize,
    identified: usize,
    videos: usize,
}

#[test]
fn a_kill_at_any_system_call_loses_nothing_and_pays_nothing_twice() {
    if std::env::var_os("CUECARD_STRACE").is_none() {
        println!("skipped: it takes minutes and strace; CUECARD_STRACE=1 runs it");
        return;
    }
    for (calls, disk) in SYSTEM_CALLS {
        inject_each_call(calls, "signal=KILL", |status| status.signal() == Some(9));
        if disk == DiskBehavior::Fails {
            inject_each_call(calls, "error=ENOSPC", |status| status.code() != Some(0));
            inject_each_call(calls, "error=EIO", |status| status.code() != Some(0));
        }
    }
}

/// The nth call of these, for each n of the submission.
fn inject_each_call(calls: &str, what: &str, hit: impl Fn(&std::process::ExitStatus) -> bool) {
    let (mut figures, mut passed) = (CrashTotals::default(), 0);
    for nth in 1..MAX_CALLS {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let harness = CrashHarness::with_small_video(&runtime);
        let log = harness.cli.path("strace");
        let injection = format!("inject={calls}:{what}:when={nth}");
        let mut command = Command::new("strace");
        let render = harness.render_command();
        command.args(["-f", "-o"]).arg(&log).args(["-e", &format!("trace={calls}"), "-e", &injection]);
        command.arg(render.get_program()).args(render.get_args()).env_clear();
        command.envs(render.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(harness.cli.home.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().unwrap();
        let injected = std::fs::read_to_string(&log).unwrap();
        let reached = injected.contains("(INJECTED)") || injected.contains("+++ killed by SIGKILL");
        std::fs::remove_file(log).unwrap();
        let about = format!("{injection}: {status:?}");
        let ran = harness.run_command(&["queue", "--json"]);
        let ledger = compare_ledgers(&harness.cli, &about, true, ran.json().as_array().unwrap());
        figures.points += 1;
        figures.paid += ledger.paid;
        figures.identified += ledger.identified;
        figures.videos += count_whole_videos(&harness.cli, &about);
        // The order of calls varies, so up to two misses are allowed.
        passed = if reached || hit(&status) { 0 } else { passed + 1 };
        if passed == 3 {
            break;
        }
    }
    println!("{what} at {calls}: {figures:?}");
    assert!(figures.points < MAX_CALLS - 1, "{calls} do not come to an end");
}
