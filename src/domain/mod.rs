//! Photo, voice, scene, project, estimate, render and fault: values and rules, no I/O and no clock.

mod age;
mod api_status;
mod asset;
mod balance;
mod catalog;
mod content_hash;
mod details;
mod dialect;
mod doc_link;
mod dropped;
mod estimate;
mod fault;
mod field_path;
mod group;
mod history;
mod id;
mod length;
mod listing;
mod look;
mod money;
mod names;
mod normalize;
mod picture_file;
mod picture_key;
mod project;
mod quantity;
mod reason;
mod render;
mod rounding;
mod scene;
mod search;
mod secret;
mod settings;
mod shape;
mod sort;
mod speech;
mod spend;
mod spend_totals;
pub mod text;
mod title_tag;
mod unknown_key;
mod unknown_setting;
mod validation;
mod video_name;

pub use age::age;
pub use api_status::{Standing, Sunset};
pub use asset::Asset;
pub use balance::{Balance, Cover};
pub use catalog::{Cast, Gender, Photo, Voice, Voices};
pub use content_hash::digest;
pub use details::{Details, Event};
pub use dialect::{Api, Dialect, Loss, Lost, Orientation, Ratio, Several, Size};
pub use doc_link::doc_url;
pub use dropped::dropped_paths;
pub use estimate::{Estimate, estimate_scene, estimate_sent, estimate_video};
pub use fault::{Certainty, Fault, FaultKind};
pub use field_path::{field, path_of};
pub use group::{Group, Look, Training};
pub use history::{Calibration, ENOUGH, History, Past, Usual, is_stuck};
pub use id::{AssetKey, GenerationId, GroupId, PhotoId, RenderId, VideoId, VoiceId};
pub use length::{believed_length, length_doubt};
pub use listing::{ListedVideo, VideoPage, VideoStatus};
pub use look::{
    Generation, LookOrder, LookPrompt, LookShape, LookStyle, LookWish, MAX_PROMPT, NewPhotos, Pose,
    TRAINING_COST, look_keys, looks_cost, told_keys,
};
pub use money::{Money, Rate, Unit};
pub use names::{Meaning, NamedThing, UnclearName, may_be_id, meaning};
pub use normalize::{is_same_name, nfc};
pub use picture_file::{OtherFormat, PictureFormat, PictureIssue, PictureNote, noted};
pub use picture_key::{KeyAttempt, KeyChoice, KeyLookup, KeySource, picture_key};
pub use project::{Project, VideoSpec, slug, title_of};
pub use quantity::{data_size, plural};
pub use reason::{Cure, Reason};
pub use render::{
    Delivery, Failure, Holder, IDEMPOTENCY_WINDOW, MAX_HOLD, Progress, Render, SURE_IDEMPOTENCY_WINDOW, Seen,
    Stage, Subtitles, Take, Wait,
};
pub use rounding::Rounding;
pub use scene::{EMOTIONS, Emotion, MAX_SCENES, MAX_SCRIPT, STYLES, Scene, Style};
pub use search::{Index, Marker, folded, word_marks};
pub use secret::Secret;
pub use settings::{Captions, Images, Notify, Preset, Settings, Symbols};
pub use shape::{SHAPES, Shape};
pub use sort::Sort;
pub use speech::{Speech, WORDS_A_MINUTE, measure, ssml, without_breaks};
pub use spend::{Caps, Limits, Planned, misspelled_cap, over_cap};
pub use spend_totals::{ProjectSum, Sums, UnitSums};
pub use title_tag::{carries, mark, marked};
pub use unknown_key::{KeyPlace, PROJECT_KEYS, SCENE_KEYS, UnknownKey};
pub use unknown_setting::UnknownSetting;
pub use validation::{Field, Gap, Place};
pub use video_name::{VideoFacts, VideoName};
