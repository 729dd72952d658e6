//! Mouse events, independent of the terminal library.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseEventKind {
    /// The left button goes down.
    Press,
    /// It goes down while Shift is held.
    ShiftPress,
    /// It goes down again in the same cell, a moment later.
    DoublePress,
    /// It goes down a third time there.
    TriplePress,
    /// The mouse moves with the left button down.
    Drag,
    WheelUp,
    WheelDown,
}

impl MouseEventKind {
    /// Whether the left button goes down.
    pub fn is_press(self) -> bool {
        matches!(self, Self::Press | Self::ShiftPress | Self::DoublePress | Self::TriplePress)
    }
}

/// What the mouse did, and in which cell of the screen, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MouseEvent {
    pub kind: MouseEventKind,
    pub column: u16,
    pub row: u16,
}
