//! The suite: the program from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

mod commands;
#[cfg(debug_assertions)]
mod crash;
mod editing;
mod house;
mod journey;
mod keys;
mod mp4;
mod readme;
mod runner;
mod screen;
mod screens;
mod stage;
mod terminal;
mod waiting;
mod wire;
