//! The catalog of every sandbox: people with their portraits, stock avatars and public looks, digital twins, voices.

pub(super) mod hostile_names;
pub(super) mod people;
pub(super) mod pictures;
pub(super) mod sibling_voices;
pub(super) mod stock_avatars;
pub(super) mod stock_looks;
pub(super) mod twins;
pub(super) mod voices;
