//! What every account of the sandbox sees: people with their portraits, stock avatars and voices.

pub(super) mod hostile_names;
pub(super) mod people;
pub(super) mod pictures;
pub(super) mod stock_avatars;
pub(super) mod voices;
