//! The validator of a partial download, stored beside it, so that parts of two versions are never joined.

use std::path::{Path, PathBuf};

use crate::domain::Fault;

use super::files::{self, Access};

/// Bytes of the file that keeps it; what is longer is not ours.
const MAX_VERSION_FILE_BYTES: u64 = 4096;

/// What tells one version of a video from another, as far as the service says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// The service's own name for it: an entity tag.
    pub tag: Option<String>,
    /// When it was changed last, as the service writes it.
    pub modified: Option<String>,
    /// Bytes of the whole video.
    pub total: Option<u64>,
}

impl Version {
    /// What names it for sure, so that the rest of it can be asked for: a strong tag, or the time of its last change
    /// together with its length.
    pub(super) fn validator(&self) -> Option<&str> {
        self.strong_tag().or(self.total.and(self.modified.as_deref()))
    }

    /// A weak tag names what looks the same, not the same bytes.
    fn strong_tag(&self) -> Option<&str> {
        self.tag.as_deref().filter(|tag| !tag.starts_with("W/"))
    }

    /// Whether bytes of both can be joined. Where nothing proves it, they cannot.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self.strong_tag(), other.strong_tag()) {
            (Some(one), Some(other_tag)) => {
                let same_length = self.total.is_none() || other.total.is_none() || self.total == other.total;
                one == other_tag && same_length
            }
            (None, None) => {
                let same = self.modified == other.modified && self.total == other.total;
                same && self.validator().is_some()
            }
            _ => false,
        }
    }

    /// The version that was noted for a partial file; none where nothing can be read.
    pub(super) fn of(partial: &Path) -> Option<Self> {
        let bytes = files::read_own(&beside(partial), MAX_VERSION_FILE_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let whole = text.strip_suffix('\n')?;
        let [total, tag, modified] = whole.split('\n').collect::<Vec<_>>().try_into().ok()?;
        let word = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Self { tag: word(tag), modified: word(modified), total: total.parse().ok() })
    }

    pub(super) fn note(&self, partial: &Path) -> Result<(), Fault> {
        let total = self.total.map_or_else(String::new, |total| total.to_string());
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let text = format!("{total}\n{}\n{}\n", word(&self.tag), word(&self.modified));
        files::replace_own(&beside(partial), text.as_bytes(), Access::Usual)
    }

    pub(super) fn forget(partial: &Path) -> Result<(), Fault> {
        files::remove(&beside(partial))
    }
}

fn beside(partial: &Path) -> PathBuf {
    files::with_end(partial, ".of")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(tag: Option<&str>, total: Option<u64>) -> Version {
        Version { tag: tag.map(str::to_owned), modified: None, total }
    }

    fn dated(modified: &str, total: Option<u64>) -> Version {
        Version { tag: None, modified: Some(modified.to_owned()), total }
    }

    #[test]
    fn bytes_are_joined_only_where_they_are_known_to_be_of_one_video() {
        let one = version(Some("\"a\""), Some(9));
        assert!(one.is(&one) && one.is(&version(Some("\"a\""), None)));
        for other in [
            version(Some("\"b\""), Some(9)),
            version(Some("\"a\""), Some(8)),
            version(None, Some(9)),
            version(Some("W/\"a\""), Some(9)),
        ] {
            assert!(!one.is(&other) && !other.is(&one), "{other:?}");
        }
        let weak = version(Some("W/\"a\""), Some(9));
        assert!(!weak.is(&weak));
        for unnamed in [version(None, Some(9)), version(None, None), dated("then", None), weak] {
            assert!(!unnamed.is(&unnamed) && unnamed.validator().is_none(), "{unnamed:?}");
        }
        let then = dated("then", Some(9));
        assert!(then.is(&then) && then.validator() == Some("then"));
        assert!(!then.is(&dated("now", Some(9))) && !then.is(&dated("then", Some(8))) && !then.is(&one));
    }

    #[test]
    fn it_reads_back_as_it_was_noted() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join("a.part");
        assert_eq!(Version::of(&partial), None);
        for kept in [
            version(None, None),
            version(Some("\"a\""), Some(9)),
            version(None, Some(0)),
            dated("then", Some(9)),
        ] {
            kept.note(&partial).unwrap();
            assert_eq!(Version::of(&partial), Some(kept));
        }
        std::fs::write(beside(&partial), "9\n\"a\"\n").unwrap();
        assert_eq!(Version::of(&partial), None, "half of one says nothing");
        Version::forget(&partial).unwrap();
    }
}
