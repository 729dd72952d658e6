//! The rewrite of a motion prompt: what is good about it stays, what is weak becomes a movement.

use super::clause::{Clause, WordSense, split_clauses};
use super::lexicon;
use super::weakness::{
    ClauseKind, MAX_MOVEMENTS, MAX_PROMPT_WORDS, clause_kind, find_weaknesses, names_subject_only,
};
use super::word_forms::{base_form, manner_base_form};

/// Words that do not end a prompt.
const DANGLING_WORDS: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "his", "her", "in", "into", "of", "on", "or", "the",
    "their", "to", "toward", "towards", "while", "with",
];
/// Prompts where nothing of the written one can be kept.
const FALLBACKS: [&str; 2] = ["Avatar leans forward, smiling", "Avatar nods, smiling"];

/// A part of the new prompt.
enum Piece {
    /// A clause that stays, by its index, up to this word.
    Kept { clause: usize, words: usize },
    /// What the avatar does: after a subject, and after another movement.
    New(lexicon::PositiveForm),
}

/// The prompt without its weaknesses; never empty, and never the prompt itself.
pub(super) fn rewrite(prompt: &str) -> String {
    let clauses = split_clauses(prompt);
    let kinds: Vec<ClauseKind> = clauses.iter().map(clause_kind).collect();
    let mut pieces = choose_pieces(&clauses, &kinds);
    if pieces.is_empty() {
        let movement = suggest_movement(&clauses, &kinds);
        pieces.push(Piece::New((movement, movement)));
    }
    let text = limit_words(&join(prompt, &clauses, &pieces));
    let is_good = |text: &str| !text.is_empty() && text != prompt && find_weaknesses(text).is_empty();
    if is_good(&text) {
        return text;
    }
    FALLBACKS.iter().find(|fallback| is_good(fallback)).copied().unwrap_or(FALLBACKS[0]).to_owned()
}

/// The clauses that stay, and positive forms of the negative ones; at most two movements, and none without a movement.
fn choose_pieces(clauses: &[Clause], kinds: &[ClauseKind]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut movements = 0;
    for (index, (clause, kind)) in clauses.iter().zip(kinds).enumerate() {
        if movements == MAX_MOVEMENTS {
            break;
        }
        let whole = Piece::Kept { clause: index, words: clause.words.len() };
        match kind {
            // The subject of the new prompt is [`subject`].
            ClauseKind::Unclear if names_subject_only(clause) => {}
            ClauseKind::Movement | ClauseKind::Unclear => {
                movements += 1;
                pieces.push(whole);
            }
            ClauseKind::Negative(word) => {
                let piece = piece_of_negative(index, clause, *word);
                movements += usize::from(piece.is_some());
                pieces.extend(piece);
            }
            // Beside a movement it says how; alone it is replaced.
            ClauseKind::Feeling(_) | ClauseKind::NoMovement(_) if movements > 0 => pieces.push(whole),
            ClauseKind::Feeling(_) | ClauseKind::NoMovement(_) | ClauseKind::NotTheBody(_) => {}
        }
    }
    pieces
}

/// What stays of a clause that is negative from `word` on: a movement before that, or else the positive form.
fn piece_of_negative(index: usize, clause: &Clause, word: usize) -> Option<Piece> {
    let (before, negative) = clause.words.split_at(word);
    if before.iter().any(|word| matches!(word.sense, WordSense::Movement(_))) {
        return Some(Piece::Kept { clause: index, words: word });
    }
    positive_form(negative).map(Piece::New)
}

fn positive_form(words: &[super::clause::MotionWord]) -> Option<lexicon::PositiveForm> {
    let is_about = |list: &[&'static str], word: &str| {
        list.contains(&word) || list.iter().any(|base| base_form(&[base], word).is_some())
    };
    let forms = lexicon::POSITIVE_FORMS.iter();
    let found = forms.map(|(list, form)| (words.iter().position(|word| is_about(list, &word.lower)), form));
    // The first word of the prompt decides, not the first row of the table.
    found.filter_map(|(word, form)| Some((word?, *form))).min_by_key(|(word, _)| *word).map(|(_, form)| form)
}

/// A movement for a prompt that has none, after what it says.
fn suggest_movement(clauses: &[Clause], kinds: &[ClauseKind]) -> &'static str {
    if kinds.iter().any(|kind| matches!(kind, ClauseKind::Negative(_))) {
        return lexicon::DEFAULT_POSITIVE_FORM;
    }
    let words = || clauses.iter().flat_map(|clause| &clause.words);
    let mut feelings = words().filter(|word| word.sense == WordSense::Feeling);
    let of_feeling = feelings.find_map(|word| row_with(lexicon::SHOWN_FEELINGS, &word.lower));
    let named = clauses.iter().zip(kinds).find_map(|(clause, kind)| match kind {
        ClauseKind::NoMovement(word) => row_with(lexicon::SUGGESTED_MOVEMENTS, &clause.words[*word].lower),
        _ => None,
    });
    of_feeling
        .or(named)
        .or_else(|| words().find_map(|word| row_with(lexicon::SUGGESTED_MOVEMENTS, &word.lower)))
        .unwrap_or(lexicon::DEFAULT_MOVEMENT)
}

fn row_with(table: &[(&[&'static str], &'static str)], word: &str) -> Option<&'static str> {
    let is_in = |list: &[&'static str]| list.iter().any(|base| manner_base_form(&[base], word).is_some());
    table.iter().find(|(list, _)| is_in(list)).map(|(_, movement)| *movement)
}

/// The pieces as one prompt. Clauses that were neighbors keep what was between them.
fn join(prompt: &str, clauses: &[Clause], pieces: &[Piece]) -> String {
    let subject = subject(prompt, clauses);
    let mut text = String::new();
    let mut last_kept: Option<usize> = None;
    for piece in pieces {
        match piece {
            Piece::Kept { clause, words } => {
                let range = clauses[*clause].range().start..clauses[*clause].words[words - 1].range.end;
                let neighbor =
                    last_kept.filter(|last| last + 1 == *clause).map(|last| clauses[last].range().end);
                match neighbor {
                    Some(end) => text.push_str(&prompt[end..range.start]),
                    None if text.is_empty() => {}
                    None => text.push_str(", "),
                }
                text.push_str(&prompt[range]);
                last_kept = (*words == clauses[*clause].words.len()).then_some(*clause);
            }
            Piece::New(movement) => {
                let (after_subject, after_movement) = movement;
                if text.is_empty() {
                    text = format!("{subject} {after_subject}");
                } else {
                    text.push_str(", ");
                    text.push_str(after_movement);
                }
                last_kept = None;
            }
        }
    }
    capitalized(&text)
}

/// The words for the avatar that the prompt begins with, or else `Avatar`.
fn subject<'a>(prompt: &'a str, clauses: &[Clause]) -> &'a str {
    let Some(clause) = clauses.first() else { return "Avatar" };
    let is_article = |word: &str| matches!(word, "the" | "our" | "this");
    match clause.words.as_slice() {
        [article, noun, ..] if is_article(&article.lower) && noun.sense == WordSense::Subject => {
            &prompt[article.range.start..noun.range.end]
        }
        [noun, ..] if noun.sense == WordSense::Subject => &prompt[noun.range.clone()],
        _ => "Avatar",
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

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
