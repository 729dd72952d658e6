//! The house rules: who may import whom, where each crate lives, and how a file opens.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms that it may import. `main` and `cli` may import everything.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("command", &[]),
    ("widgets", &[]),
    ("sandbox", &[]),
    ("heygen", &["domain"]),
    ("store", &["domain"]),
    ("studio", &["domain"]),
    ("panes", &["domain", "studio", "command", "widgets"]),
    ("app", &["domain", "studio", "command", "widgets", "panes"]),
    ("runtime", &["domain", "studio", "command", "widgets", "app", "heygen", "store"]),
];

/// A crate, and the rooms that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("reqwest", &["heygen"]),
    ("ratatui", &["widgets", "panes", "app", "runtime"]),
    ("tokio", &["runtime", "heygen", "sandbox", "cli", "main"]),
    ("crossterm", &["runtime", "panes"]),
    ("rusqlite", &["store"]),
    ("axum", &["sandbox"]),
    ("toml_edit", &["store"]),
    ("open", &["runtime"]),
];

/// The one file that may join the screen to the app, beside its own folder.
const SCREEN: &str = "runtime/screen";
/// Lines from which on a file wants a second room.
const LONGEST: usize = 400;

struct Source {
    /// Under `src`, with slashes.
    path: String,
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources are where they are looked for");
    files.into_iter().map(|file| source(&root, &file)).collect()
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
    Source { path, room, text }
}

/// What counts for a room's imports: the code without comments and without tests.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or("");
    body.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file names after `crate::`, also within braces.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in code.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            let names = group.split('}').next().unwrap_or("").split(',');
            found.extend(names.map(|name| first_word(name.trim())));
        } else {
            found.push(first_word(part));
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn rooms_import_only_what_the_design_allows() {
    let allowed: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources() {
        let Some(may) = allowed.get(source.room.as_str()) else { continue };
        for other in imports(&code(&source.text)) {
            let known = allowed.contains_key(other.as_str()) || other == "cli";
            if known && other != source.room && !may.contains(&other.as_str()) {
                faults.push(format!("{} imports {other}", source.path));
            }
            if source.room == "runtime" && other == "app" && !source.path.starts_with(SCREEN) {
                faults.push(format!("{} imports app; only {SCREEN} may", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn panes_never_import_each_other() {
    let mut faults = Vec::new();
    let panes = ["photos", "voices", "scenes", "queue"];
    for source in sources().iter().filter(|source| source.room == "panes") {
        let Some(own) = source.path.split('/').nth(1).filter(|name| panes.contains(name)) else { continue };
        for other in panes.iter().filter(|other| **other != own) {
            if code(&source.text).contains(&format!("panes::{other}")) {
                faults.push(format!("{} imports {other}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn crates_live_in_their_rooms() {
    let mut faults = Vec::new();
    for source in sources() {
        let code = code(&source.text);
        for (name, rooms) in HOMES {
            let named = code.lines().any(|line| {
                let line = line.trim_start();
                line.starts_with(&format!("use {name}::"))
                    || line.starts_with(&format!("pub use {name}::"))
                    || line.match_indices(&format!("{name}::")).any(|(at, _)| {
                        !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                    })
            });
            let own_module = source.text.contains(&format!("mod {name};"));
            if named && !own_module && !rooms.contains(&source.room.as_str()) {
                faults.push(format!("{} names {name}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_file_opens_with_what_it_is_and_stays_short() {
    let mut faults = Vec::new();
    for source in sources() {
        let first = source.text.lines().next().unwrap_or("");
        if !first.starts_with("//! ") || first.len() < 20 {
            faults.push(format!("{} opens with {first:?}", source.path));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST {
            faults.push(format!("{} has {lines} lines", source.path));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What begins elsewhere would inherit the API key.
#[test]
fn child_processes_begin_in_one_file() {
    let begins = |source: &Source| {
        let code = code(&source.text);
        ["Command::new(", "open::that", "open::with"].iter().any(|call| code.contains(call))
    };
    let files: Vec<String> = sources()
        .into_iter()
        .filter(|source| !source.path.contains("tests/") && !source.path.ends_with("tests.rs"))
        .filter(begins)
        .map(|source| source.path)
        .collect();
    assert_eq!(files, ["runtime/child.rs"]);
}

#[test]
fn the_rules_see_what_they_forbid() {
    assert_eq!(
        imports("use crate::heygen::Client; use crate::{store, domain::Fault};"),
        ["heygen", "store", "domain"]
    );
    assert!(imports(&code("// crate::heygen\nfn f() {}")).is_empty());
}
