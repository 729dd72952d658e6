//! The drawing of the scenes pane: timeline, script, options, motion and estimate.

use ratatui::layout::Rect;

use super::{ScenesPane, list};
use crate::domain::{
    Coverage, DialectLoss, Emotion, LossKind, MAX_SCRIPT_CHARS, Scene, SceneField, estimate_scene,
    measure_script,
};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{StyledLine, draw_timeline, fit, format_clock, width};

/// Rows of the pane from which labels and rules are drawn.
const LABELED_MIN_ROWS: u16 = 13;
const MAX_SCRIPT_ROWS: u16 = 16;
/// Columns below which options and estimates take two rows.
const ONE_ROW_MIN_COLUMNS: u16 = 66;

impl ScenesPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let studio = ctx.studio;
        let project = &studio.project_state.project;
        let captions = if project.captions { " · captions" } else { "" };
        let note = format!("{}{captions}", project.shape);
        let inner = ctx.draw_frame("3 Scenes", &note, area);
        let Some(scene) = project.scenes.get(self.selected) else {
            let lines = [
                ("No scenes.".to_owned(), ctx.theme.bold()),
                (format!("{} adds the first one.", ctx.pane_key_sequence("n")), ctx.theme.plain()),
            ];
            ctx.draw_lines(&lines, inner);
            return;
        };
        if inner.height < 6 {
            return draw_compact(self, scene, ctx, inner);
        }
        let mut rest = draw_scene_timeline(self, ctx, inner);
        rest = list::draw_list(self, ctx, rest);
        let estimate = take_last_row(&mut rest);
        // Where the two estimates do not fit side by side, the scene's has its own row.
        let own = if inner.width < ONE_ROW_MIN_COLUMNS && rest.height > 6 {
            take_last_row(&mut rest)
        } else {
            Rect::ZERO
        };
        draw_estimates(self, scene, ctx, [own, estimate]);
        let warning = if rest.height >= LABELED_MIN_ROWS - 4 { take_last_row(&mut rest) } else { Rect::ZERO };
        draw_warning(scene, self.focused_field, ctx, warning);
        // A high pane keeps the fields near the script, and is empty below them.
        rest.height = rest.height.min(MAX_SCRIPT_ROWS + 4);
        let motion = take_last_row(&mut rest);
        draw_motion(self, studio.account.dialect.loses_scene_field(scene, SceneField::Motion), ctx, motion);
        let third = if inner.width < ONE_ROW_MIN_COLUMNS && rest.height > 4 {
            take_last_row(&mut rest)
        } else {
            Rect::ZERO
        };
        let choices = take_last_row(&mut rest);
        draw_options(self, scene, ctx, [choices, third]);
        if rest.height >= LABELED_MIN_ROWS - 7 {
            take_last_row(&mut rest);
        }
        let flagged = is_flagged(studio, scene, SceneField::Script);
        draw_script(self, scene, ctx, rest, (inner.height >= LABELED_MIN_ROWS, flagged));
    }
}

/// Draws the focused field alone, where the pane is too small for the whole editor.
fn draw_compact(pane: &ScenesPane, scene: &Scene, ctx: &mut DrawContext<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    match pane.focused_field {
        Some(SceneField::Motion) if area.height < 2 => pane.motion.draw(ctx.is_focused, area, ctx.buf),
        Some(SceneField::Motion) => {
            ctx.draw_text(area, "Motion", ctx.label_style(ctx.is_focused));
            let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
            pane.motion.draw(ctx.is_focused, below, ctx.buf);
        }
        Some(field @ (SceneField::Emotion | SceneField::Style | SceneField::Enhance)) => {
            let emotion = scene.emotion.as_ref().map_or("none", Emotion::as_str);
            let (label, value) = match field {
                SceneField::Emotion => ("Emotion", emotion),
                SceneField::Style => ("Style", scene.style.as_str()),
                _ => ("Enhance", if scene.enhance_motion { "on" } else { "off" }),
            };
            let flagged = is_flagged(ctx.studio, scene, field);
            add_option(StyledLine::new(), label, value, (ctx.is_focused, flagged), ctx)
                .draw_left(area, ctx.buf);
        }
        field => pane.script.draw(ctx.is_focused && field == Some(SceneField::Script), area, ctx.buf),
    }
}

fn take_last_row(rest: &mut Rect) -> Rect {
    let height = rest.height.min(1);
    rest.height -= height;
    Rect { y: rest.bottom(), height, ..*rest }
}

/// Draws the timeline with the length of the video; returns the area below.
fn draw_scene_timeline(pane: &ScenesPane, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let scenes = &ctx.studio.project_state.project.scenes;
    let weights: Vec<f64> =
        scenes.iter().map(|scene| measure_script(&scene.script).total_seconds()).collect();
    let length = format_clock(weights.iter().sum());
    let line = Rect { height: 1, ..area };
    let length_columns = u16::try_from(length.len()).unwrap_or(0);
    let bars = Rect { width: area.width.saturating_sub(length_columns + 2), ..line };
    let is_focused = ctx.is_focused && pane.focused_field.is_none();
    draw_timeline(&weights, pane.selected, is_focused, ctx.theme, bars, ctx.buf);
    let length_x = area.right().saturating_sub(length_columns);
    ctx.draw_text(Rect::new(length_x, area.y, length_columns, 1), &length, ctx.theme.bold());
    let used = if area.height >= LABELED_MIN_ROWS { 2 } else { 1 };
    if used == 2 {
        ctx.draw_rule(Rect { y: area.y + 1, ..area });
    }
    Rect { y: area.y + used, height: area.height - used, ..area }
}

fn draw_script(
    pane: &ScenesPane,
    scene: &Scene,
    ctx: &mut DrawContext<'_>,
    mut area: Rect,
    (labelled, flagged): (bool, bool),
) {
    let focused = ctx.is_focused && pane.focused_field == Some(SceneField::Script);
    if labelled && area.height > 1 {
        let style = ctx.label_style(focused);
        ctx.draw_text(area, "Script", style);
        if flagged {
            ctx.draw_text(Rect::new(area.x + 7, area.y, 1, 1), "⚑", ctx.theme.warning());
        }
        let characters = scene.trimmed_script().chars().count();
        let is_too_long = characters > MAX_SCRIPT_CHARS;
        if is_too_long || characters > MAX_SCRIPT_CHARS * 8 / 10 {
            let style = if is_too_long { ctx.theme.error() } else { ctx.theme.dim() };
            let count = format!("{characters} of {MAX_SCRIPT_CHARS} characters");
            StyledLine::new().add(count, style).draw_right(Rect { height: 1, ..area }, 8, ctx.buf);
        }
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    pane.script.draw(focused, area, ctx.buf);
}

/// Draws the options side by side; the last one in `third` if that is not empty.
fn draw_options(pane: &ScenesPane, scene: &Scene, ctx: &mut DrawContext<'_>, [row, third]: [Rect; 2]) {
    let on =
        |field| (ctx.is_focused && pane.focused_field == Some(field), is_flagged(ctx.studio, scene, field));
    let emotion = scene.emotion.as_ref().map_or("none", Emotion::as_str);
    let enhance = if scene.enhance_motion { "◉ on" } else { "○ off" };
    let line = add_option(StyledLine::new(), "Emotion", emotion, on(SceneField::Emotion), ctx);
    let line = add_option(line, "Style", scene.style.as_str(), on(SceneField::Style), ctx);
    if third.height > 0 {
        line.draw_left(row, ctx.buf);
        add_option(StyledLine::new(), "Enhance", enhance, on(SceneField::Enhance), ctx)
            .draw_left(third, ctx.buf);
    } else {
        add_option(line, "Enhance", enhance, on(SceneField::Enhance), ctx).draw_left(row, ctx.buf);
    }
}

/// Adds an option, with a flag if the dialect or the voice drops it.
fn add_option<'a>(
    line: StyledLine<'a>,
    label: &'static str,
    value: &'a str,
    (is_focused, flagged): (bool, bool),
    ctx: &DrawContext<'_>,
) -> StyledLine<'a> {
    let theme = ctx.theme;
    let flag = if flagged { "⚑  " } else { "   " };
    let value_style = if is_focused { theme.cursor() } else { theme.plain() };
    let arrow = if is_focused { theme.focus() } else { theme.dim() };
    line.add(format!("{label} "), ctx.label_style(is_focused))
        .add("‹ ", arrow)
        .add(value, value_style)
        .add(" ›", arrow)
        .add(flag, theme.warning())
}

fn draw_motion(pane: &ScenesPane, flagged: bool, ctx: &mut DrawContext<'_>, area: Rect) {
    let focused = ctx.is_focused && pane.focused_field == Some(SceneField::Motion);
    ctx.draw_text(area, "Motion", ctx.label_style(focused));
    if flagged {
        ctx.draw_text(Rect::new(area.x + 6.min(area.width), area.y, 1, 1), "⚑", ctx.theme.warning());
    }
    let field = Rect { x: area.x + 8.min(area.width), width: area.width.saturating_sub(8), ..area };
    pane.motion.draw(focused, field, ctx.buf);
}

/// Whether the dialect loses a field, or the chosen voice does not support it.
fn is_flagged(studio: &Studio, scene: &Scene, field: SceneField) -> bool {
    studio.account.dialect.loses_scene_field(scene, field)
        || studio.voice_without_support(scene, field).is_some()
}

/// Draws what the chosen voice does not support, or else what the dialect loses.
fn draw_warning(scene: &Scene, field: Option<SceneField>, ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let no_pauses = studio.voice_without_support(scene, SceneField::Script);
    let no_emotions = studio.voice_without_support(scene, SceneField::Emotion);
    // The warning about the focused field comes first.
    let emotions_first = field == Some(SceneField::Emotion);
    let text = match (no_pauses, no_emotions) {
        (pauses, Some(voice)) if pauses.is_none() || emotions_first => {
            format!("{} has no emotions: may be ignored", voice.name)
        }
        (Some(voice), _) => format!("{} has no pauses: <break> is ignored", voice.name),
        _ => match loss_text(studio, scene, field, usize::from(area.width).saturating_sub(2)) {
            Some(text) => text,
            None => return,
        },
    };
    ctx.draw_text(area, &format!("⚑ {text}"), ctx.theme.warning());
}

/// What the dialect loses: of the focused field, or else of the scene or the video.
fn loss_text(studio: &Studio, scene: &Scene, field: Option<SceneField>, columns: usize) -> Option<String> {
    let applies = |loss: &&DialectLoss| match loss.kind {
        LossKind::SceneField(field) => studio.account.dialect.loses_scene_field(scene, field),
        LossKind::SceneBoundaries | LossKind::Shape | LossKind::Captions | LossKind::CallbackUrl => true,
    };
    let losses = studio.losses();
    let focused = losses.iter().find(|loss| Some(loss.kind) == field.map(LossKind::SceneField));
    if let Some(loss) = focused {
        return Some(loss.message.clone());
    }
    let mut all = losses.iter().filter(applies);
    let first = all.next()?;
    let more = match all.count() {
        0 => String::new(),
        more => format!(" · and {more} more"),
    };
    // The sentence is cut, never the count.
    Some(format!("{}{more}", fit(&first.message, columns.saturating_sub(width(&more)))))
}

/// Draws the estimate of the scene, and that of the video beside or below it.
fn draw_estimates(pane: &ScenesPane, scene: &Scene, ctx: &mut DrawContext<'_>, rows: [Rect; 2]) {
    let estimate = estimate_scene(scene, ctx.studio.effective_rate());
    let words = estimate.script_length.describe_size();
    let left = StyledLine::new().add(format!("scene {}  ", pane.selected + 1), ctx.theme.dim()).add(
        format!("{words}  {:.1} s  {}", estimate.seconds, estimate.cost.to_compact_string()),
        ctx.theme.plain(),
    );
    let right = video_estimate_line(ctx);
    let [own, row] = rows;
    if own.height > 0 {
        left.draw_left(own, ctx.buf);
        right.draw_left(row, ctx.buf);
    } else {
        let used_columns = left.draw_left(row, ctx.buf);
        right.draw_right(row, used_columns, ctx.buf);
    }
}

/// The estimate of the video, with the balance.
fn video_estimate_line(ctx: &DrawContext<'_>) -> StyledLine<'static> {
    let theme = ctx.theme;
    let spec = ctx.studio.estimate();
    let line = StyledLine::new()
        .add("video ", theme.dim())
        .add(format_clock(spec.seconds), theme.bold())
        .add(format!("  ~{}", spec.cost.to_compact_string()), theme.bold());
    match ctx.studio.account.balance.ready().copied().flatten() {
        Some(balance) => match balance.coverage_of(spec.cost) {
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
