//! The head of a scene on the script page: its number and options, its time code, length and cost.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::option_chips::options_line;
use super::page_layout::GUTTER_COLUMNS;
use super::{PageMode, ScriptPane};
use crate::domain::{
    EXACT_MARK, Rate, Scene, ScenePaces, SceneRates, estimate_scene, seconds_over_target, target_limit,
};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{StyledLine, format_time_code};

/// Columns from which on a head has the start and the cost of its scene too.
const FULL_MIN_COLUMNS: u16 = 60;

/// The figures of all scenes for one frame, so that a head does not sum those before it.
pub(super) struct PageEstimates {
    paces: Arc<ScenePaces>,
    rates: SceneRates,
    /// The seconds at which each scene starts.
    starts: Vec<f64>,
    /// The target of the video in seconds.
    target: Option<u32>,
}

impl PageEstimates {
    pub(super) fn new(studio: &Studio) -> Self {
        let paces = studio.scene_paces();
        let scenes = &studio.project_state.project.scenes;
        let starts = scenes.iter().scan(0.0, |end, scene| {
            let start = *end;
            *end += scene_seconds(scene, &paces);
            Some(start)
        });
        let target = studio.project_state.project.target_seconds;
        Self { starts: starts.collect(), target, rates: studio.scene_rates(), paces }
    }

    /// The seconds of a scene that are over the target; `None` if it ends before.
    pub(super) fn overrun(&self, index: usize, scene: &Scene) -> Option<f64> {
        let (start, target) = (*self.starts.get(index)?, self.target?);
        let seconds = scene_seconds(scene, &self.paces);
        let over = seconds_over_target(start + seconds, target).min(seconds);
        (start + seconds >= target_limit(target) && over > 0.0).then_some(over)
    }
}

/// The estimated seconds of a scene; 0 if it is muted.
pub(super) fn scene_seconds(scene: &Scene, paces: &ScenePaces) -> f64 {
    if scene.is_muted { 0.0 } else { scene.length(paces.of(scene)).total_seconds() }
}

/// Draws the head of a scene in one row.
pub(super) fn draw_head(
    pane: &ScriptPane,
    index: usize,
    estimates: &PageEstimates,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let scenes = &ctx.studio.project_state.project.scenes;
    let Some(scene) = scenes.get(index) else { return };
    let theme = ctx.theme;
    let is_selected = index == pane.selected_scene();
    let number_style = match (is_selected, ctx.is_focused && pane.mode == PageMode::Scenes) {
        (true, true) => theme.cursor(),
        (true, false) => theme.focus(),
        (false, _) => theme.dim(),
    };
    let number = format!("{:>2}", index + 1);
    ctx.draw_text(Rect { width: 3.min(area.width), ..area }, &number, number_style);
    let head = Rect {
        x: area.x + GUTTER_COLUMNS.min(area.width),
        width: area.width.saturating_sub(GUTTER_COLUMNS + 1),
        ..area
    };
    let options = options_line(scene, is_selected, ctx);
    let used = options.draw_left(head, ctx.buf);
    if !scene.is_muted {
        let rate = estimates.rates.of(&ctx.studio.project_state.project, scene);
        let figures = figures_text(scene, index, estimates, rate, area.width);
        let mark = if estimates.overrun(index, scene).is_some() { "⚑ " } else { "" };
        let line = StyledLine::new().add(mark, theme.warning()).add(figures, theme.dim());
        line.draw_right(head, used, ctx.buf);
    }
}

/// The length of a scene; where there is room, between its start and its cost.
fn figures_text(scene: &Scene, index: usize, estimates: &PageEstimates, rate: Rate, columns: u16) -> String {
    let estimate = estimate_scene(scene, rate, estimates.paces.of(scene));
    // Not as a clock: rounded lengths would not add up to the starts.
    let length = format!("{:.1} s", estimate.seconds);
    let exact = if estimate.is_exact() { EXACT_MARK } else { "" };
    if columns < FULL_MIN_COLUMNS {
        return format!("{exact}{length}");
    }
    let start = format_time_code(estimates.starts.get(index).copied().unwrap_or_default());
    let mark = if exact.is_empty() { "+" } else { exact };
    format!("{start}  {mark}{length}  {}", estimate.cost.to_compact_string())
}
