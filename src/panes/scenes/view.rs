//! What the scenes pane looks like: strip, script, choices, motion, and the estimate that never moves.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ScenesPane, list};
use crate::domain::{Cover, Emotion, Field, Loss, Lost, MAX_SCRIPT, Scene, estimate_scene, measure, plural};
use crate::panes::{DrawContext, empty_state};
use crate::studio::Studio;
use crate::widgets::{Frame, Line, clock, fit, frame, put, strip, width};

/// Rows from which on labels and rules are drawn beside the fields.
const LABELED_MIN_ROWS: u16 = 13;
/// Rows that a script has at most.
const MAX_SCRIPT_ROWS: u16 = 16;
/// Columns under which choices and estimates take two rows.
const ONE_ROW_MIN_COLUMNS: u16 = 66;

pub(super) fn view(pane: &ScenesPane, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let project = &studio.work.project;
    let captions = if project.captions { " · captions" } else { "" };
    let note = format!("{}{captions}", project.shape);
    let room = frame(Frame { name: "3 Scenes", note: &note, focused: ctx.is_focused }, ctx.theme, area, buf);
    let Some(scene) = project.scenes.get(pane.selected) else {
        let lines = [
            ("No scenes.".to_owned(), ctx.theme.strong()),
            (format!("{} adds the first one.", ctx.pane_key_sequence("n")), ctx.theme.plain()),
        ];
        empty_state::draw_lines(&lines, room, buf);
        return;
    };
    if room.height < 6 {
        return draw_compact(pane, scene, studio, ctx, room, buf);
    }
    let mut rest = draw_scene_timeline(pane, studio, ctx, room, buf);
    rest = list::draw_list(pane, studio, ctx, rest, buf);
    let estimate = take_last_row(&mut rest);
    // Where scene and video do not fit side by side, the scene has a row of its own.
    let own = if room.width < ONE_ROW_MIN_COLUMNS && rest.height > 6 {
        take_last_row(&mut rest)
    } else {
        Rect::ZERO
    };
    draw_estimates(pane, studio, scene, ctx, [own, estimate], buf);
    let warning = if rest.height >= LABELED_MIN_ROWS - 4 { take_last_row(&mut rest) } else { Rect::ZERO };
    draw_warning(studio, scene, pane.focused_field, ctx, warning, buf);
    // A high pane has the fields near the script, and the rest of its room below them.
    rest.height = rest.height.min(MAX_SCRIPT_ROWS + 4);
    let motion = take_last_row(&mut rest);
    draw_motion(pane, studio.dialect.loses(scene, Field::Motion), ctx, motion, buf);
    let third = if room.width < ONE_ROW_MIN_COLUMNS && rest.height > 4 {
        take_last_row(&mut rest)
    } else {
        Rect::ZERO
    };
    let choices = take_last_row(&mut rest);
    draw_options(pane, studio, scene, ctx, [choices, third], buf);
    if rest.height >= LABELED_MIN_ROWS - 7 {
        take_last_row(&mut rest);
    }
    let flagged = is_flagged(studio, scene, Field::Script);
    draw_script(pane, scene, ctx, rest, (room.height >= LABELED_MIN_ROWS, flagged), buf);
}

/// In a room too small for the whole editor: the field that has the keys, under its name where there is a row for that.
fn draw_compact(
    pane: &ScenesPane,
    scene: &Scene,
    studio: &Studio,
    ctx: &DrawContext,
    room: Rect,
    buf: &mut Buffer,
) {
    if room.height == 0 {
        return;
    }
    let named = |name: &str, buf: &mut Buffer| {
        if room.height < 2 {
            return room;
        }
        put(buf, room.x, room.y, room.width, name, label_style(ctx.is_focused, ctx));
        Rect { y: room.y + 1, height: room.height - 1, ..room }
    };
    match pane.focused_field {
        Some(Field::Motion) => pane.motion.view(ctx.is_focused, named("Motion", buf), buf),
        Some(field @ (Field::Emotion | Field::Style | Field::Enhance)) => {
            let emotion = scene.emotion.as_ref().map_or("none", Emotion::word);
            let (label, value) = match field {
                Field::Emotion => ("Emotion", emotion),
                Field::Style => ("Style", scene.style.word()),
                _ => ("Enhance", if scene.enhance { "on" } else { "off" }),
            };
            let lost = is_flagged(studio, scene, field);
            add_option(Line::new(), label, value, (ctx.is_focused, lost), ctx).left(room, buf);
        }
        field => pane.script.view(ctx.is_focused && field == Some(Field::Script), room, buf),
    }
}

fn take_last_row(rest: &mut Rect) -> Rect {
    let height = rest.height.min(1);
    rest.height -= height;
    Rect { y: rest.bottom(), height, ..*rest }
}

/// The strip of scenes with the video's length; returns the room below it.
fn draw_scene_timeline(
    pane: &ScenesPane,
    studio: &Studio,
    ctx: &DrawContext,
    room: Rect,
    buf: &mut Buffer,
) -> Rect {
    let scenes = &studio.work.project.scenes;
    let weights: Vec<f64> = scenes.iter().map(|scene| measure(&scene.script).seconds()).collect();
    let length = clock(weights.iter().sum());
    let line = Rect { height: 1, ..room };
    let end = u16::try_from(length.len()).unwrap_or(0);
    let bars = Rect { width: room.width.saturating_sub(end + 2), ..line };
    let on_strip = ctx.is_focused && pane.focused_field.is_none();
    strip(&weights, pane.selected, on_strip, ctx.theme, bars, buf);
    put(buf, room.right().saturating_sub(end), room.y, end, &length, ctx.theme.strong());
    let used = if room.height >= LABELED_MIN_ROWS { 2 } else { 1 };
    if used == 2 {
        let rule = "─".repeat(room.width.into());
        put(buf, room.x, room.y + 1, room.width, &rule, ctx.theme.dim());
    }
    Rect { y: room.y + used, height: room.height - used, ..room }
}

fn draw_script(
    pane: &ScenesPane,
    scene: &Scene,
    ctx: &DrawContext,
    mut area: Rect,
    (labelled, flagged): (bool, bool),
    buf: &mut Buffer,
) {
    let focused = ctx.is_focused && pane.focused_field == Some(Field::Script);
    if labelled && area.height > 1 {
        let style = label_style(focused, ctx);
        put(buf, area.x, area.y, area.width, "Script", style);
        if flagged {
            put(buf, area.x + 7, area.y, 1, "⚑", ctx.theme.warn());
        }
        let characters = scene.spoken().chars().count();
        let over = characters > MAX_SCRIPT;
        if over || characters > MAX_SCRIPT * 8 / 10 {
            let style = if over { ctx.theme.bad() } else { ctx.theme.dim() };
            let count = format!("{characters} of {MAX_SCRIPT} characters");
            Line::new().add(count, style).right(Rect { height: 1, ..area }, 8, buf);
        }
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    pane.script.view(focused, area, buf);
}

fn label_style(focused: bool, ctx: &DrawContext) -> ratatui::style::Style {
    if focused { ctx.theme.focus() } else { ctx.theme.dim() }
}

/// The choices side by side; the last in `third` where that is a row of its own.
fn draw_options(
    pane: &ScenesPane,
    studio: &Studio,
    scene: &Scene,
    ctx: &DrawContext,
    [row, third]: [Rect; 2],
    buf: &mut Buffer,
) {
    let on = |field| (ctx.is_focused && pane.focused_field == Some(field), is_flagged(studio, scene, field));
    let emotion = scene.emotion.as_ref().map_or("none", Emotion::word);
    let enhance = if scene.enhance { "◉ on" } else { "○ off" };
    let line = add_option(Line::new(), "Emotion", emotion, on(Field::Emotion), ctx);
    let line = add_option(line, "Style", scene.style.word(), on(Field::Style), ctx);
    if third.height > 0 {
        line.left(row, buf);
        add_option(Line::new(), "Enhance", enhance, on(Field::Enhance), ctx).left(third, buf);
    } else {
        add_option(line, "Enhance", enhance, on(Field::Enhance), ctx).left(row, buf);
    }
}

/// A choice, with a flag behind it where it is lost on the way.
fn add_option<'a>(
    line: Line<'a>,
    label: &'static str,
    value: &'a str,
    (on, lost): (bool, bool),
    ctx: &DrawContext,
) -> Line<'a> {
    let theme = ctx.theme;
    let flag = if lost { "⚑  " } else { "   " };
    let value_style = if on { theme.cursor() } else { theme.plain() };
    let arrow = if on { theme.focus() } else { theme.dim() };
    line.add(format!("{label} "), label_style(on, ctx))
        .add("‹ ", arrow)
        .add(value, value_style)
        .add(" ›", arrow)
        .add(flag, theme.warn())
}

fn draw_motion(pane: &ScenesPane, lost: bool, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let focused = ctx.is_focused && pane.focused_field == Some(Field::Motion);
    put(buf, area.x, area.y, area.width, "Motion", label_style(focused, ctx));
    if lost {
        put(buf, area.x + 6.min(area.width), area.y, 1, "⚑", ctx.theme.warn());
    }
    let field = Rect { x: area.x + 8.min(area.width), width: area.width.saturating_sub(8), ..area };
    pane.motion.view(focused, field, buf);
}

/// Whether a field is lost on the way, or the chosen voice does not do it.
fn is_flagged(studio: &Studio, scene: &Scene, field: Field) -> bool {
    studio.dialect.loses(scene, field) || studio.voice_without(scene, field).is_some()
}

/// What the chosen voice will not do, as far as the service says, and what is lost on the way.
fn draw_warning(
    studio: &Studio,
    scene: &Scene,
    field: Option<Field>,
    ctx: &DrawContext,
    area: Rect,
    buf: &mut Buffer,
) {
    let no_pauses = studio.voice_without(scene, Field::Script);
    let no_emotions = studio.voice_without(scene, Field::Emotion);
    // The field in focus goes first.
    let emotions_first = field == Some(Field::Emotion);
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
    put(buf, area.x, area.y, area.width, &format!("⚑ {text}"), ctx.theme.warn());
}

/// What the dialect does not carry: of the field in focus, or of the scene, or of the video.
fn loss_text(studio: &Studio, scene: &Scene, field: Option<Field>, room: usize) -> Option<String> {
    let here = |loss: &&Loss| match loss.what {
        Lost::Scene(field) => studio.dialect.loses(scene, field),
        Lost::Scenes | Lost::Shape | Lost::Captions | Lost::Callback => true,
    };
    let losses = studio.losses();
    let focused = losses.iter().find(|loss| Some(loss.what) == field.map(Lost::Scene));
    if let Some(loss) = focused {
        return Some(loss.why.clone());
    }
    let mut all = losses.iter().filter(here);
    let first = all.next()?;
    let more = match all.count() {
        0 => String::new(),
        more => format!(" · and {more} more"),
    };
    // The sentence gives way, never the count.
    Some(format!("{}{more}", fit(&first.why, room.saturating_sub(width(&more)))))
}

/// The scene's seconds and price, and the video's beside them, or below where the scene has a row of its own.
fn draw_estimates(
    pane: &ScenesPane,
    studio: &Studio,
    scene: &Scene,
    ctx: &DrawContext,
    rows: [Rect; 2],
    buf: &mut Buffer,
) {
    let estimate = estimate_scene(scene, studio.prices());
    let words = plural(estimate.speech.words + estimate.speech.glyphs, "word");
    let left = Line::new()
        .add(format!("scene {}  ", pane.selected + 1), ctx.theme.dim())
        .add(format!("{words}  {:.1} s  {}", estimate.seconds, estimate.cost.brief()), ctx.theme.plain());
    let right = video_estimate_line(studio, ctx);
    let [own, row] = rows;
    if own.height > 0 {
        left.left(own, buf);
        right.left(row, buf);
    } else {
        let taken = left.left(row, buf);
        right.right(row, taken, buf);
    }
}

/// The video's length and price, against the balance where that has the same unit.
fn video_estimate_line(studio: &Studio, ctx: &DrawContext) -> Line<'static> {
    let theme = ctx.theme;
    let spec = studio.estimate();
    let line = Line::new()
        .add("video ", theme.dim())
        .add(clock(spec.seconds), theme.strong())
        .add(format!("  ~{}", spec.cost.brief()), theme.strong());
    match studio.balance.ready().copied().flatten() {
        Some(balance) => match balance.cover(spec.cost) {
            Cover::Left(_) | Cover::Dollars(_) => line.add(format!(" of {}", balance.brief()), theme.dim()),
            Cover::Short => line.add(format!(" of {} !", balance.brief()), theme.bad()),
            Cover::Apart => line.add(format!(" · balance {balance}"), theme.dim()),
        },
        None => line,
    }
}
