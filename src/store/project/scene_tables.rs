//! Scenes and their tables in the file: each keeps its comments and unknown keys when it moves or is changed.

use toml_edit::{ArrayOfTables, Decor, Item, Table};

use crate::domain::Scene;

use super::fields::{SCENE_FIELDS, write_fields};
use super::parse::SCENES_KEY;

/// Where the table of a scene comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SceneOrigin {
    /// The table with this index is this scene's own.
    Existing(usize),
    /// A copy of it: its keys, without the comment above it.
    Copy(usize),
    New,
}

/// Makes the tables under `scene` say what `now` says, where they said `before`.
/// `has_head` says whether anything stood above the first scene.
pub(super) fn write_scenes(project: &mut Table, before: &[Scene], now: &[Scene], has_head: bool) {
    if before == now {
        return;
    }
    let old =
        project.remove(SCENES_KEY).and_then(|item| item.into_array_of_tables().ok()).unwrap_or_default();
    let positions: Vec<_> = old.iter().map(Table::position).collect();
    let mut scenes = ArrayOfTables::new();
    for (index, (origin, scene)) in match_origins(before, now).into_iter().zip(now).enumerate() {
        let (mut table, was) = match origin {
            SceneOrigin::Existing(from) => (old.get(from).cloned().unwrap_or_default(), before.get(from)),
            SceneOrigin::Copy(from) => (copy_without_decor(old.get(from)), before.get(from)),
            SceneOrigin::New => (Table::new(), None),
        };
        write_fields(&mut table, SCENE_FIELDS, scene, was);
        set_position(&mut table, positions.get(index).or(positions.last()).copied().flatten());
        // One that stays where it was keeps the lines above it as they were.
        let is_in_place = origin == SceneOrigin::Existing(index) && (index > 0 || has_head);
        ensure_blank_line(&mut table, !is_in_place && (index > 0 || !project.is_empty()));
        scenes.push(table);
    }
    if !scenes.is_empty() {
        project.insert(SCENES_KEY, Item::ArrayOfTables(scenes));
    }
}

fn copy_without_decor(table: Option<&Table>) -> Table {
    let mut copy = table.cloned().unwrap_or_default();
    *copy.decor_mut() = Decor::default();
    copy
}

/// Puts a table, with those inside it, at one place in the order of the file; equals stay in the order of the scenes.
fn set_position(table: &mut Table, position: Option<isize>) {
    table.set_position(position);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => set_position(inner, position),
            Item::ArrayOfTables(inner) => inner.iter_mut().for_each(|inner| set_position(inner, position)),
            _ => {}
        }
    }
}

/// A blank line above a scene that came from the top of the file.
fn ensure_blank_line(table: &mut Table, wanted: bool) {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
    if let Some(bare) = prefix.filter(|prefix| wanted && !prefix.starts_with(['\n', '\r'])) {
        let spaced = format!("\n{bare}");
        table.decor_mut().set_prefix(spaced);
    }
}

/// Matches scenes with the tables they were read from: by content, then by likeness, then by place.
fn match_origins(before: &[Scene], now: &[Scene]) -> Vec<SceneOrigin> {
    let mut pairs =
        SceneMatches { is_table_taken: vec![false; before.len()], matched_table: vec![None; now.len()] };
    for (index, scene) in now.iter().enumerate() {
        if before.get(index) == Some(scene) {
            pairs.assign(index, index);
        }
    }
    pairs.assign_where(|new, old| now[new] == before[old]);
    pairs.assign_where(|new, old| !now[new].script.is_empty() && now[new].script == before[old].script);
    pairs.assign_where(|new, old| are_similar(&now[new].script, &before[old].script));
    pairs.assign_by_position();
    let origin = |(own, scene): (Option<usize>, &Scene)| match own {
        Some(old) => SceneOrigin::Existing(old),
        None if *scene == Scene::default() => SceneOrigin::New,
        None => before.iter().position(|old| old == scene).map_or(SceneOrigin::New, SceneOrigin::Copy),
    };
    pairs.matched_table.into_iter().zip(now).map(origin).collect()
}

struct SceneMatches {
    /// Old tables that have found their scene.
    is_table_taken: Vec<bool>,
    /// For each scene, the old table that is its own.
    matched_table: Vec<Option<usize>>,
}

impl SceneMatches {
    fn assign(&mut self, new: usize, old: usize) {
        self.is_table_taken[old] = true;
        self.matched_table[new] = Some(old);
    }

    fn assign_where(&mut self, same: impl Fn(usize, usize) -> bool) {
        for new in 0..self.matched_table.len() {
            if self.matched_table[new].is_none() {
                let found =
                    (0..self.is_table_taken.len()).find(|old| !self.is_table_taken[*old] && same(new, *old));
                if let Some(old) = found {
                    self.assign(new, old);
                }
            }
        }
    }

    /// A scene whose neighbor above is known takes the table that followed the neighbor's.
    fn assign_by_position(&mut self) {
        for new in 0..self.matched_table.len() {
            let above = if new == 0 { Some(0) } else { self.matched_table[new - 1].map(|old| old + 1) };
            let free = above.filter(|old| self.is_table_taken.get(*old) == Some(&false));
            if let (None, Some(old)) = (self.matched_table[new], free) {
                self.assign(new, old);
            }
        }
    }
}

/// Whether one script was edited into the other: half of the longer one, or more, is common at the two ends.
fn are_similar(one: &str, other: &str) -> bool {
    let longer = one.len().max(other.len());
    let shorter = one.len().min(other.len());
    let head = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let tail = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    shorter > 0 && (head + tail).min(shorter) * 2 >= longer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenes_with_scripts(scripts: &[&str]) -> Vec<Scene> {
        scripts.iter().map(|script| Scene::new(*script)).collect()
    }

    fn match_scripts(before: &[&str], now: &[&str]) -> Vec<SceneOrigin> {
        match_origins(&scenes_with_scripts(before), &scenes_with_scripts(now))
    }

    #[test]
    fn scenes_are_matched_to_their_tables() {
        use SceneOrigin::{Copy, Existing, New};
        assert_eq!(
            match_scripts(&["a", "b", "c"], &["c", "a", "b"]),
            [Existing(2), Existing(0), Existing(1)]
        );
        assert_eq!(match_scripts(&["a", "b", "c"], &["a", "c"]), [Existing(0), Existing(2)]);
        assert_eq!(match_scripts(&["a", "b"], &["a", "a", "b"]), [Existing(0), Copy(0), Existing(1)]);
        assert_eq!(match_scripts(&["a", "b"], &["a", "x", "b"]), [Existing(0), New, Existing(1)]);
        assert_eq!(match_scripts(&["a", "b"], &["a", "x"]), [Existing(0), Existing(1)]);
        assert_eq!(match_scripts(&["a"], &["a", "", ""]), [Existing(0), New, New]);
    }

    #[test]
    fn an_edited_scene_is_matched_by_similarity() {
        use SceneOrigin::{Existing, New};
        let (long, edited) = ("Hello and welcome to the show.", "Hello and welcome to our show!");
        assert_eq!(match_scripts(&[long, "b"], &["", "b", edited]), [New, Existing(1), Existing(0)]);
    }
}
