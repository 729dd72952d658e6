//! The symbol and the words for the stage of a render.

use ratatui::style::Style;

use crate::domain::{Render, Stage};
use crate::widgets::Theme;

/// The symbol of a stage, with its style.
pub(super) fn stage_symbol(stage: Stage, theme: Theme) -> (&'static str, Style) {
    match stage {
        Stage::Queued | Stage::Pending => ("○", theme.accent()),
        Stage::Sending | Stage::Processing => ("◐", theme.accent()),
        Stage::Completed => ("✓", theme.success()),
        Stage::Unconfirmed => ("?", theme.warning()),
        Stage::Failed | Stage::Refused => ("✗", theme.error()),
        Stage::Canceled => ("-", theme.dim()),
    }
}

/// The stage, with the service's own status if that differs.
pub(super) fn stage_text(render: &Render) -> String {
    let stage = render.stage.as_str();
    match render.service_status.as_deref() {
        Some(own) if own != stage && !own.is_empty() && !render.stage.is_terminal() => {
            format!("{stage} ({own})")
        }
        _ => stage.to_owned(),
    }
}
