//! The suite: the program from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

mod caret;
mod commands;
#[cfg(debug_assertions)]
mod connection;
mod crash;
mod delivering;
mod details;
mod dialogs;
#[cfg(debug_assertions)]
mod disk;
mod editing;
mod faces;
mod fields;
mod finding;
mod forms;
mod house;
mod journey;
mod keys;
mod licenses;
mod listing;
mod losing;
mod messages;
mod mp4;
mod naming;
mod next_step;
mod opening;
mod pricing;
mod readme;
mod runner;
mod sandbox;
mod saving;
mod screen;
mod screens;
mod signs;
mod spend;
mod stage;
mod terminal;
mod undoing;
mod waiting;
mod windows;
mod wire;
mod workshop;
