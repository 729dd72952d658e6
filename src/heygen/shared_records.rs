//! Records that both API versions write alike, or alike but for the names of fields: voices, groups, videos.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::envelope::{ServiceError, parse_service_error};
use super::lenient::record;
use super::parse::{parse_id, parse_line, parse_name, parse_records, parse_stage, parse_url};
use super::sanitize;
use crate::domain::{
    Gender, GroupId, ListedVideo, PhotoGroup, RenderStage, VideoDetails, VideoFailure, VideoId, VideoPage,
    Voice, VoiceCatalog, VoiceId, text,
};

/// Characters that are kept of the service's word for a stage.
const MAX_STATUS_CHARS: usize = 40;
/// Characters that are kept of the code of a failed video.
const MAX_CODE_CHARS: usize = 80;

record! {
    VoiceRecord {
        voice_id, name, language, gender, #[serde(alias = "preview_audio_url")] preview_audio,
        support_pause, emotion_support, support_locale
    }
    GroupRecord {
        id, name, #[serde(alias = "looks_count")] num_looks, #[serde(alias = "status")] train_status
    }
    SubmittedVideo { video_id }
    /// A video of a list. v2 writes `video_id` and `video_title`, v3 `id` and `title`.
    ListedVideoRecord { video_id, id, video_title, title, status, created_at, duration }
    /// A video by itself. v2 writes `video_url_caption` and `caption_url`, v3 `captioned_video_url`, `subtitle_url` and
    /// the two fields of a failure.
    VideoRecord {
        status, video_url, video_url_caption, captioned_video_url, caption_url, subtitle_url, duration,
        failure_code, failure_message; error: Option<&'a RawValue>
    }
}

impl VideoRecord<'_> {
    fn service_error(&self) -> Option<ServiceError> {
        let error = ServiceError {
            code: self.failure_code.text().map(Cow::into_owned),
            message: self.failure_message.text().unwrap_or_default().into_owned(),
            param: None,
        };
        if error == ServiceError::default() { self.error.and_then(parse_service_error) } else { Some(error) }
    }
}

pub(super) fn parse_voice_records(list: &[&RawValue]) -> VoiceCatalog {
    let (voices, unreadable_count) = parse_records(list, voice_from_record);
    VoiceCatalog { voices, unreadable_count }
}

pub(super) fn parse_voice(data: &str) -> Option<Voice> {
    voice_from_record(&serde_json::from_str(data).ok()?)
}

fn voice_from_record(record: &VoiceRecord<'_>) -> Option<Voice> {
    let id = parse_id(&record.voice_id)?;
    Some(Voice {
        name: parse_name(&record.name, &id),
        id: VoiceId::new(id),
        language: parse_line(&record.language),
        gender: record.gender.text().map_or(Gender::Unknown, |word| Gender::from_service(&word)),
        sample_url: parse_url(&record.preview_audio),
        supports_pauses: record.support_pause.boolean(),
        supports_emotions: record.emotion_support.boolean(),
        supports_locales: record.support_locale.boolean(),
    })
}

pub(super) fn parse_group_records(list: &[&RawValue]) -> Vec<PhotoGroup> {
    parse_records(list, group_from_record).0
}

fn group_from_record(record: &GroupRecord<'_>) -> Option<PhotoGroup> {
    let id = parse_id(&record.id)?;
    let looks = record.num_looks.number().filter(|looks| *looks >= 0.0);
    Some(PhotoGroup {
        name: parse_name(&record.name, &id),
        id: GroupId::new(id),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        look_count: looks.map(|looks| looks as usize),
        status: parse_line(&record.train_status),
    })
}

/// The id in the response to a submission.
pub(super) fn parse_video_id(data: &str) -> Option<VideoId> {
    let submitted: SubmittedVideo<'_> = serde_json::from_str(data).ok()?;
    parse_id(&submitted.video_id).map(VideoId::new)
}

pub(super) fn parse_video_records(list: &[&RawValue], next_page_token: Option<String>) -> VideoPage {
    let (videos, unreadable_count) = parse_records(list, listed_video_from_record);
    VideoPage { videos, next_page_token, unreadable_count }
}

fn listed_video_from_record(record: &ListedVideoRecord<'_>) -> Option<ListedVideo> {
    let id = parse_id(&record.video_id).or_else(|| parse_id(&record.id))?;
    let title = Some(parse_line(&record.video_title)).filter(|title| !title.is_empty());
    let word = parse_line(&record.status);
    Some(ListedVideo {
        id: VideoId::new(id),
        title: title.unwrap_or_else(|| parse_line(&record.title)),
        stage: parse_stage(&word).unwrap_or(RenderStage::Pending),
        service_status: word,
        created_at: record.created_at.number().and_then(timestamp_from_seconds),
        duration_seconds: record.duration.positive_number(),
    })
}

/// Seconds since 1970, whole or not.
fn timestamp_from_seconds(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and jiff refuses what is out of range"
    )]
    Timestamp::from_second(seconds as i64).ok()
}

pub(super) fn parse_video_details(data: &str) -> Option<VideoDetails> {
    let record: VideoRecord<'_> = serde_json::from_str(data).ok()?;
    let (word, video_url) = (parse_line(&record.status), parse_url(&record.video_url));
    // A video with a link is completed, whatever its status says.
    let stage = if video_url.is_some() { RenderStage::Completed } else { parse_stage(&word)? };
    Some(VideoDetails {
        stage,
        service_status: truncate_status(&word),
        video_url,
        captioned_url: parse_url(&record.video_url_caption)
            .or_else(|| parse_url(&record.captioned_video_url)),
        subtitles_url: parse_url(&record.caption_url).or_else(|| parse_url(&record.subtitle_url)),
        duration_seconds: record.duration.positive_number(),
        failure: failure_from_error(stage, record.service_error()),
    })
}

pub(super) fn truncate_status(word: &str) -> String {
    text::truncate(word, MAX_STATUS_CHARS)
}

/// Why a video failed, or what the service reports beside another stage.
pub(super) fn failure_from_error(stage: RenderStage, error: Option<ServiceError>) -> Option<VideoFailure> {
    if error.is_none() && stage != RenderStage::Failed {
        return None;
    }
    let error = error.unwrap_or_default();
    let code = error.code.map(|code| text::truncate(&code, MAX_CODE_CHARS)).filter(|code| !code.is_empty());
    Some(VideoFailure {
        code,
        message: sanitize::sanitize_message_without_key(&error.message),
        response: None,
    })
}
