//! What the older videos call a photo's picture: the key of the upload, and where that can be learned.

use std::fmt;

use super::words::words;
use super::{PictureKey, text};

/// Where a picture's key comes from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureKeySource {
    /// Our own upload, or a look that was drawn for us.
    Upload,
    /// The address of the picture in the photo's details.
    Details,
    /// The photo's id stands in for it, as the reference says.
    Id,
}

words!(PictureKeySource { Upload = "upload", Details = "details", Id = "id" });

/// Which picture keys a render may be sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKeyChoice {
    /// One after the other, until the service takes one.
    Auto,
    /// Those of this source alone.
    Only(PictureKeySource),
}

impl PictureKeyChoice {
    pub fn parse(word: &str) -> Option<Self> {
        if word == "auto" { Some(Self::Auto) } else { PictureKeySource::parse(word).map(Self::Only) }
    }
}

/// A way to a photo's picture key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKeyLookup {
    /// The key that the ledger remembers for the photo.
    Remembered,
    /// A request for the photo's details.
    Details,
    /// The photo's own id.
    Id,
    /// A new upload of the picture; it leaves an asset in the account.
    Upload,
}

impl PictureKeyLookup {
    /// All of them, in the order in which they are tried. `taken` is the source of the key that the account's last
    /// render was accepted with, `remembered` that of the key in the ledger; `is_photo_id_refused` says that the service refused
    /// an id before it took that key.
    pub fn attempt_order(
        taken: Option<PictureKeySource>,
        remembered: Option<PictureKeySource>,
        refuses_id: bool,
    ) -> [Self; 4] {
        use PictureKeyLookup::{Details, Id, Remembered, Upload};
        match taken {
            Some(PictureKeySource::Id) => [Id, Remembered, Details, Upload],
            Some(PictureKeySource::Details) if remembered == Some(PictureKeySource::Upload) => {
                [Details, Remembered, Id, Upload]
            }
            Some(PictureKeySource::Upload) if refuses_id => [Remembered, Details, Upload, Id],
            _ => [Remembered, Details, Id, Upload],
        }
    }
}

/// A picture key that led to no render: the service refused it, or it could not be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureKeyAttempt {
    pub source: PictureKeySource,
    /// None where the look-up failed.
    pub key: Option<PictureKey>,
    /// What the service said.
    pub response: String,
}

impl PictureKeyAttempt {
    /// All attempts in one sentence, in the order in which they were made.
    pub fn summarize(attempts: &[Self]) -> String {
        attempts.iter().map(Self::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for PictureKeyAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = self.source.as_str();
        match &self.key {
            Some(key) => write!(
                f,
                "{source} {} ({})",
                text::truncate(key.as_str(), MAX_SHOWN_KEY_CHARS),
                self.response
            ),
            None => write!(f, "{source} ({})", self.response),
        }
    }
}

/// Columns of a key in a sentence.
const MAX_SHOWN_KEY_CHARS: usize = 60;

/// The key in a picture's address, `…/image/HASH/original…`; a picture that was worked on has none.
pub fn picture_key_from_url(url: &str) -> Option<PictureKey> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, path) = path.split_once("://")?;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let [.., kind, hash, name] = parts.as_slice() else { return None };
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let original = *name == "original" || name.starts_with("original.");
    let known = matches!(*kind, "image" | "photo_generation") && plain(hash) && original;
    known.then(|| PictureKey::new(format!("{kind}/{hash}/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_an_address_of_that_form_alone() {
        let key = |url: &str| picture_key_from_url(url).map(|key| key.as_str().to_owned());
        let signed = "https://files2.heygen.ai/image/5c1e/original.jpg?Expires=1&Signature=x";
        assert_eq!(key(signed).as_deref(), Some("image/5c1e/original.jpg"));
        assert_eq!(
            key("http://127.0.0.1:1/media/image/5c1e/original").as_deref(),
            Some("image/5c1e/original")
        );
        for worked_on in [
            "https://files2.heygen.ai/talking_photo/0e7d/5c1e.WEBP?Expires=1",
            "https://files2.heygen.ai/image/5c1e/thumbnail.jpg",
            "https://files2.heygen.ai/image/../original",
            "https://files2.heygen.ai/original",
            "image/5c1e/original",
            "",
        ] {
            assert_eq!(key(worked_on), None, "{worked_on}");
        }
    }

    #[test]
    fn the_source_that_the_account_took_last_is_tried_first_and_an_upload_last() {
        use PictureKeyLookup::{Details, Id, Remembered, Upload};
        let order = |taken, remembered| PictureKeyLookup::attempt_order(taken, remembered, false);
        assert_eq!(order(None, None), [Remembered, Details, Id, Upload]);
        assert_eq!(
            order(Some(PictureKeySource::Id), Some(PictureKeySource::Upload)),
            [Id, Remembered, Details, Upload]
        );
        assert_eq!(order(Some(PictureKeySource::Details), None), [Remembered, Details, Id, Upload]);
        assert_eq!(
            order(Some(PictureKeySource::Details), Some(PictureKeySource::Upload)),
            [Details, Remembered, Id, Upload]
        );
        assert_eq!(order(Some(PictureKeySource::Upload), None), [Remembered, Details, Id, Upload]);
        assert_eq!(
            PictureKeyLookup::attempt_order(Some(PictureKeySource::Upload), None, true),
            [Remembered, Details, Upload, Id],
            "an id that is known to be refused is no better than an upload"
        );
    }

    #[test]
    fn attempts_are_listed_with_what_the_service_said() {
        let attempt = |source, key: Option<&str>, said: &str| PictureKeyAttempt {
            source,
            key: key.map(PictureKey::new),
            response: said.into(),
        };
        let attempts = [
            attempt(PictureKeySource::Details, None, "Not found: the photo"),
            attempt(PictureKeySource::Id, Some("0e7d"), "image not found"),
        ];
        assert_eq!(
            PictureKeyAttempt::summarize(&attempts),
            "details (Not found: the photo); id 0e7d (image not found)"
        );
    }
}
