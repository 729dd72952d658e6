//! The world file: an append-only journal with one line per change, compacted when most rows are outdated.
//!
//! A change is written by one call and synced (`fdatasync`) before the request is answered, so that no acknowledged
//! change is lost. A torn last line was not acknowledged and is dropped. A change that cannot be written is rolled
//! back.

use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::durable;
use super::tables::JournalEntry;
use crate::sandbox::world::{World, clock};

/// The first line, with the version of the format.
const HEADER: &str = "{\"cuecard_sandbox_world\":2}\n";
/// Journals of fewer rows are not compacted.
const MIN_COMPACTED_ROWS: usize = 1024;

#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: fs::File,
    /// Bytes to the end of the last change; what follows is left of a failed one.
    length: u64,
    /// Rows in the file, including outdated ones.
    written: usize,
}

impl Journal {
    /// Opens or creates the file and reads its world. The path is where a damaged file was moved.
    pub(crate) fn open(path: &Path) -> anyhow::Result<(Self, World, Option<PathBuf>)> {
        let mut damaged = None;
        if let Some((file, bytes)) = read(path).with_context(|| format!("cannot open {}", path.display()))? {
            if let Some((mut world, length, written)) = replay(&bytes) {
                let mut journal =
                    Self { path: path.to_owned(), file, length: u64::try_from(length)?, written };
                journal.compact_if_outdated(&mut world);
                return Ok((journal, world, None));
            }
            damaged = Some(move_damaged(path)?);
        }
        let mut world = World::default();
        Ok((Self::create(path, &mut world)?, world, damaged))
    }

    /// Writes the world to a new file, which replaces the old one.
    fn create(path: &Path, world: &mut World) -> anyhow::Result<Self> {
        let mut text = HEADER.to_owned();
        let rows = world.all()?;
        let written = rows.len();
        for row in rows {
            text += &line(&[row])?;
        }
        let file = durable::write(path, text.as_bytes())?;
        Ok(Self { path: path.to_owned(), file, length: u64::try_from(text.len())?, written })
    }

    /// Appends the pending change, or rolls it back.
    pub(crate) fn save(&mut self, world: &mut World) -> anyhow::Result<()> {
        let appended = world.changes().map_err(Into::into).and_then(|changes| self.append(&changes));
        if appended.is_ok() {
            world.commit();
            self.compact_if_outdated(world);
        } else if let Ok(stored) = self.stored() {
            *world = stored;
        }
        appended
    }

    fn append(&mut self, entries: &[JournalEntry]) -> anyhow::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let line = line(entries)?;
        self.file.set_len(self.length)?;
        self.file.write_all_at(line.as_bytes(), self.length)?;
        self.file.sync_data()?;
        durable::sync_folder(&self.path)?;
        self.length += u64::try_from(line.len())?;
        self.written += entries.len();
        Ok(())
    }

    /// The world as it is in the file.
    fn stored(&self) -> anyhow::Result<World> {
        let mut bytes = vec![0; usize::try_from(self.length)?];
        self.file.read_exact_at(&mut bytes, 0)?;
        replay(&bytes).map(|(world, ..)| world).context("the world file was damaged")
    }

    fn compact_if_outdated(&mut self, world: &mut World) {
        if self.written > MIN_COMPACTED_ROWS
            && self.written > 2 * world.rows()
            // On failure the old file stays, and the next change tries again.
            && let Ok(compacted) = Self::create(&self.path, world)
        {
            *self = compacted;
        }
    }
}

/// Replays a journal: the world, and its length in bytes and rows; none if it is damaged.
fn replay(bytes: &[u8]) -> Option<(World, usize, usize)> {
    let mut world = World::default();
    let (mut length, mut written) = (HEADER.len(), 0);
    for line in bytes.strip_prefix(HEADER.as_bytes())?.split_inclusive(|byte| *byte == b'\n') {
        match apply(&mut world, line) {
            Some(rows) => (length, written) = (length + line.len(), written + rows),
            // Only the last line may be torn.
            None if length + line.len() == bytes.len() => break,
            None => return None,
        }
    }
    world.commit();
    Some((world, length, written))
}

/// Replays a line; gives its number of rows, or none if it is torn or damaged.
fn apply(world: &mut World, line: &[u8]) -> Option<usize> {
    let entries: Vec<JournalEntry> = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    let rows = entries.len();
    entries.into_iter().try_for_each(|entry| world.replay(entry)).ok()?;
    Some(rows)
}

/// Opens an existing file for reading and writing.
fn read(path: &Path) -> std::io::Result<Option<(fs::File, Vec<u8>)>> {
    let mut file = match durable::open_regular(fs::OpenOptions::new().read(true).write(true), path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some((file, bytes)))
}

fn line(entries: &[JournalEntry]) -> serde_json::Result<String> {
    Ok(serde_json::to_string(entries)? + "\n")
}

fn move_damaged(path: &Path) -> anyhow::Result<PathBuf> {
    let damaged = path.with_extension(format!("damaged-{}", clock::real_time()));
    fs::rename(path, &damaged).with_context(|| format!("cannot move {}", path.display()))?;
    Ok(damaged)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::sandbox::world::records::tests::video;

    fn place() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("world.jsonl");
        (folder, path)
    }

    /// Saves another video; gives the bytes by which the file grew.
    fn add(journal: &mut Journal, world: &mut World, at: usize) -> u64 {
        let before = journal.length;
        world.videos.push(video(&format!("{at:08}"), 3.0, 1000));
        journal.save(world).unwrap();
        journal.length - before
    }

    fn ids(world: &World) -> Vec<String> {
        world.videos.iter().map(|video| video.id.clone()).collect()
    }

    #[test]
    fn a_change_writes_only_its_own_bytes() {
        let (_folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        let first = add(&mut journal, &mut world, 0);
        world.videos.extend((1..10_000).map(|at| video(&format!("{at:08}"), 3.0, 1000)));
        journal.save(&mut world).unwrap();
        let last = add(&mut journal, &mut world, 10_000);
        assert!(last < first + 10, "{last} bytes after {first}");
        assert_eq!(fs::metadata(&path).unwrap().len(), journal.length);
        world.delete("00000007");
        let before = journal.length;
        journal.save(&mut world).unwrap();
        assert!(journal.length - before < first + 10);
        let (_, again, _) = Journal::open(&path).unwrap();
        assert_eq!((ids(&again), again.video("00000007").is_none()), (ids(&world), true));
    }

    #[test]
    fn a_file_cut_at_any_byte_keeps_every_whole_change() {
        let (_folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        let mut ends = vec![journal.length];
        for at in 0..3 {
            add(&mut journal, &mut world, at);
            ends.push(journal.length);
        }
        let bytes = fs::read(&path).unwrap();
        for cut in HEADER.len()..=bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let (mut journal, mut world, damaged) = Journal::open(&path).unwrap();
            let whole = ends.iter().filter(|end| **end <= u64::try_from(cut).unwrap()).count() - 1;
            assert_eq!((world.videos.iter().count(), damaged), (whole, None), "cut at {cut}");
            // The next change does not follow the torn line.
            if cut % 64 == 0 {
                add(&mut journal, &mut world, 9);
                let (_, again, damaged) = Journal::open(&path).unwrap();
                assert_eq!((ids(&again), damaged), (ids(&world), None), "cut at {cut}");
            }
        }
    }

    #[test]
    fn a_tail_of_zeros_is_dropped_and_damage_before_it_is_reported() {
        let (_folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        for at in 0..3 {
            add(&mut journal, &mut world, at);
        }
        let bytes = fs::read(&path).unwrap();
        for end in [&[0; 40][..], b"\0\0\0\n", b"[[\"videos\",3,{}]]\n"] {
            fs::write(&path, [&bytes[..], end].concat()).unwrap();
            let (_, again, damaged) = Journal::open(&path).unwrap();
            assert_eq!((ids(&again), damaged), (ids(&world), None), "{end:?}");
        }
        let mut damaged = bytes.clone();
        damaged[HEADER.len() + 3] ^= 1;
        for damaged in [damaged, bytes[1..].to_vec(), b"{}".to_vec(), Vec::new()] {
            fs::write(&path, &damaged).unwrap();
            let (_, again, moved) = Journal::open(&path).unwrap();
            assert_eq!((ids(&again), fs::read(moved.unwrap()).unwrap()), (Vec::new(), damaged));
        }
    }

    #[test]
    fn a_change_that_cannot_be_written_is_rolled_back() {
        let (_folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        add(&mut journal, &mut world, 0);
        let good = std::mem::replace(&mut journal.file, fs::File::open(&path).unwrap());
        world.videos.push(video("lost", 3.0, 1000));
        world.skip(60);
        journal.save(&mut world).unwrap_err();
        assert_eq!(
            (ids(&world), world.video("lost").is_none(), world.skipped()),
            (vec!["00000000".into()], true, 0)
        );
        journal.file = good;
        // What reached the disk of it is cut off first.
        fs::write(&path, [&fs::read(&path).unwrap()[..], b"[[\"videos\",1,{\"id\":\"lo"].concat()).unwrap();
        add(&mut journal, &mut world, 1);
        let (_, again, damaged) = Journal::open(&path).unwrap();
        assert_eq!((ids(&again), damaged), (vec!["00000000".to_owned(), "00000001".to_owned()], None));
    }

    #[test]
    fn a_world_file_that_is_a_link_is_refused() {
        let (folder, path) = place();
        let other = folder.path().join("other");
        fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &path).unwrap();
        let error = Journal::open(&path).unwrap_err().to_string();
        assert!(error.starts_with("cannot open "), "{error}");
        assert_eq!(fs::read(&other).unwrap(), b"theirs");
    }

    #[test]
    fn row_numbers_are_never_reused() {
        let (_folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        add(&mut journal, &mut world, 0);
        add(&mut journal, &mut world, 1);
        assert!(world.videos.remove("00000001") && !world.videos.remove("00000001"));
        journal.save(&mut world).unwrap();
        for compacted in [false, true] {
            let (_, mut again, _) = Journal::open(&path).unwrap();
            assert_eq!((ids(&again), again.videos.next()), (ids(&world), 2), "compacted: {compacted}");
            Journal::create(&path, &mut again).unwrap();
        }
    }

    #[test]
    fn a_journal_of_outdated_rows_is_compacted() {
        let (folder, path) = place();
        let (mut journal, mut world, _) = Journal::open(&path).unwrap();
        world.videos.extend((0..400).map(|at| video(&format!("{at}"), 3.0, 1000)));
        let mut longest = 0;
        for round in 1..=9 {
            world.skip(round);
            for at in 0..400 {
                world.videos.update(&format!("{at}"), |video| video.work.to += 1);
            }
            journal.save(&mut world).unwrap();
            longest = longest.max(journal.written);
        }
        assert!(longest <= MIN_COMPACTED_ROWS, "{longest} rows for 401, of 3609 that were written");
        let (_, again, _) = Journal::open(&path).unwrap();
        assert_eq!((ids(&again), again.skipped()), (ids(&world), 45));
        assert!(again.videos.iter().all(|video| video.work.to == 1009));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
