//! The import graph of the crate's files. A path leads to the file that defines what it names: re-exports are
//! followed, and a `pub use` of a `mod.rs` is no import of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// The names of a path: `crate::domain::RenderChanged` is `["crate", "domain", "Render"]`.
type Path = Vec<String>;

/// A module that has a file.
struct Module {
    file: usize,
    /// Names that its `use` lines bring in, with the path that each stands for. `*` is a glob.
    names: Vec<(String, Path)>,
    /// The paths of its code that count as imports.
    paths: Vec<Path>,
}

/// Which file imports which, by index into the sources.
pub(super) struct Imports {
    pub(super) edges: BTreeMap<usize, BTreeSet<usize>>,
}

impl Imports {
    pub(super) fn of(sources: &[Source]) -> Self {
        let modules: BTreeMap<Path, Module> = sources
            .iter()
            .enumerate()
            .map(|(file, source)| (module_path(&source.path), module(file, &source.code)))
            .collect();
        let mut edges: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (own, module) in &modules {
            for path in &module.paths {
                let target = resolve(&modules, own, path, 0);
                edges.entry(module.file).or_default().extend(target.filter(|file| *file != module.file));
            }
        }
        Self { edges }
    }
}

/// `studio/queue.rs` is the module `["studio", "queue"]`, `studio/mod.rs` is `["studio"]`, `lib.rs` is the root.
fn module_path(file: &str) -> Path {
    let file = file.trim_end_matches(".rs");
    let names = file.split('/').filter(|name| !matches!(*name, "mod" | "lib"));
    names.map(str::to_owned).collect()
}

fn module(file: usize, code: &str) -> Module {
    let (uses, rest) = split_uses(code);
    let mut module = Module { file, names: Vec::new(), paths: inline_paths(&rest) };
    for (is_public, tree) in uses {
        for (name, path) in expand(&tree) {
            if !is_public {
                module.paths.push(path.clone());
            }
            module.names.push((name, path));
        }
    }
    module
}

/// The `use` declarations, each with whether it is a re-export, and the code without them.
fn split_uses(code: &str) -> (Vec<(bool, String)>, String) {
    let mut uses = Vec::new();
    let mut rest = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let is_public = trimmed.starts_with("pub");
        let after = if is_public { trimmed.split_once(" use ") } else { trimmed.split_once("use ") };
        match after {
            Some((before, tree))
                if before.is_empty() || (is_public && before.len() < 20 && !before.contains("fn")) =>
            {
                let mut tree = tree.to_owned();
                while !tree.contains(';') {
                    tree.push_str(lines.next().expect("a use line ends"));
                }
                uses.push((is_public, tree.trim_end().trim_end_matches(';').to_owned()));
            }
            _ => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    (uses, rest)
}

/// The names of a `use` tree with their paths: `a::{b, c as d}` gives `b` and `d`.
fn expand(tree: &str) -> Vec<(String, Path)> {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let group = group.trim_end().strip_suffix('}').unwrap_or(group);
        let head: Path = names(head);
        return split_group(group)
            .into_iter()
            .flat_map(|part| expand(&part))
            .map(|(name, path)| {
                let path: Path = head.iter().cloned().chain(path).filter(|name| name != "self").collect();
                let path = if head.first().is_some_and(|first| first == "self") {
                    [vec!["self".to_owned()], path].concat()
                } else {
                    path
                };
                (if name == "self" { path.last().cloned().unwrap_or_default() } else { name }, path)
            })
            .collect();
    }
    let (path, name) = match tree.split_once(" as ") {
        Some((path, name)) => (names(path), name.trim().to_owned()),
        None => (names(tree), names(tree).last().cloned().unwrap_or_default()),
    };
    if path.is_empty() { Vec::new() } else { vec![(name, path)] }
}

/// The parts of a group between the commas that stand in no inner group.
fn split_group(group: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
}

fn names(path: &str) -> Path {
    path.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The paths in code: `super::queue::Row`, `text::plural`, and words without `::` are left out.
fn inline_paths(code: &str) -> Vec<Path> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut paths = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(is_word) {
        rest = &rest[at..];
        let mut path = Vec::new();
        loop {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            path.push(rest[..end].to_owned());
            rest = &rest[end..];
            match rest.strip_prefix("::") {
                Some(after) if after.starts_with(is_word) => rest = after,
                _ => break,
            }
        }
        if path.len() > 1 {
            paths.push(path);
        }
    }
    paths
}

/// The file that defines what a path of the module `own` names; none for what is not of this crate.
fn resolve(modules: &BTreeMap<Path, Module>, own: &Path, path: &[String], depth: usize) -> Option<usize> {
    if depth > 12 {
        return None;
    }
    let mut at = own.clone();
    let mut rest = path;
    let mut is_ours = false;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => at.clear(),
            "super" => drop(at.pop()),
            "self" => {}
            _ => break,
        }
        is_ours = true;
        rest = after;
    }
    for (position, name) in rest.iter().enumerate() {
        let mut child = at.clone();
        child.push(name.clone());
        if modules.contains_key(&child) {
            at = child;
            is_ours = true;
            continue;
        }
        // A name of the own `use` lines is an import that is counted there.
        if !is_ours {
            return None;
        }
        let module = modules.get(&at)?;
        let tail = &rest[position + 1..];
        let named = module.names.iter().find(|(known, _)| known == name);
        if let Some((_, target)) = named {
            let target: Path = target.iter().chain(tail).cloned().collect();
            return resolve(modules, &at, &target, depth + 1).or_else(|| foreign(&target));
        }
        return Some(module.file);
    }
    if is_ours { modules.get(&at).map(|module| module.file) } else { None }
}

/// What is re-exported from another crate leads nowhere.
fn foreign(_: &Path) -> Option<usize> {
    None
}
