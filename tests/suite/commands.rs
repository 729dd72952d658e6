//! The commands without a screen: the built binary against a sandbox, as a script would call it.

mod api_versions;
mod concurrency;
mod connection;
mod dialects;
mod estimate;
mod import_and_export;
mod looks;
mod name_lookup;
mod photos_and_voices;
mod picture_keys;
mod pictures;
mod price;
mod queue;
mod render;
mod repeated_runs;
mod sandbox;
mod secrets;
mod settings;
mod speakers;
mod spend;
mod status_errors;
mod training;
mod unicode_names;
mod usage;
mod video_lengths;
