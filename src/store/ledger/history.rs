//! What the ledger says of all renders together; nothing here writes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::domain::text::{line, short};
use crate::domain::{Fault, History, Money, Past, RenderId, Stage, Unit, VideoId, VoiceId, without_breaks};

use super::Ledger;
use super::fault::read_fault;

/// The voice and the script are where the service's form has them; each form of the API has its own places for them.
const PAST: &str = "SELECT id, title, project, stage, video, file, seconds, duration, cost_amount, cost_unit, coalesce(sent, asked) AS since,
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
    pub fn history(&self) -> Result<History, Fault> {
        history(&self.database, self.account).map_err(|error| read_fault(&self.path, &error))
    }
}

/// Read in a transaction, it is what that one begins with.
pub(super) fn history(database: &Connection, account: i64) -> rusqlite::Result<History> {
    let past = database.prepare(PAST)?.query_map([account], past)?.collect::<rusqlite::Result<_>>()?;
    Ok(History { past })
}

fn past(row: &Row<'_>) -> rusqlite::Result<Past> {
    let unit = text(row, "cost_unit")?.and_then(|word| Unit::read(&word)).unwrap_or(Unit::PremiumCredit);
    let ended = row.get::<_, Option<i64>>("ended")?;
    let accepted = row.get::<_, Option<i64>>("accepted")?;
    let took = ended.zip(accepted).and_then(|(ended, accepted)| ended.checked_sub(accepted));
    Ok(Past {
        render: RenderId(row.get("id")?),
        title: text(row, "title")?.unwrap_or_default(),
        project: path(row, "project")?,
        digest: text(row, "digest")?,
        voice: text(row, "voice")?.map(VoiceId::new),
        words: text(row, "words")?.map(|script| first_words(&script)).filter(|words| !words.is_empty()),
        // Unreadable, it may exist.
        stage: text(row, "stage")?.and_then(|word| Stage::read(&word)).unwrap_or(Stage::Unconfirmed),
        video: text(row, "video")?.map(VideoId::new),
        file: path(row, "file")?,
        seconds: row.get("seconds")?,
        duration: row.get("duration")?,
        cost: Money::new(row.get("cost_amount")?, unit),
        since: Timestamp::from_millisecond(row.get("since")?).unwrap_or_default(),
        took: took.map(SignedDuration::from_millis),
    })
}

/// Characters of a script that are enough to know it by.
const MAX_EXCERPT_CHARS: usize = 32;

/// How a script begins, without its breaks.
fn first_words(script: &str) -> String {
    short(&without_breaks(script).split_whitespace().collect::<Vec<_>>().join(" "), MAX_EXCERPT_CHARS)
}

fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(line(&String::from_utf8_lossy(bytes))),
        _ => None,
    })
}

fn path(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<PathBuf>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(PathBuf::from(OsStr::from_bytes(bytes))),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::domain::{Progress, VideoId};

    use super::super::{Account, NewRender};
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn new(request: &str) -> NewRender {
        NewRender {
            title: "Launch".to_owned(),
            project: Some("/films/launch.toml".into()),
            scenes: 1,
            seconds: 20.0,
            cost: Money::new(5.0, Unit::ApiCredit),
            request: request.to_owned(),
            generation: "scenes".to_owned(),
            repeatable: false,
            digest: String::new(),
            mark: None,
            picture: None,
        }
    }

    fn finish(ledger: &mut Ledger, request: &str, video: &str, minutes: i64) -> RenderId {
        let id = ledger.begin(&new(request), at(0)).unwrap();
        ledger.sending(id, at(0)).unwrap();
        ledger.accepted(id, &VideoId::new(video), at(1)).unwrap();
        let progress = Progress {
            stage: Stage::Completed,
            word: "completed".to_owned(),
            url: Some("https://files.example/film.mp4".to_owned()),
            captioned_url: None,
            subtitles_url: None,
            duration: Some(24.0),
            failure: None,
        };
        ledger.progress(id, &progress, at(1 + minutes)).unwrap();
        id
    }

    #[test]
    fn each_render_says_what_it_took_and_cost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cuecard.db");
        let open =
            |key| Ledger::open(&path, &Account::new("https://api.heygen.com", key), at(0)).unwrap().ledger;
        let mut ledger = open("one");
        let first = finish(&mut ledger, r#"{"voice_id": "v1", "scenes": [{"voice_id": "v2"}]}"#, "a", 9);
        finish(&mut ledger, r#"{"video_inputs": [{"voice": {"voice_id": "v2"}}]}"#, "b", 12);
        finish(&mut ledger, "{broken", "c", 1);
        ledger.begin(&new(r#"{"voice_id": 7}"#), at(2)).unwrap();
        ledger.forget(first, at(90)).unwrap();

        let past = ledger.history().unwrap().past;
        let voices: Vec<_> = past.iter().map(|past| past.voice.as_ref().map(VoiceId::as_str)).collect();
        assert_eq!(voices, [None, None, Some("v2"), None], "that of a forgotten one is forgotten");
        let took: Vec<_> = past.iter().map(|past| past.took.map(|took| took.as_mins())).collect();
        assert_eq!(took, [None, Some(1), Some(12), Some(9)]);
        let last = &past[2];
        assert_eq!((last.seconds, last.duration, last.since), (20.0, Some(24.0), at(0)));
        assert_eq!((last.stage, past[0].stage), (Stage::Completed, Stage::Queued));
        assert_eq!(last.cost, Money::new(5.0, Unit::ApiCredit));
        assert_eq!(last.project.as_deref(), Some(std::path::Path::new("/films/launch.toml")));
        assert_eq!(open("two").history(), Ok(History::default()), "accounts stay apart");
    }

    #[test]
    fn the_first_words_are_read_from_every_form() {
        let folder = tempfile::tempdir().unwrap();
        let account = Account::new("https://api.heygen.com", "key");
        let mut ledger = Ledger::open(&folder.path().join("cuecard.db"), &account, at(0)).unwrap().ledger;
        for (minute, request) in [
            r#"{"script": "I <3 you <break time=\"1s\"/> there."}"#,
            r#"{"scenes": [{"script": "I <3 you  there.<break time=\"1s\"/>"}]}"#,
            r#"{"scenes": [{"input": {"script": "I <3 you there."}}]}"#,
            r#"{"video_inputs": [{"voice": {"input_text": "I <3 you there."}}]}"#,
        ]
        .into_iter()
        .enumerate()
        {
            ledger.begin(&new(request), at(i64::try_from(minute).unwrap())).unwrap();
            let past = ledger.history().unwrap().past;
            assert_eq!(past[0].words.as_deref(), Some("I <3 you there."), "{request}");
        }
    }
}
