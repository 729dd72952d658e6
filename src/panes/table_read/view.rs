//! The drawing of the table read: words ahead plain, the present one accented, those spoken dim.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::TableReadOverlay;
use super::layout::ReadLayout;
use super::lines::{ReadLine, line_of, wrap_words};
use super::scene_sound::SceneSound;
use super::script::ReadScene;
use crate::domain::SceneField;
use crate::panes::DrawContext;
use crate::panes::photo_picture::draw_photo_picture;
use crate::studio::{RecordedSound, Studio};
use crate::widgets::{StyledLine, format_clock, format_time_code, progress_bar, visible_rows, width};

/// The part of the text above the line that is read, as a divisor of its lines.
const LINES_ABOVE_DIVISOR: usize = 3;
/// Columns of the notes beside the progress: `   0.9x   paused`.
const NOTES_COLUMNS: usize = 16;
/// Columns of the level of a recording.
const LEVEL_COLUMNS: usize = 30;
/// Columns of the progress from which on there is room for notes.
const MIN_COLUMNS_FOR_NOTES: u16 = 44;

impl TableReadOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        Clear.render(area.intersection(ctx.buf.area), ctx.buf);
        let layout = ReadLayout::compute(area, ctx.theme);
        let photo = self.current_scene().and_then(|scene| ctx.studio.scene_photo(scene.index));
        let photo = photo.and_then(|id| ctx.studio.photo(id));
        if let Some(photo) = photo {
            draw_photo_picture(photo, layout.picture_size(), ctx, layout.picture);
        }
        self.draw_facts(ctx, layout.facts);
        self.draw_text(ctx, layout);
        match self.recording_scene.and(ctx.studio.recordings.active.as_ref()) {
            Some(active) => draw_recording(active.sound, ctx, layout.progress),
            None => self.draw_progress(ctx, layout.progress),
        }
    }

    /// Draws what is known of the scene: its number, speaker, manner and motion.
    fn draw_facts(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let Some(scene) = self.current_scene() else { return };
        let (theme, studio) = (ctx.theme, ctx.studio);
        let scenes = studio.project_state.project.scenes.len().max(scene.index + 1);
        let place = format!("Scene {} of {scenes}", scene.index + 1);
        let speaker: Vec<&str> = match studio.scene_speaker(scene.index) {
            Some(speaker) => vec![&speaker.name],
            None => [studio.photo_name(), studio.voice_name()].into_iter().flatten().collect(),
        };
        let manner = manner(scene, studio);
        let motion_mark = if is_flagged(scene, SceneField::Motion, studio) { "⚑" } else { "↳" };
        let motion =
            if scene.motion.is_empty() { String::new() } else { format!("{motion_mark} {}", scene.motion) };
        if area.height <= 2 {
            let first =
                StyledLine::new().add(place, theme.focus()).add(format!(" · {manner}"), theme.plain()).add(
                    if speaker.is_empty() { String::new() } else { format!(" · {}", speaker.join(" · ")) },
                    theme.dim(),
                );
            first.draw_left(Rect { height: area.height.min(1), ..area }, ctx.buf);
            if area.height == 2 {
                ctx.draw_text(Rect { y: area.y + 1, height: 1, ..area }, &motion, theme.plain());
            }
            return;
        }
        let lines = [
            (place, theme.focus()),
            (speaker.join(" · "), theme.plain()),
            (String::new(), theme.plain()),
            (manner, theme.plain()),
            (motion, theme.plain()),
        ];
        ctx.draw_lines(&lines, area);
    }

    fn draw_text(&self, ctx: &mut DrawContext<'_>, layout: ReadLayout) {
        let (area, line_rows) = (layout.text, layout.line_rows());
        if area.height == 0 {
            return;
        }
        let current = self.script.word_at(self.playback.position());
        let lines = wrap_words(&self.script, area.width.into());
        let shown = usize::from(area.height.div_ceil(line_rows));
        let first = first_line(lines.len(), line_of(&lines, current), shown);
        for (row, line) in (0..).zip(lines.iter().skip(first).take(shown)) {
            let y = area.y + row * line_rows;
            match line {
                ReadLine::SceneBorder(scene) => {
                    let number = self.script.scenes[*scene].index + 1;
                    ctx.draw_text(Rect { y, height: 1, ..area }, &format!("── {number} ──"), ctx.theme.dim());
                }
                ReadLine::Words(words) => {
                    for placed in words {
                        let column = u16::try_from(placed.column).unwrap_or(u16::MAX).min(area.width);
                        let place = Rect::new(area.x + column, y, area.width - column, 1);
                        ctx.draw_text(
                            place,
                            placed.text(&self.script),
                            self.word_style(placed.word, current, ctx),
                        );
                    }
                }
            }
        }
    }

    fn word_style(&self, word: usize, current: usize, ctx: &DrawContext<'_>) -> Style {
        match word.cmp(&current) {
            _ if self.playback.is_at_end() => ctx.theme.plain(),
            std::cmp::Ordering::Less => ctx.theme.dim(),
            std::cmp::Ordering::Equal => ctx.theme.focus(),
            std::cmp::Ordering::Greater => ctx.theme.plain(),
        }
    }

    /// A mark while a scene is heard, and what is said where its sound is off.
    fn sound_mark(&self) -> Option<&'static str> {
        let scene = self.current_scene()?;
        match self.sound {
            SceneSound::Starting(..) | SceneSound::Playing(..) => Some("♪"),
            _ if scene.sound.is_some() && (!self.is_sound_on || self.has_sound_failed) => Some("silent"),
            _ => None,
        }
    }

    /// The seconds that are left of a long pause: `‖ 3`.
    fn pause_countdown(&self) -> Option<String> {
        let left = self.script.pause_seconds_left(self.playback.position())?;
        Some(format!("‖ {:.0}", left.ceil()))
    }

    fn draw_progress(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let theme = ctx.theme;
        let (position, total) = (self.playback.position(), self.playback.total());
        let state = match (self.playback.is_at_end(), self.playback.is_paused()) {
            (true, _) => Some("end".to_owned()),
            (false, true) => Some("paused".to_owned()),
            (false, false) if self.is_waiting_for_speech(ctx.studio) => Some("speaking …".to_owned()),
            (false, false) => self.pause_countdown().or_else(|| self.sound_mark().map(str::to_owned)),
        };
        let notes: Vec<String> = self.playback.speed_label().into_iter().chain(state).collect();
        // Their place is kept, so that the bar has one length; where that is too much, they are left out.
        let place = if area.width >= MIN_COLUMNS_FOR_NOTES { NOTES_COLUMNS } else { 0 };
        let notes: String = notes.iter().flat_map(|note| ["   ", note]).collect();
        let notes = if place > 0 { notes } else { String::new() };
        let total_text = format_clock(total);
        let position_text =
            if self.playback.is_at_end() { total_text.clone() } else { format_time_code(position) };
        let others = width(&position_text) + width(&total_text) + place + 2;
        let (full, rest) = progress_bar(usize::from(area.width).saturating_sub(others), position / total);
        StyledLine::new()
            .add(format!("{position_text} "), theme.bold())
            .add(full, theme.accent())
            .add(rest, theme.dim())
            .add(format!(" {total_text}"), theme.plain())
            .add(notes, theme.bold())
            .draw_left(area, ctx.buf);
    }
}

/// Emotion or recording, and style, flagged where they are not sent or not supported.
fn manner(scene: &ReadScene, studio: &Studio) -> String {
    let delivery = if scene.is_recorded { SceneField::Recording } else { SceneField::Emotion };
    let parts = [(&scene.delivery, delivery), (&scene.style, SceneField::Style)];
    let shown = parts.into_iter().filter(|(word, _)| !word.is_empty()).map(|(word, field)| {
        let flag = if is_flagged(scene, field, studio) { "⚑" } else { "" };
        format!("{word}{flag}")
    });
    shown.collect::<Vec<_>>().join(" · ")
}

fn is_flagged(scene: &ReadScene, field: SceneField, studio: &Studio) -> bool {
    let scene = studio.project_state.project.scenes.get(scene.index);
    scene.is_some_and(|scene| studio.is_flagged(scene, field))
}

/// Draws how long the recording is, and how loud: `● recording 0:07  ━━━━───`.
fn draw_recording(sound: Option<RecordedSound>, ctx: &mut DrawContext<'_>, area: Rect) {
    let theme = ctx.theme;
    let Some(sound) = sound else {
        ctx.draw_text(area, "○ waiting for the recorder …", theme.dim());
        return;
    };
    let length = format!(" recording {}  ", format_clock(sound.seconds.floor()));
    let columns = usize::from(area.width).saturating_sub(width(&length) + 1).min(LEVEL_COLUMNS);
    let (full, rest) = progress_bar(columns, sound.level);
    StyledLine::new()
        .add("●", theme.error())
        .add(length, theme.bold())
        .add(full, theme.accent())
        .add(rest, theme.dim())
        .draw_left(area, ctx.buf);
}

/// The first line that is shown: the present one has a third of the lines above it.
fn first_line(count: usize, current: usize, shown: usize) -> usize {
    let above = shown / LINES_ABOVE_DIVISOR;
    visible_rows(count, (current + shown / 2).saturating_sub(above), shown).start
}
