//! What the older films call a photo's picture: the key of the upload, and where that can be learned.

use super::AssetKey;

/// Where a picture's key comes from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeySource {
    /// Our own upload, or a look that was drawn for us.
    Upload,
    /// The address of the picture in the photo's details.
    Details,
    /// The photo's id stands in for it, as the reference says.
    Id,
}

impl KeySource {
    pub const ALL: &[Self] = &[Self::Upload, Self::Details, Self::Id];

    pub fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Details => "details",
            Self::Id => "id",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|source| source.word() == word)
    }

    /// What is tried where the service does not know the key of this one; `None` after the last.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Details => Some(Self::Upload),
            Self::Upload => Some(Self::Id),
            Self::Id => None,
        }
    }
}

/// The key in a picture's address, `…/image/HASH/original…`; a picture that was worked on has none.
pub fn picture_key(url: &str) -> Option<AssetKey> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, path) = path.split_once("://")?;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let [.., kind, hash, name] = parts.as_slice() else { return None };
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let original = *name == "original" || name.starts_with("original.");
    let known = matches!(*kind, "image" | "photo_generation") && plain(hash) && original;
    known.then(|| AssetKey::new(format!("{kind}/{hash}/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_an_address_of_that_form_alone() {
        let key = |url: &str| picture_key(url).map(|key| key.as_str().to_owned());
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
    fn each_source_has_a_next_one_but_the_last() {
        let mut source = Some(KeySource::Details);
        let mut all = Vec::new();
        while let Some(one) = source {
            all.push(one);
            source = one.next();
        }
        assert_eq!(all, [KeySource::Details, KeySource::Upload, KeySource::Id]);
    }
}
