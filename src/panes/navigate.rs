//! Where an input leads: what a pane asks of the root, which alone knows the other panes.

use std::ops::Range;

use super::action::Action;
use super::confirm_dialog::ConfirmDialog;
use super::input_dialog::InputKind;
use crate::command::Command;
use crate::domain::{PhotoId, RenderId};

/// What a pane asks of the root.
#[derive(Debug, Clone, PartialEq)]
pub enum Navigate {
    NextPane,
    PreviousPane,
    /// Close this pane: the script again has the keys, where its caret was.
    ToScript,
    /// Close this overlay.
    Close,
    /// Open a confirmation dialog.
    Confirm(Box<ConfirmDialog>),
    /// Open an input dialog.
    Input(InputKind),
    /// Open the details of a render.
    Details(RenderId),
    /// Open the photo workshop, for this photo if there is one.
    Workshop(Option<PhotoId>),
    /// Open the voice settings of who speaks these scenes.
    VoiceSettings(Range<usize>),
    /// Hear these scenes, after their price.
    Hear(Range<usize>),
    /// Close this overlay and run the command.
    RunCommand(Command),
    /// Close this overlay and perform the action.
    Perform(Box<Action>),
}

impl Navigate {
    pub(super) fn perform(action: Action) -> Self {
        Self::Perform(Box::new(action))
    }

    pub(super) fn confirm(dialog: ConfirmDialog) -> Self {
        Self::Confirm(Box::new(dialog))
    }
}
