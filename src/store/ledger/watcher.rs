//! Watches the ledger's files for writes, by the notification API of the system; our own writes are reported too.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::Path;

/// A place to wait at until some program wrote to the ledger, or one that used it ended, however that came about.
#[derive(Debug)]
pub struct Stir {
    events: OwnedFd,
    /// How the files of the database begin.
    name: Vec<u8>,
}

#[cfg(target_os = "linux")]
impl Stir {
    /// Looks at the files of the ledger at `path`, which must be open. Where the system does not tell, it is an error.
    pub fn of(path: &Path) -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        use std::os::unix::ffi::OsStrExt;
        let data = super::super::files::folder_of(path);
        let events = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        add_watch(&events, data, WatchFlags::MODIFY)?;
        // Who ends lets go of the file of its presence, even when it is killed.
        add_watch(&events, data.join("running"), WatchFlags::CLOSE_WRITE | WatchFlags::DELETE)?;
        let name = path.file_name().unwrap_or_default().as_bytes().to_vec();
        Ok(Self { events, name })
    }

    /// Takes all that was told since; whether any of it was about the ledger.
    pub fn drain(&self) -> bool {
        use rustix::fs::inotify::Reader;
        let mut room = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&self.events, &mut room);
        let mut stirred = false;
        while let Ok(event) = events.next() {
            // An event without a name says that some are missing.
            stirred |= event.file_name().is_none_or(|name| self.is_about(name.to_bytes()));
        }
        stirred
    }

    fn is_about(&self, name: &[u8]) -> bool {
        // What is in the journal has not come about yet.
        let is_file =
            name.starts_with(&self.name) && !name.ends_with(b"-shm") && !name.ends_with(b"-journal");
        is_file || name.starts_with(super::KIND.as_bytes())
    }
}

#[cfg(not(target_os = "linux"))]
impl Stir {
    pub fn of(_path: &Path) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn drain(&self) -> bool {
        !self.name.is_empty()
    }
}

impl AsFd for Stir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.events.as_fd()
    }
}

impl AsRawFd for Stir {
    fn as_raw_fd(&self) -> RawFd {
        self.events.as_raw_fd()
    }
}
