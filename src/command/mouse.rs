//! Mouse events, independent of the terminal library.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseEventKind {
    /// The left button goes down.
    Press,
    /// The mouse moves with the left button down.
    Drag,
    WheelUp,
    WheelDown,
}

/// What the mouse did, and in which cell of the screen, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MouseEvent {
    pub kind: MouseEventKind,
    pub column: u16,
    pub row: u16,
}
