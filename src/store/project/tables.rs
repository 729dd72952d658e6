//! Speakers and scenes, and their tables in the file: each keeps its comments and unknown keys when it moves or is changed.

use std::collections::HashMap;

use toml_edit::{ArrayOfTables, Decor, Item, Table};

use crate::domain::{Scene, Speaker, is_same_name};

use super::fields::{Field, SCENE_FIELDS, SCRIPT_KEY, SPEAKER_FIELDS, write_fields};
use super::parse::{SCENES_KEY, SPEAKERS_KEY};

/// A speaker or a scene: what has a table of its own in the file.
pub(super) trait ProjectRow: PartialEq + Default + Sized + 'static {
    /// The key of the tables.
    const KEY: &'static str;
    const FIELDS: &'static [Field<Self>];
    /// Whether it is `old` with other details: a certain match, and then likely ones.
    const LIKENESSES: &'static [fn(&Self, &Self) -> bool];

    /// The table of a default row.
    fn new_table() -> Table {
        Table::new()
    }

    /// Whether it has all of another one, which was joined to it.
    fn contains(&self, _joined: &Self) -> bool {
        false
    }
}

impl ProjectRow for Speaker {
    const KEY: &'static str = SPEAKERS_KEY;
    const FIELDS: &'static [Field<Self>] = SPEAKER_FIELDS;
    const LIKENESSES: &'static [fn(&Self, &Self) -> bool] = &[
        |now, old| !now.name.is_empty() && is_same_name(&now.name, &old.name),
        |now, old| now.voice.is_some() && (&now.photo, &now.voice) == (&old.photo, &old.voice),
    ];
}

impl ProjectRow for Scene {
    const KEY: &'static str = SCENES_KEY;
    const FIELDS: &'static [Field<Self>] = SCENE_FIELDS;
    const LIKENESSES: &'static [fn(&Self, &Self) -> bool] = &[
        |now, old| !now.script.is_empty() && now.script == old.script,
        // The first part of a scene that was split, and a scene that others were joined to.
        |now, old| begin_alike(&now.script, &old.script),
        |now, old| are_similar(&now.script, &old.script),
    ];

    /// It has its script, even if that is empty: people see where it stands.
    fn new_table() -> Table {
        Table::from_iter([(SCRIPT_KEY, "")])
    }

    fn contains(&self, joined: &Self) -> bool {
        !joined.script.is_empty() && self.script.contains(joined.script.as_str())
    }
}

/// Where the table of a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableOrigin {
    /// The table with this index is this row's own.
    Existing(usize),
    /// A copy of it: its keys, without the comment above it.
    Copy(usize),
    New,
}

/// Makes the tables of the rows say what `now` says, where they said `before`.
/// `has_head` says whether anything stood above the first of them.
pub(super) fn write_rows<R: ProjectRow>(project: &mut Table, before: &[R], now: &[R], has_head: bool) {
    if before == now {
        return;
    }
    let old = project.remove(R::KEY).and_then(|item| item.into_array_of_tables().ok()).unwrap_or_default();
    let positions: Vec<_> = old.iter().map(Table::position).collect();
    let last_position = positions.last().copied().unwrap_or_else(|| position_before_scenes(project));
    let default = R::default();
    let origins = match_origins(before, now);
    let joined = joined_comments(&origins, before, now, &old);
    let mut rows = ArrayOfTables::new();
    for (index, (origin, row)) in origins.into_iter().zip(now).enumerate() {
        let (mut table, was) = match origin {
            TableOrigin::Existing(from) => (old.get(from).cloned().unwrap_or_default(), before.get(from)),
            TableOrigin::Copy(from) => (copy_without_decor(old.get(from)), before.get(from)),
            TableOrigin::New => (R::new_table(), Some(&default)),
        };
        write_fields(&mut table, R::FIELDS, row, was);
        set_position(&mut table, positions.get(index).copied().unwrap_or(last_position));
        // One that stays where it was keeps the lines above it as they were.
        let is_in_place = origin == TableOrigin::Existing(index) && (index > 0 || has_head);
        ensure_blank_line(&mut table, !is_in_place && (index > 0 || !project.is_empty()));
        if let Some(comments) = joined.get(&index) {
            append_comments(&mut table, comments);
        }
        rows.push(table);
    }
    if !rows.is_empty() {
        project.insert(R::KEY, Item::ArrayOfTables(rows));
    }
}

/// The comments above tables whose rows were joined to others, by the index of the row that they belong to now.
fn joined_comments<R: ProjectRow>(
    origins: &[TableOrigin],
    before: &[R],
    now: &[R],
    old: &ArrayOfTables,
) -> HashMap<usize, String> {
    let mut joined: HashMap<usize, String> = HashMap::new();
    // The row that has the words of the tables that were passed last.
    let mut open = None;
    for (index, row) in before.iter().enumerate() {
        let own = origins.iter().position(|origin| *origin == TableOrigin::Existing(index));
        open = own.or(open.filter(|new: &usize| {
            let was_apart = matches!(origins[*new], TableOrigin::Existing(old) if !before[old].contains(row));
            was_apart && now[*new].contains(row)
        }));
        let prefix = old.get(index).and_then(|table| table.decor().prefix()?.as_str());
        if let (None, Some(new), Some(prefix)) = (own, open, prefix) {
            *joined.entry(new).or_default() += prefix.trim_start_matches(['\n', '\r']);
        }
    }
    joined
}

/// Puts comments below those above a table.
fn append_comments(table: &mut Table, comments: &str) {
    let own = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
    table.decor_mut().set_prefix(own + comments);
}

/// The position of the first speaker of a file: behind what stands above the scenes. Tables at one position are written
/// in the order in which they were inserted.
fn position_before_scenes(project: &Table) -> Option<isize> {
    let scenes = project.get(SCENES_KEY)?.as_array_of_tables()?;
    scenes.iter().next()?.position()?.checked_sub(1)
}

fn copy_without_decor(table: Option<&Table>) -> Table {
    let mut copy = table.cloned().unwrap_or_default();
    *copy.decor_mut() = Decor::default();
    copy
}

/// Puts a table, with those inside it, at one place in the order of the file; equals stay in the order of the rows.
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

/// A blank line above a table that came from the top of the file.
fn ensure_blank_line(table: &mut Table, wanted: bool) {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
    if let Some(bare) = prefix.filter(|prefix| wanted && !prefix.starts_with(['\n', '\r'])) {
        let spaced = format!("\n{bare}");
        table.decor_mut().set_prefix(spaced);
    }
}

/// Matches rows with the tables they were read from: by content, then by likeness, then by place.
fn match_origins<R: ProjectRow>(before: &[R], now: &[R]) -> Vec<TableOrigin> {
    let mut pairs =
        TableMatches { is_table_taken: vec![false; before.len()], matched_table: vec![None; now.len()] };
    for (index, row) in now.iter().enumerate() {
        if before.get(index) == Some(row) {
            pairs.assign(index, index);
        }
    }
    pairs.assign_where(|new, old| now[new] == before[old]);
    for are_alike in R::LIKENESSES {
        pairs.assign_where(|new, old| are_alike(&now[new], &before[old]));
    }
    pairs.assign_by_position();
    let origin = |(own, row): (Option<usize>, &R)| match own {
        Some(old) => TableOrigin::Existing(old),
        None if *row == R::default() => TableOrigin::New,
        None => before.iter().position(|old| old == row).map_or(TableOrigin::New, TableOrigin::Copy),
    };
    pairs.matched_table.into_iter().zip(now).map(origin).collect()
}

struct TableMatches {
    /// Old tables that have found their row.
    is_table_taken: Vec<bool>,
    /// For each row, the old table that is its own.
    matched_table: Vec<Option<usize>>,
}

impl TableMatches {
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

    /// A row whose neighbor above is known takes the table that followed the neighbor's.
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

/// Whether half of the shorter script, or more, is the beginning of both.
fn begin_alike(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    shorter > 0 && common_start(one, other) * 2 >= shorter
}

fn common_start(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

/// Whether one script was edited into the other: half of the longer one, or more, is common at the two ends.
fn are_similar(one: &str, other: &str) -> bool {
    let longer = one.len().max(other.len());
    let shorter = one.len().min(other.len());
    let head = common_start(one, other);
    let tail = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    shorter > 0 && (head + tail).min(shorter) * 2 >= longer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenes_with_scripts(scripts: &[&str]) -> Vec<Scene> {
        scripts.iter().map(|script| Scene::new(*script)).collect()
    }

    fn match_scripts(before: &[&str], now: &[&str]) -> Vec<TableOrigin> {
        match_origins(&scenes_with_scripts(before), &scenes_with_scripts(now))
    }

    #[test]
    fn scenes_are_matched_to_their_tables() {
        use TableOrigin::{Copy, Existing, New};
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
    fn a_speaker_is_matched_by_name_and_then_by_voice() {
        use TableOrigin::{Existing, New};
        let speaker = |name: &str, voice: &str| Speaker {
            name: name.into(),
            voice: Some(crate::domain::VoiceId::new(voice)),
            ..Speaker::default()
        };
        let before = [speaker("Ana", "a"), speaker("Marco", "m")];
        let now = [speaker("Marc", "m"), speaker("ANA", "x"), speaker("Zoë", "z")];
        assert_eq!(match_origins(&before, &now), [Existing(1), Existing(0), New]);
    }

    #[test]
    fn an_edited_scene_is_matched_by_similarity() {
        use TableOrigin::{Existing, New};
        let (long, edited) = ("Hello and welcome to the show.", "Hello and welcome to our show!");
        assert_eq!(match_scripts(&[long, "b"], &["", "b", edited]), [New, Existing(1), Existing(0)]);
    }
}
