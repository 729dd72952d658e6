//! The history of all renders, read for spend sums, caps and estimates.

use jiff::SignedDuration;
use rusqlite::{Connection, Row};

use crate::domain::text::truncate;
use crate::domain::{
    Error, Money, PastRender, RenderEventKind, RenderHistory, RenderId, Stage, Unit, VideoId, VoiceId,
    strip_breaks,
};

use super::connection::Ledger;
use super::error::read_error;
use super::rows::{read_path, read_text, read_timestamp};

/// Voice and script are read from the request, where each dialect has its own places for them.
const SELECT_HISTORY: &str = "SELECT id, title, project_path, stage, video_id, video_path, estimated_seconds, actual_seconds, cost_amount, cost_unit, coalesce(sent_at, requested_at) AS since,
    ended_at, content_hash,
    CASE WHEN json_valid(request) THEN coalesce(json_extract(request, '$.voice_id'),
        json_extract(request, '$.scenes[0].voice_id'), json_extract(request, '$.scenes[0].input.voice_id'), json_extract(request, '$.video_inputs[0].voice.voice_id'))
    END AS voice,
    CASE WHEN json_valid(request) THEN substr(coalesce(json_extract(request, '$.script'),
        json_extract(request, '$.scenes[0].script'), json_extract(request, '$.scenes[0].input.script'), json_extract(request, '$.video_inputs[0].voice.input_text')), 1, 200)
    END AS words,
    (SELECT min(at) FROM event WHERE event.render = render.id AND kind = ?2) AS accepted
    FROM render WHERE account = ?1 ORDER BY requested_at DESC, id DESC";

impl Ledger {
    /// All renders of the account, newest first, removed ones included.
    pub fn read_history(&self) -> Result<RenderHistory, Error> {
        read_history(&self.database, self.account_row_id).map_err(|error| read_error(&self.path, &error))
    }
}

/// Also called inside a transaction, whose changes it sees.
pub(super) fn read_history(database: &Connection, account: i64) -> rusqlite::Result<RenderHistory> {
    let past = database
        .prepare(SELECT_HISTORY)?
        .query_map((account, RenderEventKind::Accepted.as_str()), history_entry_from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(RenderHistory { renders: past })
}

fn history_entry_from_row(row: &Row<'_>) -> rusqlite::Result<PastRender> {
    let unit =
        read_text(row, "cost_unit")?.and_then(|word| Unit::parse(&word)).unwrap_or(Unit::PremiumCredit);
    let ended = row.get::<_, Option<i64>>("ended_at")?;
    let accepted = row.get::<_, Option<i64>>("accepted")?;
    let took = ended.zip(accepted).and_then(|(ended, accepted)| ended.checked_sub(accepted));
    Ok(PastRender {
        render_id: RenderId(row.get("id")?),
        title: read_text(row, "title")?.unwrap_or_default(),
        project_path: read_path(row, "project_path")?,
        content_hash: read_text(row, "content_hash")?,
        voice_id: read_text(row, "voice")?.map(VoiceId::new),
        script_excerpt: read_text(row, "words")?
            .map(|script| script_excerpt(&script))
            .filter(|words| !words.is_empty()),
        // A stage that cannot be read: the video may exist.
        stage: read_text(row, "stage")?.and_then(|word| Stage::parse(&word)).unwrap_or(Stage::Unconfirmed),
        video_id: read_text(row, "video_id")?.map(VideoId::new),
        video_path: read_path(row, "video_path")?,
        estimated_seconds: row.get("estimated_seconds")?,
        actual_seconds: row.get("actual_seconds")?,
        estimated_cost: Money::new(row.get("cost_amount")?, unit),
        started_at: read_timestamp(row, "since")?,
        processing_time: took.map(SignedDuration::from_millis),
    })
}

/// Characters of a script that are enough to recognize it.
const MAX_EXCERPT_CHARS: usize = 32;

/// The beginning of a script, without its breaks.
fn script_excerpt(script: &str) -> String {
    truncate(&strip_breaks(script).split_whitespace().collect::<Vec<_>>().join(" "), MAX_EXCERPT_CHARS)
}
