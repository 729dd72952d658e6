//! A table: numbered rows, indexed by name, with an undo log for the pending change.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// A row of a table.
pub(crate) trait TableRow: Clone + Serialize + DeserializeOwned {
    /// The names that find it: its id, and its picture keys.
    fn names(&self) -> Vec<&str>;
}

/// Rows by ascending number. The cost of a change depends only on the rows that it touches.
#[derive(Debug)]
pub(crate) struct JournaledTable<T> {
    rows: BTreeMap<u64, T>,
    numbers: HashMap<String, u64>,
    next: u64,
    /// The undo log: numbers that the pending change wrote, oldest first, with their former rows.
    replaced: Vec<(u64, Option<T>)>,
}

/// The journal's view of a table: rows as JSON, `null` for a removed one.
pub(crate) trait Journaled {
    /// The rows of the pending change, each once.
    fn changes(&self) -> serde_json::Result<Vec<(u64, Value)>>;
    /// All rows, and the last number that was given.
    fn all(&self) -> serde_json::Result<Vec<(u64, Value)>>;
    fn len(&self) -> usize;
    /// Replays a row of the journal.
    fn replay(&mut self, number: u64, row: &RawValue) -> serde_json::Result<()>;
    /// Commits the pending change.
    fn commit(&mut self);
    /// Rolls the pending change back.
    fn roll_back(&mut self);
}

impl<T> Default for JournaledTable<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), numbers: HashMap::new(), next: 0, replaced: Vec::new() }
    }
}

impl<T: TableRow> JournaledTable<T> {
    pub(crate) fn push(&mut self, row: T) {
        self.write(self.next, Some(row));
    }

    pub(crate) fn extend(&mut self, rows: impl IntoIterator<Item = T>) {
        rows.into_iter().for_each(|row| self.push(row));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.rows.get(self.numbers.get(name)?)
    }

    pub(crate) fn at(&self, number: u64) -> Option<&T> {
        self.rows.get(&number)
    }

    /// Updates the row with this name; false if there is none.
    pub(crate) fn update(&mut self, name: &str, change: impl FnOnce(&mut T)) -> bool {
        let Some(number) = self.numbers.get(name).copied() else { return false };
        let Some(mut row) = self.rows.get(&number).cloned() else { return false };
        change(&mut row);
        self.write(number, Some(row));
        true
    }

    /// Removes the row with this name; false if there is none.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let Some(number) = self.numbers.get(name).copied() else { return false };
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

    /// Rows from this number on, with their numbers.
    pub(crate) fn from(&self, number: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.range(number..).map(|(number, row)| (*number, row))
    }

    /// Rows before this number, with their numbers.
    pub(crate) fn before(&self, number: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.rows.range(..number).map(|(number, row)| (*number, row))
    }

    /// The number of the next row.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    fn write(&mut self, number: u64, row: Option<T>) {
        let before = self.put(number, row);
        self.replaced.push((number, before));
    }

    /// Replaces the row at a number; gives the former one.
    fn put(&mut self, number: u64, row: Option<T>) -> Option<T> {
        self.next = self.next.max(number + 1);
        let before = self.rows.remove(&number);
        for name in before.iter().flat_map(TableRow::names) {
            // The name may belong to a newer row now.
            if self.numbers.get(name) == Some(&number) {
                self.numbers.remove(name);
            }
        }
        if let Some(row) = row {
            self.numbers.extend(row.names().into_iter().map(|name| (name.to_owned(), number)));
            self.rows.insert(number, row);
        }
        before
    }
}

impl<T: TableRow> Journaled for JournaledTable<T> {
    fn changes(&self) -> serde_json::Result<Vec<(u64, Value)>> {
        let mut numbers: Vec<u64> = self.replaced.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
            .into_iter()
            .map(|number| Ok((number, serde_json::to_value(self.rows.get(&number))?)))
            .collect()
    }

    fn all(&self) -> serde_json::Result<Vec<(u64, Value)>> {
        let rows = self.rows.iter().map(|(number, row)| Ok((*number, serde_json::to_value(row)?)));
        // If the newest row was removed, its number is kept, so that it is not given twice.
        let last = self.next.checked_sub(1).filter(|last| !self.rows.contains_key(last));
        rows.chain(last.map(|last| Ok((last, Value::Null)))).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn replay(&mut self, number: u64, row: &RawValue) -> serde_json::Result<()> {
        let row = serde_json::from_str(row.get())?;
        self.write(number, row);
        Ok(())
    }

    fn commit(&mut self) {
        self.replaced.clear();
    }

    fn roll_back(&mut self) {
        if self.replaced.is_empty() {
            return;
        }
        while let Some((number, before)) = self.replaced.pop() {
            self.put(number, before);
        }
        // A rolled back row may have taken the name of one that stays.
        self.numbers.clear();
        for (number, row) in &self.rows {
            self.numbers.extend(row.names().into_iter().map(|name| (name.to_owned(), *number)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Pair(String, String);

    impl TableRow for Pair {
        fn names(&self) -> Vec<&str> {
            vec![&self.0, &self.1]
        }
    }

    fn pair(one: &str, other: &str) -> Pair {
        Pair(one.to_owned(), other.to_owned())
    }

    fn committed() -> JournaledTable<Pair> {
        let mut table = JournaledTable::default();
        table.extend([pair("a", "1"), pair("b", "2"), pair("c", "3")]);
        table.commit();
        table
    }

    #[test]
    fn a_row_is_found_by_each_of_its_names() {
        let mut table = committed();
        assert_eq!((table.get("b"), table.get("2")), (table.at(1), table.at(1)));
        assert!(table.update("b", |row| row.1 = "9".to_owned()));
        assert_eq!((table.get("2"), table.get("9")), (None, Some(&pair("b", "9"))));
        assert!(!table.update("2", |_| unreachable!()));
        table.push(pair("d", "9"));
        table.remove_while(|row| row.0 != "d");
        assert_eq!((table.get("9"), table.get("b"), table.next()), (Some(&pair("d", "9")), None, 4));
    }

    #[test]
    fn a_change_that_is_taken_back_leaves_no_trace() {
        let mut table = committed();
        table.push(pair("d", "a"));
        table.update("d", |row| row.1 = "5".to_owned());
        table.update("b", |row| row.0 = "x".to_owned());
        table.remove_while(|row| row.0 == "a");
        table.roll_back();
        assert!(table.iter().eq(committed().iter()));
        for name in ["a", "b", "1", "3"] {
            assert_eq!(table.get(name), committed().get(name), "{name}");
        }
        assert_eq!((table.get("d"), table.get("5"), table.get("x")), (None, None, None));
        assert!(table.changes().unwrap().is_empty());
    }

    #[test]
    fn a_change_is_told_by_its_rows_alone_and_makes_the_same_table_again() {
        let (mut table, mut copy) = (committed(), committed());
        table.update("b", |row| row.1 = "7".to_owned());
        table.update("b", |row| row.1 = "8".to_owned());
        table.push(pair("d", "4"));
        table.remove_while(|row| row.0 == "a");
        let changes = table.changes().unwrap();
        assert_eq!(changes.iter().map(|change| change.0).collect::<Vec<_>>(), [0, 1, 3]);
        for (number, row) in changes {
            copy.replay(number, &serde_json::value::to_raw_value(&row).unwrap()).unwrap();
        }
        assert!(table.iter().eq(copy.iter()));
        assert_eq!((copy.get("8"), copy.get("a"), copy.next()), (Some(&pair("b", "8")), None, 4));
        assert!(copy.replay(9, &serde_json::value::to_raw_value("no pair").unwrap()).is_err());
    }
}
