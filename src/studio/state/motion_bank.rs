//! The user's own motion prompts, as far as they are read.

use super::remote::Remote;

#[derive(Debug, Default)]
pub struct OwnMotions {
    pub prompts: Remote<Vec<String>>,
    /// Grows with each change of the list.
    pub revision: u64,
}
