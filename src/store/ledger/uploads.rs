//! Uploads for videos, recordings and pictures: the service's id of each file, and the requests that name it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Row;

use crate::domain::{ApiVersion, Error, RenderEventKind, RenderId};

use super::connection::Ledger;
use super::picture_keys::check_replaceable;
use super::rows::{path_to_value, read_path};
use super::sql::{query_first, query_rows, query_value};

/// An uploaded file in the request of a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUpload {
    /// The service's id of the upload.
    pub id: String,
    /// The SHA-256 of the file.
    pub hash: String,
    /// The file when it was uploaded.
    pub path: PathBuf,
}

impl Ledger {
    /// The id of the upload of a file with this hash.
    pub fn upload_id(&self, api: ApiVersion, hash: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT asset FROM uploaded_file WHERE account = ?1 AND api_version = ?2 AND hash = ?3";
        self.read(|database| query_first(database, sql, (self.account, api, hash), |row| row.get(0)))
    }

    pub fn save_upload(
        &mut self,
        api: ApiVersion,
        (hash, path): (&str, &Path),
        asset: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO uploaded_file (account, api_version, hash, asset, path, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = (self.account, api, hash, asset, path_to_value(path), at.as_millisecond());
        self.execute(sql, values)
    }

    /// Forgets an upload that the service no longer knows.
    pub fn forget_upload(&mut self, asset: &str) -> Result<(), Error> {
        self.execute("DELETE FROM uploaded_file WHERE account = ?1 AND asset = ?2", (self.account, asset))
    }

    /// The uploads in the request of a render that this ledger knows the files of.
    pub fn render_uploads(&self, id: RenderId) -> Result<Vec<StoredUpload>, Error> {
        let sql = "SELECT asset, hash, path FROM uploaded_file JOIN render ON render.account = uploaded_file.account
            WHERE uploaded_file.account = ?1 AND render.id = ?2 AND instr(request, json_quote(asset)) > 0 ORDER BY at";
        let read = |row: &Row<'_>| {
            let path = read_path(row, "path")?.unwrap_or_default();
            Ok(StoredUpload { id: row.get("asset")?, hash: row.get("hash")?, path })
        };
        self.read(|database| query_rows(database, sql, (self.account, id), read))
    }

    /// Puts another upload of a file into the request of a refused render, and queues it in this process with a new
    /// idempotency key: the service created nothing. Fails where the same project was queued again meanwhile.
    pub fn replace_upload(
        &mut self,
        id: RenderId,
        (old, new): (&str, &str),
        at: Timestamp,
    ) -> Result<(), Error> {
        self.change_render(id, at, |change, now| {
            check_replaceable(change, id, &now)?;
            let request: Option<String> =
                query_value(change, "SELECT request FROM render WHERE id = ?1", [id])?;
            let quote = |asset: &str| serde_json::Value::from(asset).to_string();
            let request = request.unwrap_or_default().replace(&quote(old), &quote(new));
            let sql = "UPDATE render SET request = ?2, stage = 'queued', writer = ?3, note = NULL, reason = NULL,
                ended_at = NULL, retry_at = NULL, sent_at = NULL, idempotency_key = CASE
                    WHEN idempotency_key IS NULL OR idempotency_key = chosen_idempotency_key THEN idempotency_key
                    ELSE lower(hex(randomblob(16))) END
                WHERE id = ?1";
            change.execute(sql, (id, request, change.process))?;
            change.record(id, &RenderEventKind::Uploaded, Some(new))
        })
    }
}
