//! Failpoints: places where tests make the program panic, kill it, or make its disk fail. Release builds have none.

use std::io;

/// Kills this process if `CUECARD_KILL` names this place: `PLACE` or `PLACE:NTH`; `any:NTH` counts all places.
#[cfg(debug_assertions)]
pub fn kill_point(place: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Ok(trap) = std::env::var("CUECARD_KILL") else { return };
    let (name, nth) = trap.split_once(':').unwrap_or((&trap, "1"));
    if name != "any" && name != place {
        return;
    }
    if nth.parse() == Ok(PASSED.fetch_add(1, Ordering::SeqCst) + 1) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        // Until the signal is here.
        std::thread::park();
    }
}

#[cfg(not(debug_assertions))]
pub fn kill_point(_place: &str) {}

/// Panics if `CUECARD_PANIC` names this place.
#[cfg(debug_assertions)]
pub fn panic_point(place: &str) {
    assert!(
        std::env::var("CUECARD_PANIC").as_deref() != Ok(place),
        "CUECARD_PANIC asked for a panic in {place}"
    );
}

#[cfg(not(debug_assertions))]
pub fn panic_point(_place: &str) {}

/// The error that `CUECARD_FAIL_WRITE` injects into a write at this place: `ERROR@PLACE:NTH`, `ERROR@PLACE:FIRST-LAST`, or
/// `ERROR@PLACE:FIRST-` for all from the first. The place may be `any`; the error is `full`, `broken` or `read-only`.
#[cfg(debug_assertions)]
pub(super) fn fail_write(place: &str) -> io::Result<()> {
    use std::sync::atomic::AtomicUsize;
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    injected_io_error("CUECARD_FAIL_WRITE", place, &WRITTEN)
}

#[cfg(not(debug_assertions))]
pub(super) fn fail_write(_place: &str) -> io::Result<()> {
    Ok(())
}

/// The error that `CUECARD_FAIL_READ` injects into a read at this place, as [`fail_write`] does for writes.
#[cfg(debug_assertions)]
pub(super) fn fail_read(place: &str) -> io::Result<()> {
    use std::sync::atomic::AtomicUsize;
    static READ: AtomicUsize = AtomicUsize::new(0);
    injected_io_error("CUECARD_FAIL_READ", place, &READ)
}

#[cfg(not(debug_assertions))]
pub(super) fn fail_read(_place: &str) -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
fn injected_io_error(variable: &str, place: &str, count: &std::sync::atomic::AtomicUsize) -> io::Result<()> {
    let Ok(trap) = std::env::var(variable) else { return Ok(()) };
    let Some((fault, (name, nth))) =
        trap.split_once('@').and_then(|(fault, at)| Some((fault, at.split_once(':')?)))
    else {
        return Ok(());
    };
    if name != "any" && name != place {
        return Ok(());
    }
    let passed = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
    let (first, last) = nth.split_once('-').unwrap_or((nth, nth));
    let first = first.parse().unwrap_or(usize::MAX);
    if !(first..=last.parse().unwrap_or(usize::MAX)).contains(&passed) {
        return Ok(());
    }
    Err(io::Error::from(match fault {
        "full" => rustix::io::Errno::NOSPC,
        "read-only" => rustix::io::Errno::ROFS,
        _ => rustix::io::Errno::IO,
    }))
}
