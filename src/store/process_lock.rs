//! Live processes: each holds a lock file, released by the system when it exits.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::domain::Fault;

use super::{files, leftovers, trap};

/// How long somebody else may hold the gate before that is a fault, and how often it is tried meanwhile.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(10);

/// The folder of the presences; while it is passed, nobody else comes or is counted.
#[derive(Debug)]
pub(super) struct Gate {
    folder: PathBuf,
    /// Locked; closing it lets the next one in.
    _file: File,
}

/// One user of the data folder, alive until it is dropped or its process ends, however that comes about.
#[derive(Debug)]
pub(super) struct Presence {
    /// Locked; removed when it is dropped. One who only reads has none.
    _file: Option<NamedTempFile>,
    name: String,
}

impl Gate {
    /// Waits until nobody else is in the gate of `data`, making the folder if it is not there.
    pub(super) fn pass(data: &Path) -> Result<Self, Fault> {
        let folder = data.join("running");
        files::private_folder(&folder)?;
        let path = folder.join("gate");
        let failed = |error| files::fault(&path, "cannot be locked", &error);
        let file = files::open_lock(&path)?;
        for _ in 0..LOCK_TIMEOUT.as_millis() / LOCK_RETRY_DELAY.as_millis() {
            match file.try_lock() {
                Ok(()) => return Ok(Self { folder, _file: file }),
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_RETRY_DELAY),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(files::said(&path, "is locked by another cuecard, which hangs"))
    }

    /// Comes to life under a new name that starts with `kind`.
    pub(super) fn enter(&self, kind: &str) -> Result<Presence, Fault> {
        let failed = |error| files::fault(&self.folder, "cannot hold a lock", &error);
        trap::write("presence").map_err(failed)?;
        let file = tempfile::Builder::new().prefix(kind).tempfile_in(&self.folder).map_err(failed)?;
        file.as_file().try_lock().map_err(|refused| failed(refused.into()))?;
        if let Ok(now) = file.as_file().metadata().and_then(|about| about.modified()) {
            // The ledger's own temporary files lie there.
            leftovers::clear(files::folder_of(&self.folder), now);
        }
        let name = file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Presence { _file: Some(file), name })
    }

    /// The names of all that are alive and start with `kind`; what the dead left is cleared away.
    pub(super) fn living(&self, kind: &str) -> Result<Vec<String>, Fault> {
        let failed = |error| files::fault(&self.folder, "cannot be read", &error);
        let mut living = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.starts_with(kind) {
                continue;
            }
            if is_dead(&path) {
                let _ = fs::remove_file(&path);
            } else {
                living.push(name);
            }
        }
        Ok(living)
    }
}

/// Whether nobody holds the lock. In doubt somebody does.
fn is_dead(path: &Path) -> bool {
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        _ => files::open(path).is_ok_and(|file| file.try_lock().is_ok()),
    }
}

/// Takes the lock of a file that one program alone may have, until it is dropped; `None` while another one has it.
pub(super) fn alone(path: &Path) -> Result<Option<File>, Fault> {
    let failed = |error| files::fault(path, "cannot be locked", &error);
    let file = files::open_lock(path)?;
    match file.try_lock() {
        Ok(()) => {
            // Whose it is, for those who wait; without it they wait.
            let _ = file.set_len(0).and_then(|()| write!(&file, "{}", std::process::id()));
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether the program that has this lock was stopped, as Ctrl-Z does; in doubt it goes on.
pub(super) fn is_stopped(path: &Path) -> bool {
    let holder = files::read(path, 32).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(id) = holder.and_then(|id| id.trim().parse::<u32>().ok()) else {
        return false;
    };
    // The word behind the name, which may have parentheses of its own.
    let about = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = about.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    id != std::process::id() && matches!(state, Some('T' | 't'))
}

impl Presence {
    /// Of one who only reads: nobody has to know of it.
    pub(super) fn unseen() -> Self {
        Self { _file: None, name: String::new() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_are_counted_and_the_dead_cleared_away() {
        let data = tempfile::tempdir().unwrap();
        let gate = Gate::pass(data.path()).unwrap();
        let (one, two) = (gate.enter("ledger-").unwrap(), gate.enter("ledger-").unwrap());
        let draft = gate.enter("draft-").unwrap();
        // As a killed process leaves it: the file, and no lock.
        fs::write(data.path().join("running/ledger-dead"), "").unwrap();
        let mut names = [one.name().to_owned(), two.name().to_owned()];
        names.sort();
        let mut living = gate.living("ledger-").unwrap();
        living.sort();
        assert_eq!(living, names);
        assert!(!data.path().join("running/ledger-dead").exists());
        drop(one);
        assert_eq!(gate.living("ledger-").unwrap(), [two.name()]);
        assert_eq!(gate.living("draft-").unwrap(), [draft.name()]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn one_that_was_stopped_is_seen() {
        use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("poll-1");
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        fs::write(&path, child.id().to_string()).unwrap();
        assert!(!is_stopped(&path));
        let pid = Pid::from_child(&child);
        kill_process(pid, Signal::STOP).unwrap();
        waitpid(Some(pid), WaitOptions::UNTRACED).unwrap();
        assert!(is_stopped(&path));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!is_stopped(&path));
    }

    #[test]
    fn one_passes_the_gate_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let gate = Gate::pass(data.path()).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Gate::pass(data.path()).unwrap().enter("ledger-").unwrap());
            let first = gate.enter("ledger-").unwrap();
            assert_eq!(gate.living("ledger-").unwrap(), [first.name()]);
            drop(gate);
            waiting.join().unwrap();
        });
    }
}
