//! What the ledger says of all renders together; nothing here writes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::domain::text::{single_line, truncate};
use crate::domain::{
    Error, Money, PastRender, RenderHistory, RenderId, Stage, Unit, VideoId, VoiceId, strip_breaks,
};

use super::connection::Ledger;
use super::error::read_error;

/// The voice and the script are where the service's form has them; each form of the API has its own places for them.
const SELECT_HISTORY: &str = "SELECT id, title, project, stage, video, file, seconds, duration, cost_amount, cost_unit, coalesce(sent, asked) AS since,
    ended, digest,
    CASE WHEN json_valid(request) THEN coalesce(json_extract(request, '$.voice_id'),
        json_extract(request, '$.scenes[0].voice_id'), json_extract(request, '$.scenes[0].input.voice_id'), json_extract(request, '$.video_inputs[0].voice.voice_id'))
    END AS voice,
    CASE WHEN json_valid(request) THEN substr(coalesce(json_extract(request, '$.script'),
        json_extract(request, '$.scenes[0].script'), json_extract(request, '$.scenes[0].input.script'), json_extract(request, '$.video_inputs[0].voice.input_text')), 1, 200)
    END AS words,
    (SELECT min(at) FROM event WHERE event.render = render.id AND what = 'accepted') AS accepted
    FROM render WHERE account = ?1 ORDER BY asked DESC, id DESC";

impl Ledger {
    /// All renders of the account, newest first, forgotten ones with them.
    pub fn read_history(&self) -> Result<RenderHistory, Error> {
        read_history(&self.database, self.account_row_id).map_err(|error| read_error(&self.path, &error))
    }
}

/// Read in a transaction, it is what that one begins with.
pub(super) fn read_history(database: &Connection, account: i64) -> rusqlite::Result<RenderHistory> {
    let past = database
        .prepare(SELECT_HISTORY)?
        .query_map([account], history_entry_from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(RenderHistory { renders: past })
}

fn history_entry_from_row(row: &Row<'_>) -> rusqlite::Result<PastRender> {
    let unit =
        read_text(row, "cost_unit")?.and_then(|word| Unit::parse(&word)).unwrap_or(Unit::PremiumCredit);
    let ended = row.get::<_, Option<i64>>("ended")?;
    let accepted = row.get::<_, Option<i64>>("accepted")?;
    let took = ended.zip(accepted).and_then(|(ended, accepted)| ended.checked_sub(accepted));
    Ok(PastRender {
        render_id: RenderId(row.get("id")?),
        title: read_text(row, "title")?.unwrap_or_default(),
        project_path: read_path(row, "project")?,
        content_hash: read_text(row, "digest")?,
        voice_id: read_text(row, "voice")?.map(VoiceId::new),
        script_excerpt: read_text(row, "words")?
            .map(|script| script_excerpt(&script))
            .filter(|words| !words.is_empty()),
        // Unreadable, it may exist.
        stage: read_text(row, "stage")?.and_then(|word| Stage::parse(&word)).unwrap_or(Stage::Unconfirmed),
        video_id: read_text(row, "video")?.map(VideoId::new),
        video_path: read_path(row, "file")?,
        estimated_seconds: row.get("seconds")?,
        actual_seconds: row.get("duration")?,
        estimated_cost: Money::new(row.get("cost_amount")?, unit),
        started_at: Timestamp::from_millisecond(row.get("since")?).unwrap_or_default(),
        processing_time: took.map(SignedDuration::from_millis),
    })
}

/// Characters of a script that are enough to know it by.
const MAX_EXCERPT_CHARS: usize = 32;

/// How a script begins, without its breaks.
fn script_excerpt(script: &str) -> String {
    truncate(&strip_breaks(script).split_whitespace().collect::<Vec<_>>().join(" "), MAX_EXCERPT_CHARS)
}

fn read_text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(single_line(&String::from_utf8_lossy(bytes))),
        _ => None,
    })
}

fn read_path(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<PathBuf>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(PathBuf::from(OsStr::from_bytes(bytes))),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::domain::{VideoDetails, VideoId};

    use super::super::super::AccountId;
    use super::super::NewRenderRecord;
    use super::*;

    fn timestamp(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn new_render(request: &str) -> NewRenderRecord {
        NewRenderRecord {
            title: "Launch".to_owned(),
            project_path: Some("/films/launch.toml".into()),
            scene_count: 1,
            estimated_seconds: 20.0,
            estimated_cost: Money::new(5.0, Unit::ApiCredit),
            request_body: request.to_owned(),
            dialect: "scenes".to_owned(),
            has_idempotency_key: false,
            content_hash: String::new(),
            title_tag: None,
            picture_key: None,
        }
    }

    fn completed_render(ledger: &mut Ledger, request: &str, video: &str, minutes: i64) -> RenderId {
        let id = ledger.enqueue_unchecked(&new_render(request), timestamp(0)).unwrap();
        ledger.mark_sending(id, timestamp(0)).unwrap();
        ledger.record_acceptance(id, &VideoId::new(video), timestamp(1)).unwrap();
        let progress = VideoDetails {
            stage: Stage::Completed,
            service_status: "completed".to_owned(),
            video_url: Some("https://files.example/film.mp4".to_owned()),
            captioned_url: None,
            subtitles_url: None,
            duration_seconds: Some(24.0),
            failure: None,
        };
        ledger.record_progress(id, &progress, timestamp(1 + minutes)).unwrap();
        id
    }

    #[test]
    fn each_render_says_what_it_took_and_cost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cuecard.db");
        let open = |key| {
            Ledger::open(&path, &AccountId::new("https://api.heygen.com", key), timestamp(0)).unwrap().ledger
        };
        let mut ledger = open("one");
        let first =
            completed_render(&mut ledger, r#"{"voice_id": "v1", "scenes": [{"voice_id": "v2"}]}"#, "a", 9);
        completed_render(&mut ledger, r#"{"video_inputs": [{"voice": {"voice_id": "v2"}}]}"#, "b", 12);
        completed_render(&mut ledger, "{broken", "c", 1);
        ledger.enqueue_unchecked(&new_render(r#"{"voice_id": 7}"#), timestamp(2)).unwrap();
        ledger.remove_from_list(first, timestamp(90)).unwrap();

        let past = ledger.read_history().unwrap().renders;
        let voices: Vec<_> = past.iter().map(|past| past.voice_id.as_ref().map(VoiceId::as_str)).collect();
        assert_eq!(voices, [None, None, Some("v2"), None], "that of a forgotten one is forgotten");
        let took: Vec<_> = past.iter().map(|past| past.processing_time.map(|took| took.as_mins())).collect();
        assert_eq!(took, [None, Some(1), Some(12), Some(9)]);
        let last = &past[2];
        assert_eq!(
            (last.estimated_seconds, last.actual_seconds, last.started_at),
            (20.0, Some(24.0), timestamp(0))
        );
        assert_eq!((last.stage, past[0].stage), (Stage::Completed, Stage::Queued));
        assert_eq!(last.estimated_cost, Money::new(5.0, Unit::ApiCredit));
        assert_eq!(last.project_path.as_deref(), Some(std::path::Path::new("/films/launch.toml")));
        assert_eq!(open("two").read_history(), Ok(RenderHistory::default()), "accounts stay apart");
    }

    #[test]
    fn the_first_words_are_read_from_every_form() {
        let folder = tempfile::tempdir().unwrap();
        let account = AccountId::new("https://api.heygen.com", "key");
        let mut ledger =
            Ledger::open(&folder.path().join("cuecard.db"), &account, timestamp(0)).unwrap().ledger;
        for (minute, request) in [
            r#"{"script": "I <3 you <break time=\"1s\"/> there."}"#,
            r#"{"scenes": [{"script": "I <3 you  there.<break time=\"1s\"/>"}]}"#,
            r#"{"scenes": [{"input": {"script": "I <3 you there."}}]}"#,
            r#"{"video_inputs": [{"voice": {"input_text": "I <3 you there."}}]}"#,
        ]
        .into_iter()
        .enumerate()
        {
            ledger
                .enqueue_unchecked(&new_render(request), timestamp(i64::try_from(minute).unwrap()))
                .unwrap();
            let past = ledger.read_history().unwrap().renders;
            assert_eq!(past[0].script_excerpt.as_deref(), Some("I <3 you there."), "{request}");
        }
    }
}
