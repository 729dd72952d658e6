//! Scenes and their tables in the file: each keeps its comments and unknown keys when it moves or is changed.

use toml_edit::{ArrayOfTables, Decor, Item, Table};

use crate::domain::Scene;

use super::write;

/// Where the table of a scene comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The table with this index is this scene's own.
    Own(usize),
    /// A copy of it: its keys, without the comment above it.
    Copy(usize),
    New,
}

/// Makes the tables under `scene` say what `now` says, where they said `before`.
/// `has_head` says whether anything stood above the first scene.
pub(super) fn arrange(project: &mut Table, before: &[Scene], now: &[Scene], has_head: bool) {
    if before == now {
        return;
    }
    let old = project.remove("scene").and_then(|item| item.into_array_of_tables().ok()).unwrap_or_default();
    let places: Vec<_> = old.iter().map(Table::position).collect();
    let mut scenes = ArrayOfTables::new();
    for (index, (origin, scene)) in origins(before, now).into_iter().zip(now).enumerate() {
        let (mut table, was) = match origin {
            Origin::Own(from) => (old.get(from).cloned().unwrap_or_default(), before.get(from)),
            Origin::Copy(from) => (copied(old.get(from)), before.get(from)),
            Origin::New => (Table::new(), None),
        };
        write::scene(&mut table, scene, was);
        place(&mut table, places.get(index).or(places.last()).copied().flatten());
        // One that stays where it was keeps the lines above it as they were.
        let is_in_place = origin == Origin::Own(index) && (index > 0 || has_head);
        space(&mut table, !is_in_place && (index > 0 || !project.is_empty()));
        scenes.push(table);
    }
    if !scenes.is_empty() {
        project.insert("scene", Item::ArrayOfTables(scenes));
    }
}

fn copied(table: Option<&Table>) -> Table {
    let mut copy = table.cloned().unwrap_or_default();
    *copy.decor_mut() = Decor::default();
    copy
}

/// Puts a table, with those inside it, at one place in the order of the file; equals stay in the order of the scenes.
fn place(table: &mut Table, position: Option<isize>) {
    table.set_position(position);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => place(inner, position),
            Item::ArrayOfTables(inner) => inner.iter_mut().for_each(|inner| place(inner, position)),
            _ => {}
        }
    }
}

/// A blank line above a scene that came from the top of the file.
fn space(table: &mut Table, wanted: bool) {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
    if let Some(bare) = prefix.filter(|prefix| wanted && !prefix.starts_with(['\n', '\r'])) {
        let spaced = format!("\n{bare}");
        table.decor_mut().set_prefix(spaced);
    }
}

/// Matches scenes with the tables they were read from: by content, then by likeness, then by place.
fn origins(before: &[Scene], now: &[Scene]) -> Vec<Origin> {
    let mut pairs = Pairs { taken: vec![false; before.len()], own: vec![None; now.len()] };
    for (index, scene) in now.iter().enumerate() {
        if before.get(index) == Some(scene) {
            pairs.join(index, index);
        }
    }
    pairs.join_where(|new, old| now[new] == before[old]);
    pairs.join_where(|new, old| !now[new].script.is_empty() && now[new].script == before[old].script);
    pairs.join_where(|new, old| alike(&now[new].script, &before[old].script));
    pairs.join_by_place();
    let origin = |(own, scene): (Option<usize>, &Scene)| match own {
        Some(old) => Origin::Own(old),
        None if *scene == Scene::default() => Origin::New,
        None => before.iter().position(|old| old == scene).map_or(Origin::New, Origin::Copy),
    };
    pairs.own.into_iter().zip(now).map(origin).collect()
}

struct Pairs {
    /// Old tables that have found their scene.
    taken: Vec<bool>,
    /// For each scene, the old table that is its own.
    own: Vec<Option<usize>>,
}

impl Pairs {
    fn join(&mut self, new: usize, old: usize) {
        self.taken[old] = true;
        self.own[new] = Some(old);
    }

    fn join_where(&mut self, same: impl Fn(usize, usize) -> bool) {
        for new in 0..self.own.len() {
            if self.own[new].is_none() {
                let found = (0..self.taken.len()).find(|old| !self.taken[*old] && same(new, *old));
                if let Some(old) = found {
                    self.join(new, old);
                }
            }
        }
    }

    /// A scene whose neighbour above is known takes the table that followed the neighbour's.
    fn join_by_place(&mut self) {
        for new in 0..self.own.len() {
            let above = if new == 0 { Some(0) } else { self.own[new - 1].map(|old| old + 1) };
            let free = above.filter(|old| self.taken.get(*old) == Some(&false));
            if let (None, Some(old)) = (self.own[new], free) {
                self.join(new, old);
            }
        }
    }
}

/// Whether one script was edited into the other: half of the longer one, or more, is common at the two ends.
fn alike(one: &str, other: &str) -> bool {
    let longer = one.len().max(other.len());
    let shorter = one.len().min(other.len());
    let head = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let tail = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    shorter > 0 && (head + tail).min(shorter) * 2 >= longer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenes(scripts: &[&str]) -> Vec<Scene> {
        scripts.iter().map(|script| Scene::new(*script)).collect()
    }

    fn matched(before: &[&str], now: &[&str]) -> Vec<Origin> {
        origins(&scenes(before), &scenes(now))
    }

    #[test]
    fn scenes_find_their_tables() {
        use Origin::{Copy, New, Own};
        assert_eq!(matched(&["a", "b", "c"], &["c", "a", "b"]), [Own(2), Own(0), Own(1)]);
        assert_eq!(matched(&["a", "b", "c"], &["a", "c"]), [Own(0), Own(2)]);
        assert_eq!(matched(&["a", "b"], &["a", "a", "b"]), [Own(0), Copy(0), Own(1)]);
        assert_eq!(matched(&["a", "b"], &["a", "x", "b"]), [Own(0), New, Own(1)]);
        assert_eq!(matched(&["a", "b"], &["a", "x"]), [Own(0), Own(1)]);
        assert_eq!(matched(&["a"], &["a", "", ""]), [Own(0), New, New]);
    }

    #[test]
    fn an_edited_scene_is_known_by_what_is_left_of_it() {
        use Origin::{New, Own};
        let (long, edited) = ("Hello and welcome to the show.", "Hello and welcome to our show!");
        assert_eq!(matched(&[long, "b"], &["", "b", edited]), [New, Own(1), Own(0)]);
    }
}
