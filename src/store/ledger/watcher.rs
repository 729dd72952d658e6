//! Watches the ledger's files for writes, by the notification API of the system; our own writes are reported too.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::Path;

use super::connection::LEDGER_LOCK_PREFIX;

/// A place to wait at until some program wrote to the ledger, or one that used it ended, however that came about.
#[derive(Debug)]
pub struct LedgerWatcher {
    events: OwnedFd,
    /// How the files of the database begin.
    file_name_prefix: Vec<u8>,
}

#[cfg(target_os = "linux")]
impl LedgerWatcher {
    /// Looks at the files of the ledger at `path`, which must be open. Where the system does not tell, it is an error.
    pub fn new(path: &Path) -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        use std::os::unix::ffi::OsStrExt;
        let data = super::super::files::parent_folder(path);
        let events = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        add_watch(&events, data, WatchFlags::MODIFY)?;
        // Who ends lets go of the file of its presence, even when it is killed.
        add_watch(&events, data.join("running"), WatchFlags::CLOSE_WRITE | WatchFlags::DELETE)?;
        let name = path.file_name().unwrap_or_default().as_bytes().to_vec();
        Ok(Self { events, file_name_prefix: name })
    }

    /// Takes all that was told since; whether any of it was about the ledger.
    pub fn drain_events(&self) -> bool {
        use rustix::fs::inotify::Reader;
        let mut room = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&self.events, &mut room);
        let mut stirred = false;
        while let Ok(event) = events.next() {
            // An event without a name says that some are missing.
            stirred |= event.file_name().is_none_or(|name| self.is_ledger_file(name.to_bytes()));
        }
        stirred
    }

    fn is_ledger_file(&self, name: &[u8]) -> bool {
        // What is in the journal has not come about yet.
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
