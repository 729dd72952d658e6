//! The list of scenes under the timeline, in a pane that is high enough for both.

use ratatui::layout::Rect;

use super::ScenesPane;
use crate::domain::{Emotion, Scene, SceneField, measure_script, text};
use crate::panes::DrawContext;
use crate::widgets::{StyledLine, format_clock, visible_rows};

/// Rows that the editor keeps.
const EDITOR_ROWS: u16 = 18;
const MAX_LIST_ROWS: usize = 12;

/// Draws one row per scene; returns the area below.
pub(super) fn draw_list(pane: &ScenesPane, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let scenes = &ctx.studio.project_state.project.scenes;
    let spare = area.height.saturating_sub(EDITOR_ROWS + 1);
    if scenes.len() < 2 || spare < 2 {
        return area;
    }
    let shown = visible_rows(scenes.len(), pane.selected, MAX_LIST_ROWS.min(spare.into()));
    let used = u16::try_from(shown.len()).unwrap_or(spare);
    for (y, index) in (area.y..).zip(shown) {
        let is_focused = ctx.is_focused && pane.focused_field.is_none() && index == pane.selected;
        let is_flagged = ctx.studio.voice_without_support(&scenes[index], SceneField::Emotion).is_some();
        draw_row(
            index,
            &scenes[index],
            (index == pane.selected, is_focused, is_flagged),
            ctx,
            Rect { y, height: 1, ..area },
        );
    }
    ctx.draw_rule(Rect { y: area.y + used, ..area });
    Rect { y: area.y + used + 1, height: area.height - used - 1, ..area }
}

fn draw_row(
    index: usize,
    scene: &Scene,
    (is_selected, is_focused, is_flagged): (bool, bool, bool),
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let theme = ctx.theme;
    let marker = if is_selected { "›" } else { " " };
    let length = format_clock(measure_script(&scene.script).total_seconds());
    let script = text::truncate(&scene.script, area.width.into());
    let script = if script.is_empty() { "no script yet".to_owned() } else { script };
    let emotion = scene.emotion.as_ref().map_or("", Emotion::as_str);
    let flag = if is_flagged { " ⚑" } else { "" };
    let style = if is_selected { theme.bold() } else { theme.plain() };
    let right = StyledLine::new()
        .add(emotion, theme.dim())
        .add(flag, theme.warning())
        .add(format!("  {length}"), theme.plain());
    let right_columns = u16::try_from(right.width()).unwrap_or(0);
    StyledLine::new()
        .add(format!("{marker} {:>2}  ", index + 1), theme.dim())
        .add(script, style)
        .draw_left(Rect { width: area.width.saturating_sub(right_columns + 2), ..area }, ctx.buf);
    right.draw_right(area, 0, ctx.buf);
    if is_focused {
        ctx.draw_cursor(area);
    }
}
