//! Cycles among the files of the crate: files that import each other, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Imports;
use super::source::sources;

type Edges = BTreeMap<usize, BTreeSet<usize>>;

/// The strongly connected components of more than one file (Tarjan).
fn components(edges: &Edges, files: usize) -> Vec<Vec<usize>> {
    let mut search = Search {
        edges,
        order: BTreeMap::new(),
        lowest: BTreeMap::new(),
        stack: Vec::new(),
        found: Vec::new(),
    };
    (0..files).for_each(|file| search.visit(file));
    search.found
}

struct Search<'a> {
    edges: &'a Edges,
    order: BTreeMap<usize, usize>,
    /// The earliest file on the stack that can be reached from this one.
    lowest: BTreeMap<usize, usize>,
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn visit(&mut self, file: usize) {
        if self.order.contains_key(&file) {
            return;
        }
        let own = self.order.len();
        self.order.insert(file, own);
        self.lowest.insert(file, own);
        self.stack.push(file);
        for target in self.edges.get(&file).into_iter().flatten().copied() {
            self.visit(target);
            if self.stack.contains(&target) {
                let lowest = self.lowest[&target].min(self.lowest[&file]);
                self.lowest.insert(file, lowest);
            }
        }
        if self.lowest[&file] == own {
            let start = self.stack.iter().position(|other| *other == file).unwrap();
            let component = self.stack.split_off(start);
            if component.len() > 1 {
                self.found.push(component);
            }
        }
    }
}

#[test]
fn no_files_import_each_other() {
    let sources = sources();
    let imports = Imports::of(&sources);
    let cycles: Vec<String> = components(&imports.edges, sources.len())
        .into_iter()
        .map(|files| {
            let inside = |file: &usize| files.contains(file);
            let lines = files.iter().map(|file| {
                let targets = imports.edges[file].iter().filter(|target| inside(target));
                let targets: Vec<&str> = targets.map(|target| sources[*target].path.as_str()).collect();
                format!("{} -> {}", sources[*file].path, targets.join(", "))
            });
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    assert!(cycles.is_empty(), "{} cycles:\n{}", cycles.len(), cycles.join("\n\n"));
}

#[test]
fn a_cycle_is_found() {
    let edges = Edges::from([(0, [1].into()), (1, [2].into()), (2, [1, 3].into())]);
    assert_eq!(components(&edges, 4), [vec![1, 2]]);
}
