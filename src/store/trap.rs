//! Places where tests kill the program, as a power cut would; nothing of it is in a release.

/// Kills this process where `CUECARD_TRAP` names this place: `PLACE` or `PLACE:NTH`; `any:NTH` counts all places.
#[cfg(debug_assertions)]
pub fn pass(place: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Ok(trap) = std::env::var("CUECARD_TRAP") else { return };
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
pub fn pass(_place: &str) {}
