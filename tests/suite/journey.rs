//! Journeys: the real app, runner and client against the real sandbox, from nothing to a finished video.

mod api_versions;
mod details;
mod dialects;
mod expired_links;
mod failures;
mod looks;
mod picture_keys;
mod restart;
mod several_renders;
mod training;
mod video;
mod video_shapes;
