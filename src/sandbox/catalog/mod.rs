//! The catalog of every sandbox: people with their portraits, stock avatars, voices.

pub(super) mod hostile_names;
pub(super) mod people;
pub(super) mod pictures;
pub(super) mod stock_avatars;
pub(super) mod voices;
