//! The runtime: the only place with a terminal, tasks, a player, an opener and the clock.
//!
//! [`Runner`] runs effects and sends replies; a request is a `Job` that `dispatch` hands to the handler of its subject.
//! [`Screen`] is the event loop around the app. Time is read in `clock` and passed down.
#![allow(
    clippy::disallowed_methods,
    reason = "time, tasks, threads and programs are runtime's business; files only where no room keeps them"
)]

mod api_version;
mod audio;
mod audio_player;
mod backend;
mod backoff;
mod blocking;
mod child_process;
mod click_count;
mod clock;
mod config;
mod context;
mod delivery;
mod desktop_clipboard;
mod dispatch;
mod editor_session;
mod fifo;
mod graphics_protocol;
mod input;
mod input_decoder;
mod job;
mod key_sequences;
mod keyboard;
mod lock;
mod looks;
mod media_cache;
mod mouse_sequence;
mod notification;
mod opener;
mod paid_work;
mod panic_hook;
mod part_pictures;
mod partial_recording;
mod pending_writes;
mod picture;
mod picture_file;
mod picture_key;
mod picture_key_fallback;
mod player;
mod project_files;
mod queue_actions;
mod rate_limit;
mod reconcile;
mod recorder;
mod recording_upload;
mod render_writes;
mod renew_uploads;
mod run_studio;
mod runner;
mod screen;
mod script_files;
mod send;
mod session;
mod session_ledger;
mod signals;
mod speech;
mod speech_cache;
mod speech_voices;
mod status;
mod status_batch;
mod stock_avatars;
mod submit;
mod terminal;
mod text_editor;
mod uploads;
mod video_picture;
mod voices;
mod watch;

pub use backend::{TerminalBackend, TtyBackend};
pub use clock::now;
pub use config::{Config, StartSandbox, live_account};
pub use desktop_clipboard::has_desktop_clipboard;
pub use input::{InputSource, ScriptedInput, TerminalInput};
pub use keyboard::Keyboard;
pub use run_studio::{run_studio, stdout_backend};
pub use runner::{Runner, RunnerEvent};
pub use screen::{EventSources, ExitReason, Screen};
pub use signals::{OsSignal, ignore_file_size_signal, listen_for_signals};
pub use terminal::TerminalModes;
pub use text_editor::run_text_editor;
pub use video_picture::inspect_picture;
