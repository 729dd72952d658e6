//! The tables of the world by name, for the journal.

use serde_json::Value;

use super::records::{
    FirstResponse, GroupTraining, StoredAsset, StoredLook, StoredLookGeneration, StoredNumber,
    StoredPurchase, StoredSpeechFile, StoredVideo,
};
use super::table::{Journaled, TableRow};
use crate::sandbox::webhooks::state::{WebhookEndpoint, WebhookEvent};
use crate::sandbox::world::World;

/// A row of the journal: its table, its number, and its JSON; `null` for a removed row.
pub(crate) type JournalEntry = (String, u64, Value);

macro_rules! rows_with_id {
    ($($row:ty,)+) => {
        $(impl TableRow for $row {
            fn id(&self) -> &str {
                &self.id
            }
        })+
    };
}

rows_with_id! {
    FirstResponse,
    GroupTraining,
    StoredAsset,
    StoredLook,
    StoredLookGeneration,
    StoredNumber,
    StoredPurchase,
    StoredSpeechFile,
    StoredVideo,
    WebhookEndpoint,
    WebhookEvent,
}

impl World {
    /// Every table with its name in the journal.
    fn tables(&mut self) -> [(&'static str, &mut dyn Journaled); 11] {
        [
            ("numbers", &mut self.numbers),
            ("assets", &mut self.assets),
            ("looks", &mut self.looks),
            ("trainings", &mut self.trainings),
            ("generations", &mut self.generations),
            ("videos", &mut self.videos),
            ("purchases", &mut self.purchases),
            ("speeches", &mut self.speeches),
            ("answers", &mut self.answers),
            ("endpoints", &mut self.webhooks.endpoints),
            ("events", &mut self.webhooks.events),
        ]
    }

    /// The rows of the pending change.
    pub(crate) fn changes(&mut self) -> serde_json::Result<Vec<JournalEntry>> {
        self.entries(|table| table.changes())
    }

    /// All rows.
    pub(crate) fn all(&mut self) -> serde_json::Result<Vec<JournalEntry>> {
        self.entries(|table| table.all())
    }

    fn entries(
        &mut self,
        of: impl Fn(&dyn Journaled) -> serde_json::Result<Vec<(u64, Value)>>,
    ) -> serde_json::Result<Vec<JournalEntry>> {
        let mut entries = Vec::new();
        for (name, table) in self.tables() {
            entries.extend(of(table)?.into_iter().map(|(number, row)| (name.to_owned(), number, row)));
        }
        Ok(entries)
    }

    /// The number of rows.
    pub(crate) fn rows(&mut self) -> usize {
        self.tables().iter().map(|(_, table)| table.len()).sum()
    }

    /// Replays a row of the journal; an error if it is no row of its table.
    pub(crate) fn replay(&mut self, (table, number, row): JournalEntry) -> serde_json::Result<()> {
        match self.tables().into_iter().find(|(name, _)| *name == table) {
            Some((_, table)) => table.replay(number, row),
            None => Err(serde::de::Error::custom(format!("there is no table {table}"))),
        }
    }

    pub(crate) fn commit(&mut self) {
        self.tables().into_iter().for_each(|(_, table)| table.commit());
    }
}
