//! Invisible characters: those that mean something to the text around them stay, those that only hide are dropped.

use unicode_width::UnicodeWidthChar;

use super::WritingSystem;

/// The flag that tag characters turn into that of a region.
const BLACK_FLAG: char = '\u{1f3f4}';
const END_OF_TAG: char = '\u{e007f}';

/// What stays of an invisible character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InvisibleUse<'a> {
    /// It changes the character before it, or the border to the next.
    Meaningful,
    /// It and the characters after it name the region of a flag.
    FlagRegion(&'a str),
    Hidden,
}

/// What an invisible character does between the character `before` it and the text `after` it.
pub(super) fn invisible_use(before: Option<char>, c: char, after: &str) -> InvisibleUse<'_> {
    let Some(before) = before else { return InvisibleUse::Hidden };
    let is_meaningful = match c {
        // Joiners: in Persian and in Indic writing, and within emoji.
        '\u{200c}' | '\u{200d}' => !before.is_ascii() && !before.is_whitespace() && !is_joiner(before),
        // The border of a word, where there are no blanks.
        '\u{200b}' => is_borderless(before) && after.chars().next().is_some_and(is_borderless),
        // Variants of Chinese and Mongolian characters.
        '\u{e0100}'..='\u{e01ef}' => WritingSystem::of(before) == WritingSystem::Han,
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        _ => false,
    };
    match flag_region_length(after).filter(|_| before == BLACK_FLAG && is_tag(c)) {
        Some(length) => InvisibleUse::FlagRegion(&after[..length]),
        None if is_meaningful => InvisibleUse::Meaningful,
        None => InvisibleUse::Hidden,
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character belongs to a writing system of South-East Asia without blanks between words.
fn is_borderless(c: char) -> bool {
    let system = WritingSystem::of(c);
    let is_letter = c.is_alphanumeric() || c.width() == Some(0);
    is_letter
        && matches!(
            system,
            WritingSystem::Thai | WritingSystem::Lao | WritingSystem::Khmer | WritingSystem::Burmese
        )
}

/// The length of two to five tag characters and their end, in bytes.
fn flag_region_length(text: &str) -> Option<usize> {
    let tags = text.chars().take(5).take_while(|c| is_tag(*c)).count();
    let end = text.chars().nth(tags)?;
    (tags > 1 && end == END_OF_TAG).then_some((tags + 1) * END_OF_TAG.len_utf8())
}

/// A tag character for a small letter or a digit.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_change_their_neighbors_are_meaningful() {
        for (before, c, after) in [
            ('ی', '\u{200c}', "خ"),
            ('क', '\u{200d}', " "),
            ('👩', '\u{200d}', "🚀"),
            ('ក', '\u{200b}', "ខ"),
            ('葛', '\u{e0100}', "城"),
        ] {
            assert_eq!(invisible_use(Some(before), c, after), InvisibleUse::Meaningful, "{before}");
        }
        let region = "\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        let text = format!("{region} x");
        assert_eq!(invisible_use(Some('🏴'), '\u{e0067}', &text), InvisibleUse::FlagRegion(region));
    }

    #[test]
    fn characters_that_only_hide_are_dropped() {
        for (before, c, after) in [
            (Some('a'), '\u{200d}', "b"),
            (Some(' '), '\u{200b}', "ខ"),
            (Some('a'), '\u{200b}', "b"),
            (Some('a'), '\u{e0067}', "\u{e0062}\u{e0065}\u{e007f}"),
            (Some('🏴'), '\u{e0067}', "\u{e0062}"),
            (Some('a'), '\u{e0100}', ""),
            (None, '\u{200c}', "خ"),
            (Some('ی'), '\u{202e}', "خ"),
        ] {
            assert_eq!(invisible_use(before, c, after), InvisibleUse::Hidden, "{before:?} {c:?}");
        }
    }
}
