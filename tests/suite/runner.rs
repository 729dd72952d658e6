//! The runner against a real sandbox: requests in, replies out, and what is left on both sides.

mod confirmed_dialect;
mod delivery;
#[cfg(target_os = "linux")]
mod disk_changes;
mod drafts;
mod endless_downloads;
mod found_inputs;
mod hostile_downloads;
mod looks;
mod media_and_accounts;
mod motion_bank;
mod multi_part;
mod picture_keys;
mod project_files;
mod queue;
mod reconcile;
mod renders;
mod retry_after;
mod speech;
mod status_batch;
mod subtitles;
mod symlinks;
mod v2_sunset;
mod video_server;
mod voices;
