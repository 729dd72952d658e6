//! The title tag: a short code at the end of a title, by which a render is found in the list of the service.

/// Letters and digits that are not easily confused.
const TAG_ALPHABET: &[u8] = b"23456789BCDFGHJKLMNPQRSTVWXZ";
const TITLE_TAG_CHARS: usize = 4;

/// The tag for a seed, such as `K7QD`.
pub fn title_tag(seed: &str) -> String {
    let mut rest = super::stable_hash(seed.as_bytes());
    let size = TAG_ALPHABET.len() as u64;
    let mut letter = || {
        let at = usize::try_from(rest % size).unwrap_or_default();
        rest /= size;
        char::from(TAG_ALPHABET[at])
    };
    (0..TITLE_TAG_CHARS).map(|_| letter()).collect()
}

/// The title as it is sent: `Launch teaser ·K7QD`.
pub fn tagged_title(title: &str, tag: &str) -> String {
    format!("{title} ·{tag}")
}

/// Whether a title in the list of the service ends with the tag.
pub fn has_title_tag(title: &str, tag: &str) -> bool {
    title.trim_end().strip_suffix(tag).is_some_and(|rest| rest.ends_with('·'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_tag_is_recognized_only_at_the_end() {
        let (one, other) = (title_tag("1"), title_tag("2"));
        assert_ne!(one, other);
        assert_eq!((one.len(), title_tag("1")), (TITLE_TAG_CHARS, one.clone()));
        let title = tagged_title("Launch · teaser", &one);
        assert!(has_title_tag(&title, &one) && has_title_tag(&format!("{title} \n"), &one));
        for stranger in ["Launch", &one, &format!("Launch {one}"), &format!("{title} 2")] {
            assert!(!has_title_tag(stranger, &one), "{stranger}");
        }
        assert!(!has_title_tag(&title, &other));
    }
}
