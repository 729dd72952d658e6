//! The outcome of an input: effects, and where to navigate.

use super::action::Action;
use super::confirm_dialog::ConfirmDialog;
use super::input_dialog::InputKind;
use crate::command::Command;
use crate::domain::{PhotoId, RenderId};
use crate::studio::Effect;

/// What a pane wants of the root, which alone knows the other panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Navigate {
    NextPane,
    PreviousPane,
    /// Leave this overlay.
    Close,
    /// Ask before something happens.
    Confirm(Box<ConfirmDialog>),
    /// Ask for a line of text.
    Input(InputKind),
    /// Show all about a render, over what is shown now.
    Details(RenderId),
    /// Make new looks, of this photo where there is one.
    Workshop(Option<PhotoId>),
    /// Leave this overlay and do the command.
    RunCommand(Command),
    /// Leave this overlay and do what was answered.
    Perform(Box<Action>),
}

/// What came of an input.
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
}

impl From<Vec<Effect>> for PaneOutcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, navigation: None }
    }
}
