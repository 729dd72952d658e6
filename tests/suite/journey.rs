//! End-to-end tests: app, runner and client with a sandbox, by keys.

mod api_versions;
mod charges;
mod details;
mod dialects;
mod dialog;
mod expired_links;
mod failures;
mod hearing;
mod looks;
mod picture_keys;
mod recordings;
mod restart;
mod script_exchange;
mod script_tools;
mod several_renders;
mod sibling_voices;
mod stock_avatars;
mod training;
mod video;
mod video_pictures;
mod video_shapes;
