//! The commands without a screen: the built binary against a sandbox, as a script would call it.

mod accepted;
mod again;
mod connection;
pub(crate) mod desk;
mod dialects;
mod estimate;
mod generation;
mod lengths;
mod letters;
mod lists;
mod looks;
mod names;
mod pair;
mod picture_keys;
mod pictures;
mod price;
mod queue;
mod render;
mod sandbox;
mod secrets;
mod settings;
mod training;
mod usage;
