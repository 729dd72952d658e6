//! The commands without a screen: the built binary against a sandbox, as a script would call it.

pub(crate) mod desk;
mod film;
mod lists;
mod render;
mod sandbox;
mod usage;
