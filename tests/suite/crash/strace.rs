//! The program killed, and its disk broken, at each system call of one submission: `CUECARD_STRACE=1 cargo test strace`.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::case::{Place, compared, whole_videos};

/// Calls that write, make last, rename or send, and whether the disk can fail at them.
const CALLS: [(&str, Disk); 9] = [
    ("fsync", Disk::Fails),
    ("fdatasync", Disk::Fails),
    ("rename,renameat,renameat2,link,linkat", Disk::Fails),
    ("pwrite64,pwritev", Disk::Fails),
    ("write", Disk::Passes),
    ("writev,sendto,sendmsg", Disk::Passes),
    ("ftruncate", Disk::Fails),
    ("unlink,unlinkat", Disk::Passes),
    ("openat", Disk::Passes),
];
/// Far more than a submission has of any call.
const MOST: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disk {
    Fails,
    Passes,
}

/// How often something was done, and what came of it.
#[derive(Debug, Default)]
struct Figures {
    points: usize,
    paid: usize,
    known: usize,
    projects: usize,
}

#[test]
fn killed_at_each_system_call_nothing_is_lost_and_nothing_paid_twice() {
    if std::env::var_os("CUECARD_STRACE").is_none() {
        println!("left out: it takes minutes and strace; CUECARD_STRACE=1 runs it");
        return;
    }
    for (calls, disk) in CALLS {
        each(calls, "signal=KILL", |status| status.signal() == Some(9));
        if disk == Disk::Fails {
            each(calls, "error=ENOSPC", |status| status.code() != Some(0));
            each(calls, "error=EIO", |status| status.code() != Some(0));
        }
    }
}

/// The nth call of these, for each n of the submission.
fn each(calls: &str, what: &str, hit: impl Fn(&std::process::ExitStatus) -> bool) {
    let (mut figures, mut passed) = (Figures::default(), 0);
    for nth in 1..MOST {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let place = Place::of_a_small_video(&runtime);
        let log = place.desk.path("strace");
        let injection = format!("inject={calls}:{what}:when={nth}");
        let mut command = Command::new("strace");
        let render = place.render();
        command.args(["-f", "-o"]).arg(&log).args(["-e", &format!("trace={calls}"), "-e", &injection]);
        command.arg(render.get_program()).args(render.get_args()).env_clear();
        command.envs(render.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(place.desk.home.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().unwrap();
        let injected = std::fs::read_to_string(&log).unwrap();
        let reached = injected.contains("(INJECTED)") || injected.contains("+++ killed by SIGKILL");
        std::fs::remove_file(log).unwrap();
        let about = format!("{injection}: {status:?}");
        let ran = place.run(&["queue", "--json"]);
        let books = compared(&place.desk, &about, true, ran.json().as_array().unwrap());
        figures.points += 1;
        figures.paid += books.paid;
        figures.known += books.known;
        figures.projects += whole_videos(&place.desk, &about);
        // What is not always hit in the same place may be passed once.
        passed = if reached || hit(&status) { 0 } else { passed + 1 };
        if passed == 3 {
            break;
        }
    }
    println!("{what} at {calls}: {figures:?}");
    assert!(figures.points < MOST - 1, "{calls} do not come to an end");
}
