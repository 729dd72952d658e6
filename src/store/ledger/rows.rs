//! Reading the ledger. A text that cannot be read is shown as well as it can be; one bad field loses no row.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, ToSql, Transaction};

use crate::domain::text::{line, lines};
use crate::domain::{
    Details, Dialect, Event, Fault, Holder, Money, Render, RenderId, Seen, Stage, Subtitles, Take, Unit,
    VideoId, Wait,
};

use super::fault::read_fault;
use super::{Ledger, StoredRequest, Trouble};

const RENDER: &str =
    "SELECT id, title, project, scenes, seconds, cost_amount, cost_unit, asked, sent, ended, stage, word,
    video, coalesce(captioned_url, url) AS link, file, duration, note, writer, place, due, digest, take_of,
    next_take, subtitles_url, subtitles, subtitles_due, generation, idempotency IS NOT NULL AS keyed FROM render WHERE account = ?1";

impl Ledger {
    /// All renders of the account, newest first.
    pub fn renders(&self) -> Result<Vec<Render>, Fault> {
        let sql = format!("{RENDER} AND forgotten IS NULL ORDER BY asked DESC, id DESC");
        let seen = self.look();
        self.list(&sql, &[&self.account], |row| self.row(row, seen))
    }

    pub fn render(&self, id: RenderId) -> Result<Render, Fault> {
        let sql = format!("{RENDER} AND forgotten IS NULL AND id = ?2");
        let seen = self.look();
        self.list(&sql, &[&self.account, &id.0], |row| self.row(row, seen))?
            .pop()
            .ok_or_else(|| self.missing(id))
    }

    /// What is sent for a render, to the letter.
    pub fn request(&self, id: RenderId) -> Result<StoredRequest, Fault> {
        let sql = "SELECT request, generation, idempotency FROM render WHERE account = ?1 AND id = ?2
            AND request IS NOT NULL";
        let found = self.list(sql, &[&self.account, &id.0], stored)?.pop();
        found.ok_or_else(|| self.missing(id))
    }

    /// The dialect that a render was written in, forgotten or not.
    pub fn dialect(&self, id: RenderId) -> Result<Option<Dialect>, Fault> {
        let sql = "SELECT generation FROM render WHERE account = ?1 AND id = ?2";
        let found = self.list(sql, &[&self.account, &id.0], |row| row.get::<_, String>(0))?.pop();
        Ok(found.and_then(|word| Dialect::read(&word)))
    }

    /// What happened to a render, oldest first.
    pub fn events(&self, id: RenderId) -> Result<Vec<Event>, Fault> {
        let sql = "SELECT event.at, what, detail, reply FROM event JOIN render ON render.id = event.render
            WHERE account = ?1 AND render.id = ?2 ORDER BY event.id";
        let read = |row: &Row<'_>| {
            Ok(Event {
                at: time(row, "at")?,
                what: text(row, "what")?.unwrap_or_default(),
                detail: text(row, "detail")?,
                reply: text_as_it_is(row, "reply")?.map(|reply| lines(&reply)),
            })
        };
        self.list(sql, &[&self.account, &id.0], read)
    }

    /// What there is to say of a render beside its row.
    pub fn details(&self, id: RenderId) -> Result<Details, Fault> {
        let request = self.request(id)?;
        Ok(Details {
            events: self.events(id)?,
            request: lines(&request.text),
            generation: line(&request.generation),
        })
    }

    /// A look at the ledger as it is now, which is later than all before it.
    pub fn look(&self) -> Seen {
        self.looks.set(self.looks.get() + 1);
        Seen(self.looks.get())
    }

    fn row(&self, row: &Row<'_>, seen: Seen) -> rusqlite::Result<Render> {
        let mut render = Render { seen, ..render(row)? };
        let writer = text(row, "writer")?.filter(|_| render.stage == Stage::Queued);
        render.wait.holder = match writer {
            None => Holder::Nobody,
            Some(writer) if writer == self.presence.name() => Holder::This,
            Some(_) => Holder::Other,
        };
        Ok(render)
    }

    pub(super) fn list<T>(
        &self,
        sql: &str,
        given: &[&dyn ToSql],
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Fault> {
        let rows = self.database.prepare(sql).and_then(|mut query| query.query_map(given, read)?.collect());
        rows.map_err(|error| read_fault(&self.path, &error))
    }

    fn missing(&self, id: RenderId) -> Fault {
        Trouble::missing(id).into_fault(&self.path)
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRequest> {
    Ok(StoredRequest { text: row.get(0)?, generation: row.get(1)?, key: row.get(2)? })
}

impl StoredRequest {
    pub(super) fn of(change: &Transaction<'_>, id: RenderId) -> Result<Self, Trouble> {
        let sql = "SELECT request, generation, idempotency FROM render WHERE id = ?1";
        Ok(change.query_row(sql, [id.0], stored)?)
    }
}

fn render(row: &Row<'_>) -> rusqlite::Result<Render> {
    let unit = text(row, "cost_unit")?.and_then(|word| Unit::read(&word)).unwrap_or(Unit::PremiumCredit);
    // Unreadable, it may exist.
    let stage = text(row, "stage")?.and_then(|word| Stage::read(&word)).unwrap_or(Stage::Unconfirmed);
    Ok(Render {
        id: RenderId(row.get("id")?),
        title: text(row, "title")?.unwrap_or_default(),
        project: path(row, "project")?,
        scenes: usize::try_from(row.get::<_, i64>("scenes")?).unwrap_or_default(),
        seconds: row.get("seconds")?,
        cost: Money::new(row.get("cost_amount")?, unit),
        asked: time(row, "asked")?,
        sent: row.get::<_, Option<i64>>("sent")?.map(moment),
        ended: row.get::<_, Option<i64>>("ended")?.map(moment),
        stage,
        word: text(row, "word")?,
        video: text(row, "video")?.map(VideoId::new),
        url: text(row, "link")?,
        file: path(row, "file")?,
        duration: row.get("duration")?,
        note: text(row, "note")?,
        wait: Wait {
            place: row.get("place")?,
            due: row.get::<_, Option<i64>>("due")?.map(moment),
            holder: Holder::Nobody,
        },
        take: Take {
            digest: text(row, "digest")?,
            of: row.get::<_, Option<i64>>("take_of")?.map(RenderId),
            next: row.get::<_, Option<i64>>("next_take")?.map(RenderId),
        },
        subtitles: Subtitles {
            url: text(row, "subtitles_url")?,
            file: path(row, "subtitles")?,
            are_due: row.get::<_, Option<bool>>("subtitles_due")?.unwrap_or_default(),
        },
        seen: Seen::default(),
        is_unrecorded: false,
        dialect: text(row, "generation")?.and_then(|word| Dialect::read(&word)),
        keyed: row.get("keyed")?,
    })
}

pub(super) fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(text_as_it_is(row, column)?.map(|text| line(&text)))
}

fn text_as_it_is(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    })
}

pub(super) fn path(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<PathBuf>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(PathBuf::from(OsStr::from_bytes(bytes))),
        _ => None,
    })
}

/// A path as it is kept: as text where it is one, so that people can read it with SQLite's own tools.
pub(super) fn path_value(path: &Path) -> Value {
    match path.to_str() {
        Some(text) => Value::Text(text.to_owned()),
        None => Value::Blob(path.as_os_str().as_bytes().to_vec()),
    }
}

pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(moment)
}

pub(super) fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}
