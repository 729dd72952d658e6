//! The house rules: who may import whom, where each crate lives, and how a file opens.

mod cycles;
mod imports;
mod names;
mod source;

use std::collections::BTreeMap;

use source::{Source, all_files, sources, without_comments};

/// A room, and the rooms that it may import. `main` and `cli` may import everything.
const ALLOWED_IMPORTS: &[(&str, &[&str])] = &[
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
const CRATE_MODULES: &[(&str, &[&str])] = &[
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
const SCREEN_PATH: &str = "runtime/screen";
/// Lines from which on a file wants a second room.
const MAX_FILE_LINES: usize = 400;

/// The rooms that a file names after `crate::`, also within braces.
fn imported_modules(code: &str) -> Vec<String> {
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
fn modules_import_only_what_the_design_allows() {
    let allowed: BTreeMap<_, _> = ALLOWED_IMPORTS.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources() {
        let Some(may) = allowed.get(source.room.as_str()) else { continue };
        for other in imported_modules(&source.code) {
            let known = allowed.contains_key(other.as_str()) || other == "cli";
            if known && other != source.room && !may.contains(&other.as_str()) {
                faults.push(format!("{} imports {other}", source.path));
            }
            if source.room == "runtime" && other == "app" && !source.path.starts_with(SCREEN_PATH) {
                faults.push(format!("{} imports app; only {SCREEN_PATH} may", source.path));
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
            if source.code.contains(&format!("panes::{other}")) {
                faults.push(format!("{} imports {other}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn each_crate_is_used_only_in_its_modules() {
    let mut faults = Vec::new();
    for source in sources() {
        let code = &source.code;
        for (name, rooms) in CRATE_MODULES {
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
fn every_file_has_a_module_comment_and_at_most_400_lines() {
    let mut faults = Vec::new();
    for source in all_files() {
        let first = source.text.lines().next().unwrap_or("");
        if !first.starts_with("//! ") || first.len() < 20 {
            faults.push(format!("{} opens with {first:?}", source.path));
        }
        let lines = source.text.lines().count();
        if lines > MAX_FILE_LINES {
            faults.push(format!("{} has {lines} lines", source.path));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What begins elsewhere would inherit the API key.
#[test]
fn child_processes_are_started_in_one_file_only() {
    let begins = |source: &Source| {
        let code = &source.code;
        ["Command::new(", "open::that", "open::with"].iter().any(|call| code.contains(call))
    };
    let files: Vec<String> = sources().into_iter().filter(begins).map(|source| source.path).collect();
    assert_eq!(files, ["runtime/child_process.rs"]);
}

#[test]
fn forbidden_imports_are_detected() {
    assert_eq!(
        imported_modules("use crate::heygen::Client; use crate::{store, domain::Fault};"),
        ["heygen", "store", "domain"]
    );
    assert!(imported_modules(&without_comments("// crate::heygen\nfn f() {}")).is_empty());
}

/// The table of `lib.rs` is the one that newcomers read.
#[test]
fn the_import_table_of_lib_rs_matches_the_rules() {
    let lib = include_str!("../../src/lib.rs");
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | [`")).map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let room = cells[0].trim_end_matches("`]").to_owned();
        (room, cells.last().unwrap().trim_end_matches(" |").to_owned())
    });
    let stated: BTreeMap<String, String> = rows.collect();
    let mut expected: BTreeMap<String, String> = ALLOWED_IMPORTS
        .iter()
        .map(|(room, may)| {
            let may = if may.is_empty() { "nothing of ours".to_owned() } else { may.join(" ") };
            ((*room).to_owned(), may)
        })
        .collect();
    expected.insert("cli".to_owned(), "everything".to_owned());
    assert_eq!(stated, expected);
}
