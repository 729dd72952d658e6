//! The drawing of the motion bank: the filter, the prompts, and the present motion of the scene.

use ratatui::layout::Rect;

use super::MotionBankOverlay;
use crate::domain::text;
use crate::panes::DrawContext;
use crate::panes::overlay_list::OverlayRow;
use crate::panes::scene_names::name_scenes;
use crate::widgets::fit;

/// Columns, and maximum rows.
const OVERLAY_SIZE: (u16, u16) = (76, 24);

impl MotionBankOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let title = format!("Motion of {}", name_scenes(&self.scenes));
        let mut area = self.list.draw_frame(&title, OVERLAY_SIZE, ctx, area);
        if area.height > 4 {
            let line = present_line(self.present_motion(ctx.studio), area.width.into());
            ctx.draw_last_row(&line, &mut area);
            // A free row above it.
            area.height -= 1;
        }
        if self.matches.is_empty() {
            ctx.draw_text(area, "No prompt matches.", ctx.theme.plain());
        }
        let (theme, highlighter) = (ctx.theme, self.index.highlighter());
        let row = |index: usize| {
            let entry = &self.entries[self.matches[index]];
            OverlayRow {
                marks: highlighter.matched_chars(&entry.prompt),
                text: entry.prompt.as_str().into(),
                style: theme.plain(),
                end: entry.label.clone(),
                end_style: theme.dim(),
            }
        };
        self.list.draw_rows(self.matches.len(), row, ctx, area);
    }
}

fn present_line(motion: Option<&str>, columns: usize) -> String {
    match motion {
        Some(motion) => fit(&format!("now: {}", text::single_line(motion)), columns).into_owned(),
        None => "The scene has no motion yet.".to_owned(),
    }
}
