//! Messages: every event of the program, in one order.

use crate::command::{Key, MouseEvent};
use crate::studio::{Reply, RequestId, Timer};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The following input arrived at once, faster than a person types.
    InputBurst,
    Key(Key),
    /// Characters that were typed between two frames.
    Typed(String),
    /// Text that the terminal marked as pasted.
    Paste(String),
    Mouse(MouseEvent),
    /// Columns and rows of the terminal.
    Resize(u16, u16),
    Reply(RequestId, Reply),
    Timer(Timer),
}
