//! The only place with a terminal, tasks, a player, an opener and the clock.
//!
//! [`Runner`] does what the core wants done and knows the core's effects and replies alone; [`Screen`] is the loop
//! that knows the app. Time is read here and handed down.
#![allow(
    clippy::disallowed_methods,
    reason = "time, tasks, threads and programs are runtime's business; files only where no room keeps them"
)]

mod child;
mod decoder;
mod deliver;
mod files;
mod follow;
mod gather;
mod generation;
mod input;
mod keyboard;
mod line;
mod listen;
mod looks;
mod measure;
mod media;
mod notify;
mod opener;
mod panics;
mod picture;
mod picture_fallback;
mod picture_file;
mod picture_key;
mod protocol;
mod runner;
mod screen;
mod send;
mod sequences;
mod serve;
mod session_ledger;
mod settle;
mod show;
mod signals;
mod submit;
mod surface;
mod terminal;
mod trap;
mod unwritten;
mod wishes;
mod world;

pub use input::{Input, Inputs, Script};
pub use keyboard::Keyboard;
pub use runner::{Answer, Runner};
pub use screen::{Ending, Screen, Sources};
pub use show::{now, show, tty};
pub use signals::{Word, survive_file_size_limit, words};
pub use surface::{Surface, Tty};
pub use terminal::Modes;
pub use world::{Setup, StartSandbox, live};
