//! The validator of a partial download, stored beside it, so that parts of two versions are never joined.

use std::path::{Path, PathBuf};

use crate::domain::Error;

use super::files::{self, FileAccess};

/// What tells one version of a video from another, as far as the service says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DownloadValidator {
    /// The service's own name for it: an entity tag.
    pub etag: Option<String>,
    /// When it was changed last, as the service writes it.
    pub last_modified: Option<String>,
    /// Bytes of the whole video.
    pub total_bytes: Option<u64>,
}

impl DownloadValidator {
    /// What names it for sure, so that the rest of it can be asked for: a strong tag, or the time of its last change
    /// together with its length.
    pub(super) fn if_range(&self) -> Option<&str> {
        self.strong_etag().or(self.total_bytes.and(self.last_modified.as_deref()))
    }

    /// A weak tag names what looks the same, not the same bytes.
    fn strong_etag(&self) -> Option<&str> {
        self.etag.as_deref().filter(|tag| !tag.starts_with("W/"))
    }

    /// Whether bytes of both can be joined. Where nothing proves it, they cannot.
    pub(super) fn matches(&self, other: &Self) -> bool {
        match (self.strong_etag(), other.strong_etag()) {
            (Some(one), Some(other_tag)) => {
                let same_length = self.total_bytes.is_none()
                    || other.total_bytes.is_none()
                    || self.total_bytes == other.total_bytes;
                one == other_tag && same_length
            }
            (None, None) => {
                let same = self.last_modified == other.last_modified && self.total_bytes == other.total_bytes;
                same && self.if_range().is_some()
            }
            _ => false,
        }
    }

    /// The version that was noted for a partial file; none where nothing can be read.
    pub(super) fn load(partial: &Path) -> Option<Self> {
        let text = files::read_note(&validator_path(partial))?;
        let whole = text.strip_suffix('\n')?;
        let [total, tag, modified] = whole.split('\n').collect::<Vec<_>>().try_into().ok()?;
        let word = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Self { etag: word(tag), last_modified: word(modified), total_bytes: total.parse().ok() })
    }

    pub(super) fn save(&self, partial: &Path) -> Result<(), Error> {
        let total = self.total_bytes.map_or_else(String::new, |total| total.to_string());
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let text = format!("{total}\n{}\n{}\n", word(&self.etag), word(&self.last_modified));
        files::replace_owned(&validator_path(partial), text.as_bytes(), FileAccess::Inherited)
    }

    pub(super) fn remove(partial: &Path) -> Result<(), Error> {
        files::remove_if_exists(&validator_path(partial))
    }
}

fn validator_path(partial: &Path) -> PathBuf {
    files::append_suffix(partial, ".of")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_etag(tag: Option<&str>, total: Option<u64>) -> DownloadValidator {
        DownloadValidator { etag: tag.map(str::to_owned), last_modified: None, total_bytes: total }
    }

    fn with_last_modified(modified: &str, total: Option<u64>) -> DownloadValidator {
        DownloadValidator { etag: None, last_modified: Some(modified.to_owned()), total_bytes: total }
    }

    #[test]
    fn only_equal_strong_validators_match() {
        let one = with_etag(Some("\"a\""), Some(9));
        assert!(one.matches(&one) && one.matches(&with_etag(Some("\"a\""), None)));
        for other in [
            with_etag(Some("\"b\""), Some(9)),
            with_etag(Some("\"a\""), Some(8)),
            with_etag(None, Some(9)),
            with_etag(Some("W/\"a\""), Some(9)),
        ] {
            assert!(!one.matches(&other) && !other.matches(&one), "{other:?}");
        }
        let weak = with_etag(Some("W/\"a\""), Some(9));
        assert!(!weak.matches(&weak));
        for unnamed in
            [with_etag(None, Some(9)), with_etag(None, None), with_last_modified("then", None), weak]
        {
            assert!(!unnamed.matches(&unnamed) && unnamed.if_range().is_none(), "{unnamed:?}");
        }
        let then = with_last_modified("then", Some(9));
        assert!(then.matches(&then) && then.if_range() == Some("then"));
        assert!(
            !then.matches(&with_last_modified("now", Some(9)))
                && !then.matches(&with_last_modified("then", Some(8)))
                && !then.matches(&one)
        );
    }

    #[test]
    fn a_validator_round_trips_through_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join("a.part");
        assert_eq!(DownloadValidator::load(&partial), None);
        for validator in [
            with_etag(None, None),
            with_etag(Some("\"a\""), Some(9)),
            with_etag(None, Some(0)),
            with_last_modified("then", Some(9)),
        ] {
            validator.save(&partial).unwrap();
            assert_eq!(DownloadValidator::load(&partial), Some(validator));
        }
        std::fs::write(validator_path(&partial), "9\n\"a\"\n").unwrap();
        assert_eq!(DownloadValidator::load(&partial), None, "half of one says nothing");
        DownloadValidator::remove(&partial).unwrap();
    }
}
