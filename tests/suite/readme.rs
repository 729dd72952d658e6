//! The README says what is so: its keys are those of the command table, its commands those of the checks.

use std::fs;
use std::path::Path;

use cuecard::command::{Key, ROWS, Row, Scope, rows};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn line(row: &Row) -> String {
    let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
    let keys = if keys.is_empty() { "in the commands".to_owned() } else { keys.join(" ") };
    format!("| {keys} | {} |\n", row.help)
}

fn table(title: &str, rows: impl Iterator<Item = &'static Row>) -> String {
    let lines: String = rows.map(line).collect();
    format!("| {title} | |\n|---|---|\n{lines}\n")
}

fn keys() -> String {
    let everywhere = table("Everywhere", ROWS.iter().filter(|row| row.scopes.is_empty()));
    let scopes = [
        Scope::Photos,
        Scope::Voices,
        Scope::Filter,
        Scope::Scenes,
        Scope::Choice,
        Scope::Text,
        Scope::Queue,
        Scope::Dialog,
        Scope::Form,
    ];
    let own = |scope: Scope| table(scope.title(), rows(scope).filter(move |row| row.scopes.contains(&scope)));
    everywhere + &scopes.map(own).concat()
}

#[test]
fn the_keys_of_the_readme_are_those_of_the_program() {
    let readme = read("README.md");
    let between = readme.split("<!-- keys -->\n").nth(1).expect("README.md has two marks around its keys");
    let expected = keys();
    if std::env::var_os("CUECARD_WRITE_README").is_some() {
        let written = readme.replace(between, &expected);
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), written).unwrap();
        return;
    }
    assert_eq!(between, expected, "CUECARD_WRITE_README=1 cargo test readme writes them");
}

#[test]
fn the_checks_run_the_test_command_of_the_readme() {
    let (readme, checks) = (read("README.md"), read(".ci/run"));
    assert!(readme.contains("\ncargo test\n") && checks.contains("cargo test\n"));
    assert!(readme.contains("\ncargo run --release -- --sandbox\n"));
}

#[test]
fn every_command_can_be_reached() {
    for row in ROWS {
        assert!(!row.help.is_empty(), "{:?} says nothing", row.command);
        let typed = |key: &Key| key.typed().is_none();
        for scope in row.scopes.iter().filter(|scope| scope.takes_text()) {
            assert!(row.keys.iter().any(typed), "{:?} in {scope:?} has letters alone", row.command);
        }
        // What has no key stands in the palette, which lists the commands of everywhere.
        assert!(!row.keys.is_empty() || row.scopes.is_empty(), "{:?} has no key", row.command);
    }
}
