//! AI looks that were ordered: written down before the order leaves, and kept until they are in the account's list.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction};

use crate::domain::{Api, AssetKey, Fault, FaultKind, GenerationId, GroupId, KeySource, PhotoId};

use super::account_state::keep_key;
use super::process_lock::Gate;
use super::{KIND, Ledger, Trouble, files};

/// An order for looks, in this ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LooksId(i64);

/// An order that the service took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedLooks {
    pub id: LooksId,
    /// Whose they are; the newer generation may do without.
    pub group: Option<GroupId>,
    /// What the looks are to be called.
    pub name: String,
    pub api: Api,
    pub generation: GenerationId,
    /// When it was written down.
    pub at: Timestamp,
}

/// Whether finished looks may be added to their group now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adding {
    /// Nobody did before.
    First,
    /// Somebody began to, and what came of it is not known; the group had these looks before.
    Again(Vec<PhotoId>),
    /// Another program is at it, or is done.
    Elsewhere,
}

impl Ledger {
    /// Writes an order down; only what comes back without a fault may be sent, under the name that comes with it: no
    /// other open order has that. An open order of this name is refused a second time unless it is wanted `again`.
    pub fn order_looks(
        &mut self,
        group: Option<&GroupId>,
        name: &str,
        again: bool,
        api: Api,
        at: Timestamp,
    ) -> Result<(LooksId, String), Fault> {
        let (account, me) = (self.account, self.presence.name().to_owned());
        let group = group.map(GroupId::as_str);
        self.write(|change| {
            if !again && is_open(change, account, name)? {
                let what = format!("The looks {name} are ordered already, and were not collected yet");
                return Err(Trouble::Rule(Fault::new("the AI looks", FaultKind::Again, what)));
            }
            let name = free_name(change, account, name)?;
            let sql = "INSERT INTO look_order (account, photo_group, name, api, writer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            change.execute(sql, (account, group, &name, api.word(), me, at.as_millisecond()))?;
            Ok((LooksId(change.last_insert_rowid()), name))
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
                group: row.get::<_, Option<String>>(1)?.map(GroupId::new),
                name: row.get(2)?,
                api: Api::read(&row.get::<_, String>(3)?).unwrap_or(Api::V2),
                generation: GenerationId::new(row.get::<_, String>(4)?),
                at: Timestamp::from_millisecond(row.get(5)?).unwrap_or_default(),
            })
        })
    }

    /// Lets go of the account's orders whose program ended before the answer came, and says what their looks were to be
    /// called: the service may have taken them.
    pub fn lost_looks(&mut self) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id, name, writer FROM look_order WHERE account = ?1 AND generation IS NULL
            AND writer <> ?2";
        let read = |row: &Row<'_>| Ok((LooksId(row.get(0)?), row.get(1)?, row.get(2)?));
        let open: Vec<(LooksId, String, String)> =
            self.list(sql, &[&self.account, &self.presence.name()], read)?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let living = self.living()?;
        let lost: Vec<_> = open.into_iter().filter(|(_, _, writer)| !living.contains(writer)).collect();
        self.write(|change| lost.iter().try_for_each(|(id, _, _)| drop_order(change, *id)))?;
        Ok(lost.into_iter().map(|(_, name, _)| name).collect())
    }

    /// Takes finished looks for adding to their group, which has these looks now. Of several programs one alone gets
    /// them.
    pub fn adding_looks(&mut self, id: LooksId, there: &[PhotoId]) -> Result<Adding, Fault> {
        let (me, living) = (self.presence.name().to_owned(), self.living()?);
        let there = there.iter().map(PhotoId::as_str).collect::<Vec<_>>().join("\n");
        self.write(|change| {
            let sql = "SELECT adder, coalesce(before, '') FROM look_order WHERE id = ?1";
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: Option<(Option<String>, String)> = change.query_row(sql, [id.0], read).optional()?;
            let Some((adder, before)) = found else { return Ok(Adding::Elsewhere) };
            if adder.as_ref().is_some_and(|adder| *adder != me && living.contains(adder)) {
                return Ok(Adding::Elsewhere);
            }
            let sql = "UPDATE look_order SET adder = ?2, before = coalesce(before, ?3) WHERE id = ?1";
            change.execute(sql, (id.0, &me, &there))?;
            Ok(match adder {
                None => Adding::First,
                Some(_) => Adding::Again(before.lines().map(PhotoId::new).collect()),
            })
        })
    }

    /// They were certainly not added: whoever comes next may.
    pub fn looks_not_added(&mut self, id: LooksId) -> Result<(), Fault> {
        self.write(|change| {
            change.execute("UPDATE look_order SET adder = NULL, before = NULL WHERE id = ?1", [id.0])?;
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

    /// The names of the programs that are alive.
    pub(super) fn living(&self) -> Result<Vec<String>, Fault> {
        Gate::pass(files::folder_of(&self.path))?.living(KIND)
    }
}

/// The name, with a number behind it where an open order has it already.
fn free_name(change: &Transaction<'_>, account: i64, name: &str) -> Result<String, Trouble> {
    let mut free = name.to_owned();
    let mut number = 1;
    while is_open(change, account, &free)? {
        number += 1;
        free = format!("{name} ({number})");
    }
    Ok(free)
}

/// Whether an order of this name is not collected yet.
fn is_open(change: &Transaction<'_>, account: i64, name: &str) -> Result<bool, Trouble> {
    let sql = "SELECT EXISTS (SELECT 1 FROM look_order WHERE account = ?1 AND name = ?2)";
    Ok(change.query_row(sql, (account, name), |row| row.get(0))?)
}

fn drop_order(change: &Transaction<'_>, id: LooksId) -> Result<(), Trouble> {
    change.execute("DELETE FROM look_order WHERE id = ?1", [id.0])?;
    Ok(())
}
