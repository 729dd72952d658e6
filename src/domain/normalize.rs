//! Unicode normalization and case folding of names.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The composed form (NFC): macOS decomposes the names of files, and keyboards type composed letters.
pub fn nfc(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether two names differ only in case and composition.
pub fn is_same_name(one: &str, other: &str) -> bool {
    fold_name(one) == fold_name(other)
}

/// The form in which names are compared: case and composition are folded.
pub(super) fn fold_name(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Upper case comes first, since it turns `ß` into `SS`.
    let plain = nfc(text).to_uppercase().to_lowercase();
    // The lower case of the Turkish `İ` is two characters.
    nfc(&plain.replace("i\u{307}", "i")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_regardless_of_case_and_composition() {
        for (one, other) in [
            ("Müller", "MU\u{308}LLER"),
            ("straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("İstanbul", "istanbul"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
        ] {
            assert!(is_same_name(one, other), "{one} {other}");
        }
        assert!(!is_same_name("Müller", "Muller"));
    }
}
