//! What a person in front of the screen waits for, beside a bare ratatui program: `cargo bench`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "benches")]

mod catalog;
mod frames;
mod harness;
mod keys;
mod queue;
mod start;
mod terminal;
mod typing;

fn main() {
    divan::main();
}
