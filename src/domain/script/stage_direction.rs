//! Stage directions by their words: pauses, and what somebody does, such as `laughs softly`.

use super::duration::{PauseDirection, parse_bare_pause, parse_pause_direction};
use super::token::{ScriptTokenKind, UnspokenKind};
use super::word_lists::{
    DIRECTION_GERUNDS, FILLER_WORDS, MOVEMENT_VERBS, OBJECT_WORDS, VOICE_AND_FACE_VERBS,
};

/// The longest direction between marks of emphasis, in words.
const MAX_EMPHASIZED_WORDS: usize = 4;

/// Whether a word in small letters is a verb of a stage direction: `laughs`, `smiling`.
pub(super) fn is_direction_verb(word: &str) -> bool {
    let is_verb = |verb: &str| VOICE_AND_FACE_VERBS.contains(&verb) || MOVEMENT_VERBS.contains(&verb);
    is_verb(word)
        || DIRECTION_GERUNDS.contains(&word)
        || word.strip_suffix("ing").is_some_and(|stem| {
            let single = stem.strip_suffix(|c: char| stem.ends_with(&format!("{c}{c}"))).unwrap_or(stem);
            is_verb(&format!("{stem}s")) || is_verb(&format!("{stem}es")) || is_verb(&format!("{single}s"))
        })
}

/// The first word in small letters, without punctuation.
pub(super) fn first_word(content: &str) -> String {
    let word = content.split_whitespace().next().unwrap_or("").trim_end_matches([',', ':', ';', '!']);
    word.to_lowercase()
}

/// The kind of a direction that speaks of a pause.
pub(super) fn pause_kind(content: &str) -> Option<ScriptTokenKind> {
    Some(match parse_pause_direction(content)? {
        PauseDirection::Timed(seconds) => ScriptTokenKind::Pause { seconds, is_normal_form: false },
        PauseDirection::Untimed | PauseDirection::Described => {
            ScriptTokenKind::Unspoken(UnspokenKind::StageDirection)
        }
        PauseDirection::TooLong => ScriptTokenKind::Unspoken(UnspokenKind::LongBreak),
        PauseDirection::Unreadable => ScriptTokenKind::Unspoken(UnspokenKind::UnreadableBreak),
    })
}

/// The kind of a pause in parentheses. Within a sentence some are spoken: `(2 seconds)`, `(wait)`.
pub(super) fn parenthetical_pause_kind(content: &str, opens_sentence: bool) -> Option<ScriptTokenKind> {
    const MAX_UNIT_LETTERS: usize = 3;
    let is_pause = match parse_pause_direction(content)? {
        PauseDirection::Untimed => {
            opens_sentence || content.to_lowercase().split_whitespace().any(|word| word.starts_with("paus"))
        }
        PauseDirection::Timed(_) => {
            let letters = content.chars().filter(|c| c.is_alphabetic()).count();
            opens_sentence || letters <= MAX_UNIT_LETTERS || parse_bare_pause(content).is_none()
        }
        PauseDirection::TooLong => true,
        PauseDirection::Described | PauseDirection::Unreadable => false,
    };
    is_pause.then(|| pause_kind(content))?
}

/// The kind of words between marks of emphasis at the start of a sentence, if they are a direction and not stressed:
/// `*laughs*`, `_sighs deeply_`, `*pause*`. `rest` of the line follows them.
pub(super) fn emphasized_kind(content: &str, rest: &str) -> Option<ScriptTokenKind> {
    let is_word = |c: char| c.is_alphanumeric() || c.is_whitespace() || ",.'’-:".contains(c);
    if content.split_whitespace().count() > MAX_EMPHASIZED_WORDS || !content.chars().all(is_word) {
        return None;
    }
    let following = rest.trim_start_matches(|c: char| c.is_whitespace() || ".,!?…:;".contains(c));
    // `*Waves* are made of water.`
    let goes_on = following.starts_with(char::is_lowercase) && !content.starts_with(char::is_lowercase);
    if goes_on {
        return None;
    }
    match parse_pause_direction(content) {
        Some(PauseDirection::Timed(_)) => pause_kind(content),
        // `*wait* for it`
        Some(PauseDirection::Untimed) if !following.starts_with(char::is_lowercase) => pause_kind(content),
        _ => {
            let first = first_word(content);
            let is_direction = is_direction_verb(&first) && (!is_clearing(&first) || clears_throat(content));
            is_direction.then_some(ScriptTokenKind::Unspoken(UnspokenKind::StageDirection))
        }
    }
}

/// Whether words between single marks of emphasis are a direction within a sentence: `So *laughs* here we are.` Behind any
/// other word a verb is rather stressed: `Anna *laughs* again.`
pub(super) fn is_inserted_direction(content: &str, before: &str, after: &str) -> bool {
    let next_word = first_word(after);
    let is_direction = clears_throat(content)
        || (VOICE_AND_FACE_VERBS.contains(&first_word(content).as_str()) && is_apart_from_sentence(before));
    is_direction && !OBJECT_WORDS.contains(&next_word.as_str())
}

/// Whether the words before a direction are none, end with punctuation, or are a filler that opens a sentence.
fn is_apart_from_sentence(before: &str) -> bool {
    let is_end = |text: &str| {
        text.is_empty()
            || text.ends_with([',', ';', '.', '!', '?', '…', '—', '–', '-', '。', '，', '！', '？'])
    };
    let before = before.trim_end();
    let filler = before.split_whitespace().next_back().unwrap_or_default();
    let opening = before[..before.len() - filler.len()].trim_end();
    is_end(before) || (FILLER_WORDS.contains(&filler.to_lowercase().as_str()) && is_end(opening))
}

/// `clears throat`, `clearing her throat`: alone, the verb is an ordinary one.
fn clears_throat(content: &str) -> bool {
    const MAX_WORDS: usize = 3;
    let words = content.split_whitespace();
    is_clearing(&first_word(content))
        && content.to_lowercase().ends_with("throat")
        && words.count() <= MAX_WORDS
}

fn is_clearing(word: &str) -> bool {
    matches!(word, "clears" | "clearing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_face_does_is_a_direction_within_a_sentence_unless_somebody_does_it() {
        for (content, before, after) in [
            ("laughs", "So ", " here we are."),
            ("sighs deeply", "well, ", ""),
            ("lacht", "Also ", " gut."),
            ("smiles", "Here we are — ", " again."),
            ("clears throat", "This is ", " it."),
        ] {
            assert!(is_inserted_direction(content, before, after), "{content}");
        }
        for (content, before, after) in [
            ("really", "It is ", " late."),
            ("laughs", "and she ", " again."),
            ("laughs", "Anna ", " again."),
            ("smiles", "The ", " matter."),
            ("laughs", "She also ", " now."),
            ("clears", "This ", " things up."),
            ("laughs", "My boss ", " at it."),
            ("holds", "It ", " water."),
        ] {
            assert!(!is_inserted_direction(content, before, after), "{content}");
        }
    }

    #[test]
    fn emphasized_verbs_are_directions_and_stressed_words_are_not() {
        let direction = Some(ScriptTokenKind::Unspoken(UnspokenKind::StageDirection));
        for (content, rest) in [
            ("laughs", " So here we are."),
            ("laughs", ""),
            ("Laughs softly", " So here we are."),
            ("sighs", " so here we are."),
            ("nodding", ""),
            ("smiling at the camera", " Hello."),
            ("sitting down", ""),
            ("clears throat", ""),
            ("pause", ""),
            ("beat", " So."),
            ("lacht", ""),
        ] {
            assert_eq!(emphasized_kind(content, rest), direction, "{content}");
        }
        let pause = ScriptTokenKind::Pause { seconds: 2.0, is_normal_form: false };
        assert_eq!(emphasized_kind("pause 2s", " So."), Some(pause));
        for (content, rest) in [
            ("really", " good."),
            ("never", ""),
            ("Waves", " are made of water."),
            ("wait", " for it."),
            ("nothing", ""),
            ("laughs and waves to all of us", ""),
            ("us", ""),
            ("clears", " the way."),
        ] {
            assert_eq!(emphasized_kind(content, rest), None, "{content}");
        }
    }
}
