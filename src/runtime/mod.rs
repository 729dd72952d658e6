//! The only place with a terminal, tasks, a player, an opener and the clock.
//!
//! [`Runner`] does what the core wants done and knows the core's effects and replies alone; [`Screen`] is the loop
//! that knows the app. Time is read here and handed down.
#![allow(
    clippy::disallowed_methods,
    reason = "time, tasks, threads and programs are runtime's business; files only where no room keeps them"
)]

mod api_version;
mod audio;
mod backend;
mod child;
mod context;
mod decoder;
mod deliver;
mod dispatch;
mod files;
mod input;
mod keyboard;
mod line;
mod looks;
mod measure;
mod media;
mod notify;
mod opener;
mod panics;
mod pending_writes;
mod picture;
mod picture_fallback;
mod picture_file;
mod picture_key;
mod protocol;
mod queue_actions;
mod reconcile;
mod run_studio;
mod runner;
mod screen;
mod send;
mod sequences;
mod session_ledger;
mod signals;
mod status_batch;
mod submit;
mod terminal;
mod trap;
mod watch;

pub use backend::{Surface, Tty};
pub use context::{Setup, StartSandbox, live};
pub use input::{Input, Inputs, Script};
pub use keyboard::Keyboard;
pub use run_studio::{now, show, tty};
pub use runner::{Answer, Runner};
pub use screen::{Ending, Screen, Sources};
pub use signals::{Word, survive_file_size_limit, words};
pub use terminal::Modes;
