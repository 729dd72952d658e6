//! The sandbox over loopback, asked by a client of its own.

mod calls;
mod client;
mod failures;
mod films;
mod refusals;
mod states;
mod worlds;
