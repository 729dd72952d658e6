//! The clauses of a motion prompt, with what each of their words means for a movement.

use std::ops::Range;

use super::lexicon;
use super::word_forms::{base_form, is_third_person, manner_base_form};

/// Words of a prompt that are read: what follows in a longer one makes it only longer.
const MAX_WORDS: usize = 120;

/// What a word means for a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordSense {
    /// A verb or noun of movement, in its base form.
    Movement(&'static str),
    /// An unknown word that may be a verb.
    PossibleVerb,
    Hold,
    Speech,
    State,
    Stillness,
    Body(&'static str),
    Subject,
    Feeling,
    CameraMove,
    /// The camera, the surroundings, or somebody else.
    OffBody,
    Negation,
    /// A word that says nothing about movement.
    Plain,
    Unknown,
}

/// A word of a motion prompt.
#[derive(Debug, Clone)]
pub(super) struct MotionWord {
    pub(super) lower: String,
    /// Bytes of the prompt.
    pub(super) range: Range<usize>,
    pub(super) sense: WordSense,
}

/// How a clause is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Junction {
    Punctuation,
    /// `and`, without punctuation before it.
    And,
    OtherConnective,
}

/// A clause: its words without the connective before them; never empty.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) words: Vec<MotionWord>,
    junction: Junction,
}

impl Clause {
    /// Bytes of the prompt from the first to the last word.
    pub(super) fn range(&self) -> Range<usize> {
        self.range_from(0)
    }

    /// Bytes of the prompt from this word to the last one.
    pub(super) fn range_from(&self, word: usize) -> Range<usize> {
        match (self.words.get(word), self.words.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    pub(super) fn position(&self, is_it: impl Fn(WordSense) -> bool) -> Option<usize> {
        self.words.iter().position(|word| is_it(word.sense))
    }

    pub(super) fn has(&self, is_it: impl Fn(WordSense) -> bool) -> bool {
        self.position(is_it).is_some()
    }

    /// Whether it only names things, as `hands` in `raises arms and hands`.
    fn is_noun_list(&self) -> bool {
        self.words.iter().all(|word| {
            matches!(
                word.sense,
                WordSense::Body(_)
                    | WordSense::Plain
                    | WordSense::Unknown
                    | WordSense::OffBody
                    | WordSense::Subject
            )
        })
    }
}

/// The clauses of a prompt: parted by punctuation and by words such as `while`.
pub(super) fn split_clauses(prompt: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut junction = Junction::Punctuation;
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    let runs = word_runs(prompt);
    for (index, run) in runs.iter().enumerate() {
        let is_comparison = || {
            let next = runs.get(index + 1).map(|run| run.lower.as_str());
            run.lower == "as" && next.is_some_and(|next| lexicon::COMPARISONS.contains(&next))
        };
        let is_connective = lexicon::CONNECTIVES.contains(&run.lower.as_str()) && !is_comparison();
        if run.opens_clause || is_connective {
            push_clause(&mut clauses, std::mem::take(&mut words), junction);
            junction = match (run.opens_clause, run.lower.as_str()) {
                (true, _) => Junction::Punctuation,
                (false, "and") => Junction::And,
                (false, _) => Junction::OtherConnective,
            };
        }
        if !is_connective {
            words.push((run.lower.clone(), run.range.clone()));
        }
    }
    push_clause(&mut clauses, words, junction);
    clauses
}

fn push_clause(clauses: &mut Vec<Clause>, words: Vec<(String, Range<usize>)>, junction: Junction) {
    if words.is_empty() {
        return;
    }
    let mut clause = Clause { words: Vec::with_capacity(words.len()), junction };
    let lower: Vec<&str> = words.iter().map(|(lower, _)| lower.as_str()).collect();
    let mut senses: Vec<WordSense> = Vec::with_capacity(words.len());
    for index in 0..words.len() {
        senses.push(word_sense(&lower, &senses, index));
    }
    for ((lower, range), sense) in words.into_iter().zip(senses) {
        clause.words.push(MotionWord { lower, range, sense });
    }
    match clauses.last_mut() {
        Some(last) if clause.junction == Junction::And && clause.is_noun_list() => {
            last.words.append(&mut clause.words);
        }
        _ => clauses.push(clause),
    }
}

/// A run of letters, digits, apostrophes and hyphens.
struct WordRun {
    lower: String,
    range: Range<usize>,
    /// Whether punctuation that parts clauses is before it.
    opens_clause: bool,
}

fn word_runs(prompt: &str) -> Vec<WordRun> {
    let mut runs: Vec<WordRun> = Vec::new();
    let mut opens_clause = false;
    let mut rest = 0;
    while let Some(offset) = prompt[rest..].find(|c| !is_separator(c)).filter(|_| runs.len() < MAX_WORDS) {
        let start = rest + offset;
        opens_clause |= prompt[rest..start].contains(is_clause_end);
        let end = prompt[start..].find(is_separator).map_or(prompt.len(), |length| start + length);
        rest = end;
        let run = &prompt[start..end];
        if !run.contains(char::is_alphanumeric) {
            // A dash between blanks.
            opens_clause = true;
            continue;
        }
        let trimmed = run.trim_matches(is_mark);
        let start = start + run.find(trimmed).unwrap_or(0);
        runs.push(WordRun {
            lower: trimmed.to_lowercase().replace('’', "'"),
            range: start..start + trimmed.len(),
            opens_clause: std::mem::take(&mut opens_clause),
        });
    }
    runs
}

fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '-')
}

fn is_separator(c: char) -> bool {
    !c.is_alphanumeric() && !is_mark(c)
}

fn is_clause_end(c: char) -> bool {
    matches!(c, ',' | ';' | '.' | ':' | '!' | '?' | '…' | '–' | '—' | '/' | '(' | ')' | '\n')
}

/// The sense of the word at `index` of a clause; `before` are the senses of the words before it.
fn word_sense(words: &[&str], before: &[WordSense], index: usize) -> WordSense {
    let word = words[index];
    let previous = index.checked_sub(1).map(|index| words[index]);
    if is_causative(words, index) || is_affirmed(words, index) {
        return WordSense::Plain;
    }
    if is_negation(words, before, index) {
        return WordSense::Negation;
    }
    if base_form(lexicon::STILLNESS, word).is_some() {
        return WordSense::Stillness;
    }
    // `caring` is no form of `car`.
    if manner_base_form(lexicon::FEELINGS, word).is_some() {
        return WordSense::Feeling;
    }
    let is_somebody_else = previous.is_some_and(|word| lexicon::OTHER_MARKS.contains(&word))
        && base_form(lexicon::SUBJECTS, word).is_some();
    if is_somebody_else
        || [lexicon::CAMERA_WORDS, lexicon::SURROUNDINGS, lexicon::OTHERS]
            .iter()
            .any(|list| base_form(list, word).is_some())
    {
        return WordSense::OffBody;
    }
    if base_form(lexicon::CAMERA_MOVES, word).is_some() {
        return WordSense::CameraMove;
    }
    verb_sense(words, before, index).unwrap_or_else(|| noun_sense(word, before, index))
}

/// The sense of a word as a verb; none where it is no known verb.
fn verb_sense(words: &[&str], before: &[WordSense], index: usize) -> Option<WordSense> {
    let word = words[index];
    let previous = index.checked_sub(1).map(|index| words[index]);
    let is_noun = match word {
        "face" => true,
        "look" => matches!(before.last(), Some(WordSense::Feeling)) || matches!(previous, Some("a" | "the")),
        "place" => previous == Some("in"),
        _ => false,
    };
    if is_noun {
        return None;
    }
    if let Some(base) = base_form(lexicon::MOVEMENTS, word) {
        let is_state = base == "look" && is_before_feeling(&words[index + 1..]);
        return Some(if is_state { WordSense::State } else { WordSense::Movement(base) });
    }
    let lists = [
        (lexicon::HOLDS, WordSense::Hold),
        (lexicon::SPEECH, WordSense::Speech),
        (lexicon::STATES, WordSense::State),
    ];
    lists.into_iter().find(|(list, _)| base_form(list, word).is_some()).map(|(_, sense)| sense)
}

fn noun_sense(word: &str, before: &[WordSense], index: usize) -> WordSense {
    if let Some(part) = base_form(lexicon::BODY_PARTS, word) {
        return WordSense::Body(part);
    }
    if base_form(lexicon::SUBJECTS, word).is_some() {
        return WordSense::Subject;
    }
    if word == "place" || manner_base_form(lexicon::PLAIN_WORDS, word).is_some() {
        return WordSense::Plain;
    }
    let has_verb_ending = is_third_person(word) || word.ends_with("ing") || word.ends_with("ed");
    let is_verb_position = index == 0 || matches!(before.last(), Some(WordSense::Subject));
    if has_verb_ending || is_verb_position { WordSense::PossibleVerb } else { WordSense::Unknown }
}

/// Whether a feeling follows at once, as in `looks very happy`, but not in `looks happily`.
fn is_before_feeling(after: &[&str]) -> bool {
    let next = after.iter().find(|word| !matches!(**word, "very" | "so" | "really" | "more" | "a" | "like"));
    next.is_some_and(|word| !word.ends_with("ly") && base_form(lexicon::FEELINGS, word).is_some())
}

/// Whether what follows the word is not to be done. `stop` and `no` are also gestures: a stop sign, a head that says no.
fn is_negation(words: &[&str], before: &[WordSense], index: usize) -> bool {
    let Some(next) = words.get(index + 1) else { return false };
    match words[index] {
        "stop" => next.ends_with("ing"),
        "no" => {
            let is_said =
                |sense: &WordSense| matches!(sense, WordSense::Speech | WordSense::Movement("shake"));
            !before.iter().any(is_said)
        }
        word => lexicon::NEGATIONS.contains(&word) || base_form(&["avoid"], word).is_some(),
    }
}

/// Whether a negation is taken back at once, as in `can't stop smiling` and `not only smiles`; also of its second word.
fn is_affirmed(words: &[&str], index: usize) -> bool {
    let is_pair = |start: usize| {
        let Some([negation, taken_back, rest @ ..]) = words.get(start..) else { return false };
        let is_ending = base_form(lexicon::ENDINGS, taken_back).is_some();
        let is_movement = rest.first().is_some_and(|next| next.ends_with("ing"));
        lexicon::NEGATIONS.contains(negation)
            && (is_ending && is_movement || *negation == "not" && matches!(*taken_back, "just" | "only"))
    };
    is_pair(index) || index.checked_sub(1).is_some_and(is_pair)
}

/// Whether the word only introduces who moves: `make her nod`.
fn is_causative(words: &[&str], index: usize) -> bool {
    let is_person = |next: &&str| {
        matches!(*next, "her" | "him" | "them" | "the") || lexicon::SUBJECTS.binary_search(next).is_ok()
    };
    index == 0 && matches!(words[0], "make" | "let" | "have") && words.get(1).is_some_and(is_person)
}
