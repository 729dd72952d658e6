//! Values and rules: photo, voice, scene, project, estimate, render, error. No I/O and no clock.

mod account_rate;
mod api_status;
mod avatar_use;
mod background;
mod background_loss;
mod balance;
mod cap_use;
mod captions;
mod catalog;
mod color;
mod content_hash;
mod cue_times;
mod cue_words;
mod details;
mod dialect;
mod dialect_loss;
mod doc_link;
mod dropped_paths;
mod error;
mod error_kind;
mod estimate;
mod event_kind;
mod exchange;
mod failure_reason;
mod field_path;
mod find;
mod frame;
mod group;
mod history;
mod id;
mod idempotency_key;
mod inherited_choice;
mod invisible;
mod locale;
mod locale_support;
mod look_class;
mod look_generation;
mod look_loss;
mod look_profile;
mod money;
mod motion_advice;
mod motion_bank;
mod name_lookup;
mod normalize;
mod own_look_rate;
mod pace;
mod paid_cost;
mod paid_rate;
mod past_work;
mod pauses;
mod photo_standing;
mod picture_file;
mod picture_key;
mod picture_use;
mod plausible_length;
mod previous_render;
mod price_warnings;
mod project;
mod published_rate;
mod quantity;
mod rate;
mod recording;
mod recording_check;
mod recording_issue;
mod render;
mod render_action;
mod rounding;
mod scene;
mod scene_paces;
mod scene_rates;
mod script;
mod script_summary;
mod search;
mod secret;
mod settings;
mod shape;
mod sibling_choice;
mod sort;
mod sound_length;
mod speaker;
mod speech;
mod speech_voices;
mod spend;
mod spend_totals;
mod spending_caps;
mod spoken_times;
mod target;
pub mod text;
mod title_tag;
mod unknown_key;
mod upload;
mod validation;
mod video_list;
mod video_name;
mod video_picture;
mod voice_family;
mod voice_settings;
mod voice_support;
mod word_time;
mod word_times;
mod words;
mod work_price;

pub use account_rate::{BillingUnit, LookRates, account_rate};
pub use api_status::{ApiStatus, Sunset};
pub use background::Background;
pub use balance::{Balance, BalanceCharge, BalanceReading, Coverage};
pub use captions::Captions;
pub use catalog::{Asset, Gender, Photo, PhotoCatalog, Voice, VoiceCatalog};
pub use content_hash::stable_hash;
pub use cue_times::{SubtitleCue, cue_times};
pub use details::{RenderDetails, RenderEvent};
pub use dialect::{ApiVersion, Dialect, MultiSceneMode};
pub use dialect_loss::{DialectLoss, LossKind};
pub use doc_link::find_doc_url;
pub use dropped_paths::parse_dropped_paths;
pub use error::{CreationState, Error};
pub use error_kind::ErrorKind;
pub use estimate::{
    EXACT_MARK, Estimate, estimate_scene, estimate_sent_scene, estimate_submission, estimate_video,
    separate_rounding_note,
};
pub use event_kind::RenderEventKind;
pub use exchange::{
    ExportFormat, ExportedScript, ImportFormat, ImportedScript, count_scenes, expand_scene, expand_sections,
    export_script, import_revision, import_script,
};
pub use failure_reason::{FailureReason, Remedy, code_matches};
pub use field_path::{field_label, leading_field_path};
pub use find::{FindQuery, LetterCase, WordMatch};
pub use frame::{AspectRatio, Orientation, Resolution};
pub use group::{Look, PhotoGroup, Training};
pub use history::{
    Calibration, MIN_SAMPLE_RENDERS, PastBalance, PastRender, RenderHistory, TypicalDuration, is_stuck,
};
pub use id::{GroupId, LookGenerationId, PhotoId, PictureKey, RenderId, VideoId, VoiceId};
pub use idempotency_key::{ChosenIdempotencyKey, RenderIdempotencyKey};
pub use look_class::{ChargedLook, ClassRate, LookClass, OwnLookRate};
pub use look_generation::{
    LookGenerationState, LookName, LookOrientation, LookPrompt, LookRequest, LookStyle,
    MAX_LOOK_PROMPT_CHARS, NewLooks, NewPhotos, Pose, match_look_keys, match_look_keys_by_url,
};
pub use look_loss::CatalogLookup;
pub use look_profile::{Engine, LookKind, LookProfile, LookProfiles};
pub use money::{Money, Unit};
pub use motion_advice::{
    MIN_REPEATED_SCENES, MotionAdvice, MotionAdviceKind, PromptState, RepeatedMotion, motion_advice,
    repeated_motion,
};
pub use motion_bank::{MAX_MOTION_PROMPT_CHARS, MotionPrompt, motion_prompts};
pub use name_lookup::{NameMatch, NamedKind, UnresolvedName, may_be_id, resolve_name};
pub use normalize::{is_same_name, nfc};
pub use pace::Pace;
pub use paid_cost::MAX_WORK_DURATION;
pub use paid_rate::PaidRate;
pub use past_work::PastWork;
pub use photo_standing::PhotoStanding;
pub use picture_file::{PictureFormat, PictureIssue, PictureNote, UnsupportedFormat, format_picture_notes};
pub use picture_key::{
    PictureKeyAttempt, PictureKeyChoice, PictureKeyLookup, PictureKeySource, picture_key_from_url,
};
pub use plausible_length::{implausible_length_message, plausible_seconds};
pub use previous_render::KnownDuplicates;
pub use price_warnings::{PricedVideo, in_progress_cost_note};
pub use project::{Project, SceneSpeaker, VideoSpec, slug, title_from_file_stem};
pub use published_rate::{PricedWork, PublishedRate, RatePer};
pub use quantity::{format_age, format_bytes, format_count, format_number};
pub use rate::{Rate, RateBasis, RateSetting, format_precise};
pub use recording::{RecordingFile, RecordingFormat, Recordings, resolve_project_path};
pub use recording_check::max_upload_bytes;
pub use recording_issue::{RecordingIssue, UnsupportedSound};
pub use render::{
    DownloadProgress, IDEMPOTENCY_WINDOW, MAX_RETRY_AFTER, NO_REASON_MESSAGE, QueueEntry, QueueOwner,
    ReadSequence, Render, RenderLineage, RenderStage, SAFE_IDEMPOTENCY_WINDOW, Subtitles, VideoDetails,
    VideoFailure,
};
pub use render_action::{ActionRefusal, RenderAction, SendMode};
pub use rounding::Rounding;
pub use scene::{EMOTIONS, Emotion, MAX_SCENES, MAX_SCRIPT_CHARS, STYLES, Scene, SceneText, TalkingStyle};
pub use scene_paces::ScenePaces;
pub use scene_rates::SceneRates;
pub use script::{
    LATIN_RATES, LatinLanguage, RateRow, RateSource, SYSTEM_RATES, Script, ScriptAnalysis, ScriptIssue,
    ScriptLength, ScriptToken, ScriptTokenKind, SpeechRate, SpokenLanguage, UnspokenKind, WORDS_PER_MINUTE,
    WritingSystem, clean_script, format_break, format_seconds, normalize_breaks, parse_script, strip_breaks,
    to_ssml,
};
pub use script_summary::describe_script_issues;
pub use search::{MatchHighlighter, SearchIndex, fold_text, matched_word_chars};
pub use secret::Secret;
pub use settings::{CaptionMode, ImageMode, MouseOwner, NotificationMode, Settings, SymbolMode};
pub use shape::{SHAPES, Shape};
pub use sibling_choice::{SiblingChoice, SiblingChoices, SiblingOffer, sibling_offers, sibling_to_offer};
pub use sort::SortOrder;
pub use sound_length::measure_sound;
pub use speaker::Speaker;
pub use speech::{KeptSpeech, Speech, SpeechInput, SpeechKey, SpokenWord};
pub use speech_voices::{OtherVoice, SpeechAbility, SpeechVoices};
pub use spend::SpendingLimits;
pub use spend_totals::{ProjectTotal, SpendTotals, UnitTotals, UnpricedWork};
pub use spending_caps::SpendingCaps;
pub use target::{format_target, parse_target, seconds_over_target, target_limit};
pub use title_tag::{has_title_tag, tagged_title, title_tag};
pub use unknown_key::{KeyLocation, PROJECT_KEYS, SCENE_KEYS, SPEAKER_KEYS, UnknownKey, UnknownSetting};
pub use upload::UploadProgress;
pub use validation::{IssueLocation, SceneField, ValidationIssue};
pub use video_list::{ListedVideo, VideoPage, VideoStatus};
pub use video_name::{VideoNamePattern, VideoNameValues};
pub use video_picture::{VideoPicture, is_picture_path};
pub use voice_family::{VoiceFamily, are_sibling_voices, sibling_voice, voice_family, voice_has_emotion};
pub use voice_settings::{VoiceSetting, VoiceSettings};
pub use word_time::{WordTime, WordTimeKind};
pub use word_times::{SceneTimes, scene_times};
pub use words::Word;
pub use work_price::{
    PICTURE_ITSELF_NOTE, WorkPrice, look_cost_notes, lost_speech_note, photo_cost_note, training_cost_note,
    work_price,
};
