//! The runner against a real sandbox: requests in, replies out, and what is left on both sides.

mod delivery;
mod endless_downloads;
mod hostile_downloads;
mod looks;
mod media_and_openers;
mod multi_part;
mod picture_keys;
mod project_files;
mod queue;
mod reconcile;
mod renders;
mod retry_after;
mod shown_dialect;
mod status_batch;
mod studios;
mod subtitles;
mod symlinks;
mod v2_sunset;
mod video_server;
mod voices;
