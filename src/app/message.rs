//! Everything that can happen, in one total order.

use crate::command::Key;
use crate::studio::{Reply, RequestId, Timer};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The input that follows came in one piece, as no person types it.
    InputBurst,
    Key(Key),
    /// Characters that were typed in one go, faster than the screen is drawn.
    Typed(String),
    /// Pasted text, as the terminal marked it.
    Paste(String),
    /// Columns and rows of the terminal.
    Resize(u16, u16),
    Reply(RequestId, Reply),
    Timer(Timer),
}
