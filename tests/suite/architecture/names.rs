//! Names: a type that others can use has a name of its own in the crate.

use std::collections::BTreeMap;

use super::source::{Source, sources};

/// The types that a file makes visible outside itself: `pub`, `pub(crate)`, `pub(super)` or `pub(in …)`.
fn visible_types(source: &Source) -> Vec<&str> {
    let declared = source.code.lines().filter_map(|line| {
        let line = line.strip_prefix("pub")?;
        let line = match line.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1,
            None => line,
        };
        let (kind, rest) = line.trim_start().split_once(' ')?;
        let is_type = ["struct", "enum", "trait", "type", "union"].contains(&kind);
        is_type.then(|| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""))
    });
    declared.collect()
}

#[test]
fn visible_type_names_are_unique() {
    let sources = sources();
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in &sources {
        for name in visible_types(source) {
            files.entry(name).or_default().push(&source.path);
        }
    }
    files.retain(|_, paths| paths.len() > 1);
    assert!(files.is_empty(), "{} names of two types: {files:#?}", files.len());
}
