//! Live processes: each holds a lock file, released by the system when it exits.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::domain::Error;

use super::{failpoint, files, temp_files};

/// The longest wait for the registry lock, and the time between two tries.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(10);

/// The folder of lock files, locked: meanwhile no process registers and none is counted.
#[derive(Debug)]
pub(super) struct Registry {
    folder: PathBuf,
    /// Holds the lock until it is closed.
    _lock_file: File,
}

/// A live process in the registry, until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct Registration {
    /// Holds a lock; removed on drop. A reader has none.
    _lock_file: Option<NamedTempFile>,
    name: String,
}

impl Registry {
    /// Waits for the lock of the registry in `data`, creating the folder if it is missing.
    pub(super) fn lock(data: &Path) -> Result<Self, Error> {
        let folder = data.join("running");
        files::create_private_folder(&folder)?;
        let path = folder.join("gate");
        let file = files::open_lock_file(&path)?;
        for _ in 0..LOCK_TIMEOUT.as_millis() / LOCK_RETRY_DELAY.as_millis() {
            if files::try_lock(&file).map_err(|error| files::io_error(&path, "cannot be locked", &error))? {
                return Ok(Self { folder, _lock_file: file });
            }
            thread::sleep(LOCK_RETRY_DELAY);
        }
        Err(files::file_error(&path, "is locked by a cuecard that hangs: end it"))
    }

    /// Registers this process under a new name that starts with `kind`.
    pub(super) fn register(&self, kind: &str) -> Result<Registration, Error> {
        let failed = |error| files::io_error(&self.folder, "cannot hold a lock", &error);
        failpoint::fail_write("presence").map_err(failed)?;
        let file = tempfile::Builder::new().prefix(kind).tempfile_in(&self.folder).map_err(failed)?;
        file.as_file().try_lock().map_err(|refused| failed(refused.into()))?;
        if let Ok(now) = file.as_file().metadata().and_then(|metadata| metadata.modified()) {
            // The ledger's own temporary files lie there.
            temp_files::remove_stale(files::parent_folder(&self.folder), now);
        }
        let name = file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Registration { _lock_file: Some(file), name })
    }

    /// The names of the live processes that start with `kind`; lock files of ended ones are removed.
    pub(super) fn live(&self, kind: &str) -> Result<Vec<String>, Error> {
        let failed = |error| files::io_error(&self.folder, "cannot be read", &error);
        let mut live = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.starts_with(kind) {
                continue;
            }
            if is_stale(&path) {
                let _ = fs::remove_file(&path);
            } else {
                live.push(name);
            }
        }
        Ok(live)
    }
}

/// Whether nobody holds the lock; false in doubt.
fn is_stale(path: &Path) -> bool {
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        _ => files::open_regular(path).is_ok_and(|file| file.try_lock().is_ok()),
    }
}

/// Takes the lock of a file until it is dropped; none while another process holds it.
pub(super) fn try_exclusive(path: &Path) -> Result<Option<File>, Error> {
    let file = files::open_lock_file(path)?;
    if !files::try_lock(&file).map_err(|error| files::io_error(path, "cannot be locked", &error))? {
        return Ok(None);
    }
    // Whose it is, for those who wait; without it they wait.
    let _ = file.set_len(0).and_then(|()| write!(&file, "{}", std::process::id()));
    Ok(Some(file))
}

/// Whether the holder of this lock is suspended, as by Ctrl-Z; false in doubt.
pub(super) fn is_holder_stopped(path: &Path) -> bool {
    let holder = files::read(path, 32).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(id) = holder.and_then(|id| id.trim().parse::<u32>().ok()) else {
        return false;
    };
    // The word behind the name, which may have parentheses of its own.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    id != std::process::id() && matches!(state, Some('T' | 't'))
}

impl Registration {
    /// The registration of a reader, which nobody has to know of.
    pub(super) fn read_only() -> Self {
        Self { _lock_file: None, name: String::new() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_processes_are_listed_and_dead_ones_removed() {
        let data = tempfile::tempdir().unwrap();
        let registry = Registry::lock(data.path()).unwrap();
        let (one, two) = (registry.register("ledger-").unwrap(), registry.register("ledger-").unwrap());
        let draft = registry.register("draft-").unwrap();
        // As a killed process leaves it: the file, and no lock.
        fs::write(data.path().join("running/ledger-dead"), "").unwrap();
        let mut names = [one.name().to_owned(), two.name().to_owned()];
        names.sort();
        let mut live = registry.live("ledger-").unwrap();
        live.sort();
        assert_eq!(live, names);
        assert!(!data.path().join("running/ledger-dead").exists());
        drop(one);
        assert_eq!(registry.live("ledger-").unwrap(), [two.name()]);
        assert_eq!(registry.live("draft-").unwrap(), [draft.name()]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_stopped_lock_holder_is_detected() {
        use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("poll-1");
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        fs::write(&path, child.id().to_string()).unwrap();
        assert!(!is_holder_stopped(&path));
        let child_pid = Pid::from_child(&child);
        kill_process(child_pid, Signal::STOP).unwrap();
        waitpid(Some(child_pid), WaitOptions::UNTRACED).unwrap();
        assert!(is_holder_stopped(&path));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!is_holder_stopped(&path));
    }

    #[test]
    fn the_registry_is_locked_by_one_thread_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let registry = Registry::lock(data.path()).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Registry::lock(data.path()).unwrap().register("ledger-").unwrap());
            let first = registry.register("ledger-").unwrap();
            assert_eq!(registry.live("ledger-").unwrap(), [first.name()]);
            drop(registry);
            waiting.join().unwrap();
        });
    }
}
