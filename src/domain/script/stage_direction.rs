//! Stage directions by their words: pauses, and what somebody does, such as `laughs softly`.

use super::duration::{PauseDirection, parse_bare_pause, parse_pause_direction};
use super::token::{ScriptTokenKind, UnspokenKind};

/// The longest direction between marks of emphasis, in words.
const MAX_EMPHASIZED_WORDS: usize = 4;

/// What people do beside speaking, in the third person.
const DIRECTION_VERBS: &[&str] = &[
    "smiles",
    "grins",
    "smirks",
    "laughs",
    "chuckles",
    "giggles",
    "snickers",
    "sighs",
    "groans",
    "nods",
    "bows",
    "whispers",
    "mutters",
    "shrugs",
    "winks",
    "blinks",
    "frowns",
    "breathes",
    "inhales",
    "exhales",
    "gasps",
    "coughs",
    "yawns",
    "sniffs",
    "sniffles",
    "sobs",
    "cries",
    "gulps",
    "snorts",
    "hums",
    "sings",
    "claps",
    "snaps",
    "clears",
    "shakes",
    "pauses",
    "looks",
    "glances",
    "stares",
    "leans",
    "turns",
    "points",
    "holds",
    "raises",
    "waves",
    "gestures",
    "walks",
    "steps",
    "stands",
    "sits",
    "picks",
    "puts",
    "crosses",
    "rolls",
    "tilts",
    "lächelt",
    "grinst",
    "lacht",
    "seufzt",
    "flüstert",
    "nickt",
    "zwinkert",
    "winkt",
    "gähnt",
    "hustet",
    "sourit",
    "rit",
    "soupire",
    "chuchote",
    "hoche",
    "sonríe",
    "ríe",
    "suspira",
    "susurra",
    "asiente",
    "sorri",
    "sorride",
    "sospira",
    "sussurra",
    "annuisce",
    "улыбается",
    "смеётся",
    "смеется",
    "вздыхает",
    "кивает",
];

/// Gerunds of verbs whose form in English does not follow from the third person, and those of other languages.
const DIRECTION_GERUNDS: &[&str] = &[
    "crying",
    "lächelnd",
    "grinsend",
    "lachend",
    "seufzend",
    "flüsternd",
    "nickend",
    "souriant",
    "riant",
    "soupirant",
    "chuchotant",
    "sonriendo",
    "riendo",
    "suspirando",
    "susurrando",
    "sorrindo",
    "rindo",
    "sorridendo",
    "ridendo",
    "sospirando",
    "sussurrando",
    "улыбаясь",
    "смеясь",
    "вздыхая",
];

/// Whether a word in small letters is a verb of a stage direction: `laughs`, `smiling`.
pub(super) fn is_direction_verb(word: &str) -> bool {
    let is_verb = |verb: &str| DIRECTION_VERBS.contains(&verb);
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
        _ => is_direction_verb(&first_word(content))
            .then_some(ScriptTokenKind::Unspoken(UnspokenKind::StageDirection)),
    }
}

/// What a voice or a face does: such a verb between marks of emphasis is a direction also within a sentence.
const INSERTED_VERBS: &[&str] = &[
    "smiles",
    "grins",
    "smirks",
    "laughs",
    "chuckles",
    "giggles",
    "snickers",
    "sighs",
    "groans",
    "nods",
    "whispers",
    "mutters",
    "shrugs",
    "winks",
    "frowns",
    "inhales",
    "exhales",
    "gasps",
    "coughs",
    "yawns",
    "sniffs",
    "sniffles",
    "sobs",
    "gulps",
    "snorts",
    "clears",
    "lächelt",
    "grinst",
    "lacht",
    "seufzt",
    "flüstert",
    "nickt",
    "zwinkert",
    "gähnt",
    "hustet",
    "sourit",
    "rit",
    "soupire",
    "sonríe",
    "ríe",
    "suspira",
    "sorri",
    "sorride",
    "sospira",
    "улыбается",
    "смеётся",
    "смеется",
    "вздыхает",
    "кивает",
];

/// Words before a verb that is stressed: `she *laughs*`.
const SUBJECT_WORDS: &[&str] = &[
    "he",
    "she",
    "it",
    "who",
    "that",
    "which",
    "everyone",
    "everybody",
    "nobody",
    "somebody",
    "someone",
    "never",
    "always",
    "er",
    "sie",
    "es",
    "man",
    "wer",
    "il",
    "elle",
    "on",
    "qui",
    "él",
    "ella",
    "que",
    "lui",
    "lei",
    "che",
    "он",
    "она",
];

/// Words behind a verb that is stressed: `*laughs* at it`.
const OBJECT_WORDS: &[&str] =
    &["at", "about", "over", "with", "for", "like", "when", "because", "über", "mit", "de", "di"];

/// Whether words between single marks of emphasis are a direction within a sentence: `So *laughs* here we are.`
pub(super) fn is_inserted_direction(content: &str, before: &str, after: &str) -> bool {
    let last_word = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let next_word = first_word(after);
    let is_sentence =
        SUBJECT_WORDS.contains(&last_word.as_str()) || OBJECT_WORDS.contains(&next_word.as_str());
    INSERTED_VERBS.contains(&first_word(content).as_str()) && !is_sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_face_does_is_a_direction_within_a_sentence_unless_somebody_does_it() {
        for (content, before, after) in
            [("laughs", "So ", " here we are."), ("sighs deeply", "well, ", ""), ("lacht", "Also ", " gut.")]
        {
            assert!(is_inserted_direction(content, before, after), "{content}");
        }
        for (content, before, after) in [
            ("really", "It is ", " late."),
            ("laughs", "and she ", " again."),
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
        ] {
            assert_eq!(emphasized_kind(content, rest), None, "{content}");
        }
    }
}
