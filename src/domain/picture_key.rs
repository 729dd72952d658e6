//! Picture keys, by which v2 names the picture of a photo: their sources and the order of look-up.

use std::fmt;

use super::words::words;
use super::{PictureKey, text};

words! {
    /// The source of a picture key, the most reliable first.
    #[derive(Hash)]
    pub enum PictureKeySource {
        /// An upload of ours, or an AI look that we requested.
        Upload = "upload",
        /// The picture URL in the photo's details.
        Details = "details",
        /// The photo id, used as a picture key.
        Id = "id",
    }
}

/// The picture keys that a render may be sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKeyChoice {
    /// One after the other, until the service accepts one.
    Auto,
    /// Only keys of this source.
    Only(PictureKeySource),
}

impl PictureKeyChoice {
    pub fn parse(word: &str) -> Option<Self> {
        if word == "auto" { Some(Self::Auto) } else { PictureKeySource::parse(word).map(Self::Only) }
    }
}

/// A way to obtain the picture key of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKeyLookup {
    /// The key stored in the ledger.
    Remembered,
    /// A request for the photo's details.
    Details,
    /// The photo's own id.
    Id,
    /// A new upload of the picture, which adds an asset to the account.
    Upload,
}

impl PictureKeyLookup {
    /// All look-ups, in the order to try them. `accepted` is the source of the key of the account's last accepted render,
    /// and `remembered` that of the key in the ledger. `is_id_refused`: the service refused a photo id before it accepted
    /// that key.
    pub fn attempt_order(
        accepted: Option<PictureKeySource>,
        remembered: Option<PictureKeySource>,
        is_id_refused: bool,
    ) -> [Self; 4] {
        use PictureKeyLookup::{Details, Id, Remembered, Upload};
        match accepted {
            Some(PictureKeySource::Id) => [Id, Remembered, Details, Upload],
            Some(PictureKeySource::Details) if remembered == Some(PictureKeySource::Upload) => {
                [Details, Remembered, Id, Upload]
            }
            Some(PictureKeySource::Upload) if is_id_refused => [Remembered, Details, Upload, Id],
            _ => [Remembered, Details, Id, Upload],
        }
    }
}

/// A picture key that led to no render: the service refused it, or it could not be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureKeyAttempt {
    pub source: PictureKeySource,
    /// `None` if the look-up failed.
    pub key: Option<PictureKey>,
    /// The service's response.
    pub response: String,
}

impl PictureKeyAttempt {
    /// All attempts in one sentence, in order.
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

/// Characters of a key in a sentence.
const MAX_SHOWN_KEY_CHARS: usize = 60;

/// The key in a picture URL, `…/image/HASH/original…`; the URL of a processed picture has none.
pub fn picture_key_from_url(url: &str) -> Option<PictureKey> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, path) = path.split_once("://")?;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let [.., kind, hash, name] = parts.as_slice() else { return None };
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let is_original = *name == "original" || name.starts_with("original.");
    let is_key = matches!(*kind, "image" | "photo_generation") && is_plain(hash) && is_original;
    is_key.then(|| PictureKey::new(format!("{kind}/{hash}/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_key_is_read_only_from_the_url_of_an_original() {
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
    fn the_source_accepted_last_is_tried_first_and_upload_last() {
        use PictureKeyLookup::{Details, Id, Remembered, Upload};
        let order = |accepted, remembered| PictureKeyLookup::attempt_order(accepted, remembered, false);
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
    fn the_summary_lists_attempts_with_their_responses() {
        let attempt = |source, key: Option<&str>, response: &str| PictureKeyAttempt {
            source,
            key: key.map(PictureKey::new),
            response: response.into(),
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
