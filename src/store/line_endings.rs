//! Line ends of a rewritten file: each line that stood in it before keeps its own, `\r\n` or `\n`.

use std::collections::{HashMap, VecDeque};

/// A line without its end, and its end.
type LineWithEnding<'a> = (&'a str, &'a str);

/// `new` with the line ends of `old`: the TOML writer knows `\n` alone. A line that is new ends as the one above it.
pub(super) fn restore(old: &str, new: &str) -> String {
    let (old, new) = (split_lines(old), split_lines(new));
    let same = |(one, other): &(&LineWithEnding<'_>, &LineWithEnding<'_>)| one.0 == other.0;
    let head = old.iter().zip(&new).take_while(same).count();
    let max_tail = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(max_tail).take_while(same).count();
    // Lines between them may have moved.
    let mut moved: HashMap<&str, VecDeque<&str>> = HashMap::new();
    for (line, end) in &old[head..old.len() - tail] {
        moved.entry(line).or_default().push_back(end);
    }
    let mut out = String::new();
    let mut above = old.iter().map(|line| line.1).find(|end| !end.is_empty()).unwrap_or("\n");
    for (index, (line, own)) in new.iter().enumerate() {
        let old_end = if index < head {
            Some(old[index].1)
        } else if index >= new.len() - tail {
            Some(old[index + old.len() - new.len()].1)
        } else {
            moved.get_mut(line).and_then(VecDeque::pop_front)
        };
        let end = match old_end {
            _ if own.is_empty() => "",
            Some("") if index + 1 == new.len() => "",
            Some("") | None => above,
            Some(end) => end,
        };
        if !end.is_empty() {
            above = end;
        }
        out.push_str(line);
        out.push_str(end);
    }
    out
}

fn split_lines(text: &str) -> Vec<LineWithEnding<'_>> {
    text.split_inclusive('\n')
        .map(|line| {
            let bare = line.strip_suffix('\n').map_or(line, |bare| bare.strip_suffix('\r').unwrap_or(bare));
            (bare, &line[bare.len()..])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_endings_and_new_lines_inherit_one() {
        for (old, new, restored) in [
            ("a\r\nb\nc\r\n", "a\nB\nc\n", "a\r\nB\r\nc\r\n"),
            ("a\nb\r\nc\n", "a\nx\nb\nc\n", "a\nx\nb\r\nc\n"),
            ("a\r\nb\n", "b\na\n", "b\na\r\n"),
            ("a\r\nb", "a\nb\n", "a\r\nb"),
            ("a\r\nb", "a\nb\nc\n", "a\r\nb\r\nc\r\n"),
            ("a\nb\n", "a\r\nb\n", "a\nb\n"),
            ("", "a\n", "a\n"),
            ("a", "", ""),
        ] {
            assert_eq!(restore(old, new), restored, "{old:?} {new:?}");
        }
    }
}
