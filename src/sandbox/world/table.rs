//! A table: numbered rows, and which of them the pending change wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A row of a table.
pub(crate) trait TableRow: Serialize + DeserializeOwned {
    fn id(&self) -> &str;
}

/// Rows by ascending number.
#[derive(Debug)]
pub(crate) struct JournaledTable<T> {
    rows: BTreeMap<u64, T>,
    /// The number of the next row; a number is given once.
    next: u64,
    /// Numbers of the rows that the pending change wrote or removed.
    changed: BTreeSet<u64>,
}

/// The journal's view of a table: rows as JSON, `null` for a removed one.
pub(crate) trait Journaled {
    /// The rows of the pending change.
    fn changes(&self) -> serde_json::Result<Vec<(u64, Value)>>;
    /// All rows, and the last number that was given.
    fn all(&self) -> serde_json::Result<Vec<(u64, Value)>>;
    fn len(&self) -> usize;
    /// Replays a row of the journal.
    fn replay(&mut self, number: u64, row: Value) -> serde_json::Result<()>;
    /// Commits the pending change.
    fn commit(&mut self);
}

impl<T> Default for JournaledTable<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), next: 0, changed: BTreeSet::new() }
    }
}

impl<T: TableRow> JournaledTable<T> {
    pub(crate) fn push(&mut self, row: T) {
        self.write(self.next, Some(row));
    }

    pub(crate) fn extend(&mut self, rows: impl IntoIterator<Item = T>) {
        rows.into_iter().for_each(|row| self.push(row));
    }

    /// Replaces the row with this id, or adds it.
    pub(crate) fn replace(&mut self, row: T) {
        self.write(self.number_of(row.id()).unwrap_or(self.next), Some(row));
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.iter().rev().find(|row| row.id() == id)
    }

    /// Updates the row with this id; false if there is none.
    pub(crate) fn update(&mut self, id: &str, change: impl FnOnce(&mut T)) -> bool {
        let Some((number, row)) = self.rows.iter_mut().rev().find(|(_, row)| row.id() == id) else {
            return false;
        };
        change(row);
        self.changed.insert(*number);
        true
    }

    /// Removes the row with this id; false if there is none.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let Some(number) = self.number_of(id) else { return false };
        self.write(number, None);
        true
    }

    /// Removes the oldest rows while they are `old`.
    pub(crate) fn remove_while(&mut self, old: impl Fn(&T) -> bool) {
        while let Some((number, row)) = self.rows.first_key_value()
            && old(row)
        {
            self.write(*number, None);
        }
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    /// Rows with their numbers.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.iter().map(|(number, row)| (*number, row))
    }

    /// The number of the next row.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    fn number_of(&self, id: &str) -> Option<u64> {
        self.numbered().rev().find(|(_, row)| row.id() == id).map(|(number, _)| number)
    }

    fn write(&mut self, number: u64, row: Option<T>) {
        self.next = self.next.max(number + 1);
        self.changed.insert(number);
        match row {
            Some(row) => self.rows.insert(number, row),
            None => self.rows.remove(&number),
        };
    }
}

impl<T: TableRow> Journaled for JournaledTable<T> {
    fn changes(&self) -> serde_json::Result<Vec<(u64, Value)>> {
        let row = |number: &u64| Ok((*number, serde_json::to_value(self.rows.get(number))?));
        self.changed.iter().map(row).collect()
    }

    fn all(&self) -> serde_json::Result<Vec<(u64, Value)>> {
        let rows = self.numbered().map(|(number, row)| Ok((number, serde_json::to_value(row)?)));
        // If the newest row was removed, its number is kept, so that it is not given twice.
        let last = self.next.checked_sub(1).filter(|last| !self.rows.contains_key(last));
        rows.chain(last.map(|last| Ok((last, Value::Null)))).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn replay(&mut self, number: u64, row: Value) -> serde_json::Result<()> {
        self.write(number, serde_json::from_value(row)?);
        Ok(())
    }

    fn commit(&mut self) {
        self.changed.clear();
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Pair(String, u8);

    impl TableRow for Pair {
        fn id(&self) -> &str {
            &self.0
        }
    }

    fn pair(id: &str, value: u8) -> Pair {
        Pair(id.to_owned(), value)
    }

    fn committed() -> JournaledTable<Pair> {
        let mut table = JournaledTable::default();
        table.extend([pair("a", 1), pair("b", 2), pair("c", 3)]);
        table.commit();
        table
    }

    #[test]
    fn a_row_is_found_updated_replaced_and_removed_by_its_id() {
        let mut table = committed();
        assert!(table.update("b", |row| row.1 = 9) && !table.update("x", |_| unreachable!()));
        table.replace(pair("a", 7));
        table.replace(pair("d", 4));
        assert_eq!((table.get("b"), table.get("x")), (Some(&pair("b", 9)), None));
        assert!(table.numbered().map(|(_, row)| row.1).eq([7, 9, 3, 4]));
        table.remove_while(|row| row.0 != "c");
        assert!(table.remove("d") && !table.remove("d"));
        assert_eq!((table.iter().count(), table.next()), (1, 4));
    }

    #[test]
    fn replaying_the_changed_rows_reproduces_the_table() {
        let (mut table, mut copy) = (committed(), committed());
        table.update("b", |row| row.1 = 7);
        table.update("b", |row| row.1 = 8);
        table.push(pair("d", 4));
        table.remove_while(|row| row.0 == "a");
        let changes = table.changes().unwrap();
        assert_eq!(changes.iter().map(|change| change.0).collect::<Vec<_>>(), [0, 1, 3]);
        for (number, row) in changes {
            copy.replay(number, row).unwrap();
        }
        assert!(table.iter().eq(copy.iter()));
        assert_eq!((copy.get("b"), copy.get("a"), copy.next()), (Some(&pair("b", 8)), None, 4));
        assert!(copy.replay(9, Value::from("no pair")).is_err());
    }
}
