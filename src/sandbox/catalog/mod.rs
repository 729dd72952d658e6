//! What every account of the sandbox sees: people with their portraits, stock avatars and voices.

pub(super) mod hostile_names;
pub(super) mod pictures;
pub(super) mod portrait;
pub(super) mod portrait_cache;
pub(super) mod stock_avatars;
pub(super) mod voices;
