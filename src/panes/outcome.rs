//! The outcome of an input: effects, and where to navigate.

use super::action::Action;
use super::confirm_dialog::ConfirmDialog;
use super::input_dialog::InputKind;
use crate::command::Command;
use crate::domain::{PhotoId, RenderId};
use crate::studio::Effect;

/// What a pane asks of the root, which alone knows the other panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Navigate {
    NextPane,
    PreviousPane,
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
    /// Close this overlay and run the command.
    RunCommand(Command),
    /// Close this overlay and perform the action.
    Perform(Box<Action>),
}

/// The result of an input.
#[derive(Debug, Default)]
pub struct PaneOutcome {
    pub effects: Vec<Effect>,
    pub navigation: Option<Navigate>,
}

impl PaneOutcome {
    pub fn navigate(to: Navigate) -> Self {
        Self { effects: Vec::new(), navigation: Some(to) }
    }

    pub fn perform(action: Action) -> Self {
        Self::navigate(Navigate::Perform(Box::new(action)))
    }

    pub(super) fn confirm(dialog: ConfirmDialog) -> Self {
        Self::navigate(Navigate::Confirm(Box::new(dialog)))
    }
}

impl From<Vec<Effect>> for PaneOutcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, navigation: None }
    }
}
