//! The files of a world: the journal, and a folder with uploads, media and the lock file.

use std::fs;
use std::io::{BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::{NamedTempFile, TempDir};

use super::durable;
use super::journal::Journal;
use crate::sandbox::world::World;

/// Limits of media files; removed ones are made again on request.
const MAX_KEPT_VIDEOS: usize = 24;
const MAX_KEPT_OTHERS: usize = 96;
/// How often, and at which interval, locking is tried.
const LOCK_TRIES: u32 = 5;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(4);

/// Changes with the code that makes media, so that old files are not served.
const MEDIA_VERSION: u32 = 3;

/// A media file that is being written.
pub(crate) type MediaFile = BufWriter<NamedTempFile>;

/// The files of a world; a world without a path has a temporary folder, and no journal.
#[derive(Debug)]
pub(crate) struct WorldFiles {
    journal: Option<std::sync::Mutex<Journal>>,
    folder: PathBuf,
    lock: Option<fs::File>,
    _temporary: Option<TempDir>,
}

impl WorldFiles {
    /// Opens the files and reads the world. The path is where a damaged world was moved.
    pub(crate) fn open(world: Option<&Path>) -> anyhow::Result<(Self, World, Option<PathBuf>)> {
        let Some(path) = world else {
            let temporary =
                TempDir::with_prefix("cuecard-sandbox-").context("cannot create a temporary folder")?;
            let folder = temporary.path().to_owned();
            let files = Self { journal: None, folder, lock: None, _temporary: Some(temporary) };
            return Ok((files, World::default(), None));
        };
        let folder = path.with_extension("files");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let lock = lock(&folder.join("lock"))?;
        // The lock keeps other sandboxes away.
        [durable::folder_of(path), &folder].into_iter().for_each(durable::remove_leftovers);
        let (journal, found, aside) = Journal::open(path)?;
        let journal = Some(journal.into());
        Ok((Self { journal, folder, lock: Some(lock), _temporary: None }, found, aside))
    }

    /// Writes the base URL of this sandbox into the lock file.
    pub(crate) fn publish_base_url(&self, base: &str) -> anyhow::Result<()> {
        let Some(mut file) = self.lock.as_ref() else { return Ok(()) };
        file.set_len(0)?;
        file.write_all(base.as_bytes())?;
        Ok(())
    }

    /// Releases the lock; the base URL is no longer valid.
    pub(crate) fn release(&self) {
        if let Some(file) = &self.lock {
            let _ = file.set_len(0);
            let _ = file.unlock();
        }
    }

    /// Stores the pending change, entirely or not at all.
    pub(crate) fn save(&self, world: &mut World) -> anyhow::Result<()> {
        let Some(journal) = &self.journal else {
            world.commit();
            return Ok(());
        };
        journal.lock().unwrap_or_else(std::sync::PoisonError::into_inner).save(world)
    }

    /// Stores an upload durably, before its row is added.
    pub(crate) fn store_upload(&self, id: &str, bytes: &[u8]) -> anyhow::Result<()> {
        durable::write(&self.upload_path(id), bytes).map(drop)
    }

    pub(crate) fn upload_path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("upload-{id}"))
    }

    /// The path of a media file that the sandbox makes.
    pub(crate) fn media_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("made-{MEDIA_VERSION}-{name}"))
    }

    /// Stores the media file that `make` writes; the oldest are removed.
    pub(crate) fn store_media(
        &self,
        name: &str,
        make: impl FnOnce(&mut MediaFile) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut file = BufWriter::new(durable::create_temp(&self.folder)?);
        make(&mut file)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        durable::persist(file, &self.media_path(name))?;
        self.remove_oldest(name);
        Ok(())
    }

    /// Removes the oldest media files with this file extension above the limit.
    fn remove_oldest(&self, name: &str) {
        let kind = Path::new(name).extension();
        let is_video = kind.is_some_and(|kind| kind == "mp4");
        let kept = if is_video { MAX_KEPT_VIDEOS } else { MAX_KEPT_OTHERS };
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let same = entries.flatten().filter(|entry| entry.path().extension() == kind);
        let age = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
        let mut files: Vec<_> = same.filter_map(age).collect();
        files.sort();
        let surplus = files.len().saturating_sub(kept);
        for (_, path) in files.drain(..surplus) {
            // An open file can still be sent.
            let _ = fs::remove_file(path);
        }
    }
}

fn lock(path: &Path) -> anyhow::Result<fs::File> {
    // Not truncated: it may hold the base URL of another sandbox.
    let open = durable::open_regular(fs::OpenOptions::new().create(true).truncate(false).write(true), path);
    let file = open.with_context(|| format!("cannot create {}", path.display()))?;
    anyhow::ensure!(file.metadata()?.nlink() == 1, "{} is not the lock file of a sandbox", path.display());
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            // [`find_running`] holds the lock for a moment.
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            // A file system without locks is accepted.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {
                // Removes the base URL of a killed sandbox.
                file.set_len(0)?;
                return Ok(file);
            }
        }
    }
    anyhow::bail!("another sandbox has locked this world ({})", path.display())
}

/// The base URL of the sandbox that has locked this world, if one has.
pub(crate) fn find_running(world: &Path) -> Option<String> {
    let path = world.with_extension("files").join("lock");
    let file = fs::File::open(&path).ok()?;
    match file.try_lock_shared() {
        Err(fs::TryLockError::WouldBlock) => {}
        Ok(()) | Err(fs::TryLockError::Error(_)) => return None,
    }
    fs::read_to_string(path).ok().filter(|base| base.starts_with("http://127.0.0.1:"))
}

#[cfg(test)]
mod tests {
    use super::durable::{MIN_LEFTOVER_AGE, TEMP_PREFIX};
    use super::*;

    #[test]
    fn a_damaged_world_is_moved_aside() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("world.json");
        fs::write(&path, b"{ not a world").unwrap();
        let (_files, world, aside) = WorldFiles::open(Some(&path)).unwrap();
        assert_eq!(world.videos.iter().count(), 0);
        assert_eq!(fs::read(aside.unwrap()).unwrap(), b"{ not a world");
        assert!(fs::read_to_string(&path).unwrap().starts_with("{\"cuecard_sandbox_world\""));
    }

    #[test]
    fn a_world_is_locked_by_one_sandbox_at_a_time() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("world.json");
        let folder_of = path.with_extension("files");
        fs::create_dir_all(&folder_of).unwrap();
        fs::write(folder_of.join("lock"), "http://127.0.0.1:1").unwrap();
        assert_eq!(find_running(&path), None, "the one that wrote this was killed");
        let (first, ..) = WorldFiles::open(Some(&path)).unwrap();
        assert!(WorldFiles::open(Some(&path)).unwrap_err().to_string().contains("another sandbox"));
        assert_eq!(find_running(&path), None, "it has not said yet where it answers");
        first.publish_base_url("http://127.0.0.1:4321").unwrap();
        assert_eq!(find_running(&path).as_deref(), Some("http://127.0.0.1:4321"));
        first.release();
        assert_eq!(find_running(&path), None);
        WorldFiles::open(Some(&path)).unwrap();
    }

    #[test]
    fn temporary_files_of_a_killed_sandbox_are_removed_and_no_others() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("world.jsonl");
        let beside = path.with_extension("files");
        fs::create_dir_all(&beside).unwrap();
        let (left, new) = (format!("{TEMP_PREFIX}a1B2c3"), format!("{TEMP_PREFIX}d4E5f6"));
        let other = ".cuecard-a1B2c3".to_owned();
        for folder in [folder.path(), &beside] {
            for name in [&left, &new, &other] {
                let file = fs::File::create(folder.join(name)).unwrap();
                let age = if *name == new { 1 } else { 2 * MIN_LEFTOVER_AGE.as_secs() };
                file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age))
                    .unwrap();
            }
        }
        WorldFiles::open(Some(&path)).unwrap();
        for folder in [folder.path(), &beside] {
            let is_there = |name: &String| folder.join(name).exists();
            assert!(!is_there(&left) && is_there(&new) && is_there(&other), "{}", folder.display());
        }
    }

    #[test]
    fn only_the_newest_videos_are_kept() {
        let (files, ..) = WorldFiles::open(None).unwrap();
        for number in 0..MAX_KEPT_VIDEOS + 3 {
            let make = |out: &mut MediaFile| Ok(out.write_all(b"video")?);
            files.store_media(&format!("{number}.mp4"), make).unwrap();
        }
        assert_eq!(fs::read_dir(&files.folder).unwrap().count(), MAX_KEPT_VIDEOS);
    }
}
