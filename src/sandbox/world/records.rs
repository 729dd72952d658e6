//! The rows of the world's tables: uploads, looks, generations, trainings, videos, first responses.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::Moment;

/// A number under a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredNumber {
    pub(crate) id: String,
    pub(crate) value: i64,
}

/// The newest training of a group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GroupTraining {
    /// The group's id.
    pub(crate) id: String,
    pub(crate) work: WorkSpan,
}

/// Begin and end of the service's work.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WorkSpan {
    pub(crate) from: Moment,
    pub(crate) to: Moment,
}

impl WorkSpan {
    pub(crate) fn is_over(self, now: Moment) -> bool {
        now >= self.to
    }

    /// The progress, from 0 to 1.
    pub(crate) fn progress(self, now: Moment) -> f64 {
        let part = |from: Moment, to: Moment| f64::from(i32::try_from(to - from).unwrap_or(i32::MAX));
        if self.is_over(now) {
            1.0
        } else {
            (part(self.from, now) / part(self.from, self.to)).clamp(0.0, 1.0)
        }
    }

    /// The status of trainings, generations and looks.
    pub(crate) fn status(self, now: Moment) -> &'static str {
        match self.progress(now) {
            done if done >= 1.0 => "completed",
            done if done >= 0.2 => "processing",
            _ => "pending",
        }
    }
}

/// An uploaded file; its bytes are in the folder of the world, under `id`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredAsset {
    pub(crate) id: String,
    pub(crate) content_type: String,
    pub(crate) size: u64,
    /// The length of audio or video, if its headers say it.
    #[serde(default)]
    pub(crate) seconds: Option<f64>,
    pub(crate) created: Moment,
    /// Pictures only.
    pub(crate) image_key: Option<String>,
    /// The URL that it was fetched from.
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// Not listed; looks that use it stay.
    #[serde(default)]
    pub(crate) deleted: bool,
}

/// A look of a photo avatar group. The group has the id of its first look.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredLook {
    pub(crate) id: String,
    pub(crate) group_id: String,
    pub(crate) name: String,
    pub(crate) image_key: String,
    pub(crate) generated: bool,
    pub(crate) work: WorkSpan,
    /// The picture has no face: the look fails when its work ends.
    #[serde(default)]
    pub(crate) faceless: bool,
}

impl StoredLook {
    /// The status in v2.
    pub(crate) fn status(&self, now: Moment) -> &'static str {
        if self.faceless && self.work.is_over(now) { "failed" } else { self.work.status(now) }
    }
}

/// A generation of looks from a prompt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredLookGeneration {
    pub(crate) id: String,
    pub(crate) group_id: String,
    pub(crate) prompt: String,
    pub(crate) image_keys: Vec<String>,
    pub(crate) work: WorkSpan,
}

/// What a second of a scene is charged as: an engine, and what it animates.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SceneRate {
    #[default]
    PhotoAvatarIv,
    /// Avatar IV with a digital twin or a studio avatar.
    VideoAvatarIv,
    AvatarV,
    AvatarIii,
    Avatar6,
    /// A still or a clip.
    Unpriced,
}

/// Something that was charged apart from videos.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredPurchase {
    pub(crate) id: String,
    pub(crate) item: PurchasedItem,
    /// When it is charged.
    pub(crate) at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PurchasedItem {
    PhotoAvatar,
    /// A photo or an order of looks of v2.
    V2Photo,
    V2Training,
    Speech {
        millis: i64,
    },
}

/// Speech without a video.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredSpeechFile {
    pub(crate) id: String,
    pub(crate) scene: StoredScene,
}

/// The price class of a video.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tariff {
    #[default]
    Usual,
    /// 4K: costs a third more.
    Large,
    /// A v2 `test` video, or one of an account without a plan: free, with a watermark.
    Free,
}

/// A render that was accepted. A checked request is one without id, work and body.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct StoredVideo {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) image_key: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) caption: bool,
    pub(crate) callback_id: Option<String>,
    /// Called when the render ends.
    #[serde(default)]
    pub(crate) callback_url: Option<String>,
    pub(crate) scenes: Vec<StoredScene>,
    pub(crate) work: WorkSpan,
    pub(crate) outcome: VideoOutcome,
    /// The request body.
    pub(crate) request: Value,
    #[serde(default)]
    pub(crate) api: VideoApi,
    #[serde(default)]
    pub(crate) tariff: Tariff,
    /// Not listed; it is charged nevertheless.
    #[serde(default)]
    pub(crate) deleted: bool,
}

impl StoredVideo {
    /// Seconds, rounded to frames of 1/25 s.
    pub(crate) fn duration(&self) -> f64 {
        let sum: f64 = self.scenes.iter().map(|scene| scene.seconds).sum();
        (sum * 25.0).round() / 25.0
    }

    /// The picture key of the scene at this index.
    pub(crate) fn picture_of(&self, scene: usize) -> &str {
        let own = self.scenes.get(scene).map(|scene| scene.image_key.as_str());
        own.filter(|key| !key.is_empty()).unwrap_or(&self.image_key)
    }

    /// The status, if the account can pay for it.
    pub(crate) fn status(&self, now: Moment) -> &'static str {
        match self.work.progress(now) {
            done if done < 0.1 => "pending",
            done if done < 0.2 => "waiting",
            done if done < 1.0 => "processing",
            _ if self.makes_video() => "completed",
            _ => "failed",
        }
    }

    /// Whether it has a subtitles file; in v3 every video has one.
    pub(crate) fn has_subtitles(&self) -> bool {
        self.caption || self.api == VideoApi::V3
    }

    pub(crate) fn makes_video(&self) -> bool {
        matches!(self.outcome, VideoOutcome::Video | VideoOutcome::VideoWithError)
    }
}

/// The API version that a video was requested with.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum VideoApi {
    #[default]
    V2,
    V3,
}

/// The first response to a request with an idempotency key; a repeated request gets the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FirstResponse {
    /// Path and idempotency key.
    pub(crate) id: String,
    /// A hash of the request body.
    pub(crate) body_hash: u64,
    pub(crate) data: Value,
    pub(crate) at: Moment,
}

/// A scene of a video.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredScene {
    pub(crate) text: String,
    pub(crate) seconds: f64,
    /// The picture that it shows; empty if it is that of the video.
    #[serde(default)]
    pub(crate) image_key: String,
    #[serde(default)]
    pub(crate) rate: SceneRate,
    /// How the text is spoken; none for silence and for uploaded audio.
    #[serde(default)]
    pub(crate) speech: Option<StoredSpeech>,
}

impl StoredScene {
    /// A scene without speech.
    pub(crate) fn unspoken(seconds: f64) -> Self {
        Self { seconds, ..Self::default() }
    }
}

/// How the text of a scene is spoken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredSpeech {
    /// The voice's id.
    pub(crate) voice: String,
    /// The time it takes, as a multiple of the usual.
    pub(crate) pace: f64,
    /// Pauses: after how many words, and their seconds.
    pub(crate) pauses: Vec<(usize, f64)>,
}

/// How a render ends.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum VideoOutcome {
    #[default]
    Video,
    VideoWithError,
    NoCredit,
    NoText,
    FailedWord,
    FailedNumber,
    FailedString,
    FailedNull,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A video of this length that ends at this moment.
    pub(crate) fn video(id: &str, seconds: f64, to: Moment) -> StoredVideo {
        let scenes = vec![StoredScene::unspoken(seconds)];
        StoredVideo { id: id.to_owned(), scenes, work: WorkSpan { from: 0, to }, ..StoredVideo::default() }
    }

    #[test]
    fn a_video_goes_through_its_statuses() {
        let video = video("a", 3.0, 1000);
        let words: Vec<&str> = [0, 150, 500, 1000].iter().map(|now| video.status(*now)).collect();
        assert_eq!(words, ["pending", "waiting", "processing", "completed"]);
    }
}
