//! Which version of a film the bytes of a partial file are of: kept beside it, so that two are never joined.

use std::path::{Path, PathBuf};

use crate::domain::Fault;

use super::files::{self, Access};

/// Bytes of the file that keeps it; what is longer is not ours.
const MOST: u64 = 4096;

/// What tells one version of a film from another, as far as the service says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// The service's own name for it: an entity tag.
    pub tag: Option<String>,
    /// Bytes of the whole film.
    pub total: Option<u64>,
}

impl Version {
    /// Whether bytes of both can be joined. Where nothing proves it, they cannot.
    pub(super) fn is(&self, other: &Self) -> bool {
        let same_length = self.total.is_none() || other.total.is_none() || self.total == other.total;
        match (&self.tag, &other.tag) {
            // A weak tag names what looks the same, not the same bytes.
            (Some(one), Some(other)) => one == other && !one.starts_with("W/") && same_length,
            (None, None) => self.total.is_some() && self.total == other.total,
            _ => false,
        }
    }

    /// The version that was noted for a partial file; none where nothing can be read.
    pub(super) fn of(partial: &Path) -> Option<Self> {
        let bytes = files::read(&beside(partial), MOST).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (total, tag) = text.split_once('\n')?;
        let tag = tag.strip_suffix('\n')?;
        Some(Self { tag: (!tag.is_empty()).then(|| tag.to_owned()), total: total.parse().ok() })
    }

    pub(super) fn note(&self, partial: &Path) -> Result<(), Fault> {
        let total = self.total.map_or_else(String::new, |total| total.to_string());
        let text = format!("{total}\n{}\n", self.tag.as_deref().unwrap_or_default());
        files::replace(&beside(partial), text.as_bytes(), Access::Usual)
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
        Version { tag: tag.map(str::to_owned), total }
    }

    #[test]
    fn bytes_are_joined_only_where_they_are_known_to_be_of_one_film() {
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
        assert!(version(None, Some(9)).is(&version(None, Some(9))));
        assert!(!version(None, None).is(&version(None, None)));
    }

    #[test]
    fn it_reads_back_as_it_was_noted() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join("a.part");
        assert_eq!(Version::of(&partial), None);
        for kept in [version(None, None), version(Some("\"a\""), Some(9)), version(None, Some(0))] {
            kept.note(&partial).unwrap();
            assert_eq!(Version::of(&partial), Some(kept));
        }
        std::fs::write(beside(&partial), "9\n\"a").unwrap();
        assert_eq!(Version::of(&partial), None, "half of one says nothing");
        Version::forget(&partial).unwrap();
    }
}
