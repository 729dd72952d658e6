//! The drawing of the script pane: timeline, page, note and estimate.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::card_head::{draw_head, scene_seconds};
use super::note::is_flagged;
use super::page_layout::{GUTTER_COLUMNS, MOTION_INDENT, PageLayout, PageRow};
use super::position::selected_range;
use super::script_marks::ScriptMarks;
use super::{PageMode, ScriptPane};
use crate::domain::{Coverage, Scene, SceneField, SceneText, estimate_scene};
use crate::panes::DrawContext;
use crate::widgets::{
    RowEnd, StyledLine, TextLayout, draw_text, draw_timeline, format_clock, mark_caret, mark_typed_text,
};

const SCRIPT_HINT: &str = "The spoken words. Alt-p is a pause.";
const MOTION_HINT: &str = "Movement, such as: Avatar nods, smiling warmly";

/// The widest column that is read with ease.
const MAX_TEXT_COLUMNS: u16 = 76;
/// Rows from which on the timeline is separated from the page.
const RULED_MIN_ROWS: u16 = 13;

impl ScriptPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let project = &ctx.studio.project_state.project;
        let captions = if project.captions { " · captions" } else { "" };
        let note = format!("{}{captions}", project.shape);
        let inner = ctx.draw_frame("3 Script", &note, area);
        let Some(scene) = project.scenes.get(self.selected()) else {
            let add = format!("{} adds the first one.", ctx.pane_key_sequence("n"));
            let lines = [("No scenes.".to_owned(), ctx.theme.bold()), (add, ctx.theme.plain())];
            ctx.draw_lines(&lines, inner);
            return;
        };
        let mut page = inner;
        if inner.height >= 6 {
            page = self.draw_scene_timeline(ctx, page);
            let (own, video) = (self.scene_estimate_line(scene, ctx), video_estimate_line(ctx));
            let row = take_last_row(&mut page);
            video.draw_right(row, 0, ctx.buf);
            // Where the two estimates do not fit side by side, the scene's has its own row.
            let fits = own.width() + video.width() + 2 <= usize::from(row.width);
            let own_row = if fits || page.height < 6 { row } else { take_last_row(&mut page) };
            if fits || own_row != row {
                own.draw_left(own_row, ctx.buf);
            }
            let note = take_last_row(&mut page);
            match &self.find {
                Some(find) => find.draw(self.match_place(&project.scenes, &find.query()), ctx, note),
                None => self.draw_note(scene, ctx, note),
            }
        }
        self.draw_page(ctx, page);
    }

    fn draw_page(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let scenes = &ctx.studio.project_state.project.scenes;
        // One cell is for the caret behind the text.
        let columns = area.width.saturating_sub(GUTTER_COLUMNS + 1).clamp(1, MAX_TEXT_COLUMNS);
        let origin = Position::new(area.x + GUTTER_COLUMNS.min(area.width), area.y);
        self.viewport.resize(origin, columns.into(), area.height.into());
        let (caret_row, caret_column, visible, layout_rows) = self.viewport.with_layout(scenes, |page| {
            let wanted = page.caret_row(&self.caret);
            let card = page.head_row(self.selected())..page.end_row(self.selected());
            let visible = self.viewport.scroll_to(wanted, card, page.height());
            let rows: Vec<_> = visible.clone().filter_map(|row| page.row(row)).collect();
            for (y, row) in (area.y..).zip(&rows) {
                self.draw_row(*row, page, ctx, Rect { y, height: 1, ..area });
            }
            (wanted, page.caret_column(&self.caret), visible, page.height())
        });
        draw_scroll_marks(ctx, area, visible.start > 0, visible.end < layout_rows);
        if ctx.is_focused && self.mode == PageMode::Text && self.picker.is_none() && self.find.is_none() {
            let indent = if self.caret.position.field == SceneText::Motion { MOTION_INDENT } else { 0 };
            let x = usize::from(area.x + GUTTER_COLUMNS) + indent + caret_column;
            let position = (u16::try_from(x), u16::try_from(caret_row - visible.start));
            if let (Ok(x), Ok(row)) = position
                && row < area.height
            {
                mark_caret(ctx.buf, Position::new(x.min(area.right().saturating_sub(1)), area.y + row));
            }
        }
        if let Some(picker) = &self.picker {
            let head = self.viewport.with_layout(scenes, |page| page.head_row(self.selected()));
            let head = u16::try_from(head.saturating_sub(visible.start)).unwrap_or(0);
            let gutter = GUTTER_COLUMNS.min(area.width);
            picker.draw(head, ctx, Rect { x: area.x + gutter, width: area.width - gutter, ..area });
        }
    }

    fn draw_row(&self, row: PageRow, page: &PageLayout, ctx: &mut DrawContext<'_>, area: Rect) {
        match row {
            PageRow::Head { scene } => draw_head(self, scene, ctx, area),
            PageRow::Gap => {}
            PageRow::Text { scene, field, row } => {
                let Some(layout) = page.text(scene, field) else { return };
                let mut text_area = Rect {
                    x: area.x + GUTTER_COLUMNS.min(area.width),
                    width: area.width.saturating_sub(GUTTER_COLUMNS),
                    ..area
                };
                if field == SceneText::Motion {
                    if row == 0 {
                        draw_motion_mark(scene, ctx, text_area);
                    }
                    let indent = u16::try_from(MOTION_INDENT).unwrap_or(0).min(text_area.width);
                    text_area.x += indent;
                    text_area.width -= indent;
                }
                self.draw_text_row(layout, (scene, field, row), ctx, text_area);
                if let Some(marks) = page.marks(scene).filter(|_| field == SceneText::Script) {
                    draw_script_marks(marks, layout, row, ctx, text_area);
                }
            }
        }
    }

    fn draw_text_row(
        &self,
        layout: &TextLayout,
        (scene, field, row): (usize, SceneText, usize),
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) {
        if layout.text().is_empty() {
            let hint = if field == SceneText::Script { SCRIPT_HINT } else { MOTION_HINT };
            if scene == self.selected() {
                ctx.draw_text(area, hint, ctx.theme.dim());
            }
            return;
        }
        let is_muted = ctx.studio.project_state.project.scenes.get(scene).is_some_and(|scene| scene.is_muted);
        let is_quiet = field == SceneText::Motion || is_muted;
        let style = if is_quiet { ctx.theme.dim() } else { ctx.theme.plain() };
        let text = layout.row_text(row);
        let cells = draw_text(ctx.buf, area, text.trim_end_matches(' '), style);
        mark_typed_text(ctx.buf, Rect { width: cells, ..area });
        self.draw_matches(layout, row, ctx, area);
        let Some(selected) = self
            .selection()
            .and_then(|selection| selected_range(&selection, scene, field, layout.text().len()))
        else {
            return;
        };
        let shown = &layout.rows()[row];
        let (start, end) = (selected.start.max(shown.range.start), selected.end.min(shown.range.end));
        let includes_break = shown.end == RowEnd::Line && selected.end > shown.range.end;
        if start < end || includes_break && start <= shown.range.end {
            let mut marked = cells_between(layout, row, start..end.max(start), area);
            marked.width += u16::from(includes_break && marked.right() < area.right());
            ctx.buf.set_style(marked, Modifier::REVERSED);
        }
    }

    /// Underlines the matches of the find bar in a row.
    fn draw_matches(&self, layout: &TextLayout, row: usize, ctx: &mut DrawContext<'_>, area: Rect) {
        let (Some(find), shown) = (&self.find, &layout.rows()[row].range) else { return };
        for found in find.query().matches(layout.text()) {
            let (start, end) = (found.start.max(shown.start), found.end.min(shown.end));
            if start < end {
                let marked = cells_between(layout, row, start..end, area);
                ctx.buf.set_style(marked, ctx.theme.focus().add_modifier(Modifier::UNDERLINED));
            }
        }
    }

    /// Draws the timeline with the length of the video; returns the area below.
    fn draw_scene_timeline(&self, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
        let scenes = &ctx.studio.project_state.project.scenes;
        let voices = ctx.studio.voice_languages();
        let weights: Vec<f64> = scenes.iter().map(|scene| scene_seconds(scene, &voices)).collect();
        let total: f64 = weights.iter().sum();
        let target = ctx.studio.project_state.project.target_seconds.map(f64::from);
        let length = match target {
            Some(target) => format!("{} of {}", format_clock(total), format_clock(target)),
            None => format_clock(total),
        };
        let is_too_long = target.is_some_and(|target| total > target);
        let length_style = if is_too_long { ctx.theme.error() } else { ctx.theme.bold() };
        let line = Rect { height: 1, ..area };
        let length_columns = u16::try_from(length.len()).unwrap_or(0);
        let bars = Rect { width: area.width.saturating_sub(length_columns + 2), ..line };
        let is_focused = ctx.is_focused && self.mode == PageMode::Scenes;
        draw_timeline(&weights, self.selected(), is_focused, ctx.theme, bars, ctx.buf);
        let length_x = area.right().saturating_sub(length_columns);
        ctx.draw_text(Rect::new(length_x, area.y, length_columns, 1), &length, length_style);
        let used = if area.height >= RULED_MIN_ROWS { 2 } else { 1 };
        if used == 2 {
            ctx.draw_rule(Rect { y: area.y + 1, ..area });
        }
        Rect { y: area.y + used, height: area.height - used, ..area }
    }

    /// The place of the caret, with the estimate of its scene.
    fn scene_estimate_line(&self, scene: &Scene, ctx: &DrawContext<'_>) -> StyledLine<'static> {
        let count = ctx.studio.project_state.project.scenes.len();
        let voice = ctx.studio.voice_languages().of(scene);
        let estimate = estimate_scene(scene, ctx.studio.effective_rate(), voice);
        let words = estimate.script_length.describe_size();
        let figures = format!("{words}  {:.1} s  {}", estimate.seconds, estimate.cost.to_compact_string());
        let figures = if scene.is_muted { "muted".to_owned() } else { figures };
        StyledLine::new()
            .add(format!("scene {} of {count}  ", self.selected() + 1), ctx.theme.dim())
            .add(figures, ctx.theme.plain())
    }
}

/// The cells of a part of a row.
fn cells_between(layout: &TextLayout, row: usize, part: Range<usize>, area: Rect) -> Rect {
    let cells = |offset: usize| u16::try_from(layout.column_at(row, offset)).unwrap_or(u16::MAX);
    let (first, last) = (cells(part.start), cells(part.end));
    Rect { x: area.x.saturating_add(first), width: last - first, ..area }.intersection(area)
}

fn take_last_row(rest: &mut Rect) -> Rect {
    let height = rest.height.min(1);
    rest.height -= height;
    Rect { y: rest.bottom(), height, ..*rest }
}

/// Draws pauses in the accent color, and what would be spoken by mistake as a warning.
fn draw_script_marks(
    marks: &ScriptMarks,
    layout: &TextLayout,
    row: usize,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let shown = layout.rows()[row].range.clone();
    let within = |range: &Range<usize>| range.start.max(shown.start)..range.end.min(shown.end);
    for pause in marks.pauses().iter().map(within).filter(|range| range.start < range.end) {
        ctx.buf.set_style(cells_between(layout, row, pause, area), ctx.theme.accent());
    }
    let warning = ctx.theme.warning().add_modifier(Modifier::UNDERLINED);
    let issues = marks.issues().iter().map(|issue| within(&issue.range));
    for issue in issues.filter(|range| range.start < range.end) {
        ctx.buf.set_style(cells_between(layout, row, issue, area), warning);
    }
}

/// Draws the mark before a motion prompt: a flag if it is not sent.
fn draw_motion_mark(scene: usize, ctx: &mut DrawContext<'_>, area: Rect) {
    let scenes = &ctx.studio.project_state.project.scenes;
    if scenes.get(scene).is_some_and(|scene| is_flagged(ctx.studio, scene, SceneField::Motion)) {
        ctx.draw_text(area, "⚑", ctx.theme.warning());
    } else {
        ctx.draw_text(area, "↳", ctx.theme.dim());
    }
}

/// Draws marks in the last column where the page goes on.
fn draw_scroll_marks(ctx: &mut DrawContext<'_>, area: Rect, above: bool, below: bool) {
    let x = area.right().saturating_sub(1);
    if above && area.height > 1 {
        ctx.draw_text(Rect::new(x, area.y, 1, 1), "↑", ctx.theme.dim());
    }
    if below && area.height > 1 {
        ctx.draw_text(Rect::new(x, area.bottom() - 1, 1, 1), "↓", ctx.theme.dim());
    }
}

/// The estimate of the video, with the balance.
fn video_estimate_line(ctx: &DrawContext<'_>) -> StyledLine<'static> {
    let theme = ctx.theme;
    let video = ctx.studio.estimate();
    let line = StyledLine::new()
        .add("video ", theme.dim())
        .add(format_clock(video.seconds), theme.bold())
        .add(format!("  ~{}", video.cost.to_compact_string()), theme.bold());
    match ctx.studio.account.balance.ready().copied().flatten() {
        Some(balance) => match balance.coverage_of(video.cost) {
            Coverage::Remaining(_) | Coverage::Overage(_) => {
                line.add(format!(" of {}", balance.to_compact_string()), theme.dim())
            }
            Coverage::Insufficient => {
                line.add(format!(" of {} !", balance.to_compact_string()), theme.error())
            }
            Coverage::UnitMismatch => line.add(format!(" · balance {balance}"), theme.dim()),
        },
        None => line,
    }
}
