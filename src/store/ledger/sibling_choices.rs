//! The sibling voices that the user chose for emotions.

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use super::connection::Ledger;
use super::rows::read_text;
use super::sql::query_rows;
use crate::domain::{Emotion, Error, SiblingChoice, SiblingChoices, VoiceFamily, VoiceId};

impl Ledger {
    /// Remembers a choice in place of an earlier one for the same family and emotion.
    pub fn remember_sibling(&mut self, choice: &SiblingChoice, at: Timestamp) -> Result<(), Error> {
        let SiblingChoice { family, emotion, voice } = choice;
        let sql = "INSERT OR REPLACE INTO sibling_choice (account, family, language, emotion, voice, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (name, language) = (&family.name, &family.language);
        let values = (self.account, name, language, emotion.as_str(), voice.as_str(), at.as_millisecond());
        self.execute(sql, values)
    }
}

pub(super) fn read_sibling_choices(database: &Connection, account: i64) -> rusqlite::Result<SiblingChoices> {
    let sql = "SELECT family, language, emotion, voice FROM sibling_choice WHERE account = ?1";
    let rows = query_rows(database, sql, [account], choice_from_row)?;
    Ok(rows.into_iter().flatten().collect())
}

fn choice_from_row(row: &Row<'_>) -> rusqlite::Result<Option<SiblingChoice>> {
    let texts = ["family", "language", "emotion", "voice"].map(|column| read_text(row, column));
    let [name, language, emotion, voice] = texts;
    let (Some(name), Some(language), Some(emotion), Some(voice)) = (name?, language?, emotion?, voice?)
    else {
        return Ok(None);
    };
    let family = VoiceFamily { name, language };
    Ok(Some(SiblingChoice { family, emotion: Emotion::parse(&emotion), voice: VoiceId::new(voice) }))
}
