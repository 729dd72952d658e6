//! The state of the studio, by subject.

mod account;
mod catalog;
mod clipboard;
mod motion_bank;
mod name_cache;
mod pace_cache;
mod photo_jobs;
mod picture_cache;
mod project;
mod recordings;
mod remote;
mod render_list;
mod render_queue;
mod schedule;
mod sibling_cache;
mod speech;
mod spend;
mod status_line;
mod stock_avatars;
mod studio;
mod undo_history;

pub use account::{AccountState, ActiveAccount};
pub use catalog::CatalogState;
pub use clipboard::ClipboardState;
pub use motion_bank::OwnMotions;
pub use photo_jobs::{PhotoJob, PhotoJobs};
pub use picture_cache::{PictureCache, PictureSize, TerminalCell, TerminalPicture};
pub use project::ProjectState;
pub use recordings::{ActiveRecording, RecordingState};
pub use remote::Remote;
pub use render_list::RenderList;
pub use render_queue::{LinkAction, PollInterval, RenderQueue};
pub use speech::{SoundState, SpeechState};
pub use spend::SpendState;
pub use status_line::{KeyHint, MessageExpiry, MessageTopic, Severity, StatusLine, StatusMessage};
pub use stock_avatars::{StockAvatars, StockProgress};
pub use studio::{Environment, OpenDetails, ProjectList, Studio};
pub use undo_history::EditKind;

pub(super) use project::{NextProject, PendingSave, file_name};
pub(super) use render_list::Predecessor;
pub(super) use render_queue::{LedgerWatch, PendingSubmission};
pub(super) use schedule::{jitter, take_due};
pub(super) use speech::{SoundPlayback, WaitingSpeech};
pub(super) use spend::HistoryReadState;
pub(super) use undo_history::{UndoGroup, UndoHistory, UndoStep};
