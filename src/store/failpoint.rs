//! Failpoints: places where tests make the program panic, kill it, or make its disk fail. Release builds have none.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Kills this process if `CUECARD_KILL` names this place: `PLACE` or `PLACE:NTH`; `any:NTH` counts all places.
pub fn kill_point(place: &str) {
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Some(failpoint) = read_variable("CUECARD_KILL") else { return };
    let (name, nth) = failpoint.split_once(':').unwrap_or((&failpoint, "1"));
    if name != "any" && name != place {
        return;
    }
    if nth.parse() == Ok(PASSED.fetch_add(1, Ordering::SeqCst) + 1) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        // Until the signal is here.
        std::thread::park();
    }
}

/// Panics if `CUECARD_PANIC` names this place.
pub fn panic_point(place: &str) {
    assert!(
        read_variable("CUECARD_PANIC").as_deref() != Some(place),
        "CUECARD_PANIC asked for a panic in {place}"
    );
}

/// The error that `CUECARD_FAIL_WRITE` injects into a write at this place: `ERROR@PLACE:NTH`, `ERROR@PLACE:FIRST-LAST`, or
/// `ERROR@PLACE:FIRST-` for all from the first. The place may be `any`; the error is `full`, `broken` or `read-only`.
pub(super) fn fail_write(place: &str) -> io::Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    inject_io_error("CUECARD_FAIL_WRITE", place, &WRITTEN)
}

/// The error that `CUECARD_FAIL_READ` injects into a read at this place, as [`fail_write`] does for writes.
pub(super) fn fail_read(place: &str) -> io::Result<()> {
    static READ: AtomicUsize = AtomicUsize::new(0);
    inject_io_error("CUECARD_FAIL_READ", place, &READ)
}

fn inject_io_error(variable: &str, place: &str, count: &AtomicUsize) -> io::Result<()> {
    let Some(trap) = read_variable(variable) else { return Ok(()) };
    let parts = trap.split_once('@').and_then(|(error, at)| Some((error, at.split_once(':')?)));
    let Some((error, (name, nth))) = parts else { return Ok(()) };
    if name != "any" && name != place {
        return Ok(());
    }
    let passed = count.fetch_add(1, Ordering::SeqCst) + 1;
    let (first, last) = nth.split_once('-').unwrap_or((nth, nth));
    let first = first.parse().unwrap_or(usize::MAX);
    if !(first..=last.parse().unwrap_or(usize::MAX)).contains(&passed) {
        return Ok(());
    }
    Err(io::Error::from(match error {
        "full" => rustix::io::Errno::NOSPC,
        "read-only" => rustix::io::Errno::ROFS,
        _ => rustix::io::Errno::IO,
    }))
}

/// An environment variable of the tests; none in release builds.
fn read_variable(name: &str) -> Option<String> {
    if cfg!(debug_assertions) { std::env::var(name).ok() } else { None }
}
