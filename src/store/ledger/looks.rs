//! AI looks that were ordered: written down before the order leaves, and kept until they are in the account's list.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::{Api, AssetKey, Fault, GenerationId, GroupId, KeySource, PhotoId};

use super::presence::Gate;
use super::speaks::keep_key;
use super::{KIND, Ledger, Trouble, files};

/// How long somebody who adds looks is left alone: longer than all tries of that take.
const ADDS: SignedDuration = SignedDuration::from_mins(10);

/// How long an order is looked for on the service.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An order for looks, in this ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LooksId(i64);

/// An order that the service took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedLooks {
    pub id: LooksId,
    pub group: GroupId,
    /// What the looks are to be called.
    pub name: String,
    pub api: Api,
    pub generation: GenerationId,
    /// When it was written down.
    pub at: Timestamp,
}

/// Whether finished looks may be added to their group now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adding {
    /// Nobody did before.
    First,
    /// Somebody began to who did not come to the end; the group had so many looks of that name before.
    Again(usize),
    /// Somebody else is at it, or is done.
    Elsewhere,
}

impl Ledger {
    /// Writes an order down; only what comes back without a fault may be sent.
    pub fn order_looks(
        &mut self,
        group: &GroupId,
        name: &str,
        api: Api,
        at: Timestamp,
    ) -> Result<LooksId, Fault> {
        let (account, me) = (self.account, self.presence.name().to_owned());
        self.write(|change| {
            let sql = "INSERT INTO look_order (account, photo_group, name, api, writer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            change.execute(sql, (account, group.as_str(), name, api.word(), me, at.as_millisecond()))?;
            Ok(LooksId(change.last_insert_rowid()))
        })
    }

    /// The service took the order.
    pub fn looks_ordered(&mut self, id: LooksId, generation: &GenerationId) -> Result<(), Fault> {
        self.write(|change| {
            let sql = "UPDATE look_order SET generation = ?2 WHERE id = ?1";
            change.execute(sql, (id.0, generation.as_str()))?;
            Ok(())
        })
    }

    /// Nothing comes of an order.
    pub fn drop_looks(&mut self, id: LooksId) -> Result<(), Fault> {
        self.write(|change| drop_order(change, id))
    }

    /// The account's orders that the service took, the oldest first.
    pub fn ordered_looks(&self) -> Result<Vec<OrderedLooks>, Fault> {
        let sql = "SELECT id, photo_group, name, api, generation, at FROM look_order
            WHERE account = ?1 AND generation IS NOT NULL ORDER BY id";
        self.list(sql, &[&self.account], |row| {
            Ok(OrderedLooks {
                id: LooksId(row.get(0)?),
                group: GroupId::new(row.get::<_, String>(1)?),
                name: row.get(2)?,
                api: Api::read(&row.get::<_, String>(3)?).unwrap_or(Api::V2),
                generation: GenerationId::new(row.get::<_, String>(4)?),
                at: Timestamp::from_millisecond(row.get(5)?).unwrap_or_default(),
            })
        })
    }

    /// Lets go of the account's orders whose program ended before the answer came, and of those that nobody could
    /// collect for long. Says what their looks were to be called: the service may have made them.
    pub fn lost_looks(&mut self, now: Timestamp) -> Result<Vec<String>, Fault> {
        let old = now.saturating_sub(LASTS).unwrap_or(now).as_millisecond();
        let sql =
            "SELECT id, name, CASE WHEN at < ?3 THEN '' ELSE writer END FROM look_order WHERE account = ?1
            AND ((generation IS NULL AND writer <> ?2) OR at < ?3)";
        let read = |row: &rusqlite::Row<'_>| Ok((LooksId(row.get(0)?), row.get(1)?, row.get(2)?));
        let open: Vec<(LooksId, String, String)> =
            self.list(sql, &[&self.account, &self.presence.name(), &old], read)?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let living = Gate::pass(files::folder_of(&self.path))?.living(KIND)?;
        let lost: Vec<_> = open.into_iter().filter(|(_, _, writer)| !living.contains(writer)).collect();
        self.write(|change| lost.iter().try_for_each(|(id, _, _)| drop_order(change, *id)))?;
        Ok(lost.into_iter().map(|(_, name, _)| name).collect())
    }

    /// Takes finished looks for adding to their group, which has so many of that name now. Of several programs one alone
    /// gets them.
    pub fn adding_looks(&mut self, id: LooksId, named: usize, at: Timestamp) -> Result<Adding, Fault> {
        let (now, left) = (at.as_millisecond(), at.saturating_sub(ADDS).unwrap_or(at).as_millisecond());
        self.write(|change| {
            let sql = "SELECT adding, named FROM look_order WHERE id = ?1";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: Option<(Option<i64>, Option<i64>)> = change.query_row(sql, [id.0], read).optional()?;
            let before = match found {
                None => return Ok(Adding::Elsewhere),
                // A clock that was set back makes nobody wait for ever.
                Some((Some(since), _)) if (left..=now).contains(&since) => return Ok(Adding::Elsewhere),
                Some((None, _)) => None,
                Some((Some(_), named)) => Some(named.unwrap_or_default()),
            };
            let named = before.unwrap_or_else(|| i64::try_from(named).unwrap_or(i64::MAX));
            change
                .execute("UPDATE look_order SET adding = ?2, named = ?3 WHERE id = ?1", (id.0, now, named))?;
            Ok(match before {
                None => Adding::First,
                Some(before) => Adding::Again(usize::try_from(before).unwrap_or_default()),
            })
        })
    }

    /// They were certainly not added: whoever comes next may.
    pub fn looks_not_added(&mut self, id: LooksId) -> Result<(), Fault> {
        self.write(|change| {
            change.execute("UPDATE look_order SET adding = NULL, named = NULL WHERE id = ?1", [id.0])?;
            Ok(())
        })
    }

    /// The looks of an order are in the list; the keys of their pictures are remembered.
    pub fn looks_added(
        &mut self,
        id: LooksId,
        keys: &[(PhotoId, AssetKey)],
        at: Timestamp,
    ) -> Result<(), Fault> {
        let account = self.account;
        self.write(|change| {
            for (photo, key) in keys {
                keep_key(change, account, photo, key, KeySource::Upload, at)?;
            }
            drop_order(change, id)
        })
    }
}

fn drop_order(change: &Transaction<'_>, id: LooksId) -> Result<(), Trouble> {
    change.execute("DELETE FROM look_order WHERE id = ?1", [id.0])?;
    Ok(())
}
