//! A short tag at the end of a video's title, by which its render is found again on the service.

/// Letters and digits that are not taken for one another.
const TAG_ALPHABET: &[u8] = b"23456789BCDFGHJKLMNPQRSTVWXZ";
const TITLE_TAG_CHARS: usize = 4;

/// A mark such as `K7QD`: the same for the same seed.
pub fn title_tag(seed: &str) -> String {
    let mut rest = super::stable_hash(seed.as_bytes());
    let most = TAG_ALPHABET.len() as u64;
    let mut letter = || {
        let at = usize::try_from(rest % most).unwrap_or_default();
        rest /= most;
        char::from(TAG_ALPHABET[at])
    };
    (0..TITLE_TAG_CHARS).map(|_| letter()).collect()
}

/// The title as it is sent: `Launch teaser ·K7QD`.
pub fn tagged_title(title: &str, mark: &str) -> String {
    format!("{title} ·{mark}")
}

/// Whether a title that the service lists ends with the mark.
pub fn has_title_tag(title: &str, mark: &str) -> bool {
    title.trim_end().strip_suffix(mark).is_some_and(|rest| rest.ends_with('·'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_title_is_known_by_its_end_alone() {
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
