//! A short tag at the end of a video's title, by which its render is found again on the service.

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8] = b"23456789BCDFGHJKLMNPQRSTVWXZ";
const MARK_LENGTH: usize = 4;

/// A mark such as `K7QD`: the same for the same seed.
pub fn mark(seed: &str) -> String {
    let mut rest = super::digest(seed.as_bytes());
    let most = LETTERS.len() as u64;
    let mut letter = || {
        let at = usize::try_from(rest % most).unwrap_or_default();
        rest /= most;
        char::from(LETTERS[at])
    };
    (0..MARK_LENGTH).map(|_| letter()).collect()
}

/// The title as it is sent: `Launch teaser ·K7QD`.
pub fn marked(title: &str, mark: &str) -> String {
    format!("{title} ·{mark}")
}

/// Whether a title that the service lists ends with the mark.
pub fn carries(title: &str, mark: &str) -> bool {
    title.trim_end().strip_suffix(mark).is_some_and(|rest| rest.ends_with('·'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_title_is_known_by_its_end_alone() {
        let (one, other) = (mark("1"), mark("2"));
        assert_ne!(one, other);
        assert_eq!((one.len(), mark("1")), (MARK_LENGTH, one.clone()));
        let title = marked("Launch · teaser", &one);
        assert!(carries(&title, &one) && carries(&format!("{title} \n"), &one));
        for stranger in ["Launch", &one, &format!("Launch {one}"), &format!("{title} 2")] {
            assert!(!carries(stranger, &one), "{stranger}");
        }
        assert!(!carries(&title, &other));
    }
}
