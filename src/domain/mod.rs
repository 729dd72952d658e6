//! Photo, voice, scene, project, estimate, render and fault: values and rules, no I/O and no clock.

mod asset;
mod cast;
mod estimate;
mod fault;
mod gap;
mod group;
mod id;
mod listing;
mod money;
mod project;
mod render;
mod scene;
mod search;
mod secret;
mod settings;
mod shape;
mod speech;
pub mod text;

pub use asset::Asset;
pub use cast::{Cast, Gender, Photo, Voice, Voices};
pub use estimate::{Estimate, estimate_film, estimate_scene};
pub use fault::{Certainty, Fault, FaultKind};
pub use gap::{Field, Gap, Place};
pub use group::{Generation, Look, LookOrder, Training};
pub use id::{AssetKey, GenerationId, GroupId, PhotoId, RenderId, VideoId, VoiceId};
pub use listing::{FilmPage, ListedFilm};
pub use money::{Money, Rate, Unit};
pub use project::{Film, Project, slug};
pub use render::{Delivery, Failure, Progress, Render, Stage};
pub use scene::{EMOTIONS, Emotion, MAX_SCENES, MAX_SCRIPT, STYLES, Scene, Style};
pub use search::Search;
pub use secret::Secret;
pub use settings::{Images, Preset, Settings, Symbols};
pub use shape::{SHAPES, Shape};
pub use speech::{Speech, WORDS_A_MINUTE, measure};
