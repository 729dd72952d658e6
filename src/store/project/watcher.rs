//! Watches a project file for writes, replacements and removals by anybody, by the notification API of the system.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::Path;

/// What happened since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileEvents {
    /// Nothing that concerns the file.
    Unrelated,
    /// The file may have other content, or be gone.
    Touched,
    /// The folder is gone, and the watch with it.
    FolderGone,
}

/// Becomes readable when something happens in the folder of a project file.
#[derive(Debug)]
pub struct ProjectWatcher {
    events: OwnedFd,
    /// The watched folders, each with the name of the file in it: a symlink and its target may lie apart.
    names: Vec<(i32, OsString)>,
}

#[cfg(target_os = "linux")]
impl ProjectWatcher {
    /// Watches the folder of `path`, since most programs save by a rename, which gives the name to another file. Fails if
    /// there is no such folder, and on systems without notifications.
    pub fn new(path: &Path) -> io::Result<Self> {
        use super::files;
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        let events = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        // A file that is only created has no content yet: its writer closes it later.
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::DELETE
            | WatchFlags::MOVE_SELF;
        let mut names = Vec::new();
        for file in [path.to_owned(), files::resolve_symlinks(path)?] {
            let watch = add_watch(&events, files::parent_folder(&file), flags)?;
            names.push((watch, file.file_name().unwrap_or_default().to_owned()));
        }
        Ok(Self { events, names })
    }

    /// Takes all pending events.
    pub fn drain_events(&self) -> FileEvents {
        use rustix::fs::inotify::{ReadFlags, Reader};
        let mut buffer = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&self.events, &mut buffer);
        let mut found = FileEvents::Unrelated;
        while let Ok(event) = events.next() {
            if event.events().intersects(ReadFlags::IGNORED | ReadFlags::MOVE_SELF) {
                return FileEvents::FolderGone;
            }
            // An event without a name reports lost events.
            if event.file_name().is_none_or(|name| self.is_watched(event.wd(), name.to_bytes())) {
                found = FileEvents::Touched;
            }
        }
        found
    }

    fn is_watched(&self, watch: i32, name: &[u8]) -> bool {
        self.names.iter().any(|(folder, file)| *folder == watch && file.as_encoded_bytes() == name)
    }
}

#[cfg(not(target_os = "linux"))]
impl ProjectWatcher {
    pub fn new(_path: &Path) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn drain_events(&self) -> FileEvents {
        if self.names.is_empty() { FileEvents::FolderGone } else { FileEvents::Unrelated }
    }
}

impl AsRawFd for ProjectWatcher {
    fn as_raw_fd(&self) -> RawFd {
        self.events.as_raw_fd()
    }
}
