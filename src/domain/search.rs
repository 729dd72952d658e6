//! The search of a list as one types: which rows a query lets through, the best first, and which letters matched.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::nfc;

/// Rows that are searched again with each letter of a query. A row is a text and its fields: short values out of a few,
/// such as a language. Case and accents never count, and a row must have all words of the query.
///
/// A word that is a whole word of some field means that field alone: `male` finds no women. Any other word is found where
/// it stands in the text, or at the start of a field. Only where no row has all words so, their letters may stand apart.
/// `'` `^` `$` `!` are as in fzf.
#[derive(Debug, Default)]
pub struct Index {
    /// The texts, folded, a line each.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// The fields of each row, by their place in `kinds`.
    kind_of: Vec<usize>,
    /// Each different set of fields once, folded, in one line.
    kinds: Vec<String>,
    /// The place of a set of fields, as it came.
    known: HashMap<String, usize>,
    last: Found,
    /// Made when it is needed, and kept: it is large.
    matcher: RefCell<Option<Matcher>>,
}

/// What the last query let through.
#[derive(Debug, Default)]
struct Found {
    query: String,
    terms: Vec<Term>,
    rows: Vec<usize>,
    /// Whether letters may stand apart.
    fuzzy: bool,
    /// Whether a longer query lets through some of these rows and no others.
    narrows: bool,
}

/// A word of a query.
#[derive(Debug)]
enum Term {
    /// A whole word of a field: whether each set of fields has it.
    Field(Vec<bool>),
    /// Letters in the text, or at the start of a word of a field: whether each set of fields has it.
    Plain(String, Vec<bool>),
    /// A word with a sign of fzf.
    Signed(Atom),
}

/// How well a row has a word; less is better.
const RANK_TEXT_START: u8 = 0;
const RANK_WORD_START: u8 = 1;
const RANK_FIELD: u8 = 2;
const RANK_SUBSTRING: u8 = 3;
const NO_MATCH: u8 = u8::MAX;
const ROW_EXCLUDED: u16 = u16::MAX;
/// Behind letters that are not ASCII: the matcher (nucleo-matcher 0.3.1) overlooks a word at their very end.
const TRAILING_PAD: char = ' ';
/// Words of a query that count, so that ranks add up without an overflow.
const MAX_QUERY_WORDS: usize = 64;

impl Index {
    /// Rows without fields.
    pub fn new(rows: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut index = Self::default();
        rows.into_iter().for_each(|row| index.push(row.as_ref(), &[]));
        index
    }

    /// Adds a row.
    pub fn push(&mut self, text: &str, fields: &[&str]) {
        fold_into(&mut self.text, text);
        self.ends.push(self.text.len());
        self.text.push('\n');
        let line = fields.join(" ");
        let kind = self.known.get(&line).copied().unwrap_or_else(|| {
            self.kinds.push(folded(&line));
            self.known.insert(line, self.kinds.len() - 1);
            self.kinds.len() - 1
        });
        self.kind_of.push(kind);
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The places of the rows that the query lets through, the best first; all in their order where it is blank.
    pub fn find(&mut self, query: &str) -> &[usize] {
        let terms = self.terms(query);
        let mut found =
            Found { query: query.to_owned(), narrows: is_open(query, &terms), ..Found::default() };
        found.rows = if terms.is_empty() { (0..self.ends.len()).collect() } else { self.by_word(&terms) };
        if found.rows.is_empty() && terms.iter().any(|term| matches!(term, Term::Plain(..))) {
            let last = mem::take(&mut self.last);
            let goes_on = last.fuzzy && last.narrows && query.starts_with(&last.query);
            found.rows = if goes_on && has_no_signs(query) {
                self.by_letter(&terms, last.rows.into_iter())
            } else {
                self.by_letter(&terms, 0..self.ends.len())
            };
            found.fuzzy = true;
        }
        found.terms = terms;
        self.last = found;
        &self.last.rows
    }

    /// The places of the rows that have all words as they stand, in their order; no sign means anything.
    pub fn with_words(&self, query: &str) -> Vec<usize> {
        let terms: Vec<Term> = query.split_whitespace().map(|word| self.plain(&folded(word))).collect();
        let ranks = self.ranks(&terms);
        (0..ranks.len()).filter(|row| ranks[*row] != ROW_EXCLUDED).collect()
    }

    /// Marks what the last query matched.
    pub fn marker(&self) -> Marker<'_> {
        Marker { found: &self.last, matcher: &self.matcher }
    }

    fn terms(&self, query: &str) -> Vec<Term> {
        let query = folded(query);
        if query.contains('\\') {
            let pattern = Pattern::parse(&query, CaseMatching::Ignore, Normalization::Never);
            return pattern.atoms.into_iter().take(MAX_QUERY_WORDS).map(Term::Signed).collect();
        }
        query.split_whitespace().take(MAX_QUERY_WORDS).filter_map(|word| self.term(word)).collect()
    }

    /// `None` for signs alone, which say nothing yet.
    fn term(&self, word: &str) -> Option<Term> {
        if has_no_signs(word) {
            return Some(self.plain(word));
        }
        let bare = word.trim_start_matches(['!', '\'']);
        if let Term::Field(kinds) = self.plain(bare) {
            let wanted = !word.starts_with('!');
            return Some(Term::Field(kinds.into_iter().map(|has| has == wanted).collect()));
        }
        let atom = Atom::parse(word, CaseMatching::Ignore, Normalization::Never);
        (!atom.needle_text().is_empty()).then_some(Term::Signed(atom))
    }

    fn plain(&self, word: &str) -> Term {
        let of_field = |is_it: &dyn Fn(&str) -> bool| -> Vec<bool> {
            self.kinds.iter().map(|kind| kind.split(|c: char| !c.is_alphanumeric()).any(is_it)).collect()
        };
        let whole = of_field(&|field| !word.is_empty() && field == word);
        if whole.contains(&true) {
            return Term::Field(whole);
        }
        Term::Plain(word.to_owned(), of_field(&|field| field.starts_with(word)))
    }

    /// The rows that have all words as they stand, the best first.
    fn by_word(&self, terms: &[Term]) -> Vec<usize> {
        let ranks = self.ranks(terms);
        let mut by_rank: Vec<Vec<usize>> = Vec::new();
        for (row, rank) in ranks.into_iter().enumerate().filter(|(_, rank)| *rank != ROW_EXCLUDED) {
            let rank = usize::from(rank);
            if by_rank.len() <= rank {
                by_rank.resize_with(rank + 1, Vec::new);
            }
            by_rank[rank].push(row);
        }
        by_rank.concat()
    }

    /// How well each row has all words.
    fn ranks(&self, terms: &[Term]) -> Vec<u16> {
        let mut ranks = vec![0_u16; self.ends.len()];
        for term in terms {
            let of_term = self.ranks_of(term, &ranks);
            for (rank, more) in ranks.iter_mut().zip(of_term) {
                *rank = if more == NO_MATCH { ROW_EXCLUDED } else { rank.saturating_add(more.into()) };
            }
        }
        ranks
    }

    fn ranks_of(&self, term: &Term, so_far: &[u16]) -> Vec<u8> {
        let (word, kinds, best) = match term {
            Term::Field(kinds) => ("", kinds, RANK_TEXT_START),
            Term::Plain(word, kinds) => (word.as_str(), kinds, RANK_FIELD),
            Term::Signed(atom) => {
                let mut reader = Reader::default();
                let has = |row: usize| so_far[row] != ROW_EXCLUDED && reader.score(self, row, atom).is_some();
                return (0..self.ends.len())
                    .map(has)
                    .map(|has| if has { RANK_TEXT_START } else { NO_MATCH })
                    .collect();
            }
        };
        let by_kind: Vec<u8> = kinds.iter().map(|has| if *has { best } else { NO_MATCH }).collect();
        let mut ranks: Vec<u8> = self.kind_of.iter().map(|kind| by_kind[*kind]).collect();
        if word.is_empty() {
            return ranks;
        }
        let mut row = 0;
        for (at, _) in self.text.match_indices(word) {
            while self.ends[row] <= at {
                row += 1;
            }
            ranks[row] = ranks[row].min(self.rank_at(row, at));
        }
        ranks
    }

    /// How well a row has what stands at this place of all texts.
    fn rank_at(&self, row: usize, at: usize) -> u8 {
        let before = self.text[self.start(row)..at].chars().next_back();
        match before {
            None => RANK_TEXT_START,
            Some(c) if c.is_alphanumeric() => RANK_SUBSTRING,
            Some(_) => RANK_WORD_START,
        }
    }

    /// The rows of these that have the letters of all words, the best first.
    fn by_letter(&self, terms: &[Term], rows: impl Iterator<Item = usize>) -> Vec<usize> {
        let letters_of = |term: &Term| match term {
            Term::Plain(word, _) => Some(atom(word, AtomKind::Fuzzy)),
            Term::Signed(atom) => Some(atom.clone()),
            Term::Field(_) => None,
        };
        let atoms: Vec<Atom> = terms.iter().filter_map(letters_of).collect();
        let in_fields = |row: &usize| {
            terms.iter().all(|term| !matches!(term, Term::Field(kinds) if !kinds[self.kind_of[*row]]))
        };
        let mut reader = Reader::default();
        let scored = rows.filter(in_fields).filter_map(|row| {
            let scores = atoms.iter().map(|atom| reader.score(self, row, atom).map(u32::from));
            Some((u32::MAX - scores.sum::<Option<u32>>()?, row))
        });
        let mut scored: Vec<(u32, usize)> = scored.collect();
        scored.sort_unstable();
        scored.into_iter().map(|(_, row)| row).collect()
    }

    fn start(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.ends[before] + 1)
    }
}

/// Finds the letters that a query matched, text after text.
#[derive(Debug)]
pub struct Marker<'a> {
    found: &'a Found,
    matcher: &'a RefCell<Option<Matcher>>,
}

impl Marker<'_> {
    /// The places of the letters, by the character, that the query matched in the text of a row.
    pub fn marks(&self, text: &str) -> Vec<usize> {
        if self.found.terms.is_empty() {
            return Vec::new();
        }
        let (mut letters, places) = letters(text);
        letters.push(TRAILING_PAD);
        let letters = Utf32Str::Unicode(&letters);
        let mut matcher = self.matcher.borrow_mut();
        let matcher = matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let mut marks = Vec::new();
        for term in &self.found.terms {
            match term {
                Term::Signed(atom) if !atom.negative => {
                    atom.indices(letters, matcher, &mut marks);
                }
                Term::Field(_) | Term::Signed(_) => {}
                Term::Plain(word, _) => {
                    let whole = atom(word, AtomKind::Substring).indices(letters, matcher, &mut marks);
                    // Letters stand apart only where they do not stand together.
                    if whole.is_none() && self.found.fuzzy {
                        atom(word, AtomKind::Fuzzy).indices(letters, matcher, &mut marks);
                    }
                }
            }
        }
        let places = marks.into_iter().filter_map(|mark| places.get(usize::try_from(mark).ok()?).copied());
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// The matcher, and the row that it reads, in one: its text, and its fields.
#[derive(Debug)]
struct Reader {
    matcher: Matcher,
    line: String,
    letters: Vec<char>,
}

impl Default for Reader {
    fn default() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), line: String::new(), letters: Vec::new() }
    }
}

impl Reader {
    fn score(&mut self, index: &Index, row: usize, atom: &Atom) -> Option<u16> {
        let text = &index.text[index.start(row)..index.ends[row]];
        let fields = &index.kinds[index.kind_of[row]];
        self.line.clear();
        self.line.push_str(text);
        // What a row ends with is the end of its text.
        if !fields.is_empty() && !matches!(atom.kind, AtomKind::Postfix | AtomKind::Exact) {
            self.line.push(' ');
            self.line.push_str(fields);
        }
        if self.line.is_ascii() {
            return atom.score(Utf32Str::Ascii(self.line.as_bytes()), &mut self.matcher);
        }
        self.letters.clear();
        self.letters.extend(self.line.chars().chain([TRAILING_PAD]));
        atom.score(Utf32Str::Unicode(&self.letters), &mut self.matcher)
    }
}

fn atom(word: &str, kind: AtomKind) -> Atom {
    Atom::new(word, CaseMatching::Ignore, Normalization::Never, kind, false)
}

/// Whether a longer query lets through some of the same rows: its last word may go on, unless it means a field.
fn is_open(query: &str, terms: &[Term]) -> bool {
    has_no_signs(query)
        && (query.ends_with(char::is_whitespace) || matches!(terms.last(), Some(Term::Plain(..))))
}

fn has_no_signs(query: &str) -> bool {
    !query.contains(['!', '^', '$', '\'', '\\'])
}

/// The places of the letters, by the character, where the words of a query stand in a text as they are.
pub fn word_marks(text: &str, query: &str) -> Vec<usize> {
    let (letters, places) = letters(text);
    let mut marks = Vec::new();
    for word in query.split_whitespace() {
        let word: Vec<char> = folded(word).chars().collect();
        if let Some(at) = letters.windows(word.len().max(1)).position(|part| part == word) {
            marks.extend_from_slice(&places[at..at + word.len()]);
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// The letters of a text, folded, and the place of the character that each comes from.
fn letters(text: &str) -> (Vec<char>, Vec<usize>) {
    text.chars().enumerate().filter_map(|(place, c)| Some((fold(c)?, place))).unzip()
}

/// Without case and accents, however they are composed.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

fn fold_into(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        out.extend(nfc(text).chars().filter_map(fold));
    }
}

/// `None` for an accent that stands by itself, behind its letter.
fn fold(c: char) -> Option<char> {
    (!('\u{300}'..='\u{36f}').contains(&c)).then(|| to_lower_case(normalize(c)))
}

#[cfg(test)]
mod tests;
