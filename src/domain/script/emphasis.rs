//! Emphasis of Markdown within a line: pairs of `*`, `**`, `_`, `~~` and backticks.

/// The longest run of a mark that is emphasis.
const MAX_RUN: usize = 3;
const MARKS: [u8; 4] = *b"*_~`";

/// Whether a byte may be a mark of emphasis.
pub(super) fn is_emphasis_mark(byte: u8) -> bool {
    MARKS.contains(&byte)
}

/// The closing marks of one line that are still to come.
///
/// At most one pair of each mark and length is open, so that a line is searched once for each.
#[derive(Debug, Default)]
pub(super) struct EmphasisPairs {
    /// Where the open pair of a mark and a length is closed.
    closers: [[Option<usize>; MAX_RUN]; MARKS.len()],
    /// Marks and lengths that the rest of the line does not close.
    unclosed: [[bool; MAX_RUN]; MARKS.len()],
}

impl EmphasisPairs {
    /// The length of the run of marks at `at` if it opens or closes emphasis, and the length of the run in any case.
    pub(super) fn take(&mut self, line: &str, at: usize) -> (bool, usize) {
        let byte = line.as_bytes()[at];
        let run = run_length(line, at);
        let Some(mark) = MARKS.iter().position(|mark| *mark == byte).filter(|_| run <= MAX_RUN) else {
            return (false, run);
        };
        let closer = &mut self.closers[mark][run - 1];
        if let Some(end) = *closer {
            if at >= end {
                *closer = None;
            }
            if at <= end {
                return (at == end, run);
            }
        }
        let unclosed = &mut self.unclosed[mark][run - 1];
        if *unclosed || !can_open(line, at, run) {
            return (false, run);
        }
        *closer = find_closer(line, at + run, byte, run);
        *unclosed = closer.is_none();
        (closer.is_some(), run)
    }
}

impl EmphasisPairs {
    /// Where the emphasis ends that the marks at `at` have just opened.
    pub(super) fn closer(&self, line: &str, at: usize, run: usize) -> Option<usize> {
        let mark = MARKS.iter().position(|mark| *mark == line.as_bytes()[at])?;
        (*self.closers.get(mark)?.get(run.checked_sub(1)?)?).filter(|end| *end > at)
    }
}

/// How many times the byte at `at` is repeated.
fn run_length(line: &str, at: usize) -> usize {
    let bytes = &line.as_bytes()[at..];
    bytes.iter().take_while(|byte| **byte == bytes[0]).count()
}

/// Emphasis opens before a letter and not within a word.
fn can_open(line: &str, at: usize, run: usize) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + run..].chars().next();
    before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_whitespace())
}

/// Emphasis closes after a letter and not within a word.
fn find_closer(line: &str, from: usize, mark: u8, run: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if bytes[at] != mark {
            at += 1;
            continue;
        }
        let length = run_length(line, at);
        let before = line[..at].chars().next_back();
        let after = line[at + length..].chars().next();
        let closes = before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric());
        if length == run && at > from && closes {
            return Some(at);
        }
        at += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(line: &str) -> Vec<(usize, usize)> {
        let (mut pairs, mut found, mut at) = (EmphasisPairs::default(), Vec::new(), 0);
        while at < line.len() {
            if !is_emphasis_mark(line.as_bytes()[at]) {
                at += 1;
                continue;
            }
            let (is_mark, run) = pairs.take(line, at);
            if is_mark {
                found.push((at, run));
            }
            at += run;
        }
        found
    }

    #[test]
    fn emphasis_is_found_in_pairs() {
        assert_eq!(marks("a *b* c"), [(2, 1), (4, 1)]);
        assert_eq!(marks("**a *b* c**."), [(0, 2), (4, 1), (6, 1), (9, 2)]);
        assert_eq!(marks("~~old~~ `new` __so__"), [(0, 2), (5, 2), (8, 1), (12, 1), (14, 2), (18, 2)]);
        assert_eq!(marks("„*ja*“"), [(3, 1), (6, 1)]);
        assert_eq!(marks("*a* *b*"), [(0, 1), (2, 1), (4, 1), (6, 1)]);
    }

    #[test]
    fn single_marks_are_text() {
        for line in
            ["2 * 3 * 4", "price*", "5*4*3", "snake_case_name", "****", "*", "a ** b **", "~5 minutes"]
        {
            assert_eq!(marks(line), [], "{line}");
        }
    }
}
