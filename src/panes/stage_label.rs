//! The symbol and the words for the stage of a render.

use ratatui::style::Style;

use crate::domain::{Render, RenderStage};
use crate::widgets::Theme;

/// The symbol of a stage, with its style.
pub(super) fn stage_symbol(stage: RenderStage, theme: Theme) -> (&'static str, Style) {
    match stage {
        RenderStage::Queued | RenderStage::Pending => ("○", theme.accent()),
        RenderStage::Sending | RenderStage::Processing => ("◐", theme.accent()),
        RenderStage::Completed => ("✓", theme.success()),
        RenderStage::Unconfirmed => ("?", theme.warning()),
        RenderStage::Failed | RenderStage::Refused => ("✗", theme.error()),
        RenderStage::Canceled => ("-", theme.dim()),
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
