//! Speech that was paid for, kept in the cache of its account: a file each, with its words, their times, and its sound.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::files::{self, FileAccess};
use super::{owned_file, process_lock};
use crate::domain::{Error, KeptSpeech, Speech, SpeechInput, SpeechKey, SpokenWord, VoiceId, stable_hash};

/// The sound of one speech.
pub const MAX_SOUND_BYTES: usize = 32 << 20;
/// All speech of an account; the oldest goes first.
const MAX_KEPT_BYTES: u64 = 256 << 20;
/// The head of a file: a script of 5,000 characters, and its words.
const MAX_HEAD_BYTES: u64 = 1 << 20;
const FILE_SUFFIX: &str = "speech";

/// The kept speech of one account.
#[derive(Debug, Clone)]
pub struct SpeechFolder {
    folder: PathBuf,
    max_bytes: u64,
}

/// The first line of a file; the sound follows.
#[derive(Debug, Serialize, Deserialize)]
struct SpeechHead {
    script: String,
    voice: VoiceId,
    speed: Option<f64>,
    locale: Option<String>,
    seconds: f64,
    /// Each with its start and its end.
    words: Vec<(String, f64, f64)>,
    audio_url: Option<String>,
    /// The hash of the sound; `None` without sound.
    sound_hash: Option<u64>,
}

impl SpeechFolder {
    pub fn new(cache: &Cache) -> Self {
        Self { folder: cache.folder().join("speech"), max_bytes: MAX_KEPT_BYTES }
    }

    /// All speech that can be read; a damaged file counts as missing.
    pub fn load_all(&self) -> KeptSpeech {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let speech = |path: PathBuf| {
            let (input, speech, _) = read_head(&path)?;
            Some((input.key(), speech)).filter(|(key, _)| self.path(*key) == path)
        };
        entries.filter_map(|entry| speech(entry.path())).collect()
    }

    pub fn get(&self, input: &SpeechInput) -> Option<Speech> {
        let (kept, speech, _) = read_head(&self.path(input.key()))?;
        (kept == *input).then_some(speech)
    }

    /// The sound of a speech, if it is there and undamaged.
    pub fn sound(&self, input: &SpeechInput) -> Option<Vec<u8>> {
        let (kept, _, mut rest) = read_head(&self.path(input.key()))?;
        let hash = rest.hash.filter(|_| kept == *input)?;
        let mut sound = Vec::new();
        rest.reader.by_ref().take(MAX_SOUND_BYTES as u64 + 1).read_to_end(&mut sound).ok()?;
        (stable_hash(&sound) == hash).then_some(sound)
    }

    /// Keeps a speech, with its sound where it is there; older speech makes room.
    pub fn put(&self, input: &SpeechInput, speech: &Speech, sound: Option<&[u8]>) -> Result<(), Error> {
        let head = SpeechHead {
            script: input.script.clone(),
            voice: input.voice.clone(),
            speed: input.speed,
            locale: input.locale.clone(),
            seconds: speech.seconds,
            words: speech.words.iter().map(|word| (word.text.clone(), word.start, word.end)).collect(),
            audio_url: speech.audio_url.clone(),
            sound_hash: sound.map(stable_hash),
        };
        let path = self.path(input.key());
        let mut bytes = serde_json::to_vec(&head)
            .map_err(|error| files::file_error(&path, &format!("cannot be written: {error}")))?;
        bytes.push(b'\n');
        bytes.extend_from_slice(sound.unwrap_or_default());
        files::create_private_folder(&self.folder)?;
        files::replace_owned(&path, &bytes, FileAccess::Private)?;
        self.evict(&path);
        Ok(())
    }

    /// The right of one process to have speech made, until it is dropped; `None` while another process has it.
    pub fn try_lock(&self) -> Result<Option<File>, Error> {
        files::create_private_folder(&self.folder)?;
        process_lock::try_exclusive(&self.folder.join("lock"))
    }

    fn path(&self, key: SpeechKey) -> PathBuf {
        self.folder.join(format!("{key}.{FILE_SUFFIX}"))
    }

    /// Removes the oldest files beyond the limit, never the `newest`.
    fn evict(&self, newest: &Path) {
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|suffix| suffix == FILE_SUFFIX))
            .filter_map(|entry| {
                let about = entry.metadata().ok()?;
                Some((about.modified().ok()?, about.len(), entry.path()))
            })
            .collect();
        kept.sort();
        let mut total: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in kept.into_iter().filter(|(.., path)| path != newest) {
            if total <= self.max_bytes {
                break;
            }
            // A file that stays is tried again with the next speech.
            if fs::remove_file(path).is_ok() {
                total -= bytes;
            }
        }
    }
}

/// The rest of a file, which is the sound, and the hash that it should have.
struct SoundReader {
    reader: BufReader<File>,
    hash: Option<u64>,
}

fn read_head(path: &Path) -> Option<(SpeechInput, Speech, SoundReader)> {
    let mut reader = BufReader::new(owned_file::open(path, File::options().read(true)).ok()?);
    let mut line = Vec::new();
    reader.by_ref().take(MAX_HEAD_BYTES).read_until(b'\n', &mut line).ok()?;
    let head: SpeechHead = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    let is_time = |seconds: f64| seconds >= 0.0 && seconds <= head.seconds;
    let is_plausible = head.seconds > 0.0
        && head.seconds.is_finite()
        && head.words.iter().all(|(_, start, end)| is_time(*start) && is_time(*end));
    if !is_plausible {
        return None;
    }
    let SpeechHead { script, voice, speed, locale, seconds, words, audio_url, sound_hash } = head;
    let words = words.into_iter().map(|(text, start, end)| SpokenWord { text, start, end }).collect();
    Some((
        SpeechInput { script, voice, speed, locale },
        Speech { seconds, words, audio_url },
        SoundReader { reader, hash: sound_hash },
    ))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::super::{AccountId, Paths};
    use super::*;

    fn folder(root: &Path) -> SpeechFolder {
        SpeechFolder::new(&Cache::new(&Paths::with_root(root), &AccountId::sandbox()))
    }

    fn input(script: &str) -> SpeechInput {
        SpeechInput { script: script.into(), voice: VoiceId::new("v"), speed: Some(1.1), locale: None }
    }

    fn speech(seconds: f64) -> Speech {
        let words = vec![SpokenWord { text: "Hi\n".into(), start: 0.0, end: seconds }];
        Speech { seconds, words, audio_url: Some("https://files.example/a.mp3".into()) }
    }

    #[test]
    fn speech_is_kept_with_its_sound_under_exactly_its_text() {
        let root = tempfile::tempdir().unwrap();
        let kept = folder(root.path());
        assert!(kept.load_all().is_empty() && kept.get(&input("Hi")).is_none());
        kept.put(&input("Hi"), &speech(1.5), None).unwrap();
        assert_eq!((kept.get(&input("Hi")), kept.sound(&input("Hi"))), (Some(speech(1.5)), None));
        kept.put(&input("Hi"), &speech(1.5), Some(b"RIFF\n\0 sound")).unwrap();
        let again = folder(root.path());
        assert_eq!(again.sound(&input("Hi")).as_deref(), Some(&b"RIFF\n\0 sound"[..]));
        assert_eq!(again.load_all().get(input("Hi").key()).map(|kept| kept.seconds), Some(1.5));
        assert_eq!(again.get(&input("Hi there")), None);
        assert_eq!(again.get(&SpeechInput { speed: None, ..input("Hi") }), None);
    }

    #[test]
    fn a_damaged_file_counts_as_missing() {
        let root = tempfile::tempdir().unwrap();
        let kept = folder(root.path());
        kept.put(&input("Hi"), &speech(1.5), Some(b"sound")).unwrap();
        let path = kept.path(input("Hi").key());
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!((kept.sound(&input("Hi")), kept.get(&input("Hi"))), (None, Some(speech(1.5))));
        let head = String::from_utf8_lossy(&whole).into_owned();
        for damaged in [
            String::new(),
            head[..20].to_owned(),
            head.replace('\n', ""),
            head.replace("1.5", "-1.5"),
            head.replace("\"seconds\":1.5", "\"seconds\":1e999"),
            head.replace("\"Hi\"", "\"Ho\""),
            "{}\n".to_owned(),
            "\u{0}".repeat(4096),
        ] {
            fs::write(&path, &damaged).unwrap();
            assert!(kept.load_all().is_empty(), "{damaged:?}");
            assert_eq!((kept.get(&input("Hi")), kept.sound(&input("Hi"))), (None, None), "{damaged:?}");
        }
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
        assert!(kept.load_all().is_empty() && kept.get(&input("Hi")).is_none(), "a link is not followed");
        fs::create_dir(kept.folder.join("0000000000000000.speech")).unwrap();
        kept.put(&input("Hi"), &speech(2.0), None).unwrap();
        assert_eq!(kept.get(&input("Hi")), Some(speech(2.0)));
    }

    #[test]
    fn the_oldest_speech_makes_room() {
        let root = tempfile::tempdir().unwrap();
        let kept = SpeechFolder { max_bytes: 3_000, ..folder(root.path()) };
        for (age, script) in ["one", "two", "three"].into_iter().enumerate() {
            kept.put(&input(script), &speech(1.0), Some(&[0; 900])).unwrap();
            let file = File::options().write(true).open(kept.path(input(script).key())).unwrap();
            let minutes = 60 * (10 - u64::try_from(age).unwrap());
            file.set_modified(SystemTime::now() - std::time::Duration::from_secs(minutes)).unwrap();
        }
        let is_kept = |script: &str| kept.get(&input(script)).is_some();
        assert_eq!(["one", "two", "three"].map(is_kept), [false, true, true]);
        kept.put(&input("large"), &speech(1.0), Some(&[0; 5_000])).unwrap();
        assert_eq!(["two", "three", "large"].map(is_kept), [false, false, true], "the newest stays");
    }

    #[test]
    fn several_writers_and_readers_see_whole_files() {
        let root = tempfile::tempdir().unwrap();
        let kept = folder(root.path());
        thread::scope(|scope| {
            for writer in 1..=3_u8 {
                let kept = &kept;
                scope.spawn(move || {
                    for _ in 0..20 {
                        let sound = vec![writer; 50_000 * usize::from(writer)];
                        kept.put(&input("Hi"), &speech(f64::from(writer)), Some(&sound)).unwrap();
                        let sound = kept.sound(&input("Hi")).expect("a whole file");
                        assert!(sound.iter().all(|byte| *byte == sound[0]));
                        assert!(kept.get(&input("Hi")).is_some());
                    }
                });
            }
        });
        assert!(kept.try_lock().unwrap().is_some());
    }
}
