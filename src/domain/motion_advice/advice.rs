//! The advice on a motion prompt: the words that are weak, a sentence about them, and a better prompt.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::rewrite::rewrite;
use super::weakness::{MAX_PROMPT_WORDS, MotionAdviceKind, PromptState, Weakness, find_weaknesses};
use crate::domain::text;

/// Pieces of advice at a time.
const MAX_ADVICE: usize = 2;
/// Columns of the words that a message names.
const MAX_QUOTE_COLUMNS: usize = 18;

/// A weakness of a motion prompt, and a better prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionAdvice {
    /// The weak words, as bytes of the prompt.
    pub range: Range<usize>,
    pub kind: MotionAdviceKind,
    /// A sentence of at most 60 columns that names the words.
    pub message: String,
    /// The whole prompt without its weaknesses; never empty, and never the same prompt.
    pub rewrite: Option<String>,
}

/// The advice of the API reference on a motion prompt: at most two pieces, the weightiest first; none for a good or
/// empty prompt. Only English prompts are understood; what is not understood is not criticized.
pub fn motion_advice(prompt: &str, state: PromptState) -> Vec<MotionAdvice> {
    let weaknesses = find_weaknesses(prompt, state);
    if weaknesses.is_empty() {
        return Vec::new();
    }
    let better = rewrite(prompt, state);
    let advice = |weakness: Weakness| MotionAdvice {
        message: message(prompt, &weakness),
        range: weakness.range,
        kind: weakness.kind,
        rewrite: Some(better.clone()),
    };
    weaknesses.into_iter().take(MAX_ADVICE).map(advice).collect()
}

fn message(prompt: &str, weakness: &Weakness) -> String {
    let words = quote(&prompt[weakness.range.clone()]);
    match weakness.kind {
        MotionAdviceKind::Negative => format!("{words} is negative: say what to do instead"),
        MotionAdviceKind::NotTheBody => format!("{words} is not the avatar's body: leave it out"),
        MotionAdviceKind::NoMovement => format!("{words} names no movement: say what moves"),
        MotionAdviceKind::Feeling => format!("{words} is no movement: show it with the body"),
        MotionAdviceKind::TooManyClauses => format!("{words} is a third movement: two work best"),
        MotionAdviceKind::TooLong => {
            format!("{words} is beyond {MAX_PROMPT_WORDS} words: shorten the prompt")
        }
    }
}

/// The words in quotes, cut to their columns.
fn quote(words: &str) -> String {
    let clean = text::single_line(words);
    if clean.width() <= MAX_QUOTE_COLUMNS {
        return format!("\"{clean}\"");
    }
    let mut cut = String::new();
    for grapheme in clean.graphemes(true) {
        if cut.width() + grapheme.width() + 1 > MAX_QUOTE_COLUMNS {
            break;
        }
        cut.push_str(grapheme);
    }
    format!("\"{}…\"", cut.trim_end())
}
