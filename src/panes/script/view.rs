//! The drawing of the script pane: timeline, page, note and estimate.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::card_head::{PageEstimates, draw_head, scene_seconds};
use super::find_commands::matches_within;
use super::note::fit_before;
use super::page_layout::{GUTTER_COLUMNS, MOTION_INDENT, PageLayout, PageRow};
use super::position::{PagePosition, selected_range};
use super::script_marks::ScriptMarks;
use super::{PageMode, ScriptPane, scenes_of};
use crate::domain::{EXACT_MARK, Scene, SceneField, SceneText, estimate_scene, target_limit};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{
    RowEnd, RowPart, StyledLine, TextLayout, Timeline, draw_text, mark_caret, mark_typed_text,
};

const SCRIPT_HINT: &str = "The spoken words. Alt-p is a pause.";
/// What stands in an empty scene where letters are commands.
const UNWRITTEN_HINT: &str = "No words yet. Enter writes them.";
const MOTION_HINT: &str = "Movement, such as: Avatar nods, smiling warmly";

/// The key that writes the better motion prompt.
const REWRITE_KEY: &str = " · Alt-a takes";

/// The widest column that is read with ease.
const MAX_TEXT_COLUMNS: u16 = 76;
/// The widest page: the text with its margin, in which the figures of a scene stand.
const MAX_PAGE_COLUMNS: u16 = 106;
/// Rows from which on a blank row separates the timeline from the page.
const ROOMY_MIN_ROWS: u16 = 16;

/// What all rows of a frame share.
struct PageFrame {
    /// The matches of the find bar.
    matches: Vec<Range<PagePosition>>,
    estimates: PageEstimates,
}

impl ScriptPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let project = &ctx.studio.project_state.project;
        let columns = area.width.min(MAX_PAGE_COLUMNS);
        let area = Rect { width: columns, ..area };
        let Some(scene) = project.scenes.get(self.selected_scene()) else {
            let add = format!("{} adds the first one.", ctx.pane_key_sequence("n"));
            let lines = [("No scenes.".to_owned(), ctx.theme.bold()), (add, ctx.theme.plain())];
            ctx.draw_lines(&lines, area);
            return;
        };
        let estimates = PageEstimates::new(ctx.studio);
        let frame = PageFrame { matches: self.found(&project.scenes), estimates };
        let mut page = area;
        if page.height >= ROOMY_MIN_ROWS {
            page = Rect { y: page.y + 1, height: page.height - 1, ..page };
        }
        if area.height < 6 {
            // The find bar is where one types.
            let bar = self.find.as_ref().map(|find| (find, take_last_row(&mut page)));
            self.draw_page(&frame, ctx, page);
            if let Some((find, row)) = bar {
                find.draw(self.count_matches(&frame.matches), ctx, row);
            }
            return;
        }
        let [row, note] = [take_last_row(&mut page), take_last_row(&mut page)].map(within_margin);
        self.draw_page(&frame, ctx, page);
        let used_columns = self.scene_estimate_line(scene, ctx).draw_left(row, ctx.buf);
        if !ctx.shows_overview {
            shape_line(ctx).draw_right(row, used_columns, ctx.buf);
        }
        if let Some(find) = &self.find {
            find.draw(self.count_matches(&frame.matches), ctx, note);
        } else {
            let over = frame.estimates.overrun(self.selected_scene(), scene);
            self.draw_note(scene, over, ctx, note);
        }
    }

    fn draw_page(&self, frame: &PageFrame, ctx: &mut DrawContext<'_>, area: Rect) {
        let scenes = &ctx.studio.project_state.project.scenes;
        // One cell is for the caret behind the text.
        let columns = area.width.saturating_sub(GUTTER_COLUMNS + 1).clamp(1, MAX_TEXT_COLUMNS);
        let origin = Position::new(area.x + GUTTER_COLUMNS.min(area.width), area.y);
        self.viewport.resize(origin, columns.into(), area.height.into());
        let (caret_row, caret_column, visible, layout_rows) = self.viewport.with_layout(scenes, |page| {
            let wanted = page.caret_row(&self.caret);
            let visible = self.visible_rows(page);
            let rows: Vec<_> = visible.clone().filter_map(|row| page.row(row)).collect();
            for (y, row) in (area.y..).zip(&rows) {
                self.draw_row(*row, page, frame, ctx, Rect { y, height: 1, ..area });
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
            let card = self.viewport.with_layout(scenes, |page| {
                let shown = |row: usize| u16::try_from(row.saturating_sub(visible.start)).unwrap_or(u16::MAX);
                shown(page.head_row(self.selected_scene()))..shown(page.last_row(self.selected_scene()) + 1)
            });
            let gutter = GUTTER_COLUMNS.min(area.width);
            picker.draw(&card, ctx, Rect { x: area.x + gutter, width: area.width - gutter, ..area });
        }
    }

    fn draw_row(
        &self,
        row: PageRow,
        page: &PageLayout,
        frame: &PageFrame,
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) {
        match row {
            PageRow::Head { scene } => draw_head(self, scene, &frame.estimates, ctx, area),
            PageRow::Gap { scene } => self.draw_rewrite(scene, ctx, text_cells(area)),
            PageRow::Text { scene, field, row } => {
                let Some(layout) = page.text(scene, field) else { return };
                let mut text_area = text_cells(area);
                if field == SceneText::Motion {
                    // The mark of a motion that may be written is shown only where the caret is.
                    if row == 0 && (scene == self.selected_scene() || !layout.text().is_empty()) {
                        draw_motion_mark(scene, ctx, text_area);
                    }
                    let indent = u16::try_from(MOTION_INDENT).unwrap_or(0).min(text_area.width);
                    text_area.x += indent;
                    text_area.width -= indent;
                }
                self.draw_text_row(layout, (scene, field, row), frame, ctx, text_area);
                if let Some(marks) = page.marks(scene).filter(|_| field == SceneText::Script) {
                    draw_script_marks(marks, layout, row, ctx, text_area);
                }
            }
        }
    }

    /// Draws the motion prompt that Alt-a would write, below the one of the scene with the caret.
    fn draw_rewrite(&self, scene: usize, ctx: &mut DrawContext<'_>, area: Rect) {
        let is_selected = scene == self.selected_scene();
        let rewrite = is_selected.then(|| self.offered_rewrite(ctx.studio)).flatten();
        if let Some(rewrite) = rewrite {
            let line = fit_before(&format!("→ {rewrite}"), REWRITE_KEY, usize::from(area.width));
            ctx.draw_text(area, &line, ctx.theme.dim());
        }
    }

    /// Draws a row of a text, with the matches of the find bar and the selection; a hint in place of an empty text.
    fn draw_text_row(
        &self,
        layout: &TextLayout,
        (scene, field, row): (usize, SceneText, usize),
        frame: &PageFrame,
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) {
        if layout.text().is_empty() {
            let is_writing = self.mode == PageMode::Text || self.awaits_first_words(ctx.studio);
            let hint = match field {
                SceneText::Motion => MOTION_HINT,
                SceneText::Script if is_writing => SCRIPT_HINT,
                SceneText::Script => UNWRITTEN_HINT,
            };
            if scene == self.selected_scene() {
                ctx.draw_text(area, hint, ctx.theme.dim());
            }
            return;
        }
        let is_muted = ctx.studio.project_state.project.scenes.get(scene).is_some_and(|scene| scene.is_muted);
        draw_words(layout, row, is_muted, ctx, area);
        draw_matches(matches_within(&frame.matches, scene, field), layout, row, ctx, area);
        self.draw_selection(layout, (scene, field, row), ctx, area);
    }

    /// Reverses the selected cells of a row, with one cell for a line break.
    fn draw_selection(
        &self,
        layout: &TextLayout,
        (scene, field, row): (usize, SceneText, usize),
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) {
        let length = layout.text().len();
        let selection = self.selection();
        let Some(selected) = selection.and_then(|range| selected_range(&range, scene, field, length)) else {
            return;
        };
        let shown = &layout.rows()[row];
        let (start, end) = (selected.start.max(shown.range.start), selected.end.min(shown.range.end));
        let includes_break = shown.end == RowEnd::Line && selected.end > shown.range.end;
        if start < end || includes_break && start <= shown.range.end {
            let mut marked = cells_between(layout, row, start..end.max(start), area);
            marked.width += u16::from(includes_break && marked.right() < area.right());
            // Dim words would not be readable in reverse.
            let style = Style::new().add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM);
            ctx.buf.set_style(marked, style);
        }
    }

    /// Draws the timeline of the scenes, the one with the caret accented.
    pub fn draw_scene_timeline(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let is_focused = ctx.is_focused && self.mode == PageMode::Scenes;
        let lengths = scene_lengths(ctx.studio);
        self.timeline(ctx.studio, &lengths, is_focused).draw(ctx.theme, area, ctx.buf);
    }

    /// The index of the scene at a column of a timeline of `columns` columns.
    pub fn scene_at_timeline_column(&self, studio: &Studio, columns: u16, column: u16) -> Option<usize> {
        self.timeline(studio, &scene_lengths(studio), false).part_at(columns, column)
    }

    fn timeline<'a>(&self, studio: &Studio, lengths: &'a [f64], is_focused: bool) -> Timeline<'a> {
        let limit = studio.project_state.project.target_seconds.map(target_limit);
        Timeline { lengths, chosen: self.selected_scene(), is_focused, limit }
    }

    /// The place of the caret, with the estimate of its scene.
    fn scene_estimate_line(&self, scene: &Scene, ctx: &DrawContext<'_>) -> StyledLine<'static> {
        let count = ctx.studio.project_state.project.scenes.len();
        let voice = ctx.studio.scene_paces().of(scene);
        let rate = ctx.studio.scene_rates().of(&ctx.studio.project_state.project, scene);
        let estimate = estimate_scene(scene, rate, voice);
        let words = estimate.script_length.describe_size();
        let mark = if estimate.is_exact() { EXACT_MARK } else { "" };
        let figures =
            format!("{words}  {mark}{:.1} s  {}", estimate.seconds, estimate.cost.to_compact_string());
        let figures = if scene.is_muted { "muted".to_owned() } else { figures };
        let line = self.line_place(&ctx.studio.project_state.project.scenes).unwrap_or_default();
        StyledLine::new()
            .add(format!("scene {} of {count}{line}  ", self.selected_scene() + 1), ctx.theme.dim())
            .add(figures, ctx.theme.plain())
    }

    /// The row of the caret among all rows of words, where the page does not fit on the screen: ` · line 12 of 96`.
    fn line_place(&self, scenes: &[Scene]) -> Option<String> {
        self.viewport.with_layout(scenes, |page| {
            let rows = page.last_row(scenes.len().saturating_sub(1)) + 1;
            let is_cut = rows > self.viewport.rows();
            is_cut.then(|| {
                let (row, count) = (page.word_row(&self.caret) + 1, page.word_row_count());
                format!(" · line {row} of {count}")
            })
        })
    }
}

/// The estimated seconds of all scenes.
fn scene_lengths(studio: &Studio) -> Vec<f64> {
    let paces = studio.scene_paces();
    scenes_of(studio).iter().map(|scene| scene_seconds(scene, &paces)).collect()
}

/// The cells of a row from the texts on.
fn text_cells(row: Rect) -> Rect {
    Rect { x: row.x + GUTTER_COLUMNS.min(row.width), width: row.width.saturating_sub(GUTTER_COLUMNS), ..row }
}

/// A row without its first and last column, which the heads of the scenes leave blank too.
fn within_margin(row: Rect) -> Rect {
    Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row }
}

/// Draws the text and the chips of a row.
fn draw_words(layout: &TextLayout, row: usize, is_dimmed: bool, ctx: &mut DrawContext<'_>, area: Rect) {
    let style = if is_dimmed { ctx.theme.dim() } else { ctx.theme.plain() };
    let chip_style = if is_dimmed { ctx.theme.dim() } else { ctx.theme.chip() };
    for part in layout.row_parts(row) {
        let start = match &part {
            RowPart::Text(range) => range.start,
            RowPart::Chip(chip) => chip.range.start,
        };
        let before = u16::try_from(layout.column_at(row, start)).unwrap_or(u16::MAX).min(area.width);
        let rest = Rect { x: area.x + before, width: area.width - before, ..area };
        match part {
            RowPart::Text(range) => {
                let cells = draw_text(ctx.buf, rest, &layout.text()[range], style);
                mark_typed_text(ctx.buf, Rect { width: cells, ..rest });
            }
            RowPart::Chip(chip) => {
                draw_text(ctx.buf, rest, &chip.label, chip_style);
            }
        }
    }
}

/// Underlines the matches of the find bar in a row.
fn draw_matches(
    matches: impl Iterator<Item = Range<usize>>,
    layout: &TextLayout,
    row: usize,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let shown = &layout.rows()[row].range;
    for found in matches {
        let (start, end) = (found.start.max(shown.start), found.end.min(shown.end));
        if start < end {
            let marked = cells_between(layout, row, start..end, area);
            ctx.buf.set_style(marked, ctx.theme.found());
        }
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

/// Marks pauses that are not chips in the accent color, and what would be spoken by mistake as a warning.
fn draw_script_marks(
    marks: &ScriptMarks,
    layout: &TextLayout,
    row: usize,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let shown = layout.rows()[row].range.clone();
    let within = |range: &Range<usize>| range.start.max(shown.start)..range.end.min(shown.end);
    for pause in marks.unclosed_pauses().iter().map(within).filter(|range| range.start < range.end) {
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
    if scenes.get(scene).is_some_and(|scene| ctx.studio.is_flagged(scene, SceneField::Motion)) {
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

/// The shape of the video, and whether it has captions.
fn shape_line(ctx: &DrawContext<'_>) -> StyledLine<'static> {
    let project = &ctx.studio.project_state.project;
    let captions = project.captions.label();
    StyledLine::new().add(format!("{}{captions}", project.shape), ctx.theme.dim())
}
