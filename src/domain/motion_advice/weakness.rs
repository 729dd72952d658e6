//! The weaknesses of a motion prompt, by the advice of the API reference.

use std::ops::Range;

use super::clause::{Clause, MotionWord, WordSense, split_clauses};
use super::lexicon;

/// Words of a good prompt at most: two short clauses.
pub(super) const MAX_PROMPT_WORDS: usize = 18;
/// Movements of a good prompt at most.
pub(super) const MAX_MOVEMENTS: usize = 2;

/// What is weak about a motion prompt, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MotionAdviceKind {
    /// It says what is not to be done.
    Negative,
    /// It is about the camera, the surroundings or somebody else.
    NotTheBody,
    /// It has no verb of movement.
    NoMovement,
    /// It names a feeling or a manner, and no movement that shows it.
    Feeling,
    /// It has more than two movements.
    TooManyClauses,
    TooLong,
}

/// Whether a prompt is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptState {
    /// The caret is in it: its last word may be half a word.
    BeingTyped,
    Finished,
}

/// A weakness, and the bytes of the prompt that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weakness {
    pub(super) kind: MotionAdviceKind,
    pub(super) range: Range<usize>,
}

/// What a clause is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ClauseKind {
    Movement,
    /// Words that are not known: they may name a movement, also in another language.
    Unclear,
    /// A negation from this word on.
    Negative(usize),
    /// Not the body, from this word on.
    NotTheBody(usize),
    /// A feeling at this word.
    Feeling(usize),
    /// No movement; this word says so.
    NoMovement(usize),
}

/// The weaknesses of a prompt, the weightiest first; each kind once. None in another language than English.
pub(super) fn find_weaknesses(prompt: &str, state: PromptState) -> Vec<Weakness> {
    let clauses = split_clauses(prompt);
    if is_foreign(&clauses) {
        return Vec::new();
    }
    let kinds: Vec<ClauseKind> = clauses.iter().map(clause_kind).collect();
    let mut found: Vec<Weakness> = Vec::new();
    let mut add = |kind, range| {
        if !found.iter().any(|weakness| weakness.kind == kind) {
            found.push(Weakness { kind, range });
        }
    };
    for (clause, kind) in clauses.iter().zip(&kinds) {
        match kind {
            ClauseKind::Negative(word) => add(MotionAdviceKind::Negative, clause.range_from(*word)),
            ClauseKind::NotTheBody(word) => add(MotionAdviceKind::NotTheBody, clause.range_from(*word)),
            _ => {}
        }
    }
    let standstill = stillness(&clauses, &kinds).or_else(|| emptiness(prompt, &clauses, state));
    for (kind, range) in standstill.into_iter().chain(excess(&clauses, &kinds)) {
        add(kind, range);
    }
    found.sort_by_key(|weakness| weakness.kind);
    found
}

/// Whether a prompt is not English: one word in four is spelled as in another language, or all words that are known are of
/// other languages too.
fn is_foreign(clauses: &[Clause]) -> bool {
    let words = || clauses.iter().flat_map(|clause| &clause.words);
    let is_letter_of_others = |c: char| c.is_alphabetic() && !c.is_ascii();
    let is_spelled_foreign = |word: &&MotionWord| {
        word.lower.contains(is_letter_of_others) || lexicon::FOREIGN_WORDS.contains(&word.lower.as_str())
    };
    let is_known = |word: &&MotionWord| !matches!(word.sense, WordSense::Unknown | WordSense::PossibleVerb);
    let is_multilingual = |word: &MotionWord| lexicon::MULTILINGUAL_WORDS.contains(&word.lower.as_str());
    let foreign = words().filter(is_spelled_foreign).count();
    let (total, known) = (words().count(), words().filter(is_known).count());
    (foreign > 0 && foreign * 4 >= total)
        || (0 < known && known < total && words().filter(is_known).all(is_multilingual))
}

/// A complete prompt whose words are all known, and none of them a movement: `hello`, or a picture without words.
fn emptiness(
    prompt: &str,
    clauses: &[Clause],
    state: PromptState,
) -> Option<(MotionAdviceKind, Range<usize>)> {
    let is_unknown = |word: &MotionWord| {
        matches!(word.sense, WordSense::PossibleVerb | WordSense::Unknown | WordSense::Speech)
    };
    let is_empty =
        |clause: &Clause| clause_kind(clause) == ClauseKind::Unclear && !clause.words.iter().any(is_unknown);
    if state == PromptState::BeingTyped || prompt.trim().is_empty() || !clauses.iter().all(is_empty) {
        return None;
    }
    let start = prompt.len() - prompt.trim_start().len();
    let range = match (clauses.first(), clauses.last()) {
        (Some(first), Some(last)) => first.range().start..last.range().end,
        _ => start..prompt.trim_end().len(),
    };
    Some((MotionAdviceKind::NoMovement, range))
}

/// Whether a clause is `Avatar`, `the presenter` or `she is`, without what the avatar does.
fn names_subject_only(clause: &Clause) -> bool {
    let is_subject = |sense| sense == WordSense::Subject;
    let is_silent = |sense| is_subject(sense) || matches!(sense, WordSense::Plain | WordSense::State);
    clause.has(is_subject) && clause.words.iter().all(|word| is_silent(word.sense))
}

/// The words that name a feeling, or else no movement, where nothing moves.
fn stillness(clauses: &[Clause], kinds: &[ClauseKind]) -> Option<(MotionAdviceKind, Range<usize>)> {
    let both = || clauses.iter().zip(kinds);
    let is_still = |(clause, kind): (&Clause, &ClauseKind)| match kind {
        ClauseKind::Feeling(_) | ClauseKind::NoMovement(_) => true,
        // In `Avatar, confident` the subject moves no more than the feeling.
        _ => clauses.len() > 1 && names_subject_only(clause),
    };
    if !both().all(is_still) {
        return None;
    }
    let of_word = |clause: &Clause, word: usize| clause.words[word].range.clone();
    let feeling = both().find_map(|(clause, kind)| match kind {
        ClauseKind::Feeling(word) => Some((MotionAdviceKind::Feeling, of_word(clause, *word))),
        _ => None,
    });
    feeling.or_else(|| {
        both().find_map(|(clause, kind)| match kind {
            ClauseKind::NoMovement(word) => Some((MotionAdviceKind::NoMovement, of_word(clause, *word))),
            _ => None,
        })
    })
}

/// What is more than two short clauses.
fn excess(clauses: &[Clause], kinds: &[ClauseKind]) -> Option<(MotionAdviceKind, Range<usize>)> {
    let is_movement = |(_, kind): &(&Clause, &ClauseKind)| **kind == ClauseKind::Movement;
    if let Some((third, _)) = clauses.iter().zip(kinds).filter(is_movement).nth(MAX_MOVEMENTS) {
        return Some((MotionAdviceKind::TooManyClauses, third.range()));
    }
    let words: Vec<_> = clauses.iter().flat_map(|clause| &clause.words).collect();
    let (first, last) = (words.get(MAX_PROMPT_WORDS)?, words.last()?);
    Some((MotionAdviceKind::TooLong, first.range.start..last.range.end))
}

pub(super) fn clause_kind(clause: &Clause) -> ClauseKind {
    if let Some(word) = clause.position(|sense| sense == WordSense::Negation) {
        let is_auxiliary = |word: usize| lexicon::AUXILIARIES.contains(&clause.words[word].lower.as_str());
        return ClauseKind::Negative(
            word.checked_sub(1).filter(|before| is_auxiliary(*before)).unwrap_or(word),
        );
    }
    let is_still = clause.has(|sense| sense == WordSense::Stillness);
    let has_body = clause.has(|sense| matches!(sense, WordSense::Body(_)));
    let holds_something = !is_still && (has_body || clause.has(|sense| sense == WordSense::Unknown));
    let is_movement = |sense: WordSense| {
        matches!(sense, WordSense::Movement(_)) || (sense == WordSense::Hold && holds_something)
    };
    let may_be_movement = |sense: WordSense| {
        is_movement(sense)
            || sense == WordSense::PossibleVerb
            || (sense == WordSense::Speech && has_body && !is_still)
    };
    let movement = clause.position(may_be_movement);
    if let Some(word) = off_body_word(clause).filter(|word| movement.is_none_or(|movement| *word < movement))
    {
        return ClauseKind::NotTheBody(word);
    }
    match movement {
        Some(_) if clause.has(is_movement) => ClauseKind::Movement,
        Some(_) => ClauseKind::Unclear,
        None => motionless_kind(clause),
    }
}

/// The first word that is not about the body, where none before it is about the avatar.
fn off_body_word(clause: &Clause) -> Option<usize> {
    let word = clause.position(|sense| matches!(sense, WordSense::OffBody | WordSense::CameraMove))?;
    let is_own = |word: &MotionWord| matches!(word.sense, WordSense::Body(_) | WordSense::Subject);
    (!clause.words[..word].iter().any(is_own)).then_some(word)
}

/// The kind of a clause without a movement. A subject or a verb alone is taken for a prompt that is being typed.
fn motionless_kind(clause: &Clause) -> ClauseKind {
    let telling = clause.position(|sense| matches!(sense, WordSense::Stillness | WordSense::Speech));
    // In `speaks happily` the verb is what is weak.
    let is_adverb = |word: &usize| telling.is_some() && clause.words[*word].lower.ends_with("ly");
    if let Some(word) = clause.position(|sense| sense == WordSense::Feeling).filter(|word| !is_adverb(word)) {
        return ClauseKind::Feeling(word);
    }
    let body = clause.position(|sense| matches!(sense, WordSense::Body(_)));
    // `slowly` says how, and not what.
    let manner = clause.words.iter().position(|word| word.lower.ends_with("ly") && word.lower.len() > 3);
    match telling.or(body.filter(|_| clause.words.len() > 1)).or(manner) {
        Some(word) => ClauseKind::NoMovement(word),
        None => ClauseKind::Unclear,
    }
}
