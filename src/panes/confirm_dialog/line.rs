//! The lines of a dialog, typed by what they mean.

/// One line of a dialog's body, before it is wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DialogLine {
    /// An empty row, left out where there is little room.
    Gap,
    Text(String),
    /// What is lost or ignored; it must be seen before the price is agreed to.
    Warning(String),
}

impl DialogLine {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn warning(text: impl Into<String>) -> Self {
        Self::Warning(text.into())
    }
}
