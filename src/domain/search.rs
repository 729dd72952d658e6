//! Incremental search in a list: the matching rows, the best first, and the matched characters.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::nfc;

/// The searchable rows of a list. A row has a text and fields, such as a language, with few different values. Case and
/// accents are ignored, and a row must match all words of the query.
///
/// A word that equals a word of some field matches that field only: `male` does not find `female`. Any other word matches
/// anywhere in the text, or at the start of a word of a field. Only if no row matches is the search fuzzy.
/// `'` `^` `$` `!` mean the same as in fzf.
#[derive(Debug, Default)]
pub struct SearchIndex {
    /// The folded texts, one per line.
    folded_text: String,
    /// The end of each text, in bytes.
    row_ends: Vec<usize>,
    /// The fields of each row, as an index into `field_sets`.
    row_field_sets: Vec<usize>,
    /// Each distinct set of fields, folded and joined.
    field_sets: Vec<String>,
    /// The index of each set of fields, by its unfolded text.
    field_set_indices: HashMap<String, usize>,
    last_search: SearchResult,
    /// Created on first use and kept, since it is large.
    matcher: RefCell<Option<Matcher>>,
}

/// The result of the last query.
#[derive(Debug, Default)]
struct SearchResult {
    query: String,
    terms: Vec<QueryTerm>,
    rows: Vec<usize>,
    /// Whether the search was fuzzy.
    fuzzy: bool,
    /// Whether a query that continues this one can only match some of these rows.
    can_narrow: bool,
}

/// A word of a query.
#[derive(Debug)]
enum QueryTerm {
    /// A whole word of a field: whether each set of fields has it.
    Field(Vec<bool>),
    /// A part of the text, or the start of a word of a field: whether each set of fields has that.
    Text(String, Vec<bool>),
    /// A word with an operator of fzf.
    Operator(Atom),
}

// How well a row matches a word; less is better.
const RANK_TEXT_START: u8 = 0;
const RANK_WORD_START: u8 = 1;
const RANK_FIELD: u8 = 2;
const RANK_SUBSTRING: u8 = 3;
const NO_MATCH: u8 = u8::MAX;
const ROW_EXCLUDED: u16 = u16::MAX;
/// Appended to text that is not ASCII: nucleo-matcher 0.3.1 misses a word at its very end.
const TRAILING_PAD: char = ' ';
/// Words of a query that count, so that the sum of ranks does not overflow.
const MAX_QUERY_WORDS: usize = 64;

impl SearchIndex {
    /// An index of rows without fields.
    pub fn new(rows: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut index = Self::default();
        rows.into_iter().for_each(|row| index.push(row.as_ref(), &[]));
        index
    }

    /// Adds a row.
    pub fn push(&mut self, text: &str, fields: &[&str]) {
        fold_text_into(&mut self.folded_text, text);
        self.row_ends.push(self.folded_text.len());
        self.folded_text.push('\n');
        let line = fields.join(" ");
        let kind = self.field_set_indices.get(&line).copied().unwrap_or_else(|| {
            self.field_sets.push(fold_text(&line));
            self.field_set_indices.insert(line, self.field_sets.len() - 1);
            self.field_sets.len() - 1
        });
        self.row_field_sets.push(kind);
    }

    pub fn is_empty(&self) -> bool {
        self.row_ends.is_empty()
    }

    /// The indices of the matching rows, the best first; all rows in order for a blank query.
    pub fn find(&mut self, query: &str) -> &[usize] {
        let terms = self.parse_terms(query);
        let mut found = SearchResult {
            query: query.to_owned(),
            can_narrow: can_narrow(query, &terms),
            ..SearchResult::default()
        };
        found.rows =
            if terms.is_empty() { (0..self.row_ends.len()).collect() } else { self.exact_matches(&terms) };
        if found.rows.is_empty() && terms.iter().any(|term| matches!(term, QueryTerm::Text(..))) {
            let last = mem::take(&mut self.last_search);
            let is_narrower = last.fuzzy && last.can_narrow && query.starts_with(&last.query);
            found.rows = if is_narrower && has_no_operators(query) {
                self.fuzzy_matches(&terms, last.rows.into_iter())
            } else {
                self.fuzzy_matches(&terms, 0..self.row_ends.len())
            };
            found.fuzzy = true;
        }
        found.terms = terms;
        self.last_search = found;
        &self.last_search.rows
    }

    /// The indices of the rows that match all words exactly, in order; operators have no meaning.
    pub fn find_words(&self, query: &str) -> Vec<usize> {
        let terms: Vec<QueryTerm> =
            query.split_whitespace().map(|word| self.plain_term(&fold_text(word))).collect();
        let ranks = self.row_ranks(&terms);
        (0..ranks.len()).filter(|row| ranks[*row] != ROW_EXCLUDED).collect()
    }

    /// Finds the characters that the last query matched.
    pub fn highlighter(&self) -> MatchHighlighter<'_> {
        MatchHighlighter { search: &self.last_search, matcher: &self.matcher }
    }

    fn parse_terms(&self, query: &str) -> Vec<QueryTerm> {
        let query = fold_text(query);
        if query.contains('\\') {
            let pattern = Pattern::parse(&query, CaseMatching::Ignore, Normalization::Never);
            return pattern.atoms.into_iter().take(MAX_QUERY_WORDS).map(QueryTerm::Operator).collect();
        }
        query.split_whitespace().take(MAX_QUERY_WORDS).filter_map(|word| self.parse_term(word)).collect()
    }

    /// `None` for operators without a word.
    fn parse_term(&self, word: &str) -> Option<QueryTerm> {
        if has_no_operators(word) {
            return Some(self.plain_term(word));
        }
        let bare = word.trim_start_matches(['!', '\'']);
        if let QueryTerm::Field(kinds) = self.plain_term(bare) {
            let expected = !word.starts_with('!');
            return Some(QueryTerm::Field(kinds.into_iter().map(|has| has == expected).collect()));
        }
        let atom = Atom::parse(word, CaseMatching::Ignore, Normalization::Never);
        (!atom.needle_text().is_empty()).then_some(QueryTerm::Operator(atom))
    }

    fn plain_term(&self, word: &str) -> QueryTerm {
        let of_field = |is_it: &dyn Fn(&str) -> bool| -> Vec<bool> {
            self.field_sets.iter().map(|kind| kind.split(|c: char| !c.is_alphanumeric()).any(is_it)).collect()
        };
        let whole = of_field(&|field| !word.is_empty() && field == word);
        if whole.contains(&true) {
            return QueryTerm::Field(whole);
        }
        QueryTerm::Text(word.to_owned(), of_field(&|field| field.starts_with(word)))
    }

    /// The rows that match all words exactly, the best first.
    fn exact_matches(&self, terms: &[QueryTerm]) -> Vec<usize> {
        let ranks = self.row_ranks(terms);
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

    /// The rank of each row over all words.
    fn row_ranks(&self, terms: &[QueryTerm]) -> Vec<u16> {
        let mut ranks = vec![0_u16; self.row_ends.len()];
        for term in terms {
            let of_term = self.row_ranks_for_term(term, &ranks);
            for (rank, more) in ranks.iter_mut().zip(of_term) {
                *rank = if more == NO_MATCH { ROW_EXCLUDED } else { rank.saturating_add(more.into()) };
            }
        }
        ranks
    }

    fn row_ranks_for_term(&self, term: &QueryTerm, so_far: &[u16]) -> Vec<u8> {
        let (word, kinds, best) = match term {
            QueryTerm::Field(kinds) => ("", kinds, RANK_TEXT_START),
            QueryTerm::Text(word, kinds) => (word.as_str(), kinds, RANK_FIELD),
            QueryTerm::Operator(atom) => {
                let mut reader = RowScorer::default();
                let has = |row: usize| so_far[row] != ROW_EXCLUDED && reader.score(self, row, atom).is_some();
                return (0..self.row_ends.len())
                    .map(has)
                    .map(|has| if has { RANK_TEXT_START } else { NO_MATCH })
                    .collect();
            }
        };
        let by_kind: Vec<u8> = kinds.iter().map(|has| if *has { best } else { NO_MATCH }).collect();
        let mut ranks: Vec<u8> = self.row_field_sets.iter().map(|kind| by_kind[*kind]).collect();
        if word.is_empty() {
            return ranks;
        }
        let mut row = 0;
        for (offset, _) in self.folded_text.match_indices(word) {
            while self.row_ends[row] <= offset {
                row += 1;
            }
            ranks[row] = ranks[row].min(self.match_rank(row, offset));
        }
        ranks
    }

    /// The rank of a match at this byte of the folded texts.
    fn match_rank(&self, row: usize, offset: usize) -> u8 {
        let before = self.folded_text[self.row_start(row)..offset].chars().next_back();
        match before {
            None => RANK_TEXT_START,
            Some(c) if c.is_alphanumeric() => RANK_SUBSTRING,
            Some(_) => RANK_WORD_START,
        }
    }

    /// Those of `rows` that match all words fuzzily, the best first.
    fn fuzzy_matches(&self, terms: &[QueryTerm], rows: impl Iterator<Item = usize>) -> Vec<usize> {
        let letters_of = |term: &QueryTerm| match term {
            QueryTerm::Text(word, _) => Some(new_atom(word, AtomKind::Fuzzy)),
            QueryTerm::Operator(atom) => Some(atom.clone()),
            QueryTerm::Field(_) => None,
        };
        let atoms: Vec<Atom> = terms.iter().filter_map(letters_of).collect();
        let in_fields = |row: &usize| {
            terms
                .iter()
                .all(|term| !matches!(term, QueryTerm::Field(kinds) if !kinds[self.row_field_sets[*row]]))
        };
        let mut reader = RowScorer::default();
        let scored = rows.filter(in_fields).filter_map(|row| {
            let scores = atoms.iter().map(|atom| reader.score(self, row, atom).map(u32::from));
            Some((u32::MAX - scores.sum::<Option<u32>>()?, row))
        });
        let mut scored: Vec<(u32, usize)> = scored.collect();
        scored.sort_unstable();
        scored.into_iter().map(|(_, row)| row).collect()
    }

    fn row_start(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.row_ends[before] + 1)
    }
}

/// Finds the characters that a query matched in a text.
#[derive(Debug)]
pub struct MatchHighlighter<'a> {
    search: &'a SearchResult,
    matcher: &'a RefCell<Option<Matcher>>,
}

impl MatchHighlighter<'_> {
    /// The indices of the matched characters in the text of a row.
    pub fn matched_chars(&self, text: &str) -> Vec<usize> {
        if self.search.terms.is_empty() {
            return Vec::new();
        }
        let (mut letters, places) = folded_chars(text);
        letters.push(TRAILING_PAD);
        let letters = Utf32Str::Unicode(&letters);
        let mut matcher = self.matcher.borrow_mut();
        let matcher = matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let mut marks = Vec::new();
        for term in &self.search.terms {
            match term {
                QueryTerm::Operator(atom) if !atom.negative => {
                    atom.indices(letters, matcher, &mut marks);
                }
                QueryTerm::Field(_) | QueryTerm::Operator(_) => {}
                QueryTerm::Text(word, _) => {
                    let whole = new_atom(word, AtomKind::Substring).indices(letters, matcher, &mut marks);
                    // A fuzzy match counts only without an exact one.
                    if whole.is_none() && self.search.fuzzy {
                        new_atom(word, AtomKind::Fuzzy).indices(letters, matcher, &mut marks);
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

/// A matcher with buffers for the row that it scores.
#[derive(Debug)]
struct RowScorer {
    matcher: Matcher,
    line: String,
    letters: Vec<char>,
}

impl Default for RowScorer {
    fn default() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), line: String::new(), letters: Vec::new() }
    }
}

impl RowScorer {
    fn score(&mut self, index: &SearchIndex, row: usize, atom: &Atom) -> Option<u16> {
        let text = &index.folded_text[index.row_start(row)..index.row_ends[row]];
        let fields = &index.field_sets[index.row_field_sets[row]];
        self.line.clear();
        self.line.push_str(text);
        // `$` anchors at the end of the text, not of the fields.
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

fn new_atom(word: &str, kind: AtomKind) -> Atom {
    Atom::new(word, CaseMatching::Ignore, Normalization::Never, kind, false)
}

/// Whether continuing the query can only narrow its result. A last word that means a field could continue to another.
fn can_narrow(query: &str, terms: &[QueryTerm]) -> bool {
    has_no_operators(query)
        && (query.ends_with(char::is_whitespace) || matches!(terms.last(), Some(QueryTerm::Text(..))))
}

fn has_no_operators(query: &str) -> bool {
    !query.contains(['!', '^', '$', '\'', '\\'])
}

/// The indices of the characters in a text that match the words of a query exactly.
pub fn matched_word_chars(text: &str, query: &str) -> Vec<usize> {
    let (letters, places) = folded_chars(text);
    let mut marks = Vec::new();
    for word in query.split_whitespace() {
        let word: Vec<char> = fold_text(word).chars().collect();
        if let Some(at) = letters.windows(word.len().max(1)).position(|part| part == word) {
            marks.extend_from_slice(&places[at..at + word.len()]);
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// The folded characters of a text, and the index of the character that each comes from.
fn folded_chars(text: &str) -> (Vec<char>, Vec<usize>) {
    text.chars().enumerate().filter_map(|(index, c)| Some((fold_char(c)?, index))).unzip()
}

/// Removes case and accents, in any composition.
pub fn fold_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_text_into(&mut out, text);
    out
}

fn fold_text_into(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        out.extend(nfc(text).chars().filter_map(fold_char));
    }
}

/// `None` for a combining accent.
fn fold_char(c: char) -> Option<char> {
    (!('\u{300}'..='\u{36f}').contains(&c)).then(|| to_lower_case(normalize(c)))
}

#[cfg(test)]
mod tests;
