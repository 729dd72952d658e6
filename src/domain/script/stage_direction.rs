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

#[cfg(test)]
mod tests {
    use super::*;

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
