//! The request forms of a video: one file per dialect.

mod body;
mod flat;
mod generate;
mod scenes;
mod submission;
mod v3;

pub use submission::VideoSubmission;
