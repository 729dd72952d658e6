//! The source files of the crate, with comments, strings and test code taken out.

use std::fs;
use std::path::{Path, PathBuf};

/// A file under `src`.
pub(super) struct Source {
    /// Relative to `src`, with slashes.
    pub(super) path: String,
    /// The top-level module that it belongs to.
    pub(super) room: String,
    pub(super) text: String,
    /// `text` without comments, without the contents of strings, and without items under `#[cfg(test)]`.
    pub(super) code: String,
}

/// Every file of the crate that is compiled outside tests.
pub(super) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources are where they are looked up");
    let all: Vec<Source> = files.iter().map(|file| source(&root, file)).collect();
    all.into_iter().filter(|source| !is_test_module(&source.path)).collect()
}

/// Every file of the crate, test modules included.
pub(super) fn all_files() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.iter().map(|file| source(&root, file)).collect()
}

/// Test modules are named `tests`: a file, or a folder.
fn is_test_module(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("tests/")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn source(top: &Path, file: &Path) -> Source {
    let path = file.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
    let room = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
    let text = fs::read_to_string(file).unwrap();
    let code = without_tests(&without_comments(&text));
    Source { path, room, text, code }
}

/// The code with comments and the contents of string and character literals replaced by blanks.
pub(super) fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.chars().next() {
        let length = token_length(rest, out.chars().next_back());
        let (taken, after) = rest.split_at(length.max(c.len_utf8()));
        match length {
            0 => out.push(c),
            _ => out.extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
        }
        rest = after;
    }
    out
}

/// The bytes of the comment or literal that `rest` begins with; 0 where it begins with neither.
fn token_length(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with('r') && !in_word {
        let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
        if rest[1 + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let from = hashes + 2;
            return rest[from..].find(&end).map_or(rest.len(), |at| from + at + end.len());
        }
    }
    match rest.chars().next() {
        Some('"') => literal_length(rest, '"'),
        Some('\'') if is_character(rest) => literal_length(rest, '\''),
        _ => 0,
    }
}

/// Whether a quote begins a character literal, and not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

fn literal_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// The code without the items that stand under `#[cfg(test)]`, wherever in the file they stand.
pub(super) fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        rest = &rest[at + MARK.len()..];
        rest = &rest[item_length(rest)..];
    }
    out.push_str(rest);
    out
}

/// The bytes of the item that `code` begins with: up to its `;`, or to the end of its braces.
fn item_length(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 && !code[at + 1..].trim_start().starts_with(';') => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn comments_strings_and_test_code_are_removed() {
    let text = "use a; // use b\nfn f<'a>(c: char) { let s = \"use \\\" d\"; c == '\"' }\n#[cfg(test)]\nmod tests { use e; }\nuse g;\n#[cfg(test)]\nuse h::{i, j};\nuse k;";
    let code = without_tests(&without_comments(text));
    for (name, kept) in
        [("a", true), ("b", false), ("d", false), ("e", false), ("g", true), ("h", false), ("k", true)]
    {
        assert_eq!(code.contains(&format!("use {name}")), kept, "{name}: {code}");
    }
}
