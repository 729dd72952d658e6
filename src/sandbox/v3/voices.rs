//! Voices: the paged list, public or private, and single ones.

use axum::extract::Path;
use serde_json::{Value, json};

use super::page::SandboxPage;
use crate::sandbox::catalog::voices::{SandboxVoice, VoiceLists};
use crate::sandbox::http::{EndpointResult, ErrorReply, RequestQuery, reply};
use crate::sandbox::service::{Service, SharedService};

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 100;

/// `GET /v3/voices?type=&language=&gender=&engine=&limit=&token=`: first the voices that only v3 lists.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("voices", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let own = match query.get("type") {
        None | Some("public") => false,
        Some("private") => true,
        Some(_) => return Err(ErrorReply::invalid_param("type", "must be one of: public, private")),
    };
    let (language, gender, engine) = (query.get("language"), query.get("gender"), query.get("engine"));
    let is = |wanted: Option<&str>, has: &str| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(has));
    let wanted = |voice: &SandboxVoice| {
        voice.own == own
            && is(language, voice.language)
            && is(gender, &voice.plain_gender())
            && is(engine, voice.engine())
    };
    let listed_as = |lists| service.voices().iter().filter(move |voice| voice.listed == lists);
    let listed = listed_as(VoiceLists::V3).chain(listed_as(VoiceLists::V2AndV3));
    let marked = (0_u64..).zip(listed).filter(|(_, voice)| wanted(voice));
    Ok(page.reply(marked, |voice| to_json(&service, voice)))
}

/// `GET /v3/voices/{voice_id}`, public, private, or on no list.
pub(super) async fn get(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let voice = service.voice(&id).ok_or_else(|| ErrorReply::not_found("voice", &id))?;
    let mut data = to_json(&service, voice);
    data["support_interactive_avatar"] = json!(voice.interactive);
    data["status"] = json!(voice.own.then_some("complete"));
    data["created_at"] = Value::Null;
    data["failure_message"] = Value::Null;
    Ok(reply::v3(&data))
}

fn to_json(service: &Service, voice: &SandboxVoice) -> Value {
    json!({
        "voice_id": voice.id,
        "name": voice.name,
        "language": voice.language,
        "gender": voice.plain_gender(),
        "preview_audio_url": voice.sample_url(service.base()),
        "support_pause": voice.pauses,
        "support_locale": voice.locales,
        "type": if voice.own { "private" } else { "public" },
    })
}
