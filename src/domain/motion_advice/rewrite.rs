//! The rewrite of a motion prompt: what is good about it stays, what is weak becomes a movement.

use std::ops::Range;

use super::clause::{Clause, MotionWord, WordSense, split_clauses};
use super::lexicon;
use super::weakness::{
    ClauseKind, MAX_MOVEMENTS, MAX_PROMPT_WORDS, PromptState, clause_kind, find_weaknesses,
};
use super::word_forms::{base_form, is_third_person, manner_base_form, third_person};

/// Words that do not end a prompt.
const DANGLING_WORDS: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "his", "her", "in", "into", "of", "on", "or", "the",
    "their", "to", "toward", "towards", "while", "with",
];
/// Prompts where nothing of the written one can be kept.
const FALLBACKS: [&str; 2] = ["Avatar leans forward, smiling", "Avatar nods, smiling"];

/// A part of the new prompt.
#[derive(Clone)]
enum Piece {
    /// Words of a clause that stay.
    Kept { clause: usize, words: Range<usize> },
    /// What the avatar does: after a subject, and after another movement.
    New(lexicon::PositiveForm),
}

impl Piece {
    fn whole(clauses: &[Clause], clause: usize) -> Self {
        Self::Kept { clause, words: 0..clauses[clause].words.len() }
    }
}

/// The prompt without its weaknesses; never empty, and never the prompt itself.
pub(super) fn rewrite(prompt: &str, state: PromptState) -> String {
    let clauses = split_clauses(prompt);
    let kinds: Vec<ClauseKind> = clauses.iter().map(clause_kind).collect();
    let is_half_typed = |word: &MotionWord| {
        state == PromptState::BeingTyped
            && word.range.end == prompt.len()
            && matches!(word.sense, WordSense::Unknown | WordSense::PossibleVerb)
    };
    let is_material = |clause: &Clause| !clause.words.last().is_some_and(is_half_typed);
    let pieces = choose_pieces(&clauses, &kinds, is_material);
    // Rather one movement of the prompt than none of it.
    let is_movement = |piece: &&Piece| matches!(piece, Piece::Kept { clause, .. } if kinds[*clause] == ClauseKind::Movement);
    let movement: Vec<Piece> = pieces.iter().find(is_movement).cloned().into_iter().collect();
    let gesture = lexicon::PICTURES.iter().find(|(picture, _)| prompt.contains(*picture));
    let suggested = gesture.map_or_else(|| suggest_movement(&clauses, &kinds), |(_, movement)| *movement);
    let choices = [pieces, movement, vec![Piece::New((suggested, suggested))]];
    let is_good = |text: &String| {
        !text.is_empty() && text != prompt && find_weaknesses(text, PromptState::Finished).is_empty()
    };
    let texts = choices.iter().map(|pieces| limit_words(&join(prompt, &clauses, pieces)));
    let mut texts = texts.chain(FALLBACKS.map(str::to_owned));
    texts.find(is_good).unwrap_or_else(|| FALLBACKS[0].to_owned())
}

/// The clauses that stay, and movements in the place of weak ones; at most two movements, and none without a movement. A
/// movement of the prompt stays before one that takes the place of weak words. An unclear clause stays only if it is
/// `is_material`: not where it is being typed.
fn choose_pieces(
    clauses: &[Clause],
    kinds: &[ClauseKind],
    is_material: impl Fn(&Clause) -> bool,
) -> Vec<Piece> {
    let named = |index: usize| named_movement(clauses, index, &kinds[index], &is_material);
    let named: Vec<Option<Piece>> = (0..clauses.len()).map(named).collect();
    let mut movements_left = MAX_MOVEMENTS.saturating_sub(named.iter().flatten().count());
    let mut chosen = ChosenPieces::default();
    for (index, (clause, kind)) in clauses.iter().zip(kinds).enumerate() {
        let replacement = || match kind {
            ClauseKind::Negative(word) => replaced_negative(&clause.words[*word..]),
            ClauseKind::NoMovement(_) if chosen.movements == 0 => pose(clause),
            _ => None,
        };
        if let Some(piece) = named[index].clone() {
            chosen.add_movement(piece);
        } else if let Some(piece) = replacement().filter(|_| movements_left > 0) {
            movements_left -= 1;
            chosen.add_movement(piece);
        } else {
            chosen.add_manner(clauses, index, kind, is_material(clause));
        }
    }
    chosen.into_pieces(movements_left > 0)
}

/// The movement that a clause names itself.
fn named_movement(
    clauses: &[Clause],
    index: usize,
    kind: &ClauseKind,
    is_material: impl Fn(&Clause) -> bool,
) -> Option<Piece> {
    let clause = &clauses[index];
    let is_moving = |word: &MotionWord| matches!(word.sense, WordSense::Movement(_));
    match kind {
        ClauseKind::Movement => Some(Piece::whole(clauses, index)),
        ClauseKind::Unclear if names_unknown_movement(clause) && is_material(clause) => {
            Some(Piece::whole(clauses, index))
        }
        ClauseKind::NoMovement(_) if keeps_body_still(clause) => Some(Piece::whole(clauses, index)),
        // Before what it does not do.
        ClauseKind::Negative(word) if clause.words[..*word].iter().any(is_moving) => {
            Some(Piece::Kept { clause: index, words: 0..*word })
        }
        _ => None,
    }
}

/// The pieces of a new prompt, as its clauses are read.
#[derive(Default)]
struct ChosenPieces {
    pieces: Vec<Piece>,
    /// What says how, before any movement: it stands behind the movements.
    manners: Vec<Piece>,
    /// A movement for the first clause that names none, if there is room for it.
    suggested: Option<Piece>,
    movements: usize,
    /// Whether the last movement was one too many.
    last_movement_was_dropped: bool,
}

impl ChosenPieces {
    fn add_movement(&mut self, piece: Piece) {
        self.last_movement_was_dropped = self.movements == MAX_MOVEMENTS;
        if !self.last_movement_was_dropped {
            self.movements += 1;
            self.pieces.push(piece);
        }
    }

    /// Adds a clause that is no movement, if it says how the avatar moves.
    fn add_manner(&mut self, clauses: &[Clause], index: usize, kind: &ClauseKind, is_material: bool) {
        let clause = &clauses[index];
        match kind {
            // A manner belongs to the movement before it, also where that was not wanted.
            ClauseKind::NoMovement(_)
                if self.last_movement_was_dropped || matches!(self.pieces.last(), Some(Piece::New(_))) => {}
            // Beside a movement it says how; alone it is replaced.
            ClauseKind::Feeling(_) | ClauseKind::NoMovement(_) if self.movements > 0 => {
                self.pieces.push(Piece::whole(clauses, index));
            }
            ClauseKind::Feeling(word) => self.manners.push(felt_words(clause, index, *word)),
            ClauseKind::NoMovement(word) if self.suggested.is_none() => {
                let movement = row_with(lexicon::SUGGESTED_MOVEMENTS, &clause.words[*word].lower);
                self.suggested = movement.map(|movement| Piece::New((movement, movement)));
            }
            ClauseKind::Unclear if is_material && clause.has(is_unknown) => {
                self.manners.push(Piece::whole(clauses, index));
            }
            _ => {}
        }
    }

    fn into_pieces(self, has_movements_left: bool) -> Vec<Piece> {
        if self.movements == 0 {
            return Vec::new();
        }
        let suggested = self.suggested.filter(|_| has_movements_left);
        suggested.into_iter().chain(self.pieces).chain(self.manners).collect()
    }
}

fn is_unknown(sense: WordSense) -> bool {
    matches!(sense, WordSense::Unknown | WordSense::PossibleVerb)
}

/// The words of a feeling without its subject and its verb: `calm` of `the presenter is calm`.
fn felt_words(clause: &Clause, index: usize, feeling: usize) -> Piece {
    let is_opening =
        |word: &MotionWord| matches!(word.sense, WordSense::Subject | WordSense::State | WordSense::Hold);
    let from = clause.words[..feeling].iter().rposition(is_opening).map_or(0, |last| last + 1);
    Piece::Kept { clause: index, words: from..clause.words.len() }
}

/// Whether an unclear clause has a verb that is not known, as in `Avatar juggles three balls`, or speaks with the body.
fn names_unknown_movement(clause: &Clause) -> bool {
    let Some(verb) = clause.position(|sense| sense == WordSense::PossibleVerb) else {
        return clause.has(|sense| sense == WordSense::Speech);
    };
    let word = &clause.words[verb].lower;
    let has_ending = word.len() > 3 && (is_third_person(word) || word.ends_with("ing"));
    let has_subject = clause.words[..verb].iter().any(|word| word.sense == WordSense::Subject);
    has_ending || has_subject || verb + 1 < clause.words.len()
}

/// Whether a clause says of a part of the body that it stays as it is: `hands still`.
fn keeps_body_still(clause: &Clause) -> bool {
    let is_body = |sense| matches!(sense, WordSense::Body(_));
    clause.has(|sense| sense == WordSense::Stillness) && clause.has(is_body)
}

/// The movement into the pose that a clause names without a verb: `hand on heart`.
fn pose(clause: &Clause) -> Option<Piece> {
    let place_of =
        |part: &'static str| clause.words.iter().position(|word| base_form(&[part], &word.lower).is_some());
    let is_named = |first, second| place_of(first).zip(place_of(second)).is_some_and(|(a, b)| a < b);
    let found = lexicon::POSES.iter().find(|(first, second, _)| is_named(first, second));
    found.map(|(_, _, movement)| Piece::New((movement, movement)))
}

/// What the avatar does in place of a negative. What the camera does not do is left out.
fn replaced_negative(negative: &[MotionWord]) -> Option<Piece> {
    let is_off_body = |word: &MotionWord| matches!(word.sense, WordSense::OffBody | WordSense::CameraMove);
    positive_form(negative).filter(|_| !negative.iter().any(is_off_body)).map(Piece::New)
}

fn positive_form(words: &[MotionWord]) -> Option<lexicon::PositiveForm> {
    let is_about = |list: &[&'static str], word: &str| {
        list.contains(&word) || list.iter().any(|base| base_form(&[base], word).is_some())
    };
    let forms = lexicon::POSITIVE_FORMS.iter();
    let found = forms.map(|(list, form)| (words.iter().position(|word| is_about(list, &word.lower)), form));
    // The first word of the prompt decides, not the first row of the table.
    found.filter_map(|(word, form)| Some((word?, *form))).min_by_key(|(word, _)| *word).map(|(_, form)| form)
}

/// A movement for a prompt that has none, after what it says; what is not to be done counts last.
fn suggest_movement(clauses: &[Clause], kinds: &[ClauseKind]) -> &'static str {
    let both = || clauses.iter().zip(kinds);
    let is_negative = |kind: &ClauseKind| matches!(kind, ClauseKind::Negative(_));
    let affirmed = || both().filter(|(_, kind)| !is_negative(kind)).flat_map(|(clause, _)| &clause.words);
    let mut feelings = affirmed().filter(|word| word.sense == WordSense::Feeling).peekable();
    let is_felt = feelings.peek().is_some();
    let of_feeling = feelings.find_map(|word| row_with(lexicon::SHOWN_FEELINGS, &word.lower));
    let named = both().find_map(|(clause, kind)| match kind {
        ClauseKind::NoMovement(word) => row_with(lexicon::SUGGESTED_MOVEMENTS, &clause.words[*word].lower),
        _ => None,
    });
    if let Some(movement) = of_feeling.or(named) {
        return movement;
    }
    if !is_felt && kinds.iter().any(is_negative) {
        return lexicon::DEFAULT_POSITIVE_FORM;
    }
    let of_word = affirmed().find_map(|word| row_with(lexicon::SUGGESTED_MOVEMENTS, &word.lower));
    of_word.unwrap_or(lexicon::DEFAULT_MOVEMENT)
}

fn row_with(table: &[(&[&'static str], &'static str)], word: &str) -> Option<&'static str> {
    let is_in = |list: &[&'static str]| list.iter().any(|base| manner_base_form(&[base], word).is_some());
    table.iter().find(|(list, _)| is_in(list)).map(|(_, movement)| *movement)
}

/// The pieces as one prompt. Clauses that were neighbors keep what was between them.
fn join(prompt: &str, clauses: &[Clause], pieces: &[Piece]) -> String {
    let Some(first) = pieces.first() else { return String::new() };
    let names_subject = pieces.iter().any(|piece| match piece {
        Piece::Kept { clause, words } => {
            clauses[*clause].words[words.clone()].iter().any(|word| word.sense == WordSense::Subject)
        }
        Piece::New(_) => false,
    });
    let mut text = opening(prompt, clauses, first, !names_subject);
    for pair in pieces.windows(2) {
        let between = match pair {
            [Piece::Kept { clause: last, words: kept }, Piece::Kept { clause, words }]
                if last + 1 == *clause && words.start == 0 && kept.end == clauses[*last].words.len() =>
            {
                &prompt[clauses[*last].range().end..clauses[*clause].range().start]
            }
            _ => ", ",
        };
        text.push_str(between);
        match &pair[1] {
            Piece::Kept { clause, words } => {
                let kept = words_of(prompt, &clauses[*clause].words[words.clone()]);
                let opens_prompt = *clause == 0 && words.start == 0;
                text.push_str(&if opens_prompt { uncapitalized(kept) } else { kept.to_owned() });
            }
            Piece::New((_, after_movement)) => text.push_str(after_movement),
        }
    }
    capitalized(&text)
}

/// The first piece, behind a subject where it has none.
fn opening(prompt: &str, clauses: &[Clause], piece: &Piece, needs_subject: bool) -> String {
    let own_subject = subject(prompt, clauses);
    let subject = own_subject.unwrap_or("Avatar");
    match piece {
        Piece::New((after_subject, _)) => format!("{subject} {after_subject}"),
        Piece::Kept { clause, words } => {
            let kept = &clauses[*clause].words[words.clone()];
            let predicate =
                third_person_clause(prompt, kept, own_subject.is_some()).filter(|_| needs_subject);
            predicate.map_or_else(|| words_of(prompt, kept).to_owned(), |words| format!("{subject} {words}"))
        }
    }
}

/// The part of the prompt from the first to the last of these words.
fn words_of<'a>(prompt: &'a str, words: &[MotionWord]) -> &'a str {
    match words {
        [first, .., last] => &prompt[first.range.start..last.range.end],
        [only] => &prompt[only.range.clone()],
        [] => "",
    }
}

/// A clause such as `slowly nodding` as it stands behind a subject: `slowly nods`. None where it does not begin with a
/// verb, and for an imperative, unless `takes_imperative`.
fn third_person_clause(prompt: &str, words: &[MotionWord], takes_imperative: bool) -> Option<String> {
    let verb = words.iter().find(|word| !word.lower.ends_with("ly"))?;
    let form = match verb.sense {
        WordSense::Movement(base) if takes_imperative || verb.lower != base => third_person(base),
        WordSense::Hold | WordSense::PossibleVerb if is_third_person(&verb.lower) => verb.lower.clone(),
        _ => return None,
    };
    let before = prompt[words[0].range.start..verb.range.start].to_lowercase();
    let end = words.last()?.range.end;
    Some(format!("{before}{form}{}", &prompt[verb.range.end..end]))
}

/// The words for the avatar that the prompt begins with.
fn subject<'a>(prompt: &'a str, clauses: &[Clause]) -> Option<&'a str> {
    let is_article = |word: &str| matches!(word, "the" | "our" | "this");
    match clauses.first()?.words.as_slice() {
        [article, noun, ..] if is_article(&article.lower) && noun.sense == WordSense::Subject => {
            Some(&prompt[article.range.start..noun.range.end])
        }
        [noun, ..] if noun.sense == WordSense::Subject => Some(&prompt[noun.range.clone()]),
        _ => None,
    }
}

/// The first words of a long prompt, without words at the end that lead nowhere.
fn limit_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= MAX_PROMPT_WORDS {
        return text.trim().to_owned();
    }
    let mut words = &words[..MAX_PROMPT_WORDS];
    while let [head @ .., last] = words {
        let bare = last.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !bare.is_empty() && !DANGLING_WORDS.contains(&bare.as_str()) {
            break;
        }
        words = head;
    }
    words.join(" ").trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Words from the start of a prompt, as they stand further behind: not those in capitals.
fn uncapitalized(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => words.to_owned(),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
