//! The history of all renders, read for spend sums, caps and estimates.

use jiff::SignedDuration;
use rusqlite::{Connection, Row};

use crate::domain::text::truncate;
use crate::domain::{
    ChargedLook, Error, PastRender, RenderEventKind, RenderHistory, VideoId, VoiceId, strip_breaks,
};

use super::connection::Ledger;
use super::rows::{
    read_cost, read_optional_timestamp, read_path, read_rounding, read_stage, read_text, read_timestamp,
};
use super::spend::read_spend;
use super::sql::query_rows;

/// Voice and script are read from the request, where each dialect has its own places for them. A video of several voices,
/// or with a recording, says nothing about one voice.
const SELECT_HISTORY: &str = "SELECT id, title, project_path, stage, video_id, video_path, estimated_seconds, actual_seconds, cost_amount, cost_unit, rounding, has_exact_scene, charged_look, coalesce(sent_at, requested_at) AS since,
    sent_at, ended_at, content_hash,
    CASE WHEN json_valid(request) AND instr(request, '\"audio_asset_id\":') = 0 THEN coalesce(json_extract(request, '$.voice_id'),
        (SELECT CASE WHEN count(DISTINCT voice) = 1 THEN max(voice) END FROM (
            SELECT json_extract(value, '$.input.voice_id') AS voice FROM json_each(request, '$.scenes')
            UNION ALL SELECT json_extract(value, '$.voice.voice_id') FROM json_each(request, '$.video_inputs'))))
    END AS voice,
    CASE WHEN json_valid(request) THEN substr(coalesce(json_extract(request, '$.script'),
        json_extract(request, '$.scenes[0].script'), json_extract(request, '$.scenes[0].input.script'), json_extract(request, '$.video_inputs[0].voice.input_text')), 1, 200)
    END AS words,
    (SELECT min(at) FROM event WHERE event.render = render.id AND kind = ?2) AS accepted
    FROM render WHERE account = ?1 ORDER BY requested_at DESC, id DESC";

impl Ledger {
    /// All renders of the account, newest first, removed ones included.
    pub fn read_history(&self) -> Result<RenderHistory, Error> {
        self.read(|database| read_history(database, self.account))
    }
}

/// Also called inside a transaction, whose changes it sees.
pub(super) fn read_history(database: &Connection, account: i64) -> rusqlite::Result<RenderHistory> {
    let values = (account, RenderEventKind::Accepted.as_str());
    let history = RenderHistory::of(query_rows(database, SELECT_HISTORY, values, history_entry_from_row)?);
    Ok(read_spend(database, account, history)?.with_charges())
}

fn history_entry_from_row(row: &Row<'_>) -> rusqlite::Result<PastRender> {
    let ended = row.get::<_, Option<i64>>("ended_at")?;
    let accepted = row.get::<_, Option<i64>>("accepted")?;
    let took = ended.zip(accepted).and_then(|(ended, accepted)| ended.checked_sub(accepted));
    Ok(PastRender {
        render_id: row.get("id")?,
        title: read_text(row, "title")?.unwrap_or_default(),
        project_path: read_path(row, "project_path")?,
        content_hash: read_text(row, "content_hash")?,
        voice_id: read_text(row, "voice")?.map(VoiceId::new),
        script_excerpt: read_text(row, "words")?
            .map(|script| script_excerpt(&script))
            .filter(|words| !words.is_empty()),
        stage: read_stage(row)?,
        video_id: read_text(row, "video_id")?.map(VideoId::new),
        video_path: read_path(row, "video_path")?,
        estimated_seconds: row.get("estimated_seconds")?,
        actual_seconds: row.get("actual_seconds")?,
        estimated_cost: read_cost(row)?,
        rounding: read_rounding(row)?,
        has_exact_scene: row.get("has_exact_scene")?,
        charge: None,
        charged_look: ChargedLook::from_key(&read_text(row, "charged_look")?.unwrap_or_default()),
        started_at: read_timestamp(row, "since")?,
        sent_at: read_optional_timestamp(row, "sent_at")?,
        ended_at: read_optional_timestamp(row, "ended_at")?,
        processing_time: took.map(SignedDuration::from_millis),
    })
}

/// Characters of a script that are enough to recognize it.
const MAX_EXCERPT_CHARS: usize = 32;

/// The beginning of a script, without its breaks.
fn script_excerpt(script: &str) -> String {
    truncate(&strip_breaks(script).split_whitespace().collect::<Vec<_>>().join(" "), MAX_EXCERPT_CHARS)
}
