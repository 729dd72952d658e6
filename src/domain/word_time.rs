//! A word or a pause of a script, and when it is spoken.

use std::ops::Range;

/// Whether a part of a script is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordTimeKind {
    /// A word with its punctuation; a character where a script has no spaces between words.
    Word,
    /// A break tag.
    Pause,
}

/// A word or a pause of a script, and when it is spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct WordTime {
    /// Bytes of the script.
    pub range: Range<usize>,
    pub kind: WordTimeKind,
    /// Seconds from the start of the video to the start and to the end of the word. It ends where the next one starts.
    pub seconds: Range<f64>,
}
