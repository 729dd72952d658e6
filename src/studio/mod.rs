//! The state of the work: replies in, effects out. Nothing here waits, reads or draws.

mod account;
mod casting;
mod catalog;
mod clipboard;
mod details;
mod disk_change;
mod distinction;
mod download;
mod edit;
mod effect;
mod estimate;
mod flagged_fields;
mod known_looks;
mod known_voices;
mod looks_and_voices;
mod motion_bank;
mod name_resolution;
mod photo_jobs;
mod polling;
mod price_terms;
mod project;
mod project_diff;
mod reconfirm;
mod recordings;
mod render_queue;
mod request;
mod scene_edit_report;
mod script_cleaning;
mod script_exchange;
mod send_queue;
mod sibling_voices;
mod speech;
mod spend_history;
mod state;
mod status_line;
mod stock_avatars;
mod text_editor;
mod update;
mod version_diff;
mod video_pictures;
mod voice;

pub use distinction::Distinction;
pub use edit::Edit;
pub use effect::{Effect, Overlay, RequestId, Timer};
pub use price_terms::PriceTerms;
pub use project_diff::{ChangeLocation, ProjectDiff};
pub use request::{
    AccountReply, AccountRequest, CatalogReply, CatalogRequest, ClipboardReply, ClipboardRequest,
    DialectRefusal, DiskChange, DiskVersion, DownloadReply, DownloadRequest, EditorOutcome, EditorTarget,
    EditorText, FileVersion, InspectedFiles, LoadedProject, MotionBankReply, MotionBankRequest, NewRender,
    OneTimeNotice, OpenTarget, PhotoReply, PhotoRequest, PictureKeyRefusal, PlayedSound, ProjectReply,
    ProjectRequest, Reconciliation, RecordedSound, RecordingReply, RecordingRequest, RenderReply,
    RenderRequest, ReorderDirection, Reply, Request, SaveMode, SaveResult, ScriptExport, SpeechOrder,
    SpeechReply, SpeechRequest, StockPages, UnsavedWork, UntrainedPhoto,
};
pub use script_cleaning::has_issues;
pub use speech::HearingPlan;
pub use spend_history::RecentSpend;
pub use state::{
    AccountState, ActiveAccount, ActiveRecording, CatalogState, ClipboardState, EditKind, Environment,
    KeyHint, LinkAction, MessageExpiry, MessageTopic, OpenDetails, OwnMotions, PhotoJob, PhotoJobs,
    PictureCache, PictureSize, PollInterval, ProjectList, ProjectState, RecordingState, Remote, RenderList,
    RenderQueue, Severity, SoundState, SpeechState, SpendState, StatusLine, StatusMessage, StockAvatars,
    StockProgress, Studio, TerminalCell, TerminalPicture,
};
