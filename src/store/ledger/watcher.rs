//! Watches the ledger's files for writes, by the notification API of the system; our own writes are reported too.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::Path;

use super::connection::LEDGER_LOCK_PREFIX;

/// Becomes readable when any process writes to the ledger, or when one that used it ends.
#[derive(Debug)]
pub struct LedgerWatcher {
    events: OwnedFd,
    /// The file name of the database, which its sidecar files begin with.
    file_name_prefix: Vec<u8>,
}

#[cfg(target_os = "linux")]
impl LedgerWatcher {
    /// Watches the ledger at `path`, which must be open. Fails on systems without notifications.
    pub fn new(path: &Path) -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        use std::os::unix::ffi::OsStrExt;
        let data = super::super::files::parent_folder(path);
        let events = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        add_watch(&events, data, WatchFlags::MODIFY)?;
        // A process that ends, even killed, closes its lock file.
        add_watch(&events, data.join("running"), WatchFlags::CLOSE_WRITE | WatchFlags::DELETE)?;
        let name = path.file_name().unwrap_or_default().as_bytes().to_vec();
        Ok(Self { events, file_name_prefix: name })
    }

    /// Takes all pending events; gives whether any was about the ledger.
    pub fn drain_events(&self) -> bool {
        use rustix::fs::inotify::Reader;
        let mut buffer = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&self.events, &mut buffer);
        let mut is_changed = false;
        while let Ok(event) = events.next() {
            // An event without a name reports lost events.
            is_changed |= event.file_name().is_none_or(|name| self.is_ledger_file(name.to_bytes()));
        }
        is_changed
    }

    fn is_ledger_file(&self, name: &[u8]) -> bool {
        // What is in the journal is not committed yet.
        let is_file = name.starts_with(&self.file_name_prefix)
            && !name.ends_with(b"-shm")
            && !name.ends_with(b"-journal");
        is_file || name.starts_with(LEDGER_LOCK_PREFIX.as_bytes())
    }
}

#[cfg(not(target_os = "linux"))]
impl LedgerWatcher {
    pub fn new(_path: &Path) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn drain_events(&self) -> bool {
        !self.file_name_prefix.is_empty()
    }
}

impl AsFd for LedgerWatcher {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.events.as_fd()
    }
}

impl AsRawFd for LedgerWatcher {
    fn as_raw_fd(&self) -> RawFd {
        self.events.as_raw_fd()
    }
}
